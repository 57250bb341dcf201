"""What payments announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ReceiptIssued:
    """Money was received and has its receipt."""

    community_id: int
    account_id: int
    receipt_id: int
    number: str
    on: date
    amount_fen: int


@dataclass(frozen=True, slots=True)
class ReceiptsIssued:
    """Money of many payers was received at once; each has a receipt of the batch."""

    community_id: int
    source_ref: str
    receipts: int
    amount_fen: int
