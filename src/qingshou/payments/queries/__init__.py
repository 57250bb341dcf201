"""What is known of receipts: lists, and the proof that their numbers have no gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from qingshou.kernel.money import Money
from qingshou.payments.queries.certificates import (
    CertificateCard,
    CertificateUnknown,
    certificate,
    certificates,
    overtaken_by,
    settled_account,
)
from qingshou.payments.queries.givings import (
    DepositLine,
    ReceiptFacts,
    deposit_kinds,
    deposit_named,
    deposit_of_unit,
    deposits,
    receipt_named,
)
from qingshou.payments.queries.proof import Gap, check
from qingshou.payments.queries.refund_sheets import RefundSheet, is_refund, refund_sheet
from qingshou.payments.queries.sheets import (
    Known,
    PrintLine,
    Sheet,
    SheetPart,
    SheetTender,
    known,
    prints,
    sheet,
)
from qingshou.payments.rules.numbers import receipt_number

__all__ = [
    "CertificateCard",
    "CertificateUnknown",
    "DepositLine",
    "Gap",
    "Known",
    "PrintLine",
    "ReceiptFacts",
    "ReceiptLine",
    "RefundSheet",
    "Sheet",
    "SheetPart",
    "SheetTender",
    "certificate",
    "certificates",
    "check",
    "deposit_kinds",
    "deposit_named",
    "deposit_of_unit",
    "deposits",
    "is_refund",
    "known",
    "overtaken_by",
    "prints",
    "receipt_named",
    "receipts",
    "receipts_of_credits",
    "refund_sheet",
    "settled_account",
    "sheet",
]


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A receipt in a list."""

    receipt_id: int
    number: str
    on: date
    channels: tuple[str, ...]
    amount: Money
    reversed: bool


def receipts(*, community_id: int, account_id: int) -> list[ReceiptLine]:
    """List the receipts of an account, the latest first; reversals are not listed."""
    with connection.cursor() as cursor:
        cursor.execute(_RECEIPTS, [community_id, account_id])
        return [
            ReceiptLine(
                receipt_id,
                receipt_number(series, number),
                on,
                tuple(channels),
                Money(fen),
                taken_back,
            )
            for receipt_id, series, number, on, channels, fen, taken_back in cursor.fetchall()
        ]


def receipts_of_credits(
    *, community_id: int, credit_ids: Sequence[int]
) -> dict[int, tuple[str, str]]:
    """Tell, by credit, the number of the receipt that brought it and the channel it came by."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_CREDITS, [community_id, list(credit_ids)])
        return {
            credit_id: (receipt_number(series, number), channel)
            for credit_id, series, number, channel in cursor.fetchall()
        }


_OF_CREDITS = """
SELECT tender.credit_id, receipt.series, receipt.number, tender.channel
FROM payments__tender tender
JOIN payments__receipt receipt
    ON receipt.community_id = tender.community_id AND receipt.receipt_id = tender.receipt_id
WHERE tender.community_id = %s AND tender.credit_id = ANY (%s) AND receipt.reverses_id IS NULL
"""

_RECEIPTS = """
SELECT receipt.receipt_id, receipt.series, receipt.number, receipt.received_on,
       (SELECT array_agg(tender.channel ORDER BY tender.tender_id) FROM payments__tender tender
        WHERE tender.community_id = receipt.community_id
          AND tender.receipt_id = receipt.receipt_id),
       receipt.amount_fen, receipt.reversed_by_id IS NOT NULL
FROM payments__receipt receipt
WHERE receipt.community_id = %s AND receipt.account_id = %s AND receipt.reverses_id IS NULL
ORDER BY receipt.received_on DESC, receipt.receipt_id DESC
"""
