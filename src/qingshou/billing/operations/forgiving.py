"""Give up what is owed, wholly or in part: one person asks, another approves, then it is booked."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from qingshou.approvals import operations as approvals
from qingshou.billing.operations.giving_up import Giving, give_up
from qingshou.billing.rules.corrections import CAUSES, Corrected, Correction
from qingshou.kernel.money import ZERO
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import queries as books
from qingshou.ledger.operations import AmountExceedsOpen
from qingshou.platform.db import transaction
from qingshou.platform.identity import Actor
from qingshou.platform.requests import answer_once


class CauseUnfit(Refusal):
    """A waiver has causes of its own, and a write-off has others."""

    code = "billing.cause-unfit"

    def __init__(self, *, way: str, cause: str) -> None:
        super().__init__(way=way, cause=cause)


class EvidenceMissing(Refusal):
    """Giving up a debt needs a note on what shows that it is right."""

    code = "billing.evidence-missing"


class CorrectedOnFutureDay(Refusal):
    """The day of the correction lies ahead."""

    code = "billing.corrected-on-future-day"

    def __init__(self, *, on: date, today: date) -> None:
        super().__init__(on=on, today=today)


@transaction
def ask_to_forgive(
    *, community_id: int, correction: Correction, today: date, reason: str, actor: Actor
) -> int:
    """Ask a second person for a waiver or write-off; tell the request's number.

    Raises:
        CauseUnfit: If the cause belongs to the other way.
        EvidenceMissing: If nothing is said of the evidence.
        AmountExceedsOpen: If a part is more than is open on its item.
        ReasonMissing: If no reason is given.
    """
    _refuse_unfit(correction)
    _refuse_more_than_open(community_id, correction, today)
    return approvals.open_request_within(
        community_id=community_id,
        action=correction.way.action,
        subject=correction.subject,
        facts=correction.facts(),
        reason=reason,
        today=today,
        actor=actor,
    )


@transaction
def forgive(
    *,
    community_id: int,
    correction: Correction,
    approval_id: int,
    on: date,
    today: date,
    request_id: str,
    actor: Actor,
) -> Corrected:
    """Give up what was approved, once per request, dated ``on`` or when the item was last touched.

    Raises:
        CorrectedOnFutureDay: If the day lies after today.
        CauseUnfit: If the cause belongs to the other way.
        EvidenceMissing: If nothing is said of the evidence.
        AmountExceedsOpen: If a part is more than is open by now.
        NotApproved, AlreadyUsed, OtherThanApproved: If the approval is not for this.
        RequestIdReused: If the id was used with other inputs.
    """
    if on > today:
        raise CorrectedOnFutureDay(on=on, today=today)
    _refuse_unfit(correction)
    inputs = {
        "community_id": community_id,
        "approval_id": approval_id,
        "way": correction.way.value,
        "on": on,
        **correction.facts(),
        "amount": correction.amount.yuan,
    }

    def act() -> dict[str, Any]:
        approval = approvals.consume(
            community_id=community_id,
            request_id=approval_id,
            action=correction.way.action,
            subject=correction.subject,
            facts=correction.facts(),
            today=today,
            actor=actor,
        )
        giving = Giving(community_id, correction, approval, on, request_id)
        return asdict(give_up(giving=giving, actor=actor))

    answer, _ = answer_once(
        request_id=request_id, operation=correction.way.action, inputs=inputs, act=act
    )
    parts = tuple((int(item_id), str(amount)) for item_id, amount in answer["parts"])
    return Corrected(**(answer | {"parts": parts}))


def _refuse_unfit(correction: Correction) -> None:
    if correction.cause not in CAUSES[correction.way]:
        raise CauseUnfit(way=correction.way.value, cause=correction.cause.value)
    if not correction.evidence.strip():
        raise EvidenceMissing()


def _refuse_more_than_open(community_id: int, correction: Correction, today: date) -> None:
    lines = books.open_items(
        community_id=community_id, account_id=correction.account_id, as_of=today
    )
    left = {int(line.item_id): line.open for line in lines}
    for part in correction.parts:
        found = left.get(part.item_id, ZERO)
        if not ZERO < part.amount <= found:
            raise AmountExceedsOpen(asked=part.amount.yuan, left=found.yuan)
