"""Staged rows for tests: what intake would have read from a customer's workbook."""

from __future__ import annotations

from itertools import count

from qingshou.intake.models import StagedRow

_import_number = count(1)
Cells = dict[str, str]
SHEETS = {
    "community": "项目概况",
    "unit": "房产台账",
    "party": "业主信息",
    "tariff": "收费标准",
    "reading": "抄表",
    "share_pool": "公摊",
}


def a_staged_file(*rows: tuple[str, Cells]) -> int:
    """Stage (record, cells) rows as a new import and tell its id; rows begin below a header."""
    import_id = next(_import_number)
    StagedRow.objects.bulk_create(
        StagedRow(
            import_id=import_id,
            line=line,
            sheet=SHEETS[record],
            row_no=line + 1,
            record=record,
            cells=cells,
        )
        for line, (record, cells) in enumerate(rows, start=1)
    )
    return import_id


def a_unit_row(code: str = "3-2-501", **cells: str) -> tuple[str, Cells]:
    """Make a row of the sheet of homes."""
    building, *between, room = code.split("-")
    place = {"building": building, "entrance": "-".join(between), "room": room, "code": code}
    return "unit", {"community": "示例·云杉里", "building_area_m2": "100.00"} | place | cells


def a_party_row(code: str = "3-2-501", name: str = "示例业主", **cells: str) -> tuple[str, Cells]:
    """Make a row of the sheet of people."""
    return "party", {"community": "示例·云杉里", "code": code, "name": name} | cells
