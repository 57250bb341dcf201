"""The rows behind a figure: who, what, when, and the column whose sum the figure is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from qingshou.reports.document import CellKind, RowColumn, RowSet, RowValue
from qingshou.reports.figures.counts import ROLE_DIMENSIONS, column_of
from qingshou.reports.figures.definition import Atom, Counting, Relation
from qingshou.reports.figures.dimensions import ENUMERATED, UNPLACED
from qingshou.reports.figures.tables import Tables
from qingshou.reports.figures.windows import Window

TITLES = {
    Relation.CHARGES: "应收明细",
    Relation.HOUSEHOLDS: "住户明细",
    Relation.RECEIPTS: "收款明细",
    Relation.REFUNDS: "退款明细",
    Relation.PREPAYMENTS: "预存明细",
    Relation.VISITS: "催收阶段明细",
    Relation.CONTACTS: "联系明细",
    Relation.PROMISES: "付款承诺明细",
    Relation.PRICE_CHANGES: "调价前后账单明细",
}
MEASURE_TITLE = "计入本指标"
Column = tuple[str, str, CellKind]
_TEXT, _DATE, _YUAN, _COUNT = CellKind.TEXT, CellKind.DATE, CellKind.YUAN, CellKind.COUNT


def _code(dimension: str, column: str) -> str:
    """Write a code as people read it."""
    pairs = " ".join(f"WHEN '{key}' THEN '{name}'" for key, name in ENUMERATED[dimension].items())
    return f"CASE {column} {pairs} ELSE {column} END"


_WHO: tuple[Column, ...] = (
    ("小区", "community.name", _TEXT),
    ("楼栋", "COALESCE(building.name, '')", _TEXT),
    ("房号", "account.unit_code", _TEXT),
    (
        "缴费人",
        "CASE WHEN party.kind = 'ORGANIZATION' THEN '单位'"
        " ELSE COALESCE(left(party.name, 1) || '**', '') END",
        _TEXT,
    ),
)
_CHARGE = (
    ("费项", "COALESCE(kind.name, counted.kind)", _TEXT),
    ("账期起", "counted.period_from", _DATE),
    ("账期止", "counted.period_until - 1", _DATE),
    ("应收日", "counted.due_on", _DATE),
    ("账单金额", "counted.amount_fen", _YUAN),
    ("已收", "counted.money_fen", _YUAN),
    ("减免", "counted.waived_fen", _YUAN),
    ("冲红", "counted.reversed_fen", _YUAN),
    ("未收", "counted.open_fen", _YUAN),
)
_HOUSEHOLD = (
    ("客户类型", _code("group", 'counted."group"'), _TEXT),
    ("本期应收", "counted.due_fen", _YUAN),
    ("本期已收", "counted.collected_fen", _YUAN),
    ("期初旧欠", "counted.old_fen", _YUAN),
    ("欠费金额", "counted.overdue_fen", _YUAN),
    ("最早欠费应收日", "counted.oldest_due_on", _DATE),
    ("催收阶段", _code("stage", "counted.stage"), _TEXT),
    ("欠费原因", _code("reason", "counted.reason"), _TEXT),
)
_MONEY = (("日期", 'counted."on"', _DATE), ("渠道", _code("channel", "counted.channel"), _TEXT))
_COLUMNS: dict[Relation, tuple[Column, ...]] = {
    Relation.CHARGES: _CHARGE,
    Relation.HOUSEHOLDS: _HOUSEHOLD,
    Relation.RECEIPTS: (*_MONEY, ("收款金额", "counted.receipt_fen", _YUAN)),
    Relation.REFUNDS: (*_MONEY, ("退款金额", "counted.refund_fen", _YUAN)),
    Relation.PREPAYMENTS: (
        *_MONEY,
        ("收款金额", "counted.amount_fen", _YUAN),
        ("预存余额", "counted.prepaid_fen", _YUAN),
    ),
    Relation.VISITS: (
        ("阶段", _code("stage", "counted.stage"), _TEXT),
        ("进入日", "counted.entered_on", _DATE),
        ("离开日", "counted.left_on", _DATE),
        ("结果", "CASE counted.left_how WHEN 'PAID' THEN '缴清' WHEN 'ADVANCED' THEN '转入其他阶段'"
         " WHEN 'SMALL_REST' THEN '余额很小结案' ELSE '仍在该阶段' END", _TEXT),
    ),
    Relation.CONTACTS: (
        ("日期", 'counted."on"', _DATE),
        ("渠道", _code("channel", "counted.channel"), _TEXT),
        ("结果", _code("outcome", "counted.outcome"), _TEXT),
        ("阶段", _code("stage", "counted.stage"), _TEXT),
        ("其后十四日付款", "counted.followed_fen", _YUAN),
    ),
    Relation.PROMISES: (
        ("承诺日", "counted.made_on", _DATE),
        ("约定付款日", "counted.promised_on", _DATE),
        ("渠道", _code("channel", "counted.channel"), _TEXT),
        ("状态", "CASE counted.state WHEN 'KEPT' THEN '已兑现' WHEN 'BROKEN' THEN '未兑现'"
         " WHEN 'REPLACED' THEN '已由新承诺替代' ELSE '待兑现' END", _TEXT),
    ),
    Relation.PRICE_CHANGES: (
        ("费项", "COALESCE(kind.name, counted.kind)", _TEXT),
        ("调价日", "counted.changed_on", _DATE),
        ("应收日", "counted.due_on", _DATE),
        ("账单金额", "counted.amount_fen", _YUAN),
        ("结清日", "counted.closed_on", _DATE),
    ),
}  # fmt: skip
_TIE_BREAK = {
    Relation.CHARGES: "counted.due_on, counted.kind, counted.item_id",
    Relation.HOUSEHOLDS: "counted.account_id",
    Relation.RECEIPTS: 'counted."on", counted.credit_id',
    Relation.REFUNDS: 'counted."on", counted.item_id',
    Relation.PREPAYMENTS: 'counted."on", counted.credit_id',
    Relation.VISITS: "counted.entered_on, counted.case_id, counted.stage",
    Relation.CONTACTS: 'counted."on", counted.contact_id',
    Relation.PROMISES: "counted.made_on, counted.promise_id",
    Relation.PRICE_CHANGES: "counted.changed_on, counted.due_on, counted.item_id",
}
_TABLES = {
    Relation.REFUNDS: "refund",
    Relation.PREPAYMENTS: "prepayment",
    Relation.VISITS: "visit",
    Relation.CONTACTS: "contact",
    Relation.PROMISES: "promise",
    Relation.PRICE_CHANGES: "price_change",
}
_RECEIPTS = (
    "(SELECT '{role}' AS role, credit.community_id, credit.account_id, credit.id AS credit_id,"
    ' credit."on", credit.channel, credit.amount_fen AS receipt_fen, 1 AS receipts,'
    " CASE WHEN credit.channel IN ('WECHAT', 'ALIPAY', 'DEBIT') THEN credit.amount_fen ELSE 0 END"
    " AS online_fen FROM ledger_credit credit"
    " WHERE credit.community_id = ANY (%(communities)s::bigint[]) AND credit.nature = 'RECEIPT'"
    " AND credit.channel <> 'BALANCE'"
    " AND credit.\"on\" >= '{start}' AND credit.\"on\" < '{until}')"
)
_WHOSE = """
    JOIN {account} account
        ON account.community_id = counted.community_id AND account.account_id = counted.account_id
    JOIN estate_community community ON community.id = counted.community_id
    LEFT JOIN estate_building building
        ON building.community_id = account.community_id AND building.id = account.building_id
    LEFT JOIN parties__party party
        ON party.community_id = account.community_id AND party.party_id = account.party_id
