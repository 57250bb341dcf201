"""The contractual penalty (违约金): simple interest on what is still owed, day by day.

One penalty per default, with its rule, its days and its cap shown; the word 滞纳金 is not
used beside it. Pure and replayable: the same facts give the same fen for any past day.
``docs/specs/penalty.md`` has the conventions with worked numbers (民法典 §585).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import assert_never

from qingshou.billing.rules import lpr
from qingshou.billing.rules.day_counts import DAYS_IN_MONTH, DayBasis, days_in
from qingshou.kernel.money import ZERO, Money
from qingshou.kernel.period import Period
from qingshou.tariffs.rules.rounding import Steps, carry, round_at, total_of

ONE_DAY = timedelta(days=1)


class Stage(StrEnum):
    """Where a penalty is rounded: each segment, each item, or the total."""

    SEGMENT = "SEGMENT"
    ITEM = "ITEM"
    TOTAL = "TOTAL"


class Cap(StrEnum):
    """Whether an item's penalty may exceed its principal: a house rule, no statute says so."""

    NONE = "NONE"
    PRINCIPAL = "PRINCIPAL"


@dataclass(frozen=True, slots=True)
class Daily:
    """A rate per day, such as 0.0005."""

    rate: Fraction


@dataclass(frozen=True, slots=True)
class Monthly:
    """A rate per month; a day is a thirtieth of it (月利率 ÷ 30)."""

    rate: Fraction


@dataclass(frozen=True, slots=True)
class LoanPrimeRate:
    """A multiple of the published annual rate; a day is a 365th or 360th of it."""

    term: lpr.Term
    multiple: Fraction = Fraction(1)


Rule = Daily | Monthly | LoanPrimeRate


