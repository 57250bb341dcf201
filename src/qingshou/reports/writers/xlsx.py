"""The report as a workbook: all figures, the tables, and each row behind the figures once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from qingshou.platform.files.spreadsheet import (
    Cell,
    Column,
    Kind,
    Link,
    SheetOut,
    Typed,
    write_workbook,
)
from qingshou.reports.document import (
    ActionTable,
    Align,
    DataTable,
    FigureValue,
    Report,
    Unit,
    plain,
)
from qingshou.reports.document import Cell as ReportCell
from qingshou.reports.writers import html_rows, layout, xlsx_rows
from qingshou.reports.writers.layout import Caption
from qingshou.reports.writers.shelf import Shelf
from qingshou.reports.writers.xlsx_rows import Entry, RowBook

FIGURES_SHEET = "指标"
_NUMBER = re.compile(r"[+−-]?\d{1,3}(?:,?\d{3})*(?:\.\d+)?%?")
_UNITS = {
    Unit.YUAN: "元",
    Unit.COUNT: "个",
    Unit.RATE: "%",
    Unit.DAYS: "天",
    Unit.POINTS: "百分点",
}


def write(report: Report, shelf: Shelf, path: Path, *, export: str = "") -> Path:
    """Write the workbook: every figure, every table, and each row behind them once."""
    return write_workbook(path, _sheets(report, shelf, export))


def _sheets(report: Report, shelf: Shelf, export: str) -> Iterator[SheetOut]:
    books = xlsx_rows.books_of(shelf.of(report))
    yield _figures(report, books, export)
    for _, blocks in layout.captioned(report):
        for block, caption in blocks:
            if isinstance(block, DataTable):
                yield _table(block, caption)
            elif isinstance(block, ActionTable):
                yield _actions(block, caption)
    for book in books:
        yield book.sheet()


# --- Figures ------------------------------------------------------------------------------


def _figures(report: Report, books: list[RowBook], export: str) -> SheetOut:
    told = {entry.listing.figure.id: (book, entry) for book in books for entry in book.entries}
    columns = [
        Column("指标编号"), Column("指标"), Column("含义", width=48), Column("数值", Kind.NUMBER),
        Column("单位"), Column("报告中写作"), Column("分子"), Column("分母"), Column("由何组成"),
        Column("范围"), Column("数据截止", Kind.DATE), Column("明细所在"), Column("明细记号"),
        Column("合计方法"), Column("未列出的明细"),
    ]  # fmt: skip
    return SheetOut(
        FIGURES_SHEET,
        columns=columns,
        rows=(
            [*_figure(figure), *_rows_of(told.get(figure.id), export)]
            for figure in report.figures.values()
        ),
        title=f"{report.title}　{report.period_name}",
        notes=[
            f"{report.company}　{report.scope_name}　截至 {report.as_of:%Y-%m-%d}　{report.number}"
        ],
        remarks=[
            "由其他指标算得的，分子、分母或组成列出其指标编号。其余指标由明细构成："
            "在「明细所在」的工作表中，把「计入指标」一列筛选为包含「明细记号」，"
            "再按「合计方法」求和或计行数，即得该指标的数值。"
        ],
    )


def _figure(figure: FigureValue) -> list[Cell]:
    return [
        figure.id, figure.name, figure.definition, _value(figure), _UNITS[figure.unit],
        figure.shown, figure.numerator_id, figure.denominator_id, "、".join(figure.parts) or None,
        figure.scope, figure.as_of,
    ]  # fmt: skip


def _rows_of(told: tuple[RowBook, Entry] | None, export: str) -> list[Cell]:
    """Where the rows of a figure are and how they make it; empty for what is computed."""
    if told is None:
        return []
    book, entry = told
    listing = entry.listing
    missing = None
    if not listing.complete:
        missing = (
            f"共 {listing.count:,} 行，只列出前 {len(listing.places):,} 行；"
            f"全部明细：{html_rows.all_rows_command(export, listing.figure.id)}"
        )
    return [Link(book.name, book.name), entry.mark, entry.how, missing]


def _value(figure: FigureValue) -> Cell:
    """The exact value as a number that Excel can go on computing with."""
    value = figure.value
    if value is None:
        return None
    match figure.unit:
        case Unit.YUAN:
            exact = Decimal(int(value)).scaleb(-2) if _whole(value) else Fraction(value) / 100
            return Typed(exact, Kind.AMOUNT)
        case Unit.RATE:
            return Typed(Fraction(value), Kind.PERCENT)
        case Unit.COUNT:
            return Typed(int(value), Kind.WHOLE)
        case Unit.DAYS | Unit.POINTS:
            return Typed(Fraction(value), Kind.NUMBER)


def _whole(value: int | Fraction) -> bool:
    return Fraction(value).denominator == 1


# --- Tables -------------------------------------------------------------------------------


def _table(table: DataTable, caption: Caption | None) -> SheetOut:
    assert caption is not None
    return SheetOut(
        f"{caption.label} {table.title}",
        columns=[
            Column(f"{c.title}（{c.unit}）" if c.unit else c.title, _kind(c.align))
            for c in table.columns
        ],
        rows=[_cells(row) for row in table.rows],
        totals=_cells(table.total) if table.total else None,
        title=f"{caption.label}　{table.title}",
        remarks=[f"注：{table.note}"] if table.note else [],
    )


def _kind(align: Align) -> Kind:
    return Kind.NUMBER if align is Align.RIGHT else Kind.TEXT


def _cells(row: tuple[ReportCell, ...]) -> list[Cell]:
    return [_number_or_text(layout.cell_text(cell)) for cell in row]


def _number_or_text(text: str) -> Cell:
    """Give a number back to Excel as a number, as it stands under its unit."""
    if not _NUMBER.fullmatch(text):
        return text
    exact = Decimal(text.replace(",", "").replace("−", "-").rstrip("%"))
    if text.endswith("%"):
        return Typed(exact / 100, Kind.PERCENT)
    return Typed(exact, Kind.AMOUNT if "." in text else Kind.WHOLE)


def _actions(table: ActionTable, caption: Caption | None) -> SheetOut:
    assert caption is not None
    return SheetOut(
        f"{caption.label} {table.title}",
        columns=[
            Column(head, Kind.DATE if at == 3 else Kind.TEXT)
            for at, head in enumerate(layout.ACTION_HEADS)
        ],
        rows=[
            [plain(a.problem), plain(a.measure), a.role, a.due_on, plain(a.effect)]
            for a in table.actions
        ],
        title=f"{caption.label}　{table.title}",
    )
