"""Notices: the channel's are believed, every forgery is not, and nobody is asked meanwhile."""

from __future__ import annotations

import socket
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.adapters.alipay.forgeries import FORGED
from tests.adapters.alipay.stage import (
    NOON,
    US,
    fields_of,
    identity,
    keyring,
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
