"""Rounding is a list of named steps; between two steps every amount is an exact fraction of fen.

``docs/specs/rounding.md`` has the worked numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from qingshou.kernel.money import RoundingUnit, half_up
from qingshou.kernel.refusals import Refusal


class RoundingUnreadable(Refusal):
    """A rounding step written as text is none of ``FEN:LINE``, ``JIAO:MONTH``, ``YUAN:TOTAL`` …"""

    code = "tariffs.rounding-unreadable"

    def __init__(self, *, text: str) -> None:
        super().__init__(text=text)


class Stage(StrEnum):
    """Where a charge is rounded: each month, each line, or the total of the bill."""

    MONTH = "MONTH"
    LINE = "LINE"
    TOTAL = "TOTAL"


@dataclass(frozen=True, slots=True)
class Step:
    """One rounding, half up: what is kept and where it happens."""

    unit: RoundingUnit
    stage: StrEnum


Steps = tuple[Step, ...]
TO_THE_FEN_BY_LINE: Steps = (Step(RoundingUnit.FEN, Stage.LINE),)

_WORDS = {
    "分": "FEN", "角": "JIAO", "元": "YUAN",
    "按月": "MONTH", "每月": "MONTH", "按行": "LINE", "每行": "LINE", "每项": "LINE",
    "合计": "TOTAL", "总额": "TOTAL",
}  # fmt: skip


def round_at(stage: StrEnum, fen: Fraction, steps: Iterable[Step]) -> Fraction:
    """Apply, in their order, the steps of one stage to an amount in fen.

    >>> round_at(Stage.LINE, Fraction(2501, 2), [Step(RoundingUnit.JIAO, Stage.LINE)])
    Fraction(1250, 1)
    """
    for step in steps:
        if step.stage == stage:
            fen = half_up(fen, step.unit)
    return fen


def total_of(fen: Fraction, steps: Iterable[Step], *, stage: StrEnum = Stage.TOTAL) -> int:
    """Round a total by its own steps, and at the end, if part of a fen is left, to the fen."""
    return int(half_up(round_at(stage, fen, steps)))


def carry(parts: Sequence[Fraction], total: int) -> list[tuple[int, int]]:
    """Write exact parts in whole fen that add up to a total already rounded.

    Each part is rounded half up to the fen; what is then missing or too much is carried by
    the largest part, the earlier among equals. No part is pushed below zero: the next
    largest takes what is left. Returns pairs of (fen, fen carried).

    >>> carry([Fraction(1001, 2), Fraction(501, 2)], 700)
    [(449, -52), (251, 0)]
    """
    fen = [int(half_up(part)) for part in parts]
    missing = total - sum(fen)
    carried = [0] * len(fen)
    for at in sorted(range(len(parts)), key=lambda at: (-parts[at], at)):
        carried[at] = max(missing, -fen[at])
        missing -= carried[at]
    return [(amount + moved, moved) for amount, moved in zip(fen, carried, strict=True)]


def steps_of(written: list[dict[str, str]]) -> Steps:
    """Read rounding steps as a tariff keeps them."""
    return tuple(Step(RoundingUnit(step["unit"]), Stage(step["stage"])) for step in written)


def read_steps(text: str) -> Steps:
    """Read steps written in a workbook: ``FEN:LINE``, ``角:合计``, several joined by ``;``.

    Raises:
        RoundingUnreadable: If a step is not a unit and a stage.

    >>> read_steps("分:每行; YUAN:TOTAL")[1].stage
    <Stage.TOTAL: 'TOTAL'>
    """
    pieces = re.split(r"[;；,，、]", text)
    return tuple(_read_step(piece.strip()) for piece in pieces if piece.strip())


def _read_step(text: str) -> Step:
    written = [word.strip() for word in text.replace("：", ":").split(":")]
    words = [_WORDS.get(word, word.upper()) for word in written]
    units = [word for word in words if word in RoundingUnit.__members__]
    stages = [word for word in words if word in Stage.__members__]
    if len(words) != 2 or len(units) != 1 or len(stages) != 1:
        raise RoundingUnreadable(text=text)
    return Step(RoundingUnit[units[0]], Stage[stages[0]])
