"""Due-day rules: the day by which a bill of a month is to be paid.

A rule is data, written ``FIRST_DAY``, ``DAY:25``, ``WORKDAY:5``, ``END``; a leading ``NEXT:``
moves it to the month after the billing month.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from qingshou.kernel.calendar import add_months, days_in_month, month_start
from qingshou.kernel.refusals import Refusal

WEEKEND_BEGINS = 5
_WRITTEN = re.compile(
    r"(?P<next>NEXT:)?(?:(?P<plain>FIRST_DAY|END)|(?P<kind>DAY|WORKDAY):(?P<number>\d{1,2}))"
)
MOST_WORKDAYS = 15


class DueRuleUnreadable(Refusal):
    """A due-day rule is none of FIRST_DAY, DAY:n, WORKDAY:n, END, with or without NEXT:."""

    code = "tariffs.due-rule-unreadable"

    def __init__(self, *, text: str) -> None:
        super().__init__(text=text)


def weekday(day: date) -> bool:
    """Take Monday to Friday for working days: the fallback where no holiday table is given."""
    return day.weekday() < WEEKEND_BEGINS


@dataclass(frozen=True, slots=True)
class DueRule:
    """A due-day rule; ``number`` counts days or working days of the month."""

    kind: str
    number: int = 1
    next_month: bool = False

    def on(self, month: date, is_working_day: Callable[[date], bool] = weekday) -> date:
        """Tell the due day of the bill of a month; a day the month lacks becomes its last.

        >>> DueRule("DAY", 31).on(date(2026, 2, 1)), DueRule("WORKDAY", 5).on(date(2026, 11, 1))
        (datetime.date(2026, 2, 28), datetime.date(2026, 11, 6))
        """
        first = month_start(add_months(month_start(month), 1) if self.next_month else month)
        length = days_in_month(first)
        match self.kind:
            case "END":
                return first.replace(day=length)
            case "DAY":
                return first.replace(day=min(self.number, length))
            case "WORKDAY":
                days = (first + timedelta(days=at) for at in range(length))
                working = [day for day in days if is_working_day(day)]
                return working[min(self.number, len(working)) - 1]
        return first


def read_due_rule(text: str) -> DueRule:
    """Read a due-day rule.

    Raises:
        DueRuleUnreadable: If it is not written as one, or names a day no month has.
    """
    found = _WRITTEN.fullmatch(re.sub(r"\s", "", text).upper())
    if found is None:
        raise DueRuleUnreadable(text=text)
    number = int(found["number"] or 1)
    if not 1 <= number <= (MOST_WORKDAYS if found["kind"] == "WORKDAY" else 31):
        raise DueRuleUnreadable(text=text)
    return DueRule(found["plain"] or found["kind"], number, bool(found["next"]))
