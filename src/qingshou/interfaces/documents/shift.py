"""A shift's report on A4 or an 80 mm roll."""

from __future__ import annotations

from typing import Any

from qingshou.interfaces.documents.paper import Form, set_paper
from qingshou.interfaces.wording.columns import grouped
from qingshou.interfaces.wording.payments import CHANNELS
from qingshou.kernel.money import Money, total
from qingshou.payments.queries.shifts import ShiftLine, ShiftSheet
from qingshou.platform.clock import BUSINESS_ZONE

WIDTHS = {"A4": 210, "80": 80}
HEADS = ["方式", "笔数", "收款", "冲退", "其他收支", "应有", "实点", "差额"]


def shift_pages(sheet: ShiftSheet, size: str, form: Form = "pdf") -> list[bytes]:
    """Set the report of a shift; an open one says that it is not closed."""
    return set_paper("shift", _content(sheet, size), on=sheet.opened_on, form=form)


def _content(sheet: ShiftSheet, size: str) -> dict[str, Any]:
    opened = sheet.opened_at.astimezone(BUSINESS_ZONE)
    closed = sheet.closed_at.astimezone(BUSINESS_ZONE) if sheet.closed_at else None
    facts = {
        "小区": sheet.community,
        "班次": str(sheet.shift_id),
        "收费员": sheet.cashier,
        "开班": f"{opened:%Y-%m-%d %H:%M}",
        "结班": f"{closed:%Y-%m-%d %H:%M} {sheet.closed_by}" if closed else "未结班",
        "备用金": grouped(sheet.float_.yuan),
        "收据": f"{sheet.first_number} 至 {sheet.latest_number}" if sheet.first_number else "无",
        "监控编号": sheet.camera or "—",
        "交接给": sheet.handed_to or "—",
    }
    return {
        "width": WIDTHS[size],
        "title": "收费班次报告",
        "facts": [{"name": name, "value": value} for name, value in facts.items()],
        "heads": HEADS,
        "rows": [_row(line) for line in sheet.lines],
        "total": _total(sheet),
        "notes": _notes(sheet),
        "signed": ["收费员", "复核", "交接"],
    }


def _row(line: ShiftLine) -> list[str]:
    counted = line.counted
    difference = None if counted is None else counted - line.expected
    return [
        CHANNELS[line.channel],
        str(line.receipts),
        *(grouped(amount.yuan) for amount in (line.received, line.returned, line.moved)),
        grouped(line.expected.yuan),
        _or_dash(counted),
        _or_dash(difference),
    ]


def _total(sheet: ShiftSheet) -> list[str]:
    """Add the channels up; what was counted is added only where everything was."""
    lines = sheet.lines
    whole = [line.counted for line in lines if line.counted is not None]
    counted = total(whole) if len(whole) == len(lines) else None
    expected = total(line.expected for line in lines)
    return [
        "合计",
        str(sum(line.receipts for line in lines)),
        *(
            grouped(total(getattr(line, part) for line in lines).yuan)
            for part in ("received", "returned", "moved")
        ),
        grouped(expected.yuan),
        _or_dash(counted),
        _or_dash(None if counted is None else counted - expected),
    ]


def _or_dash(amount: Money | None) -> str:
    return "—" if amount is None else grouped(amount.yuan)


def _notes(sheet: ShiftSheet) -> list[str]:
    notes = [
        "现金应有 = 备用金 + 本班次现金收款 − 冲退 + 其他收支，与账上库存现金（1001）的变动一致。"
    ]
    notes += [
        f"{CHANNELS[line.channel]}差额原因：{line.reason}" for line in sheet.lines if line.reason
    ]
    if sheet.approval_id is not None:
        notes.append(f"代为结班，审批编号 {sheet.approval_id}。")
    return notes
