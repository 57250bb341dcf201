"""The statements of a closed month as a workbook, one sheet for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from qingshou.interfaces.wording.months import CHART, tell_turnover
from qingshou.kernel.money import Money, total
from qingshou.ledger.queries import HeldMove, Statements
from qingshou.platform.files.spreadsheet import Cell, Column, Kind, SheetOut, write_workbook

_ROLL = ("opening", "brought", "billed", "credited", "received", "written_off", "closing")
_HELD = ("opening", "came", "moved", "applied", "returned", "closing")
_HELD_HEADS = ("期初", "收入", "转入转出", "抵缴或认领", "退回", "期末")


def write_month(path: Path, told: Statements, *, community: str, kinds: Mapping[str, str]) -> Path:
    """Write all statements of one community and month; equal statements give equal bytes."""
    title = f"{community} {told.period.name}"
    return write_workbook(path, list(_sheets(told, title, kinds)))


def _sheets(told: Statements, title: str, kinds: Mapping[str, str]) -> Iterator[SheetOut]:
    yield _trial(told, title)
    yield _roll(told, title, kinds)
    yield _income(told, title, kinds)
    yield _held("预存台账", told.prepayments, title, first="账户")
    yield _held("押金台账", told.deposits, title, first="账户", second="押金种类")
    yield _held("待认领台账", told.unclaimed, title, first="账户")
    yield _turnover(told, title)


def _trial(told: Statements, title: str) -> SheetOut:
    rows: list[list[Cell]] = [
        [
            line.code,
            CHART[line.code],
            line.opening,
            line.debit,
            line.credit,
            line.closing,
        ]
        for line in told.trial
    ]
    sums = [
        total(getattr(line, part) for line in told.trial)
        for part in ("opening", "debit", "credit", "closing")
    ]
    return SheetOut(
        "试算平衡表",
        columns=[
            Column("科目", width=10),
            Column("名称", width=26),
            *_amounts("期初", "借方", "贷方", "期末"),
        ],
        rows=rows,
        totals=["合计", "", *sums],
        title=f"{title} 试算平衡表",
        notes=["单位：元。期初、期末借方为正，贷方为负；合计为零即借贷相平。"],
    )


def _roll(told: Statements, title: str, kinds: Mapping[str, str]) -> SheetOut:
    return SheetOut(
        "应收变动表",
        columns=[
            Column("收费项目", width=18),
            *_amounts("期初", "期初转入", "本期出账", "冲减与优惠", "本期收回", "核销", "期末"),
        ],
        rows=[
            [kinds.get(line.kind, line.kind), *(getattr(line, part) for part in _ROLL)]
            for line in told.roll
        ],
        totals=["合计", *(total(getattr(line, part) for line in told.roll) for part in _ROLL)],
        title=f"{title} 应收变动表",
        notes=["单位：元。期末 = 期初 + 期初转入 + 本期出账 − 冲减与优惠 − 本期收回 − 核销。"],
    )


def _income(told: Statements, title: str, kinds: Mapping[str, str]) -> SheetOut:
    parts = ("net", "vat", "gross")
    return SheetOut(
        "收入与增值税",
        columns=[Column("收费项目", width=18), *_amounts("不含税收入", "增值税", "价税合计")],
        rows=[
            [kinds.get(line.kind, line.kind), *(getattr(line, part) for part in parts)]
            for line in told.income
        ],
        totals=["合计", *(total(getattr(line, part) for line in told.income) for part in parts)],
        title=f"{title} 收入与增值税",
        notes=["单位：元。已扣除本期冲销；违约金列营业外收入。"],
    )


def _held(
    name: str, moves: Sequence[HeldMove], title: str, *, first: str, second: str = ""
) -> SheetOut:
    texts = [Column(first, width=16), *([Column(second, width=14)] if second else [])]
    texts += [Column("单据", width=28)] if any(move.source_ref for move in moves) else []
    rows = [[*_names(move, second=bool(second))[: len(texts)], *_sums(move)] for move in moves]
    sums = [total(getattr(move, part) for move in moves) for part in _HELD]
    return SheetOut(
        name,
        columns=[*texts, *_amounts(*_HELD_HEADS)],
        rows=rows,
        totals=["合计", *[""] * (len(texts) - 1), *sums],
        title=f"{title} {name}",
        notes=["单位：元。期末 = 期初 + 收入 + 转入转出 − 抵缴或认领 − 退回。"],
    )


def _names(move: HeldMove, *, second: bool) -> list[str]:
    account = {"": "本期收付相抵的其他账户", "SUSPENSE": "待认领"}.get(move.account, move.account)
    return [account, *([move.kind] if second else []), move.source_ref]


def _sums(move: HeldMove) -> list[Cell]:
    return [getattr(move, part) for part in _HELD]


def _turnover(told: Statements, title: str) -> SheetOut:
    turned = told.turnover
    average = Money(int(turned.average + Fraction(1, 2)))
    rows: list[list[Cell]] = [
        ["期初应收", turned.opening],
        ["期末应收", turned.closing],
        ["平均应收", average],
        ["本期应收（出账）", turned.billed],
    ]
    return SheetOut(
        "应收周转",
        columns=[Column("项目", width=20), *_amounts("金额")],
        rows=rows,
        title=f"{title} 应收账款周转",
        notes=["单位：元。"],
        remarks=[tell_turnover(told)],
    )


def _amounts(*titles: str) -> list[Column]:
    return [Column(title, Kind.AMOUNT, width=15) for title in titles]
