"""The pages a payer sees at the local Alipay: pay, paid, closed."""

from __future__ import annotations

from html import escape

from qingshou.adapters.gateways.alipay.trades import Status, Trade, page_of
from qingshou.adapters.gateways.page import Look, Row

LOOK = Look("支付宝", "#0e5fd8")
_STATES = {Status.WAITING: "待付款", Status.CLOSED: "已关闭", Status.SUCCESS: "已付款"}


def trade_page(trade: Trade) -> bytes:
    """Show a trade: with a button while it may be paid, then what became of it."""
    order = trade.order
    facts = (
        f'<div class="amount">¥{order.amount.yuan}</div><dl>'
        f"<dt>事项</dt><dd>{escape(order.subject)}</dd>"
        f"<dt>商户单号</dt><dd>{escape(order.order_no)}</dd>"
        f"<dt>交易号</dt><dd>{trade.number}</dd>{_refunded(trade)}</dl>"
    )
    if trade.paid_at is not None:
        return LOOK.page("付款成功", f"<p><strong>付款成功</strong></p>{facts}{_way_back(trade)}")
    if trade.status is Status.CLOSED:
        return LOOK.page("交易已关闭", f"<p><strong>交易已关闭，无法付款</strong></p>{facts}")
    return LOOK.page("确认付款", f'{facts}<form method="post"><button>确认付款</button></form>')


def trades_page(trades: list[Trade]) -> bytes:
    """List all trades, the latest first."""
    rows = [
        Row(
            page_of(trade),
            trade.order.subject,
            f"¥{trade.order.amount.yuan}",
            _state(trade),
        )
        for trade in reversed(trades)
    ]
    return LOOK.listing("交易", rows, none="还没有交易。")


def _state(trade: Trade) -> str:
    if trade.refunds:
        return f"已退款 ¥{trade.refunded.yuan}"
    return _STATES[trade.status]


def _refunded(trade: Trade) -> str:
    return f"<dt>已退款</dt><dd>¥{trade.refunded.yuan}</dd>" if trade.refunds else ""


def _way_back(trade: Trade) -> str:
    url = trade.order.return_url
    if not url.startswith(("http://", "https://")):
        return ""
    return f'<a class="button" href="{escape(url, quote=True)}">返回商户</a>'
