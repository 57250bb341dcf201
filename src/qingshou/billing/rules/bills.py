"""A bill: the charges of one account in one run, and the roundings of its total.

Charges whose contracts round the total to the same steps are added up and rounded together;
a charge whose contract says nothing of a total is, at the end, rounded to the fen by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from qingshou.kernel.money import Money
from qingshou.tariffs.rules.charges import Charged, Line
from qingshou.tariffs.rules.rounding import Stage, Step, carry, total_of

Total = tuple[Step, ...]


def totals_together(steps: Sequence[Step]) -> Total:
    """Tell the TOTAL steps of a contract: charges that share them are rounded together."""
    return tuple(step for step in steps if step.stage is Stage.TOTAL)


def bill(charges: Sequence[Charged]) -> list[Charged]:
    """Round the total of a bill; each charge comes back with the amounts its lines bear."""
    billed = list(charges)
    groups: dict[tuple[Total, int], list[int]] = {}
    for at, charged in enumerate(charges):
        total = totals_together(charged.terms.rounding)
        groups.setdefault((total, 0 if total else at + 1), []).append(at)
    for (total, _), members in groups.items():
        exact = [line.fen for at in members for line in charges[at].lines]
        fen = carry(exact, total_of(sum(exact, start=Fraction(0)), total))
        for at in members:
            count = len(charges[at].lines)
            billed[at] = _bearing(charges[at], fen[:count])
            fen = fen[count:]
    return billed


def _bearing(charged: Charged, fen: Sequence[tuple[int, int]]) -> Charged:
    lines: list[Line] = [
        replace(line, amount=Money(amount), rounding_fen=moved)
        for line, (amount, moved) in zip(charged.lines, fen, strict=True)
    ]
    return replace(charged, lines=tuple(lines), amount=Money(sum(amount for amount, _ in fen)))
