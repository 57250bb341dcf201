"""Share-out (公摊): a pool of whole fen is divided so that the shares always sum to the pool."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction

from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal


class Weight(StrEnum):
    """By what a pool is divided."""

    BUILDING_AREA = "BUILDING_AREA"
    USABLE_AREA = "USABLE_AREA"
    HOUSEHOLD = "HOUSEHOLD"


class NobodyShares(Refusal):
    """A pool cannot be divided because no unit has a weight."""

    code = "tariffs.nobody-shares"

    def __init__(self, *, pool: str) -> None:
        super().__init__(pool=pool)


def share_out(pool: Money, weights: Mapping[int, Fraction]) -> dict[int, Money]:
    """Divide a pool among units by largest remainder, the smaller unit id first among equals.

    Raises:
        NobodyShares: If all weights are zero.

    >>> share_out(Money(100), {3: Fraction(1), 1: Fraction(1), 2: Fraction(1)})
    {1: Money(fen=34), 2: Money(fen=33), 3: Money(fen=33)}
    """
    units = sorted(weights)
    if not any(weights.values()):
        raise NobodyShares(pool=str(pool))
    return dict(zip(units, pool.split([weights[unit] for unit in units]), strict=True))
