"""Read a recognized sheet, batch by batch: clean JSON rows out, problems with their places kept.

The common case is fast because it is column-wise; rows that are no records (totals, notes, titles
repeated on each page, empty lines) are taken out first, and only rows with something unreadable
are looked at one by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any

from qingshou.intake.rules.columns import Column, PlaceColumn, Verdict, compiled, span_column
from qingshou.intake.rules.joined import Columns, has_joined, part_rows
from qingshou.intake.rules.problems import Problem, column_letters
from qingshou.intake.rules.recognition import Layout
from qingshou.intake.rules.records import PLACE_KEYS
from qingshou.intake.rules.spelling import Cell, text_of
from qingshou.intake.rules.totals import LABELS, Sums, total_word

_NOTE = re.compile(
    r"(?:注|备注|说明|制表|制单|编制|审核|复核|审批|填表|打印|统计|负责人|经办|第\d+页)"
)
_FILLED_DOWN = ("community", "building", "entrance", "room", "owner", "name", "phone")
_NO_AREA_NEEDED = ("PARKING", "STORAGE")
_MANY_PROBLEMS = 2_000
_LONG = 12  # characters; longer than any name in the first column


@dataclass(slots=True)
class Read:
    """Records of a batch: the row each came from, and its cells as JSON."""

    row_numbers: list[int]
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Found:
    """What a sheet is made of beside its rows; positions count from 0."""

    name: str
    merges: Sequence[tuple[int, int, int, int]] = ()
    blind: Sequence[tuple[int, int, str]] = ()
    starts_1904: bool = False


@dataclass(slots=True)
class _Batch:
    """Rows on their way through the reader."""

    columns: Columns
    row_numbers: list[int]
    pieces: list[Sequence[str]] = field(default_factory=list)
    codes: Sequence[str] = ()

    def at(self, position: int) -> Sequence[Cell]:
        if position < len(self.columns):
            return self.columns[position]
        return [""] * len(self.row_numbers)


class SheetReader:
    """Reads the rows of one sheet in order; ``problems`` and ``sums`` grow as it reads."""

    def __init__(self, found: Found, layout: Layout) -> None:
        self.layout = layout
        self.problems: list[Problem] = []
        self.sums = Sums()
        self.rows = 0
        self._found = found
        self._columns = compiled(layout, starts_1904=found.starts_1904)
        self._place = self._place_column()
        self._span = self._span_column(starts_1904=found.starts_1904)
        self._constant = "".join(
            f',"{key}":{encode_basestring(text)}' for key, text in layout.constants.items()
        )
        self._seen: dict[str, int] = {}
        self._fill = self._cells_to_fill()
        self._filled: dict[tuple[int, int], Cell] = {}
        self._blind = {(row, column): why for row, column, why in found.blind}
        titles = layout.header[self._identity : self._identity + 1]
        self._watched = [
            at
            for key, at in layout.columns.items()
            if layout.record.by_key[key].needed or layout.record.by_key[key].summed
        ] + [self._identity]
        self._no_records = LABELS.union(titles) - {""}  # titles come again on each printed page

    @property
    def too_many(self) -> bool:
        """Tell whether reading on would only repeat what is wrong."""
        return len(self.problems) >= _MANY_PROBLEMS

    @property
    def _identity(self) -> int:
        record, columns = self.layout.record, self.layout.columns
        return columns.get(record.identity, min(columns.values()))

    def read(self, first_row: int, columns: Sequence[Sequence[Cell]]) -> Read:
        """Read consecutive rows, given as columns; ``first_row`` counts from 0."""
        for column in self._columns.values():
            column.forget_if_many()
        batch = self._records(first_row, columns)
        if not batch.row_numbers:
            return Read([], [])
        self._note_blind(batch)
        for key, column in self._columns.items():
            self._read_column(batch, key, column)
        if self._place is not None:
            self._read_places(batch, self._place)
        if self._span is not None:
            self._read_spans(batch)
        self._check_areas(batch)
        self.rows += len(batch.row_numbers)
        return Read(batch.row_numbers, self._joined(batch))

    # Which rows are records.

    def _records(self, first_row: int, columns: Sequence[Sequence[Cell]]) -> _Batch:
        height = len(columns[0]) if columns else 0
        skip = max(0, self.layout.first_row - first_row)
        if skip >= height:
            return _Batch([], [])
        cut: Columns = [column[skip:] for column in columns] if skip else list(columns)
        first = first_row + skip
        if self._fill:
            cut = self._fill_down(cut, first)
        batch = self._parted(_Batch(cut, list(range(first + 1, first + 1 + height - skip))))
        identity = batch.at(self._identity)
        full = all("" not in batch.at(at) for at in self._watched)
        if full and self._no_records.isdisjoint(identity):
            self._add_sums(batch)
            return batch
        return self._without_odd_rows(batch, identity)

    def _without_odd_rows(self, batch: _Batch, identity: Sequence[Cell]) -> _Batch:
        """Take out rows that are no records; totals among them are checked where they stand."""
        kept: list[int] = []
        began = 0
        rows = list(zip(*batch.columns, strict=True))
        for at, cell in enumerate(identity):
            if cell not in self._no_records and self._is_record(rows[at], cell):
                kept.append(at)
                continue
            if total_word(rows[at]):
                self._add_sums(_picked(batch, kept[began:]))
                began = len(kept)
                found, number = self._found.name, batch.row_numbers[at]
                positions = self.layout.columns
                self.problems += self.sums.check(found, number, rows[at], positions)
        self._add_sums(_picked(batch, kept[began:]))
        return _picked(batch, kept)

    def _is_record(self, row: Sequence[Cell], identity: Cell) -> bool:
        """Tell a record, even one that lacks its identity (a problem), from a row that is none."""
        if identity != "" and all(at < len(row) and row[at] != "" for at in self._watched):
            return True
        filled = [cell for cell in row if cell != ""]
        if not filled or _is_note(filled):
            return False
        mapped = any(at < len(row) and row[at] != "" for at in self.layout.columns.values())
        return mapped and (identity != "" or not total_word(row))

    def _add_sums(self, batch: _Batch) -> None:
        sums = {}
        for key, column in self._columns.items():
            if column.field.summed and batch.row_numbers:
                cells = batch.at(self.layout.columns[key])
                for cell in cells:
                    column[cell]
                sums[key] = sum(map(column.numbers.__getitem__, cells))
        self.sums.add(sums)

    # Cells that belong to several rows, and rows that are several records.

    def _cells_to_fill(self) -> dict[int, list[tuple[int, int]]]:
        """Find vertically merged cells that name a place or a person; amounts are never copied."""
        fill: dict[int, list[tuple[int, int]]] = {}
        positions = {self.layout.columns.get(key) for key in _FILLED_DOWN}
        for top, left, bottom, _ in self._found.merges:
            if left in positions and bottom > top and bottom >= self.layout.first_row:
                fill.setdefault(left, []).append((top, bottom))
        return fill

    def _fill_down(self, columns: Columns, first: int) -> Columns:
        for at, ranges in self._fill.items():
            if at >= len(columns):
                continue
            cells = list(columns[at])
            for top, bottom in ranges:
                if first <= top < first + len(cells):
                    self._filled[at, top] = cells[top - first]
                value = self._filled.get((at, top), "")
                for row in range(max(top, first), min(bottom, first + len(cells) - 1) + 1):
                    cells[row - first] = value
            columns[at] = cells
        return columns

    def _parted(self, batch: _Batch) -> _Batch:
        record, columns = self.layout.record, self.layout.columns
        if not record.splits or "kind" not in columns or not has_joined(batch.at(columns["kind"])):
            return batch
        split_at = [columns[key] for key in record.splits if key in columns]
        made, numbers, unequal = part_rows(
            batch.columns, batch.row_numbers, columns["kind"], split_at
        )
        letters = self.layout.letters("kind")
        for row_no, count in unequal.items():
            self._problem(row_no, letters, "fees-and-amounts-differ", {"count": count})
        return _Batch(made, numbers)

    def _note_blind(self, batch: _Batch) -> None:
        """Formulas without a value look empty; where a column is read they are problems."""
        if not self._blind:
            return
        read = set(self.layout.columns.values())
        numbers = set(batch.row_numbers)
        for (row, column), why in self._blind.items():
            if column in read and row + 1 in numbers:
                self._problem(row + 1, column_letters(column), f"formula-{why}", {})

    # Cells.

    def _read_column(self, batch: _Batch, key: str, column: Column) -> None:
        cells = batch.at(self.layout.columns[key])
        pieces = list(map(column.__getitem__, cells))
        batch.pieces.append(pieces)
        letters = self.layout.letters(key)
        if column.bad:
            self._note_bad(batch, cells, column.bad, letters)
        if column.field.needed and "" in pieces:
            self._note_missing(batch, cells, pieces, key)
        if column.field.needed and column.field.summed:
            self._note_zeros(batch, cells, column, letters)

    def _note_bad(
        self, batch: _Batch, cells: Iterable[Any], bad: Mapping[Any, Verdict], letters: str
    ) -> None:
        for row_no, cell in zip(batch.row_numbers, cells, strict=True):
            if cell in bad:
                self._problem(row_no, letters, *bad[cell])

    def _note_missing(
        self, batch: _Batch, cells: Sequence[Cell], pieces: Sequence[str], key: str
    ) -> None:
        title = self.layout.record.by_key[key].titles[0]
        bad = self._columns[key].bad
        for row_no, cell, piece in zip(batch.row_numbers, cells, pieces, strict=True):
            if not piece and cell not in bad and not self._is_blind(row_no, key):
                self._problem(row_no, self.layout.letters(key), "missing", {"title": title})

    def _note_zeros(
        self, batch: _Batch, cells: Sequence[Cell], column: Column, letters: str
    ) -> None:
        """A payment or a debt of nothing is no payment and no debt."""
        if all(map(column.numbers.__getitem__, cells)):
            return
        for row_no, cell in zip(batch.row_numbers, cells, strict=True):
            if column[cell] and not column.numbers[cell]:
                self._problem(row_no, letters, "amount-is-zero", {})

    def _is_blind(self, row_no: int, key: str) -> bool:
        return (row_no - 1, self.layout.columns[key]) in self._blind

    def _problem(self, row_no: int, letters: str, code: str, facts: dict[str, Any]) -> None:
        if not self.too_many:
            name = self._found.name
            self.problems.append(Problem(name, row_no, letters, f"intake.{code}", facts))

    # Places.

    def _place_column(self) -> PlaceColumn | None:
        columns, record = self.layout.columns, self.layout.record
        if "room" not in columns or record.by_key["room"].read != "place":
            return None
        if record.name != "unit":
            return PlaceColumn(usage_unless_told=None)
        return PlaceColumn(usage_unless_told="" if "usage" in columns else "RESIDENTIAL")

    def _read_places(self, batch: _Batch, place: PlaceColumn) -> None:
        cells = list(
            zip(
                *(self._cells_of(batch, key) for key in PLACE_KEYS),
                self._usages(batch),
                strict=True,
            )
        )
        found = list(map(place.__getitem__, cells))
        batch.pieces.append(list(map(itemgetter(0), found)))
        batch.codes = list(map(itemgetter(1), found))
        if place.bad:
            self._note_bad(batch, cells, place.bad, self.layout.letters("room"))
        if self.layout.record.name == "unit":
            self._note_doubles(batch)

    def _cells_of(self, batch: _Batch, key: str) -> Sequence[Cell]:
        columns = self.layout.columns
        return batch.at(columns[key]) if key in columns else [""] * len(batch.row_numbers)

    def _usages(self, batch: _Batch) -> Sequence[str]:
        """Tell the usage code of each row where a column gives it."""
        column = self._columns.get("usage")
        if column is None:
            return [""] * len(batch.row_numbers)
        start = len(',"usage":"')
        return [column[cell][start:-1] for cell in batch.at(self.layout.columns["usage"])]

    def _note_doubles(self, batch: _Batch) -> None:
        communities = map(str, self._cells_of(batch, "community"))
        keys = [
            f"{community}\x1f{code}"
            for community, code in zip(communities, batch.codes, strict=True)
        ]
        if len(set(keys)) == len(keys) and self._seen.keys().isdisjoint(keys):
            self._seen.update(zip(keys, batch.row_numbers, strict=True))
            return
        letters = self.layout.letters("room")
        for key, code, row_no in zip(keys, batch.codes, batch.row_numbers, strict=True):
            first = self._seen.setdefault(key, row_no)
            if first != row_no and code:
                self._problem(row_no, letters, "room-twice", {"room": code, "first_row": first})

    def _check_areas(self, batch: _Batch) -> None:
        """Homes, shops and offices have an area; parking spaces and storage rooms may have none."""
        column = self._columns.get("building_area_m2")
        if column is None:
            return
        cells = batch.at(self.layout.columns["building_area_m2"])
        pieces = list(map(column.__getitem__, cells))
        if "" not in pieces and all(map(column.numbers.__getitem__, cells)):
            return
        usages = self._usages(batch)
        for at, (row_no, cell) in enumerate(zip(batch.row_numbers, cells, strict=True)):
            exempt = usages[at] in _NO_AREA_NEEDED or batch.codes[at][:2] in ("P-", "C-")
            fine = exempt or column.numbers[cell] or cell in column.bad
            if not fine and not self._is_blind(row_no, "building_area_m2"):
                self._problem(row_no, self.layout.letters("building_area_m2"), "area-missing", {})

    # Spans.

    def _span_column(self, *, starts_1904: bool) -> Any:
        span, columns = self.layout.record.span, self.layout.columns
        if span is None or not {span.start, span.until, span.key} & columns.keys():
            return None
        joint = bool(span.key) and span.key in columns and span.start not in columns
        return span_column(span, joint=joint, starts_1904=starts_1904)

    def _read_spans(self, batch: _Batch) -> None:
        span = self.layout.record.span
        assert span is not None
        joint = span.start not in self.layout.columns and span.key in self.layout.columns
        first, latest = (span.key, span.until) if joint else (span.start, span.until)
        pairs = list(zip(self._cells_of(batch, first), self._cells_of(batch, latest), strict=True))
        batch.pieces.append(list(map(self._span.__getitem__, pairs)))
        if self._span.bad:
            self._note_bad(batch, pairs, self._span.bad, self.layout.letters(first))

    # Rows.

    def _joined(self, batch: _Batch) -> list[str]:
        constant = self._constant
        return [
            "{" + (row + constant)[1:] + "}"
            for row in map("".join, zip(*batch.pieces, strict=True))
        ]


def _is_note(filled: Sequence[Cell]) -> bool:
    """Tell a line of words under a table from a record."""
    words = text_of(filled[0])
    if len(filled) == 1:
        return _NOTE.match(words) is not None or len(words) > _LONG
    return len(filled) == 2 and _NOTE.match(words) is not None


def _picked(batch: _Batch, positions: Sequence[int]) -> _Batch:
    """Keep some rows of a batch."""
    if not positions:
        return _Batch([], [])
    pick: Callable[[Sequence[Any]], list[Any]] = lambda cells: [cells[at] for at in positions]  # noqa: E731
    return _Batch([pick(column) for column in batch.columns], pick(batch.row_numbers))
