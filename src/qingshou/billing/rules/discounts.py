"""Discounts (优惠): what terms grant, computed and explained; never another price.

A gift of months for a year paid ahead, a campaign of percent or yuan on charges due in its
window, and the rounding off of small change at the desk.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from qingshou.kernel.calendar import add_months
from qingshou.kernel.money import ZERO, Money, RoundingUnit
from qingshou.kernel.period import Period
from qingshou.kernel.refusals import Refusal

DEFINE, GRANT = "billing.offer", "billing.discount"
PER_MILLE = 1000


class Scheme(StrEnum):
    """What kind of discount it is."""

    PREPAY_GIFT = "PREPAY_GIFT"  # 预缴赠月
    CAMPAIGN = "CAMPAIGN"  # 活动优惠
    ROUNDING_OFF = "ROUNDING_OFF"  # 抹零


class TermsUnfit(Refusal):
    """The terms of an offer do not say all that its scheme needs, or say more."""

    code = "billing.terms-unfit"

    def __init__(self, *, scheme: str, because: str) -> None:
        super().__init__(scheme=scheme, because=because)


@dataclass(frozen=True, slots=True)
class Terms:
    """The dated terms of an offer; ``alone`` is the most one person grants at a time.

    A campaign takes ``per_mille`` of a charge or the amount ``each``, all within ``budget``; a
    gift gives ``months_gifted`` for ``months_paid``; a rounding off cuts below ``unit``.
    """

    name: str
    scheme: Scheme
    window: Period
    kinds: tuple[str, ...]
    alone: Money
    per_mille: int = 0
    each: Money = ZERO
    budget: Money = ZERO
    months_paid: int = 0
    months_gifted: int = 0
    unit: RoundingUnit | None = None

    def facts(self) -> dict[str, Any]:
        """Tell exactly what is to be approved."""
        return {
            "name": self.name,
            "scheme": self.scheme.value,
            "from": self.window.start,
            "until": self.window.until,
            "kinds": list(self.kinds),
            "alone": self.alone,
            "per_mille": self.per_mille,
            "each": self.each,
            "budget": self.budget,
            "months_paid": self.months_paid,
            "months_gifted": self.months_gifted,
            "unit": self.unit.value if self.unit else "",
        }


def refuse_unfit(terms: Terms) -> None:
    """Refuse terms that do not make sense.

    Raises:
        TermsUnfit: If something is missing, or too much.
    """
    percent_or_amount = (0 < terms.per_mille <= PER_MILLE) != (terms.each > ZERO)
    fit = {
        Scheme.CAMPAIGN: percent_or_amount and terms.budget > ZERO and bool(terms.kinds),
        Scheme.PREPAY_GIFT: 0 < terms.months_gifted <= terms.months_paid <= 60
        and len(terms.kinds) == 1,
        Scheme.ROUNDING_OFF: terms.unit in (RoundingUnit.JIAO, RoundingUnit.YUAN),
    }
    if not terms.name.strip() or terms.alone < ZERO:
        raise TermsUnfit(scheme=terms.scheme.value, because="NAME_OR_LIMIT")
    if not fit[terms.scheme]:
        raise TermsUnfit(scheme=terms.scheme.value, because=terms.scheme.value)


def campaign_off(charged: Money, left: Money, terms: Terms) -> Money:
    """Tell what a campaign takes off one charge: its part of the charge, within what is open.

    >>> terms = Terms("示例", Scheme.CAMPAIGN, Period(date(2026, 3, 1), date(2026, 4, 1)),
    ...               ("FEE",), Money(5000), per_mille=50, budget=Money(100_000))
    >>> campaign_off(Money(25_450), Money(25_450), terms)
    Money(fen=1273)
    >>> campaign_off(Money(25_450), Money(1_000), terms)
    Money(fen=1000)
    """
    meant = terms.each or charged.times(Fraction(terms.per_mille, PER_MILLE)).half_up()
    return min(meant, left)


def small_change(due: Money, unit: RoundingUnit) -> Money:
    """Tell what is cut off a sum to come to whole jiao or yuan; never up.

    >>> due = Money(25_437)
    >>> small_change(due, RoundingUnit.JIAO), small_change(due, RoundingUnit.YUAN)
    (Money(fen=7), Money(fen=37))
    """
    return Money(due.fen % unit.fen)


@dataclass(frozen=True, slots=True)
class Gift:
    """Months paid ahead and the months they earn."""

    paid: Period
    gifted: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class TooLittle:
    """What was paid ahead does not cover the months the terms ask for."""

    needed: Money
    prepaid: Money


def gift_for(
    prepaid: Money, monthly: Money, first_unbilled: date, terms: Terms
) -> Gift | TooLittle:
    """Decide whether a prepayment earns the gift, and of which months.

    The months paid are the first that are not billed yet; those after them are the gift.

    >>> terms = Terms("缴一年送一月", Scheme.PREPAY_GIFT, Period(date(2026, 3, 1), date(2026, 4, 1)),
    ...               ("FEE",), Money(30_000), months_paid=12, months_gifted=1)
    >>> gift_for(Money(300_000), Money(25_000), date(2026, 4, 1), terms).gifted
    (datetime.date(2027, 4, 1),)
    >>> gift_for(Money(299_999), Money(25_000), date(2026, 4, 1), terms)
    TooLittle(needed=Money(fen=300000), prepaid=Money(fen=299999))
    """
    needed = Money(monthly.fen * terms.months_paid)
    if prepaid < needed:
        return TooLittle(needed, prepaid)
    after = add_months(first_unbilled, terms.months_paid)
    months = tuple(add_months(after, number) for number in range(terms.months_gifted))
    return Gift(Period(first_unbilled, after), months)


@dataclass(frozen=True, slots=True)
class Granted:
    """Discounts given, ready to be kept as an answer: how many, of how much, what is left."""

    offer: str
    discounts: int
    amount: str
    budget_left: str
    approval_id: int | None
    on: str
