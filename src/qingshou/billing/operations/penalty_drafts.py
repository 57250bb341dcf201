"""Draws up what a community's items bear: which items, which stretches of days, how much.

Three ways lead into an accrual. An item about which something was booked, posted or frozen since
the latest accrual has its story written anew. An item that meets a turn of its days (first
default, a payment dated ahead, a freeze, a publication of rates) goes on with fresh stretches.
Every other item only has its latest stretch continued: one statement, one row each.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from qingshou.billing.rules.lpr import RateTable, Term, as_decimal, rate_table
from qingshou.billing.rules.penalty_sql import at_day, days_between, whole_item, whole_segment
from qingshou.billing.rules.penalty_terms import BEARS_NONE
from qingshou.platform.db import transaction_required
from qingshou.platform.db.planning import whole_tables


@dataclass(frozen=True, slots=True)
class Span:
    """From the latest accrual to this one; without a latest one everything is written anew.

    ``latest_id`` is the first run of the latest day, ``again_id`` the second one of that day, if
    there was one, ``known_id`` the very latest run.
    """

    community_id: int
    run_id: int
    as_of: date
    latest_as_of: date | None
    latest_id: int
    again_id: int | None
    known_id: int
    rates_known_until: date | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """How many rows were written, and what they add to what was accrued before."""

    rows: int
    added_fen: int


@transaction_required
def choose(*, span: Span) -> int:
    """Choose the items that are more than continued; tell how many are written anew."""
    values = _values(span)
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        cursor.execute(_CLAUSES, values)
        cursor.execute(_CHOOSE, values)
        cursor.execute(_DEBTS, values)
        cursor.execute("ANALYZE billing_penalty_debt")
        cursor.execute(
            "SELECT count(*) FROM billing_penalty_debt WHERE generation = %s", [span.run_id]
        )
        return int(cursor.fetchone()[0])


@transaction_required
def write(*, span: Span) -> Drawn:
    """Write the accruals of the items that were chosen, and continue all others."""
    values = _values(span)
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES, values)
        cursor.execute(_STRETCHES, values)
        cursor.execute(_WRITE_STRETCHES, values)
        rows, added = cursor.fetchone()
        if span.latest_as_of is not None and span.latest_as_of < span.as_of:
            with whole_tables():
                cursor.execute(_CONTINUE, values)
            continued, more = cursor.fetchone()
            rows, added = rows + continued, added + more
    return Drawn(rows, int(added))


def _values(span: Span) -> dict[str, Any]:
    table = rate_table()
    return {
        "community_id": span.community_id,
        "run_id": span.run_id,
        "as_of": span.as_of,
        "latest_as_of": span.latest_as_of or date.min,
        "latest_id": span.latest_id,
        "again_id": span.again_id,
        "known_id": span.known_id,
        "rates_grew": span.rates_known_until != table.known_until,
        "known_until": table.known_until,
        "bears_none": list(BEARS_NONE),
        "rates": json.dumps(_rates(table)),
    }


def _rates(table: RateTable) -> list[dict[str, str]]:
    days = [one.on for one in table.publications]
    ends = [*days[1:], table.known_until]
    return [
        {
            "term": term.value,
            "since": one.on.isoformat(),
            "until": end.isoformat(),
            "rate": str(as_decimal(one.rates[term])),
        }
        for one, end in zip(table.publications, ends, strict=True)
        for term in Term
    ]


_TABLES = """
CREATE TEMP TABLE IF NOT EXISTS billing_penalty_clause (
    terms_id bigint PRIMARY KEY, kind text, valid_from date, valid_until date, rule text,
    rate numeric, term text, divisor integer, first_after integer, last_after integer,
    day_basis text, is_capped boolean, segment_fen integer, item_fen integer
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS billing_penalty_rate (
    term text, since date, until date, rate numeric
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS billing_penalty_chosen (
    item_id bigint, is_changed boolean
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS billing_penalty_debt (
    item_id bigint PRIMARY KEY, account_id bigint, terms_id bigint, principal_fen bigint,
    start date, until date, since date, generation bigint, reversed_from date, former_fen bigint
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS billing_penalty_change (
    item_id bigint, "on" date, fen bigint, PRIMARY KEY (item_id, "on")
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS billing_penalty_pause (
    account_id bigint, item_id bigint, frozen_from date, frozen_until date
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS billing_penalty_stretch (
    item_id bigint, account_id bigint, terms_id bigint, generation bigint, principal_fen bigint,
    cap_fen bigint, rate numeric, from_on date, until_on date, since date, former_fen bigint,
    is_over boolean
) ON COMMIT DELETE ROWS;
DELETE FROM billing_penalty_clause; DELETE FROM billing_penalty_rate;
DELETE FROM billing_penalty_chosen; DELETE FROM billing_penalty_debt;
DELETE FROM billing_penalty_change; DELETE FROM billing_penalty_pause;
DELETE FROM billing_penalty_stretch;
"""

_CLAUSES = """
INSERT INTO billing_penalty_clause
SELECT terms_id, kind, valid_from, valid_until, rule, rate, term, divisor, first_after, last_after,
       day_basis, cap = 'PRINCIPAL', segment_fen, item_fen
FROM billing__penalty_terms WHERE community_id = %(community_id)s;
INSERT INTO billing_penalty_rate
SELECT * FROM jsonb_to_recordset(%(rates)s::jsonb)
    AS rate (term text, since date, until date, rate numeric);
INSERT INTO billing_penalty_pause
SELECT account_id, item_id, frozen_from, frozen_until FROM billing__penalty_freeze
WHERE community_id = %(community_id)s AND frozen_from < frozen_until;
"""

# What came after the latest run has a greater id than it, because the book stood still for it.
_CHOOSE = """
INSERT INTO billing_penalty_chosen
SELECT item_id, bool_or(is_changed) FROM (
    SELECT item_id, true FROM ledger__item
    WHERE community_id = %(community_id)s AND item_id > %(known_id)s
    UNION ALL
    SELECT item_id, true FROM ledger__settlement
    WHERE community_id = %(community_id)s AND settlement_id > %(known_id)s
    UNION ALL
    SELECT item.item_id, true FROM billing_penaltyfreeze pause
    JOIN ledger__item item
        ON item.community_id = pause.community_id AND item.account_id = pause.account_id
        AND item.item_id = COALESCE(pause.item_id, item.item_id)
    WHERE pause.community_id = %(community_id)s AND pause.id > %(known_id)s
    UNION ALL
    SELECT item_id, true FROM billing_penaltyaccrual
    WHERE %(rates_grew)s AND community_id = %(community_id)s AND rate IS NULL
    UNION ALL
    SELECT item_id, false FROM ledger__settlement
    WHERE community_id = %(community_id)s
      AND settled_on BETWEEN %(latest_as_of)s AND %(as_of)s::date + 1
    UNION ALL
    SELECT item.item_id, false FROM billing_penalty_pause pause
    JOIN ledger__item item
        ON item.community_id = %(community_id)s AND item.account_id = pause.account_id
        AND item.item_id = COALESCE(pause.item_id, item.item_id)
    WHERE pause.frozen_from BETWEEN %(latest_as_of)s AND %(as_of)s::date + 1
       OR pause.frozen_until BETWEEN %(latest_as_of)s AND %(as_of)s::date + 1
    UNION ALL
    SELECT accrual.item_id, false FROM billing_penaltyaccrual accrual
    JOIN billing_penalty_clause clause USING (terms_id)
    WHERE accrual.community_id = %(community_id)s AND accrual.id > %(latest_id)s
      AND clause.rule = 'LPR' AND accrual.rate > 0
      AND accrual.until_on = %(latest_as_of)s::date + clause.last_after
      AND (%(as_of)s::date + clause.last_after > %(known_until)s
           OR EXISTS (SELECT FROM billing_penalty_rate rate
                      WHERE rate.since >= accrual.until_on AND rate.term = clause.term
                        AND rate.since < %(as_of)s::date + clause.last_after))
    UNION ALL
    SELECT item.item_id, false
    FROM (SELECT * FROM ledger__item WHERE closed_on IS NULL
          UNION ALL
          SELECT * FROM ledger__item WHERE closed_on >= %(latest_as_of)s) item
    CROSS JOIN (SELECT DISTINCT first_after, last_after FROM billing_penalty_clause) clause
    WHERE item.community_id = %(community_id)s
      AND GREATEST(item.due_on, item.posted_on) + clause.first_after
          >= %(latest_as_of)s::date + clause.last_after
      AND GREATEST(item.due_on, item.posted_on) + clause.first_after
          < %(as_of)s::date + clause.last_after
) found (item_id, is_changed)
GROUP BY item_id
"""

_DEBTS = """
INSERT INTO billing_penalty_debt
SELECT item.item_id, item.account_id, clause.terms_id, item.amount_fen, day.start, day.until,
       CASE WHEN is_anew THEN day.start ELSE %(latest_as_of)s::date + clause.last_after END,
       CASE WHEN is_anew THEN %(run_id)s ELSE latest.generation END,
       taken_back."on" + clause.last_after - 1, COALESCE(latest.fen, 0)
FROM billing_penalty_chosen chosen
JOIN ledger__item item
    ON item.community_id = %(community_id)s AND item.item_id = chosen.item_id
JOIN LATERAL (
    SELECT * FROM billing_penalty_clause clause
    WHERE clause.kind IN ('', item.kind)
      AND item.due_on >= clause.valid_from AND item.due_on < clause.valid_until
    ORDER BY clause.kind COLLATE "C" DESC LIMIT 1
) clause ON true
CROSS JOIN LATERAL (
    SELECT GREATEST(item.due_on, item.posted_on) + clause.first_after AS start,
           %(as_of)s::date + clause.last_after AS until
) day
LEFT JOIN LATERAL (
    SELECT generation, fen FROM billing_penaltyaccrual accrual
    WHERE accrual.community_id = %(community_id)s AND accrual.account_id = item.account_id
      AND accrual.item_id = item.item_id
    ORDER BY generation DESC, from_on DESC LIMIT 1
) latest ON true
LEFT JOIN LATERAL (
    SELECT min(settled_on) AS "on" FROM ledger__settlement settlement
    WHERE settlement.community_id = %(community_id)s AND settlement.item_id = item.item_id
      AND settlement.nature = 'REVERSAL'
) taken_back ON true
CROSS JOIN LATERAL (SELECT chosen.is_changed OR latest.generation IS NULL AS is_anew) story
WHERE item.nature IN ('CHARGE', 'OPENING', 'ADJUSTMENT') AND item.kind <> ALL (%(bears_none)s)
  AND day.start < day.until
"""

_CHANGES = """
INSERT INTO billing_penalty_change
SELECT settlement.item_id, settlement.settled_on, sum(settlement.amount_fen)
FROM billing_penalty_debt debt
JOIN ledger__settlement settlement
    ON settlement.community_id = %(community_id)s AND settlement.item_id = debt.item_id
GROUP BY settlement.item_id, settlement.settled_on
HAVING sum(settlement.amount_fen) <> 0
"""

# A stretch has one principal, one rate, and is frozen or not. Where a rate is not known, the
# stretch reaches to the end: nothing after it is known either, until the charge is taken back.
_STRETCHES = """
INSERT INTO billing_penalty_stretch
SELECT item_id, account_id, terms_id, generation, principal_fen, cap_fen, rate, from_on,
       CASE WHEN rate IS NULL THEN LEAST(until, reversed_from) ELSE until_on END, since,
       former_fen, is_over
FROM (
    SELECT stretch.*, min(from_on) FILTER (WHERE rate IS NULL) OVER (PARTITION BY item_id)
               AS unknown_from
    FROM (
        SELECT turn.*, CASE WHEN is_over OR is_frozen OR principal_fen = 0 THEN 0
                            WHEN rule = 'LPR' THEN published.rate * clause_rate
                            ELSE clause_rate END AS rate
        FROM (
            SELECT debt.*, point."on" AS from_on,
                   lead(point."on", 1, debt.until) OVER (
                       PARTITION BY debt.item_id ORDER BY point."on") AS until_on,
                   CASE WHEN clause.is_capped THEN debt.amount_fen END AS cap_fen,
                   clause.rule, clause.term, clause.rate AS clause_rate,
                   COALESCE(point."on" >= debt.reversed_from, false) AS is_over,
                   EXISTS (
                       SELECT FROM billing_penalty_pause pause
                       WHERE pause.account_id = debt.account_id
                         AND COALESCE(pause.item_id, debt.item_id) = debt.item_id
                         AND pause.frozen_from <= point."on" AND pause.frozen_until > point."on"
                   ) AS is_frozen,
                   debt.amount_fen - COALESCE((
                       SELECT sum(change.fen) FROM billing_penalty_change change
                       WHERE change.item_id = debt.item_id AND change."on" <= point."on"
                   ), 0)::bigint AS principal_fen
            FROM (SELECT item_id, account_id, terms_id, principal_fen AS amount_fen, start, until,
                         since, generation, reversed_from, former_fen
                  FROM billing_penalty_debt) debt
            JOIN billing_penalty_clause clause USING (terms_id)
            JOIN (
                SELECT item_id, start AS "on" FROM billing_penalty_debt
                UNION
                SELECT item_id, "on" FROM billing_penalty_change
                UNION
                SELECT item_id, reversed_from FROM billing_penalty_debt
                UNION
                SELECT debt.item_id, edge."on" FROM billing_penalty_debt debt
                JOIN billing_penalty_pause pause
                    ON pause.account_id = debt.account_id
                    AND COALESCE(pause.item_id, debt.item_id) = debt.item_id
                CROSS JOIN LATERAL (VALUES (pause.frozen_from), (pause.frozen_until)) edge ("on")
                UNION
                SELECT debt.item_id, edge."on" FROM billing_penalty_debt debt
                JOIN billing_penalty_clause clause
                    ON clause.terms_id = debt.terms_id AND clause.rule = 'LPR'
                JOIN billing_penalty_rate rate ON rate.term = clause.term
                CROSS JOIN LATERAL (VALUES (rate.since), (rate.until)) edge ("on")
            ) point
                ON point.item_id = debt.item_id
                AND point."on" >= debt.start AND point."on" < debt.until
        ) turn
        LEFT JOIN billing_penalty_rate published
            ON published.term = turn.term AND published.since <= turn.from_on
            AND published.until > turn.from_on
    ) stretch
) told
WHERE unknown_from IS NULL OR from_on <= unknown_from OR is_over
"""

_DAYS = days_between("stretch.from_on", "stretch.until_on", "clause.day_basis")
_EXACT = f"stretch.principal_fen * COALESCE(stretch.rate, 0) * ({_DAYS})"
_SEGMENT = whole_segment(_EXACT, divisor="clause.divisor", grain="clause.segment_fen")
_FEN = whole_item("earlier + segment", divisor="divisor", grain="item_fen", cap="cap_fen")

_WRITE_STRETCHES = f"""
WITH summed AS (
    SELECT parts.*, CASE WHEN is_over THEN 0 ELSE COALESCE(sum(segment) OVER (
               PARTITION BY item_id ORDER BY from_on
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) END AS earlier
    FROM (
        SELECT stretch.*, clause.divisor, clause.item_fen, {_SEGMENT} AS segment
        FROM billing_penalty_stretch stretch JOIN billing_penalty_clause clause USING (terms_id)
    ) parts
), told AS (
    SELECT summed.*, {_FEN} AS fen FROM summed
), grown AS (
    SELECT told.*, fen - COALESCE(
        CASE WHEN from_on < since THEN former_fen END,
        lag(fen) OVER (PARTITION BY item_id ORDER BY from_on), 0) AS added
    FROM told
), written AS (
    INSERT INTO billing_penaltyaccrual
        (community_id, run_id, account_id, item_id, terms_id, generation, principal_fen, cap_fen,
         fen, added_fen, from_on, until_on, segment_from, rate, earlier)
    SELECT %(community_id)s, %(run_id)s, account_id, item_id, terms_id, generation, principal_fen,
           cap_fen, fen, added, GREATEST(from_on, since), until_on, from_on, rate, earlier
    FROM grown WHERE until_on > since
    RETURNING added_fen
)
SELECT count(*), COALESCE(sum(added_fen), 0)
           - (SELECT COALESCE(sum(former_fen), 0) FROM billing_penalty_debt
              WHERE generation = %(run_id)s)
FROM written
"""  # noqa: S608 - our own names

_CONTINUE = f"""
WITH written AS (
    INSERT INTO billing_penaltyaccrual
        (community_id, run_id, account_id, item_id, terms_id, generation, principal_fen, cap_fen,
         fen, added_fen, from_on, until_on, segment_from, rate, earlier)
    SELECT %(community_id)s, %(run_id)s, account_id, item_id, terms_id, generation,
           principal_fen, cap_fen, fen, fen - former_fen, from_on, until_on, segment_from, rate,
           earlier
    FROM (
        SELECT stretch.account_id, stretch.item_id, stretch.terms_id, stretch.generation,
               stretch.principal_fen, stretch.cap_fen, stretch.fen AS former_fen,
               stretch.until_on AS from_on, %(as_of)s::date + clause.last_after AS until_on,
               stretch.segment_from, stretch.rate, stretch.earlier,
               {at_day("(%(as_of)s::date + clause.last_after)")} AS fen
        FROM billing_penaltyaccrual stretch
        JOIN billing_penalty_clause clause USING (terms_id)
        WHERE stretch.community_id = %(community_id)s AND stretch.id > %(latest_id)s
          AND stretch.until_on = %(latest_as_of)s::date + clause.last_after
          AND stretch.principal_fen > 0 AND stretch.rate > 0
          AND (stretch.cap_fen IS NULL OR stretch.fen < stretch.cap_fen)
          AND NOT EXISTS (SELECT FROM billing_penalty_debt debt
                          WHERE debt.item_id = stretch.item_id)
          AND NOT EXISTS (SELECT FROM billing_penaltyaccrual later
                          WHERE later.community_id = %(community_id)s
                            AND later.id > %(again_id)s AND later.run_id > stretch.run_id
                            AND later.item_id = stretch.item_id)
        OFFSET 0
    ) continued
    RETURNING added_fen
)
SELECT count(*), COALESCE(sum(added_fen), 0) FROM written
"""  # noqa: S608 - our own names
