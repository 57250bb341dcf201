"""Record one contact, and what it brought: a reason, a promise."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from qingshou.dunning import models
from qingshou.dunning.operations.promises import accept_promise
from qingshou.dunning.rules.contacts import Spoken
from qingshou.dunning.rules.reasons import Reason
from qingshou.dunning.rules.stages import Strategy
from qingshou.kernel.ids import AccountId, CommunityId
from qingshou.kernel.refusals import Refusal
from qingshou.platform import audit
from qingshou.platform.db import transaction
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor
from qingshou.platform.requests import answer_once


class ContactInFuture(Refusal):
    """A contact was dated after the business day."""

    code = "dunning.contact-in-future"

    def __init__(self, *, on: date, today: date) -> None:
        super().__init__(on=on, today=today)


@transaction
def log_contact(
    *,
    community_id: CommunityId,
    account_id: AccountId,
    spoken: Spoken,
    strategy: Strategy,
    today: date,
    actor: Actor,
    request_id: str | None = None,
) -> dict[str, Any]:
    """Add a contact to the archive, with the reason and the promise it brought.

    The same ``request_id`` is answered once. The answer names the contact and, with a
    promise, the day until which the case rests.

    Raises:
        ContactInFuture: If it is dated after ``today``.
        Refusal: What ``accept_promise`` refuses.
    """
    if spoken.on > today:
        raise ContactInFuture(on=spoken.on, today=today)
    hold_community(subject=Subject.DUNNING, community_id=community_id)

    def act() -> dict[str, Any]:
        return _log(community_id, account_id, spoken, strategy, actor)

    if request_id is None:
        return act()
    answer, _ = answer_once(
        request_id=request_id,
        operation="dunning.log_contact",
        inputs={"account_id": account_id, "spoken": asdict(spoken)},
        act=act,
    )
    return answer


@transaction
def mark_reason(
    *,
    community_id: CommunityId,
    account_id: AccountId,
    reason: Reason,
    on: date,
    today: date,
    actor: Actor,
) -> None:
    """Note why an account does not pay, as found on a day; the latest mark counts.

    Raises:
        ContactInFuture: If it is dated after ``today``.
    """
    if on > today:
        raise ContactInFuture(on=on, today=today)
    _mark(community_id, account_id, reason, on, actor)
    audit.note(
        actor=actor,
        action="dunning.mark_reason",
        community_id=community_id,
        subject=f"account:{account_id}",
        facts={"reason": reason.value, "on": on},
    )


def _log(
    community_id: CommunityId,
    account_id: AccountId,
    spoken: Spoken,
    strategy: Strategy,
    actor: Actor,
) -> dict[str, Any]:
    contact = _keep(community_id, account_id, spoken, actor)
    if spoken.pledge is None:
        return {"contact_id": contact.id}
    promise = accept_promise(
        community_id=community_id,
        account_id=account_id,
        pledge=spoken.pledge,
        made_on=spoken.on,
        strategy=strategy,
        actor=actor,
    )
    return {
        "contact_id": contact.id,
        "amount_fen": promise.amount.fen,
        "rests_until": promise.ends_on.isoformat(),
    }


def _keep(
    community_id: CommunityId, account_id: AccountId, spoken: Spoken, actor: Actor
) -> models.Contact:
    contact = models.Contact.objects.create(
        community_id=community_id,
        account_id=account_id,
        on=spoken.on,
        channel=spoken.channel.value,
        direction=spoken.direction.value,
        outcome=spoken.outcome.value,
        staff=spoken.staff,
        reason=spoken.reason.value if spoken.reason else "",
        note=spoken.note,
        actor=actor.name,
    )
    if spoken.reason is not None:
        _mark(community_id, account_id, spoken.reason, spoken.on, actor)
    audit.note(
        actor=actor,
        action="dunning.log_contact",
        community_id=community_id,
        subject=f"account:{account_id}",
        facts={"contact_id": contact.id, "on": spoken.on, "channel": spoken.channel.value},
    )
    return contact


def _mark(
    community_id: CommunityId, account_id: AccountId, reason: Reason, on: date, actor: Actor
) -> None:
    models.ReasonMark.objects.create(
        community_id=community_id,
        account_id=account_id,
        on=on,
        reason=reason.value,
        actor=actor.name,
    )
