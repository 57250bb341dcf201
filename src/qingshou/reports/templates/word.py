"""The Word template: named styles for everything, header, footer and cover; customers edit it.

Words in double braces are filled in from the report; ``{{report}}`` is where the page that
says it all, the contents and the chapters go. Everything else in the file stays as it is.
"""

from __future__ import annotations

from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from qingshou.reports.templates import colors

BODY = ("仿宋", "Times New Roman")
HEAD = ("黑体", "Arial")
TABLE = ("宋体", "Times New Roman")
TEXT_WIDTH_CM = 15.8
PICTURE_WIDTH_CM = 15.5
HEADINGS_NUMBER, BULLETS_NUMBER, ORDERED_ABSTRACT = 801, 802, 803

# Names of styles, as Word shows them in its list.
PLAIN_HEADING = "标题 无编号"
BODY_TEXT = "报告正文"
TABLE_TITLE, PICTURE_TITLE, PICTURE, SOURCE = "表题", "图题", "图", "资料来源"
TABLE_STYLE, CELL_TEXT, CELL_NUMBER, CELL_HEAD = "报告表格", "表格文字", "表格数字", "表头"
CELL_SMALL = "表格小字"  # of wide tables
CALLOUT, BULLET, ORDERED = "提示", "报告列表", "报告编号列表"
CONTENTS_TITLE, SMALL_TITLE = "目录标题", "小标题"
KEY_NAME, KEY_NUMBER, KEY_CHANGE = "要点名称", "要点数字", "要点变化"
STRONG = "着重"
COVER_COMPANY, COVER_PERIOD, COVER_FACT = "封面单位", "封面期间", "封面信息"

_STYLES: tuple[tuple[str, tuple[str, str], float, str, dict[str, Any]], ...] = (
    (BODY_TEXT, BODY, 11.5, colors.INK, {"after": 6, "line": 1.3, "indent": True, "justify": True}),
    (TABLE_TITLE, HEAD, 10.5, colors.INK, {"before": 12, "after": 5, "next": True}),
    (PICTURE_TITLE, HEAD, 10.5, colors.INK, {"before": 12, "after": 2, "next": True}),
    (PICTURE, TABLE, 10, colors.INK, {"next": True}),
    (SOURCE, TABLE, 8.5, colors.MUTED, {"before": 2, "after": 10}),
    (CELL_TEXT, TABLE, 9.5, colors.INK, {"before": 2, "after": 2}),
    (CELL_SMALL, TABLE, 8.5, colors.INK, {"before": 2, "after": 2}),
    (CELL_NUMBER, TABLE, 9.5, colors.INK, {"before": 2, "after": 2, "right": True}),
    (CELL_HEAD, HEAD, 9, colors.TEXT, {"before": 2, "after": 2, "next": True}),
    (CALLOUT, BODY, 11, colors.INK, {"before": 14, "after": 12, "line": 1.3, "box": True}),
    (BULLET, BODY, 11.5, colors.INK, {"after": 4, "line": 1.25, "list": BULLETS_NUMBER}),
    (ORDERED, BODY, 11.5, colors.INK, {"after": 4, "line": 1.25}),
    (CONTENTS_TITLE, HEAD, 18, colors.INK, {"after": 12, "rule": True}),
    (SMALL_TITLE, HEAD, 10.5, colors.ACCENT, {"before": 14, "after": 5, "next": True}),
    (KEY_NAME, HEAD, 10.5, colors.TEXT, {"before": 5, "after": 5}),
    (KEY_NUMBER, HEAD, 20, colors.ACCENT, {"before": 5, "after": 5}),
    (KEY_CHANGE, TABLE, 9.5, colors.TEXT, {"before": 5, "after": 5}),
    (COVER_COMPANY, HEAD, 14, colors.TEXT, {"before": 24}),
    (COVER_PERIOD, HEAD, 14, colors.ACCENT, {"before": 150, "after": 10, "bar": True}),
    (COVER_FACT, TABLE, 11, colors.INK, {"after": 6}),
)
_AFTER_UPDATE_FIELDS = {
    qn(f"w:{name}") for name in ("hdrShapeDefaults", "footnotePr", "endnotePr", "compat", "rsids")
}


