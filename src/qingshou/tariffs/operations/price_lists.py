"""Let price lists in, and take them back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal
from qingshou.platform import clock
from qingshou.platform.db import transaction_required
from qingshou.tariffs.models import Assignment, ChargeKind, Tariff
from qingshou.tariffs.rules.definitions import (
    Definition,
    DefinitionUnreadable,
    Kind,
    read_definition,
    read_kind,
)


class PricesOverlap(Refusal):
    """Two prices of a tariff and the same scope are in force on the same day."""

    code = "tariffs.prices-overlap"

    def __init__(self, *, kind: str, start: date) -> None:
        super().__init__(kind=kind, start=start)


class PriceListInUse(Refusal):
    """Lines were billed with prices of an import and stand."""

    code = "tariffs.price-list-in-use"

    def __init__(self, *, import_id: int, lines: int, total: str) -> None:
        super().__init__(import_id=import_id, lines=lines, total=total)


@dataclass(frozen=True, slots=True)
class Defined:
    """How much of a price list was new."""

    kinds: int
    tariffs: int
    prices: int


@transaction_required
def define_from(*, relation: str, import_id: int | None = None) -> Defined:
    """Define charge kinds, tariffs and prices from a price list.

    The relation has community_id, row_no, kind, kind_name, nature, basis, price, price_unit,
    cycle, in_advance, "from", until (exclusive), usages, building_id, unit_id, factor,
    due_rule, proration, rounding, formula, tax_rate and document; everything but the ids and
    row_no is text, absent where null. Rows that differ only in price, days, scope, factor or
    document are prices of one tariff; an open price ends where the next one begins.

    Raises:
        DefinitionUnreadable: If a cell cannot be read, naming row, field and value.
        PricesOverlap: If two prices of the same scope share a day.
    """
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.tariffs_listing")
        cursor.execute(_LIST.format(relation=connection.ops.quote_name(relation), columns=_COLUMNS))
        cursor.execute(_UNPRICED)
        if unpriced := cursor.fetchone():
            raise DefinitionUnreadable(row_no=unpriced[0], field=unpriced[1], value="")
        listed = _listed(cursor)
        kinds = _add_kinds(read_kind(cells, row_no=cells["row_no"]) for cells in listed)
        tariffs = sum(_define(cursor, cells, import_id) for cells in listed)
        return Defined(kinds, tariffs, _add_prices(cursor, import_id))


@transaction_required
def assign_unit(
    *,
    community_id: int,
    unit_id: int,
    tariff_id: int,
    included: bool,
    since: date | None = None,
    until: date | None = None,
    factor: Decimal = Decimal(1),
) -> int:
    """Make an exception for a unit: charge it by a tariff, or spare it; tell its id."""
    assignment = Assignment.objects.create(
        community_id=community_id,
        unit_id=unit_id,
        tariff_id=tariff_id,
        included=included,
        held=DateRange(since, until, "[)"),
        factor=factor,
    )
    return int(assignment.id)


@transaction_required
def withdraw_import(*, import_id: int) -> dict[str, int]:
    """Withdraw everything an import brought; prices it had ended are in force again.

    Charge kinds stay: they are names that other communities may use.

    Raises:
        PriceListInUse: If lines were billed with its prices and not reversed.
    """
    with connection.cursor() as cursor:
        cursor.execute(_USED, {"import_id": import_id})
        lines, total = cursor.fetchone()
        if lines:
            raise PriceListInUse(import_id=import_id, lines=lines, total=Money(total).yuan)
        values: dict[str, Any] = {"import_id": import_id, "at": clock.now()}
        counts = {}
        for noun in ("sharepool", "reading", "meter", "assignment", "price", "tariff"):
            cursor.execute(_WITHDRAW.format(table=f"tariffs_{noun}"), values)
            counts[noun] = cursor.rowcount
        cursor.execute(_REOPEN, values)
        return counts


def _listed(cursor: Any) -> list[dict[str, Any]]:
    cursor.execute(_DEFINITIONS.format(columns=_COLUMNS))
    names = [column.name for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _add_kinds(kinds: Iterable[Kind]) -> int:
    known = set(ChargeKind.objects.values_list("code", flat=True))
    fresh = {kind.code: kind for kind in kinds if kind.code not in known}
    for kind in fresh.values():
        ChargeKind.objects.create(
            code=kind.code, name=kind.name, nature=kind.nature.value, tax_rate=_decimal(kind)
        )
    return len(fresh)


def _decimal(priced: Kind | Definition) -> Decimal:
    return Decimal(priced.tax_rate.numerator) / Decimal(priced.tax_rate.denominator)


def _define(cursor: Any, cells: dict[str, Any], import_id: int | None) -> bool:
    """Find or make the tariff of a definition and note it in the listing; tell if it is new."""
    definition = read_definition(cells, row_no=cells["row_no"])
    active = DateRange(cells["active_from"], cells["active_until"], "[)")
    facts = _facts(definition)
    community = {"community_id": cells["community_id"]}
    tariff = Tariff.objects.live().filter(**community, **facts).order_by("id").first()
    is_new = tariff is None
    if tariff is None:
        number = Tariff.objects.filter(**community, kind=definition.kind).count() + 1
        tariff = Tariff.objects.create(
            **community,
            **facts,
            code=f"{definition.kind}-{number}",
            active=active,
            import_id=import_id,
        )
    else:
        _widen(tariff, active)
    cursor.execute(
        "UPDATE tariffs_listing SET tariff_id = %s WHERE community_id = %s AND definition = %s",
        [tariff.id, cells["community_id"], cells["definition"]],
    )
    return is_new


def _facts(definition: Definition) -> dict[str, Any]:
    return {
        "kind": definition.kind,
        "basis": definition.basis.value,
        "cycle": definition.cycle.value,
        "in_advance": definition.in_advance,
        "due_rule": definition.due_rule,
        "per": definition.per.value,
        "proration": definition.proration.value,
        "rounding": definition.rounding_json,
        "formula": definition.formula,
        "tax_rate": _decimal(definition),
        "usages": list(definition.usages),
    }


def _widen(tariff: Tariff, active: DateRange) -> None:
    lower, upper = tariff.active.lower, tariff.active.upper
    lower = min(lower, active.lower) if lower and active.lower else None
    upper = max(upper, active.upper) if upper and active.upper else None
    tariff.active = DateRange(lower, upper, "[)")
    tariff.save(update_fields=["active"])


def _add_prices(cursor: Any, import_id: int | None) -> int:
    cursor.execute(_END_FORMER, {"import_id": import_id})
    cursor.execute(_OVERLAPS)
    if overlap := cursor.fetchone():
        raise PricesOverlap(kind=overlap[0], start=overlap[1])
    cursor.execute(_ADD_PRICES, {"import_id": import_id})
    return int(cursor.rowcount)


_DEFINING = (
    "kind", "basis", "price_unit", "cycle", "in_advance", "due_rule", "proration", "rounding",
    "formula", "tax_rate", "usages",
)  # fmt: skip
_COLUMNS = ", ".join(f"listed.{column}" for column in _DEFINING)

_LIST = """
CREATE TEMP TABLE tariffs_listing ON COMMIT DROP AS
SELECT listed.community_id, listed.row_no, {columns},
       listed.kind_name, listed.nature, listed.building_id, listed.unit_id,
       COALESCE(listed.document, '') AS document, keyed.definition, NULL::bigint AS tariff_id,
       CASE WHEN listed.basis = 'FORMULA' THEN COALESCE(listed.price, '0')
            ELSE listed.price END::numeric AS price,
       COALESCE(listed.factor, '1')::numeric AS factor,
       listed."from"::date AS effective_from,
       COALESCE(listed.until::date, lead(listed."from"::date) OVER (
           PARTITION BY listed.community_id, keyed.definition,
                        COALESCE(listed.unit_id, listed.building_id, 0)
           ORDER BY listed."from"::date NULLS FIRST)) AS effective_until
