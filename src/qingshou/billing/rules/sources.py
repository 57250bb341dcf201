"""Where bill lines come from, as SQL: units by usage, meters, pools, each with its price and time.

Text only; ``operations.drafting`` runs it. The expressions refer to ``due``, the tariffs of the
month, and end in ``timed``: one row per line with its rate and its time in moments.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from qingshou.tariffs.rules.kinds import Basis


def sources(
    bases: Collection[Basis], *, exceptions: bool, scopes: bool
) -> Iterator[tuple[str, bool]]:
    """Write the common table expressions that end in ``timed``, and whether they are shares.

    Shares are a statement of their own, for they are never rounded.
    """
    spans = _WITH_EXCEPTIONS if exceptions else _BY_USAGE
    nearest, scope = _NEAREST if scopes else _ONE_FOR_ALL
    written = {
        "{spans}": spans,
        "{times_own}": " * span.own_factor" if exceptions else "",
        "{nearest}": nearest,
        "{scope}": scope,
        "{rate}": _RATE_OR_FORMULA if Basis.FORMULA in bases else _PLAIN_RATE,
    }
    kinds = []
    if set(bases) - {Basis.METER, Basis.SHARE}:
        kinds.append(("charged", _filled(_CHARGED, written)))
    if Basis.METER in bases:
        kinds.append(("metered", _METERED))
    if kinds:
        union = " UNION ALL ".join(f"TABLE {name}" for name, _ in kinds)
        parts = [_LIABLE, _PRICES, *(text for _, text in kinds), f"timed AS ({union})"]
        yield ", ".join(parts), False
    if Basis.SHARE in bases:
        yield f"{_LIABLE}, {_filled(_SHARED, written)}", True


def _filled(text: str, written: dict[str, str]) -> str:
    for mark, part in written.items():
        text = text.replace(mark, part)
    return text


# Who may be charged at all; computed once per account, not once per line.
_LIABLE = """
liable AS (
    SELECT account_id, unit_id, building_id, usage, floor, building_area_m2, usable_area_m2,
           liable_from, liable_until
    FROM estate__liable_account
    WHERE community_id = %(community_id)s
      AND liable_from < %(covers_until)s AND liable_until > %(covers_from)s
    OFFSET 0
)"""

# Who is charged by which tariff, and over which days: by the usage of the unit.
_BY_USAGE = """
span AS (
    SELECT due.*, liable.account_id, liable.unit_id, liable.building_id,
           liable.building_area_m2, liable.usable_area_m2, liable.floor, 1 AS own_factor,
           GREATEST(due.stretch_from, liable.liable_from) AS span_from,
           LEAST(due.stretch_until, liable.liable_until) AS span_until
    FROM liable
    JOIN due_usage due ON due.usage = liable.usage
    WHERE liable.liable_from < due.stretch_until AND liable.liable_until > due.stretch_from
)"""

# The same, less the days a unit is spared, plus the days it is charged in spite of its usage.
_WITH_EXCEPTIONS = """
exception AS MATERIALIZED (
    SELECT due.no, held.unit_id,
           range_agg(held.held) AS held_at_all,
           jsonb_agg(jsonb_build_object('factor', held.factor, 'held', held.held))
               FILTER (WHERE held.included) AS inclusions
    FROM tariffs__assignment held JOIN due ON due.tariff_id = held.tariff_id
    WHERE held.community_id = %(community_id)s
    GROUP BY due.no, held.unit_id
), span AS (
    SELECT due.*, liable.account_id, liable.unit_id, liable.building_id,
           liable.building_area_m2, liable.usable_area_m2, liable.floor,
           chosen.factor AS own_factor,
           GREATEST(due.stretch_from, liable.liable_from, lower(chosen.held)) AS span_from,
           LEAST(due.stretch_until, liable.liable_until, upper(chosen.held)) AS span_until
    FROM liable
    CROSS JOIN due
    LEFT JOIN exception ON exception.no = due.no AND exception.unit_id = liable.unit_id
    CROSS JOIN LATERAL (
        SELECT 1::numeric AS factor, usual.held
        FROM unnest(datemultirange(daterange(NULL, NULL))
                    - COALESCE(exception.held_at_all, '{}'::datemultirange)) usual (held)
        WHERE due.usages ? liable.usage
        UNION ALL
        SELECT inclusion.factor, inclusion.held
        FROM jsonb_to_recordset(exception.inclusions) AS inclusion (factor numeric, held daterange)
    ) chosen
    WHERE daterange(GREATEST(due.stretch_from, liable.liable_from),
                    LEAST(due.stretch_until, liable.liable_until)) && chosen.held
      AND liable.liable_from < due.stretch_until AND liable.liable_until > due.stretch_from
)"""

# Where a building or a unit has prices of its own, the nearest scope counts.
_NEAREST = (
    """
    LEFT JOIN scope own ON own.no = span.no AND own.scope_id = span.unit_id
    LEFT JOIN scope near ON near.no = span.no AND near.scope_id = span.building_id""",
    "COALESCE(own.scope_id, near.scope_id, 0)",
)
_ONE_FOR_ALL = ("", "0")

_PLAIN_RATE = "line.quantity * line.unit_fen"
_RATE_OR_FORMULA = """CASE line.basis WHEN 'FORMULA' THEN line.yuan_fen * (
               SELECT formula.monthly FROM billing_formula formula
               WHERE formula.no = line.no AND formula.price = line.price
                 AND formula.area = line.building_area_m2
                 AND formula.usable_area = COALESCE(line.usable_area_m2, -1)
                 AND formula.floor = COALESCE(line.floor, -999))
           ELSE line.quantity * line.unit_fen END"""

# Prices of the nearest scope, cut to the stretch; a stretch without a price has no price_id.
_PRICES = """
in_force AS MATERIALIZED (
    SELECT due.no, price.scope_id, price.price_id, price.price, price.factor,
           GREATEST(price.effective_from, due.stretch_from) AS effective_from,
           LEAST(price.effective_until, due.stretch_until) AS effective_until
    FROM due JOIN billing_price price USING (tariff_id)
    WHERE price.effective_from < due.stretch_until AND price.effective_until > due.stretch_from
), scope AS MATERIALIZED (
    SELECT due.no, price.scope_id,
           min(price.effective_from) AS first_from, max(price.effective_until) AS last_until
    FROM due JOIN billing_price price USING (tariff_id)
    GROUP BY due.no, price.scope_id
), price AS MATERIALIZED (
    SELECT no, scope_id, price_id, price, factor, price * factor * 100 * %(formulas)s AS unit_fen,
           factor * 100 AS yuan_fen, effective_from, effective_until
    FROM in_force
    UNION ALL
    SELECT scope.no, scope.scope_id, NULL, NULL, NULL, NULL, NULL, gap.gap_from, gap.gap_until
    FROM scope JOIN due USING (no)
    CROSS JOIN LATERAL (VALUES
        (due.stretch_from, LEAST(scope.first_from, due.stretch_until)),
        (GREATEST(scope.last_until, due.stretch_from), due.stretch_until)
    ) gap (gap_from, gap_until)
    WHERE gap.gap_from < gap.gap_until
)"""

_CHARGED = """
{spans}, line AS (
    SELECT span.*, price.price_id, price.price,
           price.factor{times_own} AS factor, price.unit_fen{times_own} AS unit_fen,
           price.yuan_fen{times_own} AS yuan_fen,
           GREATEST(span.span_from, price.effective_from) AS line_from,
           LEAST(span.span_until, price.effective_until) AS line_until,
           CASE span.basis WHEN 'BUILDING_AREA' THEN NULLIF(span.building_area_m2, 0)
                           WHEN 'USABLE_AREA' THEN NULLIF(span.usable_area_m2, 0)
                           WHEN 'FORMULA' THEN NULL ELSE 1 END AS quantity
    FROM span{nearest}
    JOIN price ON price.no = span.no AND price.scope_id = {scope}
        AND price.effective_from < span.span_until AND price.effective_until > span.span_from
    WHERE CASE WHEN span.in_advance
               THEN span.span_from >= %(month_from)s AND span.span_from < %(month_until)s
               ELSE span.span_until > %(month_from)s AND span.span_until <= %(month_until)s END
      AND (NOT span.once
           OR span.span_from = span.stretch_from AND price.effective_from = span.stretch_from)
), charged AS (
    SELECT line.no, line.account_id, line.unit_id, line.price_id, line.price, line.factor,
           line.quantity, line.kind, line.basis, line.due_on, line.tax_num, line.tax_den,
           line.total_no, line.line_from, line.line_until, line.month,
           {rate} AS rate,
           COALESCE(part.head, line.head) AS head, COALESCE(part.middle, line.middle) AS middle,
           COALESCE(part.tail, line.tail) AS tail
    FROM line
    LEFT JOIN LATERAL (
        SELECT time.head / line.months_per AS head, time.middle / line.months_per AS middle,
               time.tail / line.months_per AS tail
        FROM billing_time_in(line.line_from, line.line_until, line.proration, line.by_day) time
        WHERE NOT line.once
          AND (line.line_from <> line.stretch_from OR line.line_until <> line.stretch_until)
        OFFSET 0
    ) part ON TRUE
    OFFSET 0
)"""

# Use between the reading before the stretch and the latest one in it, charged to who is liable
# on the last day.
_METERED = """
reading AS MATERIALIZED (
    SELECT due.no, read.meter_id, read.unit_id, read.multiplier,
           (array_agg(read.value ORDER BY read.read_on DESC)
               FILTER (WHERE read.read_on <= due.stretch_from))[1] AS before,
           (array_agg(read.value ORDER BY read.read_on DESC)
               FILTER (WHERE read.read_on > due.stretch_from
                         AND read.read_on <= due.stretch_until))[1] AS latest
    FROM due JOIN tariffs__meter_reading read
        ON read.community_id = %(community_id)s AND read.tariff_id = due.tariff_id
    WHERE due.billed_now
    GROUP BY due.no, read.meter_id, read.unit_id, read.multiplier
), used AS (
    SELECT no, unit_id, CASE WHEN bool_or(latest < before) THEN -1
                             WHEN bool_and(latest >= before)
                             THEN sum((latest - before) * multiplier) END AS quantity
    FROM reading GROUP BY no, unit_id
), metered AS (
    SELECT due.no, liable.account_id, liable.unit_id, price.price_id, price.price, price.factor,
           used.quantity, due.kind, due.basis, due.due_on, due.tax_num, due.tax_den,
           due.total_no, due.stretch_from AS line_from, due.stretch_until AS line_until,
           due.month,
           CASE WHEN used.quantity >= 0 THEN used.quantity * price.unit_fen END AS rate,
           %(moments)s::bigint AS head, 0::bigint AS middle, 0::bigint AS tail
    FROM used
    JOIN due ON due.no = used.no
    JOIN liable ON liable.unit_id = used.unit_id
        AND liable.liable_from < due.stretch_until AND liable.liable_until >= due.stretch_until
    LEFT JOIN scope own ON own.no = used.no AND own.scope_id = liable.unit_id
    LEFT JOIN scope near ON near.no = used.no AND near.scope_id = liable.building_id
    LEFT JOIN price ON price.no = used.no
        AND price.scope_id = COALESCE(own.scope_id, near.scope_id, 0)
        AND price.effective_until = due.stretch_until
)"""

# A month's pool divided by largest remainder among who is liable on its last day.
_SHARED = """
{spans}, weight AS (
    SELECT due.no, due.kind, due.due_on, due.tax_num, due.tax_den, pool.month AS pool_month,
           pool.amount_fen AS pool_fen, span.account_id, span.unit_id,
           CASE pool.weight WHEN 'BUILDING_AREA' THEN span.building_area_m2
                            WHEN 'USABLE_AREA' THEN COALESCE(span.usable_area_m2, 0)
                            ELSE 1 END * span.own_factor AS weight
    FROM due
    JOIN tariffs__share_pool pool
        ON pool.community_id = %(community_id)s AND pool.tariff_id = due.tariff_id
        AND pool.month >= due.stretch_from AND pool.month < due.stretch_until
    JOIN span ON span.no = due.no
        AND span.span_from < pool.month + interval '1 month'
        AND span.span_until >= LEAST(pool.month + interval '1 month', due.stretch_until)
    WHERE due.billed_now AND due.basis = 'SHARE'
), part AS (
    SELECT weight.*, sum(weight) OVER pool AS whole,
           div(pool_fen * weight, NULLIF(sum(weight) OVER pool, 0)) AS floor_fen
    FROM weight
    WINDOW pool AS (PARTITION BY no, pool_month)
), ranked AS (
    SELECT part.*, pool_fen - sum(floor_fen) OVER pool AS left_over,
           row_number() OVER (
               PARTITION BY no, pool_month
               ORDER BY pool_fen * weight - floor_fen * whole DESC, unit_id) AS rank
    FROM part WHERE whole > 0
    WINDOW pool AS (PARTITION BY no, pool_month)
), timed AS (
    SELECT ranked.*, (floor_fen + (rank <= left_over)::int)::bigint AS fen FROM ranked
)"""
