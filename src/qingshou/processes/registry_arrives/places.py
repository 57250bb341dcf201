"""Communities, buildings and units of a registry."""

from __future__ import annotations

from qingshou.estate import operations as estate
from qingshou.estate import queries
from qingshou.estate.rules.cards import CommunityCard
from qingshou.parties.rules.initials import initials_of
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.tenancy import companies
from qingshou.processes.registry_arrives.steps import Arriving

UNNAMED_COMPANY = "物业公司"


def open_communities(arriving: Arriving) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Find or open every community the file names, each locked; tell all, and those known before.

    A row that names none belongs to the only community there is; where there are several, a
    finding says so.
    """
    hold_community(subject=Subject.REGISTRY, community_id=0)
    arriving.draft("arriving_name", _NAMES)
    _open(arriving)
    arriving.draft("arriving_community", _COMMUNITIES)
    arriving.run(_FIND_NAMELESS)
    opened = dict(arriving.rows(_OPENED))
    ids = tuple(sorted(opened))
    for community_id in ids:
        hold_community(subject=Subject.REGISTRY, community_id=community_id)
    return ids, tuple(community_id for community_id in ids if not opened[community_id])


def draft(arriving: Arriving) -> None:
    """Read the units of the file, find what is wrong with them, and number what is new."""
    arriving.draft("arriving_unit", _UNITS, keys="community_id, code, building")
    for finding in (_FIND_TWICE, _FIND_AREAS, _FIND_DELIVERY, _FIND_DIFFERENT):
        arriving.run(finding)
    arriving.run(_FORGET_TWICE)
    arriving.draft("arriving_building", _BUILDINGS)
    arriving.draft("arriving_any_building", _ANY_BUILDINGS)
    arriving.draft("arriving_place", _PLACES, keys="community_id, code")


def hand_over(arriving: Arriving) -> dict[str, int]:
    """Give new buildings and units to the estate; count them."""
    arriving.show("arriving_new_building", _NEW_BUILDINGS)
    arriving.show("arriving_new_unit", _NEW_UNITS)
    return {
        "buildings": estate.add_buildings_from(
            relation="arriving_new_building", import_id=arriving.import_id
        ),
        "units": estate.add_units_from(relation="arriving_new_unit", import_id=arriving.import_id),
    }


def _open(arriving: Arriving) -> None:
    fresh = arriving.rows(_FRESH_NAMES)
    if not fresh:
        return
    known = queries.communities()
    codes = {community.code for community in known}
    arriving.run(_OPENING)
    for name, code, company, address in fresh:
        code = _free_code(code or initials_of(name) or "C", codes)
        arriving.run(
            "INSERT INTO arriving_opening VALUES (%(company)s, %(code)s, %(name)s, %(address)s)",
            company=_company(company, known),
            code=code,
            name=name,
            address=address,
        )
    estate.add_communities_from(relation="arriving_opening", import_id=arriving.import_id)


def _free_code(wanted: str, taken: set[str]) -> str:
    code, number = wanted, 2
    while code in taken:
        code, number = f"{wanted}{number}", number + 1
    taken.add(code)
    return code


def _company(name: str | None, known: list[CommunityCard]) -> int:
    """Tell the company by name; an unnamed one is the only one whose communities are known."""
    ids = {community.company_id for community in known}
    if name is None and len(ids) == 1:
        return ids.pop()
    return companies.register(name=name or UNNAMED_COMPANY)


_NAMES = """
WITH named AS (
    SELECT COALESCE(cells->>'community', '') AS name, min(line) AS line
    FROM intake__staged_row
    WHERE import_id = %(import_id)s AND record <> 'community'
    GROUP BY COALESCE(cells->>'community', '')
), described AS (
    SELECT DISTINCT ON (cells->>'name') cells->>'name' AS name, cells->>'code' AS code,
        cells->>'company' AS company, cells->>'address' AS address, line
    FROM intake__staged_row
    WHERE import_id = %(import_id)s AND record = 'community'
    ORDER BY cells->>'name', line
), both_sides AS (
    SELECT name, described.code, described.company, described.address,
        COALESCE(described.line, named.line) AS line
    FROM named FULL JOIN described USING (name)
)
SELECT both_sides.*, staged.sheet, staged.row_no
FROM both_sides
JOIN intake__staged_row staged
    ON staged.import_id = %(import_id)s AND staged.line = both_sides.line
"""

# A community of the file is new unless a live one bears its name or its code; rows may call a
# community by the code that its own row gives it.
_FRESH_NAMES = """
SELECT name, code, company, COALESCE(address, '')
FROM arriving_name named
WHERE name <> ''
    AND NOT EXISTS (SELECT FROM estate__community known
                    WHERE known.name = named.name OR known.code IN (named.name, named.code))
    AND NOT EXISTS (SELECT FROM arriving_name other
                    WHERE other.code = named.name AND other.name <> named.name)
