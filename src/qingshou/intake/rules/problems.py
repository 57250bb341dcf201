"""A problem is one thing in a customer's file that cannot be let in, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """Something unreadable or impossible in a file.

    ``row_no`` counts from 1 as the spreadsheet shows it (0 concerns the whole sheet), ``column``
    is the column's letters, or the key of the cell until somebody who knows the layout calls
    ``located`` ("" concerns the whole row). ``code`` has a sentence in ``interfaces/wording``;
    ``facts`` fill it.
    """

    sheet: str
    row_no: int
    column: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def cell(self) -> str:
        """Name the place as a spreadsheet does: B12, 第 12 行, or nothing."""
        if self.row_no and self.column:
            return f"{self.column}{self.row_no}"
        return f"第 {self.row_no} 行" if self.row_no else ""

    def located(self, columns: Mapping[str, Mapping[str, str]]) -> Problem:
        """Turn a cell's key into letters, by ``columns``: sheet → key → letters."""
        known = columns.get(self.sheet, {})
        if not self.column or self.column.isupper():
            return self
        return replace(self, column=known.get(self.column, ""))


def column_letters(index: int) -> str:
    """Name a column, counted from 0, as spreadsheets do.

    >>> column_letters(0), column_letters(25), column_letters(26), column_letters(16383)
    ('A', 'Z', 'AA', 'XFD')
    """
    letters = ""
    index += 1
    while index:
        index, place = divmod(index - 1, 26)
        letters = chr(65 + place) + letters
    return letters


def column_index(letters: str) -> int:
    """Count a column named by letters, from 0.

    >>> column_index("A"), column_index("xfd")
    (0, 16383)
    """
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


class Unreadable(Exception):  # noqa: N818 - one cell's verdict, made a Problem with its place
    """A cell cannot be read: the code of the problem and its facts, without the place."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code, facts)
        self.code, self.facts = code, facts
