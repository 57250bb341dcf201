"""A page for each figure: what it means, what it is made of, exactly its rows, their sum."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from pathlib import Path

from qingshou.reports.document import (
    CellKind,
    FigureValue,
    Report,
    RowColumn,
    RowSource,
    RowValue,
    figures_in_reach,
)
from qingshou.reports.writers.markup import Markup, joined, page, tag
from qingshou.reports.writers.rows import NUMERIC, CheckedRows, file_name_of, row_text

ROWS_A_PAGE = 2_000
_Batch = list[tuple[RowValue, ...]]


def write_all(report: Report, source: RowSource, folder: Path, *, style: str) -> list[Path]:
    """Write the pages of every figure mentioned and of those it is made of."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.html"):
        old.unlink()
    writer = _RowPages(report, source, folder, style)
    return [path for id_ in figures_in_reach(report) for path in writer.write(report.figures[id_])]


class _RowPages:
    """Writes the pages of one figure after another."""

    def __init__(self, report: Report, source: RowSource, folder: Path, style: str) -> None:
        self._report = report
        self._source = source
        self._folder = folder
        self._style = style

    def write(self, figure: FigureValue) -> Iterator[Path]:
        """Write one page, or several where there are many rows."""
        if figure.rows is None:
            yield self._save(figure, 1, self._parts_of(figure), None)
            return
        rows = CheckedRows(figure, self._source)
        number, batch, stream = 1, _Batch(), iter(rows)
        batch = list(islice(stream, ROWS_A_PAGE))
        while True:
            following = list(islice(stream, ROWS_A_PAGE))
            table = _table(rows, batch, latest=not following, follows=number > 1)
            yield self._save(figure, number, table, _pager(figure, number, bool(following)))
            if not following:
                return
            number, batch = number + 1, following

    def _save(
        self, figure: FigureValue, number: int, content: Markup, pager: Markup | None
    ) -> Path:
        back = tag("a", "← 返回报告", href=f"../{self._report.stem}.html", class_="back")
        body = tag(
            "body",
            tag("main", tag("nav", back), _about(figure), pager, content, pager, class_="rows"),
        )
        title = f"{figure.name}：{figure.shown}"
        path = self._folder / file_name_of(figure.id, number)
        path.write_text(page(title=title, style=self._style, body=body), encoding="utf-8")
        return path

    def _parts_of(self, figure: FigureValue) -> Markup:
        """What a computed figure is made of, each part leading to its own rows."""
        words = {figure.numerator_id: "分子", figure.denominator_id: "分母"}
        rows = [
            tag(
                "tr",
                tag("th", words.get(id_) or "组成", scope="row"),
                tag("td", tag("a", part.name, href=file_name_of(id_))),
                tag("td", part.definition),
                tag("td", tag("a", part.shown, href=file_name_of(id_)), class_="number"),
            )
            for id_, part in ((id_, self._report.figures[id_]) for id_ in figure.made_of)
        ]
        if not rows:
            return tag("p", "本期没有登记可以计算这一指标的数据。", class_="callout")
        heads = [tag("th", head, scope="col") for head in ("", "指标", "含义")]
        head = tag("tr", *heads, tag("th", "数值", scope="col", class_="number"))
        total = tag(
            "tr", tag("th", "结果", scope="row"), tag("td", figure.name), tag("td"),
            tag("td", figure.shown, class_="number"),
        )  # fmt: skip
        table = tag("table", tag("thead", head), tag("tbody", *rows), tag("tfoot", total))
        return tag("div", table, class_="scroll")


def _about(figure: FigureValue) -> Markup:
    facts = (
        ("含义", figure.definition),
        ("范围", figure.scope),
        ("数据截止", f"{figure.as_of:%Y-%m-%d}"),
        ("指标编号", figure.id),
    )
    told = [joined(tag("dt", name), tag("dd", value)) for name, value in facts]
    return tag(
        "header",
        tag("h1", figure.name),
        tag("p", figure.shown, class_="value"),
        tag("dl", *told),
        class_="about",
    )


def _table(rows: CheckedRows, batch: _Batch, *, latest: bool, follows: bool) -> Markup:
    columns = rows.found.columns
    head = tag("tr", *(tag("th", c.title, scope="col", class_=_class(c.kind)) for c in columns))
    body = [
        tag("tr", *(_cell(column, value) for column, value in zip(columns, row, strict=True)))
        for row in batch
    ]
    foot = [] if latest and not follows else [_sum(rows, batch, "本页小计")]
    if latest:
        foot.append(_sum(rows, None, "合计"))
    table = tag("table", tag("thead", head), tag("tbody", *body), tag("tfoot", *foot))
    return tag("div", table, class_="scroll")


def _sum(rows: CheckedRows, batch: _Batch | None, name: str) -> Markup:
    """A closing line: how many rows, and the sum of the measure beneath its column."""
    at, columns = rows.found.measure, rows.found.columns
    count = rows.count if batch is None else len(batch)
    told = f"{name}　{count:,} 行"
    if at is None:
        return tag("tr", tag("th", told, scope="row", colspan=str(len(columns))))
    value = rows.total if batch is None else _sum_of(batch, at)
    first = tag("th", told, scope="row", colspan=str(max(at, 1)))
    amount = tag("td", row_text(columns[at].kind, value), class_="number")
    return tag("tr", first, amount, *(tag("td") for _ in columns[at + 1 :]))


def _sum_of(batch: _Batch, at: int) -> int | Fraction:
    values = (row[at] for row in batch)
    return sum(value for value in values if isinstance(value, int | Fraction))


def _cell(column: RowColumn, value: RowValue) -> Markup:
    return tag("td", row_text(column.kind, value), class_=_class(column.kind))


def _class(kind: CellKind) -> str | None:
    if kind in NUMERIC:
        return "number"
    return "day" if kind is CellKind.DATE else None


def _pager(figure: FigureValue, number: int, more: bool) -> Markup | None:
    if number == 1 and not more:
        return None
    back = tag("a", "← 上一页", href=file_name_of(figure.id, number - 1)) if number > 1 else None
    ahead = tag("a", "下一页 →", href=file_name_of(figure.id, number + 1)) if more else None
    return tag("nav", back, tag("span", f"第 {number} 页"), ahead, class_="pager")
