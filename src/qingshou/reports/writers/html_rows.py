"""A page for each figure: what it means, what it is made of, exactly its rows, their sum."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from qingshou.reports.document import FigureValue, Report, figures_in_reach
from qingshou.reports.writers import html_lines
from qingshou.reports.writers.markup import Markup, joined, page, tag
from qingshou.reports.writers.rows import file_name_of
from qingshou.reports.writers.shelf import Listing, Shelf

ROWS_A_PAGE = 1_000
STYLE_NAME = "report.css"
_OUTLINES = {1: "提纲一", 2: "提纲二"}


def folder_of(reports: Sequence[Report]) -> str:
    """The folder of rows beside the reports: one report's own, or that of all of a run."""
    return f"{reports[0].stem}.rows" if len(reports) == 1 else "report.rows"


def write_all(reports: Sequence[Report], shelf: Shelf, out: Path, *, export: str) -> Path:
    """Write the pages of every figure the reports mention and of those it is made of, once.

    Folders of an earlier run that these reports no longer lead to are taken away.
    """
    folder = out / folder_of(reports)
    for old in {folder, *(out / folder_of([report]) for report in reports)}:
        if old.is_dir():
            shutil.rmtree(old)
    folder.mkdir(parents=True)
    writer = _RowPages(reports, shelf, folder, export)
    figures = {id_: report.figures[id_] for report in reports for id_ in figures_in_reach(report)}
    for figure in figures.values():
        writer.write(figure)
    return folder


def all_rows_command(export: str, figure_id: str) -> str:
    """The command that writes every row of a figure to a file.

    >>> all_rows_command("qingshou report_rows --scope YSL", "overdue.amount")
    'qingshou report_rows --scope YSL --figure "overdue.amount" --out rows.csv'
    """
    return f'{export or "qingshou report_rows"} --figure "{figure_id}" --out rows.csv'


class _RowPages:
    """Writes the pages of one figure after another."""

    def __init__(self, reports: Sequence[Report], shelf: Shelf, folder: Path, export: str) -> None:
        self._figures = {id_: value for report in reports for id_, value in report.figures.items()}
        self._shelf = shelf
        self._folder = folder
        self._export = export
        self._back = _ways_back(reports)

    def write(self, figure: FigureValue) -> None:
        """Write one page, or several where there are many rows."""
        listing = self._shelf.listings.get(figure.id)
        if listing is None:
            self._save(figure, 1, self._parts_of(figure))
            return
        pages = max(-(-len(listing.places) // ROWS_A_PAGE), 1)
        for number, table in enumerate(self._tables(listing, pages), start=1):
            pager = _pager(figure, number, pages)
            self._save(figure, number, joined(pager, table, pager))

    def _tables(self, listing: Listing, pages: int) -> Iterator[Markup]:
        for at in range(pages):
            start = at * ROWS_A_PAGE
            lines = html_lines.table(
                listing, slice(start, start + ROWS_A_PAGE), latest=at == pages - 1, only=pages == 1
            )
            yield lines if listing.complete else joined(self._cut(listing), lines)

    def _cut(self, listing: Listing) -> Markup:
        """Say how many rows there are, how many are listed, and how to get all of them."""
        told = (
            f"共 {listing.count:,} 行，合计 {html_lines.total_text(listing)}，与指标数值一致；"
            f"网页只列出前 {len(listing.places):,} 行。全部明细用下面的命令导出："
        )
        command = all_rows_command(self._export, listing.figure.id)
        return tag("div", tag("p", told), tag("code", command), class_="callout")

    def _save(self, figure: FigureValue, number: int, content: Markup) -> None:
        body = tag(
            "body", tag("main", tag("nav", self._back), _about(figure), content, class_="rows")
        )
        title = f"{figure.name}：{figure.shown}"
        path = self._folder / file_name_of(figure.id, number)
        path.write_text(page(title=title, style=f"../{STYLE_NAME}", body=body), encoding="utf-8")

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
            for id_, part in ((id_, self._figures[id_]) for id_ in figure.made_of)
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


def _ways_back(reports: Sequence[Report]) -> Markup:
    """A link to the report, or to each of them where several share the rows."""
    alone = len(reports) == 1
    return joined(
        *(
            tag(
                "a",
                f"← 返回报告{'' if alone else f'（{_OUTLINES[report.outline]}）'}",
                href=f"../{report.stem}.html",
                class_="back",
            )
            for report in reports
        )
    )


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


def _pager(figure: FigureValue, number: int, pages: int) -> Markup | None:
    """Ways to the first, the previous, the next and the latest page."""
    if pages == 1:
        return None

    def way(words: str, to: int) -> Markup:
        return tag("a", words, href=file_name_of(figure.id, to))

    return tag(
        "nav",
        way("首页", 1) if number > 2 else None,
        way("← 上一页", number - 1) if number > 1 else None,
        tag("span", f"第 {number} 页，共 {pages} 页"),
        way("下一页 →", number + 1) if number < pages else None,
        way("末页", pages) if number < pages - 1 else None,
        class_="pager",
    )