FROM {relation} listed
CROSS JOIN LATERAL (SELECT md5(ROW({columns})::text) AS definition) keyed
"""

_UNPRICED = """
SELECT row_no, CASE WHEN price IS NULL THEN 'price' ELSE 'until' END FROM tariffs_listing
WHERE (price IS NULL AND basis IS DISTINCT FROM 'SHARE') OR effective_until <= effective_from
ORDER BY row_no LIMIT 1
"""

_DEFINITIONS = """
SELECT listed.community_id, listed.definition, min(listed.row_no) AS row_no, {columns},
       min(listed.kind_name) AS kind_name, min(listed.nature) AS nature,
       NULLIF(min(COALESCE(listed.effective_from, '-infinity')), '-infinity') AS active_from,
       NULLIF(max(COALESCE(listed.effective_until, 'infinity')), 'infinity') AS active_until
FROM tariffs_listing listed
GROUP BY listed.community_id, listed.definition, {columns}
ORDER BY listed.community_id, min(listed.row_no)
"""

# A standing price without an end ends where the first listed price of its scope begins.
_END_FORMER = """
UPDATE tariffs_price former
SET effective = daterange(lower(former.effective), follower.begins),
    ended_by_import_id = %(import_id)s
FROM (SELECT community_id, tariff_id, COALESCE(unit_id, building_id, 0) AS scope_id,
             min(effective_from) AS begins
      FROM tariffs_listing WHERE price IS NOT NULL GROUP BY 1, 2, 3) follower
