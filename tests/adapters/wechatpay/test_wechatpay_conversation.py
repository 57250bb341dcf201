"""Our client and the local platform understand each other; an independent SDK understands both."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from tests.adapters.wechatpay.stage import (
    ADDRESS,
    MERCHANT,
    NOTIFY,
    NOW,
    Wire,
    an_order,
    identity,
    json_of,
    sdk,
    verifier,
)

from qingshou.adapters.gateways.frame import Answer, Request
from qingshou.adapters.signatures import is_signed
from qingshou.adapters.wechatpay.signing import lines
from qingshou.checkout.ports import (
    BillKind,
    Malformed,
    RefundOrder,
    RefundState,
    RefundTold,
    Told,
    TradeState,
    Unavailable,
)
from qingshou.checkout.rules.gateways import Way
from qingshou.kernel.money import Money

NUMBER = "QS2611241267-0A1B2C"


@pytest.fixture
def wire() -> Wire:
    return Wire()


def query(wire: Wire) -> Told:
    return wire.gateway.query(merchant=MERCHANT, out_trade_no=NUMBER)


def test_an_order_is_placed_paid_and_told(wire: Wire) -> None:
    told = wire.gateway.create(merchant=MERCHANT, order=an_order())
    assert told.code_url == f"{ADDRESS}/pay/{NUMBER}"
    assert query(wire).state is TradeState.WAITING
    assert "确认支付" in wire.respond("GET", f"/pay/{NUMBER}").body.decode()
    assert "支付成功" in wire.respond("POST", f"/pay/{NUMBER}").body.decode()
    paid = query(wire)
    assert (paid.state, paid.amount, paid.paid_at) == (TradeState.PAID, Money(25_440), NOW)
    assert wire.gateway.query_by_id(merchant=MERCHANT, transaction_id=paid.gateway_ref) == paid
    wire.courier.carry(wire.at)
    [(headers, body)] = wire.tidings
    notice = verifier().verify(merchant=MERCHANT, headers=headers, body=body, now=NOW)
    assert notice.told == paid


def test_phone_parameters_are_signed_for_the_phone(wire: Wire) -> None:
    order = an_order(way=Way.JSAPI, payer="oExample")
    told = wire.gateway.create(merchant=MERCHANT, order=order).parameters
    parts = (told["appId"], told["timeStamp"], told["nonceStr"], told["package"])
    assert told["package"].startswith("prepay_id=wx")
    assert is_signed(lines(*parts), told["paySign"], identity().merchant_key)


def test_an_h5_order_leads_to_a_page_and_back(wire: Wire) -> None:
    order = an_order(way=Way.H5, client_ip="192.0.2.1", return_url="https://example.test/done?a=1")
    told = wire.gateway.create(merchant=MERCHANT, order=order)
    assert told.page_url.endswith("?redirect_url=https%3A%2F%2Fexample.test%2Fdone%3Fa%3D1")


def test_the_same_order_again_is_the_same_order(wire: Wire) -> None:
    first = wire.gateway.create(merchant=MERCHANT, order=an_order())
    assert wire.gateway.create(merchant=MERCHANT, order=an_order()) == first
    with pytest.raises(Malformed, match="INVALID_REQUEST"):
        wire.gateway.create(merchant=MERCHANT, order=an_order(fen=25_441))


def test_a_lost_answer_is_told_as_unavailable_and_found_by_query(wire: Wire) -> None:
    wire.lose = True
    with pytest.raises(Unavailable):
        wire.gateway.create(merchant=MERCHANT, order=an_order())
    wire.lose = False
    assert query(wire).state is TradeState.WAITING


@pytest.mark.parametrize(
    ("paid", "late", "closed"),
    [
        (False, False, TradeState.CLOSED),
        (False, True, TradeState.CLOSED),
        (True, False, TradeState.PAID),
    ],
)
def test_closing_tells_what_the_payer_did(
    wire: Wire, paid: bool, late: bool, closed: TradeState
) -> None:
    wire.gateway.create(merchant=MERCHANT, order=an_order())
    if paid:
        wire.site.pay(NUMBER, wire.at)
    if late:
        wire.at += timedelta(hours=1)
    assert wire.gateway.close(merchant=MERCHANT, out_trade_no=NUMBER) is closed


def test_an_order_nobody_placed_is_absent(wire: Wire) -> None:
    assert query(wire).state is TradeState.ABSENT
    assert wire.gateway.close(merchant=MERCHANT, out_trade_no=NUMBER) is TradeState.ABSENT


def test_money_goes_back_once(wire: Wire) -> None:
    wire.gateway.create(merchant=MERCHANT, order=an_order())
    wire.site.pay(NUMBER, wire.at)
    asked = RefundOrder(NUMBER, f"{NUMBER}R1", Money(440), Money(25_440), "多缴", NOTIFY)
    told = wire.gateway.refund(merchant=MERCHANT, order=asked)
    assert (told.state, told.amount) == (RefundState.DONE, Money(440))
    assert wire.gateway.refund(merchant=MERCHANT, order=asked) == told
    wire.courier.carry(wire.at)
    headers, body = wire.tidings[-1]
    notice = verifier().verify(merchant=MERCHANT, headers=headers, body=body, now=NOW)
    assert isinstance(notice.told, RefundTold)
    assert (notice.event, notice.told.amount) == ("REFUND.SUCCESS", Money(440))
    found = wire.gateway.query_refund(
        merchant=MERCHANT, out_trade_no=NUMBER, out_refund_no=f"{NUMBER}R1"
    )
    assert found == told
    too_much = RefundOrder(NUMBER, f"{NUMBER}R2", Money(25_001), Money(25_440), "多缴")
    with pytest.raises(Malformed, match="NOT_ENOUGH"):
        wire.gateway.refund(merchant=MERCHANT, order=too_much)


def test_the_bill_of_a_day_is_proven_by_its_hash(wire: Wire) -> None:
    day = NOW.date()
    assert wire.gateway.download_bill(merchant=MERCHANT, kind=BillKind.TRADE, day=day) == b""
    wire.gateway.create(merchant=MERCHANT, order=an_order())
    wire.site.pay(NUMBER, wire.at)
    raw = wire.gateway.download_bill(merchant=MERCHANT, kind=BillKind.TRADE, day=day)
    assert f"`{NUMBER}".encode() in raw
    flow = wire.gateway.download_bill(merchant=MERCHANT, kind=BillKind.FUND_FLOW, day=day)
    assert b"`254.40" in flow

    def spoil(answer: Answer) -> Answer:
        plain = dict(answer.headers).get("Content-Type") == "text/plain"
        return Answer(answer.status, answer.headers, answer.body + b" ") if plain else answer

    wire.change = spoil
    with pytest.raises(Malformed, match="hash"):
        wire.gateway.download_bill(merchant=MERCHANT, kind=BillKind.TRADE, day=day)


def test_an_answer_that_is_not_the_platforms_is_not_believed(wire: Wire) -> None:
    wire.gateway.create(merchant=MERCHANT, order=an_order())
    wire.change = lambda answer: Answer(
        answer.status, answer.headers, answer.body.replace(b"NOTPAY", b"CLOSED")
    )
    with pytest.raises(Malformed, match="not signed"):
        query(wire)


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_platform_that_is_unwell_is_asked_again(wire: Wire, status: int) -> None:
    wire.change = lambda _: Answer(status, (), b"<html>")
    with pytest.raises(Unavailable):
        query(wire)


def test_a_request_of_a_stranger_is_not_let_in(wire: Wire) -> None:
    answer = wire.respond("GET", f"/v3/pay/transactions/out-trade-no/{NUMBER}?mchid=1900000001")
    assert (answer.status, json_of(answer)["code"]) == (401, "SIGN_ERROR")


class Together:
    """The SDK's HTTP calls, answered by the local platform."""

    def __init__(self, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
        self.wire = wire
        monkeypatch.setattr(requests, "get", lambda **call: self._answer("GET", b"", **call))
        monkeypatch.setattr(requests, "post", self._post)

    def _post(self, *, json: Any = None, **call: Any) -> requests.Response:
        return self._answer("POST", globals()["json"].dumps(json).encode(), **call)

    def _answer(self, method: str, body: bytes, *, url: str, headers: Any, **_: Any) -> Any:
        parts = urlsplit(url)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        request = Request(method, target, body, headers)
        answer = self.wire.site.respond(request, datetime.now(UTC))
        response = requests.Response()
        response.status_code, response._content = answer.status, answer.body
        response.headers.update(dict(answer.headers))
        response.encoding = "utf-8"
        return response


def test_an_independent_sdk_is_understood_and_understands(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    Together(wire, monkeypatch)
    theirs = sdk()
    code, told = theirs.pay(description="示例", out_trade_no=NUMBER, amount={"total": 100})
    assert (code, json.loads(told)["code_url"]) == (200, f"{ADDRESS}/pay/{NUMBER}")
    wire.at = datetime.now(UTC)
    wire.site.pay(NUMBER, wire.at)
    code, told = theirs.query(out_trade_no=NUMBER)
    assert (code, json.loads(told)["trade_state"]) == (200, "SUCCESS")
    code, told = theirs.refund(
        out_refund_no=f"{NUMBER}R1",
        out_trade_no=NUMBER,
        amount={"refund": 100, "total": 100, "currency": "CNY"},
    )
    assert (code, json.loads(told)["status"]) == (200, "SUCCESS")
    code, _ = theirs.close(out_trade_no=NUMBER)
    assert code == 400


def test_an_independent_sdk_believes_our_platforms_notices(wire: Wire) -> None:
    wire.gateway.create(merchant=MERCHANT, order=an_order())
    wire.site.pay(NUMBER, wire.at)
    wire.courier.carry(wire.at)
    [(headers, body)] = wire.tidings
    found = sdk().callback(headers, body)
    assert found["event_type"] == "TRANSACTION.SUCCESS"
    assert found["resource"]["out_trade_no"] == NUMBER
    assert found["resource"]["amount"]["total"] == 25_440


def test_an_independent_sdk_signs_phone_parameters_as_we_do(wire: Wire) -> None:
    theirs = sdk().sign(["wx", "1", "n", "prepay_id=wx1"])
    assert is_signed(lines("wx", "1", "n", "prepay_id=wx1"), theirs, identity().merchant_key)
