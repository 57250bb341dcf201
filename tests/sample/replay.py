"""Plays the ledgers again, by another road than the simulator's: bills posted, rows settled.

Every payment row must find exactly what it says was open, and leave nothing unexplained.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from qingshou.sample.books import Books, bills_of
from qingshou.sample.months import first_day, month_number
from qingshou.sample.purse import Payment
from qingshou.sample.tariffs import Bill


@dataclass(slots=True)
class Owed:
    """One charge as the ledger would keep it."""

    bill: Bill
    building: str
    cause: str
    old: bool
    open: int
    parts: list[tuple[date, int]]

    def settled_by(self, day: date) -> int:
        """What had been settled of it by a day, in fen."""
        return sum(fen for on, fen in self.parts if on <= day)


class Replay:
    """Settles a community's payments against its bills, in the order of the days."""

    def __init__(self, books: Books, months: range) -> None:
        self.months = months
        self.owed: dict[tuple[str, str], list[Owed]] = defaultdict(list)
        self.credit: dict[tuple[str, str], int] = defaultdict(int)
        self.faults: list[str] = []
        self._collect(books)
        waiting = sorted(months, reverse=True)
        self._posted = months[0] - 1
        for payment in books.payments:
            while waiting and first_day(waiting[-1]) <= payment.on:
                self._post(waiting.pop())
            self._settle(payment)
        while waiting:
            self._post(waiting.pop())

    @property
    def charges(self) -> list[Owed]:
        """All charges of the window, without the opening arrears and what comes after it."""
        window = self.months
        return [
            o for owed in self.owed.values() for o in owed if not o.old and o.bill.since in window
        ]

    def _collect(self, books: Books) -> None:
        for household in books.households:
            for payer in household.payers:
                old = [d.bill for d in books.debts if d.payer is payer]
                issued = bills_of(payer, books.community, self.months)
                fresh = [bill for month in sorted(issued) for bill in issued[month]]
                for bill in (*old, *fresh):
                    owed = self.owed[payer.party.name, bill.unit.code]
                    building, cause = household.unit.building, payer.traits.cause
                    owed.append(Owed(bill, building, cause, bill in old, bill.amount, []))

    def _post(self, month: int) -> None:
        """Let what was paid in advance meet the bills of a month."""
        self._posted = month
        for key, owed in self.owed.items():
            for one in owed:
                part = min(self.credit[key], one.open)
                if one.bill.since == month and not one.old and part:
                    self.credit[key] -= part
                    one.open -= part
                    one.parts.append((first_day(month), part))

    def _settle(self, payment: Payment) -> None:
        key = (payment.party.name, payment.unit.code)
        meant = [
            one
            for one in self.owed[key]
            if one.bill.kind == payment.kind and one.open
            and payment.since <= one.bill.since < payment.until
        ]  # fmt: skip
        if sum(one.open for one in meant) != payment.due:
            self.faults.append(f"{key} {payment.on}: open is not {payment.due}")
        rest = payment.paid
        for one in meant:
            part = min(rest, one.open)
            one.open, rest = one.open - part, rest - part
            one.parts.append((payment.on, part))
        self.credit[key] += rest


def collected_within_quarter(charges: list[Owed]) -> dict[int, tuple[int, int]]:
    """Tell for each quarter (year × 4 + quarter − 1) what was due in it and settled by its end."""
    sums: dict[int, tuple[int, int]] = {}
    for one in charges:
        quarter = month_number(one.bill.due_on) // 3
        end = first_day(quarter * 3 + 3)
        settled = sum(fen for on, fen in one.parts if on < end)
        before = sums.get(quarter, (0, 0))
        sums[quarter] = before[0] + settled, before[1] + one.bill.amount
    return sums
