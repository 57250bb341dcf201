"""The four files of a report: equal bytes, nothing live, nothing lost, every figure explained."""

import html as html_text
import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from tests.reports.writers.sample import sample_report

from qingshou.interfaces import wording
from qingshou.kernel.money import Money
from qingshou.reports.document import (
    CellKind,
    FigureRef,
    Paragraph,
    Report,
    RowSet,
    figure_refs,
    figures_in_reach,
    plain,
)
from qingshou.reports.writers import (
    FORMATS,
    layout,
    pdf,
    shelf,
    take_rows,
    write,
    write_all,
    xlsx,
    xlsx_rows,
)
from qingshou.reports.writers.rows import Extent, RowsDoNotAddUp, cell_of, file_name_of

_SHAPE_ORDER = [
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr",
    "suppressLineNumbers", "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap",
    "overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd",
    "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents", "suppressOverlap", "jc",
    "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl", "divId", "cnfStyle",
    "rPr", "sectPr", "pPrChange",
]  # fmt: skip


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> tuple[Report, Path]:
    report, rows = sample_report()
    out = tmp_path_factory.mktemp("report")
    assert [path.suffix[1:] for path in write(report, rows, out)] == list(FORMATS)
    return report, out


def test_two_runs_are_byte_equal(written, tmp_path) -> None:
    _, out = written
    write(*sample_report(), tmp_path)
    names = sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file())
    assert names == sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file())
    for name in names:
        assert (out / name).read_bytes() == (tmp_path / name).read_bytes(), name


def test_an_unknown_format_is_refused(tmp_path) -> None:
    with pytest.raises(ValueError, match="odt"):
        write(*sample_report(), tmp_path, {"odt"})


def test_a_report_may_not_speak_of_a_figure_it_does_not_carry() -> None:
    report, _ = sample_report()
    stray = Paragraph((FigureRef("nowhere", "1"),))
    with pytest.raises(ValueError, match="nowhere"):
        replace(report, chapters=(replace(report.chapters[0], blocks=(stray,)),))


@pytest.mark.parametrize("wanted", ["html", "xlsx"])
def test_rows_that_do_not_make_the_figure_stop_the_report(tmp_path, wanted) -> None:
    report, rows = sample_report()
    rows.made["arrears"].pop()
    with pytest.raises(RowsDoNotAddUp, match="arrears") as refused:
        write(report, rows, tmp_path, {wanted})
    assert not list(tmp_path.iterdir())
    sentence = wording.of(refused.value)
    assert "期末欠费" in sentence and "754,500.00 元" in sentence and "320 行" in sentence


# Web page


def test_every_mention_of_a_figure_leads_to_its_rows(written) -> None:
    report, out = written
    page = (out / "report-1.html").read_text(encoding="utf-8")
    links = re.findall(r'<a href="([^"]+)" class="figure"[^>]*>([^<]*)</a>', page)
    mentions = [
        (f"report-1.rows/{file_name_of(r.figure_id)}", r.shown) for r in figure_refs(report)
    ]
    assert sorted(links) == sorted(mentions)
    assert all((out / link).exists() for link, _ in links)


def test_a_figures_page_shows_exactly_its_rows_and_their_sum(written) -> None:
    report, out = written
    _, rows = sample_report()
    pages = sorted((out / "report-1.rows").glob("billed*.html"))
    pages = [page for page in pages if re.fullmatch(r"billed(\.p\d+)?\.html", page.name)]
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    assert len(pages) == 3 and text.count("<tr><td>") == len(rows.made["billed"])
    assert "合计　2,400 行" in text and "4,126,300.00" in text
    rate = (out / "report-1.rows" / "rate.html").read_text(encoding="utf-8")
    assert 'href="received.html"' in rate and 'href="billed.html"' in rate
    assert {file_name_of(id_) for id_ in figures_in_reach(report)} <= {
        page.name for page in (out / "report-1.rows").iterdir()
    }


def test_both_outlines_share_the_pages_of_rows(tmp_path) -> None:
    first, rows = sample_report(1)
    second, _ = sample_report(2)
    taken = take_rows([first, second], rows, {"html"})
    write_all([first, second], taken, tmp_path, {"html"})
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "report-1.html", "report-2.html", "report.css", "report.rows",
    ]  # fmt: skip
    page = (tmp_path / "report.rows" / "billed.html").read_text(encoding="utf-8")
    assert 'href="../report-1.html"' in page and 'href="../report-2.html"' in page
    assert 'href="report.rows/billed.html"' in (tmp_path / "report-2.html").read_text("utf-8")


