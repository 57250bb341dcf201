"""What a billing run, or its preview, comes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qingshou.billing.rules.runs import Change, Reason
from qingshou.kernel.money import ZERO, Money


class Outcome(StrEnum):
    """What was done."""

    PREVIEWED = "PREVIEWED"  # nothing was written
    POSTED = "POSTED"  # the lines are in the ledger
    NOTHING_NEW = "NOTHING_NEW"  # everything was billed before


@dataclass(frozen=True, slots=True)
class KindTotal:
    """Lines and money of one charge kind."""

    kind: str
    lines: int
    total: Money


@dataclass(frozen=True, slots=True)
class ParkedUnits:
    """How many units were set aside for a reason, with the first few of them."""

    reason: Reason
    units: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offset:
    """What credits settled right after a run: how many settlements, and of how much."""

    settlements: int
    amount: Money


NO_OFFSET = Offset(0, ZERO)


@dataclass(frozen=True, slots=True)
class Billed:
    """A run or a preview. Equal digests mean equal lines, in whatever order."""

    outcome: Outcome
    community_id: int
    month: date
    on: date
    run_id: int | None
    lines: int
    units: int
    total: Money
    kinds: tuple[KindTotal, ...]
    parked: tuple[ParkedUnits, ...]
    billed_before: int
    free_lines: int
    changes: tuple[Change, ...]
    poolless: tuple[str, ...]
    digest: str
    gifts: Offset = NO_OFFSET
    offset: Offset = NO_OFFSET

    @property
    def parked_units(self) -> int:
        """How many units were set aside, those with two reasons counted twice."""
        return sum(parked.units for parked in self.parked)
