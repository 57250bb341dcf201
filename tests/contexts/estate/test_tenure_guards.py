"""The database refuses what must not be, whoever asks and however many at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from tests.builders import a_community, a_party, a_unit, an_owner

from qingshou.estate import operations
from qingshou.estate.models import Tenure, Unit
from qingshou.estate.operations.changes import OwnerUnchanged
from qingshou.kernel.refusals import Refusal
from qingshou.ledger.models import Account
from qingshou.platform.identity import SYSTEM

SOLD_ON = date(2026, 3, 16)


def _liable(unit: Unit, since: date | None, until: date | None, number: int) -> None:
    account = Account.objects.create(
        community_id=unit.community_id, code=f"X#{number}", opened_on=SOLD_ON
    )
    party = a_party(community_id=unit.community_id)
    Tenure.objects.create(
        community_id=unit.community_id,
        unit_id=unit.id,
        party_id=party.id,
        account_id=account.id,
        role="OWNER",
        liable=True,
        held=DateRange(since, until, "[)"),
    )


def _at_once(*acts: Callable[[], Any]) -> list[BaseException | None]:
    """Act on connections of their own, all at the same time; tell who failed and why."""
    together = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> BaseException | None:
        try:
            together.wait(10)
            act()
        except (Refusal, DatabaseError) as failure:
            return failure
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.usefixtures("fresh_database")
def test_two_cannot_become_liable_for_the_same_day_at_once() -> None:
    unit = a_unit(community_id=a_community().pk)
    open_end = lambda: _liable(unit, None, None, 1)  # noqa: E731 - two of a kind
    tail = lambda: _liable(unit, SOLD_ON, None, 2)  # noqa: E731
    failures = _at_once(open_end, tail)
    assert sorted(type(failure) for failure in failures if failure) == [IntegrityError]
    assert "estate_one_party_is_liable_for_a_unit_on_a_day" in str(failures)
    assert Tenure.objects.count() == 1


@pytest.mark.usefixtures("fresh_database")
def test_a_unit_sold_twice_at_once_is_sold_once() -> None:
    unit = a_unit(community_id=a_community().pk)
    an_owner(unit=unit, since=date(2024, 9, 1))
    buyer = a_party(community_id=unit.community_id, name="示例买方").id

    def sell() -> None:
        operations.change_owner(
            community_id=unit.community_id,
            unit_id=unit.id,
            party_id=buyer,
            on=SOLD_ON,
            actor=SYSTEM,
        )

    failures = _at_once(sell, sell)
    assert [type(failure) for failure in failures if failure] == [OwnerUnchanged]
    assert Tenure.objects.filter(liable=True).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [
        ((None, SOLD_ON), (SOLD_ON, None), False),
        ((None, SOLD_ON), (date(2026, 3, 15), None), True),
        ((None, None), (date(2026, 1, 1), date(2026, 1, 2)), True),
        ((date(2026, 1, 1), date(2026, 2, 1)), (date(2026, 2, 1), date(2026, 3, 1)), False),
    ],
)
def test_days_of_two_liable_parties_never_meet(
    first: tuple[date | None, date | None], second: tuple[date | None, date | None], meet: bool
) -> None:
    unit = a_unit(community_id=a_community().pk)
    _liable(unit, *first, 1)
    if meet:
        with pytest.raises(IntegrityError, match="liable_for_a_unit_on_a_day"):
            _liable(unit, *second, 2)
    else:
        _liable(unit, *second, 2)


@pytest.mark.django_db
def test_the_same_days_of_another_unit_are_free() -> None:
    unit = a_unit(community_id=a_community().pk)
    neighbor = a_unit(community_id=unit.community_id, code="3-2-502")
    _liable(unit, None, None, 1)
    _liable(neighbor, None, None, 2)


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["unit_id", "party_id"])
def test_a_tenure_ties_known_ends(column: str) -> None:
    unit = a_unit(community_id=a_community().pk)
    known = {"unit_id": unit.id, "party_id": a_party(community_id=unit.community_id).id}
    with pytest.raises(IntegrityError, match=f"{column} points at 0"):
        Tenure.objects.create(
            community_id=unit.community_id,
            **known | {column: 0},
            role="OWNER",
            liable=False,
            held=DateRange(None, None, "[)"),
        )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM estate_unit",
        "DELETE FROM estate_tenure",
        "DELETE FROM parties_party",
        "UPDATE estate_tenure SET unit_id = unit_id",
        "UPDATE estate_unit SET id = id",
        "TRUNCATE parties_contactpoint",
    ],
)
def test_what_is_pointed_at_stays(statement: str) -> None:
    an_owner(unit=a_unit(community_id=a_community().pk), phone="13800130000")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
