"""Settle a statement: numbers first, then payouts and fees, then evidence, then suspense.

What is exact runs in SQL over the whole statement; what needs weighing is weighed by the pure rule
line by line and comes back as one relation. Everything joins the transaction of the import.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from qingshou.ledger import operations as ledger
from qingshou.ledger.rules.chart import Chart
from qingshou.platform.db import transaction, transaction_required
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor
from qingshou.reconciliation import models
from qingshou.reconciliation.operations.attributing import (
    COLUMNS,
    TAKE_OUT,
    attribute,
    park_unknown,
)
from qingshou.reconciliation.queries.fund_accounts import FundAccountCard, fund_accounts

PAYOUT_DAYS = 5
BATCH_DAYS = 3


@dataclass(frozen=True, slots=True)
class Settled:
    """How many lines were matched by what, and how many wait for somebody."""

    by_number: int = 0
    payouts: int = 0
    fees: int = 0
    batches: int = 0
    by_evidence: int = 0
    parked: int = 0
    waiting: int = 0


@transaction
def settle_statement(*, community_id: int, statement_id: int, today: date, actor: Actor) -> Settled:
    """Settle what is still open of a statement that was let in before.

    Raises:
        Refusal: What the ledger or payments refuse; nothing is then changed.
    """
    hold_community(subject=Subject.STATEMENTS, community_id=community_id)
    return settle_within(
        community_id=community_id, statement_id=statement_id, today=today, actor=actor
    )


@transaction_required
def settle_within(
    *,
    community_id: int,
    statement_id: int,
    today: date,
    actor: Actor,
    hold: bool = False,
    fresh: bool = False,
) -> Settled:
    """Settle a statement in the transaction that let it in; nothing of a fresh one is matched.

    Raises:
        Refusal: What the ledger or payments refuse.
    """
    account = account_of(community_id=community_id, statement_id=statement_id)
    values = _values(account, statement_id, today, actor)
    with connection.cursor() as cursor:
        counts = _COUNTS if fresh else _unmatched("line")
        cursor.execute(_OPEN_LINES.format(unmatched=counts), values)
        cursor.execute("ANALYZE reconciliation_open")
    numbers = (_BY_NUMBER, _BY_ORDER, _BY_OWN_NUMBER, _REFUNDS)
    by_number = sum(_run(statement, values) for statement in numbers)
    payouts = _payouts(account, values, actor)
    fees = _fees(account, values, actor)
    batches = _run(_BATCHES, values)
    evident = parked = 0
    if not hold:
        evident = attribute(account=account, today=today, actor=actor)
        parked = park_unknown(account=account, today=today, actor=actor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM reconciliation_open")
        (waiting,) = cursor.fetchone()
    models.Statement.objects.filter(community_id=community_id, id=statement_id).update(
        settled_on=today, waiting=waiting
    )
    return Settled(by_number, payouts, fees, batches, evident, parked, waiting)


@transaction_required
def account_of(*, community_id: int, statement_id: int) -> FundAccountCard:
    """Find the account a statement was let in for."""
    statement = models.Statement.objects.get(community_id=community_id, id=statement_id)
    cards = fund_accounts(community_id=community_id)
    return next(card for card in cards if card.fund_account_id == statement.fund_account_id)


def _values(
    account: FundAccountCard, statement_id: int, today: date, actor: Actor
) -> dict[str, Any]:
    return {
        "community_id": account.community_id,
        "fund_account_id": account.fund_account_id,
        "statement_id": statement_id,
        "channels": list(account.receives),
        "today": today,
        "actor": actor.name,
        "payout_days": PAYOUT_DAYS,
        "batch_days": BATCH_DAYS,
    }


def _run(statement: str, values: Mapping[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def _payouts(account: FundAccountCard, values: Mapping[str, Any], actor: Actor) -> int:
    """Move what a channel paid out and the bank received, once both have told of it."""
    return _move(_PAYOUTS, _PAYOUT_MATCHES, account, values, actor, what="payouts")


def _fees(account: FundAccountCard, values: Mapping[str, Any], actor: Actor) -> int:
    """Book what the channel or the bank took, and the interest a bank gave."""
    code = {"code": account.ledger_code.value, "fee_code": Chart.CHANNEL_FEE.value}
    return _move(_FEES, _FEE_MATCHES, account, {**values, **code}, actor, what="fees")


def _move(
    choose: str,
    match: str,
    account: FundAccountCard,
    values: Mapping[str, Any],
    actor: Actor,
    *,
    what: str,
) -> int:
    """Hand chosen lines to the ledger as transfers, and match them with what it made of them."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.reconciliation_move")
        cursor.execute(choose, values)
        if cursor.rowcount == 0:
            return 0
        cursor.execute("SELECT nextval('qingshou_id')")
        (run,) = cursor.fetchone()
    source_ref = f"fund:{account.fund_account_id}/{what}:{run}"
    ledger.transfer_from(
        community_id=account.community_id,
        relation="reconciliation_move",
        source_ref=source_ref,
        actor=actor,
    )
    return _run(match, {**values, "source_ref": source_ref})


