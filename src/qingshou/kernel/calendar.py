"""Month arithmetic on plain dates."""

from calendar import monthrange
from datetime import date


def days_in_month(day: date) -> int:
    """Count the days of the month a day lies in."""
    return monthrange(day.year, day.month)[1]


def add_months(day: date, months: int) -> date:
    """Move a day by calendar months; a day the month lacks becomes its last.

    >>> add_months(date(2025, 1, 31), 1)
    datetime.date(2025, 2, 28)
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_start(day: date) -> date:
    """Tell the first day of the month a day lies in."""
    return day.replace(day=1)
