"""Which debts a payment settles: one row per situation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingshou.kernel.money import Money
from qingshou.kernel.period import Period
from qingshou.ledger.rules.allocation import (
    Allocation,
    Claim,
    Designation,
    Key,
    Order,
    Owed,
    allocate,
    shared,
)


def owed(item_id: int, kind: str, month: str, fen: int) -> Owed:
    period = Period.named(month)
    return Owed(item_id, kind, period, period.start.replace(day=25), Money(fen))


FEES = [
    owed(1, "PROPERTY_FEE", "2025-02", 300),
    owed(2, "PROPERTY_FEE", "2025-01", 300),
    owed(3, "PENALTY", "2025-03", 50),
    owed(4, "COST", "2025-04", 20),
    owed(5, "PARKING", "2025-01", 100),
]
OLDEST_FIRST = Order(keys=(Key.DUE, Key.CLAIM))
PRINCIPAL_FIRST = Order(ranking=(Claim.PRINCIPAL, Claim.PENALTY, Claim.COST))
FEBRUARY = Designation("PROPERTY_FEE", Period.named("2025-02"))
PARKING = Designation("PARKING")
QUARTER = Designation("PROPERTY_FEE", Period.named("2025Q1"))


def say(allocation: Allocation) -> str:
    parts = " ".join(f"{part.item_id}:{part.amount.fen}" for part in allocation.parts)
    return f"{parts} rest {allocation.rest.fen}".strip()


@pytest.mark.parametrize(
    ("fen", "designation", "order", "expected"),
    [
        # Costs, then penalties, then principal, the oldest due first.
        (20, None, Order(), "4:20 rest 0"),
        (60, None, Order(), "4:20 3:40 rest 0"),
        (370, None, Order(), "4:20 3:50 2:300 rest 0"),
        (371, None, Order(), "4:20 3:50 2:300 5:1 rest 0"),
        # More than everything is a prepayment.
        (900, None, Order(), "4:20 3:50 2:300 5:100 1:300 rest 130"),
        # What the payer designates comes first, oldest first among several; then the rule.
        (100, FEBRUARY, Order(), "1:100 rest 0"),
        (330, FEBRUARY, Order(), "1:300 4:20 3:10 rest 0"),
        (100, PARKING, Order(), "5:100 rest 0"),
        (350, QUARTER, Order(), "2:300 1:50 rest 0"),
        # Another order is other data.
        (310, None, OLDEST_FIRST, "2:300 5:10 rest 0"),
        (710, None, PRINCIPAL_FIRST, "2:300 5:100 1:300 3:10 rest 0"),
    ],
)
def test_a_payment_finds_its_debts(
    fen: int, designation: Designation | None, order: Order, expected: str
) -> None:
    assert say(allocate(Money(fen), FEES, designation=designation, order=order)) == expected


@given(
    st.integers(0, 2_000),
    st.lists(
        st.tuples(
            st.sampled_from(["COST", "PENALTY", "X"]), st.integers(1, 12), st.integers(1, 300)
        )
    ),
)
def test_parts_and_rest_are_the_payment_and_no_debt_is_overpaid(
    fen: int, debts: list[tuple[str, int, int]]
) -> None:
    items = [owed(n, kind, f"2025-{month}", due) for n, (kind, month, due) in enumerate(debts)]
    allocation = allocate(Money(fen), items)
    assert sum(part.amount.fen for part in allocation.parts) + allocation.rest.fen == fen
    assert all(part.amount <= items[part.item_id].open for part in allocation.parts)
    assert allocation.rest == Money(max(fen - sum(item.open.fen for item in items), 0))


@given(st.lists(st.integers(1, 500), max_size=6), st.lists(st.integers(1, 900), min_size=1))
def test_tenders_fill_the_parts_in_their_order(parts: list[int], tenders: list[int]) -> None:
    items = [owed(n, "X", "2025-1", fen) for n, fen in enumerate(parts)]
    allotted = allocate(Money(sum(tenders)), items)
    shares = shared(allotted.parts, [Money(fen) for fen in tenders])
    filled: dict[int, int] = {}
    for part in [part for share in shares for part in share]:
        filled[part.item_id] = filled.get(part.item_id, 0) + part.amount.fen
    assert filled == {part.item_id: part.amount.fen for part in allotted.parts}
    used = [sum(part.amount.fen for part in share) for share in shares]
    assert all(fen <= most for fen, most in zip(used, tenders, strict=True))
    assert sum(used) + allotted.rest.fen == sum(tenders)
    first_unused = next((n for n, fen in enumerate(used) if fen < tenders[n]), len(used))
    assert all(fen == 0 for fen in used[first_unused + 1 :])
