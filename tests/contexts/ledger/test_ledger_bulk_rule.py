"""The bulk allocation in SQL gives the same fen as the rule."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contexts.ledger.book import COMMUNITY, a_charge, a_relation, an_account, bill, rows
from tests.contexts.ledger.test_ledger_settling import PAYMENT

from qingshou.kernel.calendar import add_months
from qingshou.kernel.money import Money
from qingshou.kernel.period import Period
from qingshou.ledger import operations
from qingshou.ledger.rules.allocation import Designation, Owed, allocate
from qingshou.platform.identity import SYSTEM

pytestmark = pytest.mark.django_db
START = date(2025, 1, 1)
KINDS = ["PROPERTY_FEE", "PENALTY", "COST"]
ITEMS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 5), st.integers(1, 3), st.integers(1, 500)),
    unique_by=lambda item: item[:2],
    max_size=7,
)
PAYMENTS = st.lists(
    st.tuples(
        st.sampled_from([*KINDS, None]), st.integers(0, 5), st.integers(1, 4), st.integers(1, 700),
        st.integers(0, 3),
    ),
    max_size=6,
)  # fmt: skip


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(items=ITEMS, payments=PAYMENTS)
def test_a_history_settles_as_the_rule_would(
    db: None,
    items: list[tuple[str, int, int, int]],
    payments: list[tuple[str | None, int, int, int, int]],
) -> None:
    with transaction.atomic():
        account = an_account()
        charges = [
            a_charge(
                account,
                fen,
                add_months(START, month),
                kind=kind,
                period_until=add_months(START, month + length),
            )
            for kind, month, length, fen in items
        ]
        bill(charges, on=START, ref="run:1")
        lines = [
            {
                "account_id": account,
                "on": START + timedelta(days=day),
                "amount_fen": fen,
                "channel": "CASH",
                "kind": kind,
                "period_from": add_months(START, month) if kind else None,
                "period_until": add_months(START, month + length) if kind else None,
                "position": position,
            }
            for position, (kind, month, length, fen, day) in enumerate(payments)
        ]
        expected = _by_the_rule(lines)
        operations.receive_from(
            community_id=COMMUNITY,
            relation=a_relation("payments", PAYMENT, lines),
            source_ref="import:1",
            actor=SYSTEM,
        )
        settled = rows("SELECT id, settled_fen FROM ledger_openitem WHERE settled_fen > 0")
        assert dict(settled) == expected
        transaction.set_rollback(True)


def _by_the_rule(lines: list[dict[str, object]]) -> dict[int, int]:
    """Let each payment settle what it designates, in turn; then the rest, in turn."""
    debts = {
        item_id: Owed(item_id, kind, Period(since, until), due_on, Money(fen))
        for item_id, kind, since, until, due_on, fen in rows(
            "SELECT id, kind, period_from, period_until, due_on, amount_fen FROM ledger_openitem"
        )
    }
    left = {item_id: owed.open for item_id, owed in debts.items()}
    in_turn = sorted(lines, key=lambda line: (line["on"], line["position"]))
    rests = []
    for line in in_turn:
        meant: list[Owed] = []
        if line["kind"]:
            designation = Designation(
                str(line["kind"]),
                Period(line["period_from"], line["period_until"]),  # type: ignore[arg-type]
            )
            meant = [owed for owed in _now(debts, left) if designation.covers(owed)]
        rests.append(_settle(Money(int(str(line["amount_fen"]))), meant, left))
    for rest in rests:
        _settle(rest, _now(debts, left), left)
    return {
        item_id: (debts[item_id].open - open_now).fen
        for item_id, open_now in left.items()
        if open_now != debts[item_id].open
    }


def _now(debts: dict[int, Owed], left: dict[int, Money]) -> list[Owed]:
    return [
        Owed(owed.item_id, owed.kind, owed.period, owed.due_on, left[owed.item_id])
        for owed in debts.values()
    ]


def _settle(amount: Money, debts: list[Owed], left: dict[int, Money]) -> Money:
    allocation = allocate(amount, debts)
    for part in allocation.parts:
        left[part.item_id] -= part.amount
    return allocation.rest
