"""Tables in Word: rows that do not break, heads that repeat, columns as wide as they need."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm
from docx.text.paragraph import Paragraph

from qingshou.reports import charts
from qingshou.reports.document import Action, Align, Cell, Column, DataTable, Highlight, Line
from qingshou.reports.templates import colors, word
from qingshou.reports.writers import layout

Words = Callable[[Paragraph, Line], None]
_ALIGNED = {
    Align.LEFT: WD_ALIGN_PARAGRAPH.LEFT,
    Align.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
    Align.CENTER: WD_ALIGN_PARAGRAPH.CENTER,
}
_KEPT_WHOLE = 14  # rows; a longer table may go on over the page
_ACTION_SHARES = (3.7, 4.1, 1.7, 2.0, 2.7)


def table_of(document: Document, table: DataTable) -> Any:
    """A table of the report: heads with their units, rows, and a total that stands out."""
    made = _table(document, layout.widths(table), len(table.every_row) + 1)
    _mark_look(made, total=table.total is not None)
    for cell, column in zip(made.rows[0].cells, table.columns, strict=True):
        _write_head(cell, column)
    for row, cells in zip(made.rows[1:], table.every_row, strict=True):
        for place, column, value in zip(row.cells, table.columns, cells, strict=True):
            _write_cell(place, column, value)
    if layout.is_wide(table) and word.CELL_SMALL in document.styles:
        _make_small(made, document.styles[word.CELL_SMALL])
    if table.total is not None:
        _tint(made.rows[-1])
    _keep(made, whole=len(table.rows) <= _KEPT_WHOLE)
    return made


def actions(document: Document, rows: Sequence[Action], words: Words) -> Any:
    """Problems with their measures, roles, dates and effects."""
    made = _table(document, list(_ACTION_SHARES), len(rows) + 1)
    _mark_look(made, total=False)
    for cell, head in zip(made.rows[0].cells, layout.ACTION_HEADS, strict=True):
        _style(cell, word.CELL_HEAD).add_run(head)
    for row, action in zip(made.rows[1:], rows, strict=True):
        due = f"{action.due_on.month} 月 {action.due_on.day} 日"
        texts = [_style(cell, word.CELL_TEXT) for cell in row.cells]
        words(texts[0], action.problem)
        words(texts[1], action.measure)
        texts[2].add_run(action.role)
        texts[3].add_run(due)
        words(texts[4], action.effect)
    _keep(made, whole=len(rows) <= 6)
    return made


def highlights(document: Document, rows: Sequence[Highlight], words: Words) -> Any:
    """The five figures: name, number, change, and the line of the latest periods."""
    made = _table(document, [2.6, 4.7, 5.0, 3.5], len(rows))
    for row, entry in zip(made.rows, rows, strict=True):
        for cell in row.cells:
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        _style(row.cells[0], word.KEY_NAME).add_run(entry.name)
        _style(row.cells[1], word.KEY_NUMBER).add_run(entry.figure.shown)
        change = _style(row.cells[2], word.KEY_CHANGE)
        arrow = layout.ARROWS[entry.trend]
        if arrow:
            change.add_run(f"{arrow} ", style=word.STRONG if entry.good else None)
        words(change, entry.change)
        _draw(row.cells[3], entry)
    _mark_look(made, total=False, head=False)
    _keep(made, whole=True, head=False)
    return made


def _draw(cell: Any, entry: Highlight) -> None:
    line = _style(cell, word.KEY_CHANGE)
    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    drawing = charts.spark_svg(entry.history)
    if drawing:
        stream = io.BytesIO(charts.png_of(drawing, scale=4))
        line.add_run().add_picture(stream, width=Cm(3))
        for picture in line._p.iter("{*}docPr"):
            picture.set("descr", f"{entry.name}的近期走势")


def _table(document: Document, asked: list[float], rows: int) -> Any:
    table = document.add_table(rows, len(asked))
    table.style = document.styles[word.TABLE_STYLE]
    table.autofit = False
    shares = [word.TEXT_WIDTH_CM * part / sum(asked) for part in asked]
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Cm(share)
        for cell in column.cells:
            cell.width = Cm(share)
    return table


def _mark_look(table: Any, *, total: bool, head: bool = True) -> None:
    """Say which rows of the style apply, and keep cells close to their rules."""
    properties = table._tbl.tblPr
    for old in properties.findall(qn("w:tblLook")):
        properties.remove(old)
    sides = (f'<w:{side} w:w="70" w:type="dxa"/>' for side in ("left", "right"))
    margin = f"<w:tblCellMar>{''.join(sides)}</w:tblCellMar>"
    properties.append(parse_xml(margin.replace("<w:tblCellMar>", f"<w:tblCellMar {nsdecls('w')}>")))
    properties.append(
        parse_xml(
            f'<w:tblLook {nsdecls("w")} w:val="0000" w:firstRow="{int(head)}"'
            f' w:lastRow="{int(total)}" w:firstColumn="0" w:lastColumn="0" w:noHBand="1"'
            ' w:noVBand="1"/>'
        )
    )


def _tint(row: Any) -> None:
    """Tint the total itself, too: not every program reads the style's last row."""
    for cell in row.cells:
        shade = f'w:val="clear" w:color="auto" w:fill="{colors.TINT[1:]}"'
        shape = cell._tc.get_or_add_tcPr()
        shape.insert_element_before(parse_xml(f"<w:shd {nsdecls('w')} {shade}/>"), "w:vAlign")


def _keep(table: Any, *, whole: bool, head: bool = True) -> None:
    """Never break a row; repeat the head; keep a short table on one page."""
    for at, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        if at == 0 and head:
            properties.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
        if whole and at < len(table.rows) - 1:
            for cell in row.cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True


def _make_small(table: Any, style: Any) -> None:
    """Set a wide table in the smaller text, each line standing as it stood."""
    for row in table.rows:
        for cell in row.cells:
            line = cell.paragraphs[0]
            line.alignment = line.alignment or line.style.paragraph_format.alignment
            line.style = style


def _style(cell: Any, style: str) -> Paragraph:
    line: Paragraph = cell.paragraphs[0]
    line.style = style
    return line


def _write_head(cell: Any, column: Column) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
    line = _style(cell, word.CELL_HEAD)
    line.alignment = _ALIGNED[column.align]
    line.add_run(column.title)
    if column.unit:
        line.add_run().add_break()
        line.add_run(column.unit)


def _write_cell(cell: Any, column: Column, value: Cell) -> None:
    number = column.align is Align.RIGHT
    line = _style(cell, word.CELL_NUMBER if number else word.CELL_TEXT)
    if column.align is Align.CENTER:
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    line.add_run(layout.cell_text(value))
