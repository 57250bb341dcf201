"""Importing a registry of 100,000 homes, beside reading the file in the cage and a bare COPY."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.db import connection, transaction

from bench import ground
from bench.measure import Measured, compare, growth, seconds, sql
from qingshou.intake import operations
from qingshou.platform.files import cage
from qingshou.platform.files.spreadsheet import Column, Kind, SheetOut, write_workbook
from qingshou.platform.identity import SYSTEM
from qingshou.processes import registry_arrives

UNITS = 100_000
TODAY = date(2026, 11, 1)
COLUMNS = [
    Column("小区"), Column("楼栋"), Column("单元"), Column("房号"), Column("楼层", Kind.WHOLE),
    Column("建筑面积", Kind.NUMBER), Column("套内面积", Kind.NUMBER), Column("交付日期", Kind.DATE),
    Column("业主"), Column("电话"),
]  # fmt: skip

BARE = """
CREATE TABLE bare (
    community text, building text, entrance text, room text, floor numeric, area numeric,
    usable_area numeric, delivered_on date, owner text, phone text)
"""
"""The rows as they stand in the file, without a key, a check or an index."""


def workbook(path: Path, units: int) -> None:
    """Write a registry of one huge community in the plain form."""
    write_workbook(path, [SheetOut("房产台账", columns=COLUMNS, rows=_rows(units))])


def _rows(units: int) -> Iterator[list[object]]:
    for number in range(units):
        building, rest = divmod(number, 200)
        floor, door = rest // 8 + 1, rest % 8 + 1
        area = 60 + number % 90
        yield [
            "示例大盘", f"{building + 1}栋", f"{door % 2 + 1}单元", f"{floor:02d}{door:02d}", floor,
            area, area - 15, date(2019, 6, 1), f"示例业主{number:06d}", f"100{number:08d}",
        ]  # fmt: skip


def run(size: float) -> list[Measured]:
    """Measure imports against cage and COPY, a small one and a large one."""
    few, many = _measured(int(UNITS * size / 10)), _measured(int(UNITS * size))
    return [
        compare(
            "registry import ÷ (cage read + bare COPY)", many[1], many[2], limit=4, size=many[0]
        ),
        growth("registry import", few[:2], many[:2]),
    ]


def _measured(units: int) -> tuple[int, float, float]:
    with tempfile.TemporaryDirectory() as folder, ground.fresh():
        path = Path(folder) / "registry.xlsx"
        workbook(path, units)
        rows: list[tuple[object, ...]] = []
        read = seconds(lambda: rows.extend(_read(path)))
        with ground.as_owner():
            sql(BARE)
            copied = seconds(lambda: _copy(rows))
        rows.clear()
        ours = seconds(lambda: _import(path))
        found = sql("SELECT count(*) FROM estate_unit")[0][0]
        assert found == units, f"{found} of {units} units"
        return units, ours, read + copied


def _read(path: Path) -> Iterator[tuple[object, ...]]:
    with cage.opened(path) as workbook_read:
        for sheet in workbook_read.sheets:
            for batch in sheet.batches:
                yield from batch.rows()


def _copy(rows: list[tuple[object, ...]]) -> None:
    statement = "COPY bare FROM STDIN"
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows[1:]:
            copy.write_row(row)


def _import(path: Path) -> None:
    staged = operations.stage(kind="REGISTRY", path=path, sender="", column_map=None, actor=SYSTEM)
    assert not staged.problems, staged.problems[:3]
    operations.begin(import_id=staged.import_id)
    arrival = registry_arrives.arrive(
        import_id=staged.import_id, actor=SYSTEM, today=TODAY, preview=False
    )
    assert not arrival.problems, arrival.problems[:3]
    operations.finish(
        import_id=staged.import_id, on=TODAY, totals={}, community_ids=(), actor=SYSTEM
    )
