"""The table of contents as Word keeps it: a field whose result is already there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph

_CODE = r"TOC \o &quot;1-3&quot; \h \z \u"


def bookmark(line: Paragraph, number: int) -> None:
    """Mark a heading so that the contents can lead to it."""
    start = f'<w:bookmarkStart {nsdecls("w")} w:id="{number}" w:name="{_name(number)}"/>'
    end = f'<w:bookmarkEnd {nsdecls("w")} w:id="{number}"/>'
    first = next(iter(line._p.r_lst))
    first.addprevious(parse_xml(start))
    line._p.append(parse_xml(end))


def write(
    line: Callable[[str, str], Paragraph], entries: Sequence[tuple[int, str]], pages: list[int]
) -> None:
    """Write the field with one linked entry a heading; ``pages`` stand until Word counts."""
    lines = []
    for number, ((level, heading), page) in enumerate(zip(entries, pages, strict=True)):
        entry = line("", f"toc {level}")
        entry._p.append(_entry(number, heading, page))
        lines.append(entry)
    opening = (_char("begin"), _code(_CODE), _char("separate"))
    for part in reversed(opening):
        _after_shape(lines[0], part)
    lines[-1]._p.append(_char("end"))


def _name(number: int) -> str:
    return f"_Toc{26_090_000 + number}"


def _entry(number: int, heading: str, page: int) -> Any:
    name = _name(number)
    run = "<w:r>{}</w:r>".format
    return parse_xml(
        f'<w:hyperlink {nsdecls("w")} w:anchor="{name}" w:history="1">'
        + run(f'<w:t xml:space="preserve">{escape(heading)}</w:t>')
        + run("<w:tab/>")
        + run('<w:fldChar w:fldCharType="begin"/>')
        + run(f'<w:instrText xml:space="preserve"> PAGEREF {name} \\h </w:instrText>')
        + run('<w:fldChar w:fldCharType="separate"/>')
        + run(f"<w:t>{page}</w:t>")
        + run('<w:fldChar w:fldCharType="end"/>')
        + "</w:hyperlink>"
    )


def _char(kind: str) -> Any:
    return parse_xml(f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="{kind}"/></w:r>')


def _code(code: str) -> Any:
    return parse_xml(
        f'<w:r {nsdecls("w")}><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
    )


def _after_shape(line: Paragraph, part: Any) -> None:
    line._p.get_or_add_pPr().addnext(part)