"""
_WHICH = " LEFT JOIN tariffs_chargekind kind ON kind.code = counted.kind"
_WITH_KIND = (Relation.CHARGES, Relation.PRICE_CHANGES)


@dataclass(frozen=True, slots=True)
class _Listing:
    """The statement that lists rows, and what it is asked with."""

    sql: str
    parameters: dict[str, Any]
    columns: tuple[RowColumn, ...]
    measure: int | None


def list_rows(
    atom: Atom,
    window: Window,
    members: list[tuple[str, str]],
    *,
    tables: Tables,
    made: dict[str, dict[str, str]],
    most: int | None = None,
) -> RowSet:
    """List the rows of an atom in a window, only those of the given members of dimensions.

    With ``most`` only the first ones. Rows stay in the database until they are read.
    """
    own = _own_tables(atom, window, tables, made)
    listing = _listing(atom, window, members, tables, own)
    return RowSet(listing.columns, _read(listing, most), listing.measure)


def count_rows(
    atom: Atom,
    window: Window,
    members: list[tuple[str, str]],
    *,
    tables: Tables,
    made: dict[str, dict[str, str]],
) -> tuple[int, int]:
    """Tell how many rows ``list_rows`` would list, and what they make."""
    own = _own_tables(atom, window, tables, made)
    where, parameters = _conditions(atom, window, members)
    counted = f"count(*), COALESCE(sum(counted.{atom.measure}), 0)"
    if atom.counting is Counting.HOUSEHOLDS:
        counted = "count(DISTINCT (counted.community_id, counted.account_id))"
    sql = (
        f"SELECT {counted} FROM {_source(atom, window, tables, own)} counted"  # noqa: S608
        f" JOIN {tables.names['account']} account ON account.community_id = counted.community_id"
        f" AND account.account_id = counted.account_id WHERE {where}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, tables.parameters | parameters)
        count, *total = cursor.fetchone()
    return int(count), int(total[0] if total else count)


def _own_tables(
    atom: Atom, window: Window, tables: Tables, made: dict[str, dict[str, str]]
) -> dict[str, str]:
    if atom.relation in (Relation.CHARGES, Relation.HOUSEHOLDS) and window.role not in made:
        made[window.role] = tables.make_rows_of(window, f"rows{len(made) + 1}")
    return made.get(window.role, {})


def _read(listing: _Listing, most: int | None) -> Iterator[tuple[RowValue, ...]]:
    limit = "" if most is None else f" LIMIT {int(most)}"
    with connection.chunked_cursor() as cursor:
        cursor.execute(listing.sql + limit, listing.parameters)
        while rows := cursor.fetchmany(2000):
            yield from rows


def _listing(
    atom: Atom,
    window: Window,
    members: list[tuple[str, str]],
    tables: Tables,
    own: dict[str, str],
) -> _Listing:
    columns = (*_WHO, *_COLUMNS[atom.relation])
    heads = [f"{sql}" for _, sql, _ in columns]
    shown = [RowColumn(title, kind) for title, _, kind in columns]
    measure = None
    if atom.counting is Counting.SUM:
        measure = len(columns)
        money = atom.measure.endswith("_fen")
        heads.append(f"counted.{atom.measure}")
        shown.append(RowColumn(MEASURE_TITLE, _YUAN if money else _COUNT))
    where, parameters = _conditions(atom, window, members)
    source = _source(atom, window, tables, own)
    names = tables.names
    joins = _WHOSE.format(account=names["account"])
    if atom.relation in _WITH_KIND:
        joins += _WHICH
    order = (
        'community.code COLLATE "C", account.unit_code COLLATE "C", counted.account_id, '
        + _TIE_BREAK[atom.relation]
    )
    told = ", ".join(heads)
    sql = (
        f"SELECT {told} FROM {source} counted {joins}"  # noqa: S608
        f" WHERE {where} ORDER BY {order}"
    )
    if atom.counting is Counting.HOUSEHOLDS:
        sql = sql.replace("SELECT ", "SELECT DISTINCT ON (" + order.rsplit(", ", 2)[0] + ") ", 1)
    return _Listing(sql, tables.parameters | parameters, tuple(shown), measure)


def _source(atom: Atom, window: Window, tables: Tables, own: dict[str, str]) -> str:
    names = tables.names | own
    if atom.relation is Relation.CHARGES:
        return names["charge_row"]
    if atom.relation is Relation.HOUSEHOLDS:
        return names["home"]
    if atom.relation is Relation.RECEIPTS:
        return _RECEIPTS.format(role=window.role, start=window.start, until=window.until)
    return names[_TABLES[atom.relation]]


def _conditions(
    atom: Atom, window: Window, members: list[tuple[str, str]]
) -> tuple[str, dict[str, Any]]:
    parameters: dict[str, Any] = {"role": window.role}
    conditions = ["counted.role = %(role)s", f"counted.{atom.measure} <> 0"]
    for dimension, value in members:
        if dimension in ROLE_DIMENSIONS:
            continue
        column = (
            "account.building_id" if dimension == "building" else f"counted.{column_of(dimension)}"
        )
        if value == UNPLACED:
            conditions.append(f"{column} IS NULL")
            continue
        conditions.append(f"{column}::text = %(member_{dimension})s")
        parameters[f"member_{dimension}"] = value
    return " AND ".join(conditions), parameters
