"""The pages a payer sees at the local platform. Made for a phone, no scripts."""

from __future__ import annotations

from html import escape

from qingshou.adapters.gateways.wechatpay.orders import Order, State

POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'"

_PAGE = """<!doctype html>
<html lang="zh-Hans">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ margin: 0; background: #ededed; color: #191919;
  font: 16px/1.6 "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; }}
header {{ background: #07c160; color: #fff; padding: 14px 20px; }}
header small {{ display: block; opacity: .9; }}
main {{ max-width: 26rem; margin: 20px auto; padding: 0 16px; }}
section {{ background: #fff; border-radius: 10px; padding: 20px; }}
.amount {{ font-size: 2.2rem; font-weight: 600; text-align: center; margin: 8px 0 16px; }}
dl {{ display: grid; grid-template-columns: 5em 1fr; gap: 6px 8px; margin: 0 0 20px; }}
dt {{ color: #767676; }}
dd {{ margin: 0; overflow-wrap: anywhere; }}
button {{ width: 100%; padding: 13px; border: 0; border-radius: 8px; background: #06883f;
  color: #fff; font: inherit; }}
a {{ color: #06883f; }}
p {{ text-align: center; }}
</style>
</head>
<body>
<header>本机模拟微信支付<small>仅供演示与测试，不产生真实资金</small></header>
<main><section>{body}</section></main>
</body>
</html>
"""
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
        return _page("确认支付", f'{facts}<form method="post"><button>确认支付</button></form>')
    title, sentence = _SENTENCES[order.state]
    return _page(title, sentence + facts)


def orders_page(orders: list[Order]) -> bytes:
    """List all orders, the latest first."""
    rows = "".join(
        f'<p><a href="/pay/{escape(order.asked.out_trade_no)}">{escape(order.asked.description)}'
        f" ¥{order.asked.amount.yuan}</a> {order.state.value}</p>"
        for order in reversed(orders)
    )
    return _page("订单", rows or "<p>还没有订单。</p>")


def sentence_page(title: str, sentence: str) -> bytes:
    """Show one sentence, for a request that leads nowhere."""
    return _page(title, f"<p><strong>{escape(title)}</strong></p><p>{escape(sentence)}</p>")


def _page(title: str, body: str) -> bytes:
    return _PAGE.format(title=escape(title), body=body).encode()
