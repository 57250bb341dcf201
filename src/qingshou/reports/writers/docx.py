"""The report as a Word document that looks right before anybody updates a field."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.shared import Cm
from docx.text.paragraph import Paragraph as Line_

from qingshou.reports import charts
from qingshou.reports.document import (
    ActionTable,
    BulletList,
    Callout,
    ChartBlock,
    DataTable,
    FigureRef,
    Line,
    Paragraph,
    Report,
    Section,
)
from qingshou.reports.templates import word
from qingshou.reports.writers import layout, pdf, word_contents, word_tables
from qingshou.reports.writers.layout import Caption

_ZIPPED_AT = (1980, 1, 1, 0, 0, 0)
TEMPLATE_NAME = "report-template.docx"


def write(report: Report, path: Path, template: Path | None = None) -> Path:
    """Fill a template, the customer's or our own; the same two give the same bytes.

    Without a ``template`` the file ``report-template.docx`` beside the report is used; it is
    made where there is none, so that the customer finds something to edit.
    """
    chosen = template or path.with_name(TEMPLATE_NAME)
    if not chosen.exists():
        chosen.write_bytes(_packed(word.build()))
    document = docx.Document(str(chosen))
    _fill_in(document, _words_of(report))
    _Body(document, report).write()
    _sign(document, report)
    path.write_bytes(_packed(document))
    return path


def _words_of(report: Report) -> dict[str, str]:
    day = report.as_of
    return {
        "title": report.title,
        "company": report.company,
        "scope": report.scope_name,
        "period": report.period_name,
        "number": report.number,
        "as_of": f"{day.year} 年 {day.month} 月 {day.day} 日",
        "as_of_short": f"{day:%Y-%m-%d}",
    }


def _fill_in(document: Document, words: dict[str, str]) -> None:
    """Replace the words in double braces on the cover, in the header and in the footer."""
    section = document.sections[0]
    edges = (section.header, section.footer, section.first_page_header, section.first_page_footer)
    places = [*document.paragraphs, *(line for edge in edges for line in edge.paragraphs)]
    for table in document.tables:
        places += [line for cell in table._cells for line in cell.paragraphs]
    for paragraph in places:
        if "{{" in paragraph.text:
            _replace_in(paragraph, words)


def _replace_in(paragraph: Line_, words: dict[str, str]) -> None:
    """Replace within runs; where Word has split a name over several runs, join those first."""
    texts = [run for run in paragraph.runs if run.text]
    if any(run.text.count("{{") != run.text.count("}}") for run in texts):
        texts[0].text = "".join(run.text for run in texts)
        for run in texts[1:]:
            run._r.getparent().remove(run._r)
        texts = texts[:1]
    for run in texts:
        for name, value in words.items():
            if "{{" + name + "}}" in run.text:
                run.text = run.text.replace("{{" + name + "}}", value)


class _Body:
    """Writes everything after the cover, in reading order, before the marker's place."""

    def __init__(self, document: Document, report: Report) -> None:
        self._document = document
        self._report = report
        self._mark = next(
            (line for line in document.paragraphs if "{{report}}" in line.text),
            None,
        ) or document.add_paragraph("{{report}}")
        self._lists = 900
        self._counts = [0, 0, 0]
        self._chapter_lists: dict[int, int] = {}
        self._bookmark = 0

    def write(self) -> None:
        """Write the page that says it all, the contents, the chapters and the appendix."""
        sections = list(layout.captioned(self._report))
        pages = pdf.heading_pages(self._report)
        self._one_page()
        entries = [(1, layout.ONE_PAGE_TITLE), *((s.level, s.heading) for s, _ in sections)]
        line = self._line("", word.CONTENTS_TITLE)
        line.add_run(layout.CONTENTS_TITLE)
        line.paragraph_format.page_break_before = True
        word_contents.write(self._line, entries, pages)
        for at, (section, blocks) in enumerate(sections):
            heading = self._heading(section)
            opens = at == 0 or layout.opens_appendix(section, self._report)
            heading.paragraph_format.page_break_before = True if opens else None
            for block, caption in blocks:
                self._block(block, caption)
        self._mark._p.getparent().remove(self._mark._p)

    # Lines and headings

    def _line(self, text: str, style: str) -> Line_:
        return self._mark.insert_paragraph_before(text or None, style=style)

    def _heading(self, section: Section) -> Line_:
        """Let Word number the heading; write the number ourselves where Word would count on."""
        if not section.number:
            line = self._line(section.title, word.PLAIN_HEADING)
        elif section.number == self._next_number(section.level):
            line = self._line(section.title, f"Heading {section.level}")
            if section.level > 1:
                line._p.get_or_add_pPr().append(
                    word.number_of(self._chapter_list(), section.level - 1)
                )
        else:
            line = self._line(section.heading, f"Heading {section.level}")
            line._p.get_or_add_pPr().append(word.number_of(0))
        self._mark_heading(line)
        return line

    def _next_number(self, level: int) -> str:
        self._counts[level - 1] += 1
        self._counts[level:] = [0] * (3 - level)
        if level == 1:
            return f"{layout.chinese(self._counts[0])}、"
        return ".".join(str(count) for count in self._counts[:level])

    def _chapter_list(self) -> int:
        chapter = self._counts[0]
        if chapter not in self._chapter_lists:
            made = word.add_chapter_numbers(self._document, chapter)
            self._chapter_lists[chapter] = made
        return self._chapter_lists[chapter]

    def _mark_heading(self, line: Line_) -> None:
        word_contents.bookmark(line, self._bookmark)
        self._bookmark += 1

    def _words(self, line: Line_, parts: Line) -> None:
        for part in parts:
            run = line.add_run(part.shown if isinstance(part, FigureRef) else part.text)
            if part.strong:
                run.style = word.STRONG

    # The page that says it all

    def _one_page(self) -> None:
        page = self._report.one_page
        title = self._line(layout.ONE_PAGE_TITLE, word.PLAIN_HEADING)
        title.paragraph_format.page_break_before = True
        self._mark_heading(title)
        self._place(word_tables.highlights(self._document, page.highlights, self._words))
        finding = self._line("", word.CALLOUT)
        self._words(finding, page.finding)
        self._line(layout.ACTIONS_TITLE, word.SMALL_TITLE)
        self._place(word_tables.actions(self._document, page.actions, self._words))

    # Blocks

    def _block(self, block: object, caption: Caption | None) -> None:
        write: dict[type, Callable[..., None]] = {
            Paragraph: self._paragraph,
            BulletList: self._list,
            Callout: self._callout,
            DataTable: self._table,
            ActionTable: self._actions,
            ChartBlock: self._chart,
        }
        write[type(block)](block, caption)

    def _paragraph(self, block: Paragraph, _: Caption | None) -> None:
        self._words(self._line("", word.BODY_TEXT), block.parts)

    def _list(self, block: BulletList, _: Caption | None) -> None:
        if block.ordered:
            self._lists += 1
            word.add_number(self._document, self._lists, word.ORDERED_ABSTRACT, restart=True)
        for item in block.items:
            line = self._line("", word.ORDERED if block.ordered else word.BULLET)
            if block.ordered:
                line._p.get_or_add_pPr().append(word.number_of(self._lists))
            self._words(line, item)

    def _callout(self, block: Callout, _: Caption | None) -> None:
        line = self._line("", word.CALLOUT)
        line.add_run(f"{block.title}　", style=word.STRONG)
        self._words(line, block.parts)

    def _table(self, block: DataTable, caption: Caption | None) -> None:
        self._caption(caption, word.TABLE_TITLE)
        self._place(word_tables.table_of(self._document, block))
        self._line(f"注：{block.note}" if block.note else "", word.SOURCE)

    def _actions(self, block: ActionTable, caption: Caption | None) -> None:
        self._caption(caption, word.TABLE_TITLE)
        self._place(word_tables.actions(self._document, block.actions, self._words))
        self._line("", word.SOURCE)

    def _chart(self, block: ChartBlock, caption: Caption | None) -> None:
        self._caption(caption, word.PICTURE_TITLE)
        line = self._line("", word.PICTURE)
        stream = io.BytesIO(charts.png(block.chart))
        line.add_run().add_picture(stream, width=Cm(word.PICTURE_WIDTH_CM))
        describe(line, charts.described(block.chart))
        self._line(layout.source_line(block.chart, block.note), word.SOURCE)

    def _caption(self, caption: Caption | None, style: str) -> None:
        assert caption is not None
        line = self._line("", style)
        line.add_run(f"{caption.kind} ", style=word.STRONG)
        word.add_field(line, f"SEQ {caption.kind} \\* ARABIC", str(caption.number))
        line.add_run(f"　{caption.with_unit}")

    def _place(self, table: Any) -> None:
        """Move a table, which python-docx makes at the end, to where we are writing."""
        self._mark._p.addprevious(table._tbl)


def describe(line: Line_, words: str) -> None:
    """Give the picture in a line the words that are read aloud in its place."""
    for picture in line._p.iter("{*}docPr"):
        picture.set("descr", words)


def _sign(document: Document, report: Report) -> None:
    day = datetime(report.as_of.year, report.as_of.month, report.as_of.day)
    core = document.core_properties
    core.title, core.subject = report.title, f"{report.scope_name} {report.period_name}"
    core.author = core.last_modified_by = report.company
    core.keywords, core.comments, core.category = report.number, "", ""
    core.created = core.modified = day
    core.revision, core.language = 1, "zh-CN"


def _packed(document: Document) -> bytes:
    """Zip the parts in a fixed order with a fixed time, so that equal content is equal bytes."""
    loose = io.BytesIO()
    document.save(loose)
    packed = io.BytesIO()
    with zipfile.ZipFile(loose) as parts, zipfile.ZipFile(packed, "w") as target:
        for name in sorted(parts.namelist(), key=lambda name: (name[0] != "[", name)):
            entry = zipfile.ZipInfo(name, _ZIPPED_AT)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            target.writestr(entry, parts.read(name), compresslevel=6)
    return packed.getvalue()
