"""Let whole registries in, and take them back, in a few statements.

Relations handed over are temp tables or views; the shape each must have is in the docstring.
Ids of scoped rows are drawn by the caller from ``qingshou_id``, so that its relations can point
at each other before anything stands. Guards of the tables are the last judge; a caller that
wants to speak about single rows finds the bad ones first.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from psycopg import sql

from qingshou.ledger import operations as ledger
from qingshou.platform.db import transaction_required


@transaction_required
def add_communities_from(*, relation: str, import_id: int | None = None) -> int:
    """Open communities of a relation (company_id, code, name, address, opened_on); count them."""
    return _run(_ADD_COMMUNITIES, relation, import_id=import_id)


@transaction_required
def add_buildings_from(*, relation: str, import_id: int | None = None) -> int:
    """Add buildings of a relation (community_id, building_id, code, name, floors); count them."""
    return _run(_ADD_BUILDINGS, relation, import_id=import_id)


@transaction_required
def add_units_from(*, relation: str, import_id: int | None = None) -> int:
    """Add units of a relation; count them.

    The relation has community_id, unit_id, building_id, entrance, room, code, floor, usage,
    building_area_m2, usable_area_m2, layout, delivered_on, vacant_from.
    """
    return _run(_ADD_UNITS, relation, import_id=import_id)


@transaction_required
def add_tenures_from(*, relation: str, import_id: int | None = None) -> int:
    """Add tenures of a relation and open the account of each that is liable; count the tenures.

    The relation has community_id, unit_id, unit_code, party_id, role, liable, held. Accounts are
    numbered through per unit code: ``3-2-501#1``, ``3-2-501#2``, in the order of their days.

    Raises:
        IntegrityError: If two liable tenures of a unit would share a day.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(_COMMUNITIES).format(relation=sql.Identifier(relation)))
        communities = [community_id for (community_id,) in cursor.fetchall()]
        _run(_NUMBER_ACCOUNTS, relation, communities=communities)
        cursor.execute("ANALYZE estate_opening (community_id, account_code)")
        for community_id in communities:
            ledger.open_accounts_from(
                community_id=community_id, relation_sql=_OPENINGS, params=[community_id]
            )
        cursor.execute(_ADD_TENURES, {"import_id": import_id, "communities": communities})
        return int(cursor.rowcount)


@transaction_required
def end_tenures_from(*, relation: str) -> int:
    """End running tenures of a relation (community_id, tenure_id, until); count them."""
    return _run(_END_TENURES, relation)


@transaction_required
def withdraw_import(*, import_id: int) -> dict[str, int]:
    """Mark tenures, units and buildings of an import withdrawn; count each.

    Communities stay: they are names that nothing else hangs on.
    """
    counts = {}
    with connection.cursor() as cursor:
        for noun in ("tenure", "unit", "building"):
            table = sql.Identifier(f"estate_{noun}")
            cursor.execute(sql.SQL(_WITHDRAW).format(table=table), [import_id])
            counts[noun] = cursor.rowcount
    return counts


def _run(statement: str, relation: str, **parameters: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(relation=sql.Identifier(relation)), parameters)
        return int(cursor.rowcount)


_ADD_COMMUNITIES = """
INSERT INTO estate_community (company_id, code, name, address, opened_on, import_id)
SELECT company_id, code, name, address, opened_on, %(import_id)s
FROM {relation} ORDER BY code
"""

_ADD_BUILDINGS = """
INSERT INTO estate_building (community_id, id, code, name, floors, import_id)
SELECT community_id, building_id, code, name, floors, %(import_id)s
FROM {relation}
"""

_ADD_UNITS = """
INSERT INTO estate_unit
    (community_id, id, building_id, entrance, room, code, floor, usage, building_area_m2,
     usable_area_m2, layout, delivered_on, vacant_from, import_id)
SELECT community_id, unit_id, building_id, entrance, room, code, floor, usage, building_area_m2,
    usable_area_m2, layout, delivered_on, vacant_from, %(import_id)s
FROM {relation}
"""

_COMMUNITIES = "SELECT DISTINCT community_id FROM {relation} ORDER BY community_id"

_NUMBER_ACCOUNTS = """
DROP TABLE IF EXISTS pg_temp.estate_opening;
CREATE TEMP TABLE estate_opening ON COMMIT DROP AS
WITH numbered AS (
    SELECT tenure.community_id, unit.code, count(tenure.account_id) AS accounts
    FROM estate_tenure tenure
    JOIN estate_unit unit
        ON unit.community_id = tenure.community_id AND unit.id = tenure.unit_id
    WHERE tenure.community_id = ANY(%(communities)s)
    GROUP BY tenure.community_id, unit.code
)
SELECT added.community_id, added.unit_id, added.party_id, added.role, added.liable, added.held,
    CASE WHEN added.liable THEN added.unit_code || '#' || COALESCE(numbered.accounts, 0)
        + row_number() OVER (
            PARTITION BY added.community_id, added.unit_id, added.liable ORDER BY added.held)
    END AS account_code
FROM {relation} added
LEFT JOIN numbered
    ON numbered.community_id = added.community_id AND numbered.code = added.unit_code
"""

_OPENINGS = """
SELECT opening.account_code AS code,
    COALESCE(lower(opening.held), community.opened_on, DATE '2000-01-01') AS opened_on
FROM estate_opening opening
JOIN estate_community community ON community.id = opening.community_id
WHERE opening.liable AND opening.community_id = %s
"""

_ADD_TENURES = """
INSERT INTO estate_tenure
    (community_id, unit_id, party_id, account_id, role, liable, held, import_id)
SELECT opening.community_id, opening.unit_id, opening.party_id, account.account_id, opening.role,
    opening.liable, opening.held, %(import_id)s
FROM estate_opening opening
LEFT JOIN ledger__account account
    ON account.community_id = opening.community_id AND account.code = opening.account_code
    AND account.community_id = ANY(%(communities)s)
ORDER BY opening.community_id, opening.unit_id, opening.held
"""

_END_TENURES = """
UPDATE estate_tenure tenure SET held = daterange(lower(tenure.held), ending.until)
FROM {relation} ending
WHERE tenure.community_id = ending.community_id AND tenure.id = ending.tenure_id
"""

_WITHDRAW = """
UPDATE {table} SET withdrawn_at = CURRENT_TIMESTAMP
WHERE import_id = %s AND withdrawn_at IS NULL
"""