ORDER BY row_no
"""

_OPENING = """
CREATE TEMP TABLE arriving_opening
    (company_id bigint, code text, name text, address text, opened_on date) ON COMMIT DROP
"""

_COMMUNITIES = """
WITH known AS (
    SELECT DISTINCT ON (named.name) named.name, community.community_id
    FROM arriving_name named
    JOIN estate__community community
        ON community.name = named.name OR community.code IN (named.name, named.code)
    WHERE named.name <> ''
    ORDER BY named.name, community.name = named.name DESC
), only_one AS (
    SELECT min(community_id) AS community_id
    FROM (SELECT community_id FROM known
          UNION SELECT community_id FROM estate__community
          WHERE NOT EXISTS (SELECT FROM known)) candidate
    HAVING count(DISTINCT community_id) = 1
)
SELECT name, community_id FROM known
UNION ALL
SELECT '', community_id FROM only_one WHERE community_id IS NOT NULL
"""

_OPENED = """
SELECT named.community_id, community.import_id IS NOT DISTINCT FROM %(import_id)s
FROM arriving_community named
JOIN estate__community community USING (community_id)
"""

_FIND_NAMELESS = """
INSERT INTO arriving_finding
SELECT sheet, row_no, 'community', 'estate.community-missing', '{}'
FROM arriving_name named
WHERE name = '' AND NOT EXISTS (SELECT FROM arriving_community WHERE name = '')
"""

_UNITS = """
SELECT
    staged.sheet, staged.row_no, staged.line, community.community_id,
    COALESCE(cells->>'building', '') AS building,
    cells->>'building_name' AS building_name,
    COALESCE(cells->>'entrance', '') AS entrance,
    cells->>'room' AS room,
    cells->>'code' AS code,
    (cells->>'floor')::int AS floor,
    COALESCE(cells->>'layout', '') AS layout,
    COALESCE(cells->>'usage', 'RESIDENTIAL') AS usage,
    (cells->>'building_area_m2')::numeric AS building_area_m2,
    (cells->>'usable_area_m2')::numeric AS usable_area_m2,
    (cells->>'delivered_on')::date AS delivered_on,
    (cells->>'vacant_from')::date AS vacant_from,
    cells->>'owner' AS owner,
    cells->>'phone' AS phone,
    known.unit_id IS NULL AS fresh,
    COALESCE(known.unit_id, nextval('qingshou_id')) AS unit_id
FROM intake__staged_row staged
JOIN arriving_community community ON community.name = COALESCE(cells->>'community', '')
LEFT JOIN estate__unit known
    ON known.community_id = community.community_id AND known.unit_code = cells->>'code'
    AND known.community_id = ANY(%(known_communities)s)
WHERE staged.import_id = %(import_id)s AND staged.record = 'unit'
"""

_FIND_TWICE = """
INSERT INTO arriving_finding
SELECT sheet, row_no, 'room', 'estate.room-twice',
    jsonb_build_object('unit', code, 'other_sheet', first_sheet, 'other_row', first_row)
FROM (
    SELECT unit.sheet, unit.row_no, code,
        first_value(sheet) OVER twin AS first_sheet,
        first_value(row_no) OVER twin AS first_row,
        row_number() OVER twin AS place
    FROM arriving_unit unit
    JOIN (SELECT community_id, code FROM arriving_unit
          GROUP BY community_id, code HAVING count(*) > 1) twice USING (community_id, code)
    WINDOW twin AS (PARTITION BY community_id, code ORDER BY line)
) ranked
WHERE place > 1
"""

_FIND_AREAS = """
INSERT INTO arriving_finding
SELECT unit.sheet, unit.row_no, finding.key, finding.code,
    jsonb_build_object('unit', unit.code, 'area', finding.area, 'most', 100000,
        'usable', unit.usable_area_m2, 'building', unit.building_area_m2)
