"""Closed periods: which day a late document is booked on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Deed(StrEnum):
    """What is done to the lock of a book."""

    CLOSE = "CLOSE"  # 结账
    REOPEN = "REOPEN"  # 反结账


@dataclass(frozen=True, slots=True)
class Approved:
    """That a second person approved opening the books again."""

    approval_id: int
    made_by: str
    decided_by: str


def is_closed(on: date, open_from: date | None) -> bool:
    """Tell whether a day lies in a closed period; a book never closed has no first open day.

    >>> is_closed(date(2026, 10, 31), date(2026, 11, 1))
    True
    >>> is_closed(date(2026, 11, 1), date(2026, 11, 1)), is_closed(date(2026, 11, 1), None)
    (False, False)
    """
    return open_from is not None and on < open_from


def landing_day(on: date, open_from: date | None) -> date:
    """Tell the day a late document is booked on: its own, or the first open day.

    >>> landing_day(date(2026, 10, 28), date(2026, 11, 1))
    datetime.date(2026, 11, 1)
    >>> landing_day(date(2026, 11, 3), date(2026, 11, 1))
    datetime.date(2026, 11, 3)
    """
    return on if open_from is None else max(on, open_from)
