"""Months as whole numbers, which makes half a million small steps cheap.

A month's number is ``year × 12 + month − 1``; the calendar itself stays in the kernel.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import cache

from qingshou.kernel.period import Period


def month_number(day: date) -> int:
    """Number the month a day lies in.

    >>> first_day(month_number(date(2025, 7, 19)))
    datetime.date(2025, 7, 1)
    """
    return day.year * 12 + day.month - 1


@cache
def first_day(month: int) -> date:
    """Tell the first day of a month."""
    return date(month // 12, month % 12 + 1, 1)


@cache
def latest_day(month: int) -> date:
    """Tell the last day of a month."""
    year, number = month // 12, month % 12 + 1
    return date(year, number, monthrange(year, number)[1])


def day_in(month: int, day: int) -> date:
    """Tell a day of a month; a day the month lacks becomes its last."""
    return latest_day(month).replace(day=min(day, latest_day(month).day))


def numbered(period: Period) -> range:
    """List the months of a period."""
    return range(month_number(period.start), month_number(period.latest_day) + 1)


def is_cycle_start(month: int, cycle: int) -> bool:
    """Tell whether a cycle of so many months, counted from January, begins here."""
    return month % 12 % cycle == 0


def name_of(month: int) -> str:
    """Write a month as 2025-07."""
    return f"{month // 12}-{month % 12 + 1:02d}"
