"""A mapping written by a person, for sheets that guessing gets wrong; see ``docs/specs/import.md``.

    {"sheets": [{"sheet": "Sheet1", "record": "payment", "header_row": 3,
                 "columns": {"room": "房间号", "paid_on": "F", "paid_amount": "实收"},
                 "constants": {"community": "示例·云杉里"}}]}

A column is named by its title or, if no title fits, by its letters. Sheets that are not named are
not read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qingshou.intake.rules.problems import column_index
from qingshou.intake.rules.recognition import (
    ROWS_SEARCHED,
    Layout,
    Row,
    fingerprint_of,
)
from qingshou.intake.rules.records import Record
from qingshou.intake.rules.spelling import heading
from qingshou.kernel.refusals import Refusal

_LETTERS = re.compile(r"[A-Za-z]{1,3}")


class MapUnreadable(Refusal):
    """A mapping file is not of the documented form."""

    code = "intake.map-unreadable"

    def __init__(self, *, because: str) -> None:
        super().__init__(because=because)


class MapNamesUnknown(Refusal):
    """A mapping names a sheet, record, key or column that does not exist."""

    code = "intake.map-names-unknown"

    def __init__(self, *, what: str, name: str, known: str) -> None:
        super().__init__(what=what, name=name, known=known)


@dataclass(frozen=True, slots=True)
class SheetMap:
    """What one sheet holds, in a person's words; ``header_row`` counts from 1."""

    sheet: str
    record: str
    columns: Mapping[str, str]
    constants: Mapping[str, str]
    header_row: int | None = None


def read_map(document: Any, records: Sequence[Record]) -> dict[str, SheetMap]:
    """Read a mapping document, by sheet.

    Raises:
        MapUnreadable: If it is not of the documented form.
        MapNamesUnknown: If it names a record or a key that does not exist for this import.
    """
    sheets = document.get("sheets") if isinstance(document, dict) else None
    if not isinstance(sheets, list) or not sheets:
        raise MapUnreadable(because='最外层应为 {"sheets": [ … ]}')
    maps = [_sheet_map(entry, records) for entry in sheets]
    return {found.sheet: found for found in maps}


def _sheet_map(entry: Any, records: Sequence[Record]) -> SheetMap:
    if not isinstance(entry, dict) or not isinstance(entry.get("sheet"), str):
        raise MapUnreadable(because='每个工作表应有 "sheet"(工作表名)')
    columns, constants = _texts(entry, "columns"), _texts(entry, "constants")
    header_row = entry.get("header_row")
    if header_row is not None and (not isinstance(header_row, int) or header_row < 1):
        raise MapUnreadable(because='"header_row" 应为从 1 开始的行号')
    record = _named_record(entry.get("record"), records)
    known = {*record.by_key, *([record.span.key] if record.span else [])}
    for key in (*columns, *constants):
        if key not in known:
            raise MapNamesUnknown(what="字段", name=key, known="、".join(sorted(known)))
    return SheetMap(entry["sheet"], record.name, columns, constants, header_row)


def _texts(entry: dict[str, Any], name: str) -> dict[str, str]:
    found = entry.get(name, {} if name == "constants" else None)
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise MapUnreadable(because=f'"{name}" 应为 {{"字段": "文本", …}}')
    return found


def _named_record(name: Any, records: Sequence[Record]) -> Record:
    if name is None and len(records) == 1:
        return records[0]
    for record in records:
        if record.name == name:
            return record
    known = "、".join(record.name for record in records)
    raise MapNamesUnknown(what="记录类型", name=str(name), known=known)


def lay_out(asked: SheetMap, rows: Sequence[Row], records: Sequence[Record]) -> Layout:
    """Apply a mapping to the first rows of its sheet.

    Raises:
        MapNamesUnknown: If no row has the titles it names.
    """
    record = _named_record(asked.record, records)
    spelled = [tuple(map(heading, row)) for row in rows[:ROWS_SEARCHED]]
    tops = [asked.header_row - 1] if asked.header_row else range(len(spelled))
    for top in tops:
        titles = spelled[top] if top < len(spelled) else ()
        columns = {key: _position(name, titles) for key, name in asked.columns.items()}
        if titles and None not in columns.values():
            return Layout(
                record=record,
                header_row=top,
                first_row=top + 1,
                columns={key: at for key, at in columns.items() if at is not None},
                titles=titles,
                header=tuple(rows[top]),
                fingerprint=fingerprint_of(titles),
                constants=dict(asked.constants),
            )
    return _refuse(asked, spelled)


def _position(name: str, titles: Sequence[str]) -> int | None:
    if heading(name) in titles:
        return titles.index(heading(name))
    return column_index(name) if _LETTERS.fullmatch(name) and titles else None


def _refuse(asked: SheetMap, spelled: Sequence[Sequence[str]]) -> Layout:
    fullest = max(spelled, key=lambda titles: sum(map(bool, titles)), default=())
    named = [name for name in asked.columns.values() if _position(name, fullest) is None]
    raise MapNamesUnknown(
        what=f"工作表「{asked.sheet}」的列",
        name="、".join(named) or str(asked.header_row),
        known="、".join(title for title in fullest if title),
    )