FROM arriving_unit unit
CROSS JOIN LATERAL (SELECT unit.usage NOT IN ('PARKING', 'STORAGE') AS needs_area) told
CROSS JOIN LATERAL (VALUES
    ('building_area_m2', 'estate.area-missing', NULL,
        unit.building_area_m2 IS NULL AND told.needs_area),
    ('building_area_m2', 'estate.area-not-positive', unit.building_area_m2,
        unit.building_area_m2 < 0 OR unit.building_area_m2 = 0 AND told.needs_area),
    ('building_area_m2', 'estate.area-impossible', unit.building_area_m2,
        unit.building_area_m2 > 100000),
    ('building_area_m2', 'estate.area-too-precise', unit.building_area_m2,
        unit.building_area_m2 <> round(unit.building_area_m2, 2)),
    ('usable_area_m2', 'estate.area-not-positive', unit.usable_area_m2,
        unit.usable_area_m2 <= 0),
    ('usable_area_m2', 'estate.area-too-precise', unit.usable_area_m2,
        unit.usable_area_m2 <> round(unit.usable_area_m2, 2)),
    ('usable_area_m2', 'estate.usable-area-exceeds-building-area', unit.usable_area_m2,
        unit.usable_area_m2 > unit.building_area_m2)
) finding (key, code, area, stands)
WHERE finding.stands AND (
    unit.building_area_m2 IS NULL OR unit.building_area_m2 <= 0
    OR unit.building_area_m2 > 100000
    OR unit.building_area_m2 <> round(unit.building_area_m2, 2)
    OR unit.usable_area_m2 <= 0 OR unit.usable_area_m2 > unit.building_area_m2
    OR unit.usable_area_m2 <> round(unit.usable_area_m2, 2))
"""

_FIND_DELIVERY = """
INSERT INTO arriving_finding
SELECT sheet, row_no, 'delivered_on', 'estate.delivery-impossible',
    jsonb_build_object('unit', code, 'delivered_on', delivered_on)
FROM arriving_unit
WHERE delivered_on < DATE '1980-01-01' OR delivered_on > %(today)s + interval '10 years'
"""

# What the file leaves empty is not compared.
_FIND_DIFFERENT = """
INSERT INTO arriving_finding
SELECT unit.sheet, unit.row_no, different.key, 'estate.unit-differs',
    jsonb_build_object(
        'unit', unit.code, 'key', different.key, 'known', different.known, 'told', different.told)
FROM arriving_unit unit
JOIN estate__unit known ON known.community_id = unit.community_id AND known.unit_id = unit.unit_id
CROSS JOIN LATERAL (VALUES
    ('building_area_m2', known.building_area_m2::text, unit.building_area_m2::numeric(12,2)::text),
    ('usable_area_m2', known.usable_area_m2::text, unit.usable_area_m2::numeric(12,2)::text),
    ('usage', known.usage, unit.usage),
    ('building', known.building_code, unit.building),
    ('delivered_on', known.delivered_on::text, unit.delivered_on::text),
    ('vacant_from', known.vacant_from::text, unit.vacant_from::text)
) different (key, known, told)
WHERE NOT unit.fresh AND known.community_id = ANY(%(known_communities)s)
    AND different.told IS DISTINCT FROM different.known
    AND different.told IS NOT NULL
"""

_FORGET_TWICE = """
DELETE FROM arriving_unit unit
USING arriving_finding finding
WHERE finding.code = 'estate.room-twice'
    AND finding.sheet = unit.sheet AND finding.row_no = unit.row_no
"""

_BUILDINGS = """
SELECT named.community_id, named.code,
    COALESCE(named.name, CASE
        WHEN named.code ~ '^[0-9]+$' THEN named.code || '栋'
        WHEN named.code = '' THEN '未分楼栋'
        ELSE named.code END) AS name,
    named.floors,
    known.building_id IS NULL AS fresh,
    COALESCE(known.building_id, nextval('qingshou_id')) AS building_id
FROM (
    SELECT community_id, building AS code, min(NULLIF(building_name, '')) AS name,
        max(floor) AS floors
    FROM arriving_unit GROUP BY community_id, building
) named
LEFT JOIN estate__building known
    ON known.community_id = named.community_id AND known.code = named.code
    AND known.community_id = ANY(%(known_communities)s)
"""

_ANY_BUILDINGS = """
SELECT community_id, code, building_id FROM arriving_building
UNION
SELECT community_id, code, building_id FROM estate__building
WHERE community_id = ANY(%(known_communities)s)
"""

_PLACES = """
SELECT community_id, code, unit_id, delivered_on, fresh FROM arriving_unit
UNION ALL
SELECT known.community_id, known.unit_code, known.unit_id, known.delivered_on, false
FROM estate__unit known
WHERE known.community_id = ANY(%(known_communities)s)
    AND NOT EXISTS (SELECT FROM arriving_unit unit
                    WHERE unit.community_id = known.community_id AND unit.unit_id = known.unit_id)
"""

_NEW_BUILDINGS = """
SELECT community_id, building_id, code, name, floors FROM arriving_building WHERE fresh
"""

_NEW_UNITS = """
SELECT unit.community_id, unit.unit_id, building.building_id, unit.entrance, unit.room, unit.code,
    unit.floor, unit.usage, COALESCE(unit.building_area_m2, 0) AS building_area_m2,
    unit.usable_area_m2, unit.layout, unit.delivered_on, unit.vacant_from
FROM arriving_unit unit
JOIN arriving_building building
    ON building.community_id = unit.community_id AND building.code = unit.building
WHERE unit.fresh
"""
