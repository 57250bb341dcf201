"""Ours against theirs, pair by pair: five kinds of difference, and what each does to a day.

The effects of all differences of a day add up to what the day's movements differ by; what they do
not add up to is unexplained, and a day with anything unexplained stays open.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qingshou.kernel.money import ZERO, Money, total
from qingshou.reconciliation.rules.lines import LineKind


class DifferenceKind(StrEnum):
    """How a pair may disagree."""

    OURS_ONLY = "OURS_ONLY"  # 我方有、对方无
    THEIRS_ONLY = "THEIRS_ONLY"  # 对方有、我方无
    AMOUNT = "AMOUNT"  # 金额不一致
    DATE = "DATE"  # 日期不一致
    DUPLICATE = "DUPLICATE"  # 重复


class Remedy(StrEnum):
    """What is to be done about a difference; each has its sentence and most a command."""

    ASK_FOR_STATEMENT = "ASK_FOR_STATEMENT"  # theirs is late or was not imported: wait, import
    TAKE_BACK_OURS = "TAKE_BACK_OURS"  # they never had it: reverse our receipt
    FIND_THE_HOME = "FIND_THE_HOME"  # theirs has no receipt: accept a suggestion or park it
    BOOK_THE_REFUND = "BOOK_THE_REFUND"  # they paid back what we have not booked
    CORRECT_THE_AMOUNT = "CORRECT_THE_AMOUNT"  # reverse and receive again with theirs
    WAIT_FOR_THE_DAY = "WAIT_FOR_THE_DAY"  # the same money on another day: nothing to do
    RETURN_THE_DOUBLE = "RETURN_THE_DOUBLE"  # paid twice: give it back or keep it as prepayment
    TAKE_BACK_THE_DOUBLE = "TAKE_BACK_THE_DOUBLE"  # received twice by us: reverse one
    TELL_THEM = "TELL_THEM"  # listed twice by them: ask for a corrected statement
    FIND_THE_PAYOUT = "FIND_THE_PAYOUT"  # money under way between channel and bank
    ASK_FOR_THE_REST = "ASK_FOR_THE_REST"  # less of a payout came than was sent: ask the channel
    ASK_ABOUT_THE_DOUBLE = "ASK_ABOUT_THE_DOUBLE"  # a payout came twice: ask, and send one back


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a pair: its day, its signed amount, the number people know it by."""

    key: str
    on: date
    amount: Money
    number: str = ""
    is_double: bool = False
    repeats: bool = False
    kind: LineKind = LineKind.PAYMENT


@dataclass(frozen=True, slots=True)
class Pair:
    """What was matched, or one side that was not."""

    ours: Side | None
    theirs: Side | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A pair that disagrees, as a day sees it; ``effect`` is ours less theirs on that day."""

    kind: DifferenceKind
    remedy: Remedy
    on: date
    ours: Side | None
    theirs: Side | None

    @property
    def subject(self) -> str:
        """Name the pair in a way that outlives a new look."""
        return "|".join(side.key for side in (self.ours, self.theirs) if side)

    @property
    def effect(self) -> Money:
        """Tell what it does to the day."""
        ours = self.ours.amount if self.ours and self.ours.on == self.on else ZERO
        theirs = self.theirs.amount if self.theirs and self.theirs.on == self.on else ZERO
        return ours - theirs


def differences(pairs: Iterable[Pair], *, on: date) -> list[Difference]:
    """Tell the differences of a day, in the order of the pairs."""
    found = []
    for pair in pairs:
        judged = _judge(pair)
        days = {side.on for side in (pair.ours, pair.theirs) if side}
        if judged and on in days:
            found.append(Difference(*judged, on, pair.ours, pair.theirs))
    return found


def _judge(pair: Pair) -> tuple[DifferenceKind, Remedy] | None:
    """Tell the kind and the remedy of a pair; nothing when both sides agree."""
    ours, theirs = pair.ours, pair.theirs
    if ours is None:
        assert theirs is not None
        return _theirs_alone(theirs)
    if theirs is None:
        if ours.is_double:
            return DifferenceKind.DUPLICATE, Remedy.TAKE_BACK_THE_DOUBLE
        return DifferenceKind.OURS_ONLY, _of_ours_alone(ours)
    if ours.amount != theirs.amount:
        short = theirs.kind is LineKind.PAYOUT
        remedy = Remedy.ASK_FOR_THE_REST if short else Remedy.CORRECT_THE_AMOUNT
        return DifferenceKind.AMOUNT, remedy
    if ours.on != theirs.on:
        return DifferenceKind.DATE, Remedy.WAIT_FOR_THE_DAY
    return None


def _of_ours_alone(ours: Side) -> Remedy:
    return Remedy.TAKE_BACK_OURS if ours.number else Remedy.ASK_FOR_STATEMENT


def _theirs_alone(theirs: Side) -> tuple[DifferenceKind, Remedy]:
    if theirs.is_double and theirs.kind is LineKind.PAYOUT and not theirs.repeats:
        return DifferenceKind.DUPLICATE, Remedy.ASK_ABOUT_THE_DOUBLE
    if theirs.is_double:
        twice = Remedy.RETURN_THE_DOUBLE if theirs.number else Remedy.TELL_THEM
        return DifferenceKind.DUPLICATE, twice
    if theirs.kind is LineKind.PAYOUT:
        return DifferenceKind.THEIRS_ONLY, Remedy.FIND_THE_PAYOUT
    if theirs.amount < ZERO:
        return DifferenceKind.THEIRS_ONLY, Remedy.BOOK_THE_REFUND
    return DifferenceKind.THEIRS_ONLY, Remedy.FIND_THE_HOME


@dataclass(frozen=True, slots=True)
class Movement:
    """What came and went on a day on one side, from the balance before it."""

    opening: Money
    money_in: Money
    money_out: Money

    @property
    def closing(self) -> Money:
        """The balance after it."""
        return self.opening + self.money_in - self.money_out

    @property
    def net(self) -> Money:
        """What the day changed."""
        return self.money_in - self.money_out


@dataclass(frozen=True, slots=True)
class DaySheet:
    """A fund account on a day: both sides, their differences, and what those leave unexplained.

    ``told`` is the closing balance their statement itself tells, where it tells one; ``settled``
    the subjects of differences that somebody has explained; ``closed_by`` who closed the day.
    """

    on: date
    ours: Movement
    theirs: Movement
    differences: tuple[Difference, ...]
    explained: frozenset[str] = frozenset()
    told: Money | None = None
    closed_by: str = ""

    @property
    def closed(self) -> bool:
        """Tell whether the day was closed."""
        return bool(self.closed_by)

    @property
    def unexplained(self) -> Money:
        """What the two movements differ by beyond the differences that were found."""
        found = total(difference.effect for difference in self.differences)
        return self.ours.net - self.theirs.net - found

    @property
    def waiting(self) -> tuple[Difference, ...]:
        """The differences that still need somebody; one of dates explains itself."""
        return tuple(
            difference
            for difference in self.differences
            if difference.kind is not DifferenceKind.DATE
            and difference.subject not in self.explained
        )

    @property
    def told_differs(self) -> bool:
        """Tell whether their own balance is not what their lines come to."""
        return self.told is not None and self.told != self.theirs.closing

    @property
    def may_close(self) -> bool:
        """Tell whether nothing is left to explain."""
        return self.unexplained == ZERO and not self.waiting and not self.told_differs
