"""Give incoming money to the homes it is for, or let it wait in suspense."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db import connection

from qingshou.billing import operations as billing
from qingshou.kernel.money import Money
from qingshou.ledger import operations as ledger
from qingshou.payments import operations as payments
from qingshou.platform.db import transaction_required
from qingshou.platform.identity import Actor
from qingshou.reconciliation.queries.clauses import landed
from qingshou.reconciliation.queries.directory import directory
from qingshou.reconciliation.queries.fund_accounts import FundAccountCard
from qingshou.reconciliation.rules.lines import LineKind, StatementLine
from qingshou.reconciliation.rules.matching import Candidate, decide

DESK_DAYS = 5
"""So many days a receipt of the desk may be away from the bank's line it foresaw."""


@transaction_required
def attribute(*, account: FundAccountCard, today: date, actor: Actor) -> int:
    """Receive the lines whose payer is certain; tell how many.

    A line for which the desk wrote a receipt already is matched with that receipt. The receipts
    made bear the payer's name and the bank's serial.

    Raises:
        Refusal: What payments or the ledger refuse.
    """
    values = _values(account, today, actor)
    with connection.cursor() as cursor:
        cursor.execute(_UNKNOWN, values)
        rows = cursor.fetchall()
        if not rows:
            return 0
        days = [on for _, _, on, *_ in rows]
        known = directory(
            community_id=account.community_id, first_on=min(days), latest_on=max(days)
        )
        cursor.execute(_DECIDED)
        with cursor.cursor.copy(_COPY) as copy:
            for line_id, best in _certain(rows, known):
                evidence = "+".join(best.evidence)
                copy.write_row((line_id, best.home.account_id, best.confidence_bp, evidence))
        cursor.execute(_FIND_DECIDED)
        cursor.execute(_FORESEEN, values)
        foreseen = int(cursor.rowcount)
        cursor.execute(_HISTORY, values)
        if cursor.fetchone():
            cursor.execute(_WRITTEN, values)
            foreseen += int(cursor.rowcount)
        cursor.execute(_TO_RECEIVE, values)
        if cursor.rowcount == 0:
            return foreseen
        cursor.execute(_PAYERS)
        payers = cursor.fetchall()
    billing.post_penalties_of_payers(community_id=account.community_id, payers=payers, actor=actor)
    source_ref = _source_ref(account, "receipts")
    payments.receive_batch_from(
        community_id=account.community_id,
        relation="reconciliation_received",
        source_ref=source_ref,
        actor=actor,
        late=True,
    )
    with connection.cursor() as cursor:
        cursor.execute(_RECEIVED, {**values, "source_ref": source_ref})
        return foreseen + int(cursor.rowcount)


@transaction_required
def park_unknown(*, account: FundAccountCard, today: date, actor: Actor) -> int:
    """Park what nobody is known for; tell how many lines.

    A channel's line with the number of an order waits instead: the order is known to somebody.

    Raises:
        Refusal: What the ledger refuses.
    """
    values = _values(account, today, actor)
    source_ref = _source_ref(account, "suspense")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.reconciliation_parked")
        cursor.execute(_TO_PARK, {**values, "source_ref": source_ref})
        if cursor.rowcount == 0:
            return 0
    ledger.park_suspense_from(
        community_id=account.community_id,
        relation="reconciliation_parked",
        source_ref=source_ref,
        actor=actor,
    )
    with connection.cursor() as cursor:
        cursor.execute(_PARKED, {**values, "source_ref": source_ref})
        return int(cursor.rowcount)


def _certain(rows: Iterable[tuple[Any, ...]], known: Any) -> Iterator[tuple[int, Candidate]]:
    for line_id, *told in rows:
        best = decide(_line(told), known).automatic
        if best is not None:
            yield line_id, best


def _line(row: Sequence[Any]) -> StatementLine:
    row_no, on, fen, name, payer_account, remark = row
    return StatementLine(
        row_no=row_no,
        on=on,
        kind=LineKind.PAYMENT,
        amount=Money(fen),
        payer_name=name,
        payer_account=payer_account,
        remark=remark,
    )


