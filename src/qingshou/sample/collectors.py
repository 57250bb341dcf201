"""How the staff chase what is overdue: who is contacted, how, in which stage, with what outcome.

A case climbs one stage at a time, 初步沟通 → 跟进催收 → 法律程序, never without a contact in the
stage before; disputes and hardship do not reach the lawyer. Which method is used is chance and
does not look at the traits, so that effects can be told from selection.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from qingshou.sample.chance import happens, pick
from qingshou.sample.estate import Unit
from qingshou.sample.holders import Party
from qingshou.sample.months import day_in
from qingshou.sample.traits import Traits

FIRST, FOLLOW_UP, LEGAL = "FIRST_CONTACT", "FOLLOW_UP", "LEGAL"
WORTH_A_CONTACT = 5_000  # fen
WORTH_A_LAWYER = 150_000
SPRING_FESTIVAL_PERCENT = 70

_MENU = {
    FIRST: {"SMS": 420, "WECHAT": 300, "PHONE": 480},
    FOLLOW_UP: {"PHONE": 520, "VISIT": 230, "NOTICE": 120, "WECHAT": 160, "LETTER": 70, "SMS": 90},
    LEGAL: {"PHONE": 220, "LETTER": 90, "VISIT": 60},
}
_NEEDS_PHONE = ("PHONE", "SMS", "WECHAT")


@dataclass(frozen=True, slots=True)
class Contact:
    """One line of the contact archive; amounts in fen."""

    on: date
    unit: Unit
    party: Party
    channel: str
    outcome: str
    stage: str
    staff: str
    reason: str = ""
    promised_on: date | None = None
    promised: int | None = None
    note: str = ""

    @property
    def got_through(self) -> bool:
        """Tell whether the payer heard of it."""
        return self.outcome in ("REACHED", "PROMISED", "DELIVERED", "REFUSED", "DISPUTED")


@dataclass(slots=True)
class Case:
    """The chase of one payer, from its first contact until nothing is overdue."""

    opened: int
    stage: str = FIRST
    stage_since: int = 0
    contacts: int = 0

    def advance(self, month: int, *, overdue: int, disputed: bool) -> bool:
        """Climb one stage if it is time, and tell whether it did."""
        age = month - self.stage_since
        if not self.contacts:
            return False
        if self.stage == FIRST and age >= 2:
            return self._enter(FOLLOW_UP, month)
        if self.stage == FOLLOW_UP and age >= 5 and overdue >= WORTH_A_LAWYER and not disputed:
            return self._enter(LEGAL, month)
        return False

    def _enter(self, stage: str, month: int) -> bool:
        self.stage, self.stage_since, self.contacts = stage, month, 0
        return True


def attempts(rng: Random, case: Case, month: int, *, entered: bool) -> Iterator[tuple[date, str]]:
    """List this month's attempts, by day: the menu of the stage, the lawyer's letter on entry."""
    quiet = SPRING_FESTIVAL_PERCENT if month % 12 == 1 else 100
    chosen = [
        channel
        for channel, permille in _MENU[case.stage].items()
        if happens(rng, permille * quiet // 100)
    ]
    if case.stage == LEGAL and entered:
        chosen = ["LETTER"]
    days = sorted(rng.sample(range(2, 23), len(chosen)))
    yield from ((day_in(month, day), channel) for day, channel in zip(days, chosen, strict=True))


def outcome(rng: Random, traits: Traits, channel: str, *, grieved: bool, legal: bool) -> str:
    """Tell how an attempt ends."""
    if channel in _NEEDS_PHONE and not traits.phone_works:
        return "WRONG_NUMBER" if channel == "PHONE" or happens(rng, 600) else "NO_ANSWER"
    if channel in ("SMS", "WECHAT", "NOTICE"):
        return "DELIVERED"
    if channel == "LETTER":
        return "RETURNED" if traits.cause == "MOVED" and happens(rng, 550) else "DELIVERED"
    if not happens(rng, _answers(traits, channel)):
        return "NO_ANSWER"
    return _answer(rng, traits, grieved=grieved, legal=legal)


def _answers(traits: Traits, channel: str) -> int:
    if channel == "VISIT":
        return {"VACANT": 60, "MOVED": 40}.get(traits.cause, 640)
    return {"REFUSAL": 480, "MOVED": 300}.get(traits.cause, 720)


def _answer(rng: Random, traits: Traits, *, grieved: bool, legal: bool) -> str:
    if grieved:
        return pick(rng, {"DISPUTED": 82, "REFUSED": 18})
    if traits.cause == "REFUSAL":
        return pick(rng, {"REFUSED": 80, "REACHED": 12, "PROMISED": 20 if legal else 8})
    promises = {"": 55, "FORGOT": 55, "HARDSHIP": 52, "NOT_INFORMED": 45, "VACANT": 40}
    return pick(rng, {"PROMISED": promises.get(traits.cause, 30), "REACHED": 45})


def told_reason(rng: Random, traits: Traits, *, grieved: bool) -> str:
    """The reason the staff write down: mostly the true one, sometimes none or another."""
    cause = traits.cause if grieved or not traits.grieved else ""
    certain = cause or pick(rng, {"FORGOT": 70, "NOT_INFORMED": 10, "OTHER": 20})
    return pick(rng, {certain: 84, "": 10, "OTHER": 6})


def guessed_reason(rng: Random, traits: Traits, ending: str) -> str:
    """A dead number or a returned letter makes the staff ask the neighbors who has moved away."""
    gone = traits.cause == "MOVED" and ending in ("WRONG_NUMBER", "RETURNED")
    return "MOVED" if gone and happens(rng, 450) else ""
