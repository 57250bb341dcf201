"""What a unit owes for a month: integer arithmetic, rounded half up to the fen once per line.

The simulator has to know the bills before anybody has billed them, for people pay what is on the
bill. It therefore computes them by itself, in whole fen, in the plainest way there is; a part
month never occurs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from qingshou.sample.estate import Unit
from qingshou.sample.months import day_in, is_cycle_start

DUE_DAY = 25


@dataclass(frozen=True, slots=True)
class Price:
    """One line of a price list; ``price`` counts ten-thousandths of a yuan per month and base.

    ``since`` and ``until`` are month numbers, ``until`` exclusive. A line for high-rise
    buildings, ``high_rise=True``, outranks the line of the same kind for all.
    """

    kind: str
    kind_name: str
    basis: str
    usages: tuple[str, ...]
    price: int
    cycle: int
    since: int
    until: int | None = None
    high_rise: bool | None = None
    document: str = ""

    def applies_to(self, unit: Unit) -> bool:
        """Tell whether a unit is charged by this line at all."""
        return unit.usage in self.usages and self.high_rise in (None, unit.high_rise)

    def in_force(self, month: int) -> bool:
        """Tell whether the line is valid in a month."""
        return self.since <= month and (self.until is None or month < self.until)


@dataclass(slots=True)
class Bill:
    """One charge of a unit in fen; ``until`` is the month after its last, ``open`` the rest."""

    unit: Unit
    kind: str
    kind_name: str
    since: int
    until: int
    due_on: date
    amount: int
    open: int

    @property
    def order(self) -> tuple[date, int, str]:
        """Oldest due first."""
        return self.due_on, self.since, self.kind


def line_amount(price: int, *, area: int, months: int) -> int:
    """Multiply area (hundredths of a m²), price (ten-thousandths of a yuan) and months, in fen.

    >>> line_amount(22_000, area=8937, months=1)  # 89.37 m² at 2.20 yuan: 196.614 yuan
    19661
    """
    return (area * price * months + 5_000) // 10_000


def share_per_home(month: int) -> int:
    """Tell each home's share of the common electricity and water of a month, in fen."""
    return 560 + month * 37 % 11 * 23 + (180 if month % 12 in (0, 1, 6, 7, 11) else 0)


def amount_of(price: Price, unit: Unit, month: int) -> int:
    """Work out one line in fen."""
    if price.basis == "BUILDING_AREA":
        return line_amount(price.price, area=unit.area, months=price.cycle)
    if price.basis == "SHARE":
        return share_per_home(month)
    return price.price * price.cycle // 100


def prices_of(unit: Unit, price_list: Sequence[Price]) -> tuple[Price, ...]:
    """Choose the lines of a price list that concern a unit."""
    fitting = [price for price in price_list if price.applies_to(unit)]
    special = {price.kind for price in fitting if price.high_rise is not None}
    return tuple(p for p in fitting if p.high_rise is not None or p.kind not in special)


def charges(unit: Unit, prices: Sequence[Price], month: int) -> Iterator[Bill]:
    """Make the bills of a unit that are issued on the first day of a month."""
    for price in prices:
        if is_cycle_start(month, price.cycle) and price.in_force(month):
            amount = amount_of(price, unit, month)
            due_on = day_in(month, DUE_DAY)
            until = month + price.cycle
            yield Bill(unit, price.kind, price.kind_name, month, until, due_on, amount, amount)
