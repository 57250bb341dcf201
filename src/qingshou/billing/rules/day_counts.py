"""How many days a stretch of time counts: actual days, or months of thirty days (30E/360)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from qingshou.kernel.period import Period

DAYS_IN_MONTH = 30


class DayBasis(StrEnum):
    """The two ways of counting days."""

    ACTUAL = "ACTUAL"
    THIRTY_DAY_MONTHS = "THIRTY_DAY_MONTHS"


def days_in(period: Period, basis: DayBasis) -> int:
    """Count the days of a period.

    With thirty-day months the 31st is taken for the 30th, so that every whole month, February
    too, counts thirty; counts of adjoining periods always add up.

    >>> days_in(Period(date(2026, 1, 31), date(2026, 3, 1)), DayBasis.THIRTY_DAY_MONTHS)
    31
    """
    if basis is DayBasis.ACTUAL:
        return period.days
    return _thirties(period.until) - _thirties(period.start)


def _thirties(day: date) -> int:
    return (day.year * 12 + day.month) * DAYS_IN_MONTH + min(day.day, DAYS_IN_MONTH)
