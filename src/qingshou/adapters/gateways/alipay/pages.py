"""The pages a payer sees at the local Alipay: pay, paid, closed. Made for a phone, no scripts."""

from __future__ import annotations

from html import escape

from qingshou.adapters.gateways.alipay.trades import Status, Trade

POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'"

_PAGE = """<!doctype html>
<html lang="zh-Hans">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ margin: 0; background: #f5f6f8; color: #1f2329;
  font: 16px/1.6 "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; }}
header {{ background: #1677ff; color: #fff; padding: 14px 20px; }}
header small {{ display: block; opacity: .85; }}
main {{ max-width: 26rem; margin: 20px auto; padding: 0 16px; }}
section {{ background: #fff; border-radius: 10px; padding: 20px; }}
.amount {{ font-size: 2.2rem; font-weight: 600; text-align: center; margin: 8px 0 16px; }}
dl {{ display: grid; grid-template-columns: 5em 1fr; gap: 6px 8px; margin: 0 0 20px; }}
dt {{ color: #646a73; }}
dd {{ margin: 0; overflow-wrap: anywhere; }}
button, a.button {{ display: block; box-sizing: border-box; width: 100%; padding: 13px; border: 0;
  border-radius: 8px; background: #1677ff; color: #fff; font: inherit; text-align: center;
  text-decoration: none; }}
p {{ text-align: center; }}
</style>
</head>
<body>
<header>本机模拟支付宝<small>仅供演示与测试，不产生真实资金</small></header>
<main><section>{body}</section></main>
</body>
</html>
"""
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
        return _page("付款成功", f"<p><strong>付款成功</strong></p>{facts}{_way_back(trade)}")
    if trade.status is Status.CLOSED:
        return _page("交易已关闭", f"<p><strong>交易已关闭，无法付款</strong></p>{facts}")
    return _page("确认付款", f'{facts}<form method="post"><button>确认付款</button></form>')


def trades_page(trades: list[Trade]) -> bytes:
    """List the trades, the newest first, each with a way to its page."""
    if not trades:
        return _page("交易", "<p>还没有交易</p>")
    items = "".join(
        f'<li><a href="/pay/{escape(trade.order.order_no, quote=True)}">'
        f"{escape(trade.order.subject)}</a>　¥{trade.order.amount.yuan}　{_state(trade)}</li>"
        for trade in reversed(trades)
    )
    return _page("交易", f"<ul>{items}</ul>")


def notice_page(title: str, sentence: str) -> bytes:
    """Show one sentence, for a request that leads nowhere."""
    return _page(title, f"<p><strong>{escape(title)}</strong></p><p>{escape(sentence)}</p>")


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


def _page(title: str, body: str) -> bytes:
    return _PAGE.format(title=escape(title), body=body).encode()
