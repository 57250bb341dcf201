"""The rows behind figures on their way to a page or a sheet: as text, counted, and checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Protocol, runtime_checkable
from urllib.parse import quote

from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal
from qingshou.platform.files.spreadsheet import Cell
from qingshou.reports.charts.scales import decimal_text
from qingshou.reports.document import CellKind, FigureValue, RowSet, RowSource, RowValue, Unit

NUMERIC = (CellKind.YUAN, CellKind.COUNT, CellKind.NUMBER)


class RowsDoNotAddUp(Refusal):
    """A figure says one thing and its rows another; nothing may be published then."""

    code = "reports.rows-do-not-add-up"

    def __init__(self, *, figure: str, name: str, value: str, made: str, count: int) -> None:
        super().__init__(figure=figure, name=name, value=value, made=made, count=count)


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
        require_equal(self.figure, Extent(self.count, self.total))


@dataclass(frozen=True, slots=True)
class Extent:
    """How many rows a figure has, and what they make: their sum, or their number."""

    count: int
    total: int | Fraction


@runtime_checkable
class LargeSource(Protocol):
    """A source of rows too many to be read: it counts them, and gives the first ones.

    A source that has these two methods is asked for them; any other is read row by row.
    """

    def extent(self, figure_id: str) -> Extent | None:
        """Count and sum the rows of a figure; None where it is as well to read them all."""
        ...

    def first_rows(self, figure_id: str, most: int) -> RowSet:
        """List the first rows of a figure, in the order of all of them."""
        ...


def require_equal(figure: FigureValue, extent: Extent) -> None:
    """Refuse rows that do not make their figure.

    Raises:
        RowsDoNotAddUp: If they do not.
    """
    if figure.value is not None and extent.total != figure.value:
        raise RowsDoNotAddUp(
            figure=figure.id,
            name=figure.name,
            value=exact_text(figure.unit, figure.value),
            made=exact_text(figure.unit, extent.total),
            count=extent.count,
        )


def exact_text(unit: Unit, value: int | Fraction) -> str:
    """Write a figure to the fen, so that two that differ look different.

    >>> exact_text(Unit.YUAN, 123_456), exact_text(Unit.COUNT, 1_200)
    ('1,234.56 元', '1,200')
    """
    if unit is Unit.YUAN:
        return f"{row_text(CellKind.YUAN, value)} 元"
    return row_text(CellKind.NUMBER, value)


def row_text(kind: CellKind, value: RowValue) -> str:
    """Write one value of a row for people: amounts in yuan with two places."""
    if value is None:
        return "—"
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if kind is CellKind.YUAN:
        return decimal_text(Fraction(value) / 100, 2)
    return decimal_text(value, 0 if Fraction(value).denominator == 1 else 2)


def cell_of(kind: CellKind, value: RowValue) -> Cell:
    """The value for a workbook or a CSV file: fen become yuan, whatever kind of number they are.

    >>> cell_of(CellKind.YUAN, 123_456), cell_of(CellKind.YUAN, Fraction(5, 2))
    (Money(fen=123456), Fraction(1, 40))
    """
    if kind is not CellKind.YUAN or value is None or isinstance(value, str | date):
        return value
    return Money(int(value)) if value == int(value) else Fraction(value) / 100


def file_name_of(figure_id: str, page: int = 1) -> str:
    """The file of a figure's rows; ids may hold any signs, file names may not.

    >>> file_name_of("rate.period"), file_name_of("3/号", 2)
    ('rate.period.html', '3=2F=E5=8F=B7.p2.html')
    """
    safe = quote(figure_id, safe="").replace("~", "%7E").replace("%", "=")
    return f"{safe}.html" if page == 1 else f"{safe}.p{page}.html"
