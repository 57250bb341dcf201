"""Receipts of statements: one for money that waited unclaimed, and a batch taken back whole."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection

from qingshou.kernel.money import ZERO, Money
from qingshou.ledger import operations as ledger
from qingshou.ledger.rules.chart import Channel
from qingshou.payments.operations.batches import Batch
from qingshou.payments.operations.series import take_numbers
from qingshou.payments.operations.tenders import TenderRow, record_receipt
from qingshou.payments.rules.numbers import Series, receipt_number
from qingshou.platform.db import transaction_required
from qingshou.platform.identity import Actor


@transaction_required
def receive_claim(
    *,
    community_id: int,
    credit_id: int,
    account_id: int,
    payment: ledger.Payment,
    payer: str,
    source_ref: str,
    actor: Actor,
) -> str:
    """Give money that waited unclaimed to an account and issue its receipt; tell the number.

    Raises:
        SuspenseUnknown, AmountExceedsSuspense: If so much is not waiting there.
        AccountUnknown: If the community has no such account.
        DocumentAlreadyEntered: If the reference was booked before.
    """
    received = ledger.claim_suspense(
        community_id=community_id,
        credit_id=credit_id,
        payment=payment,
        to_account_id=account_id,
        source_ref=source_ref,
        actor=actor,
    )
    number = take_numbers(community_id=community_id, series=Series.DESK, count=1)
    record_receipt(
        community_id=community_id,
        facts={
            "account_id": account_id,
            "series": Series.DESK.value,
            "number": number,
            "on": payment.on,
            "amount_fen": payment.amount.fen,
            "cashier": actor.name,
            "memo": "",
            "payer": payer,
        },
        tenders=[TenderRow(received.credit_id, payment.amount.fen, Channel(payment.channel).value)],
    )
    return receipt_number(Series.DESK, number)


@transaction_required
def take_back_from(
    *, community_id: int, relation: str, on: date, source_ref: str, actor: Actor
) -> Batch:
    """Take back every receipt whose credit a relation names (credit_id), by reversal receipts.

    Receipts that were taken back before are left out.

    Raises:
        CreditsAlreadyReversed: If part of the money was refunded meanwhile.
        DocumentAlreadyEntered: If the reference was booked before.
    """
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.payments_to_withdraw")
        cursor.execute(
            _TO_TAKE_BACK.format(relation=connection.ops.quote_name(relation)),
            {"community_id": community_id},
        )
        count = cursor.rowcount
    if count == 0:
        return Batch(0, ZERO, ZERO)
    booked = ledger.reverse_credits_from(
        community_id=community_id,
        relation="payments_to_withdraw",
        on=on,
        source_ref=source_ref,
        actor=actor,
    )
    values: dict[str, Any] = {
        "community_id": community_id,
        "on": on,
        "cashier": actor.name,
        "series": Series.REVERSAL.value,
        "first": take_numbers(community_id=community_id, series=Series.REVERSAL, count=count),
    }
    with connection.cursor() as cursor:
        cursor.execute(_REVERSALS, values)
        cursor.execute("SELECT sum(amount_fen)::bigint FROM payments_to_withdraw")
        (fen,) = cursor.fetchone()
    return Batch(count, Money(fen), booked.settled)


_TO_TAKE_BACK = """
CREATE TEMP TABLE payments_to_withdraw ON COMMIT DROP AS
SELECT receipt.id AS receipt_id, receipt.account_id, tender.credit_id, tender.channel,
       receipt.amount_fen, receipt.number, receipt.payer, nextval('qingshou_id') AS reversal_id
FROM payments_receipt receipt
JOIN payments_tender tender
    ON tender.community_id = receipt.community_id AND tender.receipt_id = receipt.id
JOIN {relation} chosen ON chosen.credit_id = tender.credit_id
WHERE receipt.community_id = %(community_id)s AND receipt.reverses_id IS NULL
  AND NOT EXISTS (
      SELECT FROM payments_receipt reversal
      WHERE reversal.community_id = receipt.community_id AND reversal.reverses_id = receipt.id)
"""

_REVERSALS = """
WITH reversal AS (
    INSERT INTO payments_receipt
        (community_id, id, account_id, number, amount_fen, "on", series, cashier, memo,
         outside_number, payer, camera, reverses_id)
    SELECT %(community_id)s, reversal_id, account_id,
           %(first)s - 1 + row_number() OVER (ORDER BY number), amount_fen, %(on)s, %(series)s,
           %(cashier)s, '', '', payer, '', receipt_id
    FROM payments_to_withdraw
)
INSERT INTO payments_tender
    (community_id, receipt_id, credit_id, amount_fen, channel, outside_number)
SELECT %(community_id)s, reversal_id, credit_id, amount_fen, channel, ''
FROM payments_to_withdraw
"""
