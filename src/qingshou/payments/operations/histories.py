"""Bring in a history of payments as numbered receipts, or take it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from qingshou.kernel.money import ZERO, Money
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import operations as ledger
from qingshou.payments.operations.series import take_numbers
from qingshou.payments.rules.numbers import Series, receipt_number
from qingshou.platform.db import transaction_required
from qingshou.platform.identity import Actor


@dataclass(frozen=True, slots=True)
class History:
    """Receipts brought in or taken back, what they came to, and what of it settled debts."""

    receipts: int
    received: Money
    settled: Money


class ReceiptsInUse(Refusal):
    """Receipts of the import were taken back, refunded, or settled later bills meanwhile."""

    code = "payments.receipts-in-use"

    def __init__(self, *, import_id: int, receipts: int, example: str) -> None:
        super().__init__(import_id=import_id, receipts=receipts, example=example)


@transaction_required
def receive_history_from(
    *, community_id: int, relation: str, import_id: int, actor: Actor
) -> History:
    """Receive every row of a relation, numbered in the order of their days.

    ``relation`` names a temporary table with account_id, on, amount_fen, channel, kind,
    period_from, period_until (the designation, may be null), position (order in the file),
    cashier, memo and outside_number (the customer's own receipt number).

    Raises:
        DocumentAlreadyEntered: If the import was received in this community before.
    """
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.payments_history")
        cursor.execute(
            _PAYMENTS.format(relation=connection.ops.quote_name(relation)),
            {"source_ref": f"import:{import_id}"},
        )
        count = cursor.rowcount
    if count == 0:
        return History(0, ZERO, ZERO)
    booked = ledger.receive_from(
        community_id=community_id,
        relation="payments_history",
        source_ref=f"import:{import_id}",
        actor=actor,
    )
    first = take_numbers(community_id=community_id, series=Series.HISTORY, count=count)
    with connection.cursor() as cursor:
        cursor.execute(
            _RECEIPTS,
            {
                "community_id": community_id,
                "import_id": import_id,
                "series": Series.HISTORY.value,
                "first": first,
            },
        )
    return History(count, booked.credited, booked.settled)


@transaction_required
def withdraw_history(*, community_id: int, import_id: int, on: date, actor: Actor) -> History:
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
        return History(0, ZERO, ZERO)
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
    return History(count, Money(fen), booked.settled)


_PAYMENTS = """
CREATE TEMP TABLE payments_history ON COMMIT DROP AS
SELECT nextval('qingshou_id') AS credit_id, payment.*, %(source_ref)s::text AS source_ref
FROM {relation} payment
"""

_RECEIPTS = """
INSERT INTO payments_receipt
    (community_id, account_id, credit_id, number, amount_fen, import_id, "on", series, channel,
     cashier, memo, outside_number)
SELECT %(community_id)s, account_id, credit_id,
       %(first)s - 1 + row_number() OVER (ORDER BY "on", "position", credit_id), amount_fen,
       %(import_id)s, "on", %(series)s, channel, COALESCE(cashier, ''), COALESCE(memo, ''),
       COALESCE(outside_number, '')
FROM payments_history
"""

_IN_USE = """
SELECT count(*), min(receipt.series), min(receipt.number)
FROM payments_receipt receipt
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
          AND settlement.credit_id = receipt.credit_id
          AND split_part(split_part(entry.source_ref, '/', 1), ':withdrawn', 1)
              <> %(source_ref)s))
"""

_TO_WITHDRAW = """
CREATE TEMP TABLE payments_to_withdraw ON COMMIT DROP AS
SELECT receipt.id AS receipt_id, receipt.account_id, receipt.credit_id, receipt.channel,
       receipt.amount_fen, receipt.number
FROM payments_receipt receipt
WHERE receipt.community_id = %(community_id)s AND receipt.import_id = %(import_id)s
  AND receipt.reverses_id IS NULL AND NOT EXISTS (
      SELECT FROM payments_receipt reversal
      WHERE reversal.community_id = receipt.community_id AND reversal.reverses_id = receipt.id)
"""

_REVERSALS = """
INSERT INTO payments_receipt
    (community_id, account_id, credit_id, number, amount_fen, import_id, "on", series, channel,
     cashier, memo, outside_number, reverses_id)
SELECT %(community_id)s, account_id, credit_id,
       %(first)s - 1 + row_number() OVER (ORDER BY number), amount_fen, %(import_id)s, %(on)s,
       %(series)s, channel, %(cashier)s, '', '', receipt_id
FROM payments_to_withdraw
"""
