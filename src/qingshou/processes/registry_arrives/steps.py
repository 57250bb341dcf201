"""The statements of one arrival share their parameters; each temp table is analyzed once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from psycopg import sql


@dataclass(frozen=True, slots=True)
class Arriving:
    """Which import arrives, on which day, in which communities."""

    import_id: int
    today: date
    communities: tuple[int, ...] = ()
    known_communities: tuple[int, ...] = ()

    def run(self, statement: str, **more: Any) -> int:
        """Run a statement with the import's parameters; count its rows."""
        with connection.cursor() as cursor:
            cursor.execute(statement, {**self._parameters, **more})
            return int(cursor.rowcount)

    def draft(self, table: str, select: str, *, keys: str = "") -> None:
        """Make a temp table from a SELECT, with statistics of its keys so that it joins well."""
        self.run(f"CREATE TEMP TABLE {table} ON COMMIT DROP AS {select}")
        if keys:
            self.run(f"ANALYZE {table} ({keys})")

    def show(self, view: str, select: str) -> None:
        """Show drafts in the shape an operation asks for, without copying them."""
        self.run(f"CREATE TEMP VIEW {view} AS {select}")

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Read the rows of a SELECT."""
        with connection.cursor() as cursor:
            cursor.execute(statement, self._parameters)
            return cursor.fetchall()

    @property
    def _parameters(self) -> dict[str, Any]:
        return {
            "import_id": self.import_id,
            "today": self.today,
            "communities": list(self.communities),
            "known_communities": list(self.known_communities),
        }


def make_room() -> None:
    """Drop what an earlier arrival of the same transaction left, and sort in memory.

    Statistics of drafts are taken from a small sample: their keys are all they are asked for.
    Rows just staged have no statistics, and a guess of few rows must not choose a loop in a loop.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ROOM)
        cursor.execute(_LEFT)
        for (table,) in cursor.fetchall():
            cursor.execute(sql.SQL("DROP TABLE {} CASCADE").format(sql.Identifier(table)))


_ROOM = """
SET LOCAL work_mem = '96MB';
SET LOCAL default_statistics_target = 10;
SET LOCAL enable_nestloop = off
"""

_LEFT = """
SELECT relname FROM pg_class
WHERE relnamespace = pg_my_temp_schema() AND relkind = 'r' AND starts_with(relname, 'arriving_')
"""