def _source_ref(account: FundAccountCard, what: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('qingshou_id')")
        (run,) = cursor.fetchone()
    return f"fund:{account.fund_account_id}/{what}:{run}"


def _values(account: FundAccountCard, today: date, actor: Actor) -> dict[str, Any]:
    return {
        "community_id": account.community_id,
        "fund_account_id": account.fund_account_id,
        "channel": account.channel.value,
        "today": today,
        "actor": actor.name,
        "desk_days": DESK_DAYS,
    }


_INCOME = """
WHERE line.kind = 'PAYMENT' AND line.amount_fen > 0 AND NOT line.held
  AND (line.order_number = '' OR %(channel)s = 'TRANSFER')"""

_UNKNOWN = f"""
SELECT line.line_id, line.row_no, line."on", line.amount_fen, line.payer_name,
       line.payer_account, line.remark
FROM reconciliation_open line{_INCOME}
ORDER BY line."on", line.row_no
"""  # noqa: S608 - made of constants

COLUMNS = """
    (community_id, line_id, part, fund_account_id, ours, ours_id, amount_fen, account_id, made,
     confidence_bp, how, evidence, source_ref, "on", actor)"""
TAKE_OUT = """
DELETE FROM reconciliation_open open_line USING (SELECT DISTINCT line_id FROM made) done
WHERE open_line.line_id = done.line_id
"""

_DECIDED = """
DROP TABLE IF EXISTS pg_temp.reconciliation_decided;
CREATE TEMP TABLE reconciliation_decided (
    line_id bigint, account_id bigint, confidence_bp integer, evidence text
) ON COMMIT DROP
"""

_FIND_DECIDED = """
CREATE INDEX ON reconciliation_decided (account_id);
ANALYZE reconciliation_decided
"""

_COPY = """
COPY reconciliation_decided (line_id, account_id, confidence_bp, evidence) FROM STDIN
"""

_HISTORY = """
SELECT FROM payments__receipt
WHERE community_id = %(community_id)s AND import_id IS NOT NULL LIMIT 1
"""

_FORESEEN = f"""
WITH made AS (
INSERT INTO reconciliation_match{COLUMNS}
SELECT %(community_id)s, line_id, 1, %(fund_account_id)s, 'CREDIT', credit_id, amount_fen,
       account_id, false, confidence_bp, 'EVIDENCE', evidence, '', %(today)s, %(actor)s
FROM (
    SELECT line.line_id, line.amount_fen, decided.account_id, decided.confidence_bp,
           decided.evidence, credit.credit_id,
           row_number() OVER (
               PARTITION BY line.line_id
               ORDER BY abs(credit.credited_on - line."on"), credit.credit_id) AS credit_place,
           row_number() OVER (
               PARTITION BY credit.credit_id
               ORDER BY abs(credit.credited_on - line."on"), line.row_no) AS line_place
    FROM reconciliation_decided decided
    JOIN reconciliation_open line ON line.line_id = decided.line_id
    JOIN ledger__credit credit
        ON credit.community_id = %(community_id)s AND credit.account_id = decided.account_id
        AND credit.channel = %(channel)s AND credit.nature = 'RECEIPT'
        AND credit.amount_fen = line.amount_fen
        AND credit.credited_on BETWEEN line."on" - %(desk_days)s AND line."on" + %(desk_days)s
    WHERE NOT EXISTS (
        SELECT FROM reconciliation_match taken
        WHERE taken.community_id = credit.community_id AND taken.ours = 'CREDIT'
          AND taken.ours_id = credit.credit_id AND taken.released_on IS NULL)
) found
WHERE credit_place = 1 AND line_place = 1
RETURNING line_id){TAKE_OUT}"""  # noqa: S608 - made of constants

_WRITTEN = f"""
WITH written AS MATERIALIZED (
    SELECT tender.credit_id, receipt.outside_number
    FROM payments__receipt receipt
    JOIN payments__tender tender
        ON tender.community_id = receipt.community_id
        AND tender.receipt_id = receipt.receipt_id AND tender.channel = %(channel)s
    WHERE receipt.community_id = %(community_id)s AND receipt.import_id IS NOT NULL
      AND receipt.outside_number <> '' AND receipt.reverses_id IS NULL
      AND receipt.account_id IN (SELECT account_id FROM reconciliation_decided)
), desk AS (
    SELECT credit.account_id, credit.credited_on, sum(credit.amount_fen) AS amount_fen,
           array_agg(credit.credit_id ORDER BY credit.credit_id) AS credit_ids
    FROM ledger__credit credit
    JOIN written ON written.credit_id = credit.credit_id
    WHERE credit.community_id = %(community_id)s AND credit.nature = 'RECEIPT'
      AND NOT EXISTS (
          SELECT FROM reconciliation_match taken
          WHERE taken.community_id = credit.community_id AND taken.ours = 'CREDIT'
            AND taken.ours_id = credit.credit_id AND taken.released_on IS NULL)
    GROUP BY credit.account_id, credit.credited_on, written.outside_number
), found AS (
    SELECT line.line_id, decided.account_id, decided.confidence_bp, decided.evidence,
           desk.credit_ids,
           row_number() OVER (
               PARTITION BY line.line_id
               ORDER BY abs(desk.credited_on - line."on"), desk.credit_ids) AS desk_place,
           row_number() OVER (
               PARTITION BY desk.credit_ids
               ORDER BY abs(desk.credited_on - line."on"), line.row_no) AS line_place
    FROM reconciliation_decided decided
    JOIN reconciliation_open line ON line.line_id = decided.line_id
    JOIN desk
        ON desk.account_id = decided.account_id AND desk.amount_fen = line.amount_fen
        AND desk.credited_on BETWEEN line."on" - %(desk_days)s AND line."on" + %(desk_days)s
), made AS (
INSERT INTO reconciliation_match{COLUMNS}
SELECT %(community_id)s, found.line_id, part.number, %(fund_account_id)s, 'CREDIT',
       part.credit_id, credit.amount_fen, found.account_id, false, found.confidence_bp,
       'EVIDENCE', found.evidence, '', %(today)s, %(actor)s
FROM found
CROSS JOIN LATERAL unnest(found.credit_ids) WITH ORDINALITY AS part (credit_id, number)
JOIN ledger__credit credit
    ON credit.community_id = %(community_id)s AND credit.credit_id = part.credit_id
WHERE found.desk_place = 1 AND found.line_place = 1
RETURNING line_id){TAKE_OUT}"""  # noqa: S608 - made of constants
"""Lines of one number in a history that was imported are one payment."""

_TO_RECEIVE = """
DROP TABLE IF EXISTS pg_temp.reconciliation_received;
CREATE TEMP TABLE reconciliation_received ON COMMIT DROP AS
SELECT decided.account_id, line."on", line.amount_fen, %(channel)s::text AS channel,
       NULL::text AS kind, NULL::date AS period_from, NULL::date AS period_until,
       line.line_id AS "position", line.payer_name AS payer, line.remark AS memo,
       CASE WHEN line.serial <> ''
                 AND count(*) OVER (PARTITION BY line.serial) = 1
                 AND NOT EXISTS (
                     SELECT FROM payments__tender tender
                     WHERE tender.community_id = %(community_id)s
                       AND tender.channel = %(channel)s AND tender.outside_number = line.serial)
            THEN line.serial ELSE '' END AS outside_number
FROM reconciliation_decided decided
JOIN reconciliation_open line ON line.line_id = decided.line_id
"""

_PAYERS = """
SELECT account_id, min("on") FROM reconciliation_received GROUP BY account_id
"""

_RECEIVED = f"""
WITH made AS (
INSERT INTO reconciliation_match{COLUMNS}
SELECT %(community_id)s, decided.line_id, 1, %(fund_account_id)s, 'CREDIT', received.credit_id,
       received.amount_fen, received.account_id, true, decided.confidence_bp, 'EVIDENCE',
       decided.evidence, %(source_ref)s, %(today)s, %(actor)s
FROM payments_batch received
JOIN reconciliation_decided decided ON decided.line_id = received."position"
RETURNING line_id){TAKE_OUT}"""  # noqa: S608 - made of constants

_TO_PARK = f"""
CREATE TEMP TABLE reconciliation_parked ON COMMIT DROP AS
SELECT nextval('qingshou_id') AS credit_id, {landed('line."on"')} AS "on", line.amount_fen,
       %(channel)s::text AS channel, 'line:' || line.line_id AS source_ref, line.line_id
FROM reconciliation_open line{_INCOME}
"""  # noqa: S608 - made of constants

_PARKED = f"""
WITH made AS (
INSERT INTO reconciliation_match{COLUMNS}
SELECT %(community_id)s, line_id, 1, %(fund_account_id)s, 'CREDIT', credit_id, amount_fen,
       NULL::bigint, true, 0, 'SUSPENSE', '', %(source_ref)s, %(today)s, %(actor)s
FROM reconciliation_parked
RETURNING line_id){TAKE_OUT}"""  # noqa: S608 - made of constants
