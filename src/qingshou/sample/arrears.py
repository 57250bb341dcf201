"""What was already owed when the books begin: whole old bills, gathered by half-year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from random import Random

from qingshou.sample.chance import happens
from qingshou.sample.holders import Payer
from qingshou.sample.tariffs import Bill, Price, charges, prices_of

_OWED = {  # by cause: how likely (permille), months of arrears from and to
    "": (45, 1, 3),
    "FORGOT": (280, 1, 5),
    "HARDSHIP": (520, 3, 18),
    "MOVED": (760, 12, 44),
    "REFUSAL": (780, 10, 42),
    "OWNERSHIP": (650, 6, 28),
    "VACANT": (450, 4, 22),
    "NOT_INFORMED": (430, 2, 12),
    "SERVICE": (150, 4, 16),
    "PRICE": (60, 1, 3),
    "DEVELOPER": (0, 1, 1),
}


def opening_arrears(
    rng: Random, payer: Payer, price_list: Sequence[Price], start: int
) -> list[Bill]:
    """List the old bills of a payer's home or shop that are unpaid at the start of a month."""
    permille, fewest, most = _OWED[payer.traits.cause]
    owes, back = happens(rng, permille), rng.randint(fewest, most)
    stretch = payer.stretches[0]
    if not owes or not stretch.covers(start) or stretch.unit.usage == "PARKING":
        return []
    first = max(start - back, stretch.since or 0)
    prices = [p for p in prices_of(stretch.unit, price_list) if p.kind == "PROPERTY_FEE"]
    old = [bill for month in range(first, start) for bill in charges(stretch.unit, prices, month)]
    return list(_by_half_year(old))


def _by_half_year(bills: list[Bill]) -> Iterator[Bill]:
    """Gather bills as arrears ledgers do; the gathered debt is due with its latest bill."""
    for _, run in groupby(bills, key=lambda bill: bill.since // 6):
        parts = list(run)
        amount, latest = sum(part.amount for part in parts), parts[-1]
        yield Bill(
            latest.unit, latest.kind, latest.kind_name, parts[0].since, latest.until,
            latest.due_on, amount, amount,
        )  # fmt: skip
