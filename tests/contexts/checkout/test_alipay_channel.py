"""Alipay from the door to the ledger: forgeries move nothing, lost notices are found, once each."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from tests.adapters.alipay.forgeries import FORGED
from tests.adapters.alipay.stage import NOON, identity, keyring, resigned
from tests.contexts.checkout import shop as shops
from tests.contexts.checkout.shop import Shop, hours_of
from tests.contexts.ledger.book import balances_hold, rows

from qingshou.adapters.alipay.notices import Verifier
from qingshou.adapters.gateways.alipay.site import Site
from qingshou.adapters.gateways.alipay.tidings import notice_of, signed
from qingshou.adapters.gateways.alipay.trades import Order as Asked
from qingshou.adapters.gateways.alipay.trades import Trades
from qingshou.checkout import ports
from qingshou.checkout.rules.gateways import GatewayCode, Way
from qingshou.checkout.rules.intents import IntentLine, Purpose
from qingshou.kernel.money import Money
from qingshou.platform.plugs import plug

PAID = 25_440
FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}


@pytest.fixture
def at_noon(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """A shop at the hour at which the forgeries were made, believing the key they abuse."""
    monkeypatch.setattr(shops, "OPENED", NOON)
    with hours_of(Shop(fen=0), monkeypatch) as shop:
        plug(ports.NoticeVerifier, GatewayCode.ALIPAY, Verifier(keyring("alipay")))
        yield shop


def _true_notice(line: IntentLine) -> bytes:
    trades = Trades()
    trades.open(Asked(line.out_trade_no, line.amount, "示例·云杉里 物业费"), NOON)
    paid = trades.pay(line.out_trade_no, NOON)
    return signed(notice_of(paid, None, identity(), NOON), identity().own_key)


def _deliver(shop: Shop, body: bytes) -> tuple[int, bytes]:
    return shop.deliver("http://127.0.0.1/webhooks/alipay/alipay/", (FORM, body))


def _receipts() -> list[tuple[Any, ...]]:
    return rows("SELECT amount_fen FROM payments_receipt ORDER BY id")


def test_no_forgery_moves_a_fen_or_asks_anybody(
    at_noon: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = at_noon.ask(PAID, gateway=GatewayCode.ALIPAY, purpose=Purpose.PREPAY)
    true = _true_notice(line)
    forged = {how: (forge(true), flaw.value) for how, (forge, flaw) in FORGED.items()}
    # The channel's own, and still not what was asked for.
    forged["one fen more, signed"] = (resigned(true, total_amount="254.41"), "AMOUNT")
    forged["one fen less, signed"] = (resigned(true, total_amount="254.39"), "AMOUNT")
    forged["an order of nobody, signed"] = (resigned(true, out_trade_no="NOBODY"), "ORDER")

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a notice was verified by asking somebody")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    at_noon.silent = True
    for how, (body, _) in forged.items():
        status, word = _deliver(at_noon, body)
        assert (status < 500, word) == (True, b"failure"), how
    verdicts = rows("SELECT verdict, reason FROM checkout_notice ORDER BY id")
    assert verdicts == [("REFUSED", reason) for _, reason in forged.values()]
    assert (_receipts(), at_noon.state(line)) == ([], "PENDING")
    assert _deliver(at_noon, true) == (200, b"success")
    assert (_receipts(), at_noon.state(line)) == ([(PAID,)], "PAID")


def test_a_repeated_notice_is_thanked_for_and_booked_once(at_noon: Shop) -> None:
    line = at_noon.ask(PAID, gateway=GatewayCode.ALIPAY, purpose=Purpose.PREPAY)
    true = _true_notice(line)
    again = resigned(true, notify_time="2026-10-15 12:04:00")
    assert [_deliver(at_noon, body) for body in (true, true, again)] == [(200, b"success")] * 3
    assert _receipts() == [(PAID,)]
    told = rows("SELECT verdict FROM checkout_notice ORDER BY id")
    assert told == [("ACCEPTED",), ("REPEATED",), ("REPEATED",)]


@pytest.fixture
def shop(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """Homes that owe 300.00 each."""
    with hours_of(Shop(homes=12), monkeypatch) as shop:
        yield shop


def _scan(shop: Shop, line: IntentLine) -> None:
    site = shop.sites[GatewayCode.ALIPAY]
    assert isinstance(site, Site)
    site.trades.on_the_page(line.out_trade_no, shop.now)


def test_without_any_notice_everything_ends_within_half_an_hour(shop: Shop) -> None:
    chance, plans = Random(10), []
    for unit in shop.units:
        way = chance.choice([Way.NATIVE, Way.H5, Way.PAGE])
        line = shop.ask(unit=unit, gateway=GatewayCode.ALIPAY, way=way)
        if way is not Way.NATIVE:
            _open_page(shop, line)
        plans.append((line, chance.choice([0, 30, 400, 1_100, None, None])))
    scanned = Random(11)
    for second in range(0, 31 * 60, 30):
        for line, pays_at in plans:
            if pays_at is not None and pays_at <= second < pays_at + 30:
                shop.pay(line)
            elif pays_at is None and scanned.random() < 0.02 and second < 900:
                _scan(shop, line)
        shop.look()
        shop.pass_time(30)
    for line, pays_at in plans:
        expected = ("CLOSED", (30_000, 0)) if pays_at is None else ("PAID", (0, 0))
        assert (shop.state(line), shop.balance(line)) == expected
    assert shop.answers == []
    assert len(_receipts()) == sum(pays_at is not None for _, pays_at in plans)
    balances_hold()


def _open_page(shop: Shop, line: IntentLine) -> None:
    from qingshou.adapters.gateways.frame import Request

    page = str(line.instruction["page_url"]).removeprefix(shops.ADDRESSES[GatewayCode.ALIPAY])
    answer = shop.sites[GatewayCode.ALIPAY].respond(Request("GET", page), shop.now)
    assert answer.status == 302


def test_through_every_mishap_each_bill_is_settled_once(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    switches = {"loss": 40, "duplicate": 40, "reorder": True, "forge": 60}
    with hours_of(Shop(homes=40, **switches), monkeypatch) as shop:
        chance, paid = Random(3), 0
        lines = [shop.ask(unit=unit, gateway=GatewayCode.ALIPAY) for unit in shop.units]
        site, courier = shop.sites[GatewayCode.ALIPAY], shop.couriers[GatewayCode.ALIPAY]
        assert isinstance(site, Site)
        for line in lines:
            if chance.random() < 0.8:
                shop.pay(line)
                paid += 1
            if chance.random() < 0.2 and line.out_trade_no and _is_paid(site, line):
                site.refund_from_outside(line.out_trade_no, Money(100), shop.now)
        while courier.waiting:
            due = courier.next_due()
            assert due is not None
            shop.now = max(due, shop.now + timedelta(seconds=1))
            shop.carry()
            shop.look()
        shop.pass_time(3_600)
        shop.look()
        states = [shop.state(line) for line in lines]
        assert (states.count("PAID"), states.count("CLOSED")) == (paid, len(lines) - paid)
        assert _receipts() == [(30_000,)] * paid
        assert (courier.forgeries_heard, max(shop.answers) < 500) == (0, True)
        assert courier.forgeries_sent > 20
        balances_hold()


def _is_paid(site: Site, line: IntentLine) -> bool:
    return any(t.paid_at for t in site.trades if t.order.order_no == line.out_trade_no)
