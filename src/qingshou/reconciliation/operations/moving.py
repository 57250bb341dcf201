"""Move money between our own accounts: what channels pay out, and what is taken on the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection

from qingshou.ledger import operations as ledger
from qingshou.ledger.rules.chart import Chart
from qingshou.platform.db import transaction_required
from qingshou.platform.identity import Actor
from qingshou.reconciliation.operations.attributing import TAKE_OUT
from qingshou.reconciliation.queries.clauses import landed, unmatched
from qingshou.reconciliation.queries.fund_accounts import FundAccountCard
from qingshou.reconciliation.rules.own_money import PAYOUT_DAYS

LEAST_PERCENT = 90
"""A payout that came short is one of which at least so much came; less is another sum."""


@transaction_required
def move_payouts(*, account: FundAccountCard, values: Mapping[str, Any], actor: Actor) -> int:
    """Move what a channel paid out and the bank received, once both have told of it.

    Equal sums are paired first; then a payout that came short, where nothing else can be meant.
    """
    told = {**values, "payout_days": PAYOUT_DAYS, "least_percent": LEAST_PERCENT}
    whole = move(
        steps=(_PAYOUTS, _PAYOUT_MATCHES), account=account, values=told, actor=actor, what="payouts"
    )
    return whole + move(
        steps=(_SHORT, _PAYOUT_MATCHES), account=account, values=told, actor=actor, what="payouts"
    )


@transaction_required
def move_fees(*, account: FundAccountCard, values: Mapping[str, Any], actor: Actor) -> int:
    """Book what the channel or the bank took, and the interest a bank gave."""
    code = {"code": account.ledger_code.value, "fee_code": Chart.CHANNEL_FEE.value}
    return move(
        steps=(_FEES, MOVED),
        account=account,
        values={**values, **code},
        actor=actor,
        what="fees",
    )


@transaction_required
def move(
    *,
    steps: tuple[str, str],
    account: FundAccountCard,
    values: Mapping[str, Any],
    actor: Actor,
    what: str,
) -> int:
    """Hand chosen lines to the ledger as transfers, and match them with what it made of them.

    ``steps`` are two statements: one makes ``reconciliation_move``, one matches its rows.

    Raises:
        Refusal: What the ledger refuses.
    """
    choose, match = steps
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
    with connection.cursor() as cursor:
        cursor.execute(match, {**values, "source_ref": source_ref})
        return int(cursor.rowcount)


_PAYOUTS = f"""
CREATE TEMP TABLE reconciliation_move ON COMMIT DROP AS
SELECT {landed("came_on")} AS "on", '1002' AS debit_code, '1012' AS credit_code, amount_fen,
       'line ' || bank_line_id AS memo, bank_line_id, bank_account_id, channel_line_id,
       channel_account_id, amount_fen AS gone_fen
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
      {unmatched("bank")}{unmatched("gone")}
) pair
WHERE gone_place = 1 AND bank_place = 1
"""  # noqa: S608 - made of constants

_SHORT = f"""
CREATE TEMP TABLE reconciliation_move ON COMMIT DROP AS
SELECT {landed("came_on")} AS "on", '1002' AS debit_code, '1012' AS credit_code, amount_fen,
       'line ' || bank_line_id AS memo, bank_line_id, bank_account_id, channel_line_id,
       channel_account_id, gone_fen
FROM (
    SELECT bank.id AS bank_line_id, bank.fund_account_id AS bank_account_id,
           bank."on" AS came_on, bank.amount_fen, gone.id AS channel_line_id,
           gone.fund_account_id AS channel_account_id, -gone.amount_fen AS gone_fen,
           count(*) OVER (PARTITION BY bank.id) AS gone_fits,
           count(*) OVER (PARTITION BY gone.id) AS bank_fits,
           %(statement_id)s IN (bank.statement_id, gone.statement_id) AS is_told_now
    FROM reconciliation_line bank
    JOIN reconciliation_line gone
        ON gone.community_id = bank.community_id AND gone.kind = 'PAYOUT'
        AND bank.amount_fen < -gone.amount_fen
        AND bank.amount_fen * 100 >= -gone.amount_fen * %(least_percent)s
        AND bank."on" BETWEEN gone."on" AND gone."on" + %(payout_days)s
    JOIN reconciliation_fundaccount place
        ON place.community_id = gone.community_id AND place.id = gone.fund_account_id
        AND bank.payer_name ~ CASE place.channel
            WHEN 'WECHAT' THEN '财付通|微信' WHEN 'ALIPAY' THEN '支付宝' END
    WHERE bank.community_id = %(community_id)s AND bank.kind = 'PAYOUT' AND bank.amount_fen > 0
      {unmatched("bank")}{unmatched("gone")}
) pair
WHERE gone_fits = 1 AND bank_fits = 1 AND is_told_now
"""  # noqa: S608 - made of constants
"""What came is moved; what did not is an AMOUNT difference on the channel's side."""

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
    (channel_line_id, channel_account_id, -pair.gone_fen, bank_line_id)
) side (line_id, fund_account_id, amount_fen, twin_id)
RETURNING line_id){TAKE_OUT}"""  # noqa: S608 - made of constants

_FEES = f"""
CREATE TEMP TABLE reconciliation_move ON COMMIT DROP AS
SELECT {landed('line."on"')} AS "on",
       CASE WHEN line.amount_fen < 0 THEN %(fee_code)s ELSE %(code)s END AS debit_code,
       CASE WHEN line.amount_fen < 0 THEN %(code)s ELSE %(fee_code)s END AS credit_code,
       abs(line.amount_fen) AS amount_fen, 'line ' || line.line_id AS memo, line.line_id,
       line.amount_fen AS signed_fen, 1 AS part, 'FEE' AS how, 10000 AS confidence_bp,
       '' AS evidence
FROM reconciliation_open line
WHERE line.kind IN ('FEE', 'INTEREST')
"""  # noqa: S608 - made of constants

MOVED = f"""
WITH made AS (
INSERT INTO reconciliation_match
    (community_id, line_id, part, fund_account_id, ours, ours_id, amount_fen, made,
     confidence_bp, how, evidence, source_ref, "on", actor)
SELECT %(community_id)s, moved.line_id, moved.part, %(fund_account_id)s, 'TRANSFER',
       transfer.transfer_id, moved.signed_fen, true, moved.confidence_bp, moved.how,
       moved.evidence, %(source_ref)s, %(today)s, %(actor)s
FROM reconciliation_move moved
JOIN ledger__transfer transfer
    ON transfer.community_id = %(community_id)s AND transfer.memo = moved.memo
JOIN ledger__entry entry
    ON entry.community_id = transfer.community_id AND entry.entry_id = transfer.entry_id
    AND starts_with(entry.source_ref || '/', %(source_ref)s || '/')
RETURNING line_id){TAKE_OUT}"""  # noqa: S608 - made of constants
"""Match lines with the transfers that were made of them, part by part."""
