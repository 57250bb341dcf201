"""Histories and opening arrears arrive whole or not at all, and leave by reversal."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from tests.builders import a_community, a_unit, an_owner
from tests.builders.two_people import voided
from tests.contexts.ledger.book import a_charge, balances_hold, bill, rows

from qingshou.interfaces import wording
from qingshou.kernel.money import Money
from qingshou.ledger import queries as books
from qingshou.payments import operations, queries
from qingshou.platform.identity import SYSTEM
from qingshou.processes import arrears_arrive, payments_arrive

pytestmark = pytest.mark.django_db
TODAY = date(2025, 6, 30)


class Place:
    """A community with a unit that was sold on 1 March 2025."""

    def __init__(self) -> None:
        self.community = a_community()
        self.id = self.community.pk
        unit = a_unit(community_id=self.id)
        self.seller = an_owner(unit=unit, name="示例卖方", until=date(2025, 3, 1)).account_id or 0
        self.buyer = an_owner(unit=unit, name="示例买方", since=date(2025, 3, 1)).account_id or 0
        a_unit(community_id=self.id, code="3-2-502")

    def bills(self) -> None:
        for month in range(1, 5):
            account = self.seller if month < 3 else self.buyer
            bill(
                [a_charge(account, 10_000, date(2025, month, 1))],
                on=date(2025, month, 1),
                ref=f"run:{month}",
                community_id=self.id,
            )


@pytest.fixture
def here(db: None) -> Place:
    return Place()


def staged(import_id: int, record: str, *lines: dict[str, str]) -> int:
    with connection.cursor() as cursor:
        for number, cells in enumerate(lines, start=2):
            cursor.execute(
                "INSERT INTO intake_stagedrow (import_id, line, sheet, row_no, record, cells)"
                " VALUES (%s, %s, '明细', %s, %s, %s)",
                [import_id, number, number, record, json.dumps(cells)],
            )
    return import_id


def payment(month: int, paid: str, **cells: str) -> dict[str, str]:
    return {
        "code": "3-2-501",
        "kind": "PROPERTY_FEE",
        "period_from": f"2025-{month:02}-01",
        "period_until": f"2025-{month + 1:02}-01",
        "paid_on": f"2025-{month:02}-20",
        "due_amount": "100.00",
        "paid_amount": paid,
        "channel": "WECHAT",
    } | cells


def arrive(process: Any, import_id: int, *, preview: bool = False) -> Any:
    return process.arrive(import_id=import_id, actor=SYSTEM, today=TODAY, preview=preview)


def codes(arrival: Any) -> list[tuple[int, str, str]]:
    for problem in arrival.problems:
        assert wording.say(problem.code, dict(problem.facts))
    return [(problem.row_no, problem.column, problem.code) for problem in arrival.problems]


def test_a_history_becomes_receipts_that_settle_what_they_were_for(here: Place) -> None:
    here.bills()
    staged(
        5,
        "payment",
        payment(2, "100.00"),
        payment(1, "60.00"),
        payment(3, "250.00", channel="CASH", receipt_number="A7"),
        payment(4, "0.00"),
    )
    preview = arrive(payments_arrive, 5, preview=True)
    assert rows("SELECT count(*) FROM payments_receipt") == [(0,)]
    arrival = arrive(payments_arrive, 5)
    balances_hold()
    assert arrival.problems == ()
    assert arrival.totals == preview.totals
    assert arrival.totals | {"community_ids": None} == {
        "lines": 4,
        "lines_without_payment": 1,
        "due": "400.00",
        "paid": "410.00",
        "first_on": "2025-01-20",
        "latest_on": "2025-04-20",
        "by_channel": {"CASH": "250.00", "WECHAT": "160.00"},
        "by_kind": {"PROPERTY_FEE": "410.00"},
        "by_community": {"": "410.00"},
        "community_ids": None,
        "receipts": 3,
        "settled": "360.00",
        "prepaid": "50.00",
    }
    assert rows("SELECT series, number, on_day FROM (SELECT series, number, \"on\" AS on_day FROM"
                " payments_receipt) r ORDER BY number") == [
        ("LS", 1, date(2025, 1, 20)),
        ("LS", 2, date(2025, 2, 20)),
        ("LS", 3, date(2025, 3, 20)),
    ]  # fmt: skip
    seller = books.balance(community_id=here.id, account_id=here.seller, as_of=TODAY)
    assert seller.open == Money(4_000)
    assert queries.check(community_ids=[here.id]) == []
    assert books.check(community_ids=[here.id]) == []


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"code": "9-9-999"}, ("room", "payments.room-unknown")),
        ({"code": "3-2-502"}, ("room", "payments.room-without-holder")),
        ({"community": "没有这个小区"}, ("community", "payments.community-unknown")),
        ({"paid_on": "2025-07-01"}, ("paid_on", "payments.paid-ahead")),
        ({"paid_amount": "-5.00"}, ("paid_amount", "payments.amount-negative")),
        ({"period_until": "2025-01-01"}, ("period_until", "payments.period-backwards")),
        ({"channel": "BARTER"}, ("channel", "payments.channel-unknown")),
    ],
)
def test_any_problem_refuses_the_whole_file(
    here: Place, cells: dict[str, str], found: tuple[str, str]
) -> None:
    here.bills()
    staged(5, "payment", payment(1, "100.00"), payment(2, "100.00", **cells))
    arrival = arrive(payments_arrive, 5)
    assert codes(arrival) == [(3, *found)]
    assert rows("SELECT count(*) FROM payments_receipt") == [(0,)]


def test_a_line_is_let_in_once(here: Place) -> None:
    here.bills()
    staged(5, "payment", payment(1, "100.00"), payment(1, "100.00"))
    assert codes(arrive(payments_arrive, 5)) == [(3, "receipt_number", "payments.line-doubled")]
    staged(6, "payment", payment(1, "100.00", receipt_number="A1"))
    assert codes(arrive(payments_arrive, 6)) == []
    staged(7, "payment", payment(1, "100.00", receipt_number="A1"))
    assert codes(arrive(payments_arrive, 7)) == [(2, "receipt_number", "payments.already-received")]


def test_a_withdrawn_history_opens_its_debts_and_may_come_again(here: Place) -> None:
    here.bills()
    staged(5, "payment", payment(1, "100.00", receipt_number="A1"), payment(2, "30.00"))
    arrive(payments_arrive, 5)
    withdrawn = payments_arrive.withdraw(import_id=5, actor=SYSTEM, today=TODAY)
    balances_hold()
    assert withdrawn.totals == {"receipts": 2, "paid": "130.00"}
    assert books.aging(community_ids=[here.id], as_of=TODAY).total == Money(40_000)
    assert queries.check(community_ids=[here.id]) == []
    assert books.check(community_ids=[here.id]) == []
    staged(6, "payment", payment(1, "100.00", receipt_number="A1"))
    assert codes(arrive(payments_arrive, 6)) == []
    assert payments_arrive.withdraw(import_id=99, actor=SYSTEM, today=TODAY).totals["receipts"] == 0


def test_a_history_in_use_is_not_withdrawn(here: Place) -> None:
    here.bills()
    staged(5, "payment", payment(1, "100.00"))
    arrive(payments_arrive, 5)
    voided(community_id=here.id, number="LS00000001", on=TODAY, today=TODAY)
    with pytest.raises(operations.ReceiptsInUse):
        payments_arrive.withdraw(import_id=5, actor=SYSTEM, today=TODAY)


def debt(owed: str, **cells: str) -> dict[str, str]:
    return {
        "code": "3-2-501",
        "kind": "PROPERTY_FEE",
        "period_from": "2024-01-01",
        "period_until": "2024-07-01",
        "due_on": "2024-06-25",
        "amount": owed,
        "reason": "FORGOT",
    } | cells


def test_opening_arrears_are_in_the_books_before_the_first_bill(here: Place) -> None:
    staged(
        8,
        "arrears",
        debt("600.00", penalty="12.34"),
        debt(
            "50.00",
            period_from="2024-07-01",
            period_until="2024-09-01",
            due_on="2024-08-25",
            reason="MOVED",
        ),
    )
    arrival = arrive(arrears_arrive, 8)
    balances_hold()
    assert arrival.problems == ()
    assert arrival.totals["items"] == 3
    assert (arrival.totals["amount"], arrival.totals["penalty"]) == ("650.00", "12.34")
    before, after = date(2024, 8, 31), date(2024, 9, 1)
    assert books.aging(community_ids=[here.id], as_of=before).total == Money(0)
    assert books.aging(community_ids=[here.id], as_of=after).total == Money(66_234)
    told = 'SELECT reason, "on" FROM dunning__reason'
    assert rows(told) == [("MOVED", after)]
    withdrawn = arrears_arrive.withdraw(import_id=8, actor=SYSTEM, today=TODAY)
    assert withdrawn.totals == {"items": 3, "amount": "662.34"}
    assert rows(told) == []
    assert books.aging(community_ids=[here.id], as_of=TODAY).total == Money(0)
    staged(9, "arrears", debt("600.00"))
    assert codes(arrive(arrears_arrive, 9)) == []
    assert books.check(community_ids=[here.id]) == []


def test_paid_arrears_are_not_withdrawn(here: Place) -> None:
    staged(8, "arrears", debt("600.00"))
    arrive(arrears_arrive, 8)
    staged(9, "payment", payment(1, "100.00", period_from="2024-01-01"))
    arrive(payments_arrive, 9)
    with pytest.raises(arrears_arrive.ArrearsAlreadyPaid):
        arrears_arrive.withdraw(import_id=8, actor=SYSTEM, today=TODAY)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"code": "9-9-999"}, ("room", "payments.room-unknown")),
        ({"amount": "-1.00"}, ("amount", "payments.amount-negative")),
        ({"penalty": "-1.00"}, ("penalty", "payments.amount-negative")),
        (
            {"period_from": "2025-07-01", "period_until": "2025-08-01"},
            ("period_from", "ledger.arrears-ahead"),
        ),
    ],
)
def test_any_problem_refuses_the_whole_list(
    here: Place, cells: dict[str, str], found: tuple[str, str]
) -> None:
    staged(8, "arrears", debt("600.00", period_from="2023-01-01"), debt("600.00", **cells))
    assert codes(arrive(arrears_arrive, 8)) == [(3, *found)]
    assert rows("SELECT count(*) FROM ledger_openitem") == [(0,)]


def test_arrears_already_booked_are_refused(here: Place) -> None:
    staged(8, "arrears", debt("600.00"))
    arrive(arrears_arrive, 8)
    staged(9, "arrears", debt("600.00"), debt("600.00"))
    assert codes(arrive(arrears_arrive, 9)) == [
        (2, "amount", "ledger.arrears-already-booked"),
        (3, "amount", "ledger.arrears-already-booked"),
        (3, "room", "payments.line-doubled"),
    ]
