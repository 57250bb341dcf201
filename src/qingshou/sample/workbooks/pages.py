"""One sheet of a customer's ledger: title, merged headers, rows, a total, remarks in the margin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from qingshou.platform.files.spreadsheet import Cell, Column, Group, Kind, SheetOut
from qingshou.sample.manner import Manner


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its key among the manner's titles, how to read it off a row, what stands above.

    ``added`` columns are added up in the total row; ``of`` gives whole fen for kind AMOUNT.
    """

    key: str
    of: Callable[[Any], Any]
    kind: Kind = Kind.TEXT
    above: str = ""
    added: bool = False


def yuan(fen: int | None) -> Decimal | None:
    """Write fen as yuan.

    >>> yuan(19661)
    Decimal('196.61')
    """
    return None if fen is None else Decimal(fen).scaleb(-2)


@dataclass(frozen=True, slots=True)
class Page:
    """What a sheet says: its name, its rows, its title, its notes, remarks below."""

    name: str
    rows: Sequence[Any]
    title: str = ""
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def sheet(
    page: Page,
    fields: Sequence[Field],
    manner: Manner,
    margin: Callable[[Any], str] = lambda row: "",
) -> SheetOut:
    """Lay a page out; ``margin`` gives the side note of a row, written beyond the columns."""
    return SheetOut(
        page.name,
        columns=[Column(manner.titles[f.key], f.kind) for f in fields],
        rows=_rows(page.rows, fields, margin),
        totals=_totals(page.rows, fields),
        title=page.title,
        notes=page.notes,
        remarks=page.remarks,
        groups=list(_groups(fields)),
    )


def _rows(
    rows: Iterable[Any], fields: Sequence[Field], margin: Callable[[Any], str]
) -> Iterable[list[Cell]]:
    for row in rows:
        cells = [_cell(field, row) for field in fields]
        aside = margin(row)
        yield [*cells, aside] if aside else cells


def _cell(field: Field, row: Any) -> Cell:
    value = field.of(row)
    return yuan(value) if field.kind is Kind.AMOUNT else value or None


def _totals(rows: Sequence[Any], fields: Sequence[Field]) -> list[Cell] | None:
    """Add up what can be added; the word 合计 stands in the first column."""
    if not any(field.added for field in fields):
        return None
    sums: list[Cell] = [_total(rows, field) if field.added else None for field in fields]
    return ["合计", *sums[1:]]


def _total(rows: Sequence[Any], field: Field) -> Cell:
    values = [field.of(row) for row in rows]
    if field.kind is Kind.AMOUNT:
        return yuan(sum(values))
    return sum((value for value in values if value is not None), start=Decimal(0))


def _groups(fields: Sequence[Field]) -> Iterable[Group]:
    """Merge equal titles above neighboring columns."""
    if not any(field.above for field in fields):
        return
    at = 0
    for above, run in groupby(fields, key=lambda field: field.above):
        length = len(list(run))
        if above:
            yield Group(above, at, at + length - 1)
        at += length
