"""Price lists for tests, let in as a customer's are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from qingshou.tariffs import operations
from qingshou.tariffs.operations import Defined

COLUMNS = (
    "kind", "kind_name", "nature", "basis", "price", "price_unit", "cycle", "in_advance", "from",
    "until", "usages", "factor", "due_rule", "proration", "rounding", "formula", "tax_rate",
    "document",
)  # fmt: skip
IDS = ("community_id", "building_id", "unit_id", "row_no")


def a_price_list(
    *, community_id: int, rows: Sequence[Mapping[str, Any]], import_id: int | None = None
) -> Defined:
    """Let in a price list; a row names only what matters."""
    columns = ", ".join([f'"{name}" text' for name in COLUMNS] + [f"{name} bigint" for name in IDS])
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.listed")
        cursor.execute(f"CREATE TEMP TABLE listed ({columns})")
        for number, row in enumerate(rows, start=2):
            cells = {"community_id": community_id, "row_no": number} | dict(row)
            names = ", ".join(f'"{name}"' for name in cells)
            marks = ", ".join(["%s"] * len(cells))
            cursor.execute(f"INSERT INTO listed ({names}) VALUES ({marks})", list(cells.values()))
    return operations.define_from(relation="listed", import_id=import_id)
