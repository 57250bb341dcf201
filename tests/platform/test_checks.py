"""A check refuses a wrong row among few and among many, and lets right ones pass."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from qingshou.platform.db.checks import FEW, Check
from qingshou.platform.db.rights import as_owner

pytestmark = pytest.mark.django_db

ODD = Check(
    "sample_numbers_are_even",
    "sample_number",
    "SELECT brought.id, brought.value FROM brought WHERE brought.value % 2 = 1",
    "number % is odd: %",
    "sample_numbers_are_even",
    ("id", "value"),
)


@pytest.fixture(autouse=True)
def table() -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE sample_number (id bigint, value bigint)")
        cursor.execute(ODD.sql)
        cursor.execute("GRANT ALL ON sample_number TO PUBLIC")


def _bring(count: int, wrong: int | None = None) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sample_number SELECT n, CASE WHEN n = %s THEN 7 ELSE 2 * n END"
            " FROM generate_series(1, %s) n",
            [wrong, count],
        )


@pytest.mark.parametrize("count", [1, FEW, FEW + 1, 500])
def test_the_wrong_row_is_named_however_many_come_with_it(count: int) -> None:
    _bring(count)
    with pytest.raises(IntegrityError, match=f"number {count} is odd: 7") as refused:
        _bring(count, wrong=count)
    assert refused.value.__cause__.diag.constraint_name == "sample_numbers_are_even"  # type: ignore[union-attr]
