"""Cases and today's list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qingshou.dunning import models
from qingshou.dunning.rules.stages import Because, CaseId, Stage
from qingshou.kernel.ids import AccountId, CommunityId


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case as a list shows it."""

    case_id: CaseId
    account_id: AccountId
    stage: Stage
    stage_since: date
    opened_on: date
    overdue_since: date
    closed_on: date | None
    waits_because: Because | None
    look_again_on: date | None


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of a case: the stage entered, the day, and why."""

    stage: Stage
    on: date
    because: Because


def case_of(*, community_id: CommunityId, account_id: AccountId) -> CaseLine | None:
    """Tell the open case of an account, else its latest closed one, if it ever had one."""
    cases = models.Case.objects.filter(community_id=community_id, account_id=account_id)
    case = cases.open().first() or cases.order_by("-opened_on", "-id").first()
    return _line(case) if case else None


def open_cases(*, community_id: CommunityId) -> list[CaseLine]:
    """List the open cases of a community: the furthest stage first, then the oldest."""
    cases = models.Case.objects.open().filter(community_id=community_id)
    lines = [_line(case) for case in cases.order_by("overdue_since", "id")]
    return sorted(lines, key=lambda line: -line.stage.place)


def cases_due_for_a_look(
    *, community_id: CommunityId, today: date, limit: int = 200
) -> list[CaseLine]:
    """List the open cases that wait for somebody to do something: a contact, a demand.

    A held, promised or disputed case is nobody's work today; a case that only waits for its
    day is, from that day on.
    """
    cases = models.Case.objects.open().filter(community_id=community_id)
    resting = [Because.HELD.value, Because.DISPUTED.value, Because.PROMISED.value]
    wanted = cases.exclude(waits_because__in=resting).exclude(
        waits_because__in=[Because.STAGE_TOO_YOUNG.value, Because.DEBT_TOO_YOUNG.value],
        look_again_on__gt=today,
    )
    return [_line(case) for case in wanted.order_by("overdue_since", "id")[:limit]]


def steps_of(*, community_id: CommunityId, case_id: CaseId) -> list[StepLine]:
    """List the steps of a case in their order."""
    steps = models.StageStep.objects.filter(community_id=community_id, case_id=case_id)
    return [
        StepLine(Stage(step.stage), step.on, Because(step.because))
        for step in steps.order_by("place")
    ]


def _line(case: models.Case) -> CaseLine:
    return CaseLine(
        case_id=CaseId(case.id),
        account_id=AccountId(case.account_id),
        stage=Stage(case.stage),
        stage_since=case.stage_since,
        opened_on=case.opened_on,
        overdue_since=case.overdue_since,
        closed_on=case.closed_on,
        waits_because=Because(case.waits_because) if case.waits_because else None,
        look_again_on=case.look_again_on,
    )
