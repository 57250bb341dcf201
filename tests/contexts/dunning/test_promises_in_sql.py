"""Promises are judged in SQL as in Python, whatever came in and whenever it is asked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as draw
from tests.contexts.dunning.arrears import an_account, pays

from qingshou.dunning.operations import judge_promises
from qingshou.dunning.rules.promises import Broken, Kept, Promise, Replaced, Settled, judge
from qingshou.kernel.ids import CommunityId
from qingshou.kernel.money import Money

pytestmark = pytest.mark.django_db

START = date(2026, 3, 2)
COMMUNITY = CommunityId(12)


def in_sql(promise: Promise, paid: list[tuple[date, int]], today: date) -> tuple[str, date | None]:
    """Keep the promise and the money, judge, read the judgment, and forget everything."""
    with transaction.atomic(), connection.cursor() as cursor:
        account = an_account(COMMUNITY)
        for on, yuan in paid:
            pays(account, on=on.isoformat(), yuan=yuan, community_id=COMMUNITY)
        cursor.execute(
            "INSERT INTO dunning_promise (community_id, account_id, made_on, promised_on,"
            " amount_fen, grace_days, ends_on, state, actor)"
            " VALUES (%s, %s, %s, %s, %s, 3, %s, 'RUNNING', '')",
            [
                COMMUNITY,
                account,
                promise.made_on,
                promise.promised_on,
                promise.amount.fen,
                promise.ends_on,
            ],
        )
        judge_promises(community_id=COMMUNITY, today=today)
        cursor.execute("SELECT state, judged_on FROM dunning_promise")
        told: tuple[str, date | None] = cursor.fetchone()
        transaction.set_rollback(True)
    return told


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    paid=draw.lists(draw.tuples(draw.integers(-3, 30), draw.integers(1, 300)), max_size=4),
    replaced=draw.none() | draw.integers(0, 12),
    asked=draw.integers(0, 40),
)
def test_both_judge_alike(paid: list[tuple[int, int]], replaced: int | None, asked: int) -> None:
    promise = Promise.with_grace(
        made_on=START,
        promised_on=START + timedelta(days=8),
        amount=Money(30_000),
        grace_days=3,
    )
    if replaced is not None:
        promise = promise.replaced_on(START + timedelta(days=replaced))
    money = [(START + timedelta(days=days), yuan) for days, yuan in paid]
    settled = [Settled(on, Money(yuan * 100)) for on, yuan in money]
    today = START + timedelta(days=asked)

    match judge(promise, settled, today=today):
        case Kept(on):
            expected = ("KEPT", on)
        case Broken(on):
            expected = ("BROKEN", on)
        case Replaced(on):
            expected = ("REPLACED", on)
        case _:
            expected = ("RUNNING", None)
    assert in_sql(promise, money, today) == expected
