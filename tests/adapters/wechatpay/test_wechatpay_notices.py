"""What is not the platform's own is refused by name, and nothing else ever happens."""

from __future__ import annotations

import gzip
import json
import socket
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.adapters.wechatpay.stage import MERCHANT, NOTIFY, NOW, identity, keys_folder, verifier

from qingshou.adapters.gateways.key_files import fresh_key
from qingshou.adapters.gateways.wechatpay.orders import Asked, Order, State
from qingshou.adapters.gateways.wechatpay.tidings import envelope, signed, transaction_of
from qingshou.adapters.signatures import read_private_key, sign
from qingshou.adapters.wechatpay.notices import PROBE
from qingshou.adapters.wechatpay.signing import lines
from qingshou.checkout.ports import LARGEST_NOTICE_BYTES, Forged, Forgery, Notice
from qingshou.kernel.money import Money

STRANGER = fresh_key()
OUTER = ("TRANSACTION.SUCCESS", "transaction", "支付成功")
Message = tuple[dict[str, str], bytes]


def inner(**changed: Any) -> dict[str, Any]:
    asked = Asked("QS2611241267-0A1B2C", Money(25_440), "示例", NOTIFY, "NATIVE")
    order = Order(asked, "4200202611240000000000000001", State.SUCCESS, paid_at=NOW)
    return transaction_of(order, identity()) | changed


def message(told: dict[str, Any] | None = None, *, at: Any = NOW, apiv3: bytes = b"") -> Message:
    body = envelope("k", OUTER, told or inner(), apiv3 or identity().apiv3, at)
    return signed(body, identity(), at), body


def verify(made: Message, *, now: Any = NOW) -> Notice:
    headers, body = made
    return verifier().verify(merchant=MERCHANT, headers=headers, body=body, now=now)


def with_header(name: str, value: str) -> Message:
    headers, body = message()
    return headers | {name: value}, body


def signed_by(key: Any) -> Message:
    headers, body = message()
    text = lines(headers["Wechatpay-Timestamp"], headers["Wechatpay-Nonce"], body)
    return headers | {"Wechatpay-Signature": sign(text, key)}, body


def packed(raw: bytes) -> Message:
    return {**signed(raw, identity(), NOW), "Content-Encoding": "gzip"}, gzip.compress(raw)


def encoded_again() -> Message:
    headers, body = message()
    return headers, json.dumps(json.loads(body), indent=1).encode()


def own_merchant_key() -> Any:
    return read_private_key((keys_folder() / "example" / "private.pem").read_bytes())


def test_a_good_notice_is_believed_also_when_packed() -> None:
    assert verify(message()).told.amount == Money(25_440)
    assert verify(packed(message()[1])).event == "TRANSACTION.SUCCESS"


FORGERIES: list[tuple[str, Callable[[], Message], Forgery]] = [
    # The envelope.
    ("no headers", lambda: ({}, message()[1]), Forgery.INCOMPLETE),
    ("too large", lambda: (message()[0], b"x" * (LARGEST_NOTICE_BYTES + 1)), Forgery.TOO_LARGE),
    ("a bomb", lambda: packed(b"\0" * 10**7), Forgery.TOO_LARGE),
    ("no gzip", lambda: with_header("Content-Encoding", "gzip"), Forgery.UNREADABLE),
    ("unknown packing", lambda: with_header("Content-Encoding", "br"), Forgery.UNREADABLE),
    # When, and by whom.
    ("too old", lambda: message(at=NOW - timedelta(seconds=301)), Forgery.STALE),
    ("from tomorrow", lambda: message(at=NOW + timedelta(seconds=301)), Forgery.STALE),
    ("no time", lambda: with_header("Wechatpay-Timestamp", "soon"), Forgery.STALE),
    ("digits of another script", lambda: with_header("Wechatpay-Timestamp", "١٢٣"), Forgery.STALE),
    ("unknown serial", lambda: with_header("Wechatpay-Serial", "5157F09EFDC096DE"), Forgery.SERIAL),
    ("no serial", lambda: with_header("Wechatpay-Serial", "not-hex"), Forgery.SERIAL),
    ("probe", lambda: with_header("Wechatpay-Signature", f"{PROBE}abc="), Forgery.PROBE),
    ("a stranger's key", lambda: signed_by(STRANGER), Forgery.SIGNATURE),
    ("the merchant's own key", lambda: signed_by(own_merchant_key()), Forgery.SIGNATURE),
    ("no base64", lambda: with_header("Wechatpay-Signature", "%%%"), Forgery.SIGNATURE),
    ("another nonce", lambda: with_header("Wechatpay-Nonce", "other"), Forgery.SIGNATURE),
    ("encoded again", encoded_again, Forgery.SIGNATURE),
    # What is inside.
    ("sealed with another key", lambda: message(apiv3=b"k" * 32), Forgery.CIPHER),
    ("another merchant", lambda: message(inner(mchid="1900000002")), Forgery.MERCHANT),
    ("another app", lambda: message(inner(appid="wx1")), Forgery.APP),
    (
        "dollars",
        lambda: message(inner(amount={"total": 25_440, "currency": "USD"})),
        Forgery.CURRENCY,
    ),
    ("a float", lambda: message(inner(amount={"total": 254.4})), Forgery.UNREADABLE),
    ("true", lambda: message(inner(amount={"total": True})), Forgery.UNREADABLE),
    ("less than nothing", lambda: message(inner(amount={"total": -1})), Forgery.UNREADABLE),
    ("unknown state", lambda: message(inner(trade_state="PAID")), Forgery.UNREADABLE),
    ("no zone", lambda: message(inner(success_time="2026-11-24T08:00:00")), Forgery.UNREADABLE),
]


@pytest.mark.parametrize(
    ("make", "reason"), [case[1:] for case in FORGERIES], ids=[case[0] for case in FORGERIES]
)
def test_a_forgery_is_refused_by_name(make: Callable[[], Message], reason: Forgery) -> None:
    with pytest.raises(Forged) as refused:
        verify(make())
    assert refused.value.reason is reason


@pytest.mark.parametrize("bit", range(0, 4000, 97))
def test_a_flipped_bit_is_noticed(bit: int) -> None:
    headers, body = message()
    at = bit % (len(body) * 8)
    changed = bytearray(body)
    changed[at // 8] ^= 1 << (at % 8)
    with pytest.raises(Forged):
        verify((headers, bytes(changed)))


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_within_five_minutes_a_notice_is_believed(seconds: int) -> None:
    assert verify(message(), now=NOW + timedelta(seconds=seconds)).notice_id


def test_the_list_of_keys_is_the_only_authority(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_: object, **__: object) -> None:
        raise AssertionError("verifying asked somebody")

    monkeypatch.setattr(socket.socket, "connect", nobody)
    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    with pytest.raises(Forged):
        verify(with_header("Wechatpay-Serial", "5157F09EFDC096DE"))
    assert verify(message()).notice_id


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=40)), st.binary(max_size=2000))
@settings(max_examples=200, deadline=None)
def test_whatever_comes_only_forged_is_raised(headers: dict[str, str], body: bytes) -> None:
    whole = dict.fromkeys(message()[0], "1") | headers
    for told in (headers, whole, message()[0] | {"Content-Encoding": "gzip"}):
        with pytest.raises(Forged):
            verify((told, body))
