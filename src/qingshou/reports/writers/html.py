"""The report as one page for a browser, in which every figure leads to its rows."""

from __future__ import annotations

import shutil
from pathlib import Path

from qingshou.reports import charts, templates
from qingshou.reports.document import (
    Action,
    ActionTable,
    Align,
    BulletList,
    Callout,
    Cell,
    ChartBlock,
    DataTable,
    FigureRef,
    Highlight,
    Line,
    Paragraph,
    Report,
    Section,
)
from qingshou.reports.writers import layout
from qingshou.reports.writers.html_rows import STYLE_NAME
from qingshou.reports.writers.layout import Caption, CaptionedBlock
from qingshou.reports.writers.markup import Markup, joined, page, tag
from qingshou.reports.writers.rows import file_name_of

_SHORT = 9.6  # characters
_CLASSES = {Align.LEFT: None, Align.RIGHT: "number", Align.CENTER: "day"}


def write(report: Report, path: Path, *, rows: str) -> Path:
    """Write the page with its style sheet; ``rows`` is the folder of its figures' pages.

    No scripts, no inline styles: a strict content policy lets it pass.
    """
    style = path.with_name(STYLE_NAME)
    shutil.copyfile(Path(templates.__file__).with_name(STYLE_NAME), style)
    title = f"{report.title}　{report.period_name}"
    body = _Page(report, rows).body()
    path.write_text(page(title=title, style=STYLE_NAME, body=body), encoding="utf-8")
    return path


