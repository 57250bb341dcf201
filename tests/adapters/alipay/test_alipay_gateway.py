"""Alipay as checkout wants a gateway: every port method against the local channel."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zipfile import ZipFile

import httpx
import pytest
from tests.adapters.alipay.stage import NOON, US, Wire, keyring

from qingshou.adapters.alipay.gateway import AlipayGateway
from qingshou.checkout.ports import (
    BillKind,
    Gateway,
    Malformed,
    Order,
    RefundOrder,
    RefundState,
    TradeState,
    Unavailable,
)
from qingshou.checkout.rules.gateways import Way
from qingshou.kernel.money import Money

PAID = Money(25_440)
ORDER = Order(
    out_trade_no="QS1", amount=PAID, subject="示例·云杉里 物业费", way=Way.NATIVE,
    expires_at=NOON + timedelta(minutes=30), notify_url="http://127.0.0.1:8000/told",
)  # fmt: skip


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def gateway(wire: Wire) -> Gateway:
    http = httpx.Client(transport=httpx.MockTransport(wire.carry))
    return AlipayGateway(keyring(), now=lambda: wire.at, http=http)


def pay(wire: Wire, gateway: Gateway, order: Order = ORDER) -> None:
    wire.scan_and_pay(gateway.create(merchant=US, order=order).code_url)


@pytest.mark.parametrize("way", [Way.NATIVE, Way.H5, Way.PAGE])
def test_each_way_ends_in_the_same_payment(wire: Wire, gateway: Gateway, way: Way) -> None:
    instruction = gateway.create(merchant=US, order=replace(ORDER, way=way))
    assert "¥254.40" in wire.visit(instruction.code_url or instruction.page_url)
    assert gateway.query(merchant=US, out_trade_no="QS1").state is TradeState.WAITING
    wire.visit("/pay/QS1", press=True)
    told = gateway.query(merchant=US, out_trade_no="QS1")
    assert (told.state, told.amount, told.paid_at) == (TradeState.PAID, PAID, NOON)
    assert (told.mchid, told.appid) == (US.mchid, US.appid)


def test_a_way_alipay_is_not_asked_for_is_told(gateway: Gateway) -> None:
    with pytest.raises(Malformed):
        gateway.create(merchant=US, order=replace(ORDER, way=Way.JSAPI))


def test_asking_again_for_the_same_order_is_harmless(wire: Wire, gateway: Gateway) -> None:
    first = gateway.create(merchant=US, order=ORDER)
    assert gateway.create(merchant=US, order=ORDER) == first
    wire.scan_and_pay(first.code_url)
    with pytest.raises(Malformed) as refused:
        gateway.create(merchant=US, order=ORDER)
    assert refused.value.code == "ACQ.TRADE_HAS_SUCCESS"


def test_closing_ends_what_was_scanned_and_what_was_not(wire: Wire, gateway: Gateway) -> None:
    for number, scanned in (("QS1", True), ("QS2", False)):
        order = replace(ORDER, out_trade_no=number)
        code = gateway.create(merchant=US, order=order).code_url
        if scanned:
            wire.visit(code)
        assert gateway.close(merchant=US, out_trade_no=number) is TradeState.CLOSED
        assert "交易已关闭" in wire.visit(code, press=True)
        assert gateway.close(merchant=US, out_trade_no=number) is TradeState.CLOSED
    assert wire.tidings == []


def test_closing_what_is_paid_tells_so_and_moves_nothing(wire: Wire, gateway: Gateway) -> None:
    pay(wire, gateway)
    assert gateway.close(merchant=US, out_trade_no="QS1") is TradeState.PAID
    assert len(wire.tidings) == 1


def test_a_payment_between_close_and_cancel_is_given_back_and_told(
    wire: Wire, gateway: Gateway
) -> None:
    code = gateway.create(merchant=US, order=ORDER).code_url
    wire.before["alipay.trade.cancel"] = lambda: wire.scan_and_pay(code)
    assert gateway.close(merchant=US, out_trade_no="QS1") is TradeState.PAID
    back = gateway.query_refund(merchant=US, out_trade_no="QS1", out_refund_no="cancel-QS1")
    assert (back.state, back.amount) == (RefundState.DONE, PAID)


def test_refunds_are_given_once_each_and_told_by_number(wire: Wire, gateway: Gateway) -> None:
    pay(wire, gateway)
    refund = RefundOrder("QS1", "R1", Money(5_000), PAID, "多缴退回")
    for _ in range(2):
        told = gateway.refund(merchant=US, order=refund)
        assert (told.state, told.amount, told.refunded_at) == (RefundState.DONE, Money(5_000), NOON)
    assert len(wire.tidings) == 2
    rest = replace(refund, out_refund_no="R2", amount=Money(20_440))
    assert gateway.refund(merchant=US, order=rest).state is RefundState.DONE
    # Given back in full, the trade is closed at the channel and was still paid.
    assert gateway.query(merchant=US, out_trade_no="QS1").state is TradeState.PAID
    with pytest.raises(Malformed) as refused:
        gateway.refund(merchant=US, order=replace(refund, out_refund_no="R3", amount=Money(1)))
    assert refused.value.code == "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"
    absent = gateway.query_refund(merchant=US, out_trade_no="QS1", out_refund_no="R4")
    assert absent.state is RefundState.ABSENT


def test_what_nobody_knows_is_absent(gateway: Gateway) -> None:
    assert gateway.query(merchant=US, out_trade_no="NONE").state is TradeState.ABSENT
    told = gateway.query_refund(merchant=US, out_trade_no="NONE", out_refund_no="R1")
    assert told.state is RefundState.ABSENT


def test_the_bill_of_a_day_is_fetched_and_a_missing_one_told(wire: Wire, gateway: Gateway) -> None:
    pay(wire, gateway)
    raw = gateway.download_bill(merchant=US, kind=BillKind.TRADE, day=date(2026, 10, 15))
    with ZipFile(io.BytesIO(raw)) as archive:
        assert len(archive.namelist()) == 2
    with pytest.raises(Malformed) as refused:
        gateway.download_bill(merchant=US, kind=BillKind.TRADE, day=date(2026, 10, 14))
    assert refused.value.code == "BILL_NOT_EXIST"


def _status(code: int) -> Callable[[httpx.Request], httpx.Response]:
    return lambda request: httpx.Response(code)


def _lost(kind: type[httpx.TransportError]) -> Callable[[httpx.Request], httpx.Response]:
    def fail(request: httpx.Request) -> httpx.Response:
        raise kind("示例", request=request)

    return fail


def _body(body: bytes) -> Callable[[httpx.Request], httpx.Response]:
    return lambda request: httpx.Response(200, content=body)


UNSIGNED = b'{"alipay_trade_query_response":%s,"sign":"AAAA"}'


@pytest.mark.parametrize(
    ("weather", "fault"),
    [
        # The world is broken: it may be tried again.
        (_lost(httpx.ConnectTimeout), Unavailable),
        (_lost(httpx.ReadTimeout), Unavailable),
        (_lost(httpx.RemoteProtocolError), Unavailable),
        (_status(502), Unavailable),
        (_status(302), Unavailable),
        (_body(UNSIGNED % b'{"code":"20000","sub_code":"isp.unknow-error"}'), Unavailable),
        # Not proven to be the channel's: no answer at all, whatever it claims.
        (_body(UNSIGNED % b'{"code":"10000","trade_status":"TRADE_SUCCESS"}'), Unavailable),
        (_body(UNSIGNED % b'{"code":"40004","sub_code":"ACQ.TRADE_NOT_EXIST"}'), Unavailable),
        # Cannot be read, or our own mistake: a person must look.
        (_body(b"<html>"), Malformed),
        (_body(b"x" * 2_000_000), Malformed),
        (_body(UNSIGNED % b'{"code":"40002","sub_code":"isv.invalid-app-id"}'), Malformed),
    ],
)
def test_bad_weather_has_two_names(weather: Any, fault: type) -> None:
    http = httpx.Client(transport=httpx.MockTransport(weather))
    gateway = AlipayGateway(keyring(), now=lambda: NOON, http=http)
    with pytest.raises(fault):
        gateway.query(merchant=US, out_trade_no="QS1")


def test_requests_end_in_time_and_tell_no_secrets(
    wire: Wire, gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="qingshou")
    pay(wire, gateway)
    gateway.query(merchant=US, out_trade_no="QS1")
    limits = [request.extensions["timeout"] for request in wire.requests]
    assert limits and all(None not in limit.values() for limit in limits)
    assert "alipay.trade.query QS1: 10000" in caplog.text
    for secret in ("云杉里", "sign", "示例***", "PRIVATE"):
        assert secret not in caplog.text
