"""Finds what must not be billed, by unit, before anything is posted; the others go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from qingshou.billing.operations.drafting import Order
from qingshou.billing.rules.outcomes import ParkedUnits
from qingshou.billing.rules.runs import MOST_LINES_PER_UNIT, PRICE_JUMP, Reason
from qingshou.platform.db import transaction_required

MOST_FEN = 1_000_000_000  # ten million yuan on one line
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Census:
    """The draft counted by unit, in one pass."""

    units: int
    most_lines: int
    most_fen: int
    lacking: bool
    free_lines: int
    chargeable_units: int  # those a due tariff applies to by usage
    jumped: bool  # some price of the list is ten times, or a tenth of, the one before


@transaction_required
def census(*, order: Order) -> Census:
    """Count the draft."""
    values: dict[str, Any] = {
        "community_id": order.community_id,
        "usages": _usages(order),
        "jump": PRICE_JUMP,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CENSUS.format(jumped=_JUMPED), values)
        return Census(*cursor.fetchone())


@dataclass(frozen=True, slots=True)
class Bounds:
    """What was billed before, and what the person who runs it has accepted."""

    billed_runs: tuple[int, ...]  # standing runs whose lines may share days with the draft
    opening: bool  # debts of the opening share days with the draft
    accept_jumps: bool  # prices that changed tenfold are meant


@transaction_required
def set_aside(*, order: Order, found: Census, bounds: Bounds) -> tuple[int, int]:
    """Set bad units aside and take their lines, and what was billed before, out of the draft.

    Tells how many lines had been billed before, and how many reasons were found to set aside.
    """
    values: dict[str, Any] = {
        "community_id": order.community_id,
        "month_from": order.month.start,
        "month_until": order.month.until,
        "runs": list(bounds.billed_runs),
        "usages": _usages(order),
        "most_lines": MOST_LINES_PER_UNIT,
        "most_fen": MOST_FEN,
        "jump": PRICE_JUMP,
    }
    with connection.cursor() as cursor:
        before = reasons = 0
        if bounds.billed_runs:
            cursor.execute(_TAKE_OUT_BILLED, values)
            before = int(cursor.rowcount)
        for statement in _checks(order, found, bounds):
            cursor.execute(statement, values)
            reasons += int(cursor.rowcount)
        if reasons:
            cursor.execute(_TAKE_OUT_ASIDE)
        if found.free_lines:
            cursor.execute("DELETE FROM billing_line WHERE amount_fen = 0")
    return before, reasons


@transaction_required
def parked(*, community_id: int) -> tuple[ParkedUnits, ...]:
    """Tell what was set aside, by reason."""
    with connection.cursor() as cursor:
        cursor.execute(_PARKED, {"community_id": community_id, "examples": EXAMPLES})
        return tuple(
            ParkedUnits(Reason(reason), units, tuple(examples))
            for reason, units, examples in cursor.fetchall()
        )


@transaction_required
def keep_parked(*, community_id: int, run_id: int) -> None:
    """Keep what was set aside with its run."""
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [community_id, run_id])


def _usages(order: Order) -> list[str]:
    return sorted({usage for tariff in order.tariffs for usage in tariff.usages})


def _checks(order: Order, found: Census, bounds: Bounds) -> list[str]:
    kinds = [tariff.kind for tariff in order.tariffs]
    conditions = [
        (found.units != found.chargeable_units, _NOBODY_LIABLE),
        (found.lacking, _LACKING),
        (found.most_lines > MOST_LINES_PER_UNIT, _TOO_MANY_LINES),
        (found.most_fen > MOST_FEN, _IMPLAUSIBLE),
        (len(set(kinds)) < len(kinds), _OVERLAPPING),
        (bounds.opening, _OVERLAPPING_OPENING),
        (bool(bounds.billed_runs), _OVERLAPPING_BILLED),
        (found.jumped and not bounds.accept_jumps, _PRICE_JUMPED.format(jumped=_JUMPED)),
    ]
    return [statement for needed, statement in conditions if needed]


_JUMPED = """
    jumped.former_price > 0
    AND (jumped.price * jumped.factor >= jumped.former_price * %(jump)s
         OR jumped.price * jumped.factor * %(jump)s <= jumped.former_price)"""

_CENSUS = """
SELECT count(*), COALESCE(max(lines), 0), COALESCE(max(most_fen), 0),
       COALESCE(bool_or(lacking), FALSE), COALESCE(sum(free_lines), 0)::bigint,
       (SELECT count(*) FROM estate__unit
        WHERE community_id = %(community_id)s AND usage = ANY(%(usages)s)),
       EXISTS (SELECT FROM billing_price jumped WHERE {jumped})
FROM (
    SELECT count(*) AS lines, max(amount_fen) AS most_fen, bool_or(amount_fen IS NULL) AS lacking,
           count(*) FILTER (WHERE amount_fen = 0) AS free_lines
    FROM billing_line GROUP BY unit_id
) unit
"""

_TAKE_OUT_BILLED = """
DELETE FROM billing_line line USING ledger__item item
WHERE item.community_id = %(community_id)s AND item.period_from = line.period_from
  AND item.account_id = line.account_id AND item.kind = line.kind
  AND item.period_until = line.period_until AND item.run_id = ANY(%(runs)s)
