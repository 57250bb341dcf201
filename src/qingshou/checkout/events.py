"""What checkout announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class IntentPaid:
    """A payment through a gateway was booked; ``surplus_fen`` of it settled nothing."""

    community_id: int
    account_id: int
    intent_id: int
    receipt_id: int
    on: date
    amount_fen: int
    surplus_fen: int


@dataclass(frozen=True, slots=True)
class IntentUnclaimed:
    """A payment came for which nobody is liable; it waits in suspense for a person."""

    community_id: int
    intent_id: int
    credit_id: int
    out_trade_no: str


@dataclass(frozen=True, slots=True)
class IntentStrayed:
    """The ladder ended without a word from the gateway; a person must look."""

    community_id: int
    intent_id: int
    out_trade_no: str


@dataclass(frozen=True, slots=True)
class RefundEnded:
    """A refund through a gateway ended: DONE, CLOSED or ABNORMAL."""

    community_id: int
    intent_id: int
    refund_id: int
    state: str
