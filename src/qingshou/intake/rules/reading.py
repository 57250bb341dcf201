"""Read a recognized sheet, batch by batch: clean JSON rows out, problems with their places kept.

The common case is fast because it is column-wise; rows that are no records (totals, notes, titles
repeated on each page, empty lines) are taken out first, and only rows with something unreadable
are looked at one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any

from qingshou.intake.rules.columns import Column, PlaceColumn, Verdict, compiled, span_column
from qingshou.intake.rules.joined import Columns, has_joined, part_rows
from qingshou.intake.rules.problems import Problem, column_letters
from qingshou.intake.rules.recognition import Layout
from qingshou.intake.rules.records import PLACE_KEYS
from qingshou.intake.rules.sieve import FillDown, Found, Rows, Sieve
from qingshou.intake.rules.spelling import Cell
from qingshou.intake.rules.totals import Sums

_NO_AREA_NEEDED = ("PARKING", "STORAGE")
_MANY_PROBLEMS = 2_000


@dataclass(slots=True)
class Read:
    """Records of a batch: the row each came from, and its cells as JSON."""

    row_numbers: list[int]
    cells: list[str]


class SheetReader:
    """Reads the rows of one sheet in order; ``problems`` and ``sums`` grow as it reads."""

    def __init__(self, found: Found, layout: Layout) -> None:
        self.layout = layout
        self.problems: list[Problem] = []
        self.sums = Sums()
        self.count = 0
        self._found = found
        self._columns = compiled(layout, starts_1904=found.starts_1904)
        self._place = self._place_column()
        self._span = self._span_column(starts_1904=found.starts_1904)
        self._constant = "".join(
            f',"{key}":{encode_basestring(text)}' for key, text in layout.constants.items()
        )
        self._seen: dict[str, int] = {}
        self._fill_down = FillDown(found, layout)
        self._sieve = Sieve(layout)
        self._blind = {(row, column): why for row, column, why in found.blind}

    @property
    def too_many(self) -> bool:
        """Tell whether reading on would only repeat what is wrong."""
        return len(self.problems) >= _MANY_PROBLEMS

    def read(self, first_row: int, columns: Sequence[Sequence[Cell]]) -> Read:
        """Read consecutive rows, given as columns; ``first_row`` counts from 0."""
        for column in self._columns.values():
            column.forget_if_many()
        rows = self._records(first_row, columns)
        if not rows.numbers:
            return Read([], [])
        self._note_blind(rows)
        for key, column in self._columns.items():
            self._read_column(rows, key, column)
        if self._place is not None:
            self._read_places(rows, self._place)
        if self._span is not None:
            self._read_spans(rows)
        self._check_areas(rows)
        self.count += len(rows.numbers)
        return Read(rows.numbers, self._joined(rows))

    # Which rows are records.

    def _records(self, first_row: int, columns: Sequence[Sequence[Cell]]) -> Rows:
        height = len(columns[0]) if columns else 0
        skip = max(0, self.layout.first_row - first_row)
        if skip >= height:
            return Rows([], [])
        first = first_row + skip
        cut: Columns = [column[skip:] for column in columns] if skip else list(columns)
        filled = self._fill_down.fill(cut, first)
        rows = self._parted(Rows(filled, list(range(first + 1, first_row + height + 1))))
        if self._sieve.is_clean(rows):
            self._add_sums(rows)
            return rows
        return self._sifted(rows)

    def _sifted(self, rows: Rows) -> Rows:
        """Take out rows that are no records; totals among them are checked where they stand."""
        kept: list[int] = []
        for stretch, total_at in self._sieve.stretches(rows):
            kept += stretch
            self._add_sums(rows.picked(stretch))
            if total_at is not None:
                cells = [column[total_at] for column in rows.columns]
                self.problems += self.sums.check(
                    self._found.name, rows.numbers[total_at], cells, self.layout.columns
                )
        return rows.picked(kept)

    def _add_sums(self, rows: Rows) -> None:
        sums = {}
        for key, column in self._columns.items():
            if column.field.summed and rows.numbers:
                cells = rows.at(self.layout.columns[key])
                for cell in cells:
                    column[cell]
                sums[key] = sum(map(column.numbers.__getitem__, cells))
        self.sums.add(sums)

    def _parted(self, rows: Rows) -> Rows:
        record, columns = self.layout.record, self.layout.columns
        if not record.splits or "kind" not in columns or not has_joined(rows.at(columns["kind"])):
            return rows
        split_at = [columns[key] for key in record.splits if key in columns]
        made, numbers, unequal = part_rows(rows.columns, rows.numbers, columns["kind"], split_at)
        letters = self.layout.letters("kind")
        for row_no, count in unequal.items():
            self._problem(row_no, letters, "fees-and-amounts-differ", {"count": count})
        return Rows(made, numbers)

    def _note_blind(self, rows: Rows) -> None:
        """Formulas without a value look empty; where a column is read they are problems."""
        if not self._blind:
            return
        read = set(self.layout.columns.values())
        numbers = set(rows.numbers)
        for (row, column), why in self._blind.items():
            if column in read and row + 1 in numbers:
                self._problem(row + 1, column_letters(column), f"formula-{why}", {})

    # Cells.

    def _read_column(self, rows: Rows, key: str, column: Column) -> None:
        cells = rows.at(self.layout.columns[key])
        pieces = list(map(column.__getitem__, cells))
        rows.pieces.append(pieces)
        letters = self.layout.letters(key)
        if column.bad:
            self._note_bad(rows, cells, column.bad, letters)
        if column.field.needed and "" in pieces:
            self._note_missing(rows, cells, pieces, key)
        if column.field.positive:
            self._note_zeros(rows, cells, column, letters)

    def _note_bad(
        self, rows: Rows, cells: Iterable[Any], bad: Mapping[Any, Verdict], letters: str
    ) -> None:
        for row_no, cell in zip(rows.numbers, cells, strict=True):
            if cell in bad:
                self._problem(row_no, letters, *bad[cell])

    def _note_missing(
        self, rows: Rows, cells: Sequence[Cell], pieces: Sequence[str], key: str
    ) -> None:
        title = self.layout.record.by_key[key].titles[0]
        bad = self._columns[key].bad
        for row_no, cell, piece in zip(rows.numbers, cells, pieces, strict=True):
            if not piece and cell not in bad and not self._is_blind(row_no, key):
                self._problem(row_no, self.layout.letters(key), "missing", {"title": title})

    def _note_zeros(self, rows: Rows, cells: Sequence[Cell], column: Column, letters: str) -> None:
        """A debt of nothing is no debt, a cost of nothing cannot be shared."""
        if all(map(column.numbers.__getitem__, cells)):
            return
        for row_no, cell in zip(rows.numbers, cells, strict=True):
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

    def _read_places(self, rows: Rows, place: PlaceColumn) -> None:
        cells = list(
            zip(
                *(self._cells_of(rows, key) for key in PLACE_KEYS),
                self._usages(rows),
                strict=True,
            )
        )
        found = list(map(place.__getitem__, cells))
        rows.pieces.append(list(map(itemgetter(0), found)))
        rows.codes = list(map(itemgetter(1), found))
        if place.bad:
            self._note_bad(rows, cells, place.bad, self.layout.letters("room"))
        if self.layout.record.name == "unit":
            self._note_doubles(rows)

    def _cells_of(self, rows: Rows, key: str) -> Sequence[Cell]:
        columns = self.layout.columns
        return rows.at(columns[key]) if key in columns else [""] * len(rows.numbers)

    def _usages(self, rows: Rows) -> Sequence[str]:
        """Tell the usage code of each row where a column gives it."""
        column = self._columns.get("usage")
        if column is None:
            return [""] * len(rows.numbers)
        start = len(',"usage":"')
        return [column[cell][start:-1] for cell in rows.at(self.layout.columns["usage"])]

    def _note_doubles(self, rows: Rows) -> None:
        communities = map(str, self._cells_of(rows, "community"))
        keys = [
            f"{community}\x1f{code}"
            for community, code in zip(communities, rows.codes, strict=True)
        ]
        if len(set(keys)) == len(keys) and self._seen.keys().isdisjoint(keys):
            self._seen.update(zip(keys, rows.numbers, strict=True))
            return
        letters = self.layout.letters("room")
        for key, code, row_no in zip(keys, rows.codes, rows.numbers, strict=True):
            first = self._seen.setdefault(key, row_no)
            if first != row_no and code:
                self._problem(row_no, letters, "room-twice", {"room": code, "first_row": first})

    def _check_areas(self, rows: Rows) -> None:
        """Homes, shops and offices have an area; parking spaces and storage rooms may have none."""
        column = self._columns.get("building_area_m2")
        if column is None:
            return
        cells = rows.at(self.layout.columns["building_area_m2"])
        pieces = list(map(column.__getitem__, cells))
        if "" not in pieces and all(map(column.numbers.__getitem__, cells)):
            return
        usages = self._usages(rows)
        for at, (row_no, cell) in enumerate(zip(rows.numbers, cells, strict=True)):
            exempt = usages[at] in _NO_AREA_NEEDED or rows.codes[at][:2] in ("P-", "C-")
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

    def _read_spans(self, rows: Rows) -> None:
        span = self.layout.record.span
        assert span is not None
        joint = span.start not in self.layout.columns and span.key in self.layout.columns
        first, latest = (span.key, span.until) if joint else (span.start, span.until)
        pairs = list(zip(self._cells_of(rows, first), self._cells_of(rows, latest), strict=True))
        rows.pieces.append(list(map(self._span.__getitem__, pairs)))
        if self._span.bad:
            self._note_bad(rows, pairs, self._span.bad, self.layout.letters(first))

    # Rows.

    def _joined(self, rows: Rows) -> list[str]:
        constant = self._constant
        return [
            "{" + (row + constant)[1:] + "}" for row in map("".join, zip(*rows.pieces, strict=True))
        ]
