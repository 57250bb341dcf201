"""Cycles: months, quarters, half-years and years of the calendar, billed first or last."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from qingshou.kernel.period import Period, months_from


class Cycle(StrEnum):
    """How many months are charged together."""

    MONTH = "MONTH"
    QUARTER = "QUARTER"
    HALF_YEAR = "HALF_YEAR"
    YEAR = "YEAR"

    @property
    def months(self) -> int:
        """How many months one cycle has."""
        return {"MONTH": 1, "QUARTER": 3, "HALF_YEAR": 6, "YEAR": 12}[self.value]


def cycle_around(day: date, cycle: Cycle) -> Period:
    """Tell the calendar cycle a day lies in.

    >>> cycle_around(date(2026, 11, 7), Cycle.QUARTER).name
    '2026Q4'
    """
    first = (day.month - 1) // cycle.months * cycle.months + 1
    return months_from(day.year, first, cycle.months)


def billed_in(charged: Period, *, in_advance: bool) -> date:
    """Tell the month, by its first day, in which a stretch of a cycle is billed.

    In advance it is the month the stretch begins, in arrears the month it ends; a whole
    quarter is thus billed in its first or last month, and who joins or leaves in the middle
    is billed in the month of joining or leaving.
    """
    day = charged.start if in_advance else charged.latest_day
    return day.replace(day=1)
