"""Notices: the channel's are believed, every forgery is not, and nobody is asked meanwhile."""

from __future__ import annotations

import gzip
import json
import socket
from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from pathlib import Path
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
    keyring,
    resigned,
    sdk,
    verify,
)

from qingshou.adapters.alipay import notices
from qingshou.adapters.alipay.keyring import Keyring
from qingshou.adapters.alipay.notices import Verifier
from qingshou.adapters.gateways.alipay.tidings import LADDER, notice_of, signed
from qingshou.adapters.gateways.alipay.trades import Order, Refund, Trades
from qingshou.checkout.ports import (
    Forged,
    Forgery,
    Notice,
    NoticeVerifier,
    RefundTold,
    Told,
    TradeState,
)
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
    return signed(notice_of(trade, back, identity(), NOON), identity().own_key)


def believe(body: bytes, *, at: datetime = NOON) -> Notice:
    return verify(body, at=at)


def test_a_notice_is_read_to_the_fen() -> None:
    notice = believe(told())
    assert isinstance(notice.told, Told) and notice.event == "TRADE_SUCCESS"
    assert (notice.told.out_trade_no, notice.told.amount) == ("QS1", PAID)
    assert (notice.told.state, notice.told.paid_at) == (TradeState.PAID, NOON)
    assert (notice.told.mchid, notice.told.appid) == (US.mchid, US.appid)


def test_a_refund_is_told_by_its_request_and_its_amount_left_to_be_asked() -> None:
    notice = believe(told(refund=True))
    assert isinstance(notice.told, RefundTold) and notice.event == "REFUND"
    assert (notice.told.out_refund_no, notice.told.amount) == ("R1", None)
    assert notice.notice_id != believe(told()).notice_id


def test_only_two_words_are_ever_answered() -> None:
    verifier: NoticeVerifier = Verifier(keyring())
    assert (verifier.accepted().status, verifier.accepted().body) == (200, b"success")
    for reply in (verifier.refused("whatever the reason"), verifier.later()):
        assert (reply.status < 500, reply.body) == (True, b"failure")


@pytest.mark.parametrize(
    ("headers", "flaw"),
    [
        ({"Content-Encoding": "gzip"}, Forgery.UNREADABLE),
        ({"content-type": "application/json"}, Forgery.UNREADABLE),
    ],
)
def test_a_body_that_claims_another_form_is_refused(headers: dict[str, str], flaw: Forgery) -> None:
    with pytest.raises(Forged) as refused:
        verify(told(), at=NOON, headers=headers)
    assert refused.value.reason is flaw
    verify(
        told(),
        at=NOON,
        headers={"CONTENT-TYPE": "application/x-www-form-urlencoded; charset=utf-8"},
    )


