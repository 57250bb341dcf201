"""Promises to pay (承诺还款): a dated word that rests the case, and is kept or broken.

A promise is judged by money received from the day it was made to the day it was due, plus
the days of grace. It does not end with a month or a report; only money, time or a newer
promise ends it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from qingshou.kernel.money import ZERO, Money


class PromiseState(StrEnum):
    """Where a promise stands."""

    RUNNING = "RUNNING"  # 履行中
    KEPT = "KEPT"  # 已兑现
    BROKEN = "BROKEN"  # 已违约
    REPLACED = "REPLACED"  # 已由新承诺替代


@dataclass(frozen=True, slots=True)
class Promise:
    """An amount promised by a day; ``ends_on`` is the first day on which it no longer runs."""

    made_on: date
    promised_on: date
    amount: Money
    ends_on: date

    @classmethod
    def with_grace(
        cls, *, made_on: date, promised_on: date, amount: Money, grace_days: int
    ) -> Promise:
        """Make a promise that rests the case through the promised day and the days of grace."""
        return cls(made_on, promised_on, amount, promised_on + timedelta(days=grace_days + 1))

    def replaced_on(self, day: date) -> Promise:
        """End it early because a newer promise takes its place."""
        return Promise(self.made_on, self.promised_on, self.amount, min(self.ends_on, day))


@dataclass(frozen=True, slots=True)
class Settled:
    """Money received on the account on a day."""

    on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Kept:
    """The promised amount was in, on this day."""

    on: date


@dataclass(frozen=True, slots=True)
class Broken:
    """It was not; from this day the case goes on where it rested."""

    on: date


@dataclass(frozen=True, slots=True)
class Replaced:
    """A newer promise took its place on this day before it could be kept or broken."""

    on: date


@dataclass(frozen=True, slots=True)
class Running:
    """It may still be kept; the case rests until, not including, this day."""

    until: date


Judgment = Kept | Broken | Replaced | Running


def judge(promise: Promise, settled: Iterable[Settled], *, today: date) -> Judgment:
    """Tell whether a promise is kept, broken, replaced or still running on a day.

    Money counts from the day of the promise to the day before it ends, and only what has
    come in by ``today``; what the judgment says of a day never depends on when it is asked.

    >>> word = Promise.with_grace(made_on=date(2026, 3, 2), promised_on=date(2026, 3, 10),
    ...                           amount=Money(30_000), grace_days=3)
    >>> judge(word, [Settled(date(2026, 3, 12), Money(30_000))], today=date(2026, 3, 31))
    Kept(on=datetime.date(2026, 3, 12))
    >>> judge(word, [], today=date(2026, 3, 13))
    Running(until=datetime.date(2026, 3, 14))
    >>> judge(word, [], today=date(2026, 3, 31))
    Broken(on=datetime.date(2026, 3, 14))
    """
    received = ZERO
    for payment in sorted(settled, key=lambda each: each.on):
        if promise.made_on <= payment.on <= today and payment.on < promise.ends_on:
            received += payment.amount
            if received >= promise.amount:
                return Kept(on=payment.on)
    if today < promise.ends_on:
        return Running(until=promise.ends_on)
    if promise.ends_on <= promise.promised_on:
        return Replaced(on=promise.ends_on)
    return Broken(on=promise.ends_on)
