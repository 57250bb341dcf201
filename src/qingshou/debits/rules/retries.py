"""When a debit that failed is tried again: on paydays, on working days, so many times at most."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from qingshou.debits.rules.reasons import PASSING, Reason
from qingshou.kernel.calendar import add_months, days_in_month, month_start


@dataclass(frozen=True, slots=True)
class RetryCalendar:
    """The days salaries arrive, how many tries a bill has, and how long it rests between two."""

    paydays: tuple[int, ...] = (10, 15, 25)
    tries: int = 3
    rest_days: int = 3


STANDARD = RetryCalendar()


class Ended(StrEnum):
    """Why a bill is debited no more."""

    REASON_LASTS = "REASON_LASTS"
    TRIES_USED_UP = "TRIES_USED_UP"


@dataclass(frozen=True, slots=True)
class Again:
    """Try again, not before a day; ``is_last`` tells that no further try follows."""

    on: date
    is_last: bool


def after_failure(
    reason: Reason,
    *,
    tries: int,
    failed_on: date,
    calendar: RetryCalendar,
    is_working_day: Callable[[date], bool],
) -> Again | Ended:
    """Decide what follows a failure, the ``tries``-th of the bill under its mandate."""
    if reason not in PASSING:
        return Ended.REASON_LASTS
    if tries >= calendar.tries:
        return Ended.TRIES_USED_UP
    day = next_payday(failed_on + timedelta(days=calendar.rest_days), calendar, is_working_day)
    return Again(day, is_last=tries + 1 == calendar.tries)


def next_payday(
    earliest: date, calendar: RetryCalendar, is_working_day: Callable[[date], bool]
) -> date:
    """Find the first payday from a day on, moved to the working day after a rest day.

    >>> next_payday(date(2025, 3, 13), STANDARD, lambda day: day.weekday() < 5)
    datetime.date(2025, 3, 17)
    """
    day = min(payday for payday in _paydays(earliest, calendar) if payday >= earliest)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def _paydays(earliest: date, calendar: RetryCalendar) -> list[date]:
    """List the paydays of a day's month and the next; a day the month lacks becomes its last."""
    months = (month_start(earliest), add_months(month_start(earliest), 1))
    return [
        first.replace(day=min(number, days_in_month(first)))
        for first in months
        for number in calendar.paydays
    ]
