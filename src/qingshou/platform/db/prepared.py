"""Statements the server plans once per connection: what a desk does a thousand times a day."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg.types.json import Jsonb
from psycopg.types.numeric import Int8

_PLACEHOLDER = re.compile(r"%\((\w+)\)s|%%")


def prepared(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Run a statement of the current transaction as a prepared one; tell its rows, if any.

    Every whole number goes as a bigint, so that a statement has one plan whatever its values.
    Errors are those of the framework, as from any other statement.
    """
    text, names = _numbered(statement)
    database: Any = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    with database.wrap_database_errors:
        cursor = database.numbered
        cursor.execute(text, [_sized(values[name]) for name in names], prepare=True)
        return cursor.fetchall() if cursor.pgresult.nfields else []


def as_json(value: Any) -> Jsonb:
    """Give a value to a statement as JSON, written as the framework's JSON fields write it."""
    return Jsonb(value, dumps=_dumps)


_dumps = functools.partial(json.dumps, cls=DjangoJSONEncoder)


@functools.cache
def _numbered(statement: str) -> tuple[str, tuple[str, ...]]:
    """Turn named placeholders into the server's own numbered ones; tell the names in order."""
    names: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        name = found[1]
        return "%" if name is None else f"${names.setdefault(name, len(names) + 1)}"

    text = _PLACEHOLDER.sub(number, statement)
    return text, tuple(names)


def _sized(value: Any) -> Any:
    if type(value) is int:
        return Int8(value)
    if type(value) is list:
        return [_sized(one) for one in value]
    return value
