"""Counts by stage: who was in it, who left it paid, who was spoken with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from qingshou.dunning.rules.stages import Stage
from qingshou.kernel.period import Period


@dataclass(frozen=True, slots=True)
class StageFlow:
    """What became within a window of the cases that were in a stage on one of its days.

    ``were_in`` is the sum of the others; ``left_paid`` ÷ ``were_in`` is 催收成功率, the
    success of the stage.
    """

    stage: Stage
    were_in: int
    left_paid: int
    left_small: int
    moved_on: int
    still_in: int


@dataclass(frozen=True, slots=True)
class ContactCount:
    """How many contacts a stage saw within a window, and how many accounts they covered."""

    stage: Stage
    contacts: int
    accounts: int


def stage_flow(*, community_ids: Sequence[int], window: Period) -> list[StageFlow]:
    """Count what became of the cases of each stage within a window, in the order of stages."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT stage, count(*),"
            " count(*) FILTER (WHERE left_how = 'PAID'),"
            " count(*) FILTER (WHERE left_how = 'SMALL_REST'),"
            " count(*) FILTER (WHERE left_how = 'ADVANCED'),"
            " count(*) FILTER (WHERE left_how = 'STILL_IN')"
            " FROM dunning_stage_flow(%s::bigint[], %s::date, %s::date) GROUP BY stage",
            [list(community_ids), window.start, window.until],
        )
        counted = {row[0]: row[1:] for row in cursor.fetchall()}
    return [StageFlow(stage, *counted.get(stage.value, (0, 0, 0, 0, 0))) for stage in Stage]


def contact_counts(*, community_ids: Sequence[int], window: Period) -> list[ContactCount]:
    """Count contacts and the accounts they covered by stage within a window."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT stage, count(*), count(DISTINCT (community_id, account_id))"
            ' FROM dunning__contact WHERE community_id = ANY (%s) AND "on" >= %s AND "on" < %s'
            " GROUP BY stage",
            [list(community_ids), window.start, window.until],
        )
        counted = {row[0]: row[1:] for row in cursor.fetchall()}
    return [ContactCount(stage, *counted.get(stage.value, (0, 0))) for stage in Stage]
