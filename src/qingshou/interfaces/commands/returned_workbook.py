"""Gives a refused file back: a list of what is wrong, then the customer's own rows, commented."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from qingshou.intake.rules.problems import Problem, column_index
from qingshou.interfaces.commands.import_report import sentence_of
from qingshou.platform.files import cage
from qingshou.platform.files.spreadsheet import Cell, Column, Link, SheetOut, write_workbook

LIST_NAME = "问题清单"
MOST_COMMENTS = 2_000


def write_returned(target: Path, source: Path, problems: Sequence[Problem]) -> Path:
    """Write the workbook; only sheets with problems come back.

    Raises:
        FileUnreadable: If the file cannot be read a second time.
    """
    concerned = {problem.sheet for problem in problems}
    with cage.opened(source) as workbook:
        return write_workbook(target, _sheets(workbook, problems, concerned))


def _sheets(
    workbook: cage.Workbook, problems: Sequence[Problem], concerned: set[str]
) -> Iterator[SheetOut]:
    yield _list_of(problems)
    for sheet in workbook.sheets:
        if sheet.name in concerned:
            yield SheetOut(sheet.name, rows=_rows(sheet), comments=_comments(sheet.name, problems))


def _list_of(problems: Sequence[Problem]) -> SheetOut:
    rows: list[list[Cell]] = []
    for number, problem in enumerate(problems, start=1):
        cell = problem.cell or "整张表"
        link = Link(cell, problem.sheet, max(problem.row_no, 1))
        rows.append([number, problem.sheet, link, sentence_of(problem)])
    return SheetOut(
        LIST_NAME,
        columns=[
            Column("序号", width=6),
            Column("工作表", width=18),
            Column("单元格", width=12),
            Column("问题与处理办法", width=90),
        ],
        rows=rows,
        title="导入未通过，请按下表修改后重新导入",
        notes=[
            "问题单元格在后面的原表副本中已标红并带批注，点单元格名可跳转。请在原文件中改正后重新导入。"
        ],
    )


def _rows(sheet: cage.Sheet) -> Iterator[list[Cell]]:
    for batch in sheet.batches:
        for row in batch.rows():
            yield [cell if cell != "" else None for cell in row]


def _comments(sheet: str, problems: Sequence[Problem]) -> dict[tuple[int, int], str]:
    """Gather the reasons of each cell; a reason of a whole row goes to its first cell."""
    gathered: dict[tuple[int, int], list[str]] = {}
    for problem in [p for p in problems if p.sheet == sheet][:MOST_COMMENTS]:
        column = column_index(problem.column) if problem.column else 0
        gathered.setdefault((max(problem.row_no, 1) - 1, column), []).append(sentence_of(problem))
    return {place: "\n".join(reasons) for place, reasons in gathered.items()}
