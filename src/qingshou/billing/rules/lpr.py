"""The loan prime rate (贷款市场报价利率): what was published, and never a guess beyond it.

The table ``lpr.csv`` beside this file holds the publications of the National Interbank
Funding Center. The next publication falls on the 20th of the following month, or the next
working day: up to the 19th the latest rate is certain, from the 20th on nothing is known.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache
from importlib.resources import files

from qingshou.kernel.calendar import add_months
from qingshou.kernel.refusals import Refusal

PUBLISHED_ON_DAY = 20
PERCENT = 100


class Term(StrEnum):
    """The two maturities that are published."""

    ONE_YEAR = "1Y"
    FIVE_YEARS = "5Y"


class DateBeyondRateTable(Refusal):
    """A rate is asked for a day whose publication is not in the table."""

    code = "billing.date-beyond-rate-table"

    def __init__(self, *, day: date, latest: date, known_until: date) -> None:
        super().__init__(day=day, latest=latest, known_until=known_until)


class DateBeforeRateTable(Refusal):
    """A rate is asked for a day before the loan prime rate existed."""

    code = "billing.date-before-rate-table"

    def __init__(self, *, day: date, first: date) -> None:
        super().__init__(day=day, first=first)


@dataclass(frozen=True, slots=True)
class Publication:
    """Both rates as fractions of one a year, from the day of publication on."""

    on: date
    rates: dict[Term, Fraction]


@dataclass(frozen=True, slots=True)
class RateTable:
    """Publications in their order."""

    publications: tuple[Publication, ...]

    @property
    def first(self) -> date:
        """The day of the earliest publication."""
        return self.publications[0].on

    @property
    def latest(self) -> date:
        """The day of the latest publication."""
        return self.publications[-1].on

    @property
    def known_until(self) -> date:
        """The first day for which nothing is known: the next publication is due on it."""
        return add_months(self.latest.replace(day=PUBLISHED_ON_DAY), 1)

    def rate_on(self, day: date, term: Term) -> Fraction:
        """Tell the rate in force on a day, as a fraction of one a year.

        Raises:
            DateBeforeRateTable: If the day is before the first publication.
            DateBeyondRateTable: If the next publication may have changed it.

        >>> rate_table().rate_on(date(2024, 10, 20), Term.ONE_YEAR)
        Fraction(67, 2000)
        """
        if day < self.first:
            raise DateBeforeRateTable(day=day, first=self.first)
        if day >= self.known_until:
            raise DateBeyondRateTable(day=day, latest=self.latest, known_until=self.known_until)
        at = bisect_right(self.publications, day, key=lambda publication: publication.on)
        return self.publications[at - 1].rates[term]


@cache
def rate_table() -> RateTable:
    """Read the published rates."""
    text = files("qingshou.billing.rules").joinpath("lpr.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return RateTable(tuple(_publication(row) for row in rows))


def _publication(row: dict[str, str]) -> Publication:
    return Publication(
        on=date.fromisoformat(row["publish_date"]),
        rates={
            Term.ONE_YEAR: Fraction(row["lpr_1y_pct"]) / PERCENT,
            Term.FIVE_YEARS: Fraction(row["lpr_5y_pct"]) / PERCENT,
        },
    )


def as_decimal(rate: Fraction) -> str:
    """Write a published rate, which has at most six places, as a decimal number.

    >>> as_decimal(Fraction(31, 1000))
    '0.031000'
    """
    millionths = rate * 10**6
    assert millionths.denominator == 1
    whole, part = divmod(int(millionths), 10**6)
    return f"{whole}.{part:06d}"
