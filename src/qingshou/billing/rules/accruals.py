"""What an item of the ledger bears as of a day: the penalty rule on the item's own facts.

This is the specification of the accrual in SQL; a property test keeps both equal. An item is
never in default before it stood in the book; frozen days bear nothing; a charge that is taken
back takes its whole penalty with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qingshou.billing.rules.lpr import DateBeforeRateTable, DateBeyondRateTable
from qingshou.billing.rules.penalties import Item, Penalty, Settlement, penalty
from qingshou.billing.rules.penalty_terms import Terms, terms_for
from qingshou.kernel.money import ZERO, Money
from qingshou.kernel.period import Period

NOTHING = Penalty(ZERO, ())


@dataclass(frozen=True, slots=True)
class Debt:
    """An item's facts: what settled it when (taken back: negative), and its frozen days."""

    kind: str
    principal: Money
    due_on: date
    posted_on: date
    settlements: tuple[Settlement, ...] = ()
    frozen: tuple[Period, ...] = ()
    reversed_on: date | None = None


def penalty_of(debt: Debt, versions: Sequence[Terms], *, as_of: date) -> Penalty:
    """Compute what an item bears as of a day, in the books as they are known now.

    Raises:
        DateBeyondRateTable: If a loan prime rate is needed that was not published yet.
        DateBeforeRateTable: If one is needed from before 2019-08-20.

    >>> from fractions import Fraction
    >>> from qingshou.billing.rules.penalties import Clause, Daily
    >>> half_a_permille = Terms(date(2026, 1, 1), Clause(Daily(Fraction("0.0005"))))
    >>> fee = Debt("PROPERTY_FEE", Money(100_000), date(2026, 1, 31), date(2026, 1, 1))
    >>> penalty_of(fee, [half_a_permille], as_of=date(2026, 3, 1)).amount
    Money(fen=1400)
    """
    terms = terms_for(debt.kind, debt.due_on, versions)
    taken_back = debt.reversed_on is not None and debt.reversed_on <= as_of
    if terms is None or taken_back:
        return NOTHING
    return penalty(
        items=[Item(debt.principal, max(debt.due_on, debt.posted_on))],
        settlements=by_day(debt.settlements),
        clause=terms.clause,
        until=as_of,
        frozen=debt.frozen,
    )


def counted_or_nothing(debt: Debt, versions: Sequence[Terms], *, as_of: date) -> Money:
    """Tell what an item bears as of a day; nothing as long as a rate it needs is not known."""
    try:
        return penalty_of(debt, versions, as_of=as_of).amount
    except (DateBeyondRateTable, DateBeforeRateTable):
        return ZERO


def by_day(settlements: Sequence[Settlement]) -> list[Settlement]:
    """Add up what was paid and taken back on each day, so that their order does not matter.

    >>> day = date(2026, 2, 1)
    >>> by_day([Settlement(day, Money(-9)), Settlement(day, Money(9))])
    []
    """
    days: dict[date, int] = defaultdict(int)
    for one in settlements:
        days[one.on] += one.amount.fen
    return [Settlement(on, Money(fen)) for on, fen in sorted(days.items()) if fen]
