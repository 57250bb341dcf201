"""Who cleared a debt after a contact: only what was owed past its day tells when it was cleared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from tests.reports.figures.invented_book import InventedBook

from qingshou.kernel.period import Period
from qingshou.platform.db.rights import as_owner
from qingshou.reports.figures import Figures, Scope, compute, tie_out

CLEARED_ON = date(2026, 7, 10)
BEFORE, AFTER = date(2026, 7, 5), date(2026, 7, 15)


def a_late_and_a_prompt_charge(book: InventedBook, building: Any, home: int, spoken: date) -> None:
    """June is paid late, on 10 July; August in time, long after the one contact."""
    book.invent_home(1, building, home, empty=True)
    account = book.rows["ledger_account"][-1]["id"]
    for month, due_on, paid_on in (
        (6, date(2026, 6, 25), CLEARED_ON),
        (8, date(2026, 8, 25), date(2026, 8, 20)),
    ):
        start = date(2026, month, 1)
        item = book.invent_item(
            1, account, "PROPERTY_FEE", start, due_on=due_on, posted_on=start, amount_fen=25_000
        )
        book.settle(1, item, book.receipt(1, account, paid_on, 25_000), 25_000)
    book.contact(1, account, spoken, outcome="REACHED", state="")
    book.rows["dunning_contact"][-1]["direction"] = "OUT"


@pytest.fixture(scope="module")
def figures(django_db_setup: None, django_db_blocker: Any) -> Iterator[Figures]:
    """Two households, one spoken to before and one after it had cleared its debt."""
    book = InventedBook(seed=1, homes=0)
    book.add("tenancy_company", id=1, code="EX", name="示例物业服务有限公司", credit_code="")
    book.add("estate_community", id=1, company_id=1, code="YSL", name="示例·云杉里", address="")
    building = book.new("estate_building", 1, name="1栋", code="1")
    for home, spoken in enumerate((BEFORE, AFTER)):
        a_late_and_a_prompt_charge(book, building, home, spoken)
    with django_db_blocker.unblock(), as_owner():
        try:
            with transaction.atomic():
                book.write()
                yield compute(
                    scope=Scope.named("YSL"),
                    period=Period.named("2026Q3"),
                    as_of=date(2026, 9, 30),
                )
                transaction.set_rollback(True)
        finally:
            connection.close()


def test_a_prompt_charge_settled_later_does_not_move_the_day_of_clearing(figures: Figures) -> None:
    assert figures.value("involved_cleared.households") == 2
    assert figures.value("cleared_after_contact.households") == 1


def test_its_rows_are_the_one_household_spoken_to_before(figures: Figures) -> None:
    rows = list(figures.rows("cleared_after_contact.households").rows)
    assert len(rows) == 1
    assert "1-1-001" in rows[0]


def test_the_two_households_tie(figures: Figures) -> None:
    assert tie_out(figures) == []
