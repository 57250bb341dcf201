"""The charge of one service over a period: quantity × price × time × factor, then the roundings.

A line has one price; where the price changes, a new line begins on the effective date. A line
is made of month parts. Hence three places to round: part (MONTH), line (LINE), sum (TOTAL).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from qingshou.kernel.money import Money
from qingshou.kernel.period import Period
from qingshou.kernel.refusals import Refusal
from qingshou.tariffs.rules import rounding
from qingshou.tariffs.rules.proration import Per, Proration, parts_of, time_in
from qingshou.tariffs.rules.rounding import Stage, Steps

FEN_PER_YUAN = 100


class NoPriceInForce(Refusal):
    """On the first day to be charged no price is in force yet."""

    code = "tariffs.no-price-in-force"

    def __init__(self, *, day: date) -> None:
        super().__init__(day=day)


class PriceNamedTwice(Refusal):
    """Two prices of one charge begin on the same day."""

    code = "tariffs.price-named-twice"

    def __init__(self, *, day: date) -> None:
        super().__init__(day=day)


@dataclass(frozen=True, slots=True)
class PriceFrom:
    """A price in yuan from a day on, with the document that set it."""

    since: date
    price: Fraction
    document: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the contract says about time, factor and rounding."""

    proration: Proration = Proration.ACTUAL_MONTH
    rounding: Steps = rounding.TO_THE_FEN_BY_LINE
    per: Per = Per.MONTH
    factor: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Part:
    """One calendar month, or part of it, within a line; ``fen`` is after the MONTH roundings."""

    period: Period
    time: Fraction
    fen: Fraction


@dataclass(frozen=True, slots=True)
class Line:
    """A frozen charge line: everything needed to explain and to recompute its amount."""

    period: Period
    quantity: Fraction
    price: PriceFrom
    parts: tuple[Part, ...]
    fen: Fraction  # after the LINE roundings
    amount: Money
    rounding_fen: int = 0  # carried from the total, see rounding.carry

    @property
    def time(self) -> Fraction:
        """How many months (or years, days …, as the price says) were charged."""
        return sum((part.time for part in self.parts), start=Fraction(0))


@dataclass(frozen=True, slots=True)
class Charged:
    """A charge: its lines add up to its amount."""

    lines: tuple[Line, ...]
    amount: Money
    terms: Terms


def charge(
    *, period: Period, quantity: Fraction, prices: Sequence[PriceFrom], terms: Terms
) -> Charged:
    """Charge a quantity over a period.

    Raises:
        NoPriceInForce: If the period begins before the first price.
        PriceNamedTwice: If two prices begin on the same day.

    >>> from qingshou.kernel.period import month
    >>> price = PriceFrom(date(2026, 1, 1), Fraction("2.5"))
    >>> charge(period=month(2026, 2), quantity=Fraction(100), prices=[price], terms=Terms()).amount
    Money(fen=25000)
    """
    stretches = list(priced(period, prices))
    if terms.per is Per.ONCE:
        stretches = [(period, stretches[0][1])]
    drafts = [_draft(stretch, quantity, price, terms) for stretch, price in stretches]
    exact = [line.fen for line in drafts]
    total = rounding.total_of(sum(exact, start=Fraction(0)), terms.rounding)
    carried = rounding.carry(exact, total)
    lines = tuple(
        Line(draft.period, draft.quantity, draft.price, draft.parts, draft.fen, Money(fen), moved)
        for draft, (fen, moved) in zip(drafts, carried, strict=True)
    )
    return Charged(lines, Money(total), terms)


def priced(period: Period, prices: Sequence[PriceFrom]) -> Iterator[tuple[Period, PriceFrom]]:
    """Split a period at the days on which its price changes.

    Raises:
        NoPriceInForce: If the period begins before the first price.
        PriceNamedTwice: If two prices begin on the same day.
    """
    ordered = sorted(prices, key=lambda price: price.since)
    for earlier, later in pairwise(ordered):
        if earlier.since == later.since:
            raise PriceNamedTwice(day=later.since)
    if not ordered or ordered[0].since > period.start:
        raise NoPriceInForce(day=period.start)
    ends = [price.since for price in ordered[1:]] + [period.until]
    for price, end in zip(ordered, ends, strict=True):
        start, until = max(price.since, period.start), min(end, period.until)
        if start < until:
            yield Period(start, until), price


def _draft(period: Period, quantity: Fraction, price: PriceFrom, terms: Terms) -> Line:
    rate = quantity * price.price * terms.factor * FEN_PER_YUAN
    parts = tuple(_part(part, rate, terms) for part in parts_of(period, terms.per))
    fen = sum((part.fen for part in parts), start=Fraction(0))
    fen = rounding.round_at(Stage.LINE, fen, terms.rounding)
    return Line(period, quantity, price, parts, fen, Money(0))


def _part(period: Period, rate: Fraction, terms: Terms) -> Part:
    time = time_in(period, terms.proration, terms.per)
    return Part(period, time, rounding.round_at(Stage.MONTH, rate * time, terms.rounding))
