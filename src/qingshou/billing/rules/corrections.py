"""What is forgiven, why, and how an amount is laid on what is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from qingshou.kernel.money import ZERO, Money, total
from qingshou.ledger.rules.natures import CreditNature


class Forgiveness(StrEnum):
    """How a debt is given up."""

    WAIVER = "WAIVER"  # 减免: the company does without it
    WRITE_OFF = "WRITE_OFF"  # 坏账核销: it cannot be collected

    @property
    def nature(self) -> CreditNature:
        """The nature of the credit that settles the debt."""
        return CreditNature(self.value)

    @property
    def action(self) -> str:
        """What a second person is asked for."""
        return {"WAIVER": "billing.waive", "WRITE_OFF": "billing.write-off"}[self.value]


class Cause(StrEnum):
    """Why a debt is given up; each belongs to one way of it."""

    HARDSHIP = "HARDSHIP"  # 困难减免
    SERVICE_FAULT = "SERVICE_FAULT"  # 服务瑕疵
    SETTLEMENT = "SETTLEMENT"  # 和解
    PENALTY_RELIEF = "PENALTY_RELIEF"  # 违约金减免
    POLICY = "POLICY"  # 政策减免
    DEBTOR_GONE = "DEBTOR_GONE"  # 债务人失联或注销
    TIME_BARRED = "TIME_BARRED"  # 超过诉讼时效
    COURT_ENDED = "COURT_ENDED"  # 法院终结执行
    UNECONOMIC = "UNECONOMIC"  # 催收成本高于欠款


CAUSES: dict[Forgiveness, tuple[Cause, ...]] = {
    Forgiveness.WAIVER: (
        Cause.HARDSHIP,
        Cause.SERVICE_FAULT,
        Cause.SETTLEMENT,
        Cause.PENALTY_RELIEF,
        Cause.POLICY,
    ),
    Forgiveness.WRITE_OFF: (
        Cause.DEBTOR_GONE,
        Cause.TIME_BARRED,
        Cause.COURT_ENDED,
        Cause.UNECONOMIC,
    ),
}
"""The causes of each way."""


@dataclass(frozen=True, slots=True)
class Part:
    """So much of one item."""

    item_id: int
    amount: Money


def lay_out(open_parts: Sequence[Part], amount: Money) -> tuple[Part, ...]:
    """Lay an amount on what is open, in that order; what exceeds it is laid on nothing.

    >>> lay_out([Part(1, Money(300)), Part(2, Money(300))], Money(400))
    (Part(item_id=1, amount=Money(fen=300)), Part(item_id=2, amount=Money(fen=100)))
    """
    parts, rest = [], amount
    for part in open_parts:
        if rest <= ZERO:
            break
        taken = min(part.amount, rest)
        parts.append(Part(part.item_id, taken))
        rest = rest - taken
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class Correction:
    """A waiver or write-off as it is asked for: these parts of an account's items, and why."""

    way: Forgiveness
    account_id: int
    parts: tuple[Part, ...]
    cause: Cause
    evidence: str

    @property
    def amount(self) -> Money:
        """All of it."""
        return total(part.amount for part in self.parts)

    @property
    def subject(self) -> str:
        """What the approval is about."""
        return f"account:{self.account_id}"

    def facts(self) -> dict[str, Any]:
        """Tell exactly what is to be approved."""
        return {
            "account": self.account_id,
            "amount": self.amount,
            "cause": self.cause.value,
            "evidence": self.evidence,
            "parts": [[part.item_id, part.amount.yuan] for part in self.parts],
        }


@dataclass(frozen=True, slots=True)
class Corrected:
    """What was given up, ready to be kept as an answer: amounts in yuan, days in ISO form."""

    approval_id: int
    made_by: str
    decided_by: str
    on: str
    amount: str
    parts: tuple[tuple[int, str], ...]
