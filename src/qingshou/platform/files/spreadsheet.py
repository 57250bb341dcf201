"""The only gateway through which tables leave as Excel or CSV.

It promises that no text ever becomes a formula, a link or a macro, that the same content gives
the same bytes, and that a million rows need no more memory than a hundred.

    write_workbook("arrears.xlsx", [
        SheetOut(
            "欠费明细",
            columns=[Column("房号"), Column("欠费(元)", Kind.AMOUNT)],
            rows=[["3-2-501", Decimal("254.40")]],
            totals=["合计", Decimal("254.40")],
        ),
    ])
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import xlsxwriter

from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal

MOST_ROWS = 1_048_576
LONGEST_TEXT = 32_767

_WRITTEN_AT = datetime(2026, 1, 1)  # a fixed date, so that equal content is equal bytes
_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_STARTS_A_FORMULA = tuple("=+-@\t\r\n\0＝＋－＠")
_ROWS_MEASURED_FOR_WIDTH = 200


class Kind(StrEnum):
    """What a column holds, which decides its number format and alignment."""

    TEXT = "@"
    WHOLE = "#,##0"
    NUMBER = "0.####"
    AMOUNT = "#,##0.00"
    PRICE = "0.00##"
    PERCENT = "0.00%"
    DATE = "yyyy-mm-dd"
    MOMENT = "yyyy-mm-dd hh:mm"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title, what it holds, its width in characters (measured when absent)."""

    title: str
    kind: Kind = Kind.TEXT
    width: float | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A title above several columns, ``first`` to ``latest`` counted from 0, in one merged cell."""

    title: str
    first: int
    latest: int


@dataclass(frozen=True, slots=True)
class Typed:
    """A value whose kind differs from its column's, or that stands out."""

    value: Cell
    kind: Kind | None = None
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to a row (counted from 1) of another sheet of the same workbook."""

    text: str
    sheet: str
    row: int = 1


Cell = str | int | float | Decimal | Fraction | Money | bool | date | datetime | Typed | Link | None


@dataclass(frozen=True, slots=True)
class SheetOut:
    """One sheet: title and notes on top, header, rows, totals, remarks below.

    ``rows`` may be a generator; it is read once. ``comments`` maps (row, column), both counted
    from 0 within ``rows``, to a text; such cells are tinted. Without ``columns`` there is no
    header and nothing is frozen: the rows stand as they are.
    """

    name: str
    columns: Sequence[Column] = ()
    rows: Iterable[Sequence[Cell]] = ()
    totals: Sequence[Cell] | None = None
    title: str = ""
    notes: Sequence[str] = ()
    remarks: Sequence[str] = ()
    groups: Sequence[Group] = ()
    comments: Mapping[tuple[int, int], str] = field(default_factory=dict)
    widths: Sequence[float] = ()


class TooManyRows(Refusal):
    """A sheet would need more rows than Excel has."""

    code = "files.too-many-rows"

    def __init__(self, *, sheet: str, limit: int) -> None:
        super().__init__(sheet=sheet, limit=limit)


def write_workbook(path: str | Path, sheets: Iterable[SheetOut]) -> Path:
    """Write an Excel workbook, all of it or nothing.

    Money, decimals and fractions become numbers, dates become dates, text stays text even when
    it starts with ``=``. Money is shown in yuan.

    Raises:
        TooManyRows: If a sheet is longer than Excel allows; split it by community or period.
    """
    target = Path(path)
    with _whole_or_nothing(target) as unfinished:
        book = xlsxwriter.Workbook(
            unfinished,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_format_properties": {"font_name": "等线", "font_size": 10},
            },
        )
        book.set_properties({"created": _WRITTEN_AT})
        styles, taken = _Styles(book), set[str]()
        try:
            for sheet in sheets:
                _SheetWriter(book, styles, sheet, _sheet_name(sheet.name, taken)).write()
        finally:
            book.close()
    return target


def write_csv(path: str | Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Path:
    """Write a CSV that Excel opens as UTF-8 and in which no text can act as a formula.

    Text that would start a formula is preceded by an apostrophe; numbers are left alone.
    """
    target = Path(path)
    with (
        _whole_or_nothing(target) as unfinished,
        unfinished.open("w", encoding="utf-8-sig", newline="") as stream,
    ):
        writer = csv.writer(stream)
        writer.writerow([harmless(title) for title in columns])
        writer.writerows([_csv_text(cell) for cell in row] for row in rows)
    return target


def harmless(text: str) -> str:
    """Make sure a text read by a spreadsheet program stays a text.

    >>> harmless("=1+1"), harmless("3-2-501"), harmless("-5")
    ("'=1+1", '3-2-501', "'-5")
    """
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def sheet_name(text: str) -> str:
    """Make a text fit to name a sheet: at most 31 characters, none that Excel forbids.

    >>> sheet_name("3/4号楼")
    '3_4号楼'
    """
    return _FORBIDDEN_IN_NAMES.sub("_", text).strip().strip("'")[:31] or "Sheet"


def _sheet_name(text: str, taken: set[str]) -> str:
    name, number = sheet_name(text), 1
    while name.casefold() in taken:
        number += 1
        name = f"{sheet_name(text)[:27]}({number})"
    taken.add(name.casefold())
    return name


@contextmanager
def _whole_or_nothing(target: Path) -> Iterator[Path]:
    """Hand out a path beside the target that takes its place only when all went well."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        yield unfinished
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _plain(value: Any) -> Any:
    """Undress a cell to what Excel knows: text, number, truth, date, nothing."""
    if value.__class__ is str:
        return value
    if isinstance(value, Typed):
        return _plain(value.value)
    if isinstance(value, Money):
        return Decimal(value.fen).scaleb(-2)
    if isinstance(value, StrEnum):
        return str(value)
    return value