def build() -> Document:
    """Make the template from nothing: the same styles each time."""
    document = docx.Document()
    _drop_thumbnail(document)
    _set_page(document)
    _add_numbering(document)
    _set_defaults(document)
    for name, fonts, size, color, look in _STYLES:
        _dress(_paragraph_style(document, name), fonts, size, color, **look)
    _dress_headings(document)
    _dress_contents(document)
    _add_strong(document)
    _add_table_style(document)
    _write_cover(document)
    _write_edges(document)
    _ask_for_page_numbers(document)
    return document


def _ask_for_page_numbers(document: Document) -> None:
    """Let Word offer to count the pages of the contents anew when the document is opened."""
    settings: Any = document.settings.element
    ask = parse_xml(f'<w:updateFields {nsdecls("w")} w:val="true"/>')
    later = next((e for e in settings if e.tag in _AFTER_UPDATE_FIELDS), None)
    if later is None:
        settings.append(ask)
    else:
        later.addprevious(ask)


# --- Styles -------------------------------------------------------------------------------


def set_fonts(properties: Any, fonts: tuple[str, str]) -> None:
    """Name the East-Asian and the Latin font and drop the theme's, which would win."""
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    east, latin = fonts
    properties.insert(
        0,
        parse_xml(
            f'<w:rFonts {nsdecls("w")} w:ascii="{latin}" w:hAnsi="{latin}" w:cs="{latin}"'
            f' w:eastAsia="{east}" w:hint="eastAsia"/>'
        ),
    )


def _paragraph_style(document: Document, name: str) -> Any:
    style: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    return style


def _dress(style: Any, fonts: tuple[str, str], size: float, color: str, **look: Any) -> None:
    set_fonts(style.element.get_or_add_rPr(), fonts)
    style.font.size, style.font.bold, style.font.italic = Pt(size), False, False
    style.font.color.rgb = RGBColor.from_string(color[1:].upper())
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(look.get("before", 0)), Pt(look.get("after", 0))
    shape.line_spacing = look.get("line", 1.15)
    shape.keep_with_next = bool(look.get("next"))
    if look.get("justify"):
        shape.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    if look.get("right"):
        shape.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _dress_shape(style.element.get_or_add_pPr(), look)


def _dress_shape(shape: Any, look: dict[str, Any]) -> None:
    """What python-docx has no words for: indents in characters, lists, boxes and rules."""
    if look.get("list"):
        shape.insert_element_before(number_of(look["list"]), "w:spacing", "w:ind", "w:jc")
    if look.get("rule"):
        _border(shape, "bottom", 8, 4)
    if look.get("bar"):
        _border(shape, "left", 36, 14)
    if look.get("box"):
        _border(shape, "left", 24, 10)
        shade = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{colors.TINT[1:]}"/>'
        shape.insert_element_before(parse_xml(shade), "w:spacing", "w:ind", "w:jc")
        inset = f'<w:ind {nsdecls("w")} w:left="240" w:right="120"/>'
        shape.insert_element_before(parse_xml(inset), "w:jc", "w:outlineLvl")
    if look.get("indent"):
        indent = f'<w:ind {nsdecls("w")} w:firstLineChars="200" w:firstLine="460"/>'
        shape.insert_element_before(parse_xml(indent), "w:jc", "w:outlineLvl")


def _border(shape: Any, side: str, eighths: int, space: int) -> None:
    line = f'w:val="single" w:sz="{eighths}" w:space="{space}" w:color="{colors.ACCENT[1:]}"'
    shape.insert_element_before(
        parse_xml(f"<w:pBdr {nsdecls('w')}><w:{side} {line}/></w:pBdr>"),
        "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl",
    )  # fmt: skip


def _set_defaults(document: Document) -> None:
    normal: Any = document.styles["Normal"]
    _dress(normal, TABLE, 10.5, colors.INK)
    root = document.styles.element
    for properties in root.iter(qn("w:rPrDefault")):
        set_fonts(properties.find(qn("w:rPr")), TABLE)
    for language in root.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-US")
        language.set(qn("w:eastAsia"), "zh-CN")


