"""The local Alipay's bill of a day, from what it remembers."""

from __future__ import annotations

from datetime import date, datetime

from qingshou.adapters.gateways.alipay.trades import Refund, Trade, Trades
from qingshou.reconciliation.rules.shapes.alipay_trade import TradeBill, TradeLine


def bill_of(trades: Trades, *, seller_id: str, day: date, at: datetime) -> TradeBill:
    """Draw up the bill of a day."""
    lines = tuple(_line(*move) for move in trades.moved_on(day))
    return TradeBill(seller_id, day, lines, made_at=at)


def _line(trade: Trade, refund: Refund | None, at: datetime) -> TradeLine:
    amount = refund.amount if refund else trade.order.amount
    return TradeLine(
        trade_no=trade.number,
        order_no=trade.order.order_no,
        subject=trade.order.subject,
        created_at=trade.created_at,
        finished_at=at,
        buyer="*例(示例***@example.test)",
        amount=amount,
        fee=trade.fee(amount),
        refund_no=refund.request_no if refund else "",
        memo=refund.reason if refund else trade.order.subject,
    )
