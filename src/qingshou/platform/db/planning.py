"""Tell the server's planner what it cannot know: how much a transaction is about to join."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

MANY = 5_000


@contextmanager
def joining(rows: int) -> Iterator[None]:
    """Join many rows by whole tables within the block, and few as the planner thinks best.

    What the planner knows of a table may be from before a transaction filled it; then it looks
    through all rows for each of what it takes for one.
    """
    if rows <= MANY:
        yield
        return
    with whole_tables():
        yield


@contextmanager
def whole_tables() -> Iterator[None]:
    """Join by whole tables within the block; a failure ends it with its transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        cursor.execute("SET LOCAL enable_nestloop TO DEFAULT")
