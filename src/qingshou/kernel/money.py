"""Money is a whole number of fen; between two roundings everything is an exact fraction."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor

from qingshou.kernel.refusals import Refusal

_YUAN = re.compile(r"(?P<sign>-?)(?P<yuan>\d{1,13})(?:\.(?P<fen>\d{1,2}))?")


class RoundingUnit(StrEnum):
    """The smallest unit a rounding keeps: fen 0.01, jiao 0.1, yuan 1."""

    FEN = "FEN"
    JIAO = "JIAO"
    YUAN = "YUAN"

    @property
    def fen(self) -> int:
        """How many fen make one of this unit."""
        return {RoundingUnit.FEN: 1, RoundingUnit.JIAO: 10, RoundingUnit.YUAN: 100}[self]


class AmountUnreadable(Refusal):
    """An amount is not a plain number of yuan with at most two places."""

    code = "kernel.amount-unreadable"

    def __init__(self, *, text: str) -> None:
        super().__init__(text=text)


def half_up(value: Fraction, unit: RoundingUnit = RoundingUnit.FEN) -> Fraction:
    """Round an amount in fen to the nearest unit, halves away from zero.

    >>> half_up(Fraction(5, 2)), half_up(Fraction(-5, 2))
    (Fraction(3, 1), Fraction(-3, 1))
    >>> half_up(Fraction(1250), RoundingUnit.YUAN)
    Fraction(1300, 1)
    """
    steps = abs(value) / unit.fen
    rounded = floor(steps + Fraction(1, 2)) * unit.fen
    return Fraction(rounded if value >= 0 else -rounded)


@dataclass(frozen=True, slots=True, order=True)
class Unrounded:
    """An exact amount in fen that is not money until somebody says how it is rounded."""

    fen: Fraction

    def __add__(self, other: Unrounded) -> Unrounded:
        return Unrounded(self.fen + other.fen)

    def round_to(self, unit: RoundingUnit) -> Unrounded:
        """Round half up to a unit and stay exact, for roundings that happen in stages."""
        return Unrounded(half_up(self.fen, unit))

    def half_up(self) -> Money:
        """Become money: the nearest whole fen, halves away from zero."""
        return Money(int(half_up(self.fen)))


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in fen, the minor unit of its book's only currency.

    Raises:
        TypeError: If it is given anything but a whole number.
    """

    fen: int

    def __post_init__(self) -> None:
        if type(self.fen) is not int:
            raise TypeError(f"money counts whole fen, not {self.fen!r}")

    @classmethod
    def from_yuan(cls, text: str | Decimal) -> Money:
        """Read an exact yuan amount.

        Raises:
            AmountUnreadable: If it is no plain number or has more than two places.

        >>> Money.from_yuan("254.4")
        Money(fen=25440)
        """
        found = _YUAN.fullmatch(str(text).strip())
        if found is None:
            raise AmountUnreadable(text=str(text))
        fen = int(found["yuan"]) * 100 + int((found["fen"] or "0").ljust(2, "0"))
        return cls(-fen if found["sign"] else fen)

    @property
    def yuan(self) -> str:
        """Write the amount in yuan with two places, for machines.

        >>> Money(-25440).yuan
        '-254.40'
        """
        sign = "-" if self.fen < 0 else ""
        return f"{sign}{abs(self.fen) // 100}.{abs(self.fen) % 100:02d}"

    def __str__(self) -> str:
        sign = "-" if self.fen < 0 else ""
        return f"{sign}¥{abs(self.fen) // 100:,}.{abs(self.fen) % 100:02d}"

    def __add__(self, other: Money) -> Money:
        return Money(self.fen + other.fen)

    def __sub__(self, other: Money) -> Money:
        return Money(self.fen - other.fen)

    def __neg__(self) -> Money:
        return Money(-self.fen)

    def __bool__(self) -> bool:
        return self.fen != 0

    def times(self, factor: Fraction | int) -> Unrounded:
        """Scale exactly; the result is not money until someone rounds it."""
        return Unrounded(Fraction(self.fen) * factor)

    def split(self, weights: Sequence[int | Fraction]) -> list[Money]:
        """Share the whole by weight, so that the parts always sum to the whole.

        What the floors leave over goes, a fen each, to the largest remainders, the
        earlier part first among equals.

        >>> [part.fen for part in Money(100).split([1, 1, 1])]
        [34, 33, 33]
        """
        whole = sum(weights, start=Fraction(0))
        if whole <= 0 or any(weight < 0 for weight in weights):
            raise ValueError("shares need weights that are not negative and not all zero")
        exact = [Fraction(self.fen) * weight / whole for weight in weights]
        floors = [floor(part) for part in exact]
        left_over = self.fen - sum(floors)
        by_remainder = sorted(range(len(exact)), key=lambda at: (floors[at] - exact[at], at))
        for at in by_remainder[:left_over]:
            floors[at] += 1
        assert sum(floors) == self.fen
        return [Money(part) for part in floors]


ZERO = Money(0)


def total(amounts: Iterable[Money]) -> Money:
    """Add amounts up."""
    return Money(sum(amount.fen for amount in amounts))
