"""A quote for a charge, asked for in JSON: what a customer would pay, without any books."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from qingshou.kernel.money import RoundingUnit
from qingshou.kernel.period import Period
from qingshou.tariffs.rules.charges import Charged, PriceFrom, Terms, charge
from qingshou.tariffs.rules.forms import (
    FieldMissing,
    FieldsExclude,
    Form,
    NotPositive,
    PeriodEmpty,
)
from qingshou.tariffs.rules.proration import Proration
from qingshou.tariffs.rules.rounding import Stage, Step, Steps

BY_AREA, FIXED = "price_per_m2_month", "fixed_per_month"
KNOWN = (
    "area_m2", BY_AREA, FIXED, "from", "until", "prices", "factor", "proration", "rounding",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be charged."""

    period: Period
    by_area: bool
    quantity: Fraction
    prices: tuple[PriceFrom, ...]
    terms: Terms

    def answer(self) -> Charged:
        """Charge it.

        Raises:
            PriceNamedTwice: If two prices begin on the same day.
        """
        return charge(
            period=self.period, quantity=self.quantity, prices=self.prices, terms=self.terms
        )


def read_question(form: Form) -> Question:
    """Read the form of ``quote_charge``.

    Raises:
        FieldUnknown: If it has a field the form does not know.
        FieldsExclude: If it has not exactly one of price by area and fixed price.
        NotPositive: If the area is zero.
        PeriodEmpty: If it ends before it begins.
    """
    form.only(*KNOWN)
    if (BY_AREA in form) == (FIXED in form):
        raise FieldsExclude(one=BY_AREA, other=FIXED)
    by_area = BY_AREA in form
    period = read_period(form)
    return Question(
        period=period,
        by_area=by_area,
        quantity=_quantity(form, by_area=by_area),
        prices=tuple(_prices(form, BY_AREA if by_area else FIXED)),
        terms=Terms(
            proration=_proration(form),
            rounding=read_rounding(form, Stage),
            factor=form.decimal("factor") if "factor" in form else Fraction(1),
        ),
    )


def read_period(form: Form) -> Period:
    """Read ``from`` and ``until``, the latter exclusive.

    Raises:
        PeriodEmpty: If it ends before it begins.
    """
    start, until = form.day("from"), form.day("until")
    if until <= start:
        raise PeriodEmpty(start=start, until=until)
    return Period(start, until)


def read_rounding(form: Form, stages: type[StrEnum]) -> Steps:
    """Read the steps of ``rounding``, each a unit and a stage; none if there are none."""
    steps = []
    for step in form.each("rounding"):
        step.only("unit", "stage")
        steps.append(Step(step.one_of("unit", RoundingUnit), step.one_of("stage", stages)))
    return tuple(steps)


def _proration(form: Form) -> Proration:
    if "proration" in form:
        return form.one_of("proration", Proration)
    return Proration.ACTUAL_MONTH


def _quantity(form: Form, *, by_area: bool) -> Fraction:
    if "area_m2" not in form:
        if by_area:
            raise FieldMissing(field="area_m2")
        return Fraction(1)
    area = form.decimal("area_m2")
    if by_area and not area:
        raise NotPositive(field="area_m2")
    return area if by_area else Fraction(1)


def _prices(form: Form, field: str) -> Iterator[PriceFrom]:
    yield PriceFrom(date.min, form.decimal(field))
    for change in form.each("prices"):
        change.only("from", field)
        yield PriceFrom(change.day("from"), change.decimal(field))
