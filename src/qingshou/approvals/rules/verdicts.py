"""What becomes of a request, and how long it may wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Verdict(StrEnum):
    """What a second person decided."""

    APPROVED = "APPROVED"  # 同意
    REJECTED = "REJECTED"  # 驳回


class State(StrEnum):
    """Where a request stands on a day."""

    WAITING = "WAITING"  # 待审批
    APPROVED = "APPROVED"  # 已同意，未执行
    REJECTED = "REJECTED"  # 已驳回
    USED = "USED"  # 已执行
    WITHDRAWN = "WITHDRAWN"  # 已撤回
    EXPIRED = "EXPIRED"  # 已过期


@dataclass(frozen=True, slots=True)
class Terms:
    """How many days a request may wait for a decision, and a granted one for its use."""

    days_to_decide: int
    days_to_use: int

    def decide_by(self, asked_on: date) -> date:
        """Tell the latest day on which the request may be decided."""
        return asked_on + timedelta(days=self.days_to_decide)

    def use_by(self, decided_on: date) -> date:
        """Tell the latest day on which the approval may be used."""
        return decided_on + timedelta(days=self.days_to_use)


STANDARD = Terms(days_to_decide=30, days_to_use=30)

TERMS: dict[str, Terms] = {
    "ledger.reopen-books": Terms(days_to_decide=7, days_to_use=3),
}
"""Terms of actions that differ from the standard, by action."""


def terms_of(action: str) -> Terms:
    """Tell the terms of an action.

    >>> terms_of("payments.refund").days_to_use
    30
    """
    return TERMS.get(action, STANDARD)


def lapsed(state: State, *, by: date | None, today: date) -> bool:
    """Tell whether a request that still waits, or was granted and not used, is too old.

    ``by`` is the latest day for what comes next; that day itself still counts.
    """
    return state in (State.WAITING, State.APPROVED) and by is not None and today > by
