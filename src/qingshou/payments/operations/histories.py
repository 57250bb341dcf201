"""Take a history of payments that was brought in back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection

from qingshou.kernel.money import ZERO, Money
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import operations as ledger
from qingshou.payments.operations.batches import Batch
from qingshou.payments.operations.series import take_numbers
from qingshou.payments.rules.numbers import Series, receipt_number
from qingshou.platform.db import transaction_required
from qingshou.platform.identity import Actor


class ReceiptsInUse(Refusal):
    """Receipts of the import were taken back, refunded, or settled later bills meanwhile."""

    code = "payments.receipts-in-use"

    def __init__(self, *, import_id: int, receipts: int, example: str) -> None:
        super().__init__(import_id=import_id, receipts=receipts, example=example)


@transaction_required
def withdraw_history(*, community_id: int, import_id: int, on: date, actor: Actor) -> Batch:
    """Take all receipts of an import back by reversal; their debts are open again.

    Raises:
        ReceiptsInUse: If one was taken back or refunded, or has settled later bills.
    """
    values: dict[str, Any] = {
        "community_id": community_id,
        "import_id": import_id,
        "source_ref": f"import:{import_id}",
    }
    with connection.cursor() as cursor:
        cursor.execute(_IN_USE, values)
        in_use, series, number = cursor.fetchone()
        if in_use:
            raise ReceiptsInUse(
                import_id=import_id, receipts=in_use, example=receipt_number(series, number)
            )
        cursor.execute("DROP TABLE IF EXISTS pg_temp.payments_to_withdraw")
        cursor.execute(_TO_WITHDRAW, values)
        count = cursor.rowcount
    if count == 0:
        return Batch(0, ZERO, ZERO)
    booked = ledger.reverse_credits_from(
        community_id=community_id,
        relation="payments_to_withdraw",
        on=on,
        source_ref=f"import:{import_id}:withdrawn",
        actor=actor,
    )
    first = take_numbers(community_id=community_id, series=Series.REVERSAL, count=count)
    with connection.cursor() as cursor:
        cursor.execute(
            _REVERSALS,
            values | {"on": on, "cashier": actor.name, "first": first, "series": Series.REVERSAL},
        )
        cursor.execute("SELECT sum(amount_fen)::bigint FROM payments_to_withdraw")
        (fen,) = cursor.fetchone()
    return Batch(count, Money(fen), booked.settled)


_IN_USE = """
SELECT count(*), min(receipt.series), min(receipt.number)
FROM payments_receipt receipt
JOIN payments_tender tender
    ON tender.community_id = receipt.community_id AND tender.receipt_id = receipt.id
WHERE receipt.community_id = %(community_id)s AND receipt.import_id = %(import_id)s
  AND receipt.reverses_id IS NULL AND (
    EXISTS (
        SELECT FROM payments_receipt reversal
        WHERE reversal.community_id = receipt.community_id
          AND reversal.reverses_id = receipt.id AND reversal.import_id IS NULL)
    OR EXISTS (
        SELECT FROM ledger__settlement settlement
        JOIN ledger__entry entry
            ON entry.community_id = settlement.community_id
            AND entry.entry_id = settlement.entry_id
        WHERE settlement.community_id = receipt.community_id
          AND settlement.credit_id = tender.credit_id
          AND split_part(split_part(entry.source_ref, '/', 1), ':withdrawn', 1)
              <> %(source_ref)s))
"""

_TO_WITHDRAW = """
CREATE TEMP TABLE payments_to_withdraw ON COMMIT DROP AS
SELECT receipt.id AS receipt_id, receipt.account_id, tender.credit_id, tender.channel,
       receipt.amount_fen, receipt.number, nextval('qingshou_id') AS reversal_id
FROM payments_receipt receipt
JOIN payments_tender tender
    ON tender.community_id = receipt.community_id AND tender.receipt_id = receipt.id
WHERE receipt.community_id = %(community_id)s AND receipt.import_id = %(import_id)s
  AND receipt.reverses_id IS NULL AND NOT EXISTS (
      SELECT FROM payments_receipt reversal
      WHERE reversal.community_id = receipt.community_id AND reversal.reverses_id = receipt.id)
"""

_REVERSALS = """
WITH reversal AS (
    INSERT INTO payments_receipt
        (community_id, id, account_id, number, amount_fen, import_id, "on", series, cashier, memo,
         outside_number, payer, camera, reverses_id)
    SELECT %(community_id)s, reversal_id, account_id,
           %(first)s - 1 + row_number() OVER (ORDER BY number), amount_fen, %(import_id)s, %(on)s,
           %(series)s, %(cashier)s, '', '', '', '', receipt_id
    FROM payments_to_withdraw
)
INSERT INTO payments_tender
    (community_id, receipt_id, credit_id, amount_fen, channel, outside_number)
SELECT %(community_id)s, reversal_id, credit_id, amount_fen, channel, ''
FROM payments_to_withdraw
"""
