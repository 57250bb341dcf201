"""Two who look at once open each case once and take each step once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import TypeVar

from django.db import connection, transaction
from tests.contexts.dunning.arrears import (
    COLLECTOR,
    COMMUNITY,
    FOLLOW,
    an_account,
    day,
    owe,
    spoke,
    stage,
    watched,
)

from qingshou.dunning import operations, queries
from qingshou.dunning.rules.contacts import Channel, Outcome, Pledge, Spoken
from qingshou.dunning.rules.strategies import STANDARD
from qingshou.kernel.refusals import Refusal

T = TypeVar("T")


def at_once(act: Callable[[], T], people: int = 2) -> list[T]:
    """Let several people do the same at the same moment, each on a connection of their own."""
    ready = Barrier(people)

    def one(_: int) -> T:
        try:
            ready.wait()
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(people) as pool:
        return list(pool.map(one, range(people)))


def _three_hundred_debtors() -> list[int]:
    with transaction.atomic():
        accounts = [an_account() for _ in range(300)]
        owe(COMMUNITY, [(account, date(2026, 1, 25), 30_000) for account in accounts])
    return accounts


def test_two_watchers_step_once(fresh_database: str, django_db_blocker: object) -> None:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        accounts = _three_hundred_debtors()
        opened = at_once(lambda: watched("01-31").opened)
        assert sorted(opened) == [0, 300]
        spoke(accounts[0], on="02-05")
        advanced = at_once(lambda: watched("02-28").advanced)
        assert sorted(advanced) == [0, 1]
        assert stage(accounts[0]) == FOLLOW
        assert len(queries.open_cases(community_id=COMMUNITY)) == 300


def test_two_collectors_take_one_promise(fresh_database: str, django_db_blocker: object) -> None:
    def promise() -> str:
        pledge = Pledge(day("02-20"))
        try:
            operations.log_contact(
                community_id=COMMUNITY,
                account_id=account,
                spoken=Spoken(day("02-10"), Channel.PHONE, Outcome.PROMISED, pledge=pledge),
                strategy=STANDARD,
                today=day("02-10"),
                actor=COLLECTOR,
            )
        except Refusal as refusal:
            return refusal.code
        return "accepted"

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        account, *_ = _three_hundred_debtors()
        assert sorted(at_once(promise)) == ["accepted", "dunning.promise-already-running"]
