"""What stands against a clearance: one row a situation."""

from __future__ import annotations

from typing import Any

import pytest

from qingshou.kernel.money import Money
from qingshou.payments.rules.clearance import Position, hindrances


def a_position(**facts: Any) -> Position:
    """Amounts are whole numbers of fen."""
    counts = ("unknown_penalties", "unbilled", "beyond", "requests", "is_recorded")
    return Position(
        **{name: fact if name in counts else Money(fact) for name, fact in facts.items()}
    )


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        # Nothing left, or prepaid money that covers to the fen what is owed.
        ({}, ""),
        ({"open": 50_000, "penalty": 688, "prepaid": 50_688}, ""),
        # A fen short, a fen over; never both.
        ({"open": 50_000, "penalty": 688, "prepaid": 50_687}, "OWED"),
        ({"open": 50_000, "penalty": 688, "prepaid": 50_689}, "PREPAID"),
        ({"penalty": 1}, "OWED"),
        ({"prepaid": 1}, "PREPAID"),
        # A deposit never pays by itself.
        ({"open": 100, "deposited": 100}, "OWED DEPOSIT"),
        ({"deposited": 1}, "DEPOSIT"),
        # What is not known yet withholds even where nothing is owed.
        ({"unbilled": 1}, "UNBILLED"),
        ({"unbilled": 1, "unbilled_amount": 12_097}, "UNBILLED"),
        ({"beyond": 1, "beyond_amount": 12_903}, "BILLED_BEYOND"),
        ({"unknown_penalties": 1}, "PENALTY_UNKNOWN"),
        ({"on_its_way": 1}, "ON_ITS_WAY"),
        ({"requests": 1}, "REQUEST"),
        ({"is_recorded": False}, "CHANGE_UNKNOWN"),
        # In the order in which it is done away with.
        (
            {"is_recorded": False, "beyond": 1, "unbilled": 1, "open": 1, "deposited": 1,
             "requests": 1, "on_its_way": 1, "unknown_penalties": 1},
            "CHANGE_UNKNOWN UNBILLED BILLED_BEYOND ON_ITS_WAY PENALTY_UNKNOWN OWED REQUEST DEPOSIT",
        ),
    ],
)  # fmt: skip
def test_what_keeps_a_certificate_back(facts: dict[str, Any], expected: str) -> None:
    assert " ".join(hindrances(a_position(**facts))) == expected


def test_what_is_held_is_what_is_left_after_debts_and_the_deposits() -> None:
    position = a_position(open=30_000, prepaid=50_000, deposited=200_000)
    assert (position.owed, position.spare, position.held) == (
        Money(0),
        Money(20_000),
        Money(220_000),
    )