class _Page:
    """Builds the body from the report, section by section."""

    def __init__(self, report: Report, rows: str) -> None:
        self._report = report
        self._rows = rows

    def body(self) -> Markup:
        """Contents at the side, then cover, the page that says it all, and the chapters."""
        sections = list(layout.captioned(self._report))
        main = tag("main", self._cover(), self._one_page(), *map(self._section, sections))
        skip = tag("a", "跳到正文", href="#one-page", class_="skip")
        return tag("body", skip, self._contents([section for section, _ in sections]), main)

    def _contents(self, sections: list[Section]) -> Markup:
        entries = [
            tag("li", tag("a", heading, href=f"#{anchor}"), class_=f"level-{level}")
            for level, heading, anchor in (
                (1, layout.ONE_PAGE_TITLE, "one-page"),
                *((s.level, s.heading, _anchor(s)) for s in sections),
            )
        ]
        title = tag("p", layout.CONTENTS_TITLE)
        return tag("nav", title, tag("ol", *entries), class_="contents", aria_label="目录")

    def _cover(self) -> Markup:
        facts = [joined(tag("dt", n), tag("dd", v)) for n, v in layout.cover_lines(self._report)]
        return tag(
            "header",
            tag("p", self._report.period_name, class_="period"),
            tag("h1", self._report.title),
            tag("dl", *facts),
            class_="cover",
        )

    def _one_page(self) -> Markup:
        one = self._report.one_page
        return tag(
            "section",
            tag("h2", layout.ONE_PAGE_TITLE),
            tag("ul", *map(self._highlight, one.highlights), class_="highlights"),
            tag(
                "div",
                tag("strong", layout.FINDING_TITLE),
                tag("p", self._words(one.finding)),
                class_="callout",
            ),
            tag("h4", layout.ACTIONS_TITLE),
            self._actions(one.actions),
            id="one-page",
        )

    def _highlight(self, entry: Highlight) -> Markup:
        arrow = layout.ARROWS[entry.trend]
        mark = tag("span", arrow, class_="good" if entry.good else "even") if arrow else None
        return tag(
            "li",
            tag("span", entry.name, class_="name"),
            tag("span", self._figure(entry.figure), class_="value"),
            tag("span", mark, self._words(entry.change), class_="change"),
            Markup(charts.spark_svg(entry.history)),
        )

    def _section(self, entry: tuple[Section, list[CaptionedBlock]]) -> Markup:
        section, blocks = entry
        heading = tag(f"h{section.level + 1}", section.heading)
        parts = [self._block(block, caption) for block, caption in blocks]
        return tag("section", heading, *parts, id=_anchor(section))

    def _block(self, block: object, caption: Caption | None) -> Markup:
        match block:
            case Paragraph(parts):
                return tag("p", self._words(parts))
            case BulletList(items, ordered):
                told = [tag("li", self._words(item)) for item in items]
                return tag("ol" if ordered else "ul", *told)
            case Callout(title, parts):
                return tag(
                    "div", tag("strong", title), tag("p", self._words(parts)), class_="callout"
                )
            case DataTable():
                return self._table(block, caption)
            case ActionTable(_, actions):
                return tag("figure", _caption(caption), self._actions(actions))
            case ChartBlock(chart, note):
                words = charts.described(chart)
                plot = tag(
                    "div", Markup(charts.svg(chart)), class_="plot", role="img", aria_label=words
                )
                source = tag("p", layout.source_line(chart, note), class_="source")
                return tag("figure", _caption(caption), plot, source, class_="chart")
        raise TypeError(f"no way to write {block!r}")

    # Words, figures, tables

    def _figure(self, ref: FigureRef) -> Markup:
        figure = self._report.figures[ref.figure_id]
        link = tag(
            "a",
            ref.shown,
            href=f"{self._rows}/{file_name_of(ref.figure_id)}",
            class_="figure",
            title=f"{figure.name}：{figure.definition}",
        )
        return tag("strong", link) if ref.strong else link

    def _words(self, parts: Line) -> Markup:
        return joined(
            *(
                self._figure(part)
                if isinstance(part, FigureRef)
                else tag("strong", part.text)
                if part.strong
                else part.text
                for part in parts
            )
        )

    def _cell(self, cell: Cell) -> str:
        return self._figure(cell) if isinstance(cell, FigureRef) else layout.cell_text(cell)

    def _table(self, table: DataTable, caption: Caption | None) -> Markup:
        classes = _classes(table)
        heads = [
            tag(
                "th",
                column.title,
                tag("small", column.unit) if column.unit else None,
                scope="col",
                class_=class_,
            )
            for column, class_ in zip(table.columns, classes, strict=True)
        ]
        rows = [self._row(row, classes) for row in table.rows]
        foot = tag("tfoot", self._row(table.total, classes)) if table.total else None
        made = tag(
            "table",
            tag("thead", tag("tr", *heads)),
            tag("tbody", *rows),
            foot,
            class_="wide" if layout.is_wide(table) else None,
        )
        note = tag("p", f"注：{table.note}", class_="source") if table.note else None
        return tag("figure", _caption(caption), tag("div", made, class_="scroll"), note)

    def _row(self, row: tuple[Cell, ...], classes: list[str | None]) -> Markup:
        cells = zip(row, classes, strict=True)
        return tag("tr", *(tag("td", self._cell(cell), class_=class_) for cell, class_ in cells))

    def _actions(self, actions: tuple[Action, ...]) -> Markup:
        rows = []
        for action in actions:
            told = (
                self._words(action.problem),
                self._words(action.measure),
                action.role,
                _day(action),
                self._words(action.effect),
            )
            cells = zip(layout.ACTION_HEADS, told, strict=True)
            rows.append(
                tag("tr", *(tag("td", tag("span", words), data_head=head) for head, words in cells))
            )
        heads = [tag("th", head, scope="col") for head in layout.ACTION_HEADS]
        return tag("table", tag("thead", tag("tr", *heads)), tag("tbody", *rows), class_="actions")


def _classes(table: DataTable) -> list[str | None]:
    """How each column stands; short words are kept on one line."""
    return [
        _CLASSES[column.align] or ("short" if width < _SHORT else None)
        for column, width in zip(table.columns, layout.widths(table), strict=True)
    ]


def _day(action: Action) -> str:
    return f"{action.due_on.month} 月 {action.due_on.day} 日"


def _anchor(section: Section) -> str:
    return "s-" + (section.number.rstrip("、") or section.title.split("　")[0])


def _caption(caption: Caption | None) -> Markup:
    assert caption is not None
    return tag("figcaption", tag("span", caption.label), caption.with_unit)
