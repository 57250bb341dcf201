"""Receipts seen from the other side: when the money moved, whose it was, what was paid for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from qingshou.kernel.money import Money
from qingshou.sample.books import Books
from qingshou.sample.chance import stream
from qingshou.sample.estate import Unit
from qingshou.sample.holders import Party
from qingshou.sample.months import month_number
from qingshou.sample.purse import Payment
from qingshou.sample.workbooks.money import receipted

_OPENS, _HOURS = time(8, 0), 12


@dataclass(frozen=True, slots=True)
class Taking:
    """One movement of money; ``order_no`` is the number of the receipt the cashier wrote."""

    at: datetime
    order_no: str
    channel: str
    unit: Unit
    party: Party
    amount: Money
    subject: str
    again: int = 0  # the same order for the second time, by a slip of the channel


def takings(books: Books, *, seed: int, months: range) -> list[Taking]:
    """List what moved in some months, in order of time: one movement per receipt and channel."""
    return sorted(_takings(books, seed, months), key=lambda taking: (taking.at, taking.order_no))


def _takings(books: Books, seed: int, months: range) -> Iterator[Taking]:
    recent = (row for row in receipted(books) if month_number(row.payment.on) in months)
    together: dict[tuple[str, str], list[Payment]] = defaultdict(list)
    for row in recent:
        together[row.number, row.payment.channel].append(row.payment)
    for (number, _), payments in together.items():
        first = payments[0]
        seconds = stream(seed, "takings", number).randrange(_HOURS * 3600)
        kinds = "、".join(dict.fromkeys(payment.kind_name for payment in payments))
        yield Taking(
            at=datetime.combine(first.on, _OPENS) + timedelta(seconds=seconds),
            order_no=number,
            channel=first.channel,
            unit=first.unit,
            party=first.party,
            amount=Money(sum(payment.paid for payment in payments)),
            subject=kinds,
        )
