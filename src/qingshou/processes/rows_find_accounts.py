"""Rows of a customer's file find the accounts they speak of: by room, day and name.

The account is that of whoever was liable for the room on the day the row is about, else of
the holder whom the row names, else of the latest holder. The payment history and the
opening arrears both begin here; each then reads the rest of its cells.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.db import connection

from qingshou.intake.rules.arrivals import Arrival
from qingshou.intake.rules.problems import Problem

MOST_TOLD = 1000


class NothingKept(Exception):  # noqa: N818 - it says what becomes of the transaction
    """Carries an arrival out of a transaction that must leave nothing behind."""

    def __init__(self, arrival: Arrival) -> None:
        super().__init__(arrival)
        self.arrival = arrival


def place(*, import_id: int, record: str, day: str) -> None:
    """Lay the rows of a record beside the estate, in the temporary table ``arriving_row``.

    ``day`` names the cell that tells the day where a row has no period. The rows themselves
    come first, in ``arriving_told``, so that the search is planned for as many as there are.
    """
    run("DROP TABLE IF EXISTS pg_temp.arriving_told; DROP TABLE IF EXISTS pg_temp.arriving_row")
    run(_TOLD, {"import_id": import_id, "record": record, "day": day})
    run("ANALYZE arriving_told")
    run(_PLACE)
    run("ANALYZE arriving_row")


def problems_of(findings: str, values: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Tell what a SELECT of (sheet, row_no, key, code, facts) found, in the order it gives."""
    found = rows(findings, {**values, "most": MOST_TOLD})
    return tuple(
        Problem(sheet=sheet, row_no=row_no, column=key, code=code, facts=json.loads(facts))
        for sheet, row_no, key, code, facts in found
    )


def run(statement: str, values: Mapping[str, Any] | None = None) -> None:
    """Execute a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def rows(statement: str, values: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
    """Read the rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


_TOLD = """
CREATE TEMP TABLE arriving_told ON COMMIT DROP AS
WITH told AS MATERIALIZED (
    SELECT staged.line, staged.sheet, staged.row_no, staged.cells,
           COALESCE(cells->>'community', '') AS community, cells->>'code' AS unit_code,
           cells->>'name' AS name,
           COALESCE(cells->>'period_from', cells->>%(day)s)::date AS day
    FROM intake__staged_row staged
    WHERE staged.import_id = %(import_id)s AND staged.record = %(record)s
), known AS MATERIALIZED (
    SELECT DISTINCT ON (named.community) named.community, known.community_id
    FROM (SELECT DISTINCT community FROM told) named
    JOIN estate__community known ON named.community IN (known.name, known.code)
    ORDER BY named.community, known.name = named.community DESC
), only_one AS (
    SELECT min(community_id) AS community_id FROM estate__community HAVING count(*) = 1
)
SELECT told.*, COALESCE(known.community_id, only_one.community_id) AS community_id
FROM told
LEFT JOIN known ON known.community = told.community
LEFT JOIN only_one ON told.community = ''
"""
_PLACE = """
CREATE TEMP TABLE arriving_row ON COMMIT DROP AS
WITH placed AS MATERIALIZED (
    SELECT told.*, unit.unit_id
    FROM arriving_told told
    LEFT JOIN estate__unit unit
        ON unit.community_id = told.community_id AND unit.unit_code = told.unit_code
)
SELECT placed.*, holder.account_id
FROM placed
LEFT JOIN (
    SELECT DISTINCT ON (placed.line) placed.line, liable.account_id
    FROM placed
    JOIN estate__liable_account liable
        ON liable.community_id = placed.community_id AND liable.unit_id = placed.unit_id
    LEFT JOIN parties__party party
        ON party.community_id = liable.community_id AND party.party_id = liable.party_id
    ORDER BY placed.line,
             (placed.day >= liable.liable_from AND placed.day < liable.liable_until)
                 DESC NULLS LAST,
             party.name = placed.name DESC NULLS LAST, liable.liable_from DESC
) holder USING (line)
"""

PLACE_FINDINGS = """
    (community_id IS NULL,
        'community', 'payments.community-unknown', jsonb_build_object('text', community)),
    (community_id IS NOT NULL AND unit_id IS NULL,
        'room', 'payments.room-unknown', jsonb_build_object('unit', COALESCE(unit_code, ''))),
    (unit_id IS NOT NULL AND account_id IS NULL,
        'room', 'payments.room-without-holder', jsonb_build_object('unit', unit_code))
"""
"""What may stand against the place of a row: rows for VALUES (stands, key, code, facts)."""
