"""The worked case of docs/specs/rates.md, to the fen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection, transaction
from tests.reports.figures.invented_book import InventedBook, Item

from qingshou.kernel.period import Period
from qingshou.platform.db.rights import as_owner
from qingshou.reports.figures import Figures, Scope, compute, tie_out

WORKED = {
    "due.amount": 75_000,
    "collected.amount": 45_000,
    "waived.amount": 5_000,
    "uncollected.amount": 25_000,
    "rate.collection": Fraction(60, 100),
    "old.amount": 15_000,
    "recovered.amount": 15_000,
    "rate.recovery": Fraction(1),
    "settled.households": 1,
    "on_time.households": 0,
    "pending.households": 1,
    "waterfall.closing": 25_000,
    "due_today.amount": 25_000,
    "overdue.amount": 0,
    "overdue.households": 0,
}


def a_worked_household() -> InventedBook:
    """One household: an old debt, a prompt month, a late one, and one due on the day itself."""
    book = InventedBook(seed=1, homes=0)
    book.add("tenancy_company", id=1, code="EX", name="示例物业服务有限公司", credit_code="")
    book.add("estate_community", id=1, company_id=1, code="YSL", name="示例·云杉里", address="")
    building = book.new("estate_building", 1, name="1栋", code="1")
    book.invent_home(1, building, 0, empty=True)
    account = book.rows["ledger_account"][0]["id"]

    def charge(month: int, due_on: date) -> Item:
        start = date(2026, month, 1)
        return book.invent_item(
            1, account, "PROPERTY_FEE", start, due_on=due_on, posted_on=start, amount_fen=25_000
        )

    def pay(item: Item, on: date, fen: int, nature: str = "RECEIPT") -> None:
        book.settle(1, item, book.receipt(1, account, on, fen, nature), fen)

    june = charge(6, date(2026, 6, 25))
    pay(june, date(2026, 6, 30), 10_000)
    pay(june, date(2026, 8, 10), 15_000)
    pay(charge(7, date(2026, 7, 25)), date(2026, 7, 20), 25_000)
    august = charge(8, date(2026, 8, 25))
    pay(august, date(2026, 9, 2), 20_000)
    pay(august, date(2026, 9, 5), 5_000, "WAIVER")
    charge(9, date(2026, 9, 30))
    return book


@pytest.fixture(scope="module")
def worked(django_db_setup: None, django_db_blocker: Any) -> Iterator[Figures]:
    """The figures of the worked household's quarter."""
    with django_db_blocker.unblock(), as_owner():
        try:
            with transaction.atomic():
                a_worked_household().write()
                yield compute(
                    scope=Scope.named("YSL"),
                    period=Period.named("2026Q3"),
                    as_of=date(2026, 9, 30),
                )
                transaction.set_rollback(True)
        finally:
            connection.close()


@pytest.mark.parametrize(("figure_id", "value"), WORKED.items())
def test_the_worked_case_holds(worked: Figures, figure_id: str, value: int | Fraction) -> None:
    assert worked.value(figure_id) == value


def test_the_worked_case_ties(worked: Figures) -> None:
    assert tie_out(worked) == []


def test_a_single_household_is_too_small_for_percentages(worked: Figures) -> None:
    assert worked.small("rate.collection")
    assert worked.small("rate.households")
