"""A second person approves or rejects."""

from __future__ import annotations

from datetime import date

from qingshou.approvals import events, models, queries
from qingshou.approvals.operations.standing import hold
from qingshou.approvals.queries import RequestLine
from qingshou.approvals.rules.people import NOBODY, is_person, same
from qingshou.approvals.rules.verdicts import State, Verdict, terms_of
from qingshou.kernel.refusals import Refusal
from qingshou.platform import audit, clock, outbox
from qingshou.platform.db import transaction
from qingshou.platform.identity import Actor


class CheckerIsMaker(Refusal):
    """Nobody decides what they asked for themselves."""

    code = "approvals.checker-is-maker"

    def __init__(self, *, request_id: int, made_by: str, actor: str) -> None:
        super().__init__(request_id=request_id, made_by=made_by, actor=actor)


class CheckerIsNoPerson(Refusal):
    """A decision is a person's; the system decides nothing."""

    code = "approvals.checker-is-no-person"

    def __init__(self, *, request_id: int, actor: str) -> None:
        super().__init__(request_id=request_id, actor=actor)


class AlreadyDecided(Refusal):
    """The request was decided before; a decision is never changed."""

    code = "approvals.already-decided"

    def __init__(self, *, request_id: int, verdict: str, decided_by: str, on: date) -> None:
        super().__init__(request_id=request_id, verdict=verdict, decided_by=decided_by, on=on)


@transaction
def approve(
    *, community_id: int, request_id: int, today: date, actor: Actor, note: str = ""
) -> RequestLine:
    """Approve a request of somebody else; it may then be carried out once, as it was asked.

    Raises:
        RequestUnknown: If the community has no such request.
        RequestWithdrawn: If it was taken back.
        RequestLapsed: If it waited too long.
        AlreadyDecided: If it was decided before.
        CheckerIsMaker: If the actor made it, by login or by name.
        CheckerIsNoPerson: If the actor is the system.
    """
    found = hold(community_id=community_id, request_id=request_id, today=today)
    return _decide(found, Verdict.APPROVED, today, actor, note)


@transaction
def reject(
    *, community_id: int, request_id: int, today: date, actor: Actor, note: str = ""
) -> RequestLine:
    """Reject a request of somebody else; it can only be made anew.

    Raises:
        RequestUnknown: If the community has no such request.
        RequestWithdrawn: If it was taken back.
        RequestLapsed: If it waited too long.
        AlreadyDecided: If it was decided before.
        CheckerIsMaker: If the actor made it, by login or by name.
        CheckerIsNoPerson: If the actor is the system.
    """
    found = hold(community_id=community_id, request_id=request_id, today=today)
    return _decide(found, Verdict.REJECTED, today, actor, note)


def _decide(
    found: RequestLine, verdict: Verdict, today: date, actor: Actor, note: str
) -> RequestLine:
    _refuse_who_may_not(found, actor)

    models.Decision.objects.create(
        community_id=found.community_id,
        request_id=found.request_id,
        made_by=found.made_by,
        made_by_user=found.made_by_user,
        verdict=verdict.value,
        decided_by=actor.name,
        decided_by_user=actor.user_id or NOBODY,
        note=note.strip(),
        decided_at=clock.now(),
        use_by=terms_of(found.action).use_by(today),
    )
    _record(found, verdict, actor, note)
    return queries.request(
        community_id=found.community_id, request_id=found.request_id, today=today
    )


def _refuse_who_may_not(found: RequestLine, actor: Actor) -> None:
    if found.state is not State.WAITING:
        assert found.decided_by is not None
        assert found.decided_at is not None
        raise AlreadyDecided(
            request_id=found.request_id,
            verdict=found.state.value,
            decided_by=found.decided_by,
            on=found.decided_at.astimezone(clock.BUSINESS_ZONE).date(),
        )
    if not is_person(actor):
        raise CheckerIsNoPerson(request_id=found.request_id, actor=actor.name)
    if same(Actor(found.made_by, found.made_by_user or None), actor):
        raise CheckerIsMaker(request_id=found.request_id, made_by=found.made_by, actor=actor.name)


def _record(found: RequestLine, verdict: Verdict, actor: Actor, note: str) -> None:
    audit.note(
        actor=actor,
        action="approvals.decide",
        community_id=found.community_id,
        subject=f"approval:{found.request_id}",
        facts={
            "action": found.action,
            "subject": found.subject,
            "verdict": verdict.value,
            "made_by": found.made_by,
            "note": note.strip(),
        },
    )
    event = events.ApprovalGranted if verdict is Verdict.APPROVED else events.ApprovalDenied
    outbox.announce(event(found.community_id, found.request_id, found.action, found.subject))
