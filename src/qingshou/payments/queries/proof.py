"""The proof that receipts have no gap and equal their money, with the number where they do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from qingshou.payments.rules.numbers import Series, receipt_number


@dataclass(frozen=True, slots=True)
class Gap:
    """A series whose numbers or receipts contradict themselves; ``place`` is the printed number.

    ``invariant`` is NUMBERS (each number taken has one receipt; the place is the first that is
    missing or there twice), AMOUNTS (a tender or a deposit and its credit differ), TENDERS (a
    receipt and its tenders differ) or REFUNDS (a slip and the money given back differ).
    """

    community_id: int
    invariant: str
    place: str
    told: int
    found: int


def check(*, community_ids: Sequence[int]) -> list[Gap]:
    """Prove that receipts are gap-free and equal their money; an empty list is the proof."""
    gaps = []
    with connection.cursor() as cursor:
        for invariant, statement in _PROOFS:
            cursor.execute(statement, {"communities": list(community_ids)})
            gaps += [
                Gap(community_id, invariant, receipt_number(series, number), told, found)
                for community_id, series, number, told, found in cursor.fetchall()
            ]
    return gaps


_NUMBERS = f"""
WITH numbered AS (
    SELECT community_id, series, number FROM payments_receipt
    UNION ALL
    SELECT community_id, '{Series.REFUND}', number FROM payments_refund
    UNION ALL
    SELECT community_id, '{Series.CLEARANCE}', number FROM payments_certificate
), held AS (
    SELECT community_id, series, count(*) AS held, count(DISTINCT number) AS apart,
           max(number) AS latest
    FROM numbered WHERE community_id = ANY (%(communities)s) GROUP BY community_id, series
), taken AS (
    SELECT community_id, series, next_number - 1 AS taken FROM payments_receiptseries
    WHERE community_id = ANY (%(communities)s)
)
SELECT community_id, series, COALESCE(wrong.number, latest, taken), COALESCE(taken, 0),
       COALESCE(held, 0)
FROM taken FULL JOIN held USING (community_id, series)
LEFT JOIN LATERAL (
    SELECT min(number) AS number FROM (
        SELECT place.number
        FROM generate_series(1, GREATEST(COALESCE(taken, 0), COALESCE(latest, 0))) place (number)
        LEFT JOIN numbered
            ON numbered.community_id = COALESCE(taken.community_id, held.community_id)
            AND numbered.series = COALESCE(taken.series, held.series)
            AND numbered.number = place.number
        GROUP BY place.number HAVING count(numbered.number) <> 1
    ) odd
) wrong ON true
WHERE COALESCE(taken, 0) <> COALESCE(held, 0) OR COALESCE(latest, 0) <> COALESCE(apart, 0)
   OR COALESCE(held, 0) <> COALESCE(apart, 0)
ORDER BY 1, 2
"""  # noqa: S608 - our own names

_AMOUNTS = """
SELECT receipt.community_id, receipt.series, receipt.number, told.amount_fen,
       COALESCE(credit.amount_fen, 0)
FROM (
    SELECT community_id, receipt_id, credit_id, amount_fen FROM payments_tender
    UNION ALL
    SELECT community_id, receipt_id, credit_id, amount_fen FROM payments_deposit
) told
JOIN payments_receipt receipt
    ON receipt.community_id = told.community_id AND receipt.id = told.receipt_id
LEFT JOIN ledger__credit credit
    ON credit.community_id = told.community_id AND credit.credit_id = told.credit_id
WHERE told.community_id = ANY (%(communities)s)
  AND (credit.amount_fen, credit.account_id) IS DISTINCT FROM
      (told.amount_fen, receipt.account_id)
ORDER BY receipt.id
"""

_TENDERS = """
SELECT receipt.community_id, receipt.series, receipt.number, receipt.amount_fen,
       COALESCE(sum(tender.amount_fen), 0)::bigint
FROM payments_receipt receipt
LEFT JOIN payments_tender tender
    ON tender.community_id = receipt.community_id AND tender.receipt_id = receipt.id
WHERE receipt.community_id = ANY (%(communities)s)
GROUP BY receipt.community_id, receipt.id, receipt.series, receipt.number, receipt.amount_fen
HAVING COALESCE(sum(tender.amount_fen), 0) <> receipt.amount_fen
ORDER BY receipt.id
"""

_REFUNDS = f"""
SELECT refund.community_id, '{Series.REFUND}', refund.number, refund.amount_fen,
       COALESCE(sum(item.amount_fen), 0)::bigint
FROM payments_refund refund
LEFT JOIN ledger__item item
    ON item.community_id = refund.community_id AND item.entry_id = refund.entry_id
    AND item.account_id = refund.account_id AND item.nature = 'REFUND'
WHERE refund.community_id = ANY (%(communities)s)
GROUP BY refund.community_id, refund.id, refund.number, refund.amount_fen
HAVING COALESCE(sum(item.amount_fen), 0) <> refund.amount_fen
ORDER BY refund.id
"""  # noqa: S608 - our own names

_PROOFS = (
    ("NUMBERS", _NUMBERS),
    ("AMOUNTS", _AMOUNTS),
    ("TENDERS", _TENDERS),
    ("REFUNDS", _REFUNDS),
)
