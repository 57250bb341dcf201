"""The book in beancount's language, streamed: a file that ``bean-check`` accepts.

The sub-ledger is written unit by unit (receivables, prepayments, deposits and unclaimed money,
with the account's code as metadata), the other side of each entry as the journal posted it; so
the checker proves that the two agree. Balance assertions at the end come from open items and
unused credits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db import connection, transaction

from qingshou.kernel.money import Money
from qingshou.ledger.queries import journal
from qingshou.ledger.rules.chart import Chart

CHUNK = 5_000

_NAMES = {
    Chart.CASH: "Assets:1001-Cash",
    Chart.BANK: "Assets:1002-Bank",
    Chart.CLEARING: "Assets:1012-Clearing",
    Chart.RECEIVABLE: "Assets:1122-Receivable",
    Chart.PREPAYMENT: "Liabilities:2203-Prepayment",
    Chart.DISCREPANCY: "Assets:1901-Discrepancy",
    Chart.OUTPUT_VAT: "Liabilities:2221-OutputVAT",
    Chart.DEPOSIT: "Liabilities:224101-Deposit",
    Chart.SUSPENSE: "Liabilities:224102-Suspense",
    Chart.OPENING: "Equity:4104-Opening",
    Chart.INCOME: "Income:6001-Income",
    Chart.PENALTY_INCOME: "Income:6301-Penalty",
    Chart.RELIEF: "Expenses:6601-Relief",
    Chart.CHANNEL_FEE: "Expenses:6603-ChannelFee",
}


def beancount(*, communities: Mapping[int, str]) -> Iterator[str]:
    """Write the books of communities, id → name, line by line; equal books give equal lines."""
    opened: set[str] = set()
    latest: date | None = None
    with transaction.atomic():
        yield 'option "title" "清收 Qingshou"'
        yield 'option "operating_currency" "CNY"'
        for community_id in sorted(communities, key=lambda known: communities[known]):
            for on, lines in _entries(community_id, communities[community_id], opened):
                latest = max(on, latest or on)
                yield from lines
        if latest is not None:
            for community_id in sorted(communities, key=lambda known: communities[known]):
                yield from _assertions(community_id, communities[community_id], latest, opened)


def account_name(code: str, community: str, kind: str) -> str:
    """Write an account in beancount's letters.

    >>> account_name("1122", "YSL", "PROPERTY_FEE")
    'Assets:1122-Receivable:YSL:PROPERTY-FEE'
    """
    parts = [_NAMES[Chart(code)], _component(community)]
    return ":".join([*parts, _component(kind)] if kind else parts)


def _component(text: str) -> str:
    """Make a text a component of a name: capitals, digits, dashes; the rest by its number."""
    plain = re.sub("[^A-Za-z0-9-]", lambda found: _replaced(found.group()), text.replace("_", "-"))
    return plain if plain[:1].isupper() or plain[:1].isdigit() else f"X{plain}"


def _replaced(character: str) -> str:
    return f"U{ord(character):04X}"


def _entries(
    community_id: int, community: str, opened: set[str]
) -> Iterator[tuple[date, list[str]]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(_LINES, {"community_id": community_id})
        for (on, _), rows in groupby(_rows(cursor), key=lambda row: (row[0], row[1])):
            yield on, _transaction(on, community, list(rows), opened)


def _rows(cursor: Any) -> Iterator[tuple[Any, ...]]:
    while chunk := cursor.fetchmany(CHUNK):
        yield from chunk


def _transaction(
    on: date, community: str, rows: list[tuple[Any, ...]], opened: set[str]
) -> list[str]:
    _, entry_id, source, source_ref, memo, *_ = rows[0]
    text = " ".join(part for part in (source_ref, memo) if part)
    lines = ["", f"{on} * {_quoted(source)} {_quoted(text)}", f'  entry: "{entry_id}"']
    openings = []
    for *_, code, kind, unit, fen in rows:
        if fen is None:
            continue
        name = account_name(code, community, kind)
        if name not in opened:
            opened.add(name)
            openings.append(f"1970-01-01 open {name} CNY")
        lines.append(f"  {name}  {Money(fen).yuan} CNY")
        if unit:
            lines.append(f"    unit: {_quoted(unit)}")
    return openings + lines


def _assertions(community_id: int, community: str, latest: date, opened: set[str]) -> Iterator[str]:
    """Assert what the sub-ledger holds; beancount checks a balance at the start of its day."""
    on = latest + timedelta(days=1)
    yield ""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"community_id": community_id})
        for code, kind, fen in cursor.fetchall():
            name = account_name(code, community, kind)
            if fen or name in opened:
                yield f"{on} balance {name}  {Money(fen).yuan} ~ 0.00 CNY"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


_CONTROLS = ", ".join(
    f"'{code}'" for code in (Chart.RECEIVABLE, Chart.PREPAYMENT, Chart.DEPOSIT, Chart.SUSPENSE)
)

_LINES = f"""
WITH line AS (
    SELECT item.entry_id, '1122' AS code, item.kind, item.account_id, item.amount_fen AS fen
    FROM ledger_openitem item WHERE item.community_id = %(community_id)s
    UNION ALL
    SELECT made.entry_id, side.code, side.kind, made.account_id, side.fen
    FROM ledger_settlement made
    JOIN ledger_openitem item
        ON item.community_id = made.community_id AND item.id = made.item_id
    CROSS JOIN LATERAL (VALUES ('1122', item.kind, -made.amount_fen),
                               ({journal.control_account("made.nature")}, '', made.amount_fen)
                       ) side (code, kind, fen)
    WHERE made.community_id = %(community_id)s
    UNION ALL
    SELECT credit.entry_id, {journal.control_account("credit.nature")}, '', credit.account_id,
           -credit.amount_fen
    FROM ledger_credit credit WHERE credit.community_id = %(community_id)s
), booked AS (
    SELECT entry_id, code, kind, account_id, sum(fen)::bigint AS fen
    FROM line GROUP BY entry_id, code, kind, account_id HAVING sum(fen) <> 0
    UNION ALL
    SELECT entry_id, account_code, kind, NULL, sum(amount_fen)::bigint
    FROM ledger_posting
    WHERE community_id = %(community_id)s AND account_code NOT IN ({_CONTROLS})
    GROUP BY entry_id, account_code, kind HAVING sum(amount_fen) <> 0
)
SELECT entry."on", entry.id, entry.source, entry.source_ref, entry.memo,
       booked.code, booked.kind, account.code, booked.fen
FROM ledger_entry entry
LEFT JOIN booked ON booked.entry_id = entry.id
LEFT JOIN ledger_account account
    ON account.community_id = entry.community_id AND account.id = booked.account_id
WHERE entry.community_id = %(community_id)s
ORDER BY entry."on", entry.id, booked.code, booked.kind, account.code
"""  # noqa: S608 - our own names

_HELD = f"""
SELECT '1122', kind, sum(amount_fen - settled_fen)::bigint FROM ledger_openitem
WHERE community_id = %(community_id)s GROUP BY kind
UNION ALL
SELECT {journal.control_account("nature")}, '', -sum(amount_fen - used_fen)::bigint
FROM ledger_credit WHERE community_id = %(community_id)s GROUP BY 1
UNION ALL
SELECT account_code, kind, sum(amount_fen)::bigint FROM ledger_posting
WHERE community_id = %(community_id)s AND account_code NOT IN ({_CONTROLS})
GROUP BY account_code, kind
ORDER BY 1, 2
"""  # noqa: S608 - our own names
