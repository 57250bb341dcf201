"""People and organizations of a registry: merged, reached, with what they allowed.

Who has the same name and the same phone number in a community is one party; an organization is
known by its name alone; a person without a number is known by the unit.
"""

from __future__ import annotations

from qingshou.parties import operations as parties
from qingshou.processes.registry_arrives.steps import Arriving


def draft(arriving: Arriving) -> None:
    """Read who holds what, from the sheet of people and from the sheet of units."""
    arriving.draft("arriving_holder", _HOLDERS, keys="community_id, person, code")
    arriving.run(_ADD_DEVELOPERS_OF_ALL)
    for finding in (_FIND_WITHOUT_UNIT, _FIND_NAMELESS, _FIND_REVERSED, _FIND_DISAGREEING):
        arriving.run(finding)
    arriving.draft("arriving_known_person", _KNOWN, keys="community_id, person")
    arriving.draft("arriving_party", _PARTIES, keys="community_id, person")


def hand_over(arriving: Arriving) -> dict[str, int]:
    """Give new parties, their numbers and their consents to their owner; count them."""
    arriving.show("arriving_new_party", _NEW_PARTIES)
    arriving.show("arriving_contact_point", _CONTACT_POINTS)
    arriving.show("arriving_consent", _CONSENTS)
    import_id = arriving.import_id
    return {
        "parties": parties.add_parties_from(relation="arriving_new_party", import_id=import_id),
        "contact_points": parties.add_contact_points_from(
            relation="arriving_contact_point", import_id=import_id
        ),
        "consents": parties.add_consents_from(relation="arriving_consent", import_id=import_id),
    }


_HOLDERS = r"""
WITH told AS (
    SELECT staged.sheet, staged.row_no, staged.line, community.community_id,
        cells->>'code' AS code,
        cells->>'building' AS building,
        COALESCE(cells->>'role', 'OWNER') AS role,
        cells->>'kind' AS kind,
        cells->>'name' AS name,
        cells->>'phone' AS phone,
        (cells->>'from')::date AS since,
        (cells->>'until')::date AS until,
        COALESCE(cells->>'liable', '') AS liable,
        COALESCE(cells->>'consent', '') AS consent,
        'name' AS key
    FROM intake__staged_row staged
    JOIN arriving_community community ON community.name = COALESCE(cells->>'community', '')
    WHERE staged.import_id = %(import_id)s AND staged.record = 'party'
), named AS (
    SELECT told.sheet, told.row_no, told.line, told.community_id, told.code, told.building,
        told.role, told.kind, told.name, COALESCE(told.phone, unit.phone) AS phone,
        told.since, told.until, told.liable, told.consent, told.key,
        place.unit_id, place.delivered_on, place.fresh AS unit_fresh
    FROM told
    LEFT JOIN arriving_place place
        ON place.community_id = told.community_id AND place.code = told.code
    LEFT JOIN arriving_unit unit
        ON unit.community_id = told.community_id AND unit.code = told.code
        AND unit.owner = told.name
    UNION ALL
    SELECT unit.sheet, unit.row_no, unit.line, unit.community_id, unit.code, unit.building,
        'OWNER', NULL, unit.owner, unit.phone, NULL, NULL, '', '', 'owner',
        unit.unit_id, unit.delivered_on, unit.fresh
    FROM arriving_unit unit
    LEFT JOIN (SELECT DISTINCT community_id, code, name FROM told) also
        ON also.community_id = unit.community_id AND also.code = unit.code
        AND also.name = unit.owner
    WHERE unit.owner IS NOT NULL AND also.name IS NULL
), placed AS (
    SELECT named.sheet, named.row_no, named.line, named.community_id, named.code, named.building,
        named.role, named.name, named.phone, named.since, named.until, named.liable,
        named.consent, named.key, named.unit_id, named.delivered_on, named.unit_fresh,
        CASE WHEN named.role = 'DEVELOPER'
                OR named.name ~ '(公司|集团|银行|事务所|合作社|商行|中心)$'
            THEN 'ORGANIZATION' ELSE COALESCE(named.kind, 'PERSON') END AS kind
    FROM named
)
SELECT placed.*,
    CASE WHEN held.party_id IS NOT NULL THEN 'known ' || held.party_id
        WHEN kind = 'ORGANIZATION' THEN name
        WHEN phone IS NULL THEN name || '@' || COALESCE(code, '')
        ELSE name || '#' || split_part(phone, ',', 1) END AS person
FROM placed
LEFT JOIN (
    SELECT tenure.community_id, tenure.unit_id, party.name, min(tenure.party_id) AS party_id
    FROM estate__tenure tenure
    JOIN parties__party party
        ON party.community_id = tenure.community_id AND party.party_id = tenure.party_id
    WHERE tenure.community_id = ANY(%(known_communities)s)
    GROUP BY tenure.community_id, tenure.unit_id, party.name
) held USING (community_id, unit_id, name)
"""

