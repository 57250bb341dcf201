"""What the local platform tells a merchant: notices signed and sealed anew for each attempt."""

from __future__ import annotations

import json
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from qingshou.adapters.gateways.frame import Message, Parcel
from qingshou.adapters.gateways.key_files import fresh_key
from qingshou.adapters.gateways.wechatpay.identity import Identity
from qingshou.adapters.gateways.wechatpay.orders import Order, Refund
from qingshou.adapters.signatures import sign
from qingshou.adapters.wechatpay.sealing import ALGORITHM, seal
from qingshou.adapters.wechatpay.signing import SCHEME, lines
from qingshou.adapters.wechatpay.words import written
from qingshou.checkout.rules.gateways import CURRENCY

LADDER = tuple(
    timedelta(seconds=seconds)
    for seconds in (
        15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600,
    )
)  # fmt: skip
"""The pauses between attempts, 24 h 4 min together, until the merchant answers 200 or 204."""


def transaction_of(order: Order, identity: Identity) -> dict[str, Any]:
    """Write an order as queries and notices tell it."""
    told: dict[str, Any] = {
        "appid": identity.appid,
        "mchid": identity.mchid,
        "out_trade_no": order.asked.out_trade_no,
        "trade_state": order.state.value,
        "trade_state_desc": "",
        "amount": {"total": order.asked.amount.fen, "currency": CURRENCY},
    }
    if order.paid_at is None:
        return told
    told["amount"] |= {"payer_total": order.asked.amount.fen, "payer_currency": CURRENCY}
    return told | {
        "transaction_id": order.transaction_id,
        "trade_type": order.asked.trade_type,
        "bank_type": "OTHERS",
        "attach": order.asked.attach,
        "success_time": written(order.paid_at),
        "payer": {"openid": order.openid},
    }


def refund_of(order: Order, refund: Refund) -> dict[str, Any]:
    """Write a refund as answers to requests tell it."""
    return {
        "refund_id": refund.refund_id,
        "out_refund_no": refund.out_refund_no,
        "transaction_id": order.transaction_id,
        "out_trade_no": order.asked.out_trade_no,
        "channel": "ORIGINAL",
        "user_received_account": "支付用户零钱",
        "success_time": written(refund.asked_at),
        "create_time": written(refund.asked_at),
        "status": "SUCCESS",
        "funds_account": "AVAILABLE",
        "amount": {
            "total": order.asked.amount.fen,
            "refund": refund.amount.fen,
            "payer_total": order.asked.amount.fen,
            "payer_refund": refund.amount.fen,
            "settlement_total": order.asked.amount.fen,
            "settlement_refund": refund.amount.fen,
            "discount_refund": 0,
            "currency": CURRENCY,
        },
    }


def payment_parcel(order: Order, identity: Identity) -> Parcel:
    """Pack the news of a payment, as it stands when it happens."""
    inner = transaction_of(order, identity) | {"trade_state": "SUCCESS"}
    key = f"{order.transaction_id}/paid"
    outer = ("TRANSACTION.SUCCESS", "transaction", "支付成功")
    return _parcel(order.asked.notify_url, key, outer, inner, identity)


def refund_parcel(order: Order, refund: Refund, identity: Identity) -> Parcel:
    """Pack the news of a refund."""
    amount = refund_of(order, refund)["amount"]
    inner = {
        "mchid": identity.mchid,
        "transaction_id": order.transaction_id,
        "out_trade_no": order.asked.out_trade_no,
        "refund_id": refund.refund_id,
        "out_refund_no": refund.out_refund_no,
        "refund_status": "SUCCESS",
        "success_time": written(refund.asked_at),
        "user_received_account": "支付用户零钱",
        "amount": {k: amount[k] for k in ("total", "refund", "payer_total", "payer_refund")},
    }
    outer = ("REFUND.SUCCESS", "refund", "退款成功")
    return _parcel(refund.notify_url, refund.refund_id, outer, inner, identity)


def envelope(
    key: str, outer: tuple[str, str, str], inner: dict[str, Any], apiv3: bytes, at: datetime
) -> bytes:
    """Write the body of a notice: its id stays the same, the seal is new each time."""
    event, original, summary = outer
    nonce = secrets.token_hex(6)
    plain = json.dumps(inner, ensure_ascii=False, separators=(",", ":")).encode()
    told = {
        "id": f"EV-{sha256(key.encode()).hexdigest()[:30]}",
        "create_time": written(at),
        "resource_type": "encrypt-resource",
        "event_type": event,
        "summary": summary,
        "resource": {
            "original_type": original,
            "algorithm": ALGORITHM,
            "ciphertext": seal(plain, key=apiv3, nonce=nonce, associated=original),
            "associated_data": original,
            "nonce": nonce,
        },
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def signed(body: bytes, identity: Identity, at: datetime) -> dict[str, str]:
    """Write the headers of anything the platform says."""
    timestamp, nonce = str(int(at.timestamp())), secrets.token_hex(16)
    return {
        "Content-Type": "application/json; charset=utf-8",
        "Wechatpay-Timestamp": timestamp,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Signature": sign(lines(timestamp, nonce, body), identity.key),
        "Wechatpay-Serial": identity.serial,
        "Wechatpay-Signature-Type": SCHEME,
    }


def heard(status: int, _: bytes) -> bool:
    """Tell whether the merchant said that it took the notice."""
    return status in (200, 204)


def _parcel(
    url: str, key: str, outer: tuple[str, str, str], inner: dict[str, Any], identity: Identity
) -> Parcel:
    def write(at: datetime) -> Message:
        body = envelope(key, outer, inner, identity.apiv3, at)
        return signed(body, identity, at), body

    def forge(at: datetime) -> Message:
        """Tell the same, signed by a stranger."""
        body = envelope(f"{key}/forged", outer, inner, identity.apiv3, at)
        headers = signed(body, identity, at)
        text = lines(headers["Wechatpay-Timestamp"], headers["Wechatpay-Nonce"], body)
        return headers | {"Wechatpay-Signature": sign(text, fresh_key())}, body

    return Parcel(url, write, forge, heard)
