"""The rule in SQL decides as the rule in Python, situation by situation."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as draw

from qingshou.dunning.queries.facts import DECISIONS, inputs
from qingshou.dunning.rules.contacts import WRITTEN
from qingshou.dunning.rules.holds import HoldReason
from qingshou.dunning.rules.stages import (
    Advance,
    Arrears,
    Close,
    Progress,
    Stage,
    StageRule,
    Stay,
    Step,
    Strategy,
    next_step,
)
from qingshou.kernel.money import Money

pytestmark = pytest.mark.django_db

TODAY = date(2026, 9, 30)
Situation = tuple[Arrears, Progress]

FACTS_FROM_JSON = """
WITH facts AS (
    SELECT * FROM jsonb_to_recordset(%(facts)s::jsonb) AS f (
        number int, case_id bigint, overdue_fen bigint, oldest_due_on date, free_fen bigint,
        free_oldest_due_on date, holds text[], rests_until date, place int, since date,
        contacts int, demanded_on date
    )
),
"""


def nearby(*, most: int = 120) -> draw.SearchStrategy[date]:
    return draw.integers(-most, most).map(lambda days: TODAY - timedelta(days=days))


@draw.composite
def situations(draw_one: draw.DrawFn) -> Situation:
    overdue = draw_one(draw.integers(-100, 2_000) | draw.integers(0, 200_000))
    free = min(overdue, draw_one(draw.integers(-100, 200_000)))
    stage = draw_one(draw.none() | draw.sampled_from(list(Stage)))
    since = draw_one(nearby(most=60))
    arrears = Arrears(
        Money(overdue),
        draw_one(draw.none() | nearby()),
        Money(free),
        draw_one(draw.none() | nearby()),
        draw_one(draw.frozensets(draw.sampled_from(list(HoldReason)), max_size=1)),
        draw_one(draw.none() | nearby(most=10)),
    )
    progress = Progress(
        stage,
        since if stage else draw_one(draw.none() | nearby(most=3)),
        draw_one(draw.integers(0, 3)),
        draw_one(draw.none() | nearby(most=30)),
    )
    return arrears, progress


@draw.composite
def strategies(draw_one: draw.DrawFn) -> Strategy:
    def rule(stage: Stage) -> StageRule:
        return StageRule(
            stage,
            after_days=draw_one(draw.integers(0, 40)),
            least_overdue=Money(draw_one(draw.sampled_from([0, 1_000, 50_000]))),
            least_age_days=draw_one(draw.sampled_from([0, 30, 90])),
            contacts=draw_one(draw.integers(0, 2)),
            or_after_days=draw_one(draw.none() | draw.integers(0, 60)),
            demand_days=draw_one(draw.none() | draw.integers(0, 20)),
        )

    tolerance = Money(draw_one(draw.sampled_from([0, 500])))
    return Strategy("DRAWN", tuple(rule(stage) for stage in Stage), tolerance, WRITTEN)


def in_sql(drawn: Sequence[Situation], strategy: Strategy) -> list[Step]:
    rows = [
        {
            "number": number,
            "overdue_fen": arrears.overdue.fen,
            "oldest_due_on": arrears.oldest_due_on,
            "free_fen": arrears.free.fen,
            "free_oldest_due_on": arrears.free_oldest_due_on,
            "holds": list(arrears.holds),
            "rests_until": arrears.rests_until,
            "place": progress.stage.place if progress.stage else 0,
            "since": progress.since,
            "contacts": progress.contacts,
            "demanded_on": progress.demanded_on,
        }
        for number, (arrears, progress) in enumerate(drawn)
    ]
    asked = inputs(community_id=1, today=TODAY, strategy=strategy)
    with connection.cursor() as cursor:
        cursor.execute(
            FACTS_FROM_JSON
            + DECISIONS
            + "SELECT verb, because, look_again_on, next_stage FROM decided ORDER BY number",
            asked | {"facts": json.dumps(rows, default=str)},
        )
        return [read(*row) for row in cursor.fetchall()]


def read(verb: str, because: str, look_again_on: date | None, next_stage: str | None) -> Step:
    match verb:
        case "CLOSE":
            return Close(because)
        case "ADVANCE":
            return Advance(Stage(next_stage), because)
    return Stay(because, look_again_on)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=draw.lists(situations(), min_size=1, max_size=40), strategy=strategies())
def test_both_decide_alike(drawn: list[Situation], strategy: Strategy) -> None:
    in_python = [next_step(arrears, strategy, progress, today=TODAY) for arrears, progress in drawn]
    assert in_sql(drawn, strategy) == in_python
