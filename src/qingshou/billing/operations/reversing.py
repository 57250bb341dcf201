"""Take a whole run back: every line is reversed, what was paid on it becomes prepayment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from qingshou.billing import models
from qingshou.billing.rules.runs import RunState
from qingshou.kernel.money import Money
from qingshou.kernel.period import Period
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import operations as ledger
from qingshou.platform.db import transaction
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.db.planning import whole_tables
from qingshou.platform.identity import Actor


class NoRunToReverse(Refusal):
    """The month has no run that stands."""

    code = "billing.no-run-to-reverse"

    def __init__(self, *, period: str) -> None:
        super().__init__(period=period)


class ReasonMissing(Refusal):
    """A reversal needs a reason that people can read later."""

    code = "billing.reason-missing"

    def __init__(self) -> None:
        super().__init__()


class ReversalBeforeRun(Refusal):
    """A run cannot be reversed on a day before it was posted."""

    code = "billing.reversal-before-run"

    def __init__(self, *, on: date, posted_on: date) -> None:
        super().__init__(on=on, posted_on=posted_on)


@dataclass(frozen=True, slots=True)
class Reversed:
    """The runs taken back."""

    runs: int
    lines: int
    total: Money


@transaction
def reverse_month(
    *, community_id: int, period: Period, on: date, because: str, actor: Actor
) -> Reversed:
    """Reverse every standing run of a month; a later run bills it again as the next edition.

    Raises:
        NoRunToReverse: If none stands.
        ReasonMissing: If no reason is given.
        ReversalBeforeRun: If the day is before the run's.
    """
    hold_community(subject=Subject.BILLING, community_id=community_id)
    runs = models.Run.objects.posted().filter(community_id=community_id, period=period.start)
    return _reverse(list(runs.order_by("-number")), period.name, on, because, actor)


@transaction
def reverse_run(
    *, community_id: int, run_id: int, on: date, because: str, actor: Actor
) -> Reversed:
    """Reverse one run.

    Raises:
        NoRunToReverse: If it is unknown or reversed already.
        ReasonMissing: If no reason is given.
        ReversalBeforeRun: If the day is before the run's.
    """
    hold_community(subject=Subject.BILLING, community_id=community_id)
    runs = models.Run.objects.posted().filter(community_id=community_id, id=run_id)
    return _reverse(list(runs), str(run_id), on, because, actor)


def _reverse(runs: list[models.Run], asked: str, on: date, because: str, actor: Actor) -> Reversed:
    if not runs:
        raise NoRunToReverse(period=asked)
    if not because.strip():
        raise ReasonMissing()
    for run in runs:
        if on < run.on:
            raise ReversalBeforeRun(on=on, posted_on=run.on)
        _reverse_one(run, on, because, actor)
    return Reversed(
        runs=len(runs),
        lines=sum(run.lines for run in runs),
        total=Money(sum(run.total_fen for run in runs)),
    )


def _lines_that_stand(run: models.Run) -> int:
    """Collect the lines of a run that were not taken back one by one before; count them."""
    values = {
        "community_id": run.community_id,
        "run_id": run.id,
        "since": run.covers_from,
        "until": run.covers_until,
    }
    with connection.cursor() as cursor:
        with whole_tables():
            cursor.execute(_STANDING, values)
        cursor.execute("SELECT count(*) FROM billing_standing")
        return int(cursor.fetchone()[0])


def _reverse_one(run: models.Run, on: date, because: str, actor: Actor) -> None:
    if _lines_that_stand(run):
        ledger.reverse_items_from(
            community_id=run.community_id,
            relation="billing_standing",
            on=on,
            source_ref=f"billing-run:{run.id}",
            actor=actor,
            memo=because,
            reverses_id=run.entry_id,
        )
    run.state = RunState.REVERSED.value
    run.reversed_on = on
    run.reversed_because = because
    run.save(update_fields=["state", "reversed_on", "reversed_because"])


_STANDING = """
CREATE TEMP TABLE IF NOT EXISTS billing_standing (item_id bigint) ON COMMIT DELETE ROWS;
DELETE FROM billing_standing;
INSERT INTO billing_standing
SELECT item.item_id FROM ledger__item item
WHERE item.community_id = %(community_id)s AND item.run_id = %(run_id)s
  AND item.period_from >= %(since)s AND item.period_from < %(until)s
  AND NOT EXISTS (
    SELECT FROM ledger__settlement settlement
    WHERE settlement.community_id = item.community_id AND settlement.item_id = item.item_id
      AND settlement.nature = 'REVERSAL');
"""
