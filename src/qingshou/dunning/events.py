"""What dunning announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class CommunityWatched:
    """The arrears of a community were looked through, with these counts."""

    community_id: int
    on: date
    opened: int
    advanced: int
    stayed: int
    closed: int
    promises_judged: int


@dataclass(frozen=True, slots=True)
class StageReached:
    """A single case entered a stage."""

    community_id: int
    account_id: int
    case_id: int
    stage: str
    on: date


@dataclass(frozen=True, slots=True)
class CaseClosed:
    """A single case left the list."""

    community_id: int
    account_id: int
    case_id: int
    because: str
    on: date


@dataclass(frozen=True, slots=True)
class PromiseAccepted:
    """A debtor's promise was accepted and rests the case until a day."""

    community_id: int
    account_id: int
    promised_on: date
    amount_fen: int
    rests_until: date


@dataclass(frozen=True, slots=True)
class HoldChanged:
    """An account, or one charge of it, is left in peace from a day on, or no longer."""

    community_id: int
    account_id: int
    hold_id: int
