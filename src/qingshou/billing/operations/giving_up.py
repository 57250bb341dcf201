"""Give parts of items up as two people agreed: relief in the ledger, and rows that name both.

A waiver, a write-off and a waiver of penalties all end here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qingshou.approvals.rules.approvals import Approval
from qingshou.billing import models
from qingshou.billing.rules.corrections import Corrected, Correction, Part
from qingshou.ledger import operations as ledger
from qingshou.platform.db import transaction_required
from qingshou.platform.identity import Actor


@dataclass(frozen=True, slots=True)
class Giving:
    """What was agreed, by whom, for which day, and under which request it is done."""

    community_id: int
    correction: Correction
    approval: Approval
    on: date
    request_id: str


@transaction_required
def give_up(*, giving: Giving, actor: Actor) -> Corrected:
    """Relieve every part and keep its row.

    Raises:
        Refusal: What ``ledger.operations.relieve`` refuses.
    """
    correction, approval = giving.correction, giving.approval
    for part in correction.parts:
        _relieve(giving, part, actor)
    return Corrected(
        approval_id=approval.request_id,
        made_by=approval.made_by,
        decided_by=approval.decided_by,
        on=giving.on.isoformat(),
        amount=correction.amount.yuan,
        parts=tuple((part.item_id, part.amount.yuan) for part in correction.parts),
    )


def _relieve(giving: Giving, part: Part, actor: Actor) -> None:
    correction, approval = giving.correction, giving.approval
    booked = ledger.relieve(
        community_id=giving.community_id,
        item_id=part.item_id,
        relief=ledger.Relief(correction.way.nature, part.amount),
        on=giving.on,
        source_ref=f"approval:{approval.request_id}:{part.item_id}",
        actor=actor,
        memo=correction.evidence,
    )
    assert booked.entry_id is not None
    models.Relief.objects.create(
        community_id=giving.community_id,
        item_id=part.item_id,
        account_id=correction.account_id,
        entry_id=booked.entry_id,
        amount_fen=part.amount.fen,
        on=giving.on,
        way=correction.way.value,
        cause=correction.cause.value,
        evidence=correction.evidence,
        approval_id=approval.request_id,
        maker=approval.made_by,
        checker=approval.decided_by,
        request_id=giving.request_id,
    )