WHERE former.community_id = follower.community_id AND former.tariff_id = follower.tariff_id
  AND COALESCE(former.unit_id, former.building_id, 0) = follower.scope_id
  AND former.withdrawn_at IS NULL AND upper_inf(former.effective)
  AND COALESCE(lower(former.effective), '-infinity') < follower.begins
"""

_OVERLAPS = """
SELECT kind, begins FROM (
    SELECT kind, begins, lag(ends) OVER (
        PARTITION BY community_id, tariff_id, scope_id ORDER BY begins, ends) AS former_ends
    FROM (
        SELECT community_id, tariff_id, kind, COALESCE(unit_id, building_id, 0) AS scope_id,
               COALESCE(effective_from, '-infinity') AS begins,
               COALESCE(effective_until, 'infinity') AS ends
        FROM tariffs_listing WHERE price IS NOT NULL
        UNION ALL
        SELECT price.community_id, price.tariff_id, tariff.kind,
               COALESCE(price.unit_id, price.building_id, 0),
               price.effective_from, price.effective_until
        FROM tariffs__price price
        JOIN tariffs__tariff tariff USING (community_id, tariff_id)
        WHERE (price.community_id, price.tariff_id) IN (
            SELECT community_id, tariff_id FROM tariffs_listing)
    ) stretch
) paired
WHERE former_ends > begins
LIMIT 1
"""

_ADD_PRICES = """
INSERT INTO tariffs_price (community_id, tariff_id, building_id, unit_id, effective, price,
                           factor, document, import_id)
SELECT community_id, tariff_id, CASE WHEN unit_id IS NULL THEN building_id END, unit_id,
       daterange(effective_from, effective_until), price, factor, document, %(import_id)s
FROM tariffs_listing WHERE price IS NOT NULL
"""

_USED = """
SELECT count(*), COALESCE(sum(item.amount_fen), 0)::bigint
FROM ledger__item item
JOIN tariffs_price price
    ON price.community_id = item.community_id AND price.id = item.price_id
WHERE price.import_id = %(import_id)s AND item.nature = 'CHARGE' AND NOT EXISTS (
    SELECT FROM ledger__settlement settlement
    WHERE settlement.community_id = item.community_id AND settlement.item_id = item.item_id
      AND settlement.nature = 'REVERSAL')
"""

_WITHDRAW = """
UPDATE {table} SET withdrawn_at = %(at)s
WHERE import_id = %(import_id)s AND withdrawn_at IS NULL
"""

_REOPEN = """
UPDATE tariffs_price
SET effective = daterange(lower(effective), NULL), ended_by_import_id = NULL
WHERE ended_by_import_id = %(import_id)s AND withdrawn_at IS NULL
"""
