"""The rows of all figures of a run: read once, checked, and each distinct row kept once.

The same row makes many figures: a charge of building 3 is in the sum of its building, its
community, its customer group and the company. It is kept once, and each figure keeps only
the places of its rows and what they count for it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from qingshou.reports.document import (
    FigureValue,
    Report,
    RowColumn,
    RowSet,
    RowSource,
    RowValue,
    figures_in_reach,
)
from qingshou.reports.writers.rows import CheckedRows, Extent, LargeSource, require_equal

MOST_ROWS = 500_000  # listed over all figures of a run; this bounds files and memory
FIRST_ROWS = 2_000  # listed of a figure that has more than what is left

Row = tuple[RowValue, ...]


@dataclass(slots=True)
class Drawer:
    """The distinct rows of one kind, without what they count for one figure or another."""

    title: str
    columns: tuple[RowColumn, ...]
    rows: list[Row] = field(default_factory=list)
    _places: dict[Row, list[int]] = field(default_factory=dict)

    def place(self, row: Row, twin: int) -> int:
        """Where a row is kept; rows that read the same are told apart by their number."""
        places = self._places.setdefault(row, [])
        while len(places) <= twin:
            places.append(len(self.rows))
            self.rows.append(row)
        return places[twin]


@dataclass(slots=True)
class Listing:
    """The rows of one figure: all of them, or the first ones where there are too many.

    ``values`` are what the rows count, beside ``places``; None where each row counts one.
    ``count`` and ``total`` speak of all rows, listed or not.
    """

    figure: FigureValue
    drawer: Drawer
    measure: RowColumn | None
    measure_at: int
    count: int
    total: int | Fraction
    places: Sequence[int]
    values: Sequence[int | Fraction] | None

    @property
    def complete(self) -> bool:
        """Whether every row is listed."""
        return len(self.places) == self.count


@dataclass
class Shelf:
    """What was read of the rows of a run, by figure."""

    listings: dict[str, Listing] = field(default_factory=dict)
    _drawers: dict[tuple[str, tuple[RowColumn, ...]], Drawer] = field(default_factory=dict)
    _left: int = field(default_factory=lambda: MOST_ROWS)

    def of(self, report: Report) -> list[Listing]:
        """The listings of the figures a report leads to, in reading order."""
        reached = figures_in_reach(report)
        return [self.listings[id_] for id_ in reached if id_ in self.listings]

    def read(self, figure: FigureValue, source: RowSource) -> None:
        """Check all rows of a figure and keep those that will be listed.

        Raises:
            RowsDoNotAddUp: If the rows do not make the figure.
        """
        most = max(self._left, FIRST_ROWS)
        extent = source.extent(figure.id) if isinstance(source, LargeSource) else None
        if extent is not None and extent.count > most and isinstance(source, LargeSource):
            require_equal(figure, extent)
            found = source.first_rows(figure.id, FIRST_ROWS)
            self._put(figure, found, found.rows, most, extent)
        else:
            checked = CheckedRows(figure, source)
            self._put(figure, checked.found, checked, most, checked)

    def _put(
        self,
        figure: FigureValue,
        found: RowSet,
        rows: Iterable[Row],
        most: int,
        extent: Extent | CheckedRows,
    ) -> None:
        """Keep rows for a figure; ``extent`` is known when they have been read."""
        assert figure.rows is not None
        columns, at = found.columns, found.measure
        facts = columns if at is None else (*columns[:at], *columns[at + 1 :])
        drawer = self._drawers.setdefault(
            (figure.rows.group, facts), Drawer(figure.rows.title, facts)
        )
        places, values = _keep(rows, drawer, at, most)
        if extent.count > most:
            del places[FIRST_ROWS:], values[FIRST_ROWS:]
        self._left -= len(places)
        self.listings[figure.id] = Listing(
            figure=figure,
            drawer=drawer,
            measure=None if at is None else columns[at],
            measure_at=len(columns) if at is None else at,
            count=extent.count,
            total=extent.total,
            places=places,
            values=None if at is None else values,
        )


def shelved(reports: Iterable[Report], source: RowSource) -> Shelf:
    """Read the rows of every figure that the reports lead to, each figure once.

    Raises:
        RowsDoNotAddUp: If the rows of a figure do not make the figure.
    """
    shelf = Shelf()
    for report in reports:
        for id_ in figures_in_reach(report):
            if report.figures[id_].rows is not None and id_ not in shelf.listings:
                shelf.read(report.figures[id_], source)
    return shelf


def _keep(
    rows: Iterable[Row], drawer: Drawer, at: int | None, most: int
) -> tuple[array[int], list[int | Fraction]]:
    """Put the first rows into the drawer while all of them are being read."""
    places: array[int] = array("L")
    values: list[int | Fraction] = []
    met: dict[Row, int] = {}
    for row in rows:
        if len(places) >= most:
            continue
        if at is not None:
            value = row[at]
            assert not isinstance(value, str)
            values.append(value or 0)  # type: ignore[arg-type]
            row = (*row[:at], *row[at + 1 :])
        twin = met.get(row, 0)
        met[row] = twin + 1
        places.append(drawer.place(row, twin))
    return places, values
