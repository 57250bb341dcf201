"""Ask for something that needs a second person; take the request back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from qingshou.approvals import events, models, queries
from qingshou.approvals.operations.standing import hold
from qingshou.approvals.operations.using import AlreadyUsed
from qingshou.approvals.queries import RequestLine
from qingshou.approvals.rules.facts import digest, plain
from qingshou.approvals.rules.people import NOBODY, same
from qingshou.approvals.rules.verdicts import State, terms_of
from qingshou.kernel.refusals import Refusal
from qingshou.platform import audit, clock, outbox
from qingshou.platform.db import transaction, transaction_required
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor


class ReasonMissing(Refusal):
    """A request says why, so that the second person can judge."""

    code = "approvals.reason-missing"


class NotTheMaker(Refusal):
    """A request is taken back by whoever made it; others reject it."""

    code = "approvals.not-the-maker"

    def __init__(self, *, request_id: int, made_by: str, actor: str) -> None:
        super().__init__(request_id=request_id, made_by=made_by, actor=actor)


@transaction
def open_request(
    *,
    community_id: int,
    action: str,
    subject: str,
    facts: Mapping[str, Any],
    reason: str,
    today: date,
    actor: Actor,
) -> int:
    """Ask a second person for an action on a subject, exactly as the facts say; tell its number.

    Asking again for exactly the same while it waits or is approved gives the same number.

    Raises:
        ReasonMissing: If no reason is given.
    """
    return open_request_within(
        community_id=community_id,
        action=action,
        subject=subject,
        facts=facts,
        reason=reason,
        today=today,
        actor=actor,
    )


@transaction_required
def open_request_within(
    *,
    community_id: int,
    action: str,
    subject: str,
    facts: Mapping[str, Any],
    reason: str,
    today: date,
    actor: Actor,
) -> int:
    """Ask as :func:`open_request` does, in the transaction of the caller.

    Raises:
        ReasonMissing: If no reason is given.
    """
    if not reason.strip():
        raise ReasonMissing()
    hold_community(subject=Subject.APPROVALS, community_id=community_id)
    sha256 = digest(action=action, subject=subject, facts=facts)
    terms = terms_of(action)
    for known in queries.standing(community_id=community_id, facts_sha256=sha256, today=today):
        if same(Actor(known.made_by, known.made_by_user or None), actor):
            return known.request_id

    request = models.Request.objects.create(
        community_id=community_id,
        action=action,
        subject=subject,
        facts=plain(facts),
        facts_sha256=sha256,
        reason=reason.strip(),
        made_by=actor.name,
        made_by_user=actor.user_id or NOBODY,
        made_at=clock.now(),
        decide_by=terms.decide_by(today),
        days_to_use=terms.days_to_use,
    )
    _record(actor, "approvals.request", request, {"reason": reason.strip(), **plain(facts)})
    outbox.announce(events.ApprovalRequested(community_id, request.id, action, subject))
    return request.id


@transaction
def withdraw(*, community_id: int, request_id: int, today: date, actor: Actor) -> RequestLine:
    """Take a request back, waiting or approved, as long as it was not carried out.

    Raises:
        RequestUnknown: If the community has no such request.
        RequestWithdrawn: If it was taken back before.
        RequestLapsed: If it waited too long.
        NotTheMaker: If somebody else made it.
        AlreadyUsed: If it was carried out.
    """
    found = hold(community_id=community_id, request_id=request_id, today=today)
    if not same(Actor(found.made_by, found.made_by_user or None), actor):
        raise NotTheMaker(request_id=request_id, made_by=found.made_by, actor=actor.name)
    if found.state is State.USED:
        raise AlreadyUsed.of(found)

    models.Withdrawal.objects.create(
        community_id=community_id,
        request_id=request_id,
        made_by=found.made_by,
        made_by_user=found.made_by_user,
        withdrawn_at=clock.now(),
    )
    audit.note(
        actor=actor,
        action="approvals.withdraw",
        community_id=community_id,
        subject=f"approval:{request_id}",
        facts={"action": found.action, "subject": found.subject},
    )
    outbox.announce(events.RequestWithdrawn(community_id, request_id, found.action, found.subject))
    return queries.request(community_id=community_id, request_id=request_id, today=today)


def _record(actor: Actor, action: str, request: models.Request, facts: dict[str, Any]) -> None:
    audit.note(
        actor=actor,
        action=action,
        community_id=request.community_id,
        subject=f"approval:{request.id}",
        facts={"action": request.action, "subject": request.subject, "asked": facts},
    )
