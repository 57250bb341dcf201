"""Which debts a payment settles, and in which order.

What the payer designates comes first (Civil Code §560), then costs before penalties before
principal (§561), and among equals the oldest due. The order is data: another house rule is
another ``Order``. ``docs/specs/allocation.md`` has worked cases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from qingshou.kernel.money import ZERO, Money
from qingshou.kernel.period import Period


class Claim(StrEnum):
    """What an item claims, as the law ranks it."""

    COST = "COST"
    PENALTY = "PENALTY"
    PRINCIPAL = "PRINCIPAL"


class Key(StrEnum):
    """By what items are ordered."""

    CLAIM = "CLAIM"
    DUE = "DUE"


@dataclass(frozen=True, slots=True)
class Order:
    """The order of allocation: sort keys, the ranking of claims, and what each kind claims.

    A kind that is not listed claims principal.
    """

    keys: tuple[Key, ...] = (Key.CLAIM, Key.DUE)
    ranking: tuple[Claim, ...] = (Claim.COST, Claim.PENALTY, Claim.PRINCIPAL)
    claims: Mapping[str, Claim] = field(
        default_factory=lambda: {"COST": Claim.COST, "PENALTY": Claim.PENALTY}
    )

    def rank(self, kind: str) -> int:
        """Tell the place of a kind's claim in the ranking; 0 comes first."""
        return self.ranking.index(self.claims.get(kind, Claim.PRINCIPAL))


STATUTORY = Order()
"""Costs, then penalties, then principal; the oldest due first."""


@dataclass(frozen=True, slots=True)
class Owed:
    """What is open on an item."""

    item_id: int
    kind: str
    period: Period
    due_on: date
    open: Money


@dataclass(frozen=True, slots=True)
class Designation:
    """What the payer said the payment is for: a kind, and a period or the whole kind."""

    kind: str
    period: Period | None = None

    def covers(self, owed: Owed) -> bool:
        """Tell whether an item is meant."""
        meets = self.period is None or (self.period & owed.period) is not None
        return owed.kind == self.kind and meets


@dataclass(frozen=True, slots=True)
class Part:
    """So much of a payment for one item."""

    item_id: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Allocation:
    """The parts of a payment, in order, and what is left as prepayment.

    ``items`` tells what each part settles, in the same order.
    """

    parts: tuple[Part, ...]
    rest: Money
    items: tuple[Owed, ...]


def allocate(
    amount: Money,
    debts: Sequence[Owed],
    *,
    designation: Designation | None = None,
    order: Order = STATUTORY,
) -> Allocation:
    """Share a payment among debts; what no debt takes is the rest.

    >>> march = Owed(1, "PROPERTY_FEE", Period.named("2025-03"), date(2025, 3, 25), Money(300))
    >>> april = Owed(2, "PROPERTY_FEE", Period.named("2025-04"), date(2025, 4, 25), Money(300))
    >>> [(part.item_id, part.amount.fen) for part in allocate(Money(400), [april, march]).parts]
    [(1, 300), (2, 100)]
    """
    parts, items, rest = [], [], amount
    for owed in sorted(debts, key=lambda owed: _place(owed, designation, order)):
        part = min(rest, owed.open)
        if part > ZERO:
            parts.append(Part(owed.item_id, part))
            items.append(owed)
            rest -= part
    assert sum(part.amount.fen for part in parts) + rest.fen == amount.fen
    return Allocation(tuple(parts), rest, tuple(items))


def shared(parts: Sequence[Part], tenders: Sequence[Money]) -> list[tuple[Part, ...]]:
    """Fill the parts of a payment with its tenders in their order; a tender gets its parts.

    >>> cash, wechat = shared([Part(1, Money(120)), Part(2, Money(30))], [Money(100), Money(60)])
    >>> [(part.item_id, part.amount.fen) for part in wechat]
    [(1, 20), (2, 30)]
    """
    waiting = [(part.item_id, part.amount) for part in reversed(parts)]
    found = []
    for left in tenders:
        taken = []
        while waiting and left > ZERO:
            item_id, amount = waiting.pop()
            part = min(amount, left)
            taken.append(Part(item_id, part))
            left -= part
            if amount > part:
                waiting.append((item_id, amount - part))
        found.append(tuple(taken))
    assert not waiting
    return found


def _place(owed: Owed, designation: Designation | None, order: Order) -> tuple[object, ...]:
    meant = designation is not None and designation.covers(owed)
    keys = {Key.CLAIM: order.rank(owed.kind), Key.DUE: owed.due_on}
    return (not meant, *(keys[key] for key in order.keys), owed.item_id)
