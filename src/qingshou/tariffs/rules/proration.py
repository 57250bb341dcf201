"""How much time a price is charged for: whole months count one, part months by contract.

``docs/specs/charging.md`` §2 names the three ways with worked numbers.
"""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from qingshou.kernel.calendar import days_in_month
from qingshou.kernel.period import Period


class Proration(StrEnum):
    """What a part of a month counts."""

    ACTUAL_MONTH = "ACTUAL_MONTH"  # days ÷ days of that month
    THIRTY = "THIRTY"  # days ÷ 30
    YEAR_365 = "YEAR_365"  # days × 12 ÷ 365


class Per(StrEnum):
    """The time a price is for."""

    MONTH = "MONTH"
    QUARTER = "QUARTER"
    HALF_YEAR = "HALF_YEAR"
    YEAR = "YEAR"
    DAY = "DAY"
    ONCE = "ONCE"


MONTHS_PER = {Per.MONTH: 1, Per.QUARTER: 3, Per.HALF_YEAR: 6, Per.YEAR: 12}


def months_in(part: Period, proration: Proration) -> Fraction:
    """Count a period that lies inside one calendar month in months.

    >>> from datetime import date
    >>> part = Period(date(2026, 4, 1), date(2026, 4, 16))
    >>> [str(months_in(part, way)) for way in Proration]
    ['1/2', '1/2', '36/73']
    """
    whole = days_in_month(part.start)
    if part.days == whole:
        return Fraction(1)
    match proration:
        case Proration.ACTUAL_MONTH:
            return Fraction(part.days, whole)
        case Proration.THIRTY:
            return Fraction(part.days, 30)
        case Proration.YEAR_365:
            return Fraction(part.days * 12, 365)


def time_in(part: Period, proration: Proration, per: Per) -> Fraction:
    """Count a period inside one calendar month in the unit of time its price is for."""
    if per is Per.DAY:
        return Fraction(part.days)
    if per is Per.ONCE:
        return Fraction(1)
    return months_in(part, proration) / MONTHS_PER[per]


def parts_of(period: Period, per: Per) -> list[Period]:
    """Cut a period at the first of each month; what is charged once stays whole."""
    return [period] if per is Per.ONCE else list(period.months())
