"""A quote for a penalty, asked for in JSON, without any books."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from qingshou.billing.rules.day_counts import DayBasis
from qingshou.billing.rules.lpr import Term
from qingshou.billing.rules.penalties import (
    Cap,
    Clause,
    Daily,
    Item,
    LoanPrimeRate,
    Monthly,
    Penalty,
    Rule,
    Settlement,
    Stage,
    penalty,
)
from qingshou.tariffs.rules.forms import FieldMissing, Form, NotOneOf, PeriodEmpty
from qingshou.tariffs.rules.quotes import read_rounding

MOST_GRACE_DAYS = 3660
YEAR_DAYS = (365, 360)


class Kind(StrEnum):
    """The three kinds of clauses in use."""

    DAILY = "DAILY"
    MONTHLY = "MONTHLY"
    LPR = "LPR"


@dataclass(frozen=True, slots=True)
class Question:
    """What a penalty is asked for."""

    items: tuple[Item, ...]
    settlements: tuple[Settlement, ...]
    clause: Clause
    since: date | None
    until: date

    def answer(self) -> Penalty:
        """Compute it.

        Raises:
            DateBeyondRateTable: If a loan prime rate is needed that was not published yet.
            DateBeforeRateTable: If one is needed from before 2019-08-20.
        """
        return penalty(
            items=self.items,
            settlements=self.settlements,
            clause=self.clause,
            until=self.until,
            since=self.since,
        )


def read_question(form: Form) -> Question:
    """Read the form of ``quote_penalty``.

    Raises:
        FieldUnknown: If it has a field the form does not know.
        FieldMissing: If it has no items.
        PeriodEmpty: If ``until`` is not after ``from``.
    """
    form.only(
        "items", "settlements", "rule", "grace_days", "day_basis", "year_days", "count_first_day",
        "count_last_day", "from", "until", "cap", "rounding",
    )  # fmt: skip
    items = tuple(_item(one) for one in form.each("items"))
    if not items:
        raise FieldMissing(field="items")
    since = form.day("from") if "from" in form else None
    until = form.day("until")
    if since is not None and until <= since:
        raise PeriodEmpty(start=since, until=until)
    settlements = tuple(_settlement(one) for one in form.each("settlements"))
    return Question(items, settlements, read_clause(form), since, until)


def _item(form: Form) -> Item:
    form.only("principal", "due_on")
    return Item(form.amount("principal"), form.day("due_on"))


def _settlement(form: Form) -> Settlement:
    form.only("on", "amount")
    return Settlement(form.day("on"), form.amount("amount"))


def read_clause(form: Form) -> Clause:
    """Read the clause; what a contract leaves open takes the customary value.

    Raises:
        FieldMissing: If the rule or its rate is not there.
        NotOneOf: If a field is none of the values it may have.
    """
    return Clause(
        rule=_rule(form.inner("rule")),
        grace_days=form.whole("grace_days", most=MOST_GRACE_DAYS) if "grace_days" in form else 0,
        day_basis=form.one_of("day_basis", DayBasis) if "day_basis" in form else DayBasis.ACTUAL,
        year_days=_year_days(form),
        count_first_day=form.yes("count_first_day") if "count_first_day" in form else True,
        count_last_day=form.yes("count_last_day") if "count_last_day" in form else False,
        cap=form.one_of("cap", Cap) if "cap" in form else Cap.PRINCIPAL,
        rounding=read_rounding(form, Stage),
    )


def _rule(form: Form) -> Rule:
    kind = form.one_of("kind", Kind)
    if kind is Kind.LPR:
        form.only("kind", "term", "multiple")
        multiple = form.decimal("multiple") if "multiple" in form else Fraction(1)
        return LoanPrimeRate(form.one_of("term", Term), multiple)
    form.only("kind", "rate")
    rate = form.decimal("rate")
    return Daily(rate) if kind is Kind.DAILY else Monthly(rate)


def _year_days(form: Form) -> int:
    if "year_days" not in form:
        return YEAR_DAYS[0]
    days = form.raw("year_days")
    if type(days) is not int or days not in YEAR_DAYS:
        raise NotOneOf(field="year_days", value=str(days), allowed="365, 360")
    return days
