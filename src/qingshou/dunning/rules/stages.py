"""The three stages of a case, and the decision what happens next: facts in, decision out.

Payment outranks holds, holds outrank delays. One stage at a time and one step a day at most:
every delay is counted from the latest step, never from the oldest debt, so nobody meets the
lawyer before the reminder, however old the debt was when it was found, and whatever was paid
in between. Amounts and numbers of days belong to the strategy, which is data.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NewType

from qingshou.dunning.rules.contacts import WRITTEN, Channel
from qingshou.dunning.rules.holds import HoldReason
from qingshou.kernel.money import ZERO, Money

CaseId = NewType("CaseId", int)


class Stage(StrEnum):
    """How far a matter has gone."""

    FIRST_CONTACT = "FIRST_CONTACT"  # 初步沟通
    FOLLOW_UP = "FOLLOW_UP"  # 跟进催收
    LEGAL = "LEGAL"  # 法律程序

    @property
    def place(self) -> int:
        """Its place in the order, from 1; no place is ever skipped."""
        return list(Stage).index(self) + 1


class Because(StrEnum):
    """The reason of a decision; people read its wording, logs and auditors the code."""

    PAID = "PAID"
    SMALL_REST = "SMALL_REST"
    NOT_YET_OVERDUE = "NOT_YET_OVERDUE"
    OVERDUE = "OVERDUE"
    HELD = "HELD"
    DISPUTED = "DISPUTED"
    PROMISED = "PROMISED"
    STEPPED_TODAY = "STEPPED_TODAY"
    FINAL_STAGE = "FINAL_STAGE"
    DEBT_TOO_SMALL = "DEBT_TOO_SMALL"
    DEBT_TOO_YOUNG = "DEBT_TOO_YOUNG"
    STAGE_TOO_YOUNG = "STAGE_TOO_YOUNG"
    DEMAND_MISSING = "DEMAND_MISSING"
    DEMAND_PERIOD_RUNS = "DEMAND_PERIOD_RUNS"
    CONTACT_MISSING = "CONTACT_MISSING"
    CONTACTED = "CONTACTED"
    UNANSWERED = "UNANSWERED"
    DEMANDED = "DEMANDED"


@dataclass(frozen=True, slots=True)
class StageRule:
    """What must be so before a case may enter a stage.

    ``after_days`` counts from the latest step (for the first stage: from the due day);
    ``demand_days`` is the reasonable period a written demand must have given (Civil Code
    article 944), None where no demand is asked; ``or_after_days`` lets time stand in for
    the contacts that were asked for, None where it never does.
    """

    stage: Stage
    after_days: int
    least_overdue: Money = ZERO
    least_age_days: int = 0
    contacts: int = 0
    or_after_days: int | None = None
    demand_days: int | None = None


@dataclass(frozen=True, slots=True)
class Strategy:
    """How a group of debtors is approached, as data.

    Raises:
        ValueError: If its stages are not the three, in their order.
    """

    code: str
    stages: tuple[StageRule, ...]
    tolerance: Money = ZERO
    demand_channels: frozenset[Channel] = WRITTEN
    promise_grace_days: int = 0
    promise_furthest_days: int = 60

    def __post_init__(self) -> None:
        if tuple(rule.stage for rule in self.stages) != tuple(Stage):
            raise ValueError("a strategy names the three stages in their order")

    def after(self, stage: Stage | None) -> StageRule | None:
        """Tell the rule of the stage that follows, if one does."""
        place = stage.place if stage else 0
        return self.stages[place] if place < len(self.stages) else None


@dataclass(frozen=True, slots=True)
class Arrears:
    """What an account owes on a day.

    ``overdue`` is past its due day, less money received and not yet applied; ``free`` is the
    part of it that no complaint holds. ``rests_until`` is the day on which a running promise
    ends; ``holds`` are those on the whole account.
    """

    overdue: Money
    oldest_due_on: date | None
    free: Money
    free_oldest_due_on: date | None
    holds: frozenset[HoldReason] = frozenset()
    rests_until: date | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a case has come: its stage, the day of its latest step, what was done since.

    ``contacts`` counts the attempts since the stage began; ``demanded_on`` is the day of the
    earliest written demand of the case that arrived. Without a case, ``since`` is the day
    the account's previous case closed.
    """

    stage: Stage | None = None
    since: date | None = None
    contacts: int = 0
    demanded_on: date | None = None


@dataclass(frozen=True, slots=True)
class Close:
    """The case is over."""

    because: Because


