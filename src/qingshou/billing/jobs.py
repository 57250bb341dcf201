"""Bill many communities side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from qingshou.billing import operations
from qingshou.billing.rules.outcomes import Billed
from qingshou.kernel.period import Period
from qingshou.kernel.refusals import Refusal
from qingshou.platform.identity import Actor
from qingshou.platform.parallel import in_processes


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
