"""A receipt on paper: three-part form, A5, or an 80 mm roll."""

from __future__ import annotations

from typing import Any

from qingshou.interfaces.documents.paper import Form, set_paper
from qingshou.interfaces.wording.columns import grouped
from qingshou.interfaces.wording.payments import CHANNELS
from qingshou.kernel.money import Money
from qingshou.payments.operations import Printed
from qingshou.payments.queries import Sheet, SheetPart
from qingshou.payments.rules.numbers import Series
from qingshou.payments.rules.papers import Paper, spelled
from qingshou.payments.rules.words import in_words
from qingshou.platform.clock import BUSINESS_ZONE

# Width and height in millimetres (None: as long as needed), and the margins. The continuous form
# has strips of half an inch with holes on both sides.
PAPERS = {
    Paper.FORM: (241, 139.7, 16, 7),
    Paper.A5: (210, 148, 12, 9),
    Paper.THERMAL: (80, None, 4, 4),
}
MOST_ROWS = 14


def receipt_pages(sheet: Sheet, printed: Printed, paper: Paper, form: Form = "pdf") -> list[bytes]:
    """Set a receipt for a printer; what does not fit a form is summed in a row that says so."""
    return set_paper(
        "receipt", _content(sheet, printed, paper), on=sheet.on, qr=_qr(sheet, printed), form=form
    )


def _qr(sheet: Sheet, printed: Printed) -> str:
    return f"{sheet.number} {sheet.on} {sheet.amount.yuan} {spelled(printed.check_code)}"


def _content(sheet: Sheet, printed: Printed, paper: Paper) -> dict[str, Any]:
    width, height, margin_x, margin_y = PAPERS[paper]
    on = printed.printed_at.astimezone(BUSINESS_ZONE)
    marks = [f"补打 第 {printed.ordinal} 次打印"] if printed.ordinal > 1 else []
    if sheet.reversed_by:
        marks.append(f"作废 已由 {sheet.reversed_by} 冲销")
    return {
        "width": width,
        "height": height,
        "margin": {"x": margin_x, "y": margin_y},
        "title": "红冲收据" if sheet.reverses else "收款收据",
        "company": sheet.company,
        "number": sheet.number,
        "marks": marks,
        "void": "作废" if sheet.reversed_by else "",
        "facts": _facts(sheet),
        "heads": ["收费项目", "费用期间", "金额（元）"],
        "rows": _rows(sheet, MOST_ROWS if height else None),
        "words": _named("大写", in_words(sheet.amount)),
        "total": _named("合计", f"¥ {grouped(sheet.amount.yuan)}"),
        "tenders": [_tenders(sheet)],
        "notes": _notes(sheet),
        "foot": [_named("收款人", sheet.cashier), _named("打印", f"{on:%Y-%m-%d %H:%M}")],
        "check": f"校验码 {spelled(printed.check_code)}",
    }


def _named(name: str, value: str) -> dict[str, str]:
    return {"name": name, "value": value}


def _facts(sheet: Sheet) -> list[dict[str, str]]:
    facts = [
        _named("小区", sheet.community),
        _named("房屋", sheet.unit),
        _named("收款日期", sheet.on.isoformat()),
        _named("业户", sheet.debtor or "—"),
        _named("交款人", sheet.payer or sheet.debtor or "—"),
    ]
    return facts + ([_named("监控编号", sheet.camera)] if sheet.camera else [])


def _rows(sheet: Sheet, most: int | None) -> list[dict[str, str]]:
    """The items, then the prepaid rest; the sums stand before anything is left out."""
    rows = [_row(part.kind_name, _period(part), part.amount) for part in sheet.parts]
    if sheet.prepaid.fen:
        held = sheet.number.startswith(Series.DEPOSIT)
        rows.append(_row("押金（保证金）" if held else "转为预存款", "", sheet.prepaid))
    if sheet.reverses:
        rows.append(_row(f"冲销收据 {sheet.reverses}", "", -sheet.amount))
    if most is None or len(rows) <= most:
        return rows
    told, rest = rows[: most - 1], sheet.parts[most - 1 :]
    left = sum(part.amount.fen for part in rest) + sheet.prepaid.fen
    return [*told, _row(f"其余 {len(rows) - most + 1} 项（未逐项列出）", "", Money(left))]


def _row(name: str, period: str, amount: Money) -> dict[str, str]:
    return {"name": name, "period": period, "amount": grouped(amount.yuan)}


def _period(part: SheetPart) -> str:
    return f"{part.period.start} 至 {part.period.latest_day}"


def _tenders(sheet: Sheet) -> str:
    told = [
        f"{CHANNELS[tender.channel]} {grouped(tender.amount.yuan)}"
        + (f"（流水号 {tender.outside_number}）" if tender.outside_number else "")
        for tender in sheet.tenders
    ]
    return f"{'退款' if sheet.reverses else '收款'}方式 " + "；".join(told)


def _notes(sheet: Sheet) -> list[str]:
    return [f"备注 {sheet.memo}"] if sheet.memo else []