def _unmatched(line: str) -> str:
    """Say of a line that it counts and that nothing is matched with it."""
    return f"""
    AND {line}.live AND NOT {line}.echo AND NOT {line}.repeats
    AND NOT EXISTS (
        SELECT FROM reconciliation_match matched
        WHERE matched.community_id = {line}.community_id AND matched.line_id = {line}.id
          AND matched.released_on IS NULL)"""


_COUNTS = """
    AND line.live AND NOT line.echo AND NOT line.repeats"""

_OPEN_LINES = """
DROP TABLE IF EXISTS pg_temp.reconciliation_open;
CREATE TEMP TABLE reconciliation_open ON COMMIT DROP AS
SELECT line.id AS line_id, line.row_no, line."on", line.kind, line.amount_fen, line.serial,
       line.order_number, line.origin_number, line.payer_name, line.payer_account, line.remark
FROM reconciliation_line line
WHERE line.community_id = %(community_id)s AND line.statement_id = %(statement_id)s{unmatched}
"""
"""What is still open of the statement; every step takes out what it matches."""

_FREE_CREDIT = """
    AND NOT EXISTS (
        SELECT FROM reconciliation_match taken
        WHERE taken.community_id = tender.community_id AND taken.ours = 'CREDIT'
          AND taken.ours_id = tender.credit_id AND taken.released_on IS NULL)"""


def _matched_by(number: str) -> str:
    """Match payments with tenders that bear their number, one to one."""
    return f"""
WITH made AS (
INSERT INTO reconciliation_match{COLUMNS}
SELECT %(community_id)s, line_id, 1, %(fund_account_id)s, 'CREDIT', credit_id, amount_fen,
       account_id, false, 10000, 'NUMBER', '', '', %(today)s, %(actor)s
FROM (
    SELECT line.line_id, line.amount_fen, tender.credit_id, receipt.account_id,
           row_number() OVER (PARTITION BY line.line_id ORDER BY tender.tender_id DESC)
               AS tender_place,
           row_number() OVER (PARTITION BY tender.credit_id ORDER BY line."on", line.row_no)
               AS line_place
    FROM reconciliation_open line
    JOIN payments__tender tender
        ON tender.community_id = %(community_id)s AND tender.channel = ANY (%(channels)s)
        AND tender.outside_number = line.{number}
    JOIN payments__receipt receipt
        ON receipt.community_id = tender.community_id
        AND receipt.receipt_id = tender.receipt_id AND receipt.reverses_id IS NULL
    WHERE line.kind = 'PAYMENT' AND line.{number} <> ''{_FREE_CREDIT}
) found
WHERE tender_place = 1 AND line_place = 1
RETURNING line_id){TAKE_OUT}"""  # noqa: S608 - our own column names


_BY_NUMBER = _matched_by("serial")
_BY_ORDER = _matched_by("order_number")

_BY_OWN_NUMBER = f"""
WITH made AS (
INSERT INTO reconciliation_match{COLUMNS}
SELECT %(community_id)s, line_id, part, %(fund_account_id)s, 'CREDIT', credit_id, amount_fen,
       account_id, false, 10000, 'NUMBER', '', '', %(today)s, %(actor)s
FROM (
    SELECT line.line_id, tender.credit_id, tender.amount_fen, receipt.account_id,
           row_number() OVER (PARTITION BY line.line_id ORDER BY tender.tender_id) AS part,
           row_number() OVER (PARTITION BY tender.credit_id ORDER BY line."on", line.row_no)
               AS line_place
    FROM reconciliation_open line
    JOIN payments__receipt receipt
        ON receipt.community_id = %(community_id)s AND receipt.import_id IS NOT NULL
        AND receipt.outside_number = line.order_number
        AND receipt.reverses_id IS NULL AND receipt.reversed_by_id IS NULL
    JOIN payments__tender tender
        ON tender.community_id = receipt.community_id
        AND tender.receipt_id = receipt.receipt_id AND tender.channel = ANY (%(channels)s)
    WHERE line.kind = 'PAYMENT' AND line.order_number <> ''{_FREE_CREDIT}
) found
WHERE line_place = 1
RETURNING line_id){TAKE_OUT}"""  # noqa: S608 - made of constants
"""A payment of an imported history bears the number of the customer's own receipt, on each line."""

