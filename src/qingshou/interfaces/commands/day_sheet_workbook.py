"""The daily sheet as a workbook: one sheet for each account, printed on A4."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from qingshou.interfaces.wording.reconciliation import KINDS, REMEDIES, name_of
from qingshou.kernel.money import total
from qingshou.platform.files.spreadsheet import Cell, Column, Kind, SheetOut, write_workbook
from qingshou.reconciliation.queries import FundAccountCard
from qingshou.reconciliation.rules.differences import DaySheet, Movement

_COLUMNS = (
    Column("序号", Kind.WHOLE, 6),
    Column("差异", width=16),
    Column("单号", width=26),
    Column("我方日期", Kind.DATE, 12),
    Column("我方金额(元)", Kind.AMOUNT, 14),
    Column("对方日期", Kind.DATE, 12),
    Column("对方金额(元)", Kind.AMOUNT, 14),
    Column("当日影响(元)", Kind.AMOUNT, 14),
    Column("处理", width=48),
    Column("已说明", width=8),
)


def write_day_sheets(path: Path, sheets: Iterable[tuple[FundAccountCard, DaySheet]]) -> Path:
    """Write the sheets of a day, all of them or nothing."""
    return write_workbook(path, [_sheet(card, sheet) for card, sheet in sheets])


def _sheet(card: FundAccountCard, sheet: DaySheet) -> SheetOut:
    state = (
        f"已由 {sheet.closed_by} 关账"
        if sheet.closed
        else "可以关账"
        if sheet.may_close
        else "未关账"
    )
    return SheetOut(
        name=f"{card.channel}{card.number[-4:]}",
        title=f"{sheet.on} 对账单　{name_of(card)}",
        notes=(
            f"我方　{_moved(sheet.ours)}",
            f"对方　{_moved(sheet.theirs)}",
            f"差异 {len(sheet.differences)} 项，待处理 {len(sheet.waiting)} 项，"
            f"无法解释 {sheet.unexplained.yuan} 元　{state}",
        ),
        columns=_COLUMNS,
        rows=list(_rows(sheet)),
        totals=["合计", "", "", None, None, None, None, _effect(sheet), "", ""],
    )


def _effect(sheet: DaySheet) -> Cell:
    """Add the effects of a day's differences."""
    return total(difference.effect for difference in sheet.differences)


def _rows(sheet: DaySheet) -> Iterator[Sequence[Cell]]:
    for position, difference in enumerate(sheet.differences, 1):
        ours, theirs = difference.ours, difference.theirs
        number = (ours and ours.number) or (theirs and theirs.number) or ""
        yield [
            position,
            KINDS[difference.kind],
            number,
            ours.on if ours else None,
            ours.amount if ours else None,
            theirs.on if theirs else None,
            theirs.amount if theirs else None,
            difference.effect,
            REMEDIES[difference.remedy],
            "是" if difference.subject in sheet.explained else "",
        ]


def _moved(movement: Movement) -> str:
    return (
        f"期初 {movement.opening.yuan}　收入 {movement.money_in.yuan}　"
        f"支出 {movement.money_out.yuan}　期末 {movement.closing.yuan}（元）"
    )