def _csv_text(cell: Cell) -> str:
    value = _plain(cell)
    if value is None:
        return ""
    if isinstance(value, Link):
        return harmless(value.text)
    if isinstance(value, Fraction):
        return f"{float(value):.6f}"
    return harmless(value) if isinstance(value, str) else str(value)


def _width_of(value: Any) -> int:
    """Measure a text as a reader sees it: a Chinese character takes two places."""
    text = value.text if isinstance(value, Link) else str(value)
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text[:60])


class _Styles:
    """The formats of one workbook, made once each."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._cells: dict[tuple[Kind, bool, bool, bool], Any] = {}

    def of(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"valign": "vcenter", **properties})
        return self._made[key]

    def header(self) -> Any:
        return self.of(
            bold=True,
            bg_color="#E8EDF3",
            bottom=1,
            border_color="#8496A9",
            align="center",
            text_wrap=True,
        )

    def cell(self, kind: Kind, bold: bool, tinted: bool, total: bool) -> Any:
        key = (kind, bold, tinted, total)
        if key not in self._cells:
            properties: dict[str, Any] = {"num_format": str(kind)}
            if bold or total:
                properties["bold"] = True
            if tinted:
                properties["bg_color"] = "#FCE4E4"
            if total:
                properties["top"] = 1
            self._cells[key] = self.of(**properties)
        return self._cells[key]


class _SheetWriter:
    """Writes one sheet from top to bottom, as constant memory demands."""

    def __init__(self, book: Any, styles: _Styles, sheet: SheetOut, name: str) -> None:
        self._sheet = sheet
        self._styles = styles
        self._name = name
        self._page = book.add_worksheet(name)
        self._page.set_comments_author("清收")
        self._kinds = [column.kind for column in sheet.columns]
        self._widths = [_width_of(column.title) for column in sheet.columns]
        self._at = 0

    def write(self) -> None:
        """Write everything and set up the page for the printer."""
        self._write_top()
        header_ends = self._write_header()
        first_row = self._at
        self._write_rows()
        if self._sheet.totals is not None:
            self._write_cells(self._sheet.totals, total=True)
        for remark in self._sheet.remarks:
            self._write_line(remark, self._styles.of(font_color="#5F6B7A"))
        self._set_widths()
        self._set_up_page(header_ends, first_row)

    def _write_line(self, text: str, style: Any) -> None:
        self._page.write_string(self._at, 0, text[:LONGEST_TEXT], style)
        self._at += 1

    def _write_top(self) -> None:
        if self._sheet.title:
            self._write_line(self._sheet.title, self._styles.of(bold=True, font_size=14))
        for note in self._sheet.notes:
            self._write_line(note, self._styles.of(font_color="#5F6B7A"))

    def _write_header(self) -> int:
        header = self._styles.header()
        if self._sheet.groups:
            for group in self._sheet.groups:
                self._write_group(group, header)
            self._at += 1
        if self._sheet.columns:
            for at, column in enumerate(self._sheet.columns):
                self._page.write_string(self._at, at, column.title, header)
            self._at += 1
        return self._at

    def _write_group(self, group: Group, header: Any) -> None:
        if group.first == group.latest:
            self._page.write_string(self._at, group.first, group.title, header)
        else:
            self._page.merge_range(
                self._at, group.first, self._at, group.latest, group.title, header
            )

    def _write_rows(self) -> None:
        comments = self._sheet.comments
        commented = {row for row, _ in comments}
        for number, row in enumerate(self._sheet.rows):
            if self._at >= MOST_ROWS:
                raise TooManyRows(sheet=self._name, limit=MOST_ROWS)
            if number < _ROWS_MEASURED_FOR_WIDTH:
                self._measure(row)
            if number in commented:
                self._write_commented(number, row)
            else:
                self._write_cells(row)

    def _write_commented(self, number: int, row: Sequence[Cell]) -> None:
        comments = self._sheet.comments
        columns = [column for at, column in comments if at == number]
        padded = [*row, *([None] * (max(columns) + 1 - len(row)))]
        for column in columns:
            text = comments[number, column]
            self._page.write_comment(self._at, column, text, {"x_scale": 2, "y_scale": 1.5})
        self._write_cells(padded, tinted=frozenset(columns))

    def _write_cells(
        self, row: Sequence[Cell], *, total: bool = False, tinted: frozenset[int] = frozenset()
    ) -> None:
        for at, cell in enumerate(row):
            if cell is None and at not in tinted and not total:
                continue
            kind = self._kinds[at] if at < len(self._kinds) else Kind.TEXT
            bold = False
            if isinstance(cell, Typed):
                kind, bold = cell.kind or kind, cell.bold
            value = _plain(cell)
            style = self._styles.cell(_kind_for(value, kind), bold, at in tinted, total)
            self._write_cell(at, value, style)
        self._at += 1

    def _write_cell(self, at: int, value: Any, style: Any) -> None:
        page, row = self._page, self._at
        if isinstance(value, str):
            page.write_string(row, at, _fitting(value), style)
        elif isinstance(value, bool):
            page.write_boolean(row, at, value, style)
        elif isinstance(value, int | float | Decimal):
            page.write_number(row, at, value, style)
        elif isinstance(value, Fraction):
            page.write_number(row, at, float(value), style)
        elif isinstance(value, date | datetime):
            page.write_datetime(row, at, value, style)
        elif isinstance(value, Link):
            target = f"internal:'{sheet_name(value.sheet)}'!A{value.row}"
            page.write_url(row, at, target, string=value.text)
        else:
            page.write_blank(row, at, None, style)

    def _measure(self, row: Sequence[Cell]) -> None:
        for at, cell in enumerate(row[: len(self._widths)]):
            value = _plain(cell)
            if value is not None:
                self._widths[at] = max(self._widths[at], _width_of(value))

    def _set_widths(self) -> None:
        for at, column in enumerate(self._sheet.columns):
            width = column.width or min(max(self._widths[at] + 3, 8), 48)
            self._page.set_column(at, at, width)
        for at, width in enumerate(self._sheet.widths):
            self._page.set_column(at, at, width)

    def _set_up_page(self, header_ends: int, first_row: int) -> None:
        page, columns = self._page, len(self._sheet.columns)
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        page.set_footer("&L&A&R第 &P 页 共 &N 页")
        if sum(self._widths) > 95:
            page.set_landscape()
        if columns:
            page.freeze_panes(header_ends, 0)
            page.repeat_rows(header_ends - 1)
            if self._at > first_row and self._sheet.totals is None and not self._sheet.remarks:
                page.autofilter(header_ends - 1, 0, self._at - 1, columns - 1)


def _kind_for(value: Any, kind: Kind) -> Kind:
    """Let a date or a number look like one even where its column was not declared so."""
    if kind is not Kind.TEXT or isinstance(value, str):
        return kind
    if isinstance(value, datetime):
        return Kind.MOMENT
    if isinstance(value, date):
        return Kind.DATE
    return Kind.NUMBER if isinstance(value, int | float | Decimal | Fraction) else kind


def _fitting(text: str) -> str:
    """Cut a text no cell can hold, and say so in the cell."""
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 8] + "…（已截断）"
