"""Verify what WeChat Pay tells the merchant, over the bytes that came and without asking anybody.

The order is fixed: size, headers, time window, serial on the list, signature, shape, seal,
merchant, currency. What fails is named; nothing but ``Forged`` ever leaves.
"""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from qingshou.adapters.signatures import is_signed
from qingshou.adapters.wechatpay import words
from qingshou.adapters.wechatpay.keyring import Keyring, MerchantKeys
from qingshou.adapters.wechatpay.sealing import ALGORITHM, NONCE_BYTES, SealBroken, unseal
from qingshou.adapters.wechatpay.signing import lines
from qingshou.checkout.ports import (
    LARGEST_NOTICE_BYTES,
    Forged,
    Forgery,
    Merchant,
    Notice,
    RefundTold,
    Reply,
    Told,
)
from qingshou.checkout.rules.gateways import CURRENCY

WINDOW = timedelta(minutes=5)
PROBE = "WECHATPAY/SIGNTEST/"
JSON = "application/json; charset=utf-8"

_NEEDED = ("timestamp", "nonce", "signature", "serial")
_LONGEST_HEADER = 1024


class WechatPayVerifier:
    """Believes what the platform signed for the merchant, just now."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def verify(
        self, *, merchant: Merchant, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> Notice:
        """Prove a message to be the platform's own.

        Raises:
            Forged: With the reason.
        """
        keys = self._keyring.of(merchant.keys)
        low = {name.lower(): value for name, value in headers.items()}
        raw = _unpacked(low, body)
        timestamp, nonce, signature, serial = _signature_headers(low)
        _check_time(timestamp, now)
        key = keys.platform_key(serial)
        if key is None:
            raise Forged(Forgery.SERIAL, serial[:64])
        if signature.startswith(PROBE):
            raise Forged(Forgery.PROBE)
        if not is_signed(lines(timestamp, nonce, raw), signature, key):
            raise Forged(Forgery.SIGNATURE)
        return _read(raw, keys, merchant, message_key=f"{timestamp}/{nonce}")

    def accepted(self) -> Reply:
        """Say that the notice has been taken."""
        return Reply(200, _told("SUCCESS", "成功"), JSON)

    def refused(self, reason: str) -> Reply:
        """Say that the notice is not taken."""
        return Reply(401, _told("FAIL", f"验签未通过：{reason}"), JSON)

    def later(self) -> Reply:
        """Say that the notice shall come again."""
        return Reply(429, _told("FAIL", "暂未入账，请稍后重发"), JSON)


def _told(code: str, message: str) -> bytes:
    return json.dumps({"code": code, "message": message}, ensure_ascii=False).encode()


def _unpacked(headers: Mapping[str, str], body: bytes) -> bytes:
    if len(body) > LARGEST_NOTICE_BYTES:
        raise Forged(Forgery.TOO_LARGE, str(len(body)))
    coding = headers.get("content-encoding", "").strip().lower()
    if coding in ("", "identity"):
        return body
    if coding != "gzip":
        raise Forged(Forgery.UNREADABLE, "content-encoding")
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as packed:
            raw = packed.read(LARGEST_NOTICE_BYTES + 1)
    except (OSError, EOFError, zlib.error) as fault:
        raise Forged(Forgery.UNREADABLE, "gzip") from fault
    if len(raw) > LARGEST_NOTICE_BYTES:
        raise Forged(Forgery.TOO_LARGE, "unpacked")
    return raw


def _signature_headers(headers: Mapping[str, str]) -> tuple[str, str, str, str]:
    found = [headers.get(f"wechatpay-{name}", "") for name in _NEEDED]
    if not all(0 < len(value) <= _LONGEST_HEADER for value in found):
        raise Forged(Forgery.INCOMPLETE, "wechatpay headers")
    timestamp, nonce, signature, serial = found
    return timestamp, nonce, signature, serial


def _check_time(timestamp: str, now: datetime) -> None:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise Forged(Forgery.STALE, "timestamp")
    signed_at = datetime.fromtimestamp(int(timestamp), UTC)
    if abs(now - signed_at) > WINDOW:
        raise Forged(Forgery.STALE, timestamp)


def _read(raw: bytes, keys: MerchantKeys, merchant: Merchant, *, message_key: str) -> Notice:
    try:
        outer = _object(raw)
        notice_id, event = words.text(outer, "id"), words.text(outer, "event_type")
        plain = _opened(outer, keys)
        inner = _object(plain)
        told = words.refund(inner) if event.startswith("REFUND.") else words.trade(inner)
    except (ValueError, RecursionError, OverflowError) as fault:
        if isinstance(fault, SealBroken):
            raise Forged(Forgery.CIPHER) from fault
        raise Forged(Forgery.UNREADABLE, str(fault)[:200]) from fault
    _check_recipient(told, merchant)
    return Notice(notice_id, event, told, plain.decode(), message_key)


def _opened(outer: Mapping[str, Any], keys: MerchantKeys) -> bytes:
    resource = outer.get("resource")
    if not isinstance(resource, dict) or resource.get("algorithm") != ALGORITHM:
        raise ValueError("resource")
    nonce, associated = resource.get("nonce"), resource.get("associated_data") or ""
    sealed = resource.get("ciphertext")
    if not isinstance(nonce, str) or not isinstance(associated, str) or not isinstance(sealed, str):
        raise ValueError("resource")
    if len(nonce.encode()) != NONCE_BYTES:
        raise ValueError("nonce")
    return unseal(sealed, key=keys.apiv3, nonce=nonce, associated=associated)


def _object(raw: bytes) -> dict[str, Any]:
    found = json.loads(raw.decode("utf-8"))
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


def _check_recipient(told: Told | RefundTold, merchant: Merchant) -> None:
    if told.mchid != merchant.mchid:
        raise Forged(Forgery.MERCHANT, told.mchid)
    if isinstance(told, Told) and told.appid != merchant.appid:
        raise Forged(Forgery.APP, told.appid)
    if told.currency != CURRENCY:
        raise Forged(Forgery.CURRENCY, told.currency)
