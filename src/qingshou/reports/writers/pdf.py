"""The report as a PDF, set by typst from a page template and the report's own words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from qingshou.platform.files import typesetting
from qingshou.platform.files.fonts import SANS, SERIF
from qingshou.reports import charts, templates
from qingshou.reports.document import (
    Action,
    ActionTable,
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
)
from qingshou.reports.templates import colors
from qingshou.reports.writers import layout
from qingshou.reports.writers.layout import Caption, CaptionedBlock

_TEMPLATE = Path(templates.__file__).with_name("report.typ")

# Size of the text in points, space between lines in ems, space around table rows in points.
_PRINTED = (10.5, 0.92, 5.2)
_AS_IN_WORD = (12.8, 1.25, 7.5)


def write(report: Report, path: Path) -> Path:
    """Set the report on A4 pages; the same report gives the same bytes."""
    at = datetime(report.as_of.year, report.as_of.month, report.as_of.day, tzinfo=UTC)
    with _laid_out(report, *_PRINTED) as compiler:
        page: Any = compiler.compile(format="pdf", timestamp=at)
    path.write_bytes(page)
    return path


def heading_pages(report: Report) -> list[int]:
    """The page on which each heading stands in Word, one-page summary first, appendix last.

    Word alone knows its pages; the same words set in Word's sizes come within a page of it,
    and Word counts anew when the fields are updated.
    """
    with _laid_out(report, *_AS_IN_WORD) as compiler:
        found = compiler.query("<heading-page>", field="value")
    return [int(page) for page in json.loads(found)]


@contextmanager
def _laid_out(report: Report, body: float, leading: float, row: float) -> Iterator[typst.Compiler]:
    """Put the template, the words and the pictures into a folder for typst."""
    with TemporaryDirectory(prefix="report-") as folder:
        root = Path(folder)
        content = _Content(root).of(report)
        content |= {"body": body, "leading": leading, "row": row}
        yield typesetting.compiler(template=_TEMPLATE, content=content, folder=root)


class _Content:
    """The report as plain lists and texts, its pictures as files beside it."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._pictures = 0

    def of(self, report: Report) -> dict[str, Any]:
        page = report.one_page
        return {
            "title": report.title,
            "company": report.company,
            "scope": report.scope_name,
            "period": report.period_name,
            "number": report.number,
            "as_of": [report.as_of.year, report.as_of.month, report.as_of.day],
            "as_of_text": f"{report.as_of:%Y-%m-%d}",
            "cover": layout.cover_lines(report),
            "names": _names(),
            "colors": {name: vars(colors)[name] for name in dir(colors) if name.isupper()},
            "fonts": {"sans": SANS, "serif": SERIF},
            "highlights": [self._highlight(entry) for entry in page.highlights],
            "finding": _line(page.finding),
            "actions": [_action(action) for action in page.actions],
            "sections": [
                {
                    "heading": section.heading,
                    "level": section.level,
                    "appendix": layout.opens_appendix(section, report),
                    "blocks": [self._block(block) for block in blocks],
                }
                for section, blocks in layout.captioned(report)
            ],
        }

    def _picture(self, drawing: str) -> str:
        self._pictures += 1
        name = f"picture-{self._pictures}.svg"
        (self._root / name).write_text(drawing, encoding="utf-8")
        return name

    def _highlight(self, entry: Highlight) -> dict[str, Any]:
        drawing = charts.spark_svg(entry.history)
        return {
            "name": entry.name,
            "shown": entry.figure.shown,
            "arrow": layout.ARROWS[entry.trend],
            "change": _line(entry.change),
            "good": entry.good,
            "spark": self._picture(drawing) if drawing else None,
        }

    def _block(self, captioned: CaptionedBlock) -> dict[str, Any]:
        block, caption = captioned
        match block:
            case Paragraph(parts):
                return {"kind": "paragraph", "parts": _line(parts)}
            case BulletList(items, ordered):
                return {"kind": "list", "ordered": ordered, "items": [_line(i) for i in items]}
            case Callout(title, parts):
                return {"kind": "callout", "title": title, "parts": _line(parts)}
            case DataTable():
                return {"kind": "table", **_table(block), **_caption(caption)}
            case ActionTable(_, actions):
                rows = [_action(action) for action in actions]
                return {"kind": "actions", "rows": rows, **_caption(caption)}
            case ChartBlock(chart, note):
                return {
                    "kind": "chart",
                    "picture": self._picture(charts.svg(chart)),
                    "described": charts.described(chart),
                    "source": layout.source_line(chart, note),
                    **_caption(caption),
                }


def _names() -> dict[str, Any]:
    return {
        "one_page": layout.ONE_PAGE_TITLE,
        "contents": layout.CONTENTS_TITLE,
        "finding": layout.FINDING_TITLE,
        "actions": layout.ACTIONS_TITLE,
        "heads": layout.ACTION_HEADS,
    }


def _line(parts: Line) -> list[dict[str, Any]]:
    return [
        {
            "text": part.shown if isinstance(part, FigureRef) else part.text,
            "strong": part.strong,
            "figure": isinstance(part, FigureRef),
        }
        for part in parts
    ]


def _action(action: Action) -> dict[str, Any]:
    return {
        "problem": _line(action.problem),
        "measure": _line(action.measure),
        "role": action.role,
        "due": f"{action.due_on.month} 月 {action.due_on.day} 日",
        "effect": _line(action.effect),
    }


def _caption(caption: Caption | None) -> dict[str, str]:
    assert caption is not None
    return {"label": caption.label, "caption": caption.with_unit}


def _table(table: DataTable) -> dict[str, Any]:
    columns = [
        {"title": c.title, "unit": c.unit, "align": str(c.align).lower(), "widest": widest}
        for c, widest in zip(table.columns, layout.widths(table), strict=True)
    ]
    return {
        "columns": columns,
        "wide": layout.is_wide(table),
        "rows": [_cells(row) for row in table.rows],
        "total": _cells(table.total) if table.total else None,
        "note": table.note,
    }


def _cells(row: tuple[Cell, ...]) -> list[str]:
    return [layout.cell_text(cell) for cell in row]
