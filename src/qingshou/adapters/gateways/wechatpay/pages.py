"""The pages a payer sees at the local platform."""

from __future__ import annotations

from html import escape

from qingshou.adapters.gateways.page import Look, Row
from qingshou.adapters.gateways.wechatpay.orders import Order, State

LOOK = Look("微信支付", "#06883f")
_STATES = {
    State.NOTPAY: "待支付",
    State.SUCCESS: "已支付",
    State.REFUND: "已转入退款",
    State.CLOSED: "已关闭",
}
_SENTENCES = {
    State.SUCCESS: ("支付成功", "<p><strong>支付成功</strong></p>"),
    State.REFUND: ("已退款", "<p><strong>已转入退款</strong></p>"),
    State.CLOSED: ("订单已关闭", "<p><strong>订单已关闭，无法支付</strong></p>"),
}


def order_page(order: Order) -> bytes:
    """Show an order: with a button while it may be paid, then what became of it."""
    facts = (
        f'<div class="amount">¥{order.asked.amount.yuan}</div><dl>'
        f"<dt>商品</dt><dd>{escape(order.asked.description)}</dd>"
        f"<dt>商户单号</dt><dd>{escape(order.asked.out_trade_no)}</dd></dl>"
    )
    if order.state is State.NOTPAY:
        return LOOK.page("确认支付", f'{facts}<form method="post"><button>确认支付</button></form>')
    title, sentence = _SENTENCES[order.state]
    return LOOK.page(title, sentence + facts)


def orders_page(orders: list[Order]) -> bytes:
    """List all orders, the latest first."""
    rows = [
        Row(
            f"/pay/{order.asked.out_trade_no}",
            order.asked.description,
            f"¥{order.asked.amount.yuan}",
            _STATES[order.state],
        )
        for order in reversed(orders)
    ]
    return LOOK.listing("订单", rows, none="还没有订单。")
