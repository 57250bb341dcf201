"""Keep every community's rows together: what Citus would ask, asked of the catalog today.

A table distributed by ``community_id`` needs that column, not null, in its primary key, in
every unique index, in every exclusion constraint and on both sides of every foreign key,
unless the key points at a reference table. (Citus documentation, "Distributed tables:
constraints".)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection

from qingshou.platform.db.scoped import Scope

OUTSIDE_PREFIXES = ("django_", "auth_", "procrastinate_")

_COLUMN = """
SELECT c.relname FROM pg_class c
WHERE c.relkind = 'r' AND c.relname = ANY(%s) AND NOT EXISTS (
    SELECT FROM pg_attribute a
    WHERE a.attrelid = c.oid AND a.attname = 'community_id' AND a.attnotnull)
"""
_UNIQUE = """
SELECT t.relname, i.relname FROM pg_index x
JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
WHERE t.relname = ANY(%s) AND (x.indisunique OR x.indisexclusion)
  AND pg_get_indexdef(x.indexrelid) NOT LIKE '%%community_id%%'
"""
_FOREIGN = """
SELECT t.relname, k.conname, f.relname,
       EXISTS (SELECT FROM pg_attribute a
               WHERE a.attrelid = k.conrelid AND a.attnum = ANY(k.conkey)
                 AND a.attname = 'community_id'),
       EXISTS (SELECT FROM pg_attribute a
               WHERE a.attrelid = k.confrelid AND a.attnum = ANY(k.confkey)
                 AND a.attname = 'community_id')
FROM pg_constraint k
JOIN pg_class t ON t.oid = k.conrelid JOIN pg_class f ON f.oid = k.confrelid
WHERE k.contype = 'f' AND (t.relname = ANY(%(scoped)s) OR f.relname = ANY(%(scoped)s))
"""
_TABLES = """
SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
"""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that would keep a table from being distributed."""

    table: str
    because: str


def tables_by_scope() -> dict[Scope, set[str]]:
    """Tell which tables the models declare, by where their rows live."""
    found: dict[Scope, set[str]] = {scope: set() for scope in Scope}
    for model in apps.get_models():
        scope = getattr(model, "scope", None)
        if scope is not None:
            found[scope].add(model._meta.db_table)
    return found


def obstacles() -> list[Obstacle]:
    """List everything in the live catalog that stands against distribution."""
    return [*_undeclared(), *_without_column(), *_unique_without(), *_foreign_without()]


def statements() -> list[str]:
    """Derive the statements that distribute the tables on a Citus coordinator."""
    scopes = tables_by_scope()
    reference = [f"SELECT create_reference_table('{t}')" for t in sorted(scopes[Scope.REFERENCE])]
    scoped = [
        f"SELECT create_distributed_table('{table}', 'community_id')"
        for table in sorted(scopes[Scope.COMMUNITY])
    ]
    return ["SET citus.enable_unsafe_triggers TO on", *reference, *scoped]


def _ask(statement: str, parameters: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def _scoped() -> list[str]:
    return sorted(tables_by_scope()[Scope.COMMUNITY])


def _undeclared() -> Iterator[Obstacle]:
    declared = set().union(*tables_by_scope().values())
    for (table,) in _ask(_TABLES):
        if table not in declared and not table.startswith(OUTSIDE_PREFIXES):
            yield Obstacle(table, "no model declares its scope")


def _without_column() -> Iterator[Obstacle]:
    for (table,) in _ask(_COLUMN, [_scoped()]):
        yield Obstacle(table, "it has no community_id that is never null")


def _unique_without() -> Iterator[Obstacle]:
    for table, index in _ask(_UNIQUE, [_scoped()]):
        yield Obstacle(table, f"{index} is unique without community_id")


def _foreign_without() -> Iterator[Obstacle]:
    scoped, reference = _scoped(), tables_by_scope()[Scope.REFERENCE]
    for table, name, target, here, there in _ask(_FOREIGN, {"scoped": scoped}):
        inside = table in scoped and target in scoped and here and there
        if not inside and not (table in scoped and target in reference):
            yield Obstacle(table, f"{name} points at {target} without community_id on both sides")
