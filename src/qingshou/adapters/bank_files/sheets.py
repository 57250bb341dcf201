"""Sheet forms: a workbook out; a workbook or CSV in, its columns found by their titles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from qingshou.adapters.bank_files.answers import Reading
from qingshou.adapters.bank_files.content import ReturnUnreadable, told
from qingshou.debits.rules.sheets import Outgoing, Returned
from qingshou.debits.rules.templates import Template, cell, filled
from qingshou.platform.files import cage
from qingshou.platform.files.spreadsheet import Cell, Column, SheetOut, write_workbook


def write(template: Template, outgoing: Outgoing, target: Path) -> None:
    """Write the batch as a workbook of one sheet; every cell is a text, as banks ask.

    Raises:
        TextTooLong: If a value is longer than its column takes.
    """
    write_workbook(target, [_sheet(template, outgoing)])


def _sheet(template: Template, outgoing: Outgoing) -> SheetOut:
    facts = outgoing.facts(template)
    width = max(len(template.columns), 1)
    rows: list[list[Cell]] = [[filled(text, facts)] for text in template.ahead]
    if template.titled:
        rows.append([column.title for column in template.columns])
    for line in outgoing.lines:
        told_facts = outgoing.line_facts(line, template)
        rows.append([cell(one, told_facts, encoding="gbk") for one in template.columns])
    rows += [[filled(text, facts)] for text in template.behind]
    padded = [row + [""] * (width - len(row)) for row in rows]
    if template.titled and not template.ahead:
        columns = [Column(str(title)) for title in padded[0]]
        return SheetOut(template.sheet or "代扣", columns, padded[1:])
    return SheetOut(template.sheet or "代扣", (), padded, widths=[18.0] * width)


def read(template: Template, path: Path) -> Returned:
    """Read a returned sheet.

    Raises:
        ReturnUnreadable: If its titles are not found, or a row has no line's reference.
        FileUnreadable: If it is no workbook.
    """
    reading, order = Reading(template, path), None
    if not template.titled:
        order = list(range(len(template.columns)))
    for number, row in _rows(path):
        if not any(row):
            continue
        if order is None:
            order = _order(template, row)
        elif not reading.declares(" ".join(text for text in row if text)):
            reading.take([row[at] if at < len(row) else "" for at in order], f"第 {number} 行")
    if order is None:
        titles = "、".join(_name(column.title) for column in template.columns)
        raise ReturnUnreadable(file=path.name, place="表头", found=f"未找到列：{titles}")
    return reading.done()


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Tell the rows of the first sheet that has any, counted from 1."""
    with cage.opened(path) as book:
        for sheet in book.sheets:
            seen = False
            for batch in sheet.batches:
                for at, row in enumerate(batch.rows(), batch.first_row + 1):
                    seen = True
                    yield at, [told(one) for one in row]
            if seen:
                return


def _order(template: Template, row: list[str]) -> list[int] | None:
    """Find each column's place by its title; None if this is not the row of titles."""
    names = {_name(text): at for at, text in reversed(list(enumerate(row)))}
    wanted = [_name(column.title) for column in template.columns]
    return [names[name] for name in wanted] if all(name in names for name in wanted) else None


def _name(title: str) -> str:
    return re.sub(r"\s", "", title)
