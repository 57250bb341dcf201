"""What an accrual, a posting and an explanation of penalties come to: values that travel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qingshou.billing.rules.accruals import Debt
from qingshou.billing.rules.penalty_terms import Terms
from qingshou.kernel.money import ZERO, Money


class Standing(StrEnum):
    """How an accrual ended."""

    ACCRUED = "ACCRUED"
    ACCRUED_BEFORE = "ACCRUED_BEFORE"
    NO_TERMS = "NO_TERMS"


@dataclass(frozen=True, slots=True)
class Accrued:
    """An accrual; ``as_of`` is the day up to which the community is accrued now."""

    community_id: int
    as_of: date
    standing: Standing
    rows: int = 0
    rewritten: int = 0
    unknown: int = 0
    added: Money = ZERO


@dataclass(frozen=True, slots=True)
class PostedPenalties:
    """Penalties posted as items: for how many accounts, and what was taken back first."""

    accounts: int
    posted: Money
    taken_back: Money


@dataclass(frozen=True, slots=True)
class AccountPenalty:
    """What an account bears as of a day: accrued, of it posted as items, of these open."""

    accrued: Money
    posted: Money
    open: Money
    unknown: int


@dataclass(frozen=True, slots=True)
class BearingItem:
    """An item with its facts, its version of the terms, and what the ledger accrued for it."""

    item_id: int
    account_id: int
    period_from: date
    debt: Debt
    terms: Terms
    accrued: Money | None
