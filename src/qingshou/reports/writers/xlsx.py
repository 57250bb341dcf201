"""The report as a workbook: all figures, the tables, and the rows of each group of figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from pathlib import Path

from qingshou.kernel.money import Money
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
    CellKind,
    DataTable,
    FigureValue,
    Report,
    RowSource,
    RowValue,
    Unit,
    figures_in_reach,
    plain,
)
from qingshou.reports.document import Cell as ReportCell
from qingshou.reports.writers import layout
from qingshou.reports.writers.layout import Caption
from qingshou.reports.writers.rows import CheckedRows

FIGURES_SHEET = "指标"
MOST_ROWS_A_SHEET = 1_048_000  # Excel has 1,048,576; title, head and remarks need some
_NUMBER = re.compile(r"[+−-]?\d{1,3}(?:,?\d{3})*(?:\.\d+)?%?")
_UNITS = {
    Unit.YUAN: "元",
    Unit.COUNT: "个",
    Unit.RATE: "%",
    Unit.DAYS: "天",
    Unit.POINTS: "百分点",
}
_KINDS = {
    CellKind.TEXT: Kind.TEXT,
    CellKind.DATE: Kind.DATE,
    CellKind.YUAN: Kind.AMOUNT,
    CellKind.COUNT: Kind.WHOLE,
    CellKind.NUMBER: Kind.NUMBER,
}


def write(report: Report, source: RowSource, path: Path) -> Path:
    """Write the workbook; rows are read one group after another and never held together."""
    return write_workbook(path, _sheets(report, source))


def _sheets(report: Report, source: RowSource) -> Iterator[SheetOut]:
    groups = _groups(report, source)
    yield _figures(report, groups)
    for _, blocks in layout.captioned(report):
        for block, caption in blocks:
            if isinstance(block, DataTable):
                yield _table(block, caption)
            elif isinstance(block, ActionTable):
                yield _actions(block, caption)
    for name, figures in groups.items():
        yield _GroupSheet(name, figures, source).sheet()


def _groups(report: Report, source: RowSource) -> dict[str, list[FigureValue]]:
    """The figures with rows that the report leads to, by the sheet that will list them.

    A group whose figures have different columns gets a sheet for each set of columns.
    """
    groups: dict[str, list[FigureValue]] = {}
    names: dict[tuple[str, tuple[str, ...]], str] = {}
    for id_ in figures_in_reach(report):
        figure = report.figures[id_]
        if figure.rows is None:
            continue
        heads = tuple(column.title for column in source.rows(id_).columns)
        if (figure.rows.group, heads) not in names:
            before = sum(group == figure.rows.group for group, _ in names)
            number = f" {before + 1}" if before else ""
            names[figure.rows.group, heads] = f"明细 {figure.rows.title}{number}"
        groups.setdefault(names[figure.rows.group, heads], []).append(figure)
    return groups


# --- Figures ------------------------------------------------------------------------------


def _figures(report: Report, groups: dict[str, list[FigureValue]]) -> SheetOut:
    sheet_of = {figure.id: name for name, figures in groups.items() for figure in figures}
    columns = [
        Column("指标编号"), Column("指标"), Column("含义", width=48), Column("数值", Kind.NUMBER),
        Column("单位"), Column("报告中写作"), Column("分子"), Column("分母"), Column("由何组成"),
        Column("范围"), Column("数据截止", Kind.DATE), Column("明细所在"),
    ]  # fmt: skip
    return SheetOut(
        FIGURES_SHEET,
        columns=columns,
        rows=(_figure(figure, sheet_of) for figure in report.figures.values()),
        title=f"{report.title}　{report.period_name}",
        notes=[
            f"{report.company}　{report.scope_name}　截至 {report.as_of:%Y-%m-%d}　{report.number}"
        ],
        remarks=[
            "由其他指标算得的，分子、分母或组成列出其指标编号；其余指标的明细见末列所指的工作表。"
        ],
    )


def _figure(figure: FigureValue, sheet_of: dict[str, str]) -> list[Cell]:
    sheet = sheet_of.get(figure.id)
    return [
        figure.id, figure.name, figure.definition, _value(figure), _UNITS[figure.unit],
        figure.shown, figure.numerator_id, figure.denominator_id, "、".join(figure.parts) or None,
        figure.scope, figure.as_of, Link(sheet, sheet) if sheet else None,
    ]  # fmt: skip


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


# --- Rows ---------------------------------------------------------------------------------


class _GroupSheet:
    """The rows of all figures of a group in one sheet, the figure named in the first columns."""

    def __init__(self, name: str, figures: list[FigureValue], source: RowSource) -> None:
        self._name = name
        self._figures = figures
        self._source = source
        self._columns = source.rows(figures[0].id).columns
        self._remarks: list[str] = []

    def sheet(self) -> SheetOut:
        """The sheet, whose rows are read while it is being written."""
        named = [Column("指标编号"), Column("指标")]
        return SheetOut(
            self._name,
            columns=[*named, *(Column(c.title, _KINDS[c.kind]) for c in self._columns)],
            rows=self._within_excel(),
            title=self._name,
            notes=["同一笔明细可以属于几个指标，按「指标编号」筛选后合计即为该指标的数值。"],
            remarks=self._remarks,
        )

    def _within_excel(self) -> Iterator[list[Cell]]:
        """All rows, or as many as Excel can hold and a clear remark on what is missing."""
        rows = self._rows()
        yield from islice(rows, MOST_ROWS_A_SHEET)
        left_over = sum(1 for _ in rows)
        if left_over:
            self._remarks.append(
                f"本表只列出前 {MOST_ROWS_A_SHEET:,} 行，另有 {left_over:,} 行超出 Excel 的上限，"
                "完整明细见网页版报告中各指标的明细页。"
            )

    def _rows(self) -> Iterator[list[Cell]]:
        for figure in self._figures:
            checked = CheckedRows(figure, self._source)
            pairs = zip(self._columns, checked.found.columns, strict=True)
            own = [(here.kind, here.kind is not shared.kind) for shared, here in pairs]
            for row in checked:
                values = zip(own, row, strict=True)
                cells = [_row_value(kind, value, typed) for (kind, typed), value in values]
                yield [figure.id, figure.name, *cells]


def _row_value(kind: CellKind, value: RowValue, typed: bool) -> Cell:
    """A value for Excel; ``typed`` where its kind is not the one of the sheet's column."""
    cell = Money(value) if kind is CellKind.YUAN and isinstance(value, int) else value
    return Typed(cell, _KINDS[kind]) if typed and value is not None else cell
