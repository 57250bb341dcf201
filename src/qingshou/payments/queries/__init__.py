"""What is known of receipts: lists, and the proof that their numbers have no gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from qingshou.kernel.money import Money
from qingshou.payments.queries.givings import (
    DepositLine,
    ReceiptFacts,
    deposit_kinds,
    deposit_named,
    deposits,
    receipt_named,
)
from qingshou.payments.rules.numbers import receipt_number

__all__ = [
    "DepositLine",
    "Gap",
    "ReceiptFacts",
    "ReceiptLine",
    "check",
    "deposit_kinds",
    "deposit_named",
    "deposits",
    "receipt_named",
    "receipts",
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


@dataclass(frozen=True, slots=True)
class Gap:
    """A series whose numbers or receipts contradict themselves.

    ``invariant`` is NUMBERS (as many receipts as numbers taken) or AMOUNTS (a tender and
    its credit differ; ``place`` is the receipt's number).
    """

    community_id: int
    invariant: str
    place: str
    told: int
    found: int


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


def check(*, community_ids: Sequence[int]) -> list[Gap]:
    """Prove that receipts are gap-free and equal their money; an empty list is the proof."""
    gaps = []
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, {"communities": list(community_ids)})
        gaps += [Gap(found[0], "NUMBERS", *found[1:]) for found in cursor.fetchall()]
        cursor.execute(_AMOUNTS, {"communities": list(community_ids)})
        gaps += [
            Gap(community_id, "AMOUNTS", receipt_number(series, number), told, found)
            for community_id, series, number, told, found in cursor.fetchall()
        ]
    return gaps


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

_NUMBERS = """
SELECT COALESCE(series.community_id, receipts.community_id),
       COALESCE(series.series, receipts.series), COALESCE(series.next_number, 1) - 1,
       COALESCE(receipts.held, 0)
FROM payments_receiptseries series
FULL JOIN (
    SELECT community_id, series, count(DISTINCT number) AS held, max(number) AS latest
    FROM payments_receipt GROUP BY community_id, series
    UNION ALL
    SELECT community_id, 'TK', count(DISTINCT number), max(number)
    FROM payments_refund GROUP BY community_id
) receipts ON receipts.community_id = series.community_id AND receipts.series = series.series
WHERE COALESCE(series.community_id, receipts.community_id) = ANY (%(communities)s)
  AND (COALESCE(series.next_number, 1) - 1 <> COALESCE(receipts.held, 0)
       OR COALESCE(receipts.latest, 0) <> COALESCE(receipts.held, 0))
ORDER BY 1, 2
"""

_AMOUNTS = """
SELECT receipt.community_id, receipt.series, receipt.number, tender.amount_fen,
       COALESCE(credit.amount_fen, 0)
FROM payments_tender tender
JOIN payments_receipt receipt
    ON receipt.community_id = tender.community_id AND receipt.id = tender.receipt_id
LEFT JOIN ledger__credit credit
    ON credit.community_id = tender.community_id AND credit.credit_id = tender.credit_id
WHERE tender.community_id = ANY (%(communities)s)
  AND (credit.amount_fen, credit.account_id) IS DISTINCT FROM
      (tender.amount_fen, receipt.account_id)
ORDER BY tender.id
"""