@dataclass(frozen=True, slots=True)
class Clause:
    """A penalty clause of a contract."""

    rule: Rule
    grace_days: int = 0
    day_basis: DayBasis = DayBasis.ACTUAL
    year_days: int = 365
    count_first_day: bool = True
    count_last_day: bool = False
    cap: Cap = Cap.PRINCIPAL
    rounding: Steps = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A principal and the last day on which it could be paid in time."""

    principal: Money
    due_on: date


@dataclass(frozen=True, slots=True)
class Settlement:
    """Principal paid on a day; from that day on it bears no penalty."""

    on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Segment:
    """Days of one item with one rate and one remaining principal."""

    item: int
    period: Period
    days: int
    rate: Fraction
    principal: Money
    exact: Fraction
    amount: Money = ZERO


@dataclass(frozen=True, slots=True)
class Penalty:
    """A penalty; its segments add up to its amount."""

    amount: Money
    segments: tuple[Segment, ...]


def penalty(
    *,
    items: Sequence[Item],
    settlements: Sequence[Settlement],
    clause: Clause,
    until: date,
    since: date | None = None,
    frozen: Sequence[Period] = (),
) -> Penalty:
    """Compute the penalty of items up to a day; ``since`` overrides the first day for all of them.

    Settlements pay the item that is due first. What they pay beyond all principal is ignored.
    Frozen days bear nothing and need no rate; they part the days before from those after.

    Raises:
        DateBeyondRateTable: If a loan prime rate is needed that was not published yet.
        DateBeforeRateTable: If one is needed from before 2019-08-20.

    >>> from qingshou.kernel.money import RoundingUnit
    >>> penalty(
    ...     items=[Item(Money(100_000), date(2026, 1, 31))],
    ...     settlements=[],
    ...     clause=Clause(Daily(Fraction("0.0005"))),
    ...     until=date(2026, 3, 1),
    ... ).amount
    Money(fen=1400)
    """
    owed = remaining(items, settlements)
    by_item = [
        list(_segments(at, owed[at], clause, _free(_counted(item, clause, since, until), frozen)))
        for at, item in enumerate(items)
    ]
    capped = [
        _cap(segments, item.principal, clause)
        for segments, item in zip(by_item, items, strict=True)
    ]
    amounts = [amount for amount, _ in capped]
    total = total_of(sum(amounts, start=Fraction(0)), clause.rounding, stage=Stage.TOTAL)
    if clause.cap is Cap.PRINCIPAL:
        total = min(total, sum(item.principal.fen for item in items))
    shown = _shown([exact for _, exact in capped], amounts, total)
    return Penalty(Money(total), tuple(_write(by_item, shown)))


def remaining(
    items: Sequence[Item], settlements: Sequence[Settlement]
) -> list[list[tuple[date, Money]]]:
    """Tell, per item, its remaining principal from each day on which it changed.

    >>> remaining([Item(Money(9), date(2026, 1, 1))], [Settlement(date(2026, 2, 1), Money(4))])
    [[(datetime.date(1, 1, 1), Money(fen=9)), (datetime.date(2026, 2, 1), Money(fen=5))]]
    """
    owed = [[(date.min, item.principal)] for item in items]
    oldest_first = sorted(range(len(items)), key=lambda at: (items[at].due_on, at))
    for settlement in sorted(settlements, key=lambda settlement: settlement.on):
        left = settlement.amount.fen
        for at in oldest_first:
            still = owed[at][-1][1].fen
            paid = min(left, still)
            if paid:
                owed[at].append((settlement.on, Money(still - paid)))
                left -= paid
    return owed


def first_day(item: Item, clause: Clause) -> date:
    """Tell the first day of default: the day after the due day and the days of grace."""
    return item.due_on + timedelta(days=1 + clause.grace_days)


def _counted(item: Item, clause: Clause, since: date | None, until: date) -> Period | None:
    start = since or first_day(item, clause)
    if not clause.count_first_day:
        start += ONE_DAY
    end = until + ONE_DAY if clause.count_last_day else until
    return Period(start, end) if start < end else None


def _free(counted: Period | None, frozen: Sequence[Period]) -> list[Period]:
    """Take the frozen days out of those that count."""
    if counted is None:
        return []
    free, start = [], counted.start
    for pause in sorted(frozen):
        if start < min(pause.start, counted.until):
            free.append(Period(start, min(pause.start, counted.until)))
        start = max(start, pause.until)
    return [*free, Period(start, counted.until)] if start < counted.until else free


def _segments(
    at: int, owed: list[tuple[date, Money]], clause: Clause, counted: list[Period]
) -> Iterator[Segment]:
    ends = [day for day, _ in owed[1:]] + [date.max]
    for (since, principal), end in zip(owed, ends, strict=True):
        if not principal or since >= end:
            continue
        for part in counted:
            owing = part & Period(since, end)
            if owing:
                yield from _at_its_rates(at, owing, principal, clause)


def _at_its_rates(at: int, owing: Period, principal: Money, clause: Clause) -> Iterator[Segment]:
    for stretch, rate in _rates(owing, clause.rule):
        days = days_in(stretch, clause.day_basis)
        exact = principal.fen * _per_day(rate, clause) * days
        if days:
            exact = round_at(Stage.SEGMENT, exact, clause.rounding)
            yield Segment(at, stretch, days, rate, principal, exact)


def _rates(period: Period, rule: Rule) -> Iterator[tuple[Period, Fraction]]:
    match rule:
        case Daily(rate) | Monthly(rate):
            yield period, rate
        case LoanPrimeRate(term, multiple):
            table = lpr.rate_table()
            table.rate_on(period.latest_day, term)
            published = [one.on for one in table.publications]
            switches = [day for day in published if period.start < day < period.until]
            for start, until in pairwise([period.start, *switches, period.until]):
                yield Period(start, until), table.rate_on(start, term) * multiple
        case _:
            assert_never(rule)


def _per_day(rate: Fraction, clause: Clause) -> Fraction:
    match clause.rule:
        case Daily():
            return rate
        case Monthly():
            return rate / DAYS_IN_MONTH
        case LoanPrimeRate():
            return rate / clause.year_days
        case _:
            assert_never(clause.rule)


def _cap(
    segments: list[Segment], principal: Money, clause: Clause
) -> tuple[Fraction, list[Fraction]]:
    """Round an item, then cap it; a segment counts only while the cap is not reached."""
    exact = [segment.exact for segment in segments]
    amount = round_at(Stage.ITEM, sum(exact, start=Fraction(0)), clause.rounding)
    if clause.cap is Cap.NONE or amount <= principal.fen:
        return amount, exact
    room = Fraction(principal.fen)
    for at, one in enumerate(exact):
        exact[at] = min(one, room)
        room -= exact[at]
    return Fraction(principal.fen), exact


def _shown(
    exact: list[list[Fraction]], amounts: list[Fraction], total: int
) -> list[list[tuple[int, int]]]:
    by_item = [fen for fen, _ in carry(amounts, total)]
    return [carry(parts, fen) for parts, fen in zip(exact, by_item, strict=True)]


def _write(by_item: list[list[Segment]], shown: list[list[tuple[int, int]]]) -> Iterator[Segment]:
    for segments, amounts in zip(by_item, shown, strict=True):
        for one, (fen, _) in zip(segments, amounts, strict=True):
            yield Segment(
                one.item, one.period, one.days, one.rate, one.principal, one.exact, Money(fen)
            )
