"""What the local Alipay tells a merchant, and how often it repeats itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric import rsa

from qingshou.adapters.alipay.notices import BEIJING, CHARSET, INSTANT
from qingshou.adapters.alipay.signing import NOTICE, SIGN_TYPE, text_to_sign
from qingshou.adapters.gateways.alipay.identity import Identity
from qingshou.adapters.gateways.alipay.trades import Refund, Trade
from qingshou.adapters.gateways.frame import Message, Parcel
from qingshou.adapters.gateways.key_files import fresh_key
from qingshou.adapters.signatures import sign
from qingshou.kernel.money import total

LADDER = (
    timedelta(minutes=4),
    timedelta(minutes=10),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=15),
)
"""The pauses between attempts, 24 h 24 min together, until the merchant answers ``success``."""

_HEADERS = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}


def parcel_of(trade: Trade, refund: Refund | None, identity: Identity) -> Parcel:
    """Pack the news of a payment or of a refund, as it stands when it happens."""
    happened_at = refund.at if refund else trade.paid_at or trade.created_at
    news = notice_of(trade, refund, identity, happened_at)

    def write(at: datetime) -> Message:
        return dict(_HEADERS), signed(_sent(news, at), identity.own_key)

    def forge(at: datetime) -> Message:
        """Tell the same, signed by a stranger."""
        forged = _sent(news, at) | {"notify_id": f"{news['notify_id'][:-1]}x"}
        return dict(_HEADERS), signed(forged, _stranger())

    return Parcel(trade.order.notify_url, write, forge, heard)


def heard(status: int, body: bytes) -> bool:
    """Tell whether the merchant said that it took the notice."""
    return status == 200 and body == b"success"


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


def signed(notice: Mapping[str, str], key: rsa.RSAPrivateKey) -> bytes:
    """Sign a notice and write it as the form that is posted."""
    signature = sign(text_to_sign(notice, without=NOTICE).encode(), key)
    return urlencode({**notice, "sign_type": SIGN_TYPE, "sign": signature}).encode()


def _sent(notice: Mapping[str, str], at: datetime) -> dict[str, str]:
    return {**notice, "notify_time": at.astimezone(BEIJING).strftime(INSTANT)}


@cache
def _stranger() -> rsa.RSAPrivateKey:
    return fresh_key()


def _refunded_by(trade: Trade, refund: Refund) -> str:
    """Tell what was given back up to and with a refund."""
    so_far = trade.refunds[: trade.refunds.index(refund) + 1]
    return total(earlier.amount for earlier in so_far).yuan
