"""Differences planted between the cashiers' ledger and the channels, one of each kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from qingshou.kernel.money import ZERO, Money
from qingshou.sample.channels.takings import Taking

FEWEST = 12
"""Where a channel moved less often than this, nothing is planted."""

_KEYED_WRONG = Money(90)
_STRANGE = Money(10_000)


@dataclass(frozen=True, slots=True)
class Difference:
    """What is wrong with one order: by kind, with both amounts and both days where they differ."""

    kind: str
    channel: str
    order_no: str
    ours: Money
    theirs: Money
    our_day: date
    their_day: date

    def as_facts(self) -> dict[str, Any]:
        """Write it for the truth file."""
        return {
            "kind": self.kind,
            "channel": self.channel,
            "order_no": self.order_no,
            "ours_fen": self.ours.fen,
            "theirs_fen": self.theirs.fen,
            "our_day": str(self.our_day),
            "their_day": str(self.their_day),
        }


Slip = tuple[list[Taking], Difference]


def plant(rng: Random, moved: list[Taking], until: date) -> tuple[list[Taking], list[Difference]]:
    """Let one of each kind go wrong; nothing leaves the window that ends before ``until``."""
    if len(moved) < FEWEST:
        return moved, []
    movable = [taking for taking in moved if taking.at.date() + timedelta(days=1) < until]
    chosen = rng.sample(movable, len(_SLIPS))
    slips = {taking.order_no: slip for taking, slip in zip(chosen, _SLIPS, strict=True)}
    seen: list[Taking] = []
    differences: list[Difference] = []
    for taking in moved:
        slip = slips.get(taking.order_no)
        if slip is None:
            seen.append(taking)
        else:
            instead, difference = slip(taking)
            seen.extend(instead)
            differences.append(difference)
    return sorted(seen, key=lambda taking: (taking.at, taking.order_no)), differences


def _never_arrived(taking: Taking) -> Slip:
    return [], _told("OURS_ONLY", taking, theirs=ZERO)


def _nobody_wrote(taking: Taking) -> Slip:
    stray = replace(
        taking,
        order_no=f"{taking.order_no}X",
        amount=_STRANGE,
        at=taking.at + timedelta(minutes=7),
        subject="未登记收款",
    )
    return [taking, stray], replace(
        _told("THEIRS_ONLY", taking, theirs=_STRANGE), order_no=stray.order_no, ours=ZERO
    )


def _keyed_wrong(taking: Taking) -> Slip:
    theirs = taking.amount + _KEYED_WRONG
    return [replace(taking, amount=theirs)], _told("AMOUNT", taking, theirs=theirs)


def _after_midnight(taking: Taking) -> Slip:
    next_day = taking.at.date() + timedelta(days=1)
    moved = replace(taking, at=datetime.combine(next_day, time(0, 0, 20)))
    return [moved], replace(_told("DATE", taking), their_day=next_day)


def _twice(taking: Taking) -> Slip:
    again = replace(taking, at=taking.at + timedelta(seconds=40), again=1)
    both = taking.amount + taking.amount
    return [taking, again], _told("DUPLICATE", taking, theirs=both)


_SLIPS: tuple[Callable[[Taking], Slip], ...] = (
    _never_arrived,
    _nobody_wrote,
    _keyed_wrong,
    _after_midnight,
    _twice,
)


def _told(kind: str, taking: Taking, *, theirs: Money | None = None) -> Difference:
    day = taking.at.date()
    return Difference(
        kind=kind,
        channel=taking.channel,
        order_no=taking.order_no,
        ours=taking.amount,
        theirs=taking.amount if theirs is None else theirs,
        our_day=day,
        their_day=day,
    )
