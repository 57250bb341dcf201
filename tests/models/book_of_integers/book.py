"""What can be done to the paper book. Every deed is whole, or is refused and leaves no trace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from tests.models.book_of_integers.rows import (
    DEPOSIT,
    MONEY,
    SUSPENSE,
    Closed,
    Debt,
    No,
    Purse,
    Use,
)

NOBODY = 0
"""The account on which unclaimed money waits."""


class Book:
    """Three lists that only grow, and the first day that is open."""

    def __init__(self) -> None:
        self.debts: list[Debt] = []
        self.purses: list[Purse] = []
        self.uses: list[Use] = []
        self.open_from = date.min

    # What is left, and since when it may be used.

    def owed(self, debt: Debt) -> int:
        return debt.fen - sum(use.fen for use in self.uses if use.debt == debt.number)

    def left(self, purse: Purse) -> int:
        return purse.fen - sum(use.fen for use in self.uses if use.purse == purse.number)

    def debts_of(self, account: int) -> list[Debt]:
        open_ = [debt for debt in self.debts if debt.account == account and self.owed(debt)]
        return sorted(open_, key=lambda debt: debt.place)

    def prepaid_of(self, account: int) -> list[Purse]:
        return self._unused(account, MONEY)

    def _unused(self, account: int, what: str) -> list[Purse]:
        found = [p for p in self.purses if (p.account, p.what) == (account, what) and self.left(p)]
        return sorted(found, key=lambda purse: (purse.on, purse.number))

    def _debt_since(self, debt: Debt) -> date:
        back = [use.on for use in self.uses if use.debt == debt.number and use.fen < 0]
        return max([debt.on, *back])

    def _purse_since(self, purse: Purse) -> date:
        back = [use.on for use in self.uses if use.purse == purse.number and use.fen < 0]
        return max([purse.on, *back])

    # Charges.

    def bill(self, account: int, kind: str, month: tuple[date, date], due_on: date, on: date,
             fen: int) -> Debt:  # fmt: skip
        with self._whole():
            return self._owe(account, "CHARGE", kind, month, due_on, on, fen)

    def relieve(self, debt: Debt, what: str, fen: int, on: date) -> None:
        if not 0 < fen <= self.owed(debt):
            raise No
        with self._whole():
            day = max(on, self._debt_since(debt))
            self._use(debt, self._bring(debt.account, what, day, fen), day, fen)

    def reverse_debt(self, debt: Debt, on: date) -> None:
        """Take the money back from a charge, then settle what was not forgiven by a reversal."""
        uses = [use for use in self.uses if use.debt == debt.number]
        by_purse = self._nets(uses, lambda use: use.purse)
        money = {n: fen for n, fen in by_purse.items() if self._purse(n).what == MONEY}
        forgiven = sum(fen for n, fen in by_purse.items() if self._purse(n).what != MONEY)
        if debt.fen == forgiven:
            raise No
        with self._whole():
            day = max([on, debt.on, *(use.on for use in uses)])
            for number, fen in money.items():
                self._use(debt, self._purse(number), day, -fen)
            reversal = self._bring(debt.account, "REVERSAL", day, debt.fen - forgiven)
            self._use(debt, reversal, day, debt.fen - forgiven)

    # Money.

    def pay(self, account: int, fen: int, on: date, meant: str = "") -> Purse:
        """Receive: what the payer means comes first; the purse settles with its own money only."""
        if fen <= 0:
            raise No
        with self._whole():
            return self._receive(account, fen, on, meant, "")

    def settle(self) -> None:
        """Let prepaid money settle what is open, account by account, on open days at the earliest."""
        with self._whole():
            for account in sorted({purse.account for purse in self.purses}):
                for debt in self.debts_of(account):
                    for purse in self.prepaid_of(account):
                        part = min(self.owed(debt), self.left(purse))
                        if part:
                            day = max(
                                self._debt_since(debt), self._purse_since(purse), self.open_from
                            )
                            self._use(debt, purse, day, part)

    def refund(self, account: int, fen: int, on: date) -> None:
        if not 0 < fen <= sum(map(self.left, self.prepaid_of(account))):
            raise No
        with self._whole():
            self._give_back(self.prepaid_of(account), fen, on, "REFUND")

    def move(self, account: int, to: int, fen: int, on: date) -> None:
        if not 0 < fen <= sum(map(self.left, self.prepaid_of(account))):
            raise No
        with self._whole():
            day = self._give_back(self.prepaid_of(account), fen, on, "REFUND")
            self._bring(to, MONEY, day, fen, "BALANCE")

    def reverse_purse(self, purse: Purse, on: date) -> None:
        """Open again what a purse settled, then give its money back the way it came."""
        uses = [use for use in self.uses if use.purse == purse.number]
        refunded = any(self._debt(use.debt).what == "REFUND" for use in uses)
        if refunded or purse.origin == "BALANCE":
            raise No
        with self._whole():
            day = max([on, purse.on, *(use.on for use in uses)])
            latest = day
            for number, fen in self._nets(uses, lambda use: use.debt).items():
                seen = max(use.on for use in self.uses if use.debt == number)
                self._use(self._debt(number), purse, max(day, seen), -fen)
                latest = max(latest, day, seen)
            kind = purse.what if purse.what in (DEPOSIT, SUSPENSE) else "REFUND"
            gone = self._owe_back(purse.account, latest, purse.fen, kind)
            self._use(gone, purse, latest, purse.fen)
            if purse.origin in (DEPOSIT, SUSPENSE):
                held = NOBODY if purse.origin == SUSPENSE else purse.account
                self._bring(held, purse.origin, latest, purse.fen, purse.origin)

    # Money that is held.

    def deposit(self, account: int, fen: int, on: date) -> Purse:
        with self._whole():
            return self._bring(account, DEPOSIT, on, fen)

    def park(self, fen: int, on: date) -> Purse:
        with self._whole():
            return self._bring(NOBODY, SUSPENSE, on, fen)

    def return_held(self, purse: Purse, fen: int, on: date) -> None:
        self._require_held(purse, fen)
        with self._whole():
            self._give_back([purse], fen, on, purse.what)

    def apply_deposit(self, purse: Purse, fen: int, on: date) -> Purse:
        self._require_held(purse, fen)
        with self._whole():
            day = self._give_back([purse], fen, on, DEPOSIT)
            return self._bring(purse.account, MONEY, day, fen, DEPOSIT)

    def claim(self, purse: Purse, account: int, fen: int, on: date) -> Purse:
        self._require_held(purse, fen)
        with self._whole():
            day = self._give_back([purse], fen, on, SUSPENSE)
            return self._receive(account, fen, day, "", SUSPENSE)

    # Periods.

    def close(self, until: date) -> None:
        if until <= self.open_from:
            raise No
        self.open_from = until

    def reopen(self, until: date) -> None:
        if until >= self.open_from:
            raise No
        self.open_from = until

    # Rows.

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Do all of a deed, or none of it if one of its days is closed."""
        marks = len(self.debts), len(self.purses), len(self.uses)
        yield
        debts, purses, uses = marks
        added = [*self.debts[debts:], *self.purses[purses:], *self.uses[uses:]]
        if any(row.on < self.open_from for row in added):
            del self.debts[debts:], self.purses[purses:], self.uses[uses:]
            raise Closed

    def _receive(self, account: int, fen: int, on: date, meant: str, origin: str) -> Purse:
        purse = self._bring(account, MONEY, on, fen, origin)
        debts = self.debts_of(account)
        for debt in sorted(debts, key=lambda debt: debt.kind != meant):
            part = min(self.owed(debt), self.left(purse))
            if part:
                self._use(debt, purse, max(on, self._debt_since(debt)), part)
        return purse

    def _give_back(self, purses: list[Purse], fen: int, on: date, kind: str) -> date:
        """Use purses up, the earliest first, on the latest of their days and the day asked."""
        parts: list[tuple[Purse, int]] = []
        for purse in purses:
            part = min(fen - sum(taken for _, taken in parts), self.left(purse))
            if part:
                parts.append((purse, part))
        day = max([on, *(self._purse_since(purse) for purse, _ in parts)])
        gone = self._owe_back(purses[0].account, day, fen, kind)
        for purse, part in parts:
            self._use(gone, purse, day, part)
        return day

    def _require_held(self, purse: Purse, fen: int) -> None:
        if not 0 < fen <= self.left(purse):
            raise No

    def _owe_back(self, account: int, on: date, fen: int, kind: str) -> Debt:
        return self._owe(account, "REFUND", kind, (on, on + timedelta(days=1)), on, on, fen)

    def _owe(self, account: int, what: str, kind: str, month: tuple[date, date], due_on: date,
             on: date, fen: int) -> Debt:  # fmt: skip
        debt = Debt(len(self.debts), account, what, kind, *month, due_on, on, fen)
        self.debts.append(debt)
        return debt

    def _bring(self, account: int, what: str, on: date, fen: int, origin: str = "") -> Purse:
        purse = Purse(len(self.purses), account, what, on, fen, origin)
        self.purses.append(purse)
        return purse

    def _use(self, debt: Debt, purse: Purse, on: date, fen: int) -> None:
        self.uses.append(Use(debt.number, purse.number, on, fen))

    def _debt(self, number: int) -> Debt:
        return self.debts[number]

    def _purse(self, number: int) -> Purse:
        return self.purses[number]

    @staticmethod
    def _nets(uses, by) -> dict[int, int]:  # type: ignore[no-untyped-def]
        """Add uses up by debt or purse, leaving out what came to nothing."""
        nets: dict[int, int] = {}
        for use in uses:
            nets[by(use)] = nets.get(by(use), 0) + use.fen
        return {number: fen for number, fen in nets.items() if fen}
