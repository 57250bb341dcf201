"""Working days in China: the published holiday table, and plain weekdays where it ends."""

from __future__ import annotations

from datetime import date

import chinese_calendar

from qingshou.tariffs.rules.due_dates import weekday


def is_working_day(day: date) -> bool:
    """Tell whether offices work on a day, make-up weekends included.

    >>> is_working_day(date(2025, 10, 1)), is_working_day(date(2025, 9, 28))
    (False, True)
    """
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return weekday(day)
