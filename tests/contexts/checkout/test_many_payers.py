"""Thirty-two payers at the same bill: desk, both gateways, statement and debit at once."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from tests.contexts.checkout.shop import Shop, hours_of
from tests.contexts.ledger.book import a_charge, bill, rows

from qingshou.checkout import operations
from qingshou.checkout.operations import Word
from qingshou.checkout.ports import Told, TradeState
from qingshou.checkout.rules.gateways import GatewayCode
from qingshou.checkout.rules.intents import IntentLine, Purpose
from qingshou.checkout.rules.states import Heard
from qingshou.kernel.money import Money
from qingshou.ledger import queries as books
from qingshou.ledger.rules.chart import Channel
from qingshou.payments import operations as payments
from qingshou.payments import queries as receipts
from qingshou.payments.rules.receipts import Request
from qingshou.platform.identity import SYSTEM

ROUNDS = 1_000 if os.environ.get("QINGSHOU_NIGHTLY") else 100
PAYERS, BILL = 32, 10_000
SLOWEST_SECONDS = 2.0

Payer = Callable[[int], None]


def _tender(shop: Shop, worker: int, channel: Channel) -> Payer:
    """Pay at the desk, or be booked from a bank's statement or return file."""

    def pay(turn: int) -> None:
        payments.receive(
            community_id=shop.community_id,
            request=Request(
                shop.unit.id, Money(BILL), channel, shop.today,
                outside_number="" if channel is Channel.CASH else f"{channel}-{worker}-{turn}",
            ),
            request_id=f"{worker}-{turn}",
            today=shop.today,
            actor=SYSTEM,
        )  # fmt: skip

    return pay


def _phone(shop: Shop, worker: int, gateway: GatewayCode, lines: list[IntentLine]) -> Payer:
    """Be paid through a gateway, and heard of twice."""

    def pay(turn: int) -> None:
        line = lines[turn]
        told = Told(
            TradeState.PAID, line.out_trade_no, f"ref-{worker}-{turn}", line.amount,
            paid_at=shop.now,
        )  # fmt: skip
        for source in ("NOTICE", "QUERY"):
            operations.hear(
                community_id=shop.community_id, intent_id=line.intent_id,
                word=Word(source, Heard.PAID, told), now=shop.now, today=shop.today,
            )  # fmt: skip

    return pay


def _payers(shop: Shop) -> list[Payer]:
    """Eight at the desk, four on each phone, eight from statements, eight from debits."""
    payers = []
    for worker in range(PAYERS):
        if worker % 4 == 1:
            gateway = list(GatewayCode)[worker // 4 % 2]
            lines = [
                shop.wish(BILL, gateway=gateway, purpose=Purpose.PREPAY) for _ in range(ROUNDS)
            ]
            payers.append(_phone(shop, worker, gateway, lines))
        else:
            channel = {0: Channel.CASH, 2: Channel.TRANSFER, 3: Channel.DEBIT}[worker % 4]
            payers.append(_tender(shop, worker, channel))
    return payers


def test_each_bill_is_settled_once(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with hours_of(Shop(fen=0), monkeypatch) as shop:
        _pay_all(shop)


def _pay_all(shop: Shop) -> None:
    account = rows("SELECT id FROM ledger_account WHERE code = '3-2-501#1'")[0][0]
    failures: list[BaseException] = []
    took: list[float] = []
    start, end = threading.Barrier(PAYERS + 1), threading.Barrier(PAYERS + 1)

    def work(pay: Payer) -> None:
        try:
            for turn in range(ROUNDS):
                start.wait()
                began = time.monotonic()
                try:
                    pay(turn)
                except BaseException as failure:
                    failures.append(failure)
                took.append(time.monotonic() - began)
                end.wait()
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=(payer,)) for payer in _payers(shop)]
    for worker in workers:
        worker.start()
    for turn in range(ROUNDS):
        month = shop.today - timedelta(days=turn)
        with transaction.atomic():
            bill([a_charge(account, BILL, month)], on=shop.today, ref=f"round:{turn}",
                 community_id=shop.community_id)  # fmt: skip
        start.wait()
        end.wait()
    for worker in workers:
        worker.join()

    assert failures == []
    found = books.balance(community_id=shop.community_id, account_id=account, as_of=shop.today)
    paid = ROUNDS * PAYERS * BILL
    assert (found.open.fen, found.prepaid.fen) == (0, paid - ROUNDS * BILL)
    assert rows("SELECT count(*), count(DISTINCT number) FROM payments_receipt") == [
        (ROUNDS * PAYERS, ROUNDS * PAYERS)
    ]
    assert rows("SELECT DISTINCT state FROM checkout_intent") == [("PAID",)]
    assert books.check(community_ids=[shop.community_id]) == []
    assert receipts.check(community_ids=[shop.community_id]) == []
    slow = sorted(took)[int(len(took) * 0.99)]
    print(f"p99 {slow:.2f} s over {len(took)} payments")
