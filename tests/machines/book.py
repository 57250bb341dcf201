"""The real book and the paper book, kept side by side: what one does, the other must do."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.contexts.ledger.book import a_charge, a_relation, an_account
from tests.contexts.ledger.book import bill as post
from tests.models import book_of_integers as paper
from tests.models.book_of_integers.book import NOBODY
from tests.models.book_of_integers.telling import waiting

from qingshou.kernel.calendar import add_months
from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import operations as ledger
from qingshou.ledger import queries
from qingshou.ledger.rules.allocation import Designation
from qingshou.ledger.rules.chart import Channel, Chart
from qingshou.ledger.rules.closings import Approved
from qingshou.ledger.rules.natures import CreditNature
from qingshou.platform.identity import SYSTEM

START = date(2025, 1, 1)
HOMES = (1, 2, 3)
KINDS = ("PROPERTY_FEE", "LIFT", "PENALTY")
communities = count(1_000)

homes = st.sampled_from(HOMES)
kinds = st.sampled_from(KINDS)
amounts = st.integers(1, 40_000)
backs = st.integers(0, 45)
places = st.integers(0, 1_000)
shares = st.integers(1, 120)


class BookMachine(RuleBasedStateMachine):
    """Any deeds in any order, also back-dated; after each, both books tell the same."""

    def __init__(self) -> None:
        super().__init__()
        self.sequence = transaction.atomic()
        self.sequence.__enter__()
        self.community = next(communities)
        self.paper = paper.Book()
        self.today = START
        self.months = dict.fromkeys([(home, kind) for home in HOMES for kind in KINDS], 0)
        self.deeds = count(1)
        self.touched = HOMES

    def teardown(self) -> None:
        """Compare everything once more, prove the book, and leave nothing behind."""
        try:
            self._compare(HOMES, [self.today, *self._past_days()])
            assert queries.check(community_ids=[self.community]) == []
        finally:
            transaction.set_rollback(True)
            self.sequence.__exit__(None, None, None)

    @initialize(seed=st.integers(0, 2**32 - 1))
    def people_move_in(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.accounts = {
            home: an_account(f"1-{home:03}#1", community_id=self.community) for home in HOMES
        }

    # Charges.

    @rule(home=homes, kind=kinds, fen=amounts, back=backs)
    def bill(self, home: int, kind: str, fen: int, back: int) -> None:
        month = add_months(START, self.months[home, kind])
        charge = a_charge(self.accounts[home], fen, month, kind=kind)
        span = charge["period_from"], charge["period_until"]
        done = self._both(
            home,
            lambda on: self.paper.bill(home, kind, span, charge["due_on"], on, fen),
            lambda on, ref: post([charge], on=on, ref=ref, community_id=self.community),
            back,
        )
        self.months[home, kind] += done

    @rule(place=places, what=st.sampled_from(["WAIVER", "WRITE_OFF", "DISCOUNT"]), share=shares,
          back=backs)  # fmt: skip
    def forgive(self, place: int, what: str, share: int, back: int) -> None:
        debt = self._any_debt(place)
        if debt is None:
            return
        fen = max(self.paper.owed(debt) * share // 100, 1)
        relief = ledger.Relief(CreditNature(what), Money(fen))
        self._both(
            debt.account,
            lambda on: self.paper.relieve(debt, what, fen, on),
            lambda on, ref: ledger.relieve(
                item_id=self._item(debt), relief=relief, **self._how(on, ref)
            ),
            back,
        )

    @rule(place=places, back=backs)
    def take_a_charge_back(self, place: int, back: int) -> None:
        debt = self._any_debt(place)
        if debt is None:
            return
        self._both(
            debt.account,
            lambda on: self.paper.reverse_debt(debt, on),
            lambda on, ref: ledger.reverse_items_from(
                relation=self._one("item_id", self._item(debt)), **self._how(on, ref)
            ),
            back,
        )

    # Money.

    @rule(home=homes, fen=amounts, back=backs)
    def pay(self, home: int, fen: int, back: int) -> None:
        self._pay(home, fen, back, "")

    @rule(home=homes, back=backs)
    def pay_all(self, home: int, back: int) -> None:
        fen = sum(map(self.paper.owed, self.paper.debts_of(home)))
        self._pay(home, fen, back, "")

    @rule(home=homes, fen=amounts, back=backs, kind=kinds)
    def pay_for(self, home: int, fen: int, back: int, kind: str) -> None:
        self._pay(home, fen, back, kind)

    @rule()
    def use_prepaid_money(self) -> None:
        self._both(
            None,
            lambda on: self.paper.settle(),
            lambda on, ref: ledger.settle_from(
                community_id=self.community, source_ref=ref, actor=SYSTEM
            ),
            0,
        )

    @rule(home=homes, share=shares, back=backs)
    def refund(self, home: int, share: int, back: int) -> None:
        fen = self._share_of_prepaid(home, share)
        self._both(
            home,
            lambda on: self.paper.refund(home, fen, on),
            lambda on, ref: ledger.refund(
                account_id=self.accounts[home],
                amount=Money(fen),
                channel=Channel.TRANSFER,
                **self._how(on, ref),
            ),
            back,
        )

    @rule(home=homes, to=homes, share=shares, back=backs)
    def move_to_the_next_owner(self, home: int, to: int, share: int, back: int) -> None:
        fen = self._share_of_prepaid(home, share)
        self._both(
            None,
            lambda on: self.paper.move(home, to, fen, on),
            lambda on, ref: ledger.move_prepayment(
                from_account_id=self.accounts[home],
                to_account_id=self.accounts[to],
                amount=Money(fen),
                **self._how(on, ref),
            ),
            back,
        )

    @rule(place=places, back=backs)
    def take_money_back(self, place: int, back: int) -> None:
        purses = [p for p in self.paper.purses if p.what in ("RECEIPT", "DEPOSIT", "SUSPENSE")]
        # What a reversal put back to wait is no receipt of its own.
        purses = [purse for purse in purses if purse.origin != purse.what]
        if not purses:
            return
        purse = purses[place % len(purses)]
        self._both(
            None,
            lambda on: self.paper.reverse_purse(purse, on),
            lambda on, ref: ledger.reverse_credits_from(
                relation=self._one("credit_id", self._credit(purse)), **self._how(on, ref)
            ),
            back,
        )

    # Money that is held.

    @rule(home=homes, fen=amounts, back=backs)
    def deposit(self, home: int, fen: int, back: int) -> None:
        self._both(
            home,
            lambda on: self.paper.deposit(home, fen, on),
            lambda on, ref: ledger.hold_deposit(
                account_id=self.accounts[home],
                payment=ledger.Payment(Money(fen), Channel.CASH, on),
                **self._who(ref),
            ),
            back,
        )

    @rule(fen=amounts, back=backs)
    def park(self, fen: int, back: int) -> None:
        self._both(
            None,
            lambda on: self.paper.park(fen, on),
            lambda on, ref: ledger.park_suspense(
                amount=Money(fen), channel=Channel.TRANSFER, **self._how(on, ref)
            ),
            back,
        )

    @rule(place=places, share=shares, back=backs)
    def return_what_is_held(self, place: int, share: int, back: int) -> None:
        purse = self._any_held(place, "DEPOSIT", "SUSPENSE")
        if purse is None:
            return
        fen = max(self.paper.left(purse) * share // 100, 1)
        give_back = ledger.return_deposit if purse.what == "DEPOSIT" else ledger.return_suspense
        self._both(
            purse.account,
            lambda on: self.paper.return_held(purse, fen, on),
            lambda on, ref: give_back(
                credit_id=self._credit(purse),
                payment=ledger.Payment(Money(fen), Channel.TRANSFER, on),
                **self._who(ref),
            ),
            back,
        )

    @rule(place=places, share=shares, back=backs)
    def apply_a_deposit(self, place: int, share: int, back: int) -> None:
        purse = self._any_held(place, "DEPOSIT")
        if purse is None:
            return
        fen = max(self.paper.left(purse) * share // 100, 1)
        self._both(
            purse.account,
            lambda on: self.paper.apply_deposit(purse, fen, on),
            lambda on, ref: ledger.apply_deposit(
                credit_id=self._credit(purse), amount=Money(fen), **self._how(on, ref)
            ),
            back,
        )

    @rule(place=places, home=homes, share=shares, back=backs)
    def claim(self, place: int, home: int, share: int, back: int) -> None:
        purse = self._any_held(place, "SUSPENSE")
        if purse is None:
            return
        fen = max(self.paper.left(purse) * share // 100, 1)
        self._both(
            home,
            lambda on: self.paper.claim(purse, home, fen, on),
            lambda on, ref: ledger.claim_suspense(
                credit_id=self._credit(purse),
                payment=ledger.Payment(Money(fen), Channel.TRANSFER, on),
                to_account_id=self.accounts[home],
                **self._who(ref),
            ),
            back,
        )

    @rule(fen=amounts, back=backs)
    def the_channel_pays_out(self, fen: int, back: int) -> None:
        """Money between accounts of the journal moves nobody's balance."""
        self._both(
            None,
            lambda on: self._paper_transfer(on),
            lambda on, ref: ledger.transfer(
                debit=Chart.BANK, credit=Chart.CLEARING, amount=Money(fen), **self._how(on, ref)
            ),
            back,
        )

    # Time and periods.

    @rule(days=st.integers(1, 25))
    def time_goes_by(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(back=st.integers(0, 30))
    def close(self, back: int) -> None:
        self._both(
            None,
            self.paper.close,
            lambda on, ref: ledger.close_books(
                community_id=self.community, until=on, facts={}, actor=SYSTEM
            ),
            back,
        )

    @precondition(lambda self: self.paper.open_from > date.min)
    @rule(days=st.integers(0, 60))
    def reopen(self, days: int) -> None:
        until = self.paper.open_from - timedelta(days=days)
        self._both(
            None,
            lambda on: self.paper.reopen(until),
            lambda on, ref: ledger.reopen_books(
                community_id=self.community,
                until=until,
                approved=Approved(next(self.deeds), "示例甲", "示例乙"),
                reason="示例",
                actor=SYSTEM,
            ),
            0,
        )

    @invariant()
    def the_books_agree(self) -> None:
        """After every deed: now, and as of three past days; on one of them in every detail."""
        if self.touched:
            past = self._past_days()
            self._compare(self.touched, [self.today])
            self._compare_open(past)
            if self.touched != (NOBODY,):
                self._compare_account(self.dice.choice(self.touched), past[0])
        self.touched = ()

    # Both books.

    def _both(
        self,
        home: int | None,
        on_paper: Callable[[date], Any],
        really: Callable[[date, str], Any],
        back: int,
    ) -> bool:
        """Do a deed in both; both do it or both refuse it. Tell whether it was done."""
        on, ref = self.today - timedelta(days=back), f"deed:{next(self.deeds)}"
        self.touched = HOMES if home is None else (home,)
        try:
            with transaction.atomic():
                really(on, ref)
            refused = ""
        except Refusal as refusal:
            refused = refusal.code
        try:
            on_paper(on)
            agrees = refused == ""
        except paper.Closed:
            agrees = refused == "ledger.period-closed"
        except paper.No:
            agrees = refused not in ("", "ledger.period-closed")
        assert agrees, f"{ref}: the book says {refused or 'yes'}, the paper book does not"
        return refused == ""

    def _compare(self, homes: tuple[int, ...], days: list[date]) -> None:
        for day in days:
            told = queries.aging(community_ids=[self.community], as_of=day)
            found = {line.bucket: line.open.fen for line in told.lines if line.open}
            assert found == paper.ages(self.paper, day), f"ages on {day}"
            for home in homes:
                if home != NOBODY:
                    self._compare_account(home, day)
        waits = sum(
            line.left.fen for line in queries.unclaimed(community_id=self.community, as_of=days[0])
        )
        assert waits == waiting(self.paper, days[0]), f"unclaimed on {days[0]}"

    def _compare_open(self, days: list[date]) -> None:
        """Compare what every home owed by due day, as of several days in one statement."""
        homes = {account: home for home, account in self.accounts.items()}
        with connection.cursor() as cursor:
            cursor.execute(OPEN_ON_DAYS, [days, [self.community]])
            told = {(day, homes[account], due): fen for day, account, due, fen in cursor}
        assert told == {
            (day, *whose): fen
            for day in days
            for whose, fen in paper.open_by_due(self.paper, day).items()
        }, f"open on {days}"

    def _past_days(self) -> list[date]:
        earliest = START - timedelta(days=45)
        reach = (self.today - earliest).days + 1
        return [earliest + timedelta(days=n) for n in self.dice.sample(range(reach), 3)]

    def _compare_account(self, home: int, day: date) -> None:
        whose = {"community_id": self.community, "account_id": self.accounts[home], "as_of": day}
        told = queries.balance(**whose)
        found = (told.open.fen, told.overdue.fen, told.prepaid.fen, told.deposited.fen)
        assert found == paper.balance(self.paper, home, day), f"balance of {home} on {day}"
        lines = queries.statement(**whose)
        moved = sorted((one.on, one.what, (one.debit - one.credit).fen) for one in lines)
        assert moved == paper.statement(self.paper, home, day), f"statement of {home} on {day}"
        assert (lines[-1].balance.fen if lines else 0) == found[0] - found[2]

    # Choices and ways of speaking.

    def _pay(self, home: int, fen: int, back: int, kind: str) -> None:
        meant = Designation(kind) if kind else None
        self._both(
            home,
            lambda on: self.paper.pay(home, fen, on, kind),
            lambda on, ref: ledger.receive(
                account_id=self.accounts[home],
                payment=ledger.Payment(Money(fen), Channel.WECHAT, on, meant),
                **self._who(ref),
            ),
            back,
        )

    def _paper_transfer(self, on: date) -> None:
        if on < self.paper.open_from:
            raise paper.Closed

    def _share_of_prepaid(self, home: int, share: int) -> int:
        return sum(map(self.paper.left, self.paper.prepaid_of(home))) * share // 100

    def _any_debt(self, place: int) -> paper.Debt | None:
        charges = [debt for debt in self.paper.debts if debt.what == "CHARGE"]
        return charges[place % len(charges)] if charges else None

    def _any_held(self, place: int, *what: str) -> paper.Purse | None:
        held = [p for p in self.paper.purses if p.what in what and self.paper.left(p)]
        return held[place % len(held)] if held else None

    def _item(self, debt: paper.Debt) -> int:
        return self._id("ledger_openitem", debt.number)

    def _credit(self, purse: paper.Purse) -> int:
        return self._id("ledger_credit", purse.number)

    def _id(self, table: str, number: int) -> int:
        """Both books write their rows in the same order."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id FROM {table} WHERE community_id = %s ORDER BY id OFFSET %s LIMIT 1",
                [self.community, number],
            )
            found: int = cursor.fetchone()[0]
        return found

    def _one(self, column: str, row_id: int) -> str:
        return a_relation("machine_chosen", {column: "bigint"}, [{column: row_id}])

    def _who(self, ref: str) -> dict[str, Any]:
        return {"community_id": self.community, "source_ref": ref, "actor": SYSTEM}

    def _how(self, on: date, ref: str) -> dict[str, Any]:
        return self._who(ref) | {"on": on}


OPEN_ON_DAYS = """
SELECT day, line.account_id, line.due_on, sum(line.open_fen)::bigint
FROM unnest(%s::date[]) AS day, LATERAL ledger_open_as_of(%s, day) AS line
GROUP BY day, line.account_id, line.due_on
"""
