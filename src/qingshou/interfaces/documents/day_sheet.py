"""The sheet of a day on A4: what each account held and moved, what differs, who closed the day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from qingshou.interfaces.documents.paper import Form, set_paper
from qingshou.interfaces.wording.columns import grouped
from qingshou.interfaces.wording.reconciliation import KINDS, REMEDIES, name_of
from qingshou.kernel.money import total
from qingshou.reconciliation.queries import FundAccountCard
from qingshou.reconciliation.rules.differences import DaySheet, Difference, Movement, Side

PARTS = ("opening", "money_in", "money_out", "closing")
HEADS = ["账户", "方", "期初", "收入", "支出", "期末", "关账"]
DIFFERENCE_HEADS = ["序号", "差异", "单号", "我方", "对方", "当日影响", "处理"]

Sheets = Sequence[tuple[FundAccountCard, DaySheet]]


def day_sheet_pages(sheets: Sheets, *, community: str, on: date, form: Form = "pdf") -> list[bytes]:
    """Set the sheet of a day for all accounts that are given."""
    content = _content(sheets, community, on)
    return set_paper("day_sheet", content, on=on, form=form)


def _content(sheets: Sheets, community: str, on: date) -> dict[str, Any]:
    return {
        "title": "资金日对账单",
        "facts": [f"小区 {community}", f"对账日期 {on}", "单位 元"],
        "heads": HEADS,
        "accounts": [_account(card, sheet) for card, sheet in sheets],
        "totals": [
            ["合计", "我方", *_sums([sheet.ours for _, sheet in sheets])],
            ["", "对方", *_sums([sheet.theirs for _, sheet in sheets])],
        ],
        "difference_heads": DIFFERENCE_HEADS,
        "sections": [_section(card, sheet) for card, sheet in sheets if sheet.differences],
        "nothing": "本日各账户没有差异。",
        "signed": ["出纳", "复核", "日期"],
    }


def _account(card: FundAccountCard, sheet: DaySheet) -> list[list[str]]:
    return [
        [name_of(card), "我方", *_moved(sheet.ours), _state(sheet)],
        ["", "对方", *_moved(sheet.theirs), ""],
    ]


def _state(sheet: DaySheet) -> str:
    if sheet.closed:
        return f"已关账 {sheet.closed_by}"
    return "可以关账" if sheet.may_close else "未关账"


def _moved(movement: Movement) -> list[str]:
    return [grouped(getattr(movement, part).yuan) for part in PARTS]


def _sums(movements: list[Movement]) -> list[str]:
    return [
        grouped(total(getattr(movement, part) for movement in movements).yuan) for part in PARTS
    ]


def _section(card: FundAccountCard, sheet: DaySheet) -> dict[str, Any]:
    effect = total(difference.effect for difference in sheet.differences)
    return {
        "name": name_of(card),
        "rows": [_row(position, one, sheet) for position, one in enumerate(sheet.differences, 1)],
        "total": ["", "合计", "", "", "", grouped(effect.yuan), ""],
        "state": f"差异 {len(sheet.differences)} 项，待处理 {len(sheet.waiting)} 项，"
        f"无法解释 {grouped(sheet.unexplained.yuan)} 元",
    }


def _row(position: int, difference: Difference, sheet: DaySheet) -> list[str]:
    ours, theirs = difference.ours, difference.theirs
    number = (ours and ours.number) or (theirs and theirs.number) or "—"
    settled = "已说明。" if difference.subject in sheet.explained else ""
    return [
        str(position),
        KINDS[difference.kind],
        number,
        _side(ours, sheet.on),
        _side(theirs, sheet.on),
        grouped(difference.effect.yuan),
        settled + REMEDIES[difference.remedy],
    ]


def _side(side: Side | None, on: date) -> str:
    """Tell an amount, and its day where that is another one."""
    if side is None:
        return "—"
    told = grouped(side.amount.yuan)
    return told if side.on == on else f"{told}（{side.on:%m-%d}）"