"""

_TAKE_OUT_ASIDE = """
DELETE FROM billing_line line USING (SELECT DISTINCT unit_id FROM billing_aside) aside
WHERE line.unit_id = aside.unit_id
"""

_NOBODY_LIABLE = """
INSERT INTO billing_aside
SELECT unit.unit_id, 'NOBODY_LIABLE', '{}' FROM estate__unit unit
WHERE unit.community_id = %(community_id)s AND unit.usage = ANY(%(usages)s)
  AND NOT EXISTS (
    SELECT FROM estate__liable_account liable
    WHERE liable.community_id = %(community_id)s AND liable.unit_id = unit.unit_id
      AND liable.liable_from < %(month_until)s AND liable.liable_until > %(month_from)s)
"""

_LACKING = """
INSERT INTO billing_aside
SELECT DISTINCT unit_id,
       CASE WHEN price_id IS NULL THEN 'NO_PRICE'
            WHEN basis = 'FORMULA' THEN 'FORMULA_FAILS'
            WHEN basis = 'METER' AND quantity < 0 THEN 'METER_ROLLED_BACK'
            WHEN basis = 'METER' THEN 'READING_MISSING'
            ELSE 'AREA_MISSING' END,
       jsonb_build_object('kind', kind)
FROM billing_line WHERE amount_fen IS NULL
"""

_TOO_MANY_LINES = """
INSERT INTO billing_aside
SELECT unit_id, 'TOO_MANY_LINES', jsonb_build_object('lines', count(*), 'most', %(most_lines)s)
FROM billing_line GROUP BY unit_id HAVING count(*) > %(most_lines)s
"""

_IMPLAUSIBLE = """
INSERT INTO billing_aside
SELECT DISTINCT unit_id, 'AMOUNT_IMPLAUSIBLE', jsonb_build_object('kind', kind, 'fen', amount_fen)
FROM billing_line WHERE amount_fen > %(most_fen)s
"""

# Two lines of one kind and account share a day.
_OVERLAPPING = """
INSERT INTO billing_aside
SELECT DISTINCT unit_id, 'OVERLAPPING', jsonb_build_object('kind', kind)
FROM (
    SELECT unit_id, kind, period_from, lag(period_until) OVER (
        PARTITION BY account_id, kind ORDER BY period_from, period_until) AS former_until
    FROM billing_line
) line WHERE former_until > period_from
"""

# A line shares a day with a standing line of an earlier run: it was billed in another shape.
_OVERLAPPING_BILLED = """
INSERT INTO billing_aside
SELECT DISTINCT line.unit_id, 'OVERLAPPING', jsonb_build_object('kind', line.kind)
FROM billing_line line JOIN ledger__item item
    ON item.community_id = %(community_id)s AND item.account_id = line.account_id
    AND item.kind = line.kind AND item.run_id = ANY(%(runs)s)
    AND item.period_from < line.period_until AND item.period_until > line.period_from
"""

# The days were owed already when the books were opened.
_OVERLAPPING_OPENING = """
INSERT INTO billing_aside
SELECT DISTINCT line.unit_id, 'OVERLAPPING', jsonb_build_object('kind', line.kind)
FROM billing_line line JOIN ledger__item item
    ON item.community_id = %(community_id)s AND item.account_id = line.account_id
    AND item.kind = line.kind AND item.nature = 'OPENING'
    AND item.period_from < line.period_until AND item.period_until > line.period_from
WHERE NOT EXISTS (
    SELECT FROM ledger__settlement settlement
    WHERE settlement.community_id = %(community_id)s AND settlement.item_id = item.item_id
      AND settlement.nature = 'REVERSAL')
"""

_PRICE_JUMPED = """
INSERT INTO billing_aside
SELECT DISTINCT line.unit_id, 'PRICE_JUMPED', jsonb_build_object(
           'kind', line.kind, 'price', jumped.price::text, 'former', jumped.former_price::text)
FROM billing_price jumped
JOIN billing_line line ON line.price_id = jumped.price_id
WHERE {jumped}
  AND NOT EXISTS (
    SELECT FROM ledger__item item
    WHERE item.community_id = %(community_id)s AND item.price_id = jumped.price_id)
"""

_PARKED = """
SELECT aside.reason, count(DISTINCT aside.unit_id),
       (array_agg(DISTINCT unit.unit_code))[1:%(examples)s]
FROM billing_aside aside
JOIN estate__unit unit
    ON unit.community_id = %(community_id)s AND unit.unit_id = aside.unit_id
GROUP BY aside.reason ORDER BY aside.reason
"""

_KEEP = """
INSERT INTO billing_parked (community_id, run_id, unit_id, reason, facts)
SELECT %s, %s, unit_id, reason, (array_agg(facts))[1] FROM billing_aside GROUP BY unit_id, reason
"""
