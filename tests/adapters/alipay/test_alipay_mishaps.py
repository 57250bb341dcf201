"""The local Alipay over real HTTP, and its notices through loss, disorder and forgery."""

from __future__ import annotations

import socket
import time
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from tests.adapters.alipay.stage import NOON, US, Wire, identity, keyring, sdk

from qingshou.adapters.alipay.gateway import AlipayGateway
from qingshou.adapters.alipay.keyring import Keyring
from qingshou.adapters.alipay.notices import Verifier
from qingshou.adapters.gateways.alipay.identity import make_identity
from qingshou.adapters.gateways.alipay.site import Site
from qingshou.adapters.gateways.alipay.tidings import LADDER
from qingshou.adapters.gateways.courier import Courier
from qingshou.adapters.gateways.frame import Answer, Message, Request, Switches
from qingshou.adapters.gateways.serving import Serving, post_over_http
from qingshou.checkout.ports import Forged, Merchant, Notice, Order, TradeState
from qingshou.checkout.rules.gateways import GatewayCode, Way
from qingshou.kernel.money import Money


class Ear:
    """The merchant's door: believes or refuses, and remembers what it believed."""

    def __init__(self, merchant: Merchant, ring: Keyring) -> None:
        self._merchant, self._verifier = merchant, Verifier(ring)
        self.believed: list[Notice] = []
        self.refused = 0

    def respond(self, request: Request, at: datetime) -> Answer:
        try:
            self.believed.append(
                self._verifier.verify(
                    merchant=self._merchant, headers=request.headers, body=request.body, now=at
                )
            )
            reply = self._verifier.accepted()
        except Forged as forged:
            self.refused += 1
            reply = self._verifier.refused(forged.reason)
        return Answer(reply.status, (("Content-Type", reply.content_type),), reply.body)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _now() -> datetime:
    return NOON + timedelta(seconds=time.monotonic() % 60)


def test_a_payment_over_http_reaches_the_merchant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    port, door_port = _free_port(), _free_port()
    address = f"http://127.0.0.1:{port}"
    own = make_identity(tmp_path / "example", now=NOON)
    assert make_identity(tmp_path / "example", now=NOON).seller_id == own.seller_id
    merchant = Merchant(
        "EXAMPLE", GatewayCode.ALIPAY, own.seller_id, own.app_id, "example", address
    )
    ear = Ear(merchant, Keyring(tmp_path))
    courier = Courier(post_over_http, ladder=LADDER, switches=Switches(duplicate=100, forge=100))
    site = Site(own, courier, address=address)
    order = Order(
        "QS1", Money(25_440), "示例·云杉里 物业费", Way.NATIVE, NOON + timedelta(hours=1),
        f"http://127.0.0.1:{door_port}/told",
    )  # fmt: skip
    door = Serving(ear, Courier(post_over_http, ladder=(), switches=Switches()), port=door_port,
                   now=_now)  # fmt: skip
    with Serving(site, courier, port=port, now=_now), door, httpx.Client(trust_env=False) as payer:
        gateway = AlipayGateway(Keyring(tmp_path), now=_now)
        code = gateway.create(merchant=merchant, order=order).code_url
        assert "确认付款" in payer.get(code).text
        assert "付款成功" in payer.post(code).text
        assert gateway.query(merchant=merchant, out_trade_no="QS1").state is TradeState.PAID
        give_up = time.monotonic() + 10
        while len(ear.believed) < 2 and time.monotonic() < give_up:
            time.sleep(0.05)
    assert [notice.event for notice in ear.believed] == ["TRADE_SUCCESS"] * 2
    assert len({notice.notice_id for notice in ear.believed}) == 1
    assert (ear.refused, courier.forgeries_sent, courier.forgeries_heard) == (1, 1, 0)


def test_the_sdk_pays_over_http(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    port = _free_port()
    courier = Courier(post_over_http, ladder=LADDER, switches=Switches())
    site = Site(identity(), courier, address=f"http://127.0.0.1:{port}")
    theirs = sdk()
    theirs._gateway = f"http://127.0.0.1:{port}/gateway.do"
    with Serving(site, courier, port=port, now=_now):
        made = theirs.api_alipay_trade_precreate("示例 & 物业费", "QS1", "254.40")
        httpx.Client(trust_env=False).post(made["qr_code"])
        assert theirs.api_alipay_trade_query("QS1")["trade_status"] == "TRADE_SUCCESS"
        assert theirs.api_alipay_trade_refund("254.40", "QS1")["fund_change"] == "Y"


def test_every_notice_is_heard_in_the_end_and_no_forgery_is(wire: Wire) -> None:
    ear = Ear(US, keyring())
    clock = [NOON]

    def post(url: str, message: Message) -> tuple[int, bytes]:
        answer = ear.respond(Request("POST", url, message[1], message[0]), clock[0])
        return answer.status, answer.body

    switches = Switches(loss=40, delay=timedelta(seconds=30), duplicate=30, reorder=True, forge=50)
    wire.site._courier = courier = Courier(post, ladder=LADDER, switches=switches, seed=7)
    for number in range(40):
        code, _ = wire.ask(
            "trade.precreate", out_trade_no=f"QS{number}", total_amount="9.00", subject="示例"
        )
        wire.scan_and_pay(code.fields["qr_code"])
        if number % 4 == 0:
            wire.site.refund_from_outside(f"QS{number}", Money(100), wire.at)
    while (due := courier.next_due()) is not None:
        clock[0] = due
        courier.carry(due)
    assert len({notice.notice_id for notice in ear.believed}) == 50
    assert len(ear.believed) > 50
    assert courier.forgeries_sent > 20 and courier.forgeries_heard == 0
    assert ear.refused == courier.forgeries_sent
    assert max(courier.answers) < 500
    assert clock[0] - NOON < timedelta(hours=25)


@pytest.fixture
def wire() -> Wire:
    return Wire()


def test_a_switch_gives_payments_back(wire: Wire) -> None:
    wire.site._refund_percent = 100
    code, _ = wire.ask("trade.precreate", out_trade_no="QS1", total_amount="9.00", subject="示例")
    assert "付款成功" in wire.visit(code.fields["qr_code"], press=True)
    assert wire.ask("trade.query", out_trade_no="QS1")[0].fields["trade_status"] == "TRADE_CLOSED"
    assert len(wire.tidings) == 2
    assert "已退款 ¥9.00" in wire.visit("/")
