"""What stands against a registry: gathered in a temp table, told as problems of the file.

A problem's column is the key of the cell (``building_area_m2``); intake knows which column of
the sheet that key was read from.
"""

from __future__ import annotations

import json

from django.db import connection

from qingshou.intake.rules.problems import Problem

MOST_TOLD = 1000


def begin() -> None:
    """Start with nothing found."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)


def found() -> tuple[Problem, ...]:
    """Tell what was found, in the order of the file; at most the first thousand."""
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, [MOST_TOLD])
        return tuple(
            Problem(sheet=sheet, row_no=row_no, column=key, code=code, facts=json.loads(facts))
            for sheet, row_no, key, code, facts in cursor.fetchall()
        )


_TABLE = """
CREATE TEMP TABLE arriving_finding
    (sheet text, row_no int, key text, code text, facts jsonb) ON COMMIT DROP
"""

_FOUND = """
SELECT sheet, row_no, key, code, facts::text FROM arriving_finding
ORDER BY sheet, row_no, key, code LIMIT %s
"""
