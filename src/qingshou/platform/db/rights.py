"""What the application's role may do: add and read; change only what models call editable."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection, models

from qingshou.platform.embedded import APPLICATION_ROLE


@contextmanager
def as_owner() -> Iterator[None]:
    """Act as the owner of the tables: for migrations, and for tests that play the intruder."""
    role = connection.settings_dict.get("APPLICATION_ROLE")
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    connection.settings_dict["APPLICATION_ROLE"] = None
    try:
        yield
    finally:
        connection.settings_dict["APPLICATION_ROLE"] = role
        if role:
            with connection.cursor() as cursor:
                cursor.execute(f'SET ROLE "{role}"')


def grant_application_rights() -> None:
    """Give the application's role exactly its rights; called as owner after every migration."""
    with connection.cursor() as cursor:
        for statement in _statements():
            cursor.execute(statement)


def _statements() -> Iterator[str]:
    role = APPLICATION_ROLE
    yield f"GRANT USAGE ON SCHEMA public TO {role}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}"
    yield f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role}"
    for model in apps.get_models():
        yield from _limits(model)


def _limits(model: type[models.Model]) -> Iterator[str]:
    if not getattr(model, "append_only", False):
        return
    table, role = model._meta.db_table, APPLICATION_ROLE
    yield f'REVOKE UPDATE, DELETE ON "{table}" FROM {role}'
    editable = getattr(model, "editable_columns", ())
    if editable:
        yield f'GRANT UPDATE ({", ".join(editable)}) ON "{table}" TO {role}'
