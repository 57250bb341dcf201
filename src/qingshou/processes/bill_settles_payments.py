"""A channel's bill settles the payments, and the refunds, that no notice and no query told of.

The bill is let in first, whole. What it tells of an order that is still open here is then heard
like any other word of the gateway, one payment and one transaction at a time, and the bill is
matched again. If the program stops in between, the same is done when the bill is settled next.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

from qingshou.checkout import operations as checkout
from qingshou.checkout import queries as intents
from qingshou.checkout.operations import ToldOtherThanAsked, Word
from qingshou.checkout.ports import RefundState, RefundTold, Told, TradeState
from qingshou.checkout.queries import IntentUnknown
from qingshou.checkout.rules.states import Heard, State
from qingshou.platform.clock import BUSINESS_ZONE
from qingshou.platform.identity import Actor
from qingshou.reconciliation import operations, queries
from qingshou.reconciliation.operations import LetIn, Offer
from qingshou.reconciliation.queries import OrderTold
from qingshou.reconciliation.rules.lines import Source

GATEWAYS = frozenset({Source.WECHATPAY, Source.ALIPAY})
"""Whose bills bear the numbers of our orders."""


def import_statement(
    *, community_id: int, offer: Offer, now: datetime, today: date, actor: Actor
) -> LetIn:
    """Let a statement in and settle what it knows and we do not.

    Raises:
        Refusal: What ``reconciliation.operations.import_statement`` refuses.
    """
    told = operations.import_statement(
        community_id=community_id, offer=offer, today=today, actor=actor
    )
    if offer.preview or offer.hold or offer.source not in GATEWAYS:
        return told
    for refund in queries.refunds_told(community_id=community_id, statement_id=told.statement_id):
        _hear_of_refund(community_id, refund, now, today)
    orders = queries.orders_unmatched(community_id=community_id, statement_id=told.statement_id)
    mchid = told.account.number
    booked = sum(_hear(community_id, order, mchid, now, today) for order in orders)
    if not booked:
        return told
    settled = operations.settle_statement(
        community_id=community_id, statement_id=told.statement_id, today=today, actor=actor
    )
    by_number = told.settled.by_number + settled.by_number
    return replace(
        told, settled=replace(told.settled, by_number=by_number, waiting=settled.waiting)
    )


def _hear(community_id: int, order: OrderTold, mchid: str, now: datetime, today: date) -> bool:
    """Tell an open payment what the bill says of it; whether it was booked.

    An order of somebody else, or of another amount, stays a difference of the day.
    """
    try:
        intent = intents.intent_numbered(number=order.order_number)
    except IntentUnknown:
        return False
    if intent.community_id != community_id or intent.state is State.PAID:
        return False
    paid = Told(
        state=TradeState.PAID,
        out_trade_no=order.order_number,
        gateway_ref=order.serial,
        amount=order.amount,
        mchid=mchid,
        paid_at=datetime.combine(order.on, time(12), BUSINESS_ZONE),
    )
    try:
        outcome = checkout.hear(
            community_id=community_id,
            intent_id=intent.intent_id,
            word=Word("BILL", Heard.PAID, paid),
            now=now,
            today=today,
        )
    except ToldOtherThanAsked:
        return False
    return outcome.booked


def _hear_of_refund(community_id: int, told: OrderTold, now: datetime, today: date) -> None:
    """Tell a refund that still runs what the bill says of it; the money left the book before.

    A refund of somebody else, or of another amount, stays a difference of the day.
    """
    try:
        refund = intents.refund_numbered(number=told.order_number)
    except IntentUnknown:
        return
    if refund.community_id != community_id or refund.amount != told.amount:
        return
    checkout.hear_of_refund(
        community_id=community_id,
        refund_id=refund.refund_id,
        told=RefundTold(
            state=RefundState.DONE,
            out_refund_no=told.order_number,
            gateway_ref=told.serial,
            refunded_at=datetime.combine(told.on, time(12), BUSINESS_ZONE),
        ),
        now=now,
        today=today,
    )
