"""A run that is killed leaves nothing half done; runs at once bill each line once."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import islice

import pytest
from django.db import connection
from tests.builders.estate import a_community, a_unit, an_owner
from tests.builders.tariffs import a_price_list

from qingshou.billing import operations
from qingshou.billing.models import Run
from qingshou.kernel.period import Period, month
from qingshou.ledger.models import OpenItem
from qingshou.platform.identity import Actor

JANUARY = month(2026, 1)
KILLS = 20


def a_billable_community(homes: int) -> int:
    from django.db import transaction

    with transaction.atomic():
        community = a_community()
        for number in range(homes):
            unit = a_unit(community_id=community.id, code=f"1-1-{number}", area_m2=f"{60 + number}")
            an_owner(unit=unit, since=date(2020, 1, 1))
        a_price_list(
            community_id=community.id,
            rows=[
                {"kind": kind, "price": price, "price_unit": "元/㎡·月", "from": "2024-01-01"}
                for kind, price in (("PROPERTY_FEE", "2.5"), ("LIFT", "0.35"), ("WASTE", "0.06"))
            ],
        )
    return int(community.id)


def bill(community_id: int, period: Period = JANUARY) -> None:
    operations.bill(
        community_id=community_id, period=period, on=period.start, actor=Actor("tester")
    )


def in_a_child(act: Callable[[], None]) -> int:
    connection.close()
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        act()
        status = 0
    finally:
        os._exit(status)


def digest_of_books(community_id: int, period: Period = JANUARY) -> tuple[int, int, str]:
    run = Run.objects.get(community_id=community_id, period=period.start)
    items = OpenItem.objects.filter(community_id=community_id, period_from=period.start)
    assert set(items.values_list("run_id", flat=True)) == {run.id}
    return items.count(), sum(items.values_list("amount_fen", flat=True)), run.digest


@pytest.mark.usefixtures("fresh_database")
def test_a_killed_run_is_simply_run_again():
    community_id = a_billable_community(60)
    dice = random.Random(20261101)
    for period in islice(Period.named("2025").months(), KILLS // 2):
        for months_later in (0, 12):
            later = month(period.start.year + months_later // 12, period.start.month)
            undisturbed = operations.preview(
                community_id=community_id, period=later, on=later.start
            )
            child = in_a_child(partial(bill, community_id, later))
            time.sleep(dice.uniform(0.0, 0.12))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            bill(community_id, later)
            told = (undisturbed.lines, undisturbed.total.fen, undisturbed.digest)
            assert digest_of_books(community_id, later) == told


@pytest.mark.usefixtures("fresh_database")
def test_four_runs_at_once_bill_each_line_once():
    community_id = a_billable_community(60)
    children = [in_a_child(lambda: bill(community_id)) for _ in range(4)]
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0, 0]
    lines, _, _ = digest_of_books(community_id)
    assert lines == 180
