"""Step a single case: what a collector's screen and a payment do, by the same rule."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from qingshou.dunning import events, models
from qingshou.dunning.queries.facts import facts_of
from qingshou.dunning.rules.stages import Advance, CaseId, Close, Stay, Step, Strategy, next_step
from qingshou.kernel.ids import AccountId, CommunityId
from qingshou.kernel.refusals import Refusal
from qingshou.platform import audit, outbox
from qingshou.platform.db import transaction
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor


class CaseAlreadyClosed(Refusal):
    """The case was settled before."""

    code = "dunning.case-already-closed"

    def __init__(self, *, case_id: int, closed_on: date) -> None:
        super().__init__(case_id=case_id, closed_on=closed_on)


@transaction
def take_next_step(
    *,
    community_id: CommunityId,
    case_id: CaseId,
    strategy: Strategy,
    today: date,
    actor: Actor,
) -> Step:
    """Look at a case on a given day and take its next step, if one is due.

    Looking twice on the same day takes no second step.

    Raises:
        CaseAlreadyClosed: If the case was settled before.
    """
    hold_community(subject=Subject.DUNNING, community_id=community_id)
    case = models.Case.objects.get(community_id=community_id, id=case_id)
    if case.closed_on is not None:
        raise CaseAlreadyClosed(case_id=case_id, closed_on=case.closed_on)

    arrears, progress = facts_of(
        community_id=community_id,
        account_id=AccountId(case.account_id),
        strategy=strategy,
        today=today,
    )
    step = next_step(arrears, strategy, progress, today=today)

    _apply(case, step, today, actor)
    return step


@transaction
def close_if_paid(
    *,
    community_id: CommunityId,
    account_id: AccountId,
    strategy: Strategy,
    on: date,
    actor: Actor,
) -> Step | None:
    """Take an account off the list the day it is settled; never push it further.

    Tells the closing step, or None if there is no open case or something is still owed. A
    payment dated before the case's latest step closes it on the day of that step.
    """
    hold_community(subject=Subject.DUNNING, community_id=community_id)
    cases = models.Case.objects.open().filter(community_id=community_id, account_id=account_id)
    case = cases.first()
    if case is None:
        return None

    day = max(on, case.stage_since)
    arrears, progress = facts_of(
        community_id=community_id, account_id=account_id, strategy=strategy, today=day
    )
    step = next_step(arrears, strategy, progress, today=day)
    if not isinstance(step, Close):
        return None

    _apply(case, step, day, actor)
    return step


def _apply(case: models.Case, step: Step, today: date, actor: Actor) -> None:
    match step:
        case Close(because=because):
            case.close(because=because, on=today)
            outbox.announce(
                events.CaseClosed(case.community_id, case.account_id, case.id, because.value, today)
            )
        case Stay(because=because, look_again_on=day):
            case.wait(because=because, until=day)
        case Advance():
            _advance(case, step, today, actor)
        case _:
            assert_never(step)
    audit.note(
        actor=actor,
        action="dunning.step",
        community_id=case.community_id,
        subject=f"case:{case.id}",
        facts={"step": type(step).__name__, "because": step.because.value, "on": today},
    )


def _advance(case: models.Case, step: Advance, today: date, actor: Actor) -> None:
    case.advance(to=step.to, on=today)
    models.StageStep.objects.create(
        community_id=case.community_id,
        case_id=case.id,
        place=step.to.place,
        follows=step.to.place - 1,
        stage=step.to.value,
        on=today,
        because=step.because.value,
        actor=actor.name,
    )
    outbox.announce(
        events.StageReached(case.community_id, case.account_id, case.id, step.to.value, today)
    )
