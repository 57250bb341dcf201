"""Triggers that forbid: posted rows are never changed, deleted or truncated."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import migrations

REFUSE_FUNCTION = """
CREATE FUNCTION qingshou_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused; post a reversal instead', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


def append_only(
    table: str, *, frozen: Sequence[str] = (), editable: Sequence[str] = ()
) -> migrations.RunSQL:
    """Guard a table: no DELETE, no TRUNCATE, and no UPDATE but of the editable columns.

    With editable columns, ``frozen`` must name all the others; the database then refuses
    any UPDATE that so much as mentions one of them.
    """
    if bool(editable) != bool(frozen):
        raise ValueError("name both the frozen and the editable columns, or neither")
    columns = f" OF {', '.join(frozen)}" if frozen else ""
    return migrations.RunSQL(
        sql=f"""
        CREATE TRIGGER {table}_refuses_update BEFORE UPDATE{columns} ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION qingshou_refuse_change();
        CREATE TRIGGER {table}_refuses_delete BEFORE DELETE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION qingshou_refuse_change();
        CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION qingshou_refuse_change();
        """,
        reverse_sql=f"""
        DROP TRIGGER {table}_refuses_update ON {table};
        DROP TRIGGER {table}_refuses_delete ON {table};
        DROP TRIGGER {table}_refuses_truncate ON {table};
        """,
    )