# A developer without a room holds the homes of the community (or building) that were not handed
# over: those without a day of delivery, where the file keeps such days or names no owner.
_ADD_DEVELOPERS_OF_ALL = """
INSERT INTO arriving_holder
    (sheet, row_no, line, community_id, code, building, role, name, phone, since, until, liable,
     consent, key, unit_id, delivered_on, unit_fresh, kind, person)
SELECT developer.sheet, developer.row_no, developer.line, unit.community_id, unit.code,
    unit.building, 'DEVELOPER', developer.name, developer.phone, developer.since,
    developer.until, '', '', 'name', unit.unit_id, NULL, unit.fresh, 'ORGANIZATION',
    developer.person
FROM arriving_holder developer
JOIN arriving_unit unit
    ON unit.community_id = developer.community_id
    AND COALESCE(developer.building, unit.building) = unit.building
WHERE developer.code IS NULL AND developer.role = 'DEVELOPER' AND unit.delivered_on IS NULL
    AND NOT EXISTS (SELECT FROM arriving_holder own
                    WHERE own.community_id = unit.community_id AND own.code = unit.code
                        AND own.role = 'DEVELOPER')
    AND (unit.usage NOT IN ('PARKING', 'STORAGE')
         AND EXISTS (SELECT FROM arriving_unit other
                     WHERE other.community_id = unit.community_id
                         AND other.delivered_on IS NOT NULL)
         OR NOT EXISTS (SELECT FROM arriving_holder owner
                        WHERE owner.community_id = unit.community_id AND owner.code = unit.code))
"""

_FIND_WITHOUT_UNIT = """
INSERT INTO arriving_finding
SELECT sheet, row_no, 'room', 'estate.holder-without-unit',
    jsonb_build_object('name', name, 'unit', COALESCE(code, ''))
FROM arriving_holder
WHERE unit_id IS NULL AND NOT (code IS NULL AND role = 'DEVELOPER')
"""

_FIND_NAMELESS = """
INSERT INTO arriving_finding
SELECT sheet, row_no, key, 'estate.holder-without-name', jsonb_build_object('unit', code)
FROM arriving_holder WHERE COALESCE(name, '') = ''
"""

_FIND_REVERSED = """
INSERT INTO arriving_finding
SELECT sheet, row_no, 'until', 'estate.dates-reversed',
    jsonb_build_object('unit', code, 'name', name, 'since', since, 'latest', until - 1)
FROM arriving_holder WHERE until <= since
"""

_FIND_DISAGREEING = """
INSERT INTO arriving_finding
SELECT owner.sheet, owner.row_no, 'owner', 'estate.owner-disagrees',
    jsonb_build_object('unit', owner.code, 'here', owner.name, 'there', min(other.name))
FROM arriving_holder owner
JOIN arriving_holder other
    ON other.community_id = owner.community_id AND other.code = owner.code
    AND other.role = 'OWNER' AND other.key = 'name'
WHERE owner.key = 'owner'
GROUP BY owner.sheet, owner.row_no, owner.code, owner.name
"""

_KNOWN = """
SELECT community_id, person, min(party_id) AS party_id
FROM (
    SELECT community_id, name AS person, party_id
    FROM parties__party WHERE kind = 'ORGANIZATION'
    UNION ALL
    SELECT party.community_id, party.name || '#' || point.value, party.party_id
    FROM parties__party party
    JOIN parties__contact_point point
        ON point.community_id = party.community_id AND point.party_id = party.party_id
    WHERE party.kind = 'PERSON' AND point.channel = 'PHONE'
) known
WHERE community_id = ANY(%(known_communities)s)
GROUP BY community_id, person
"""

_PARTIES = """
SELECT named.community_id, named.person, named.name, named.kind,
    known.party_id IS NULL AS fresh,
    COALESCE(known.party_id, nextval('qingshou_id')) AS party_id
FROM (
    SELECT community_id, person, min(name) AS name, min(kind) AS kind
    FROM arriving_holder
    WHERE unit_id IS NOT NULL AND NOT starts_with(person, 'known ')
    GROUP BY community_id, person
    ORDER BY min(line)
) named
LEFT JOIN arriving_known_person known USING (community_id, person)
UNION ALL
SELECT DISTINCT community_id, person, name, kind, false, substr(person, 7)::bigint
FROM arriving_holder WHERE starts_with(person, 'known ')
"""

_NEW_PARTIES = """
SELECT community_id, party_id, kind, name FROM arriving_party WHERE fresh
"""

_CONTACT_POINTS = """
SELECT party.community_id, party.party_id, 'PHONE' AS channel, holder.phone AS value, '' AS label
FROM arriving_holder holder
JOIN arriving_party party USING (community_id, person)
WHERE strpos(holder.phone, ',') = 0
UNION ALL
SELECT party.community_id, party.party_id, 'PHONE', several.value, ''
FROM arriving_holder holder
JOIN arriving_party party USING (community_id, person)
CROSS JOIN LATERAL string_to_table(holder.phone, ',') AS several (value)
WHERE strpos(holder.phone, ',') > 0
"""

_CONSENTS = """
SELECT party.community_id, party.party_id, 'ELECTRONIC_NOTICE' AS purpose, '' AS channel,
    %(today)s::date AS given_on, min(holder.sheet || ' ' || holder.row_no) AS evidence
FROM arriving_holder holder
JOIN arriving_party party USING (community_id, person)
WHERE holder.consent = 'yes'
    AND NOT EXISTS (SELECT FROM parties__consent given
                    WHERE given.community_id = party.community_id
                        AND given.party_id = party.party_id
                        AND given.purpose = 'ELECTRONIC_NOTICE' AND given.withdrawn_on IS NULL)
GROUP BY party.community_id, party.party_id
"""
