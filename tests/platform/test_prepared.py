"""Statements that are prepared are really kept by the server, and mean what they meant."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import ProgrammingError, connection, transaction

from qingshou.platform.db.prepared import as_json, prepared

pytestmark = pytest.mark.django_db


def _kept(text: str) -> list[tuple[list[str], int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT parameter_types::text[], generic_plans + custom_plans"
            " FROM pg_prepared_statements WHERE statement LIKE %s",
            [f"%{text}%"],
        )
        return cursor.fetchall()


def test_a_statement_is_kept_once_whatever_the_size_of_its_numbers() -> None:
    statement = "SELECT %(one)s::bigint + %(other)s, 'kept for sizes', %(one)s::bigint"
    for one in (1, 70_000, 5_000_000_000):
        assert prepared(statement, {"one": one, "other": 1}) == [(one + 1, "kept for sizes", one)]
    assert _kept("kept for sizes") == [(["bigint", "bigint"], 3)]


def test_a_percent_sign_stays_one_and_values_keep_their_kinds() -> None:
    values = {
        "day": date(2026, 2, 28),
        "flag": True,
        "none": None,
        "facts": as_json({"on": date.max}),
    }
    statement = """
        SELECT 5 %% 3, %(day)s::date, %(flag)s::boolean, %(none)s::bigint IS NULL,
               %(facts)s::jsonb ->> 'on'
    """
    assert prepared(statement, values) == [(2, date(2026, 2, 28), True, True, "9999-12-31")]


def test_a_list_of_numbers_is_a_list_also_when_it_is_empty() -> None:
    statement = "SELECT cardinality(%(many)s::bigint[])"
    assert prepared(statement, {"many": [1, 5_000_000_000]}) == [(2,)]
    assert prepared(statement, {"many": []}) == [(0,)]


def test_errors_are_those_of_the_framework() -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        prepared("SELECT * FROM no_such_table", {})
