"""When a billing run sets a unit aside, and when its total makes one look twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

MOST_LINES_PER_UNIT = 15
PRICE_JUMP = 10
TOTAL_TOLERANCE = Fraction(3, 10)


class RunState(StrEnum):
    """What has become of a run; a preview and a killed run leave none behind."""

    POSTED = "POSTED"
    REVERSED = "REVERSED"


class Reason(StrEnum):
    """Why a unit is set aside."""

    AREA_MISSING = "AREA_MISSING"
    NO_PRICE = "NO_PRICE"
    PRICE_JUMPED = "PRICE_JUMPED"
    TOO_MANY_LINES = "TOO_MANY_LINES"
    OVERLAPPING = "OVERLAPPING"
    NOBODY_LIABLE = "NOBODY_LIABLE"
    METER_ROLLED_BACK = "METER_ROLLED_BACK"
    READING_MISSING = "READING_MISSING"
    FORMULA_FAILS = "FORMULA_FAILS"
    AMOUNT_IMPLAUSIBLE = "AMOUNT_IMPLAUSIBLE"


@dataclass(frozen=True, slots=True)
class Change:
    """A kind whose total moved further than the tolerance since it was last billed."""

    kind: str
    before_fen: int
    latest_fen: int

    @property
    def percent(self) -> int:
        """The change in whole percent of the amount before."""
        return round(Fraction(self.latest_fen - self.before_fen, self.before_fen) * 100)


def striking_changes(before: Mapping[str, int], latest: Mapping[str, int]) -> list[Change]:
    """Find the kinds whose total differs from the one before by more than three tenths.

    >>> [change.percent for change in striking_changes({"A": 100, "B": 100}, {"A": 131, "B": 130})]
    [31]
    """
    return [
        Change(kind, before[kind], fen)
        for kind, fen in sorted(latest.items())
        if before.get(kind) and abs(Fraction(fen, before[kind]) - 1) > TOTAL_TOLERANCE
    ]
