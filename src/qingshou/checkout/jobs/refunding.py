"""Pursue refunds: ask for them, then ask what became of them."""

from __future__ import annotations

from datetime import date, datetime

from qingshou.checkout import operations, queries
from qingshou.checkout.jobs.placing import notify_url
from qingshou.checkout.ports import (
    Gateway,
    Malformed,
    RefundOrder,
    RefundState,
    RefundTold,
    Unavailable,
)
from qingshou.checkout.rules.intents import RefundLine
from qingshou.platform.plugs import plugged

MOST_AT_ONCE = 200


def pursue(line: RefundLine, *, now: datetime, today: date) -> RefundLine:
    """Ask what became of a refund, and ask for it where the gateway knows none."""
    try:
        told: RefundTold | None = _told(line)
    except (Unavailable, Malformed):
        told = None
    return operations.hear_of_refund(
        community_id=line.community_id,
        refund_id=line.refund_id,
        told=told,
        now=now,
        today=today,
    )


def pursue_due(*, now: datetime, today: date) -> int:
    """Pursue every refund whose look is due; tell how many there were."""
    lines = queries.refunds_to_look_at(now=now, limit=MOST_AT_ONCE)
    for line in lines:
        pursue(line, now=now, today=today)
    return len(lines)


def _told(line: RefundLine) -> RefundTold:
    gateway: Gateway = plugged(Gateway, line.gateway)
    merchant = queries.merchant(code=line.merchant)
    told = gateway.query_refund(
        merchant=merchant, out_trade_no=line.out_trade_no, out_refund_no=line.out_refund_no
    )
    if told.state is not RefundState.ABSENT:
        return told
    return gateway.refund(
        merchant=merchant,
        order=RefundOrder(
            out_trade_no=line.out_trade_no,
            out_refund_no=line.out_refund_no,
            amount=line.amount,
            total=line.total,
            reason=line.reason,
            notify_url=notify_url(line.gateway, line.merchant),
        ),
    )