_REFUNDS = f"""
WITH made AS (
INSERT INTO reconciliation_match{COLUMNS}
SELECT %(community_id)s, line_id, 1, %(fund_account_id)s, 'ITEM', item_id, amount_fen,
       account_id, false, 10000, 'NUMBER', '', '', %(today)s, %(actor)s
FROM (
    SELECT line.line_id, line.amount_fen, item.item_id, item.account_id,
           row_number() OVER (PARTITION BY line.line_id ORDER BY item.posted_on, item.item_id)
               AS item_place,
           row_number() OVER (PARTITION BY item.item_id ORDER BY line."on", line.row_no)
               AS line_place
    FROM reconciliation_open line
    JOIN LATERAL (
        SELECT paid.ours_id AS credit_id
        FROM reconciliation_line payment
        JOIN reconciliation_match paid
            ON paid.community_id = payment.community_id AND paid.line_id = payment.id
            AND paid.ours = 'CREDIT' AND paid.released_on IS NULL
        WHERE payment.community_id = %(community_id)s AND payment.live
          AND payment.fund_account_id = %(fund_account_id)s
          AND payment.kind = 'PAYMENT' AND payment.order_number = line.origin_number
        UNION
        SELECT tender.credit_id FROM payments__tender tender
        WHERE tender.community_id = %(community_id)s AND tender.channel = ANY (%(channels)s)
          AND tender.outside_number = line.origin_number
    ) origin ON true
    JOIN ledger__settlement settlement
        ON settlement.community_id = %(community_id)s
        AND settlement.credit_id = origin.credit_id AND settlement.item_nature = 'REFUND'
    JOIN ledger__item item
        ON item.community_id = settlement.community_id AND item.item_id = settlement.item_id
        AND item.channel = ANY (%(channels)s) AND item.amount_fen = -line.amount_fen
    WHERE line.kind = 'REFUND' AND line.origin_number <> ''
      AND NOT EXISTS (
          SELECT FROM reconciliation_match taken
          WHERE taken.community_id = item.community_id AND taken.ours = 'ITEM'
            AND taken.ours_id = item.item_id AND taken.released_on IS NULL)
) found
WHERE item_place = 1 AND line_place = 1
RETURNING line_id){TAKE_OUT}"""  # noqa: S608 - made of constants

_PAYOUTS = f"""
CREATE TEMP TABLE reconciliation_move ON COMMIT DROP AS
SELECT came_on AS "on", '1002' AS debit_code, '1012' AS credit_code, amount_fen,
       'line ' || bank_line_id AS memo, bank_line_id, bank_account_id, channel_line_id,
       channel_account_id
FROM (
    SELECT bank.id AS bank_line_id, bank.fund_account_id AS bank_account_id,
           bank."on" AS came_on, bank.amount_fen, gone.id AS channel_line_id,
           gone.fund_account_id AS channel_account_id,
           row_number() OVER (PARTITION BY bank.id ORDER BY gone."on" DESC, gone.id) AS gone_place,
           row_number() OVER (PARTITION BY gone.id ORDER BY bank."on", bank.id) AS bank_place
    FROM reconciliation_line bank
    JOIN reconciliation_line gone
        ON gone.community_id = bank.community_id AND gone.amount_fen = -bank.amount_fen
        AND gone.kind = 'PAYOUT' AND bank."on" BETWEEN gone."on" AND gone."on" + %(payout_days)s
    WHERE bank.community_id = %(community_id)s AND bank.kind = 'PAYOUT' AND bank.amount_fen > 0
      AND %(statement_id)s IN (bank.statement_id, gone.statement_id)
      {_unmatched("bank")}{_unmatched("gone")}
) pair
WHERE gone_place = 1 AND bank_place = 1
"""  # noqa: S608 - made of constants

