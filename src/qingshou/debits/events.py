"""What bank debit announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class MandateSigned:
    """An owner permitted to debit what an account owes."""

    community_id: int
    account_id: int
    mandate_id: int
    since: date


@dataclass(frozen=True, slots=True)
class MandateRevoked:
    """A mandate ends."""

    community_id: int
    account_id: int
    mandate_id: int
    on: date


@dataclass(frozen=True, slots=True)
class BatchAnswered:
    """The bank answered so many lines of a batch; the money of those paid is booked."""

    community_id: int
    batch: int
    return_id: int
    on: date
    paid_lines: int
    paid_fen: int
    failed_lines: int
    failed_fen: int


@dataclass(frozen=True, slots=True)
class LastTryAhead:
    """The next try to debit an owner is the last; they must hear of it before."""

    community_id: int
    account_id: int
    line_id: int
    try_on: date
    amount_fen: int
    reason: str
