"""What invoices say: refusals, states, and a request with its lines."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from qingshou.invoices.queries import Beyond
from qingshou.invoices.rules.requests import Line, RequestCard, State
from qingshou.kernel.money import total
from qingshou.tariffs.rules.forms import decimal_text

STATES = {
    State.REQUESTED: "待开票",
    State.SENT: "已提交税务平台",
    State.ISSUED: "已开票",
    State.FAILED: "开票失败",
    State.RED_REQUESTED: "待红冲",
    State.RED: "已红冲",
}
_STATE_CODES = {state.value: words for state, words in STATES.items()}
TERMS = {
    ("invoices.state-unfit", "state"): _STATE_CODES,
    ("invoices.state-unfit", "wanted"): _STATE_CODES,
}
SENTENCES = {
    "invoices.tax-number-wrong": (
        "纳税人识别号「{number}」不是有效的统一社会信用代码（18 位，末位为校验码）。请核对后重试；个人抬头请不填。"
    ),
    "invoices.title-missing": "缺少发票抬头。请填写购买方名称后重试。",
    "invoices.nothing-to-invoice": "该户没有已收款而未开票的项目。请先收款，或核对此前的开票申请。",
    "invoices.beyond-received": "开票金额会超过该项目的实收金额。请重新申请，系统按未开票的实收金额生成明细。",
    "invoices.state-unfit": "开票申请 {request_id} 现为「{state}」，不能变为「{wanted}」。请核对申请编号和进度。",
    "invoices.request-unknown": "该小区没有开票申请 {request_id}。请用 qingshou invoice list 核对编号。",
    "invoices.answer-unreadable": (
        "文件「{path}」中找不到「发票流水号」和「数电发票号码」两列，不是开票结果表。请从税务平台重新导出。"
    ),
}


def tell_request(card: RequestCard) -> str:
    """Say a request with its lines."""
    buyer = card.buyer
    number = f"（{buyer.tax_number}）" if buyer.tax_number else "（个人）"
    head = f"开票申请 {card.request_id} {STATES[card.state]}：{buyer.title}{number}"
    sums = f"价税合计 {card.amount.yuan} 元，其中税额 {card.tax.yuan} 元"
    return "\n".join([head, *(_line(line) for line in card.lines), sums])


def _line(line: Line) -> str:
    rate = f"{decimal_text(Fraction(line.rate) * 100)}%"
    return (
        f"  {line.name} {line.period_from:%Y-%m} 税率 {rate} "
        f"金额 {line.amount.yuan} 元，税额 {line.tax.yuan} 元"
    )


def tell_batch(cards: Sequence[RequestCard], *, file: str) -> str:
    """Say what was handed to the tax platform."""
    if not cards:
        return "没有待开票的申请。"
    amount = total(card.amount for card in cards)
    return (
        f"已写入 {len(cards)} 张发票，价税合计 {amount.yuan} 元：{file}。请在税务平台批量导入开具。"
    )


def tell_requests(cards: Sequence[RequestCard], beyond: Sequence[Beyond]) -> str:
    """Say all requests, one a line, and which must be made red."""
    if not cards:
        return "没有开票申请。"
    lines = [
        f"{card.request_id} {STATES[card.state]} {card.buyer.title} {card.amount.yuan} 元"
        f"{' ' + card.invoice_number if card.invoice_number else ''}"
        f"{' 红字 ' + card.red_number if card.red_number else ''}"
        for card in cards
    ]
    for one in beyond:
        lines.append(
            f"注意：申请 {one.request_id} 已开 {one.invoiced.yuan} 元，实收只有 {one.received.yuan} 元，须红冲"
        )
    return "\n".join(lines)
