"""Who owes for which days: the timelines of a registry, laid beside those that are known.

The file alone is read as if nothing were known: who owes follows from roles, dates and the day
of delivery (``estate.rules.tenures`` says how). The result is compared with the live tenures
of the same units: equal ones are left, an owner who is followed by another is ended on that
day, anything else is a finding that shows both.
"""

from __future__ import annotations

from qingshou.estate import operations as estate
from qingshou.processes.registry_arrives.steps import Arriving


def draft(arriving: Arriving) -> int:
    """Derive the timelines and find what is wrong with them; count tenures known already."""
    arriving.draft("arriving_claim", _CLAIMS, keys="community_id, unit_id")
    arriving.run(_FIND_EMPTY)
    arriving.draft("arriving_tenure", _TENURES, keys="community_id, unit_id")
    arriving.run(_FIND_OVERLAPS)
    arriving.draft("arriving_clash", _CLASHES)
    kept = arriving.run(_FORGET_KNOWN)
    arriving.draft("arriving_ending", _ENDINGS)
    arriving.run(_FORGET_ENDED)
    arriving.run(_FIND_CLASHES)
    return kept


def hand_over(arriving: Arriving) -> dict[str, int]:
    """End what is followed and add what is new; count both and the accounts opened."""
    ended = estate.end_tenures_from(relation="arriving_ending")
    tenures = estate.add_tenures_from(relation="arriving_tenure", import_id=arriving.import_id)
    [(accounts,)] = arriving.rows("SELECT count(*) FROM arriving_tenure WHERE liable")
    return {"tenures": tenures, "accounts": accounts, "tenures_ended": ended}


# starts and stops are the days a claim would owe for; since and until what the file says.
_CLAIMS = """
WITH placed AS (
    SELECT holder.sheet, holder.row_no, holder.line, holder.community_id, holder.unit_id,
        holder.code, holder.unit_fresh, holder.key, party.party_id, holder.name, holder.role,
        holder.since, holder.until,
        holder.liable = 'yes' OR (holder.liable <> 'no' AND holder.role <> 'TENANT') AS wants,
        holder.delivered_on,
        (date_trunc('month', holder.delivered_on) + interval '1 month')::date AS owner_owes_from
    FROM arriving_holder holder
    JOIN arriving_party party USING (community_id, person)
    WHERE holder.unit_id IS NOT NULL
        AND (holder.since IS NULL OR holder.until IS NULL OR holder.since < holder.until)
), shared AS (
    SELECT community_id, unit_id, bool_or(role = 'DEVELOPER') AS developed,
        min(since) FILTER (WHERE role = 'OWNER' AND wants) AS first_owner_since
    FROM placed
    GROUP BY community_id, unit_id
    HAVING count(*) > 1 OR bool_or(role = 'DEVELOPER')
), followed AS (
    SELECT placed.line, placed.key, placed.unit_id, shared.developed, shared.first_owner_since,
        lead(placed.since) OVER (
            PARTITION BY community_id, unit_id, placed.role, placed.wants
            ORDER BY placed.since NULLS FIRST, placed.line
        ) AS followed_on
    FROM placed JOIN shared USING (community_id, unit_id)
), ordered AS (
    SELECT placed.*, followed.followed_on, followed.first_owner_since,
        COALESCE(followed.developed, false) AS developed
    FROM placed LEFT JOIN followed USING (line, key, unit_id)
)
SELECT sheet, row_no, line, community_id, unit_id, code, unit_fresh, key, party_id, name, role,
    since, until,
    wants AND NOT (role = 'OWNER' AND developed AND delivered_on IS NULL AND since IS NULL)
        AS owes,
    CASE WHEN role = 'OWNER' THEN GREATEST(since, owner_owes_from) ELSE since END AS starts,
    CASE role WHEN 'OWNER' THEN COALESCE(until, followed_on)
        WHEN 'DEVELOPER' THEN COALESCE(until, owner_owes_from, first_owner_since)
        ELSE until END AS stops
FROM ordered
"""

_FIND_EMPTY = """
INSERT INTO arriving_finding
SELECT sheet, row_no, key, 'estate.owners-overlap',
    jsonb_build_object('unit', code, 'name', name, 'other', (
        SELECT min(other.name) FROM arriving_claim other
        WHERE other.community_id = claim.community_id AND other.unit_id = claim.unit_id
            AND other.since = claim.since AND other.line > claim.line))
FROM arriving_claim claim
WHERE owes AND until IS NULL AND role = 'OWNER' AND stops <= since
"""

# An owner's days go around a lease whose tenant owes; the owner stays the owner during it. A claim
# that owes for no day (an owner who sold before delivery) is kept without liability.
_TENURES = """
WITH lease AS (
    SELECT community_id, unit_id, range_agg(daterange(starts, stops)) AS days
    FROM arriving_claim
    WHERE role = 'TENANT' AND owes
    GROUP BY community_id, unit_id
), piece AS (
    SELECT claim.sheet, claim.row_no, claim.line, claim.community_id, claim.unit_id, claim.code,
        claim.unit_fresh, claim.key, claim.party_id, claim.name, claim.role, cut.liable, cut.held
    FROM arriving_claim claim
    JOIN lease USING (community_id, unit_id)
    CROSS JOIN LATERAL (
        SELECT true AS liable,
            unnest(datemultirange(daterange(claim.starts, claim.stops)) - lease.days) AS held
        UNION ALL
        SELECT false, unnest(datemultirange(daterange(claim.starts, claim.stops)) * lease.days)
    ) cut
    WHERE claim.owes AND claim.role <> 'TENANT' AND (claim.starts < claim.stops) IS NOT FALSE
    UNION ALL
    SELECT claim.sheet, claim.row_no, claim.line, claim.community_id, claim.unit_id, claim.code,
        claim.unit_fresh, claim.key, claim.party_id, claim.name, claim.role, timed.owes,
        CASE WHEN timed.owes THEN daterange(claim.starts, claim.stops)
            WHEN (claim.since < COALESCE(claim.until, claim.stops)) IS NOT FALSE
                THEN daterange(claim.since, COALESCE(claim.until, claim.stops))
            ELSE daterange(claim.since, claim.until) END
    FROM arriving_claim claim
    LEFT JOIN lease USING (community_id, unit_id)
    CROSS JOIN LATERAL (
        SELECT claim.owes AND (claim.starts < claim.stops) IS NOT FALSE AS owes
    ) timed
    WHERE claim.role = 'TENANT' OR lease.days IS NULL OR NOT timed.owes
)
SELECT sheet, row_no, line, community_id, unit_id, code AS unit_code, unit_fresh, key, party_id,
    name, role, liable, held
FROM piece
"""

