"""Place an order at the gateway."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings

from qingshou.checkout import operations, queries
from qingshou.checkout.operations import Word
from qingshou.checkout.ports import Gateway, Malformed, Order, Unavailable
from qingshou.checkout.rules.gateways import GatewayCode
from qingshou.checkout.rules.intents import IntentLine
from qingshou.checkout.rules.states import Heard
from qingshou.platform.plugs import plugged

PLACES = {GatewayCode.WECHATPAY: "wechatpay", GatewayCode.ALIPAY: "alipay"}
"""The part of our address at which each gateway's notices are heard."""


def notify_url(gateway: GatewayCode, merchant: str) -> str:
    """Write where a gateway shall tell its news."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/webhooks/{PLACES[gateway]}/{merchant}/"


def place(line: IntentLine, *, now: datetime, today: date) -> IntentLine:
    """Ask the gateway to collect, and keep what the payer's screen needs.

    Whatever else it says, or if it says nothing, the order may exist: the ladder finds out.
    """
    gateway: Gateway = plugged(Gateway, line.gateway)
    merchant = queries.merchant(code=line.merchant)
    try:
        instruction = gateway.create(merchant=merchant, order=_order(line))
    except (Unavailable, Malformed) as fault:
        operations.hear(
            community_id=line.community_id,
            intent_id=line.intent_id,
            word=Word("CREATION", Heard.SILENCE, remark=str(fault)),
            now=now,
            today=today,
        )
        return queries.intent(community_id=line.community_id, intent_id=line.intent_id)
    return operations.keep_instruction(
        community_id=line.community_id,
        intent_id=line.intent_id,
        instruction=instruction,
        now=now,
    )


def _order(line: IntentLine) -> Order:
    return Order(
        out_trade_no=line.out_trade_no,
        amount=line.amount,
        subject=line.subject,
        way=line.way,
        expires_at=line.expires_at,
        notify_url=notify_url(line.gateway, line.merchant),
        payer=line.payer,
        client_ip=line.client_ip,
        return_url=line.return_url,
    )
