"""The rows behind the figures of a workbook: each once, marked with the figures it makes.

A figure is the sum of one column over the rows that carry its mark. Where a column of the
rows says what the figure counts, such as the open amount, that column is the one; otherwise
a column is added for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from qingshou.platform.files.spreadsheet import Cell, Column, Kind, SheetOut
from qingshou.reports.document import CellKind, RowColumn, RowValue
from qingshou.reports.writers.rows import cell_of
from qingshou.reports.writers.shelf import Drawer, Listing

MOST_ROWS_A_SHEET = 1_048_000  # Excel has 1,048,576; title, head and remarks need some
MARKS_TITLE = "计入指标"
BY_COUNTING = "计行数"
KINDS = {
    CellKind.TEXT: Kind.TEXT,
    CellKind.DATE: Kind.DATE,
    CellKind.YUAN: Kind.AMOUNT,
    CellKind.COUNT: Kind.WHOLE,
    CellKind.NUMBER: Kind.NUMBER,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure in a sheet of rows: the mark its rows carry, and what is done with them."""

    listing: Listing
    mark: str
    how: str


@dataclass(slots=True)
class _Added:
    """A column that the rows do not have by themselves: what each counts for some figures."""

    title: str
    kind: CellKind
    base: str
    values: dict[int, int | Fraction] = field(default_factory=dict)

    def takes(self, listing: Listing) -> bool:
        """Whether the values of a figure agree with those that stand there already."""
        assert listing.values is not None
        return all(
            self.values.get(place, value) == value
            for place, value in zip(listing.places, listing.values, strict=True)
        )

    def put(self, listing: Listing) -> None:
        """Write the values of a figure into the column."""
        assert listing.values is not None
        self.values.update(zip(listing.places, listing.values, strict=True))


@dataclass(slots=True)
class RowBook:
    """One sheet of rows of one kind."""

    name: str
    drawer: Drawer
    entries: list[Entry] = field(default_factory=list)
    _added: list[_Added] = field(default_factory=list)
    _chosen: dict[str, int] = field(default_factory=dict)
    _marks: dict[int, list[str]] = field(default_factory=dict)
    _remarks: list[str] = field(default_factory=list)

    def enter(self, listing: Listing, number: int) -> None:
        """Mark the rows of a figure and find the column that makes it."""
        for place in listing.places:
            self._marks.setdefault(place, []).append(str(number))
        self.entries.append(Entry(listing, f"/{number}/", self._how(listing)))

    def sheet(self) -> SheetOut:
        """The sheet, its rows in the order of what they say."""
        columns = [*self.drawer.columns, *(RowColumn(a.title, a.kind) for a in self._added)]
        return SheetOut(
            self.name,
            columns=[
                *(Column(column.title, KINDS[column.kind]) for column in columns),
                Column(MARKS_TITLE, width=24),
            ],
            rows=self._rows(),
            title=self.name,
            notes=[
                "每笔明细只列一次。「计入指标」列出它计入哪些指标，如 /12/ 是记号为 /12/ 的指标；"
                "记号与合计方法见「指标」工作表。"
            ],
            remarks=self._remarks,
        )

    def _how(self, listing: Listing) -> str:
        values = listing.values
        if values is None or listing.measure is None:
            return BY_COUNTING
        if listing.measure.kind is CellKind.COUNT and all(value == 1 for value in values):
            return BY_COUNTING
        at = self._fact_that_is(listing, listing.measure.kind)
        if at is not None:
            return f"求和：{self.drawer.columns[at].title}"
        return f"求和：{self._added_for(listing, listing.measure.kind)}"

    def _fact_that_is(self, listing: Listing, kind: CellKind) -> int | None:
        """The column of the rows that says what they count; for a family the same first."""
        base = _base(listing)
        columns = [at for at, column in enumerate(self.drawer.columns) if column.kind is kind]
        if base in self._chosen:
            columns.sort(key=lambda at: at != self._chosen[base])
        for at in columns:
            if self._says(listing, at):
                self._chosen.setdefault(base, at)
                return at
        return None

    def _says(self, listing: Listing, at: int) -> bool:
        rows = self.drawer.rows
        assert listing.values is not None
        return all(
            rows[place][at] == value
            for place, value in zip(listing.places, listing.values, strict=True)
        )

    def _added_for(self, listing: Listing, kind: CellKind) -> str:
        base = _base(listing)
        for added in self._added:
            if added.base == base and added.kind is kind and added.takes(listing):
                added.put(listing)
                return added.title
        before = sum(added.base == base for added in self._added)
        fresh = _Added(f"{base}{f' {before + 1}' if before else ''}", kind, base)
        fresh.put(listing)
        self._added.append(fresh)
        return fresh.title

    def _rows(self) -> Iterator[list[Cell]]:
        """All rows, or as many as Excel can hold and a clear remark on what is missing."""
        kinds = [column.kind for column in self.drawer.columns]
        added = [(column.values, column.kind) for column in self._added]
        places = sorted(self._marks, key=lambda place: _order(self.drawer.rows[place]))
        for place in places[:MOST_ROWS_A_SHEET]:
            cells = map(cell_of, kinds, self.drawer.rows[place])
            counted = [cell_of(kind, values.get(place)) for values, kind in added]
            yield [*cells, *counted, f"/{'/'.join(self._marks[place])}/"]
        left_over = len(places) - MOST_ROWS_A_SHEET
        if left_over > 0:
            self._remarks.append(
                f"本表只列出前 {MOST_ROWS_A_SHEET:,} 行，另有 {left_over:,} 行超出 Excel 的上限，"
                "完整明细见网页版报告中各指标的明细页。"
            )


def books_of(listings: list[Listing]) -> list[RowBook]:
    """The sheets of rows of a report, each figure with rows entered in one of them."""
    books: dict[int, RowBook] = {}
    titles: dict[str, int] = {}
    for number, listing in enumerate(listings, start=1):
        drawer = listing.drawer
        if id(drawer) not in books:
            titles[drawer.title] = titles.get(drawer.title, 0) + 1
            again = f" {titles[drawer.title]}" if titles[drawer.title] > 1 else ""
            books[id(drawer)] = RowBook(f"明细 {drawer.title}{again}", drawer)
        books[id(drawer)].enter(listing, number)
    return list(books.values())


def _base(listing: Listing) -> str:
    """What a figure counts, without the part of it that is meant: 欠费金额."""
    return listing.figure.name.partition("（")[0]


def _order(row: tuple[RowValue, ...]) -> tuple[tuple[bool, RowValue], ...]:
    """Sort rows by what they say from left to right, the unknown first."""
    return tuple((value is not None, value) for value in row)
