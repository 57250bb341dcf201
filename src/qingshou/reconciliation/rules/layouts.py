"""Find a statement's table by the names of its columns, wherever its header stands.

A layout is a row of data: which title stands for which role, and how the sides are told. Banks
move, add and rename columns; a position is never trusted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from qingshou.intake.rules.spelling import Cell, heading, text_of

ROWS_SEARCHED = 200


class Sides(StrEnum):
    """How a layout tells money that came from money that went."""

    TWO_COLUMNS = "TWO_COLUMNS"  # one column each
    SIGNED = "SIGNED"  # one column, outgoing below zero
    MARKED = "MARKED"  # one column and a mark beside it
    PARTIES = "PARTIES"  # payer and payee; whoever is not us is the other side
    OWN_RULE = "OWN_RULE"  # a channel's own columns


@dataclass(frozen=True, slots=True)
class Layout:
    """One family of files: titles by role, the roles it cannot do without, and its sides.

    ``marks_in`` and ``marks_out`` are what a mark may say. Banks write their own side: 贷 (2)
    is money for us, 借 (1) is money from us.
    """

    code: str
    titles: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]
    sides: Sides = Sides.TWO_COLUMNS
    marks_in: tuple[str, ...] = (
        "贷",
        "贷方",
        "C",
        "CR",
        "2",
        "收",
        "收入",
        "来账",
        "转入",
        "+",
        "进",
    )
    marks_out: tuple[str, ...] = (
        "借",
        "借方",
        "D",
        "DR",
        "1",
        "支",
        "支出",
        "往账",
        "转出",
        "-",
        "出",
        "付",
    )
    positions: dict[str, str] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        for role, titles in self.titles.items():
            for title in titles:
                self.positions.setdefault(spelled(title), role)

    def role(self, title: str) -> str | None:
        """Tell the role of a title as it stands, or without what its brackets add: 金额(元)."""
        return self.positions.get(title) or self.positions.get(heading(title))


def spelled(title: str) -> str:
    """Spell a title so that it can be compared; its brackets stay: 金额(收入) is not 金额(支出).

    >>> spelled(" 记账金额（收入） ")
    '记账金额(收入)'
    """
    return "".join(text_of(title).split()).upper()


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was found: its layout, the row of its header, and a column for each role."""

    layout: Layout
    header_row: int
    columns: Mapping[str, int]
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NoTable:
    """The row that came nearest to a header, and the titles it lacks."""

    header_row: int
    seen: tuple[str, ...]
    missing: tuple[str, ...]


def find(rows: Sequence[Sequence[Cell]], layouts: Iterable[Layout]) -> Table | NoTable:
    """Find the header among the first rows: the layout that understands most of a row's titles.

    A layout takes part when a row has all its needed roles; among equals the earlier row and
    the earlier layout win.
    """
    best: tuple[int, Table] | None = None
    nearest = (0, NoTable(0, (), ()))
    known = list(layouts)
    for number, row in enumerate(rows[:ROWS_SEARCHED]):
        titles = [spelled(cell) if isinstance(cell, str) else "" for cell in row]
        if sum(map(bool, titles)) < 2:
            continue
        for layout in known:
            columns = _columns(layout, titles)
            missing = [role for role in layout.needed if role not in columns]
            score = len(columns)
            if not missing and (best is None or score > best[0]):
                seen = {role: str(row[at]).strip() for role, at in columns.items()}
                best = score, Table(layout, number, columns, seen)
            elif missing and score > nearest[0]:
                lacking = tuple(layout.titles[role][0] for role in missing)
                nearest = score, NoTable(number, tuple(filter(None, titles)), lacking)
    return best[1] if best else nearest[1]


def _columns(layout: Layout, titles: Sequence[str]) -> dict[str, int]:
    """Place each role at the first column that bears one of its titles, the first title first."""
    found: dict[str, int] = {}
    for at, title in enumerate(titles):
        role = layout.role(title) if title else None
        if role is not None and role not in found:
            found[role] = at
    for role, wanted in layout.titles.items():
        first = spelled(wanted[0])
        if role in found and titles[found[role]] != first and first in titles:
            found[role] = titles.index(first)
    return found
