"""Receipts at the desk: once per request, numbered without gaps, taken back by another."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from tests.builders import a_community, a_unit, an_owner
from tests.builders.two_people import voided
from tests.contexts.ledger.book import a_charge, balances_hold, bill, rows

from qingshou.kernel.money import Money
from qingshou.kernel.period import Period
from qingshou.ledger import operations as ledger
from qingshou.ledger import queries as books
from qingshou.ledger.rules.chart import Channel
from qingshou.payments import operations, queries
from qingshou.payments.rules.receipts import ReceiptSlip, Request
from qingshou.platform.db.rights import as_owner
from qingshou.platform.identity import SYSTEM
from qingshou.platform.requests import RequestIdReused

TODAY = date(2025, 6, 30)


class Desk:
    """A unit, sold on 1 March 2025, with a fee of 100 yuan for each month since January."""

    def __init__(self) -> None:
        self.community_id = a_community().pk
        self.unit = a_unit(community_id=self.community_id)
        self.seller = an_owner(unit=self.unit, until=date(2025, 3, 1))
        self.buyer = an_owner(unit=self.unit, since=date(2025, 3, 1))
        for month in range(1, 5):
            account = (self.seller if month < 3 else self.buyer).account_id
            assert account is not None
            bill(
                [a_charge(account, 10_000, date(2025, month, 1))],
                on=date(2025, month, 1),
                ref=f"run:{month}",
                community_id=self.community_id,
            )

    def receive(self, fen: int, on: date, request_id: str, **more: Any) -> ReceiptSlip:
        request = Request(self.unit.id, Money(fen), Channel.WECHAT, on)
        return operations.receive(
            community_id=self.community_id,
            request=replace(request, **more),
            request_id=request_id,
            today=TODAY,
            actor=SYSTEM,
            unit=self.unit.code,
        )


@pytest.fixture
def desk(db: None) -> Desk:
    return Desk()


def test_whoever_is_liable_on_the_day_is_credited(desk: Desk) -> None:
    first = desk.receive(15_000, date(2025, 2, 20), "a")
    second = desk.receive(25_000, date(2025, 4, 2), "b")
    balances_hold()
    assert (first.account_id, second.account_id) == (desk.seller.account_id, desk.buyer.account_id)
    assert (first.number, second.number) == ("SJ00000001", "SJ00000002")
    assert [(part.period_from, part.amount) for part in first.settled] == [
        ("2025-01-01", "100.00"),
        ("2025-02-01", "50.00"),
    ]
    assert second.prepaid == "50.00"
    assert queries.check(community_ids=[desk.community_id]) == []
    assert books.check(community_ids=[desk.community_id]) == []


def test_the_same_request_is_received_once(desk: Desk) -> None:
    first = desk.receive(5_000, date(2025, 2, 20), "a")
    assert desk.receive(5_000, date(2025, 2, 20), "a") == first
    with pytest.raises(RequestIdReused):
        desk.receive(5_001, date(2025, 2, 20), "a")
    assert rows("SELECT count(*) FROM payments_receipt") == [(1,)]


def test_the_payer_may_name_kind_and_period(desk: Desk) -> None:
    slip = desk.receive(
        10_000, date(2025, 2, 20), "a", kind="PROPERTY_FEE", period=Period.named("2025-02")
    )
    assert [part.period_from for part in slip.settled] == ["2025-02-01"]


@pytest.mark.parametrize(
    ("fen", "on", "refusal"),
    [
        (100, date(2025, 7, 1), operations.ReceivedOnFutureDay),
        (0, date(2025, 2, 1), ledger.NothingReceived),
        (-100, date(2025, 2, 1), ledger.NothingReceived),
    ],
)
def test_what_is_refused_leaves_nothing(
    desk: Desk, fen: int, on: date, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        desk.receive(fen, on, "a")
    assert desk.receive(100, date(2025, 2, 1), "a").number == "SJ00000001"


def test_a_unit_nobody_owes_for_is_refused(desk: Desk) -> None:
    desk.unit = a_unit(community_id=desk.community_id, code="3-2-502")
    with pytest.raises(operations.NobodyLiable):
        desk.receive(100, date(2025, 2, 1), "a")


def test_a_receipt_is_taken_back_once(desk: Desk) -> None:
    slip = desk.receive(15_000, date(2025, 2, 20), "a")
    town = {"community_id": desk.community_id, "today": TODAY}
    void = voided(number=slip.number, on=date(2025, 2, 21), **town)
    balances_hold()
    assert (void.reversal, void.amount, void.reopened) == ("HC00000001", "150.00", "150.00")
    with pytest.raises(operations.ReceiptAlreadyReversed):
        voided(number=slip.number, on=date(2025, 2, 22), **town)
    with pytest.raises(operations.ReceiptUnknown):
        voided(number=void.reversal, on=date(2025, 2, 22), **town)
    [line] = queries.receipts(community_id=desk.community_id, account_id=slip.account_id)
    assert line.reversed
    assert queries.check(community_ids=[desk.community_id]) == []
    assert books.check(community_ids=[desk.community_id]) == []


def test_a_missing_number_is_found(desk: Desk) -> None:
    desk.receive(100, date(2025, 2, 20), "a")
    desk.receive(100, date(2025, 2, 21), "b")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM payments_receipt WHERE number = 1")
        cursor.execute("SET session_replication_role = origin")
    [gap] = queries.check(community_ids=[desk.community_id])
    assert (gap.invariant, gap.told, gap.found) == ("NUMBERS", 2, 1)


def test_many_desks_at_once_leave_no_gap_and_settle_once(fresh_database: str) -> None:
    with transaction.atomic():
        desk = Desk()
    failures: list[BaseException] = []

    def pay(worker: int) -> None:
        try:
            for turn in range(5):
                desk.receive(3_000, date(2025, 4, 2), f"{worker}-{turn}")
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    workers = [threading.Thread(target=pay, args=(number,)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    assert rows("SELECT count(*), max(number) FROM payments_receipt") == [(20, 20)]
    balance = books.balance(
        community_id=desk.community_id, account_id=int(desk.buyer.account_id or 0), as_of=TODAY
    )
    assert (balance.open, balance.prepaid) == (Money(0), Money(40_000))
    assert books.check(community_ids=[desk.community_id]) == []
