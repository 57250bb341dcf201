"""With every notice lost, all that is paid is found and all that is not is closed in half an hour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

import pytest
from tests.contexts.checkout.shop import OPENED, Shop, hours_of
from tests.contexts.ledger.book import rows

from qingshou.checkout.rules.gateways import GatewayCode
from qingshou.checkout.rules.intents import Purpose

INTENTS = 60
HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def shop(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    with hours_of(Shop(homes=6, loss=100), monkeypatch) as shop:
        yield shop


def _run(shop: Shop, payments: dict[datetime, list], until: datetime) -> None:
    """Let time pass from one look or payment to the next."""
    while shop.now < until:
        looks = rows("SELECT min(look_at) FROM checkout_intent WHERE look_at IS NOT NULL")[0]
        waiting = [at for at in (*looks, *payments) if at is not None and at > shop.now]
        shop.now = min([*waiting, until])
        for line in payments.pop(shop.now, []):
            shop.pay(line)
        shop.carry()
        shop.look()


def test_all_callbacks_lost(shop: Shop) -> None:
    chance = Random(1)
    payments: dict[datetime, list] = {}
    paid_at: dict[int, datetime] = {}
    for number in range(INTENTS):
        gateway = list(GatewayCode)[number % 2]
        line = shop.ask(
            1_000 + number, unit=shop.units[number % 6], gateway=gateway, purpose=Purpose.PREPAY
        )
        if chance.random() < 0.7:
            at = OPENED + timedelta(seconds=chance.randrange(1, 19 * 60))
            payments.setdefault(at, []).append(line)
            paid_at[line.intent_id] = at
    _run(shop, payments, OPENED + timedelta(minutes=50))

    states = dict(rows("SELECT id, state FROM checkout_intent"))
    assert shop.answers == []
    assert {states[paid] for paid in paid_at} == {"PAID"}
    assert {state for number, state in states.items() if number not in paid_at} == {"CLOSED"}
    settled = rows("SELECT intent_id, min(at) FROM checkout_intentstep"
                   " WHERE state_after = 'PAID' GROUP BY intent_id")  # fmt: skip
    latest = max(at - paid_at[number] for number, at in settled)
    assert len(settled) == len(paid_at)
    assert latest <= HALF_AN_HOUR


def test_nothing_stays_unknown_beyond_a_day(shop: Shop) -> None:
    shop.silent = True
    for number in range(6):
        shop.ask(1_000, unit=shop.units[number], purpose=Purpose.PREPAY)
    assert rows("SELECT DISTINCT state FROM checkout_intent") == [("UNKNOWN",)]
    _run(shop, {}, OPENED + timedelta(hours=25))
    assert rows("SELECT DISTINCT state FROM checkout_intent") == [("STRAYED",)]
    assert rows("SELECT count(*) FROM checkout_intent WHERE look_at IS NOT NULL") == [(0,)]


def test_a_gateway_that_comes_back_is_believed(shop: Shop) -> None:
    line = shop.ask()
    shop.pay(line)
    shop.silent = True
    _run(shop, {}, OPENED + timedelta(minutes=40))
    assert shop.state(line) == "UNKNOWN"
    shop.silent = False
    _run(shop, {}, OPENED + timedelta(hours=3))
    assert (shop.state(line), shop.balance(line)) == ("PAID", (0, 0))
