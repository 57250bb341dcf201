"""Use an approval, once, for exactly what was approved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from qingshou.approvals import events, models
from qingshou.approvals.operations.standing import hold
from qingshou.approvals.queries import RequestLine
from qingshou.approvals.rules.approvals import Approval
from qingshou.approvals.rules.facts import difference, digest
from qingshou.approvals.rules.people import NOBODY
from qingshou.approvals.rules.verdicts import State
from qingshou.kernel.refusals import Refusal
from qingshou.platform import audit, clock, outbox
from qingshou.platform.db import transaction_required
from qingshou.platform.identity import Actor


class NotApproved(Refusal):
    """The request waits for a second person, or was rejected."""

    code = "approvals.not-approved"

    def __init__(self, *, request_id: int, state: str, made_by: str) -> None:
        super().__init__(request_id=request_id, state=state, made_by=made_by)


class AlreadyUsed(Refusal):
    """What was approved has been carried out; an approval is used once."""

    code = "approvals.already-used"

    def __init__(self, *, request_id: int, used_by: str, on: date) -> None:
        super().__init__(request_id=request_id, used_by=used_by, on=on)

    @classmethod
    def of(cls, found: RequestLine) -> AlreadyUsed:
        """Tell of a request that was carried out, when and by whom."""
        assert found.used_by is not None
        assert found.used_at is not None
        used_on = found.used_at.astimezone(clock.BUSINESS_ZONE).date()
        return cls(request_id=found.request_id, used_by=found.used_by, on=used_on)


class OtherThanApproved(Refusal):
    """What is to be done is not what was approved."""

    code = "approvals.other-than-approved"

    def __init__(self, *, request_id: int, fact: str, approved: str, asked: str) -> None:
        super().__init__(request_id=request_id, fact=fact, approved=approved, asked=asked)


@transaction_required
def consume(
    *,
    community_id: int,
    request_id: int,
    action: str,
    subject: str,
    facts: Mapping[str, Any],
    today: date,
    actor: Actor,
) -> Approval:
    """Use an approval in the transaction that does what was approved; tell its two people.

    Raises:
        RequestUnknown: If the community has no such request.
        RequestWithdrawn: If it was taken back.
        RequestLapsed: If it waited too long.
        NotApproved: If nobody approved it yet, or it was rejected.
        AlreadyUsed: If it was used before.
        OtherThanApproved: If action, subject or any fact is not what was approved.
    """
    found = hold(community_id=community_id, request_id=request_id, today=today)
    _refuse_what_may_not(found)
    _refuse_another(found, action, subject, facts)
    assert found.decided_by is not None

    models.Use.objects.create(
        community_id=community_id,
        request_id=request_id,
        action=action,
        subject=subject,
        facts_sha256=digest(action=action, subject=subject, facts=facts),
        made_by=found.made_by,
        decided_by=found.decided_by,
        used_by=actor.name,
        used_by_user=actor.user_id or NOBODY,
        used_at=clock.now(),
        used_on=today,
        use_by=found.next_by,
    )
    audit.note(
        actor=actor,
        action="approvals.use",
        community_id=community_id,
        subject=f"approval:{request_id}",
        facts={"action": action, "subject": subject, "decided_by": found.decided_by},
    )
    outbox.announce(events.ApprovalUsed(community_id, request_id, action, subject))
    return Approval(request_id, found.made_by, found.decided_by)


def _refuse_what_may_not(found: RequestLine) -> None:
    if found.state is State.USED:
        raise AlreadyUsed.of(found)
    if found.state is not State.APPROVED:
        raise NotApproved(
            request_id=found.request_id, state=found.state.value, made_by=found.made_by
        )


def _refuse_another(
    found: RequestLine, action: str, subject: str, facts: Mapping[str, Any]
) -> None:
    approved = {"action": found.action, "subject": found.subject} | found.facts
    other = difference(approved, {"action": action, "subject": subject} | dict(facts))
    if other is not None:
        fact, before, now = other
        raise OtherThanApproved(
            request_id=found.request_id, fact=fact, approved=str(before), asked=str(now)
        )
