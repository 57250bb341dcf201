"""Look through the arrears of a whole community on a day, in one statement.

The decision is the one of ``rules/stages.py``; its SQL stands in ``queries/facts.py``.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from django.db import connection
from django.db.models import Max

from qingshou.dunning import events, models
from qingshou.dunning.operations.promises import judge_promises
from qingshou.dunning.queries.facts import DECISIONS, FACTS, inputs
from qingshou.dunning.rules.stages import Strategy
from qingshou.kernel.ids import CommunityId
from qingshou.kernel.refusals import Refusal
from qingshou.platform import audit, outbox
from qingshou.platform.db import transaction
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor


class WatchGoesBackwards(Refusal):
    """The community was looked through on a later day already; its history stands."""

    code = "dunning.watch-goes-backwards"

    def __init__(self, *, community_id: int, on: date, latest_on: date) -> None:
        super().__init__(community_id=community_id, on=on, latest_on=latest_on)


@dataclass(frozen=True, slots=True)
class Watched:
    """What a look through a community's arrears changed, and how many cases it left alone."""

    opened: int
    advanced: int
    stayed: int
    closed: int
    promises_judged: int


_WATCH = f"""
WITH {FACTS.strip()},
{DECISIONS.strip()},
closed AS (
    UPDATE dunning_case arrears
    SET closed_on = %(today)s, closed_because = decided.because,
        waits_because = '', look_again_on = NULL
    FROM decided
    WHERE arrears.community_id = %(community_id)s AND arrears.id = decided.case_id
        AND decided.verb = 'CLOSE'
    RETURNING 1
),
opened AS (
    INSERT INTO dunning_case (
        community_id, id, account_id, overdue_since, opened_on, stage, stage_since, strategy,
        closed_because, waits_because
    )
    SELECT
        %(community_id)s, new_case_id, account_id, greatest(oldest_due_on, since) + 1,
        %(today)s, next_stage, %(today)s, %(strategy)s, '', ''
    FROM decided
    WHERE new_case_id IS NOT NULL
    RETURNING 1
),
advanced AS (
    UPDATE dunning_case arrears
    SET stage = decided.next_stage, stage_since = %(today)s,
        waits_because = '', look_again_on = NULL
    FROM decided
    WHERE arrears.community_id = %(community_id)s AND arrears.id = decided.case_id
        AND decided.verb = 'ADVANCE'
    RETURNING 1
),
waiting AS (
    UPDATE dunning_case arrears
    SET waits_because = decided.because, look_again_on = decided.look_again_on
    FROM decided
    WHERE arrears.community_id = %(community_id)s AND arrears.id = decided.case_id
        AND decided.verb = 'STAY'
        AND (arrears.waits_because, arrears.look_again_on)
            IS DISTINCT FROM (decided.because, decided.look_again_on)
    RETURNING 1
),
stepped AS (
    INSERT INTO dunning_stagestep (
        community_id, case_id, place, follows, stage, "on", because, actor
    )
    SELECT
        %(community_id)s, coalesce(case_id, new_case_id), place + 1, nullif(place, 0),
        next_stage, %(today)s, because, %(actor)s
    FROM decided
    WHERE verb = 'ADVANCE'
    RETURNING 1
)
SELECT
    (SELECT count(*) FROM opened),
    (SELECT count(*) FROM advanced),
    (SELECT count(*) FROM decided WHERE verb = 'STAY' AND case_id IS NOT NULL),
    (SELECT count(*) FROM closed),
    (SELECT count(*) FROM stepped)
"""  # noqa: S608 - made of constants


@transaction
def watch(*, community_id: CommunityId, today: date, strategy: Strategy, actor: Actor) -> Watched:
    """Open cases for the overdue, close the settled, judge promises, advance stages.

    It may be repeated on the same day, which changes nothing more, and run day after day
    over the past; only backwards it never goes.

    Raises:
        WatchGoesBackwards: If the community was looked through on a later day already.
    """
    hold_community(subject=Subject.DUNNING, community_id=community_id)
    _refuse_backwards(community_id, today)

    judged = judge_promises(community_id=community_id, today=today)
    watched = _look_through(community_id, today, strategy, actor, judged)

    facts = asdict(watched)
    models.Watch.objects.create(community_id=community_id, on=today, actor=actor.name, **facts)
    outbox.announce(events.CommunityWatched(community_id=community_id, on=today, **facts))
    audit.note(
        actor=actor,
        action="dunning.watch",
        community_id=community_id,
        subject=f"community:{community_id}",
        facts=facts | {"on": today, "strategy": strategy.code},
    )
    return watched


def _refuse_backwards(community_id: CommunityId, today: date) -> None:
    past = models.Watch.objects.filter(community_id=community_id)
    latest_on = past.aggregate(latest=Max("on"))["latest"]
    if latest_on is not None and today < latest_on:
        raise WatchGoesBackwards(community_id=community_id, on=today, latest_on=latest_on)


def _look_through(
    community_id: CommunityId, today: date, strategy: Strategy, actor: Actor, judged: int
) -> Watched:
    asked = inputs(community_id=community_id, today=today, strategy=strategy)
    with connection.cursor() as cursor:
        cursor.execute(_WATCH, asked | {"strategy": strategy.code, "actor": actor.name})
        opened, advanced, stayed, closed, stepped = cursor.fetchone()
    assert stepped == opened + advanced, "every step is history"
    return Watched(opened, advanced, stayed, closed, judged)
