"""Waive penalties, an amount or whole days, with another person's approval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from qingshou.approvals import operations as approvals
from qingshou.approvals.rules.approvals import Approval
from qingshou.billing.operations.freezing import Days, Matter, freeze_penalty
from qingshou.billing.operations.giving_up import Giving, give_up
from qingshou.billing.operations.penalty_posting import post_penalties_within
from qingshou.billing.rules.corrections import Cause, Correction, Forgiveness, Part, lay_out
from qingshou.kernel.money import ZERO, Money, total
from qingshou.kernel.period import Period
from qingshou.kernel.refusals import Refusal
from qingshou.platform.db import transaction
from qingshou.platform.identity import Actor

WAIVE = "billing.waive-penalty"
WAIVER = "WAIVER"


class WaiverExceedsPenalty(Refusal):
    """More is to be waived than the account has open penalties."""

    code = "billing.waiver-exceeds-penalty"

    def __init__(self, *, asked: str, left: str) -> None:
        super().__init__(asked=asked, left=left)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be waived for an account: an amount, or all that certain days bear."""

    account_id: int
    amount: Money | None = None
    days: Period | None = None

    @property
    def subject(self) -> str:
        """What the approval is about."""
        return f"account:{self.account_id}"

    @property
    def facts(self) -> dict[str, Any]:
        """What exactly is approved."""
        if self.days is not None:
            return {"from": self.days.start.isoformat(), "until": self.days.until.isoformat()}
        assert self.amount is not None
        return {"amount": self.amount.yuan}


@transaction
def ask_to_waive(*, community_id: int, wish: Wish, reason: str, today: date, actor: Actor) -> int:
    """Ask a second person to approve a waiver; tell the request's number.

    Raises:
        ReasonMissing: If no reason is given.
    """
    return approvals.open_request_within(
        community_id=community_id,
        action=WAIVE,
        subject=wish.subject,
        facts=wish.facts,
        reason=reason,
        today=today,
        actor=actor,
    )


@transaction
def waive_penalty(
    *, community_id: int, wish: Wish, approval_id: int, on: date, today: date, actor: Actor
) -> Money | None:
    """Waive what was approved. An amount is taken off the open penalties, the oldest first, after
    what is accrued was posted; waived days bear nothing from the next accrual on.

    Tells the amount that was waived; None for days, whose amount the next accrual tells.

    Raises:
        WaiverExceedsPenalty: If the account has less open penalty than that.
        Refusal: What ``approvals.operations.consume`` refuses.
    """
    approval = approvals.consume(
        community_id=community_id,
        request_id=approval_id,
        action=WAIVE,
        subject=wish.subject,
        facts=wish.facts,
        today=today,
        actor=actor,
    )
    if wish.days is not None:
        freeze_penalty(
            community_id=community_id,
            account_id=wish.account_id,
            days=Days(wish.days.start, wish.days.until),
            matter=Matter(WAIVER, WAIVER, f"approval:{approval_id}"),
            actor=actor,
        )
        return None
    assert wish.amount is not None
    post_penalties_within(
        community_id=community_id, as_of=on, actor=actor, account_ids=[wish.account_id]
    )
    correction = _correction(community_id, wish.account_id, wish.amount, approval)
    giving = Giving(community_id, correction, approval, on, correction.evidence)
    give_up(giving=giving, actor=actor)
    return wish.amount


def _correction(
    community_id: int, account_id: int, amount: Money, approval: Approval
) -> Correction:
    """Lay the amount on the account's open penalties, the oldest first."""
    items = _open_penalties(community_id, account_id)
    left = total(part.amount for part in items)
    if not ZERO < amount <= left:
        raise WaiverExceedsPenalty(asked=amount.yuan, left=left.yuan)
    return Correction(
        way=Forgiveness.WAIVER,
        account_id=account_id,
        parts=lay_out(items, amount),
        cause=Cause.PENALTY_RELIEF,
        evidence=f"approval:{approval.request_id}",
    )


def _open_penalties(community_id: int, account_id: int) -> list[Part]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT item_id, open_fen FROM ledger__item WHERE community_id = %s"
            " AND account_id = %s AND closed_on IS NULL AND kind = 'PENALTY'"
            " ORDER BY due_on, item_id",
            [community_id, account_id],
        )
        return [Part(item_id, Money(fen)) for item_id, fen in cursor.fetchall()]