def _dress_headings(document: Document) -> None:
    sizes = ((18, colors.INK, 22, 12), (14, colors.INK, 16, 8), (12, colors.ACCENT, 12, 6))
    for level, (size, color, before, after) in enumerate(sizes, start=1):
        style: Any = document.styles[f"Heading {level}"]
        look = {"before": before, "after": after, "next": True, "rule": level == 1}
        _dress(style, HEAD, size, color, **look)
        shape = style.element.get_or_add_pPr()
        if level == 1:
            later = ("w:pBdr", "w:shd", "w:spacing", "w:ind", "w:outlineLvl")
            shape.insert_element_before(number_of(HEADINGS_NUMBER), *later)
    plain: Any = _paragraph_style(document, PLAIN_HEADING)
    plain.base_style = document.styles["Heading 1"]
    shape = plain.element.get_or_add_pPr()
    shape.append(number_of(0))
    shape.append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="0"/>'))
    title: Any = document.styles["Title"]
    for border in title.element.pPr.findall(qn("w:pBdr")):
        title.element.pPr.remove(border)
    _dress(title, HEAD, 34, colors.INK, bar=True, line=1.2)


def _dress_contents(document: Document) -> None:
    for level in (1, 2, 3):
        style: Any = document.styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
        style.element.set(qn("w:styleId"), f"TOC{level}")
        style.base_style = document.styles["Normal"]
        fonts = HEAD if level == 1 else TABLE
        _dress(style, fonts, 11.5 - level / 2, colors.INK, before=4 if level == 1 else 0)
        style.paragraph_format.line_spacing = Pt(14.8)  # forty headings fit on one page
        style.paragraph_format.left_indent = Cm(0.7 * (level - 1))
        style.paragraph_format.tab_stops.add_tab_stop(
            Cm(TEXT_WIDTH_CM), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
        )


def _add_strong(document: Document) -> None:
    style: Any = document.styles.add_style(STRONG, WD_STYLE_TYPE.CHARACTER)
    set_fonts(style.element.get_or_add_rPr(), HEAD)
    style.font.color.rgb = RGBColor.from_string(colors.ACCENT[1:].upper())


