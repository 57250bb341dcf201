"""What the local Alipay tells a merchant, and how often it repeats itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlencode

from qingshou.adapters.alipay.notices import CHARSET, INSTANT
from qingshou.adapters.alipay.signing import NOTICE, SIGN_TYPE, sign, text_to_sign
from qingshou.adapters.gateways.alipay.protocol import Identity
from qingshou.adapters.gateways.alipay.trades import Refund, Trade

LADDER = (
    timedelta(),
    timedelta(minutes=4),
    timedelta(minutes=10),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=15),
)
"""The pause before each attempt, until the merchant answers ``success``."""


def notice_of(
    trade: Trade, refund: Refund | None, identity: Identity, at: datetime
) -> dict[str, str]:
    """Write the notice of a payment, or of a refund; repeated, it keeps its ``notify_id``."""
    assert trade.paid_at is not None
    amount, order = trade.order.amount.yuan, trade.order
    happened = f"{trade.number}/{refund.request_no if refund else 'paid'}"
    notice = {
        "notify_id": sha256(happened.encode()).hexdigest()[:34],
        "notify_type": "trade_status_sync",
        "notify_time": at.strftime(INSTANT),
        "charset": CHARSET,
        "version": "1.0",
        "app_id": identity.app_id,
        "auth_app_id": identity.app_id,
        "seller_id": identity.seller_id,
        "trade_no": trade.number,
        "out_trade_no": order.order_no,
        "trade_status": trade.status.value if refund else "TRADE_SUCCESS",
        "buyer_id": trade.buyer_id,
        "buyer_logon_id": "示例***@example.test",
        "subject": order.subject,
        "total_amount": amount,
        "receipt_amount": amount,
        "buyer_pay_amount": amount,
        "invoice_amount": amount,
        "point_amount": "0.00",
        "fund_bill_list": f'[{{"amount":"{amount}","fundChannel":"ALIPAYACCOUNT"}}]',
        "gmt_create": trade.created_at.strftime(INSTANT),
        "gmt_payment": trade.paid_at.strftime(INSTANT),
    }
    if order.passback:
        notice["passback_params"] = order.passback
    if refund is not None:
        notice |= {
            "out_biz_no": refund.request_no,
            "refund_fee": _refunded_by(trade, refund),
            "gmt_refund": f"{refund.at.strftime(INSTANT)}.000",
        }
    return notice


def signed(notice: Mapping[str, str], identity: Identity) -> bytes:
    """Sign a notice and write it as the form that is posted."""
    signature = sign(text_to_sign(notice, without=NOTICE).encode(), identity.own_key)
    return urlencode({**notice, "sign_type": SIGN_TYPE, "sign": signature}).encode()


def _refunded_by(trade: Trade, refund: Refund) -> str:
    """Tell what was given back up to and with a refund."""
    so_far = trade.refunds[: trade.refunds.index(refund) + 1]
    fen = sum(earlier.amount.fen for earlier in so_far)
    return f"{fen // 100}.{fen % 100:02d}"