def test_too_many_rows_are_not_cut_silently(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(shelf, "MOST_ROWS", 2_050)
    monkeypatch.setattr(shelf, "FIRST_ROWS", 30)
    report, rows = sample_report()
    taken = take_rows([report], rows, {"html", "xlsx"})
    write_all([report], taken, tmp_path, {"html", "xlsx"}, export="qingshou report_rows")
    page = (tmp_path / "report-1.rows" / "received.html").read_text(encoding="utf-8")
    assert "共 2,100 行，合计 3,371,800.00 元" in page and page.count("<tr><td>") == 30
    assert 'report_rows --figure "received" --out rows.csv' in html_text.unescape(page)
    book = openpyxl.load_workbook(tmp_path / "report-1.xlsx", read_only=True)
    told = {row[0]: row[-1] for row in book[xlsx.FIGURES_SHEET].iter_rows(values_only=True)}
    assert "共 2,100 行，只列出前 30 行" in told["received"] and told["items"] is None


class _Counting:
    """A source that counts its rows itself and will not be read where they are many."""

    def __init__(self, rows) -> None:
        self._rows = rows

    def rows(self, figure_id: str) -> RowSet:
        assert len(self._rows.made[figure_id]) <= 500
        return self._rows.rows(figure_id)

    def extent(self, figure_id: str) -> Extent | None:
        found = self._rows.rows(figure_id)
        listed = list(found.rows)
        if found.measure is None:
            return Extent(len(listed), len(listed))
        return Extent(len(listed), sum(row[found.measure] for row in listed))

    def first_rows(self, figure_id: str, most: int) -> RowSet:
        found = self._rows.rows(figure_id)
        return replace(found, rows=islice(found.rows, most))


def test_rows_that_a_source_can_count_are_not_read_where_they_are_many(monkeypatch) -> None:
    monkeypatch.setattr(shelf, "MOST_ROWS", 500)
    monkeypatch.setattr(shelf, "FIRST_ROWS", 30)
    report, rows = sample_report()
    listing = take_rows([report], _Counting(rows), {"html"}).listings["received"]
    assert (listing.count, listing.total, len(listing.places)) == (2_100, 337_180_000, 30)
    rows.made["received"].pop()
    with pytest.raises(RowsDoNotAddUp, match="received"):
        take_rows([report], _Counting(rows), {"html"})


def test_the_web_page_needs_no_script_no_inline_style_and_no_network(written) -> None:
    _, out = written
    for path in [out / "report-1.html", *(out / "report-1.rows").glob("*.html")]:
        page = path.read_text(encoding="utf-8")
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|https?://(?!www\.w3\.org)", page)


def test_the_web_contents_lead_to_every_heading(written) -> None:
    report, out = written
    page = html_text.unescape((out / "report-1.html").read_text(encoding="utf-8"))
    for section, _ in layout.captioned(report):
        anchor = re.search(rf'<a href="#([^"]+)">{re.escape(section.heading)}</a>', page)
        assert anchor and f'id="{anchor[1]}"' in page


# Word


def test_the_word_contents_list_every_heading(written) -> None:
    report, out = written
    document = docx.Document(str(out / "report-1.docx"))
    contents = [
        "".join(text.text or "" for text in line._p.iter(qn("w:t")))
        for line in document.paragraphs
        if line.style.name.startswith("toc ")
    ]
    headings = [layout.ONE_PAGE_TITLE, *(s.heading for s, _ in layout.captioned(report))]
    pages = pdf.heading_pages(report)
    assert contents == [f"{h}{p}" for h, p in zip(headings, pages, strict=True)]
    marks = {mark.get(qn("w:name")) for mark in document.element.iter(qn("w:bookmarkStart"))}
    leads = {link.get(qn("w:anchor")) for link in document.element.iter(qn("w:hyperlink"))}
    assert leads and leads <= marks


def test_word_numbers_the_headings_as_the_outline_does(written) -> None:
    _, out = written
    document = docx.Document(str(out / "report-1.docx"))
    headings = [line for line in document.paragraphs if line.style.name.startswith("Heading")]
    assert [line.text for line in headings][:3] == ["内容简述", "报告背景与目的", "报告范围与方法"]
    levels = document.part.numbering_part.element.findall(f".//{qn('w:lvlText')}")
    texts = {level.get(qn("w:val")) for level in levels}
    assert {"%1、", "1.%2", "2.%2", "2.%2.%3", "3.%2"} <= texts


def test_every_word_style_names_an_east_asian_font(written) -> None:
    _, out = written
    document = docx.Document(str(out / "report-1.docx"))
    used = {line.style.name for line in document.paragraphs} | {"Normal", "Header", "Footer"}
    for name in used:
        fonts = document.styles[name].element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        if fonts is None:
            assert document.styles[name].base_style.name == "Heading 1"
        else:
            assert fonts.get(qn("w:eastAsia")) in ("仿宋", "宋体", "黑体")
            assert fonts.get(qn("w:eastAsiaTheme")) is None


def test_word_tables_repeat_their_heads_and_never_break_a_row(written) -> None:
    _, out = written
    document = docx.Document(str(out / "report-1.docx"))
    assert len(document.tables) == 7  # highlights, three actions, and five tables with captions
    for table in document.tables:
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    for table in document.tables[1:]:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_every_picture_in_word_is_described(written) -> None:
    _, out = written
    document = docx.Document(str(out / "report-1.docx"))
    pictures = list(document.element.iter("{*}docPr"))
    assert len(pictures) == 9 + 4 and all(picture.get("descr") for picture in pictures)


def test_paragraph_properties_stand_in_the_order_word_demands(written) -> None:
    _, out = written
    document = docx.Document(str(out / "report-1.docx"))
    for root in (document.element, document.styles.element):
        for shape in root.iter(qn("w:pPr")):
            names = [child.tag.split("}")[1] for child in shape]
            assert names == sorted(names, key=_SHAPE_ORDER.index), names


def test_a_template_edited_by_the_customer_is_kept(tmp_path) -> None:
    report, rows = sample_report()
    write(report, rows, tmp_path, {"docx"})
    template = tmp_path / "report-template.docx"
    edited = docx.Document(str(template))
    edited.paragraphs[0].insert_paragraph_before("内部资料")
    edited.styles["报告正文"].font.size = 177_800
    edited.save(str(template))
    write(report, rows, tmp_path, {"docx"})
    made = docx.Document(str(tmp_path / "report-1.docx"))
    assert made.paragraphs[0].text == "内部资料"
    assert made.styles["报告正文"].font.size == 177_800
    assert "{{" not in "".join(line.text for line in made.paragraphs)


# PDF


def test_the_pdf_carries_only_the_fonts_that_travel_with_the_program(written) -> None:
    _, out = written
    page = (out / "report-1.pdf").read_bytes()
    named = set(re.findall(rb"/FontName /[A-Z]{6}\+([\w-]+)", page))
    assert page.startswith(b"%PDF")
    assert all(name.startswith((b"NotoSansSC", b"NotoSerifSC")) for name in named)


# Workbook


def test_no_cell_is_a_live_formula(written) -> None:
    _, out = written
    with zipfile.ZipFile(out / "report-1.xlsx") as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert b"<f>" not in parts.read(name)
        assert b"=\xe7\x89\xa9\xe4\xb8\x9a\xe8\xb4\xb9" in b"".join(
            map(parts.read, parts.namelist())
        )


def test_the_workbook_holds_all_figures_and_the_rows_of_each(written) -> None:
    report, out = written
    content = io.BytesIO((out / "report-1.xlsx").read_bytes())
    book = openpyxl.load_workbook(content, read_only=True)
    ids = [row[0] for row in book[xlsx.FIGURES_SHEET].iter_rows(min_row=4, values_only=True)]
    assert [id_ for id_ in ids if id_ in report.figures] == list(report.figures)
    for row in book[xlsx.FIGURES_SHEET].iter_rows(min_row=4, values_only=True):
        if row[11] is not None:
            assert _made_by_filtering(book, *row[11:14]) == report.figures[row[0]].value, row[0]


def _made_by_filtering(book, sheet: str, mark: str, how: str) -> int:
    """What a reader gets who filters the rows by a figure's mark and follows the advice."""
    heads, *rows = book[sheet].iter_rows(min_row=3, values_only=True)
    marked = [row for row in rows if row[-1] and mark in row[-1]]
    if how == xlsx_rows.BY_COUNTING:
        return len(marked)
    at = heads.index(how.removeprefix("求和："))
    return sum(round(row[at] * 100) for row in marked)


def test_fen_from_the_database_become_yuan_whatever_number_they_are() -> None:
    assert (
        cell_of(CellKind.YUAN, Decimal(74_535)) == cell_of(CellKind.YUAN, 74_535) == Money(74_535)
    )


def test_a_row_stands_once_in_the_workbook(written) -> None:
    report, out = written
    book = openpyxl.load_workbook(out / "report-1.xlsx", read_only=True)
    listed = list(book["明细 住户明细"].iter_rows(min_row=4, values_only=True))
    most = max(f.value for f in report.figures.values() if f.rows and f.rows.group == "homes")
    assert len(listed) < 1.2 * most


def test_a_sheet_that_excel_cannot_hold_says_what_is_missing(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(xlsx_rows, "MOST_ROWS_A_SHEET", 50)
    (path,) = write(*sample_report(), tmp_path, {"xlsx"})
    book = openpyxl.load_workbook(path, read_only=True)
    remarks = [row[0] for row in book["明细 住户明细"].iter_rows(values_only=True) if row[0]]
    assert "只列出前 50 行" in remarks[-1] and "超出 Excel 的上限" in remarks[-1]


def test_lines_can_be_read_without_links() -> None:
    report, _ = sample_report()
    assert plain(report.one_page.finding).startswith("欠费集中在 3 号楼：全部欠费 75.45 万元")
