"""Posting many items makes one entry, balanced, frozen, and named when it is refused."""

from __future__ import annotations

from datetime import date

import pytest
from tests.contexts.ledger.book import a_charge, an_account, balances_hold, bill, rows

from qingshou.kernel.money import Money
from qingshou.ledger import operations

pytestmark = pytest.mark.django_db
JANUARY = date(2025, 1, 1)


def test_charges_become_items_and_control_postings() -> None:
    first, second = an_account("1-101#1"), an_account("1-102#1")
    posted = bill(
        [
            a_charge(first, 10_600, JANUARY, tax_fen=600),
            a_charge(second, 21_200, JANUARY, tax_fen=1_200),
            a_charge(second, 5_000, JANUARY, kind="LIFT"),
        ],
        on=JANUARY,
        ref="run:1",
    )
    balances_hold()
    assert (posted.lines, posted.total) == (3, Money(36_800))
    assert rows(
        "SELECT account_code, kind, month, amount_fen FROM ledger_posting ORDER BY 1, 2"
    ) == [
        ("1122", "LIFT", JANUARY, 5_000),
        ("1122", "PROPERTY_FEE", JANUARY, 31_800),
        ("2221", "PROPERTY_FEE", JANUARY, -1_800),
        ("6001", "LIFT", JANUARY, -5_000),
        ("6001", "PROPERTY_FEE", JANUARY, -30_000),
    ]


def test_nothing_to_post_makes_no_entry() -> None:
    assert bill([], on=JANUARY, ref="run:1") == operations.Posted(None, 0, Money(0))


def test_the_same_document_or_item_is_refused() -> None:
    account = an_account()
    bill([a_charge(account, 100, JANUARY)], on=JANUARY, ref="run:1")
    with pytest.raises(operations.DocumentAlreadyEntered):
        bill([a_charge(account, 100, date(2025, 2, 1))], on=JANUARY, ref="run:1")


def test_an_item_is_posted_once() -> None:
    account = an_account()
    bill([a_charge(account, 100, JANUARY)], on=JANUARY, ref="run:1")
    with pytest.raises(operations.ItemAlreadyPosted):
        bill([a_charge(account, 100, JANUARY)], on=JANUARY, ref="run:2")


@pytest.mark.parametrize("fen", [0, -5, 10**12 + 1])
def test_an_implausible_amount_is_refused(fen: int) -> None:
    with pytest.raises(operations.AmountImplausible):
        bill([a_charge(an_account(), fen, JANUARY)], on=JANUARY, ref="run:1")
