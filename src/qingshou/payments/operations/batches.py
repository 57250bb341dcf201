"""Receive the money of many payers at once: a numbered receipt for every row of a relation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django_integrity import conversion

from qingshou.kernel.money import ZERO, Money
from qingshou.ledger import operations as ledger
from qingshou.payments.events import ReceiptsIssued
from qingshou.payments.operations.series import take_numbers
from qingshou.payments.operations.tenders import ChannelMoneyAlreadyReceived
from qingshou.payments.rules.numbers import Series, receipt_number
from qingshou.platform import outbox
from qingshou.platform.db import transaction_required
from qingshou.platform.db.planning import joining
from qingshou.platform.identity import Actor


@dataclass(frozen=True, slots=True)
class Batch:
    """Receipts brought in or taken back, what they came to, and what of it settled debts."""

    receipts: int
    received: Money
    settled: Money


@transaction_required
def receive_batch_from(
    *, community_id: int, relation: str, source_ref: str, actor: Actor, late: bool = False
) -> Batch:
    """Receive every row of a relation, as lines of a statement, numbered as the desk numbers.

    ``relation`` names a temporary table with account_id, on, amount_fen, channel, kind,
    period_from, period_until (the designation, may be null), position (its own number of the
    row), payer, memo and outside_number (the channel's reference, may be empty). Afterwards the
    temporary table ``payments_batch`` tells position, receipt_id, credit_id and number until
    the transaction ends. ``late`` money of a closed period is booked on the first open day.

    Raises:
        ChannelMoneyAlreadyReceived: If a reference has a receipt that stands, or comes twice.
        DocumentAlreadyEntered: If the same source was received in this community before.
        PeriodClosed: If a row is not late and its day lies in a closed period.
    """
    _draw(_STATEMENT_ROWS, relation, source_ref)
    batch = _receive(community_id, source_ref, Series.DESK, actor, cashier=actor.name, late=late)
    if batch.receipts:
        outbox.announce(
            ReceiptsIssued(community_id, source_ref, batch.receipts, batch.received.fen)
        )
    return batch


@transaction_required
def receive_history_from(
    *, community_id: int, relation: str, import_id: int, actor: Actor, late: bool = False
) -> Batch:
    """Receive every row of a relation, numbered in the order of their days.

    ``relation`` names a temporary table with account_id, on, amount_fen, channel, kind,
    period_from, period_until (the designation, may be null), position (order in the file),
    cashier, memo and outside_number (the customer's own receipt number). ``late`` payments of
    a closed period are booked on the first open day; their receipts keep the day of the money.

    Raises:
        DocumentAlreadyEntered: If the import was received in this community before.
        PeriodClosed: If a payment is not late and its day lies in a closed period.
    """
    source_ref = f"import:{import_id}"
    _draw(_HISTORY_ROWS, relation, source_ref)
    return _receive(community_id, source_ref, Series.HISTORY, actor, import_id=import_id, late=late)


def _draw(rows: str, relation: str, source_ref: str) -> None:
    """Make the batch from a relation: each row with its receipt's and its credit's id."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.payments_batch")
        cursor.execute(
            rows.format(relation=connection.ops.quote_name(relation)), {"source_ref": source_ref}
        )


def _receive(
    community_id: int,
    source_ref: str,
    series: Series,
    actor: Actor,
    *,
    cashier: str = "",
    import_id: int | None = None,
    late: bool = False,
) -> Batch:
    """Book the batch, number it and write its receipts.

    The book is locked before the series, as a single receipt locks them: the other way round
    the two would wait for each other. The series is held when references are compared.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM payments_batch")
        (count,) = cursor.fetchone()
    if count == 0:
        return Batch(0, ZERO, ZERO)
    booked = ledger.receive_from(
        community_id=community_id,
        relation="payments_batch",
        source_ref=source_ref,
        actor=actor,
        late=late,
    )
    first = take_numbers(community_id=community_id, series=series, count=count)
    if series is Series.DESK:
        with joining(count):
            _refuse_received_money(community_id)
    values: dict[str, Any] = {
        "community_id": community_id,
        "import_id": import_id,
        "series": series.value,
        "first": first,
        "cashier": cashier,
    }
    taken = ChannelMoneyAlreadyReceived(channel="", outside_number="", number="")
    named = conversion.Named("payments_channel_money_is_received_once")
    with connection.cursor() as cursor, conversion.refine_integrity_error([(named, taken)]):
        cursor.execute(_NUMBER, values)
        cursor.execute(_RECEIPTS, values)
    return Batch(count, booked.credited, booked.settled)


def _refuse_received_money(community_id: int) -> None:
    """Refuse a reference that stands or comes twice; let one that was given back be renewed."""
    with connection.cursor() as cursor:
        cursor.execute(_RENEW, {"community_id": community_id})
        cursor.execute(_RECEIVED_BEFORE, {"community_id": community_id})
        found = cursor.fetchone()
    if found:
        channel, outside_number, series, number = found
        raise ChannelMoneyAlreadyReceived(
            channel=channel,
            outside_number=outside_number,
            number=receipt_number(series, number) if series else "",
        )


_STATEMENT_ROWS = """
CREATE TEMP TABLE payments_batch ON COMMIT DROP AS
SELECT nextval('qingshou_id') AS receipt_id, nextval('qingshou_id') AS credit_id,
       account_id, "on", amount_fen, channel, kind, period_from, period_until, "position",
       NULL::text AS cashier, COALESCE(payer, '') AS payer, COALESCE(memo, '') AS memo,
       '' AS own_number, COALESCE(outside_number, '') AS outside_number,
       NULL::bigint AS renews_id, NULL::bigint AS number, %(source_ref)s::text AS source_ref
FROM {relation} line
"""

_HISTORY_ROWS = """
CREATE TEMP TABLE payments_batch ON COMMIT DROP AS
SELECT nextval('qingshou_id') AS receipt_id, nextval('qingshou_id') AS credit_id,
       account_id, "on", amount_fen, channel, kind, period_from, period_until, "position",
       COALESCE(cashier, '') AS cashier, '' AS payer, COALESCE(memo, '') AS memo,
       COALESCE(outside_number, '') AS own_number, '' AS outside_number,
       NULL::bigint AS renews_id, NULL::bigint AS number, %(source_ref)s::text AS source_ref
FROM {relation} payment
"""

_RENEW = """
UPDATE payments_batch line SET renews_id = given.back_id
FROM (
    SELECT DISTINCT ON (tender.channel, tender.outside_number)
           tender.channel, tender.outside_number, back.id AS back_id
    FROM payments_batch
    JOIN payments_tender tender
        ON tender.community_id = %(community_id)s AND tender.channel = payments_batch.channel
        AND tender.outside_number = payments_batch.outside_number
    LEFT JOIN payments_receipt reversal
        ON reversal.community_id = tender.community_id AND reversal.reverses_id = tender.receipt_id
    LEFT JOIN payments_tender back
        ON back.community_id = reversal.community_id AND back.receipt_id = reversal.id
        AND back.credit_id = tender.credit_id
    WHERE payments_batch.outside_number <> ''
    ORDER BY tender.channel, tender.outside_number, tender.id DESC
) given
WHERE given.channel = line.channel AND given.outside_number = line.outside_number
"""

_RECEIVED_BEFORE = """
SELECT line.channel, line.outside_number, receipt.series, receipt.number
FROM payments_batch line
JOIN payments_tender tender
    ON tender.community_id = %(community_id)s AND tender.channel = line.channel
    AND tender.outside_number = line.outside_number
JOIN payments_receipt receipt
    ON receipt.community_id = tender.community_id AND receipt.id = tender.receipt_id
WHERE line.outside_number <> '' AND line.renews_id IS NULL
UNION ALL
SELECT channel, outside_number, NULL, NULL FROM payments_batch
WHERE outside_number <> '' GROUP BY channel, outside_number HAVING count(*) > 1
LIMIT 1
"""

_NUMBER = """
UPDATE payments_batch line SET number = numbered.number
FROM (
    SELECT receipt_id,
           %(first)s - 1 + row_number() OVER (ORDER BY "on", "position", credit_id) AS number
    FROM payments_batch
) numbered
WHERE numbered.receipt_id = line.receipt_id
"""

_RECEIPTS = """
WITH receipt AS (
    INSERT INTO payments_receipt
        (community_id, id, account_id, number, amount_fen, import_id, "on", series, cashier, memo,
         outside_number, payer, camera)
    SELECT %(community_id)s, receipt_id, account_id, number, amount_fen, %(import_id)s, "on",
           %(series)s, COALESCE(cashier, %(cashier)s), memo, own_number, payer, ''
    FROM payments_batch
)
INSERT INTO payments_tender
    (community_id, receipt_id, credit_id, amount_fen, channel, outside_number, renews_id)
SELECT %(community_id)s, receipt_id, credit_id, amount_fen, channel, outside_number, renews_id
FROM payments_batch
"""