_FIND_OVERLAPS = """
INSERT INTO arriving_finding
SELECT sheet, row_no, key, 'estate.owners-overlap',
    jsonb_build_object('unit', unit_code, 'name', name, 'other', before)
FROM (
    SELECT sheet, row_no, key, unit_code, name, held,
        lag(held) OVER timeline AS earlier, lag(name) OVER timeline AS before
    FROM arriving_tenure tenure
    JOIN (SELECT community_id, unit_id FROM arriving_tenure WHERE liable
          GROUP BY community_id, unit_id HAVING count(*) > 1) shared USING (community_id, unit_id)
    WHERE liable
    WINDOW timeline AS (PARTITION BY community_id, unit_id ORDER BY held, line)
) ordered
WHERE held && earlier
"""

_CLASHES = """
SELECT known.community_id, known.unit_id, known.unit_code, known.tenure_id, known.party_id,
    known.role, known.liable, known.held
FROM estate__tenure known
WHERE known.community_id = ANY(%(known_communities)s)
    AND (known.community_id, known.unit_id) IN (
        SELECT community_id, unit_id FROM arriving_tenure WHERE NOT unit_fresh)
    AND NOT EXISTS (
        SELECT FROM arriving_tenure told
        WHERE told.community_id = known.community_id AND told.unit_id = known.unit_id
            AND told.party_id = known.party_id AND told.role = known.role
            AND told.liable = known.liable AND told.held = known.held)
"""

_FORGET_KNOWN = """
DELETE FROM arriving_tenure told
USING estate__tenure known
WHERE NOT told.unit_fresh AND known.community_id = ANY(%(known_communities)s)
    AND told.community_id = known.community_id AND told.unit_id = known.unit_id
    AND told.party_id = known.party_id AND told.role = known.role
    AND told.liable = known.liable AND told.held = known.held
"""

# An open tenure ends where the file ends it, or where the file lets another owner follow.
_ENDINGS = """
SELECT clash.community_id, clash.tenure_id, clash.party_id, clash.unit_id, clash.role,
    clash.liable, clash.held, COALESCE(same.until, next.since) AS until
FROM arriving_clash clash
LEFT JOIN LATERAL (
    SELECT min(upper(told.held)) AS until
    FROM arriving_tenure told
    WHERE told.community_id = clash.community_id AND told.unit_id = clash.unit_id
        AND told.party_id = clash.party_id AND told.role = clash.role
        AND told.liable = clash.liable AND lower(told.held) IS NOT DISTINCT FROM lower(clash.held)
) same ON true
LEFT JOIN LATERAL (
    SELECT min(lower(told.held)) AS since
    FROM arriving_tenure told
    WHERE told.community_id = clash.community_id AND told.unit_id = clash.unit_id
        AND told.party_id <> clash.party_id AND told.role = 'OWNER' AND told.liable
        AND clash.role = 'OWNER' AND clash.liable
        AND NOT EXISTS (SELECT FROM arriving_tenure own
                        WHERE own.community_id = clash.community_id
                            AND own.unit_id = clash.unit_id AND own.party_id = clash.party_id)
) next ON true
WHERE upper(clash.held) IS NULL
    AND COALESCE(same.until, next.since) > COALESCE(lower(clash.held), '-infinity')
"""

_FORGET_ENDED = """
DELETE FROM arriving_tenure told
USING arriving_ending ending
WHERE told.community_id = ending.community_id AND told.unit_id = ending.unit_id
    AND told.party_id = ending.party_id AND told.role = ending.role
    AND told.liable = ending.liable
    AND told.held = daterange(lower(ending.held), ending.until)
"""

_FIND_CLASHES = """
INSERT INTO arriving_finding
SELECT claim.sheet, claim.row_no, claim.key, 'estate.tenure-differs',
    jsonb_build_object('unit', clash.unit_code,
        'known', concat(party.name, ' ', lower(clash.held), '..', upper(clash.held) - 1),
        'told', concat(claim.name, ' ', claim.since, '..', claim.until - 1))
FROM arriving_clash clash
JOIN parties__party party
    ON party.community_id = clash.community_id AND party.party_id = clash.party_id
CROSS JOIN LATERAL (
    SELECT told.sheet, told.row_no, told.key, told.name, told.since, told.until
    FROM arriving_claim told
    WHERE told.community_id = clash.community_id AND told.unit_id = clash.unit_id
    ORDER BY told.party_id = clash.party_id DESC, told.line
    LIMIT 1
) claim
WHERE NOT EXISTS (SELECT FROM arriving_ending ending
                  WHERE ending.community_id = clash.community_id
                      AND ending.tenure_id = clash.tenure_id)
"""
