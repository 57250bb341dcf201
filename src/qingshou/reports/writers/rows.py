"""The rows behind figures on their way to a page or a sheet: as text, counted, and checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from urllib.parse import quote

from qingshou.reports.charts.scales import decimal_text
from qingshou.reports.document import CellKind, FigureValue, RowSet, RowSource, RowValue

NUMERIC = (CellKind.YUAN, CellKind.COUNT, CellKind.NUMBER)


class RowsDoNotAddUp(ValueError):  # noqa: N818 - a statement: the figure and its rows disagree
    """A figure says one thing and its rows another; nothing may be published then."""


@dataclass
class CheckedRows:
    """Reads the rows of a figure once, keeps count, and refuses a sum that is not the figure.

    Raises:
        RowsDoNotAddUp: At the end of reading, if rows and figure disagree.
    """

    figure: FigureValue
    source: RowSource
    count: int = 0
    measured: int | Fraction = 0
    found: RowSet = field(init=False)

    def __post_init__(self) -> None:
        self.found = self.source.rows(self.figure.id)

    def __iter__(self) -> Iterator[tuple[RowValue, ...]]:
        at = self.found.measure
        for row in self.found.rows:
            self.count += 1
            if at is not None:
                value = row[at]
                assert isinstance(value, int | Fraction | None)
                self.measured += value or 0
            yield row
        self._check()

    @property
    def total(self) -> int | Fraction:
        """What the rows read so far make: the sum of the measure, or how many they are."""
        return self.count if self.found.measure is None else self.measured

    def _check(self) -> None:
        if self.figure.value is not None and self.total != self.figure.value:
            raise RowsDoNotAddUp(
                f"{self.figure.id} is {self.figure.value}, its {self.count} rows make {self.total}"
            )


def row_text(kind: CellKind, value: RowValue) -> str:
    """Write one value of a row for people: amounts in yuan with two places."""
    if value is None:
        return "—"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, str):
        return value
    if kind is CellKind.YUAN:
        return decimal_text(Fraction(value) / 100, 2)
    return decimal_text(value, 0 if Fraction(value).denominator == 1 else 2)


def file_name_of(figure_id: str, page: int = 1) -> str:
    """The file of a figure's rows; ids may hold any signs, file names may not.

    >>> file_name_of("rate.period"), file_name_of("3/号", 2)
    ('rate.period.html', '3=2F=E5=8F=B7.p2.html')
    """
    safe = quote(figure_id, safe="").replace("~", "%7E").replace("%", "=")
    return f"{safe}.html" if page == 1 else f"{safe}.p{page}.html"
