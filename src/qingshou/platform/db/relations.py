"""Relations: named, read-only views through which a context shows itself in SQL."""

from __future__ import annotations

from importlib.resources import files

from django.db import migrations


def text_of(context: str, name: str) -> str:
    """Read the SQL of a published relation of a context."""
    return files(f"qingshou.{context}").joinpath("relations", f"{name}.sql").read_text("utf-8")


def publish(context: str, name: str) -> migrations.RunSQL:
    """Create the view ``<context>__<name>`` from ``<context>/relations/<name>.sql``."""
    view = f"{context}__{name}"
    return migrations.RunSQL(
        sql=f"CREATE OR REPLACE VIEW {view} AS\n{text_of(context, name)}",
        reverse_sql=f"DROP VIEW {view}",
    )


def publish_function(context: str, name: str, *, signature: str) -> migrations.RunSQL:
    """Run ``<context>/relations/<name>.sql``, which creates the function of that signature."""
    return migrations.RunSQL(sql=text_of(context, name), reverse_sql=f"DROP FUNCTION {signature}")
