"""What drives a household: means, memory and grievance, drawn once and never written in a ledger.

``memory`` (0 to 99) is how surely a bill is remembered, ``means`` (0 to 99) how easily it can be
paid. A cause says why a payer falls behind; most payers have none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from qingshou.sample.chance import happens, pick
from qingshou.sample.months import month_number
from qingshou.sample.plans import LIFT_REPAIRED_ON, LIFT_STOPPED, Plan

_CAUSES = {
    "": 765,
    "FORGOT": 95,
    "HARDSHIP": 30,
    "NOT_INFORMED": 22,
    "MOVED": 14,
    "VACANT": 26,
    "REFUSAL": 21,
    "OWNERSHIP": 7,
    "SERVICE": 12,
    "PRICE": 0,
}
_SHOP_CAUSES = {"": 800, "FORGOT": 60, "HARDSHIP": 85, "REFUSAL": 20, "SERVICE": 20, "MOVED": 15}
_LIFT_GRIEVANCE = 430
_CHANNELS = {"WECHAT": 42, "ALIPAY": 17, "CASH": 13, "POS": 9, "TRANSFER": 9}
_BUSINESS_CHANNELS = {"TRANSFER": 70, "POS": 20, "WECHAT": 10}


@dataclass(frozen=True, slots=True)
class Traits:
    """The hidden truth about one payer; months are month numbers.

    ``grieved`` are the months in which nothing is paid for the disputed thing; who is
    ``forgiving`` pays again afterwards. ``debit_from`` is when a direct debit was signed.
    """

    memory: int
    means: int
    cause: str = ""
    grieved: range = range(0)
    forgiving: bool = True
    phone_works: bool = True
    pays_ahead: bool = False
    rounds_up: bool = False
    channel: str = "WECHAT"
    debit_from: int | None = None
    personal_wording: bool = False
    tilt: int = 0
    settled_on: date | None = None


DEVELOPER = Traits(memory=99, means=99, cause="DEVELOPER", channel="TRANSFER")


def draw(rng: Random, plan: Plan, *, business: bool, lift_stopped: bool, tilt: int) -> Traits:
    """Draw a payer's traits."""
    cause = _cause(rng, plan, business=business, lift_stopped=lift_stopped)
    memory, means = _memory_and_means(rng, cause)
    grieved, settled_on = _grievance(rng, plan, cause, lift_stopped=lift_stopped)
    channel = pick(rng, _BUSINESS_CHANNELS if business else _CHANNELS)
    return Traits(
        memory=memory,
        means=means,
        cause=cause,
        grieved=grieved,
        forgiving=happens(rng, 540),
        phone_works=happens(rng, {"MOVED": 80, "NOT_INFORMED": 250}.get(cause, 945)),
        pays_ahead=not cause and not business and happens(rng, 85),
        rounds_up=channel in ("CASH", "TRANSFER") and happens(rng, 120),
        channel=channel,
        debit_from=_debit_from(rng, plan, cause, business=business),
        personal_wording=happens(rng, 500),
        tilt=tilt,
        settled_on=settled_on,
    )


def _cause(rng: Random, plan: Plan, *, business: bool, lift_stopped: bool) -> str:
    if lift_stopped and happens(rng, _LIFT_GRIEVANCE):
        return "SERVICE"
    return pick(rng, _SHOP_CAUSES if business else {**_CAUSES, **dict(plan.mix)})


def _memory_and_means(rng: Random, cause: str) -> tuple[int, int]:
    """The forgetful forget, the hard-pressed cannot; both are a matter of degree."""
    memory = rng.randint(5, 32) if cause == "FORGOT" else rng.randint(68, 98)
    means = rng.randint(4, 22) if cause == "HARDSHIP" else rng.randint(58, 99)
    return memory, means


def _grievance(
    rng: Random, plan: Plan, cause: str, *, lift_stopped: bool
) -> tuple[range, date | None]:
    """Say which months a dispute lasts and on which day it is settled."""
    if cause == "SERVICE" and lift_stopped:
        start = LIFT_STOPPED + rng.randrange(3)
        return range(start, month_number(LIFT_REPAIRED_ON)), LIFT_REPAIRED_ON
    if cause == "PRICE" and plan.price_change:
        start = plan.price_change + rng.randrange(2)
        return range(start, start + rng.randint(4, 13)), None
    if cause in ("SERVICE", "OWNERSHIP"):
        start = LIFT_STOPPED - 24 + rng.randrange(26)
        return range(start, start + rng.randint(6, 20)), None
    return range(0), None


def _debit_from(rng: Random, plan: Plan, cause: str, *, business: bool) -> int | None:
    """The forgetful sign sooner than others; who disputes or cannot pay hardly signs."""
    if plan.debit_wave is None or business:
        return None
    likelihood = {"": 420, "FORGOT": 520, "VACANT": 300, "HARDSHIP": 80}.get(cause, 40)
    start, signs = rng.choice(plan.debit_wave), happens(rng, likelihood)
    return start if signs else None
