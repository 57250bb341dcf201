"""Any sequence of corrections leaves a book that proves itself, and never gives out more than came in.

Beside the ledger's own proof a model of plain numbers is kept: what came in by receipts, what went
out, what is held as deposits, what was charged and what was given up.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders.two_people import MAKER, approved
from tests.contexts.ledger.book import balances_hold
from tests.contexts.payments.test_money_goes_back import TODAY, Town

from qingshou.billing import operations as billing
from qingshou.billing.rules.corrections import Cause, Correction, Forgiveness, Part, lay_out
from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import operations as ledger
from qingshou.ledger import queries as books
from qingshou.payments import queries
from qingshou.platform.identity import SYSTEM

FEN = st.integers(1, 40_000)


class Books:
    """A town and the plain numbers beside it."""

    def __init__(self) -> None:
        self.town = Town()
        self.month = 2
        self.charged, self.given_up, self.cash, self.held = 20_000, 0, 0, 0
        self.receipts: list[tuple[str, int]] = []
        self.deposits: list[object] = []

    def bill(self, fen: int) -> None:
        if self.month == 5:
            return
        self.month += 1
        self.town.bill(self.month)
        self.charged += 10_000

    def receive(self, fen: int) -> None:
        slip = self.town.receive(fen)
        self.receipts.append((slip.number, fen))
        self.cash += fen

    def refund(self, fen: int) -> None:
        self.town.refund(fen)
        self.cash -= fen

    def void(self, fen: int) -> None:
        if self.receipts:
            number, amount = self.receipts[fen % len(self.receipts)]
            self.town.void(number)
            self.cash -= amount

    def waive(self, fen: int) -> None:
        lines = books.open_items(
            community_id=self.town.community_id, account_id=self.town.account, as_of=TODAY
        )
        parts = lay_out([Part(int(line.item_id), line.open) for line in lines], Money(fen))
        way = (Forgiveness.WAIVER, Cause.POLICY) if fen % 2 else (
            Forgiveness.WRITE_OFF, Cause.UNECONOMIC
        )  # fmt: skip
        asked = Correction(way[0], self.town.account, parts, way[1], "示例")
        if not parts:
            return
        named = {"community_id": self.town.community_id, "correction": asked, "actor": MAKER}
        request = billing.ask_to_forgive(today=TODAY, reason="示例", **named)
        billing.forgive(
            approval_id=approved(
                community_id=self.town.community_id, request_id=request, today=TODAY
            ),
            on=TODAY,
            today=TODAY,
            request_id=self.town.next(),
            **named,
        )
        self.given_up += asked.amount.fen

    def deposit(self, fen: int) -> None:
        self.deposits.append(self.town.deposit(fen))
        self.held += fen

    def give_back(self, fen: int) -> None:
        if self.deposits:
            self.town.give_back(self.deposits[fen % len(self.deposits)], fen)
            self.held -= fen

    def apply(self, fen: int) -> None:
        if self.deposits:
            self.town.apply(self.deposits[fen % len(self.deposits)], fen)
            self.held -= fen
            self.cash += fen

    def settle(self, fen: int) -> None:
        ledger.settle_from(
            community_id=self.town.community_id, source_ref=self.town.next(), actor=SYSTEM
        )

    def stand(self) -> None:
        """Compare the book with the plain numbers."""
        balances_hold()
        known = [self.town.community_id]
        assert books.check(community_ids=known) == []
        assert queries.check(community_ids=known) == []
        told = books.balance(
            community_id=known[0], account_id=self.town.account, as_of=date(2025, 12, 31)
        )
        assert told.open.fen - told.prepaid.fen == self.charged - self.given_up - self.cash
        held = queries.deposits(community_id=known[0], account_id=self.town.account)
        assert sum(line.left.fen for line in held) == self.held
        assert min(told.open.fen, told.prepaid.fen, self.cash, self.held) >= 0


STEPS: list[Callable[[Books, int], None]] = [
    Books.bill, Books.receive, Books.refund, Books.void, Books.waive, Books.deposit,
    Books.give_back, Books.apply, Books.settle,
]  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(STEPS), FEN), min_size=4, max_size=14))
@pytest.mark.django_db
def test_any_sequence_of_corrections_keeps_the_book(
    steps: list[tuple[Callable[[Books, int], None], int]],
) -> None:
    kept = Books()
    for step, fen in steps:
        try:
            step(kept, fen)
        except Refusal:
            continue
    kept.stand()
