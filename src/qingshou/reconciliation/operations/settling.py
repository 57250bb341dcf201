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

from qingshou.platform.db import transaction, transaction_required
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.db.planning import joining
from qingshou.platform.identity import Actor
from qingshou.reconciliation import models
from qingshou.reconciliation.operations.attributing import (
    COLUMNS,
    TAKE_OUT,
    attribute,
    park_unknown,
)
from qingshou.reconciliation.operations.giving import match_given_back
from qingshou.reconciliation.operations.moving import move_fees, move_payouts
from qingshou.reconciliation.operations.own_money import move_own_money
from qingshou.reconciliation.queries.clauses import unmatched
from qingshou.reconciliation.queries.fund_accounts import FundAccountCard, fund_accounts

BATCH_DAYS = 3


@dataclass(frozen=True, slots=True)
class Settled:
    """How many lines were matched by what, and how many wait for somebody."""

    by_number: int = 0
    payouts: int = 0
    fees: int = 0
    batches: int = 0
    cash: int = 0
    cards: int = 0
    given_back: int = 0
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
        counts = _COUNTS if fresh else unmatched("line")
        cursor.execute(_OPEN_LINES.format(unmatched=counts), values)
        cursor.execute(_FIND_LINES)
        cursor.execute("SELECT count(*) FROM reconciliation_open")
        (lines,) = cursor.fetchone()
    numbers = (_BY_NUMBER, _BY_ORDER, _BY_OWN_NUMBER, _UNCLAIMED, _REFUNDS)
    with joining(lines):
        by_number = sum(_run(statement, values) for statement in numbers)
    given_back = match_given_back(account=account, values=values)
    payouts = move_payouts(account=account, values=values, actor=actor)
    fees = move_fees(account=account, values=values, actor=actor)
    cash, cards = move_own_money(account=account, values=values, today=today, actor=actor)
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
    return Settled(
        by_number, payouts, fees, batches, cash, cards, given_back, evident, parked, waiting
    )


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
        "batch_days": BATCH_DAYS,
    }


def _run(statement: str, values: Mapping[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


_COUNTS = """
    AND line.live AND NOT line.echo AND NOT line.repeats"""

_OPEN_LINES = """
DROP TABLE IF EXISTS pg_temp.reconciliation_open;
CREATE TEMP TABLE reconciliation_open ON COMMIT DROP AS
SELECT line.id AS line_id, line.row_no, line."on", line.kind, line.amount_fen, line.serial,
       line.order_number, line.origin_number, line.payer_name, line.payer_account, line.remark,
       false AS held
FROM reconciliation_line line
WHERE line.community_id = %(community_id)s AND line.statement_id = %(statement_id)s{unmatched}
"""
"""What is still open of the statement; every step takes out what it matches, or holds it back."""

# However few rows the server expects beside it, a line is looked up and never searched for.
_FIND_LINES = "CREATE UNIQUE INDEX ON reconciliation_open (line_id); ANALYZE reconciliation_open"

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

_UNCLAIMED = f"""
WITH made AS (
INSERT INTO reconciliation_match{COLUMNS}
SELECT %(community_id)s, line_id, 1, %(fund_account_id)s, 'CREDIT', credit_id, amount_fen,
       NULL::bigint, false, 0, 'SUSPENSE', '', '', %(today)s, %(actor)s
FROM (
    SELECT line.line_id, credit.credit_id, credit.amount_fen,
           row_number() OVER (PARTITION BY credit.credit_id ORDER BY line."on", line.row_no)
               AS line_place
    FROM reconciliation_open line
    JOIN checkout__unclaimed intent
        ON intent.community_id = %(community_id)s AND intent.out_trade_no = line.order_number
    JOIN ledger__credit credit
        ON credit.community_id = intent.community_id AND credit.credit_id = intent.credit_id
        AND credit.channel = ANY (%(channels)s)
    WHERE line.kind = 'PAYMENT' AND line.order_number <> ''
      AND NOT EXISTS (
          SELECT FROM reconciliation_match taken
          WHERE taken.community_id = credit.community_id AND taken.ours = 'CREDIT'
            AND taken.ours_id = credit.credit_id AND taken.released_on IS NULL)
) found
WHERE line_place = 1
RETURNING line_id){TAKE_OUT}"""  # noqa: S608 - made of constants
"""An online payment that nobody is liable for waits in suspense; its line finds it there."""

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

_DEBITED = """
    SELECT credit.credit_id, credit.credited_on, credit.amount_fen, credit.account_id,
           COALESCE(line.batch, 0) AS batch
    FROM ledger__credit credit
    LEFT JOIN payments__tender tender
        ON tender.community_id = credit.community_id AND tender.credit_id = credit.credit_id
        AND tender.outside_number <> ''
    LEFT JOIN debits__line line
        ON line.community_id = tender.community_id
        AND line.reference = split_part(tender.outside_number, '/', 1)
    WHERE credit.community_id = %(community_id)s AND credit.channel = 'DEBIT'
      AND credit.nature = 'RECEIPT' AND 'DEBIT' = ANY (%(channels)s)
      AND NOT EXISTS (
          SELECT FROM reconciliation_match taken
          WHERE taken.community_id = credit.community_id AND taken.ours = 'CREDIT'
            AND taken.ours_id = credit.credit_id AND taken.released_on IS NULL)"""
"""What was debited and no line has paid for yet, with the batch it was asked in."""

_BATCHES = f"""
WITH debited AS MATERIALIZED ({_DEBITED}
), batch AS (
    SELECT credited_on, batch, sum(amount_fen)::bigint AS amount_fen
    FROM debited GROUP BY credited_on, batch
    UNION ALL
    SELECT credited_on, NULL, sum(amount_fen)::bigint
    FROM debited GROUP BY credited_on HAVING count(DISTINCT batch) > 1
), fits AS (
    SELECT line.line_id, line."on", line.row_no, batch.credited_on, batch.batch
    FROM reconciliation_open line
    JOIN batch ON batch.amount_fen = line.amount_fen
        AND line."on" BETWEEN batch.credited_on AND batch.credited_on + %(batch_days)s
    WHERE line.kind = 'PAYMENT' AND line.remark ~ '代扣|代收|批量|托收'
), chosen AS (
    SELECT line_id, credited_on, batch,
           row_number() OVER (
               PARTITION BY line_id ORDER BY batch IS NULL, credited_on DESC, batch) AS batch_place,
           row_number() OVER (PARTITION BY credited_on, batch ORDER BY "on", row_no) AS line_place,
           bool_or(batch IS NULL) OVER (PARTITION BY credited_on)
               AND bool_or(batch IS NOT NULL) OVER (PARTITION BY credited_on) AS is_torn
    FROM fits
), made AS (
INSERT INTO reconciliation_match{COLUMNS}
SELECT %(community_id)s, chosen.line_id,
       row_number() OVER (PARTITION BY chosen.line_id ORDER BY debited.credit_id),
       %(fund_account_id)s, 'CREDIT', debited.credit_id, debited.amount_fen, debited.account_id,
       false, 10000, 'BATCH', '', '', %(today)s, %(actor)s
FROM chosen
JOIN debited ON debited.credited_on = chosen.credited_on
    AND (chosen.batch IS NULL OR debited.batch = chosen.batch)
WHERE batch_place = 1 AND line_place = 1 AND NOT is_torn
RETURNING line_id){TAKE_OUT}"""  # noqa: S608 - made of constants
"""A bank pays for each batch, or for all batches of a day in one line."""
