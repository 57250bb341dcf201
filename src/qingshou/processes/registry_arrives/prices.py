"""Price lists, meter readings and shared costs of a registry."""

from __future__ import annotations

from qingshou.intake.rules.problems import Problem
from qingshou.kernel.refusals import Refusal
from qingshou.processes.registry_arrives.steps import Arriving
from qingshou.tariffs import operations as tariffs
from qingshou.tariffs.rules.definitions import DefinitionUnreadable

REFUSALS = (DefinitionUnreadable, tariffs.PricesOverlap, tariffs.NoSuchTariff)


def draft(arriving: Arriving) -> int:
    """Read prices, readings and pools, find lines that cannot be charged; count known prices."""
    arriving.draft("arriving_listed", _LISTED)
    for finding in (_FIND_PRICELESS, _FIND_UNKNOWN_PLACES):
        arriving.run(finding)
    kept = arriving.run(_FORGET_KNOWN)
    arriving.draft("arriving_tariff", _TARIFFS)
    arriving.draft("arriving_reading", _READINGS)
    arriving.run(_FIND_READINGS_WITHOUT_UNIT)
    arriving.draft("arriving_pool", _POOLS)
    return kept


def hand_over(arriving: Arriving) -> dict[str, int]:
    """Give price lists, readings and shared costs to the tariffs; count them.

    Raises:
        DefinitionUnreadable: If a line of the price list cannot be read.
        PricesOverlap: If two prices of the same scope share a day.
        NoSuchTariff: If readings or pools come for a kind that is not charged so.
    """
    import_id = arriving.import_id
    defined = tariffs.define_from(relation="arriving_tariff", import_id=import_id)
    return {
        "charge_kinds": defined.kinds,
        "tariffs": defined.tariffs,
        "prices": defined.prices,
        "readings": tariffs.record_readings_from(relation="arriving_reading", import_id=import_id),
        "share_pools": tariffs.add_pools_from(relation="arriving_pool", import_id=import_id),
    }


def problem_of(arriving: Arriving, refusal: Refusal) -> Problem:
    """Tell a refusal of the tariffs as a problem of the price list, with its row where known."""
    row_no = int(refusal.facts.get("row_no", 0))
    rows = arriving.rows("SELECT sheet, row_no FROM arriving_listed ORDER BY line")
    sheet = next((sheet for sheet, row in rows if row == row_no or not row_no), "")
    return Problem(
        sheet=sheet,
        row_no=row_no,
        column=str(refusal.facts.get("field", "")),
        code=refusal.code,
        facts=refusal.facts,
    )


_LISTED = """
SELECT staged.sheet, staged.row_no, staged.line, community.community_id,
    cells->>'kind' AS kind, cells->>'kind_name' AS kind_name, cells->>'nature' AS nature,
    cells->>'basis' AS basis, cells->>'price' AS price, cells->>'price_unit' AS price_unit,
    cells->>'cycle' AS cycle, cells->>'in_advance' AS in_advance, cells->>'from' AS "from",
    cells->>'until' AS until, cells->>'usages' AS usages, cells->>'building' AS building,
    cells->>'code' AS code, cells->>'factor' AS factor, cells->>'due_rule' AS due_rule,
    cells->>'proration' AS proration, cells->>'rounding' AS rounding,
    cells->>'formula' AS formula, cells->>'tax_rate' AS tax_rate,
    cells->>'document' AS document,
    building.building_id, place.unit_id
FROM intake__staged_row staged
JOIN arriving_community community ON community.name = COALESCE(cells->>'community', '')
LEFT JOIN arriving_any_building building
    ON building.community_id = community.community_id AND building.code = cells->>'building'
LEFT JOIN arriving_place place
    ON place.community_id = community.community_id AND place.code = cells->>'code'
WHERE staged.import_id = %(import_id)s AND staged.record = 'tariff'
"""

_FIND_PRICELESS = """
INSERT INTO arriving_finding
SELECT sheet, row_no, 'price', 'estate.tariff-without-price',
    jsonb_build_object('kind', COALESCE(kind_name, kind))
FROM arriving_listed
WHERE price IS NULL AND COALESCE(basis, '') NOT IN ('SHARE', 'FORMULA')
"""

_FIND_UNKNOWN_PLACES = """
INSERT INTO arriving_finding
SELECT sheet, row_no, 'building', 'estate.building-unknown',
    jsonb_build_object('building', building, 'kind', COALESCE(kind_name, kind))
FROM arriving_listed WHERE building IS NOT NULL AND code IS NULL AND building_id IS NULL
UNION ALL
SELECT sheet, row_no, 'room', 'estate.room-unknown', jsonb_build_object('unit', code)
FROM arriving_listed WHERE code IS NOT NULL AND unit_id IS NULL
"""

_FORGET_KNOWN = """
DELETE FROM arriving_listed listed
USING tariffs__tariff tariff
JOIN tariffs__price price
    ON price.community_id = tariff.community_id AND price.tariff_id = tariff.tariff_id
WHERE tariff.community_id = listed.community_id AND tariff.kind = listed.kind
    AND tariff.basis = COALESCE(listed.basis, tariff.basis)
    AND tariff.cycle = COALESCE(listed.cycle, tariff.cycle)
    AND tariff.usages = COALESCE(
        (SELECT array_agg(usage ORDER BY usage)
         FROM string_to_table(replace(listed.usages, ' ', ''), ',') usage), ARRAY[''])
    AND price.unit_id IS NOT DISTINCT FROM listed.unit_id
    AND (listed.unit_id IS NOT NULL
         OR price.building_id IS NOT DISTINCT FROM listed.building_id)
    AND price.effective_from = COALESCE(listed."from"::date, '-infinity')
    AND price.effective_until = COALESCE(listed.until::date, price.effective_until)
    AND price.price = listed.price::numeric
    AND price.factor = COALESCE(listed.factor::numeric, 1)
"""

_TARIFFS = """
SELECT community_id, row_no, kind, kind_name, nature, basis, price, price_unit, cycle, in_advance,
    "from", until, usages, building_id, unit_id, factor, due_rule, proration, rounding, formula,
    tax_rate, document
FROM arriving_listed
"""

_READINGS = """
SELECT staged.sheet, staged.row_no, community.community_id, place.unit_id,
    cells->>'code' AS code, cells->>'kind' AS kind, cells->>'meter' AS meter,
    cells->>'on' AS "on", cells->>'value' AS value
FROM intake__staged_row staged
JOIN arriving_community community ON community.name = COALESCE(cells->>'community', '')
LEFT JOIN arriving_place place
    ON place.community_id = community.community_id AND place.code = cells->>'code'
WHERE staged.import_id = %(import_id)s AND staged.record = 'reading'
"""

_FIND_READINGS_WITHOUT_UNIT = """
INSERT INTO arriving_finding
SELECT sheet, row_no, 'room', 'estate.room-unknown',
    jsonb_build_object('unit', COALESCE(code, ''))
FROM arriving_reading WHERE unit_id IS NULL
"""

_POOLS = """
SELECT community.community_id, cells->>'kind' AS kind, left(cells->>'period', 7) AS period,
    cells->>'amount' AS amount, cells->>'weight' AS weight
FROM intake__staged_row staged
JOIN arriving_community community ON community.name = COALESCE(cells->>'community', '')
WHERE staged.import_id = %(import_id)s AND staged.record = 'share_pool'
"""
