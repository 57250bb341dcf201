"""The local platform's bills of a day, in the real file shapes, from what it remembers."""

from __future__ import annotations

from datetime import date, datetime

from qingshou.adapters.gateways.wechatpay.identity import Identity
from qingshou.adapters.gateways.wechatpay.orders import Order, Orders, Refund, fee_of
from qingshou.adapters.wechatpay.words import BEIJING
from qingshou.kernel.money import ZERO
from qingshou.reconciliation.rules.shapes.wechatpay import (
    FlowLine,
    Merchant,
    TradeLine,
    fund_flow,
    trade_bill,
)

FEE_RATE = "0.60%"


def trade_bill_of(orders: Orders, identity: Identity, day: date) -> bytes:
    """Write the trade bill of a day; empty where nothing moved."""
    lines = [_trade(at, order, refund) for at, order, refund in orders.moved_on(day)]
    if not lines:
        return b""
    merchant = Merchant(identity.appid, identity.mchid)
    return trade_bill(merchant, lines, fee_rate=FEE_RATE).encode()


def fund_flow_of(orders: Orders, day: date) -> bytes:
    """Write the fund flow of a day; empty where nothing moved."""
    lines, balance = [], ZERO
    for at, order, refund in orders.moved_on(day):
        amount = -refund.amount if refund else order.asked.amount
        balance += amount
        number = refund.refund_id if refund else order.transaction_id
        lines.append(
            FlowLine(
                at=at.astimezone(BEIJING),
                business_no=number,
                flow_no=f"F{number}",
                business="退款" if refund else "交易",
                amount=amount,
                balance=balance,
                voucher_no=refund.out_refund_no if refund else order.asked.out_trade_no,
            )
        )
    return fund_flow(lines).encode() if lines else b""


def _trade(at: datetime, order: Order, refund: Refund | None) -> TradeLine:
    amount = refund.amount if refund else order.asked.amount
    return TradeLine(
        at=at.astimezone(BEIJING),
        transaction_id=order.transaction_id,
        order_no=order.asked.out_trade_no,
        payer=order.openid,
        trade_type=order.asked.trade_type,
        amount=amount,
        fee=fee_of(amount),
        refund_id=refund.refund_id if refund else "",
        refund_no=refund.out_refund_no if refund else "",
        subject=order.asked.description,
        attach=order.asked.attach,
    )
