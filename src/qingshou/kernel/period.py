"""A period is half-open days, PostgreSQL's ``[)``; months, quarters and years have names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from qingshou.kernel.calendar import add_months
from qingshou.kernel.refusals import Refusal

_NAMED = re.compile(
    r"(?P<year>19[5-9]\d|2[01]\d\d)(?:-(?P<month>\d{1,2})|Q(?P<quarter>[1-4])|H(?P<half>[12]))?"
)


class PeriodUnreadable(Refusal):
    """A period is none of 2026-11, 2026Q3, 2026H1, 2026, or not between 1950 and 2199."""

    code = "kernel.period-unreadable"

    def __init__(self, *, text: str) -> None:
        super().__init__(text=text)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from ``start`` up to, not including, ``until``.

    Raises:
        ValueError: If it would be empty or run backwards.
    """

    start: date
    until: date

    def __post_init__(self) -> None:
        if self.until <= self.start:
            raise ValueError(f"a period ends after it starts, not {self.start} to {self.until}")

    @property
    def days(self) -> int:
        """How many days it covers."""
        return (self.until - self.start).days

    @property
    def latest_day(self) -> date:
        """The latest day that belongs to it."""
        return self.until - timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.until

    def __and__(self, other: Period) -> Period | None:
        start, until = max(self.start, other.start), min(self.until, other.until)
        return Period(start, until) if start < until else None

    def share_in(self, whole: Period) -> Fraction:
        """Tell what part of ``whole`` this period covers.

        >>> Period(date(2026, 4, 1), date(2026, 4, 16)).share_in(month(2026, 4))
        Fraction(1, 2)
        """
        common = self & whole
        return Fraction(common.days if common else 0, whole.days)

    def months(self) -> Iterator[Period]:
        """Cut it at the first of each month; the first and the last part may be part months."""
        start = self.start
        while start < self.until:
            until = min(add_months(start.replace(day=1), 1), self.until)
            yield Period(start, until)
            start = until

    @property
    def length_in_months(self) -> int:
        """How many calendar months it touches."""
        latest = self.latest_day
        return (latest.year - self.start.year) * 12 + latest.month - self.start.month + 1

    @property
    def previous(self) -> Period:
        """The period of as many months just before, for 环比."""
        return Period(add_months(self.start, -self.length_in_months), self.start)

    @property
    def year_before(self) -> Period:
        """The same months a year earlier, for 同比."""
        return Period(add_months(self.start, -12), add_months(self.until, -12))

    @property
    def name(self) -> str:
        """The shortest name: 2026-11, 2026Q3, 2026H1, 2026, else the two days.

        >>> Period.named("2026Q3").name, month(2026, 2).name
        ('2026Q3', '2026-02')
        """
        start, months = self.start, self.length_in_months
        whole = start.day == 1 and self.until.day == 1
        if whole and months == 1:
            return f"{start:%Y-%m}"
        if whole and months == 3 and start.month % 3 == 1:
            return f"{start.year}Q{start.month // 3 + 1}"
        if whole and months == 6 and start.month in (1, 7):
            return f"{start.year}H{start.month // 6 + 1}"
        if whole and months == 12 and start.month == 1:
            return f"{start.year}"
        return f"{start}..{self.latest_day}"

    @classmethod
    def named(cls, text: str) -> Period:
        """Read 2026-11, 2026Q3, 2026H1 or 2026.

        Raises:
            PeriodUnreadable: If it is none of these, or its year is not between 1950 and 2199.
        """
        found = _NAMED.fullmatch(text.strip().upper())
        if found is None or not 1 <= int(found["month"] or 1) <= 12:
            raise PeriodUnreadable(text=text)
        year = int(found["year"])
        if found["month"]:
            return months_from(year, int(found["month"]), 1)
        if found["quarter"]:
            return months_from(year, int(found["quarter"]) * 3 - 2, 3)
        if found["half"]:
            return months_from(year, int(found["half"]) * 6 - 5, 6)
        return months_from(year, 1, 12)


def months_from(year: int, first_month: int, count: int) -> Period:
    """Make the period of ``count`` whole months beginning with the given one."""
    start = date(year, first_month, 1)
    return Period(start, add_months(start, count))


def month(year: int, number: int) -> Period:
    """Make a calendar month.

    >>> month(2025, 2).days
    28
    """
    return months_from(year, number, 1)
