"""Bill many communities side by side; accrue penalties every night."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from qingshou.billing import operations
from qingshou.billing.rules.accrued import Accrued, PostedPenalties, Standing
from qingshou.billing.rules.outcomes import Billed
from qingshou.estate.queries import communities
from qingshou.kernel.period import Period
from qingshou.kernel.refusals import Refusal
from qingshou.platform import clock
from qingshou.platform.identity import SYSTEM, Actor
from qingshou.platform.jobs import periodic
from qingshou.platform.parallel import in_processes

AT_NIGHT = "30 17 * * *"
"""Half past one in China, when yesterday is whole; schedules are read in UTC."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be billed for one community."""

    community_id: int
    period: Period
    on: date
    actor: Actor
    accept_jumps: bool = False
    preview: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """A community that could not be billed, with the refusal's code and facts."""

    community_id: int
    code: str
    facts: dict[str, Any]


def bill_many(orders: Sequence[Order]) -> Iterator[Billed | Refused]:
    """Carry out orders in a few processes; each community is a transaction of its own."""
    yield from in_processes(carry_out, orders)


def carry_out(order: Order) -> Billed | Refused:
    """Preview or bill one community; a refusal is told, not raised."""
    asked: dict[str, Any] = {
        "community_id": order.community_id,
        "period": order.period,
        "on": order.on,
        "accept_jumps": order.accept_jumps,
    }
    try:
        if order.preview:
            return operations.preview(**asked)
        return operations.bill(**asked, actor=order.actor)
    except Refusal as refusal:
        return Refused(order.community_id, refusal.code, refusal.facts)


@dataclass(frozen=True, slots=True)
class AccrualOrder:
    """The penalties of one community up to a day, and whether to post them as items too."""

    community_id: int
    as_of: date
    actor: Actor
    preview: bool = False
    post: bool = False


@dataclass(frozen=True, slots=True)
class Accrual:
    """What was accrued, and posted if that was ordered."""

    accrued: Accrued
    posted: PostedPenalties | None = None


def accrue_many(orders: Sequence[AccrualOrder]) -> Iterator[Accrual | Refused]:
    """Carry out orders in a few processes; each community is a transaction of its own."""
    yield from in_processes(accrue_one, orders)


def accrue_one(order: AccrualOrder) -> Accrual | Refused:
    """Accrue one community; a refusal is told, not raised, and stops nobody else."""
    try:
        accrued = operations.accrue_penalties(
            community_id=order.community_id,
            as_of=order.as_of,
            actor=order.actor,
            preview=order.preview,
        )
        if not order.post or order.preview or accrued.standing is Standing.NO_TERMS:
            return Accrual(accrued)
        posted = operations.post_penalties(
            community_id=order.community_id, as_of=accrued.as_of, actor=order.actor
        )
        return Accrual(accrued, posted)
    except Refusal as refusal:
        return Refused(order.community_id, refusal.code, refusal.facts)


@periodic(cron=AT_NIGHT, queue="billing", name="billing.accrue_penalties")
def accrue_tonight(**_: object) -> None:
    """Accrue every community up to today; on the first of a month post as well."""
    day = clock.today()
    for card in communities():
        order = AccrualOrder(int(card.community_id), day, SYSTEM, post=day.day == 1)
        accrue_one(order)
