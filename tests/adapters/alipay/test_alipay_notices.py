"""Notices: the channel's are believed, every forgery is not, and nobody is asked meanwhile."""

from __future__ import annotations

import gzip
import json
import socket
from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.adapters.alipay.stage import (
    NOON,
    US,
    fields_of,
    identity,
    key,
    resigned,
    sdk,
)

from qingshou.adapters.alipay import notices
from qingshou.adapters.alipay.notices import Flaw, NoticeForged, TradeNotice, verify
from qingshou.adapters.gateways.alipay.tidings import LADDER, notice_of, signed
from qingshou.adapters.gateways.alipay.trades import Order, Refund, Trades
from qingshou.kernel.money import Money

PAID, BACK = Money(25_440), Money(5_000)


@pytest.fixture(autouse=True)
def nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("verifying opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def told(*, subject: str = "示例·云杉里 3-2-501 物业费", refund: bool = False) -> bytes:
    trades = Trades()
    trades.open(Order("QS1", PAID, subject, passback="a=1&b=二"), NOON)
    trade = trades.pay("QS1", NOON)
    back = Refund("R1", BACK, NOON) if refund else None
    if back:
        trades.refund(trade, back)
    return signed(notice_of(trade, back, identity(), NOON), identity())


def believe(body: bytes, *, at: datetime = NOON) -> TradeNotice:
    return verify(body, recipient=US, key=key("channel").public_key(), at=at)


def test_a_notice_is_read_to_the_fen() -> None:
    notice = believe(told())
    assert (notice.order_no, notice.status, notice.amount) == ("QS1", "TRADE_SUCCESS", PAID)
    assert (notice.paid_at, notice.refunded.fen, notice.refund_no) == (NOON, 0, "")


def test_a_refund_tells_its_request_and_the_sum_given_back() -> None:
    notice = believe(told(refund=True))
    assert (notice.refund_no, notice.refunded, notice.amount) == ("R1", BACK, PAID)


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_the_sdk_believes_our_notice_and_we_believe_the_sdk(subject: str) -> None:
    body = told(subject=subject)
    form = fields_of(body)
    signature = form.pop("sign")
    assert sdk().verify(dict(form), signature)
    del form["sign_type"]
    theirs = sdk(signs_as="channel").sign_data(form) + "&sign_type=RSA2"
    assert believe(theirs.encode()) == believe(body)


def test_every_repetition_of_the_ladder_is_still_believed() -> None:
    body, at = told(), NOON
    for pause in LADDER:
        at += pause
        assert believe(body, at=at).notice_id == believe(body).notice_id
    assert len(LADDER) == 8 and at - NOON == timedelta(hours=24, minutes=24)


# Forgery


def _flip(body: bytes, at: int) -> bytes:
    """Flip a bit of the signature itself."""
    form = fields_of(body)
    raw = bytearray(b64decode(form["sign"]))
    raw[at] ^= 1
    return urlencode(form | {"sign": b64encode(raw).decode()}).encode()


def _with(body: bytes, **changed: str) -> bytes:
    return urlencode(fields_of(body) | changed).encode()


def _downgraded(body: bytes) -> bytes:
    """Sign with SHA-1 by the right key, as the protocol's first version did."""
    form = fields_of(body)
    del form["sign"], form["sign_type"]
    old = sdk(signs_as="channel", sign_type="RSA").sign_data(form)
    return f"{old}&sign_type=RSA".encode()


def _in_gbk(body: bytes) -> bytes:
    return urlencode(fields_of(body), encoding="gb18030").encode()


FORGED = {
    # Touched without a key.
    "a flipped bit of the signature": (lambda b: _flip(b, 17), Flaw.SIGNATURE),
    "one fen more": (lambda b: _with(b, total_amount="254.41"), Flaw.SIGNATURE),
    "one fen less": (lambda b: _with(b, total_amount="254.39"), Flaw.SIGNATURE),
    "another order": (lambda b: _with(b, out_trade_no="QS2"), Flaw.SIGNATURE),
    "a parameter more": (lambda b: b + b"&extra=1", Flaw.SIGNATURE),
    "an empty parameter more": (lambda b: b + b"&extra=", Flaw.SIGNATURE),
    "no signature": (lambda b: _with(b, sign=""), Flaw.SIGNATURE),
    "a signature that is no base64": (lambda b: _with(b, sign="示例"), Flaw.SIGNATURE),
    # The wrong key, the weak digest, the claim of another digest.
    "the merchant's own key": (lambda b: resigned(b, by="merchant"), Flaw.SIGNATURE),
    "a stranger's key": (lambda b: resigned(b, by="stranger"), Flaw.SIGNATURE),
    "signed with SHA-1": (_downgraded, Flaw.SIGN_TYPE),
    "SHA-1 claiming RSA2": (
        lambda b: _downgraded(b).replace(b"sign_type=RSA", b"sign_type=RSA2"), Flaw.SIGNATURE
    ),
    "no sign type": (lambda b: _with(b, sign_type=""), Flaw.SIGN_TYPE),
    # Truly the channel's, but not for us, or not now.
    "another app": (lambda b: resigned(b, app_id="2021000000000002"), Flaw.APP),
    "another seller": (lambda b: resigned(b, seller_id="2088000000000002"), Flaw.SELLER),
    "a day and two hours old": (
        lambda b: resigned(b, notify_time="2026-10-14 10:00:00"), Flaw.TIME
    ),
    "six minutes ahead": (lambda b: resigned(b, notify_time="2026-10-15 12:06:00"), Flaw.TIME),
    # Written in another way.
    "as JSON": (lambda b: json.dumps(fields_of(b)).encode(), Flaw.SIGN_TYPE),
    "in GBK": (_in_gbk, Flaw.NO_FORM),
    "claiming GBK": (lambda b: resigned(b, charset="gbk"), Flaw.CHARSET),
    "raw Chinese": (lambda b: b + "&x=示例".encode(), Flaw.NO_FORM),
    "64 kB": (lambda b: b + b"&x=" + b"x" * 65_536, Flaw.TOO_LARGE),
    "a thousand parameters": (
        lambda b: b + b"".join(b"&x%d=1" % n for n in range(1000)), Flaw.NO_FORM
    ),
    "an amount twice": (lambda b: b + b"&total_amount=0.01", Flaw.DOUBLED),
    "the same amount twice": (lambda b: b + b"&total_amount=254.40", Flaw.DOUBLED),
    "a signature twice": (lambda b: b + b"&sign=x", Flaw.DOUBLED),
    "compressed": (lambda b: gzip.compress(b), Flaw.NO_FORM),
    "nothing": (lambda b: b"", Flaw.SIGN_TYPE),
    "a broken escape": (lambda b: b + b"&x=%ff", Flaw.NO_FORM),
    # Signed by the channel and still not readable to the fen.
    "an amount with three places": (lambda b: resigned(b, total_amount="254.405"), Flaw.FIELD),
    "an amount in words": (lambda b: resigned(b, total_amount="二百"), Flaw.FIELD),
    "an amount below zero": (lambda b: resigned(b, total_amount="-254.40"), Flaw.FIELD),
    "an exponent": (lambda b: resigned(b, total_amount="2e2"), Flaw.FIELD),
    "more back than paid": (lambda b: resigned(b, refund_fee="254.41"), Flaw.FIELD),
    "no time": (lambda b: resigned(b, notify_time=""), Flaw.FIELD),
    "no notice id": (lambda b: resigned(b, notify_id=""), Flaw.FIELD),
    "no order": (lambda b: resigned(b, out_trade_no=""), Flaw.FIELD),
}  # fmt: skip


@pytest.mark.parametrize("how", FORGED)
def test_a_forgery_is_refused_with_its_flaw(how: str) -> None:
    forge, flaw = FORGED[how]
    with pytest.raises(NoticeForged) as refused:
        believe(forge(told()))
    assert refused.value.flaw is flaw


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_touched_byte_is_believed_to_say_anything_else(data: st.DataObject) -> None:
    body = told()
    at = data.draw(st.integers(0, len(body) - 1))
    touched = body[:at] + bytes([body[at] ^ data.draw(st.integers(1, 255))]) + body[at + 1 :]
    try:
        assert believe(touched) == believe(body)  # another spelling of the same form
    except NoticeForged:
        return
    assert fields_of(touched) == fields_of(body)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_noise_is_refused_and_never_breaks_anything(noise: bytes) -> None:
    with pytest.raises(NoticeForged):
        believe(noise)


def test_the_window_ends_where_the_ladder_does() -> None:
    body = told()
    believe(body, at=NOON + notices.OLDEST)
    believe(body, at=NOON - notices.MOST_AHEAD)
    for at in (NOON + notices.OLDEST + timedelta(seconds=1), NOON - timedelta(minutes=6)):
        with pytest.raises(NoticeForged):
            believe(body, at=at)
