"""Read the cells of one row by role: days, moments, money, or the refusal that names the cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from qingshou.intake.rules.days import read_day
from qingshou.intake.rules.figures import read_number
from qingshou.intake.rules.problems import Unreadable
from qingshou.intake.rules.spelling import Cell, text_of
from qingshou.kernel.money import ZERO, Money
from qingshou.reconciliation.rules.layouts import Table
from qingshou.reconciliation.rules.verdicts import CellUnreadable, CurrencyForeign

FEE_PLACES = 5
"""WeChat writes fees with five places; they must still be whole fen."""

_MOMENT = re.compile(
    r"(?P<year>\d{4})[-/.年]?(?P<month>\d{1,2})[-/.月]?(?P<day>\d{1,2})日?"
    r"(?:[ T]*(?P<hour>\d{1,2})[:.时]?(?P<minute>\d{2})[:.分]?(?P<second>\d{2})?秒?(?:\.\d+)?)?"
)
_CLOCK = re.compile(r"(?P<hour>\d{1,2})[:.]?(?P<minute>\d{2})[:.]?(?P<second>\d{2})?")
_YUAN = frozenset(
    {
        "",
        "人民币",
        "人民币元",
        "CNY",
        "RMB",
        "156",
        "001",
        "01",
        "1",
        "元",
        "人民币(CNY)",
        "CNY人民币",
    }
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a statement with the table that tells its roles."""

    file: str
    number: int
    cells: Sequence[Cell]
    table: Table

    def cell(self, role: str) -> Cell:
        """Give the cell of a role; empty where the layout or the row has none."""
        at = self.table.columns.get(role)
        return "" if at is None or at >= len(self.cells) else self.cells[at]

    def text(self, role: str) -> str:
        """Read a cell as plain text."""
        return text_of(self.cell(role))

    def texts(self, *roles: str) -> str:
        """Join what several cells say, once each."""
        return " ".join(dict.fromkeys(filter(None, map(self.text, roles))))

    def money(self, role: str, *, places: int = 2) -> Money:
        """Read whole fen; an empty cell is nothing.

        Raises:
            CellUnreadable: If it is no amount, or no whole fen.
        """
        cell = self.cell(role)
        if cell == "":
            return ZERO
        try:
            number = read_number(cell, places=places)
        except Unreadable as error:
            raise self.unreadable(role, "AMOUNT") from error
        if number is None:
            return ZERO
        fen = number.scaleb(2)
        if fen != int(fen):
            raise self.unreadable(role, "FEN")
        return Money(int(fen))

    def moment(self, *roles: str) -> tuple[date, str]:
        """Read the day, and the time where it is told, from the first role that is filled.

        Raises:
            CellUnreadable: If none is filled or it is no day.
        """
        for role in roles:
            cell = self.cell(role)
            if cell == "":
                continue
            found = moment_of(cell)
            if found is None:
                raise self.unreadable(role, "DAY")
            day, clock = found
            return day, clock or clock_of(self.text("at"))
        raise self.unreadable(roles[0], "DAY")

    def unreadable(self, role: str, wanted: str) -> CellUnreadable:
        """Say that a cell is not what it should be."""
        title = self.table.titles.get(role) or self.table.layout.titles[role][0]
        return CellUnreadable(
            file=self.file, row=self.number, title=title, text=self.text(role)[:60], wanted=wanted
        )

    def refuse_foreign(self) -> None:
        """Let pass only yuan.

        Raises:
            CurrencyForeign: If the row tells another currency.
        """
        currency = self.text("currency").upper()
        if currency not in _YUAN:
            raise CurrencyForeign(file=self.file, row=self.number, currency=currency[:20])


@lru_cache(maxsize=4096)
def moment_of(cell: Cell) -> tuple[date, str] | None:
    """Read a day with or without a time, however banks run them together; None if it is none.

    >>> moment_of("20260801 15:24:03"), moment_of("2026/8/1")
    ((datetime.date(2026, 8, 1), '15:24:03'), (datetime.date(2026, 8, 1), ''))
    """
    if isinstance(cell, datetime):
        return cell.date(), cell.strftime("%H:%M:%S") if cell.time() != cell.min.time() else ""
    text = text_of(cell)
    found = _MOMENT.fullmatch(text)
    if found is None or len(text) < len("20260801"):
        return _day_only(cell)
    try:
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    clock = _clock(found)
    return None if clock is None else (day, clock)


def clock_of(text: str) -> str:
    """Read a time of day; anything else is no time.

    >>> clock_of("152403"), clock_of("15.24.03"), clock_of("上午")
    ('15:24:03', '15:24:03', '')
    """
    found = _CLOCK.fullmatch(text)
    return (_clock(found) or "") if found else ""


def _day_only(cell: Cell) -> tuple[date, str] | None:
    try:
        day = read_day(cell)
    except Unreadable:
        return None
    return (date.fromisoformat(day), "") if day else None


def _clock(found: re.Match[str]) -> str | None:
    if found["hour"] is None:
        return ""
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    if hour > 23 or minute > 59 or second > 59:
        return None
    return f"{hour:02}:{minute:02}:{second:02}"
