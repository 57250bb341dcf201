"""The book equals an independent model of plain integers, after any sequence of operations."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contexts.ledger.book import COMMUNITY, a_charge, an_account, balances_hold, bill, rows

from qingshou.kernel.calendar import add_months
from qingshou.kernel.money import Money
from qingshou.ledger import operations, queries
from qingshou.ledger.rules.aging import bucket_of
from qingshou.ledger.rules.chart import Channel
from qingshou.ledger.rules.natures import CreditNature
from qingshou.platform.identity import SYSTEM

pytestmark = pytest.mark.django_db(transaction=False)
START = date(2025, 1, 1)


@dataclass
class Debt:
    """An item in the model: its amount, and what settled it when."""

    account: int
    due_on: date
    posted_on: date
    left: int
    settled: list[tuple[date, int]] = field(default_factory=list)

    def open(self, as_of: date) -> int:
        if self.posted_on > as_of:
            return 0
        return self.left + sum(fen for on, fen in self.settled if on > as_of)


class Model:
    """Integers and lists; imports nothing of the ledger's arithmetic."""

    def __init__(self) -> None:
        self.debts: list[Debt] = []
        self.prepaid: dict[int, list[list[object]]] = defaultdict(list)

    def settle(self, account: int) -> None:
        for debt in sorted(
            (d for d in self.debts if d.account == account), key=lambda d: (d.due_on,)
        ):
            for credit in self.prepaid[account]:
                part = min(debt.left, int(str(credit[1])))
                if part:
                    on = max(debt.posted_on, credit[0])  # type: ignore[type-var]
                    debt.left -= part
                    credit[1] = int(str(credit[1])) - part
                    debt.settled.append((on, part))  # type: ignore[arg-type]


STEP = st.one_of(
    st.tuples(st.just("bill"), st.integers(1, 5_000), st.integers(1, 5_000)),
    st.tuples(st.just("pay"), st.integers(0, 1), st.integers(1, 9_000)),
    st.tuples(st.just("waive"), st.integers(0, 30), st.integers(1, 100)),
    st.tuples(st.just("settle"), st.just(0), st.just(0)),
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(STEP, max_size=14), days=st.lists(st.integers(0, 500), min_size=3, max_size=3)
)
def test_the_book_equals_the_model(
    db: None, steps: list[tuple[str, int, int]], days: list[int]
) -> None:
    with transaction.atomic():
        accounts = [an_account("1-101#1"), an_account("1-102#1")]
        model = Model()
        for number, (what, which, fen) in enumerate(steps):
            _take(model, accounts, number, what, which, fen)
        balances_hold()
        assert queries.check(community_ids=[COMMUNITY]) == []
        for offset in days:
            _compare(model, accounts, START + timedelta(days=offset))
        transaction.set_rollback(True)


def _take(model: Model, accounts: list[int], number: int, what: str, which: int, fen: int) -> None:
    day = START + timedelta(days=17 * number)
    if what == "bill":
        month = add_months(START, number)
        both = [a_charge(a, f, month) for a, f in zip(accounts, (which, fen), strict=True)]
        bill(both, on=day, ref=f"run:{number}")
        model.debts += [Debt(c["account_id"], c["due_on"], day, c["amount_fen"]) for c in both]
    elif what == "pay":
        payment = operations.Payment(Money(fen), Channel.WECHAT, day)
        operations.receive(
            community_id=COMMUNITY,
            account_id=accounts[which],
            payment=payment,
            source_ref=f"r:{number}",
            actor=SYSTEM,
        )
        _pay(model, accounts[which], day, fen)
    elif what == "settle":
        operations.settle_from(community_id=COMMUNITY, source_ref=f"s:{number}", actor=SYSTEM)
        for account in accounts:
            model.settle(account)
    else:
        _waive(model, number, day, which, fen)


def _pay(model: Model, account: int, day: date, fen: int) -> None:
    """A receipt settles with its own money only; what was prepaid waits for the next run."""
    waiting = model.prepaid.pop(account, [])
    model.prepaid[account] = [[day, fen]]
    model.settle(account)
    model.prepaid[account] = waiting + model.prepaid[account]


def _waive(model: Model, number: int, day: date, which: int, percent: int) -> None:
    items = rows(
        "SELECT id, account_id, due_on, amount_fen - settled_fen FROM ledger_openitem"
        " WHERE closed_on IS NULL ORDER BY id"
    )
    if not items:
        return
    item_id, account, due_on, left = items[which % len(items)]
    fen = max(left * percent // 100, 1)
    operations.relieve(
        community_id=COMMUNITY,
        item_id=item_id,
        relief=operations.Relief(CreditNature.DISCOUNT, Money(fen)),
        on=day,
        source_ref=f"w:{number}",
        actor=SYSTEM,
    )
    [debt] = [d for d in model.debts if (d.account, d.due_on) == (account, due_on)]
    debt.left -= fen
    debt.settled.append((day, fen))


def _compare(model: Model, accounts: list[int], as_of: date) -> None:
    ages: dict[str, int] = defaultdict(int)
    for debt in model.debts:
        ages[bucket_of(debt.due_on, as_of).code] += debt.open(as_of)
    aging = queries.aging(community_ids=[COMMUNITY], as_of=as_of)
    assert {line.bucket: line.open.fen for line in aging.lines if line.open} == {
        code: fen for code, fen in ages.items() if fen
    }
    for account in accounts:
        owed = sum(debt.open(as_of) for debt in model.debts if debt.account == account)
        told = queries.balance(community_id=COMMUNITY, account_id=account, as_of=as_of)
        lines = queries.statement(community_id=COMMUNITY, account_id=account, as_of=as_of)
        assert told.open.fen == owed
        assert (lines[-1].balance.fen if lines else 0) == owed - told.prepaid.fen
