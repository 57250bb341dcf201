"""Every community-scoped table can be distributed by community_id, and a planted fault is found."""

from __future__ import annotations

import pytest
from django.db import connection

from qingshou.platform.db.distribution import obstacles, statements, tables_by_scope
from qingshou.platform.db.rights import as_owner
from qingshou.platform.db.scoped import Scope

pytestmark = pytest.mark.django_db


def _plant(*faults: str) -> list[str]:
    with as_owner(), connection.cursor() as cursor:
        for fault in faults:
            cursor.execute(fault)
    return [f"{found.table}: {found.because}" for found in obstacles()]


def test_nothing_stands_against_distribution() -> None:
    assert obstacles() == []


def test_every_scoped_table_is_distributed() -> None:
    text = "\n".join(statements())
    assert all(f"'{table}', 'community_id'" in text for table in tables_by_scope()[Scope.COMMUNITY])


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        (
            "CREATE UNIQUE INDEX planted ON audit_event (subject)",
            "audit_event: planted is unique without community_id",
        ),
        (
            "ALTER TABLE audit_event DROP CONSTRAINT audit_event_pkey;"
            "ALTER TABLE audit_event ADD CONSTRAINT planted UNIQUE (id);"
            "ALTER TABLE audit_event ADD parent bigint CONSTRAINT by_id REFERENCES audit_event (id)",
            "audit_event: by_id points at audit_event without community_id on both sides",
        ),
        ("CREATE TABLE planted (id bigint)", "planted: no model declares its scope"),
        (
            "ALTER TABLE audit_event DROP CONSTRAINT audit_event_pkey;"
            "ALTER TABLE audit_event ALTER community_id DROP NOT NULL",
            "audit_event: it has no community_id that is never null",
        ),
    ],
)
def test_a_planted_fault_is_found(fault: str, found: str) -> None:
    assert found in _plant(fault)