@dataclass(frozen=True, slots=True)
class Stay:
    """Nothing happens, for a reason; ``look_again_on`` is the first day that could change it."""

    because: Because
    look_again_on: date | None = None


@dataclass(frozen=True, slots=True)
class Advance:
    """The case enters a stage; the first one opens it."""

    to: Stage
    because: Because


Step = Close | Stay | Advance


def next_step(arrears: Arrears, strategy: Strategy, progress: Progress, *, today: date) -> Step:
    """Decide the next step of an account's case on a day; deciding twice steps once."""
    over = _over(arrears, strategy)
    if over is not None:
        return Close(over)
    if progress.stage is None:
        return _open(arrears, strategy, progress, today)
    return (
        _rest(arrears, strategy, progress, today)
        or _brake(arrears, strategy, progress, today)
        or _evidence(strategy, progress, today)
    )


def _over(arrears: Arrears, strategy: Strategy) -> Because | None:
    if arrears.overdue <= ZERO or arrears.oldest_due_on is None:
        return Because.PAID
    return Because.SMALL_REST if arrears.overdue <= strategy.tolerance else None


def _open(arrears: Arrears, strategy: Strategy, progress: Progress, today: date) -> Step:
    """Notice the arrears: even a held account is seen, it is only not pursued."""
    assert arrears.oldest_due_on is not None
    if progress.since is not None and today <= progress.since:
        return _stepped(progress.since)
    rule = strategy.stages[0]
    due_on = arrears.oldest_due_on + timedelta(days=rule.after_days)
    if today < due_on:
        return Stay(Because.NOT_YET_OVERDUE, look_again_on=due_on)
    return Advance(to=rule.stage, because=Because.OVERDUE)


def _rest(arrears: Arrears, strategy: Strategy, progress: Progress, today: date) -> Stay | None:
    """Leave the account in peace: a hold, a dispute of all of it, a promise, a step today."""
    assert progress.since is not None
    if arrears.holds:
        return Stay(Because.HELD)
    if arrears.free <= strategy.tolerance or arrears.free_oldest_due_on is None:
        return Stay(Because.DISPUTED)
    if arrears.rests_until is not None and today < arrears.rests_until:
        return Stay(Because.PROMISED, look_again_on=arrears.rests_until)
    return _stepped(progress.since) if today <= progress.since else None


def _stepped(since: date) -> Stay:
    return Stay(Because.STEPPED_TODAY, look_again_on=since + timedelta(days=1))


def _brake(arrears: Arrears, strategy: Strategy, progress: Progress, today: date) -> Stay | None:
    """Hold back what comes too soon or is about too little."""
    assert progress.since is not None and arrears.free_oldest_due_on is not None
    rule = strategy.after(progress.stage)
    if rule is None:
        return Stay(Because.FINAL_STAGE)
    if arrears.free < rule.least_overdue:
        return Stay(Because.DEBT_TOO_SMALL)
    old_enough_on = arrears.free_oldest_due_on + timedelta(days=rule.least_age_days)
    if today < old_enough_on:
        return Stay(Because.DEBT_TOO_YOUNG, look_again_on=old_enough_on)
    ripe_on = progress.since + timedelta(days=rule.after_days)
    if today < ripe_on:
        return Stay(Because.STAGE_TOO_YOUNG, look_again_on=ripe_on)
    return None


def _evidence(strategy: Strategy, progress: Progress, today: date) -> Step:
    """Advance only on what was really done: contacts recorded, a demand whose period is over."""
    rule = strategy.after(progress.stage)
    assert rule is not None and progress.since is not None
    if rule.demand_days is not None:
        if progress.demanded_on is None:
            return Stay(Because.DEMAND_MISSING)
        answered_by = progress.demanded_on + timedelta(days=rule.demand_days)
        if today < answered_by:
            return Stay(Because.DEMAND_PERIOD_RUNS, look_again_on=answered_by)
    if progress.contacts >= rule.contacts:
        demanded = rule.demand_days is not None
        return Advance(rule.stage, Because.DEMANDED if demanded else Because.CONTACTED)
    if rule.or_after_days is None:
        return Stay(Because.CONTACT_MISSING)
    waited_until = progress.since + timedelta(days=rule.or_after_days)
    if today < waited_until:
        return Stay(Because.CONTACT_MISSING, look_again_on=waited_until)
    return Advance(rule.stage, Because.UNANSWERED)
