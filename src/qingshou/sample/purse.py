"""A payer's open bills and payments; every fen paid meets a bill or waits for one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby

from qingshou.sample.estate import Unit
from qingshou.sample.holders import Party
from qingshou.sample.tariffs import Bill


@dataclass(frozen=True, slots=True)
class Payment:
    """One line of the payment ledger: a kind of charge of a unit for months ``since`` to ``until``.

    ``due`` is what was open of it, ``paid`` what was given for it (fen); a payment in advance
    without any bill has no months and is due nothing.
    """

    on: date
    unit: Unit
    party: Party
    kind: str
    kind_name: str
    since: int
    until: int
    due: int
    paid: int
    channel: str
    memo: str = ""


@dataclass(slots=True)
class Purse:
    """What one payer owes and has paid."""

    party: Party
    bills: list[Bill]
    payments: list[Payment] = field(default_factory=list)
    credit: dict[Unit, int] = field(default_factory=dict)

    @property
    def open_total(self) -> int:
        """All that is unpaid, in fen."""
        return sum(bill.open for bill in self.bills)

    def receive(self, bills: Iterable[Bill]) -> None:
        """Take in new bills and let what was paid in advance meet them, oldest first."""
        self.bills = [bill for bill in self.bills if bill.open]
        for bill in bills:
            waiting = min(bill.open, self.credit.get(bill.unit, 0))
            if waiting:
                bill.open -= waiting
                self.credit[bill.unit] -= waiting
            if bill.open:
                self.bills.append(bill)

    def open_bills(self, wanted: Callable[[Bill], bool]) -> list[Bill]:
        """List the open bills somebody wants to pay, oldest due first."""
        return sorted((b for b in self.bills if b.open and wanted(b)), key=lambda b: b.order)

    def overdue(self, on: date) -> dict[Unit, int]:
        """Tell what is overdue on a day, per unit, in fen."""
        amounts: dict[Unit, int] = {}
        for bill in self.bills:
            if bill.open and bill.due_on < on:
                amounts[bill.unit] = amounts.get(bill.unit, 0) + bill.open
        return amounts

    def pay_all(self, on: date, channel: str) -> None:
        """Pay everything that is open."""
        bills = self.open_bills(lambda bill: True)
        self.pay(bills, on, sum(bill.open for bill in bills), channel)

    def pay_unit(self, unit: Unit, on: date, amount: int, channel: str) -> None:
        """Pay an amount for one unit, at most what is open there."""
        bills = self.open_bills(lambda bill: bill.unit is unit)
        self.pay(bills, on, min(amount, sum(bill.open for bill in bills)), channel)

    def pay_ahead(self, on: date, channel: str, coming: list[Bill]) -> None:
        """Pay what is open together with bills that are still to come."""
        bills = [*self.open_bills(lambda bill: True), *sorted(coming, key=lambda b: b.order)]
        self.pay(bills, on, sum(bill.open for bill in bills), channel, memo="预交全年")

    def pay(self, bills: list[Bill], on: date, amount: int, channel: str, memo: str = "") -> None:
        """Pay bills in this order; what is left over waits for the unit of the first one."""
        given: list[tuple[Bill, int, int]] = []
        for bill in bills:
            part = min(bill.open, amount)
            if part:
                given.append((bill, bill.open, part))
                bill.open -= part
                amount -= part
        lines = list(self._lines(given, on, channel, memo))
        if lines and amount:
            lines[0] = self._with_extra(lines[0], amount)
        self.payments.extend(lines)

    def _with_extra(self, line: Payment, extra: int) -> Payment:
        self.credit[line.unit] = self.credit.get(line.unit, 0) + extra
        memo = f"多交{extra // 100}.{extra % 100:02d}元转预存"
        return replace(line, paid=line.paid + extra, memo=memo)

    def _lines(
        self, given: list[tuple[Bill, int, int]], on: date, channel: str, memo: str
    ) -> Iterator[Payment]:
        """Write one line per unit, kind and unbroken run of months, as cashiers do."""
        ordered = sorted(given, key=lambda g: (g[0].unit.code, g[0].kind, g[0].since))
        for _, run in groupby(_runs(ordered), key=lambda numbered: numbered[0]):
            parts = [part for _, part in run]
            bill, due, paid = parts[0][0], sum(p[1] for p in parts), sum(p[2] for p in parts)
            yield Payment(
                on, bill.unit, self.party, bill.kind, bill.kind_name,
                bill.since, parts[-1][0].until, due, paid, channel,
                memo or ("部分缴纳" if paid < due else ""),
            )  # fmt: skip


def _runs(
    given: list[tuple[Bill, int, int]],
) -> Iterator[tuple[int, tuple[Bill, int, int]]]:
    """Number the unbroken runs of months of one unit and kind."""
    run, before = 0, None
    for part in given:
        bill = part[0]
        joins = before is not None and (
            before.unit is bill.unit and before.kind == bill.kind and before.until == bill.since
        )
        if not joins:
            run += 1
        before = bill
        yield run, part
