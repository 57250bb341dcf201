"""A slip of money given back, on the papers of a receipt; whoever receives the money signs it."""

from __future__ import annotations

from typing import Any

from qingshou.interfaces.documents.paper import Form, set_paper
from qingshou.interfaces.documents.receipt import PAPERS
from qingshou.interfaces.wording.columns import grouped
from qingshou.interfaces.wording.payments import CAUSES, CHANNELS
from qingshou.payments.queries import RefundSheet
from qingshou.payments.rules.papers import Paper
from qingshou.payments.rules.words import in_words


def refund_pages(sheet: RefundSheet, paper: Paper, form: Form = "pdf") -> list[bytes]:
    """Set a slip of series TK for a printer."""
    return set_paper("refund_slip", _content(sheet, paper), on=sheet.on, form=form)


def _content(sheet: RefundSheet, paper: Paper) -> dict[str, Any]:
    width, height, margin_x, margin_y = PAPERS[paper]
    return {
        "width": width,
        "height": height,
        "margin": {"x": margin_x, "y": margin_y},
        "title": "押金退还单" if sheet.deposit else "退款单",
        "company": sheet.company,
        "number": sheet.number,
        "facts": [{"name": name, "value": value} for name, value in _facts(sheet).items()],
        "amount": {
            "figures": f"¥ {grouped(sheet.amount.yuan)}",
            "words": in_words(sheet.amount),
        },
        "receipt": f"今收到{sheet.company}退还的上列款项。",
        "signed": ["收款人签字", "日期", "经办人签字"],
    }


def _facts(sheet: RefundSheet) -> dict[str, str]:
    facts = {
        "小区": sheet.community,
        "房屋": sheet.unit,
        "退款日期": sheet.on.isoformat(),
        "业户": sheet.debtor or "—",
        "收款人": sheet.payee,
        "退款方式": CHANNELS[sheet.channel],
        "退款原因": CAUSES[sheet.cause],
    }
    if sheet.deposit:
        facts |= {"押金收据": sheet.deposit, "押金类别": sheet.kind_name}
    return facts | {
        "申请人": sheet.made_by,
        "审批人": f"{sheet.decided_by}（编号 {sheet.approval_id}）",
        "经办人": sheet.cashier,
    }
