"""Tell the rows that are records from those that are not: totals, notes, repeated titles, nothing.

Clean batches pass as they are; only where something looks odd is a batch looked at row by row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from qingshou.intake.rules.joined import Columns
from qingshou.intake.rules.recognition import Layout
from qingshou.intake.rules.spelling import Cell, text_of
from qingshou.intake.rules.totals import LABELS, total_word

_NOTE = re.compile(
    r"(?:注|备注|说明|制表|制单|编制|审核|复核|审批|填表|打印|统计|负责人|经办|第\d+页)"
)
_LONG = 12  # characters; a lone text longer than this is a remark, not the start of a record
_TOTAL_ENDS = ("合计", "小计", "总计", "共计", "累计")
_FILLED_DOWN = ("community", "building", "entrance", "room", "owner", "name", "phone")


@dataclass(frozen=True, slots=True)
class Found:
    """What a sheet is made of beside its rows; positions count from 0."""

    name: str
    merges: Sequence[tuple[int, int, int, int]] = ()
    blind: Sequence[tuple[int, int, str]] = ()
    starts_1904: bool = False


@dataclass(slots=True)
class Rows:
    """Rows on their way through the reader, as columns; ``numbers`` are the sheet's own."""

    columns: Columns
    numbers: list[int]
    pieces: list[Sequence[str]] = field(default_factory=list)
    codes: Sequence[str] = ()

    def at(self, position: int) -> Sequence[Cell]:
        """Give a column; one beyond the sheet's width is empty."""
        if position < len(self.columns):
            return self.columns[position]
        return [""] * len(self.numbers)

    def picked(self, positions: Sequence[int]) -> Rows:
        """Keep some rows."""
        columns: Columns = [[column[at] for at in positions] for column in self.columns]
        return Rows(columns if positions else [], [self.numbers[at] for at in positions])


class FillDown:
    """Copies vertically merged cells that name a place or a person; amounts are never copied."""

    def __init__(self, found: Found, layout: Layout) -> None:
        self._ranges: dict[int, list[tuple[int, int]]] = {}
        self._values: dict[tuple[int, int], Cell] = {}
        positions = {layout.columns.get(key) for key in _FILLED_DOWN}
        for top, left, bottom, _ in found.merges:
            if left in positions and bottom > top and bottom >= layout.first_row:
                self._ranges.setdefault(left, []).append((top, bottom))

    def fill(self, columns: Columns, first: int) -> Columns:
        """Fill the columns of consecutive rows that begin with ``first``, counted from 0."""
        for at, ranges in self._ranges.items():
            if at >= len(columns):
                continue
            cells = list(columns[at])
            for top, bottom in ranges:
                if first <= top < first + len(cells):
                    self._values[at, top] = cells[top - first]
                value = self._values.get((at, top), "")
                for row in range(max(top, first), min(bottom, first + len(cells) - 1) + 1):
                    cells[row - first] = value
            columns[at] = cells
        return columns


class Sieve:
    """Knows by its layout which cells a record never lacks."""

    def __init__(self, layout: Layout) -> None:
        record, columns = layout.record, layout.columns
        self._mapped = list(columns.values())
        self._identity = columns.get(record.identity, min(self._mapped))
        fields = record.by_key
        self._watched = {
            at for key, at in columns.items() if fields[key].needed or fields[key].summed
        } | {self._identity}
        titles = layout.header[self._identity : self._identity + 1]
        self._no_records = LABELS.union(titles) - {""}  # titles come again on each printed page

    def is_clean(self, rows: Rows) -> bool:
        """Tell whether all rows are records beyond doubt."""
        if any("" in rows.at(at) for at in self._watched):
            return False
        identity = rows.at(self._identity)
        return self._no_records.isdisjoint(identity) and not any(map(_ends_as_total, identity))

    def stretches(self, rows: Rows) -> Iterator[tuple[list[int], int | None]]:
        """Tell stretches of records by position, each with the position of a total that ends it."""
        kept: list[int] = []
        lines = list(zip(*rows.columns, strict=True))
        for at, identity in enumerate(rows.at(self._identity)):
            if self._is_record(lines[at], identity):
                kept.append(at)
            elif total_word(lines[at]):
                yield kept, at
                kept = []
        yield kept, None

    def _is_record(self, row: Sequence[Cell], identity: Cell) -> bool:
        """Tell a record, even one that lacks its identity (a problem), from a row that is none."""
        if identity in self._no_records or _ends_as_total(identity):
            return False
        if all(at < len(row) and row[at] != "" for at in self._watched):
            return True
        filled = [cell for cell in row if cell != ""]
        if not filled or _is_note(filled):
            return False
        mapped = any(at < len(row) and row[at] != "" for at in self._mapped)
        return mapped and (identity != "" or not total_word(row))


def _ends_as_total(cell: Cell) -> bool:
    return isinstance(cell, str) and cell.endswith(_TOTAL_ENDS)


def _is_note(filled: Sequence[Cell]) -> bool:
    """Tell a line of words under a table from a record."""
    words = text_of(filled[0])
    if len(filled) == 1:
        return _NOTE.match(words) is not None or len(words) > _LONG
    return len(filled) == 2 and _NOTE.match(words) is not None
