"""Metered use: the difference of two readings, times the meter's multiplier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from qingshou.kernel.refusals import Refusal


class MeterRolledBack(Refusal):
    """A meter reads less than before; use cannot be negative."""

    code = "tariffs.meter-rolled-back"

    def __init__(self, *, before: str, latest: str, on: date) -> None:
        super().__init__(before=before, latest=latest, on=on)


@dataclass(frozen=True, slots=True)
class Read:
    """What a meter showed on a day."""

    on: date
    value: Fraction


def use_between(before: Read, latest: Read, multiplier: Fraction = Fraction(1)) -> Fraction:
    """Tell what was used between two readings.

    Raises:
        MeterRolledBack: If the later reading is smaller.
    """
    if latest.value < before.value:
        raise MeterRolledBack(before=str(before.value), latest=str(latest.value), on=latest.on)
    return (latest.value - before.value) * multiplier
