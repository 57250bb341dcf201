"""Match what a bank sent out with money that two people let go: by amount, payee and day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection

from qingshou.ledger.rules.chart import Channel
from qingshou.platform.db import transaction_required
from qingshou.reconciliation.operations.attributing import COLUMNS, TAKE_OUT
from qingshou.reconciliation.queries.fund_accounts import FundAccountCard
from qingshou.reconciliation.rules.matching import name_key

GIVING_DAYS = 5
"""So many days the bank may take to send what was given back, or be ahead of its slip."""


@transaction_required
def match_given_back(*, account: FundAccountCard, values: Mapping[str, Any]) -> int:
    """Match outgoing lines of a bank with slips and returns of their payee; tell how many lines.

    Two slips of one payee and amount are paired in the order of their days.
    """
    if account.channel is not Channel.TRANSFER:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_OUTGOING)
        lines = [(line_id, on, -fen, name_key(name)) for line_id, on, fen, name in cursor]
        if not any(name for *_, name in lines):
            return 0
        cursor.execute(_GIVEN, values)
        given = [(item_id, on, fen, name_key(payee)) for item_id, on, fen, payee in cursor]
        pairs = _pairs(lines, given)
        cursor.execute("DROP TABLE IF EXISTS pg_temp.reconciliation_given")
        cursor.execute(
            "CREATE TEMP TABLE reconciliation_given (line_id bigint, item_id bigint) ON COMMIT DROP"
        )
        with cursor.cursor.copy("COPY reconciliation_given (line_id, item_id) FROM STDIN") as copy:
            for pair in pairs:
                copy.write_row(pair)
        cursor.execute(_MATCH, values)
        return int(cursor.rowcount)


def _pairs(lines: list[tuple[Any, ...]], given: list[tuple[Any, ...]]) -> list[tuple[int, int]]:
    """Pair each line with the earliest slip of its payee and amount within some days."""
    waiting: dict[tuple[int, str], list[tuple[int, Any]]] = {}
    for item_id, on, fen, payee in given:
        waiting.setdefault((fen, payee), []).append((item_id, on))
    pairs = []
    for line_id, on, fen, payee in lines:
        slips = waiting.get((fen, payee), []) if payee else []
        near = [slip for slip in slips if abs((on - slip[1]).days) <= GIVING_DAYS]
        if near:
            slips.remove(near[0])
            pairs.append((line_id, near[0][0]))
    return pairs


_OUTGOING = """
SELECT line_id, "on", amount_fen, payer_name FROM reconciliation_open
WHERE amount_fen < 0 AND kind IN ('REFUND', 'OTHER') ORDER BY "on", row_no
"""

_GIVEN = """
SELECT item.item_id, item.posted_on, item.amount_fen, given.payee
FROM ledger__item item
JOIN LATERAL (
    SELECT slip.payee FROM payments__refund slip
    WHERE slip.community_id = item.community_id AND slip.entry_id = item.entry_id
    UNION ALL
    SELECT line.payer_name
    FROM ledger__settlement back
    JOIN reconciliation_match parked
        ON parked.community_id = back.community_id AND parked.ours = 'CREDIT'
        AND parked.ours_id = back.credit_id
    JOIN reconciliation_line line
        ON line.community_id = parked.community_id AND line.id = parked.line_id AND line.live
    WHERE back.community_id = item.community_id AND back.item_id = item.item_id
      AND item.kind = 'SUSPENSE'
) given ON true
WHERE item.community_id = %(community_id)s AND item.nature = 'REFUND'
  AND item.channel = ANY (%(channels)s)
  AND NOT EXISTS (
      SELECT FROM reconciliation_match taken
      WHERE taken.community_id = item.community_id AND taken.ours = 'ITEM'
        AND taken.ours_id = item.item_id AND taken.released_on IS NULL)
ORDER BY item.posted_on, item.item_id
"""
"""What went out by the bank and was not seen on a statement, with who is to have it."""

_MATCH = f"""
WITH made AS (
INSERT INTO reconciliation_match{COLUMNS}
SELECT %(community_id)s, given.line_id, 1, %(fund_account_id)s, 'ITEM', item.item_id,
       -item.amount_fen, item.account_id, false, 10000, 'EVIDENCE', 'NAME+AMOUNT', '', %(today)s,
       %(actor)s
FROM reconciliation_given given
JOIN ledger__item item
    ON item.community_id = %(community_id)s AND item.item_id = given.item_id
RETURNING line_id){TAKE_OUT}"""  # noqa: S608 - made of constants
