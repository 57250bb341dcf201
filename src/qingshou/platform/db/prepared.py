"""Statements the server plans once per connection: what a desk does a thousand times a day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
from django.db import connection


def prepared(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Run a statement of the current transaction as a prepared one; tell its rows, if any.

    Errors are those of the framework, as from any other statement.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement, values, prepare=True)  # type: ignore[call-overload]
        return cursor.fetchall() if cursor.description else []