_PAYOUT_MATCHES = f"""
WITH made AS (
INSERT INTO reconciliation_match
    (community_id, line_id, part, fund_account_id, ours, ours_id, amount_fen, twin_id, made,
     confidence_bp, how, evidence, source_ref, "on", actor)
SELECT %(community_id)s, side.line_id, 1, side.fund_account_id, 'TRANSFER',
       transfer.transfer_id, side.amount_fen, side.twin_id, true, 10000, 'PAYOUT', '',
       %(source_ref)s, %(today)s, %(actor)s
FROM reconciliation_move pair
JOIN ledger__transfer transfer
    ON transfer.community_id = %(community_id)s AND transfer.memo = pair.memo
JOIN ledger__entry entry
    ON entry.community_id = transfer.community_id AND entry.entry_id = transfer.entry_id
    AND starts_with(entry.source_ref || '/', %(source_ref)s || '/')
CROSS JOIN LATERAL (VALUES
    (bank_line_id, bank_account_id, pair.amount_fen, channel_line_id),
    (channel_line_id, channel_account_id, -pair.amount_fen, bank_line_id)
) side (line_id, fund_account_id, amount_fen, twin_id)
RETURNING line_id){TAKE_OUT}"""  # noqa: S608 - made of constants

_FEES = """
CREATE TEMP TABLE reconciliation_move ON COMMIT DROP AS
SELECT line."on",
       CASE WHEN line.amount_fen < 0 THEN %(fee_code)s ELSE %(code)s END AS debit_code,
       CASE WHEN line.amount_fen < 0 THEN %(code)s ELSE %(fee_code)s END AS credit_code,
       abs(line.amount_fen) AS amount_fen, 'line ' || line.line_id AS memo, line.line_id,
       line.amount_fen AS signed_fen
FROM reconciliation_open line
WHERE line.kind IN ('FEE', 'INTEREST')
"""

_FEE_MATCHES = f"""
WITH made AS (
INSERT INTO reconciliation_match
    (community_id, line_id, part, fund_account_id, ours, ours_id, amount_fen, made,
     confidence_bp, how, evidence, source_ref, "on", actor)
SELECT %(community_id)s, moved.line_id, 1, %(fund_account_id)s, 'TRANSFER',
       transfer.transfer_id, moved.signed_fen, true, 10000, 'FEE', '', %(source_ref)s,
       %(today)s, %(actor)s
FROM reconciliation_move moved
JOIN ledger__transfer transfer
    ON transfer.community_id = %(community_id)s AND transfer.memo = moved.memo
JOIN ledger__entry entry
    ON entry.community_id = transfer.community_id AND entry.entry_id = transfer.entry_id
    AND starts_with(entry.source_ref || '/', %(source_ref)s || '/')
RETURNING line_id){TAKE_OUT}"""  # noqa: S608 - made of constants

_BATCHES = f"""
WITH batch AS (
    SELECT credit.credited_on, sum(credit.amount_fen)::bigint AS amount_fen
    FROM ledger__credit credit
    WHERE credit.community_id = %(community_id)s AND credit.channel = 'DEBIT'
      AND credit.nature = 'RECEIPT' AND 'DEBIT' = ANY (%(channels)s)
      AND NOT EXISTS (
          SELECT FROM reconciliation_match taken
          WHERE taken.community_id = credit.community_id AND taken.ours = 'CREDIT'
            AND taken.ours_id = credit.credit_id AND taken.released_on IS NULL)
    GROUP BY credit.credited_on
), chosen AS (
    SELECT line.line_id, batch.credited_on,
           row_number() OVER (PARTITION BY line.line_id ORDER BY batch.credited_on DESC)
               AS batch_place,
           row_number() OVER (PARTITION BY batch.credited_on ORDER BY line."on", line.row_no)
               AS line_place
    FROM reconciliation_open line
    JOIN batch ON batch.amount_fen = line.amount_fen
        AND line."on" BETWEEN batch.credited_on AND batch.credited_on + %(batch_days)s
    WHERE line.kind = 'PAYMENT' AND line.remark ~ '代扣|代收|批量|托收'
), made AS (
INSERT INTO reconciliation_match{COLUMNS}
SELECT %(community_id)s, chosen.line_id,
       row_number() OVER (PARTITION BY chosen.line_id ORDER BY credit.credit_id),
       %(fund_account_id)s, 'CREDIT', credit.credit_id, credit.amount_fen, credit.account_id,
       false, 10000, 'BATCH', '', '', %(today)s, %(actor)s
FROM chosen
JOIN ledger__credit credit
    ON credit.community_id = %(community_id)s AND credit.channel = 'DEBIT'
    AND credit.nature = 'RECEIPT' AND credit.credited_on = chosen.credited_on
    AND NOT EXISTS (
        SELECT FROM reconciliation_match taken
        WHERE taken.community_id = credit.community_id AND taken.ours = 'CREDIT'
          AND taken.ours_id = credit.credit_id AND taken.released_on IS NULL)
WHERE batch_place = 1 AND line_place = 1
RETURNING line_id){TAKE_OUT}"""  # noqa: S608 - made of constants