def test_a_merchant_without_a_key_believes_nobody(tmp_path: Path) -> None:
    with pytest.raises(Forged) as refused:
        Verifier(Keyring(tmp_path)).verify(merchant=US, headers={}, body=told(), now=NOON)
    assert refused.value.reason is Forgery.SERIAL


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
    assert len(LADDER) == 7 and at - NOON == timedelta(hours=24, minutes=24)


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
    "a flipped bit of the signature": (lambda b: _flip(b, 17), Forgery.SIGNATURE),
    "one fen more": (lambda b: _with(b, total_amount="254.41"), Forgery.SIGNATURE),
    "one fen less": (lambda b: _with(b, total_amount="254.39"), Forgery.SIGNATURE),
    "another order": (lambda b: _with(b, out_trade_no="QS2"), Forgery.SIGNATURE),
    "a parameter more": (lambda b: b + b"&extra=1", Forgery.SIGNATURE),
    "an empty parameter more": (lambda b: b + b"&extra=", Forgery.SIGNATURE),
    "no signature": (lambda b: _with(b, sign=""), Forgery.INCOMPLETE),
    "a signature that is no base64": (lambda b: _with(b, sign="示例"), Forgery.SIGNATURE),
    # The wrong key, the weak digest, the claim of another digest.
    "the merchant's own key": (lambda b: resigned(b, by="merchant"), Forgery.SIGNATURE),
    "a stranger's key": (lambda b: resigned(b, by="stranger"), Forgery.SIGNATURE),
    "signed with SHA-1": (_downgraded, Forgery.SIGNATURE),
    "SHA-1 claiming RSA2": (
        lambda b: _downgraded(b).replace(b"sign_type=RSA", b"sign_type=RSA2"), Forgery.SIGNATURE
    ),
    "no sign type": (lambda b: _with(b, sign_type=""), Forgery.INCOMPLETE),
    # Truly the channel's, but not for us, or not now.
    "another app": (lambda b: resigned(b, app_id="2021000000000002"), Forgery.APP),
    "another seller": (lambda b: resigned(b, seller_id="2088000000000002"), Forgery.MERCHANT),
    "a day and two hours old": (
        lambda b: resigned(b, notify_time="2026-10-14 10:00:00"), Forgery.STALE
    ),
    "six minutes ahead": (lambda b: resigned(b, notify_time="2026-10-15 12:06:00"), Forgery.STALE),
    # Written in another way.
    "as JSON": (lambda b: json.dumps(fields_of(b)).encode(), Forgery.INCOMPLETE),
    "in GBK": (_in_gbk, Forgery.UNREADABLE),
    "claiming GBK": (lambda b: resigned(b, charset="gbk"), Forgery.UNREADABLE),
    "raw Chinese": (lambda b: b + "&x=示例".encode(), Forgery.UNREADABLE),
    "64 kB": (lambda b: b + b"&x=" + b"x" * 65_536, Forgery.TOO_LARGE),
    "a thousand parameters": (
        lambda b: b + b"".join(b"&x%d=1" % n for n in range(1000)), Forgery.UNREADABLE
    ),
    "an amount twice": (lambda b: b + b"&total_amount=0.01", Forgery.UNREADABLE),
    "the same amount twice": (lambda b: b + b"&total_amount=254.40", Forgery.UNREADABLE),
    "a signature twice": (lambda b: b + b"&sign=x", Forgery.UNREADABLE),
    "compressed": (lambda b: gzip.compress(b), Forgery.UNREADABLE),
    "nothing": (lambda b: b"", Forgery.INCOMPLETE),
    "a broken escape": (lambda b: b + b"&x=%ff", Forgery.UNREADABLE),
    # Signed by the channel and still not readable to the fen.
    "an amount with three places": (lambda b: resigned(b, total_amount="254.405"), Forgery.UNREADABLE),
    "an amount in words": (lambda b: resigned(b, total_amount="二百"), Forgery.UNREADABLE),
    "an amount below zero": (lambda b: resigned(b, total_amount="-254.40"), Forgery.UNREADABLE),
    "an exponent": (lambda b: resigned(b, total_amount="2e2"), Forgery.UNREADABLE),
    "more back than paid": (lambda b: resigned(b, refund_fee="254.41"), Forgery.UNREADABLE),
    "no time": (lambda b: resigned(b, notify_time=""), Forgery.INCOMPLETE),
    "no notice id": (lambda b: resigned(b, notify_id=""), Forgery.INCOMPLETE),
    "no order": (lambda b: resigned(b, out_trade_no=""), Forgery.INCOMPLETE),
}  # fmt: skip


@pytest.mark.parametrize("how", FORGED)
def test_a_forgery_is_refused_with_its_flaw(how: str) -> None:
    forge, flaw = FORGED[how]
    with pytest.raises(Forged) as refused:
        believe(forge(told()))
    assert refused.value.reason is flaw


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_touched_byte_is_believed_to_say_anything_else(data: st.DataObject) -> None:
    body = told()
    at = data.draw(st.integers(0, len(body) - 1))
    touched = body[:at] + bytes([body[at] ^ data.draw(st.integers(1, 255))]) + body[at + 1 :]
    try:
        assert believe(touched) == believe(body)  # another spelling of the same form
    except Forged:
        return
    assert fields_of(touched) == fields_of(body)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_noise_is_refused_and_never_breaks_anything(noise: bytes) -> None:
    with pytest.raises(Forged):
        believe(noise)


def test_the_window_ends_where_the_ladder_does() -> None:
    body = told()
    believe(body, at=NOON + notices.OLDEST)
    believe(body, at=NOON - notices.MOST_AHEAD)
    for at in (NOON + notices.OLDEST + timedelta(seconds=1), NOON - timedelta(minutes=6)):
        with pytest.raises(Forged):
            believe(body, at=at)
