"""Several fees in one row, joined by #: 物业费#电梯费 with 260#35 becomes two records."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from qingshou.intake.rules.spelling import Cell

_JOINT = re.compile(r"[#＃]")

Columns = list[Sequence[Cell]]


def has_joined(column: Sequence[Cell]) -> bool:
    """Tell whether any cell of a column joins several fees."""
    return any(isinstance(cell, str) and _JOINT.search(cell) for cell in column)


def part_rows(
    columns: Columns, row_numbers: Sequence[int], kind_at: int, split_at: Sequence[int]
) -> tuple[Columns, list[int], dict[int, int]]:
    """Make a row of each joined fee; other cells are repeated.

    Returns the columns, the row numbers, and the rows whose amounts do not part into as many
    pieces as there are fees, with the number of fees; these rows stay whole.
    """
    numbers: list[int] = []
    unequal: dict[int, int] = {}
    rows: list[Sequence[Cell]] = []
    for row_no, row in zip(row_numbers, zip(*columns, strict=True), strict=True):
        parted = _parted(row, kind_at, split_at)
        if isinstance(parted, int):
            unequal[row_no] = parted
            parted = [row]
        rows.extend(parted)
        numbers.extend([row_no] * len(parted))
    return [list(column) for column in zip(*rows, strict=True)], numbers, unequal


def _parted(
    row: Sequence[Cell], kind_at: int, split_at: Sequence[int]
) -> list[Sequence[Cell]] | int:
    kinds = _pieces(row[kind_at])
    if len(kinds) < 2:
        return [row]
    pieces: Mapping[int, list[str]] = {at: _pieces(row[at]) for at in split_at if row[at] != ""}
    if any(len(found) != len(kinds) for found in pieces.values()):
        return len(kinds)
    made: list[Sequence[Cell]] = []
    for part, kind in enumerate(kinds):
        cells = list(row)
        cells[kind_at] = kind
        for at, found in pieces.items():
            cells[at] = found[part]
        made.append(cells)
    return made


def _pieces(cell: Cell) -> list[str]:
    if not isinstance(cell, str):
        return [str(cell)]
    return [piece.strip() for piece in _JOINT.split(cell) if piece.strip()]
