"""The windows one report looks through: its period, the two compared ones, months, history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from qingshou.kernel.calendar import add_months, month_start
from qingshou.kernel.period import Period

CURRENT, PREVIOUS, YEAR_BEFORE = "P", "Q", "Y"
VARIANTS = {"": CURRENT, "previous": PREVIOUS, "year_before": YEAR_BEFORE}
TREND_MONTHS = 13
HISTORY_PERIODS = 8


@dataclass(frozen=True, slots=True)
class Window:
    """Days from ``start`` up to, not including, ``until``, seen at the end of ``as_of``.

    ``due_only`` windows tell only what fell due in them, not what was old at their start.
    """

    role: str
    name: str
    start: date
    until: date
    as_of: date
    due_only: bool = False


def compared(period: Period, as_of: date) -> list[Window]:
    """The period itself, the one before and the same a year before, seen equally early or late.

    >>> [str(window.as_of) for window in compared(Period.named("2026Q3"), date(2026, 9, 30))]
    ['2026-09-30', '2026-06-30', '2025-09-30']
    """
    return [
        _window(CURRENT, period, as_of),
        _window(PREVIOUS, period.previous, _same_place(period, as_of, period.previous)),
        _window(YEAR_BEFORE, period.year_before, _same_place(period, as_of, period.year_before)),
    ]


def trend(as_of: date) -> list[Window]:
    """The latest thirteen months, each seen at its own end, the last one on the day itself."""
    latest = month_start(as_of)
    starts = [add_months(latest, -back) for back in range(TREND_MONTHS - 1, -1, -1)]
    months = [Period(start, add_months(start, 1)) for start in starts]
    return [
        _window(month.name, month, min(month.latest_day, as_of), due_only=True) for month in months
    ]


def history(period: Period) -> list[Window]:
    """The periods of the same length before this one, oldest first, each seen at its end."""
    found: list[Window] = []
    earlier = period.previous
    for _ in range(HISTORY_PERIODS):
        found.append(_window(earlier.name, earlier, earlier.latest_day))
        earlier = earlier.previous
    return found[::-1]


def _window(role: str, period: Period, as_of: date, *, due_only: bool = False) -> Window:
    until = min(period.until, as_of + timedelta(days=1))
    return Window(role, period.name, period.start, until, as_of, due_only)


def _same_place(period: Period, as_of: date, other: Period) -> date:
    """The day that lies in or after another period as ``as_of`` lies in or after this one."""
    if as_of >= period.latest_day:
        return other.latest_day + (as_of - period.latest_day)
    return min(other.start + (as_of - period.start), other.latest_day)