def _add_table_style(document: Document) -> None:
    ink, hair, tint = colors.INK[1:], colors.PALE[1:], colors.TINT[1:]
    thick = f'w:val="single" w:sz="8" w:space="0" w:color="{ink}"'
    thin = f'w:val="single" w:sz="4" w:space="0" w:color="{ink}"'
    document.styles.element.append(
        parse_xml(f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="ReportTable">
  <w:name w:val="{TABLE_STYLE}"/><w:basedOn w:val="TableNormal"/><w:qFormat/>
  <w:tblPr><w:tblBorders>
    <w:top {thick}/><w:bottom {thick}/>
    <w:insideH w:val="single" w:sz="2" w:space="0" w:color="{hair}"/>
  </w:tblBorders></w:tblPr>
  <w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders><w:bottom {thin}/></w:tcBorders>
    <w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>
  <w:tblStylePr w:type="lastRow"><w:tcPr><w:tcBorders><w:top {thin}/></w:tcBorders>
    <w:shd w:val="clear" w:color="auto" w:fill="{tint}"/></w:tcPr></w:tblStylePr>
</w:style>""")
    )


# --- Numbering ----------------------------------------------------------------------------


def number_of(number: int, level: int = 0) -> Any:
    """Say to which list and level a paragraph belongs; list 0 is none."""
    return parse_xml(
        f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    )


def _add_numbering(document: Document) -> None:
    """一、 for the chapters, one kind of bullet, one kind of ordered list."""
    root = document.part.numbering_part.element
    for old in list(root):
        root.remove(old)
    for number, levels in (
        (HEADINGS_NUMBER, _level(0, "chineseCounting", "%1、")),
        (BULLETS_NUMBER, _one_level("bullet", "■", 14)),
        (ORDERED_ABSTRACT, _one_level("decimal", "%1.", 24)),
    ):
        root.append(_abstract(number, levels))
    for number in (HEADINGS_NUMBER, BULLETS_NUMBER):
        add_number(document, number, number)


def add_number(document: Document, number: int, abstract: int, *, restart: bool = False) -> None:
    """Open a list of its own, counting from one again where that is asked."""
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    document.part.numbering_part.element.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>'
            f"{again if restart else ''}</w:num>"
        )
    )


def add_chapter_numbers(document: Document, chapter: int) -> int:
    """Open the list of a chapter's sections, 3.1 and 3.1.1, and tell its number.

    Each chapter has a list of its own with the chapter's number written into it: one list for
    all would need level 1 as 一 and as 1 at once, which not every office program can do.
    """
    number = HEADINGS_NUMBER + 10 + chapter
    root = document.part.numbering_part.element
    levels = _level(0, "decimal", "") + "".join(
        _level(level, "decimal", f"{chapter}{text}") for level, text in ((1, ".%2"), (2, ".%2.%3"))
    )
    root.insert(0, _abstract(number, levels))
    add_number(document, number, number)
    return number


def _abstract(number: int, levels: str) -> Any:
    return parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )


def _level(level: int, kind: str, text: str) -> str:
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:suff w:val="{"space" if level else "nothing"}"/><w:lvlText w:val="{text}"/>'
        '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl>'
    )


def _one_level(kind: str, text: str, size: int) -> str:
    color = f'<w:color w:val="{colors.ACCENT[1:]}"/><w:sz w:val="{size}"/>'
    font = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="黑体"/>'
    return (
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="840" w:hanging="360"/></w:pPr>'
        f"<w:rPr>{font}{color}</w:rPr></w:lvl>"
    )


# --- Page, cover, header and footer -------------------------------------------------------


def _set_page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.6)
    section.top_margin, section.bottom_margin = Cm(2.9), Cm(2.5)
    section.header_distance, section.footer_distance = Cm(1.6), Cm(1.4)
    section.different_first_page_header_footer = True


def _write_cover(document: Document) -> None:
    document.add_paragraph("{{company}}", style=COVER_COMPANY)
    document.add_paragraph("{{period}}", style=COVER_PERIOD)
    document.add_paragraph("{{title}}", style="Title")
    for at, (name, field) in enumerate(
        (("编制单位", "company"), ("报告范围", "scope"), ("报告期间", "period"),
         ("数据截止", "as_of"), ("文件编号", "number"))
    ):  # fmt: skip
        fact = document.add_paragraph(f"{name}\t{{{{{field}}}}}", style=COVER_FACT)
        fact.paragraph_format.tab_stops.add_tab_stop(Cm(3))
        if at == 0:
            fact.paragraph_format.space_before = Pt(235)
    document.add_paragraph("{{report}}")


def _write_edges(document: Document) -> None:
    section = document.sections[0]
    for name in ("Header", "Footer"):
        style: Any = document.styles[name]
        _dress(style, TABLE, 8.5, colors.MUTED)
        for tabs in style.element.pPr.findall(qn("w:tabs")):
            style.element.pPr.remove(tabs)
    header = section.header.paragraphs[0]
    header.text = "{{company}}\t{{title}}　{{period}}"
    header.paragraph_format.tab_stops.add_tab_stop(Cm(TEXT_WIDTH_CM), WD_TAB_ALIGNMENT.RIGHT)
    edge = f'w:val="single" w:sz="4" w:space="4" w:color="{colors.PALE[1:]}"'
    header._p.get_or_add_pPr().insert_element_before(
        parse_xml(f"<w:pBdr {nsdecls('w')}><w:bottom {edge}/></w:pBdr>"), "w:tabs"
    )
    footer = section.footer.paragraphs[0]
    stops = footer.paragraph_format.tab_stops
    stops.add_tab_stop(Cm(TEXT_WIDTH_CM / 2), WD_TAB_ALIGNMENT.CENTER)
    stops.add_tab_stop(Cm(TEXT_WIDTH_CM), WD_TAB_ALIGNMENT.RIGHT)
    footer.add_run("{{number}}\t第 ")
    add_field(footer, "PAGE", "1")
    footer.add_run(" 页　共 ")
    add_field(footer, "NUMPAGES", "1")
    footer.add_run(" 页\t数据截至 {{as_of_short}}")


def add_field(paragraph: Paragraph, code: str, shown: str) -> None:
    """Write a field with the result it shows until Word computes its own."""
    for part in (
        '<w:fldChar w:fldCharType="begin"/>',
        f'<w:instrText xml:space="preserve"> {code} </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        f"<w:t>{shown}</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    ):
        paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}>{part}</w:r>"))


def _drop_thumbnail(document: Document) -> None:
    links = document.part.package.rels
    for key in [key for key, link in links.items() if link.reltype.endswith("/thumbnail")]:
        del links[key]
