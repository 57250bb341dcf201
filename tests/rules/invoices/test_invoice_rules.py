"""Credit codes with their check digit, and VAT in parts that add up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingshou.invoices.rules.credit_codes import LENGTH, LETTERS, check_digit, is_credit_code
from qingshou.invoices.rules.requests import (
    FOLLOWS,
    State,
    StateUnfit,
    may_follow,
    tax_in_part,
)
from qingshou.kernel.money import Money

TABLE = [
    # The example of the standard itself, then one place wrong, letters it does not have, lengths.
    ("91350100M000100Y43", True),
    ("91350100M000100Y42", False),
    ("91350100I000100Y43", False),
    ("91350100M000100Y4", False),
    ("91350100m000100y43", False),
    ("", False),
]


@pytest.mark.parametrize(("code", "expected"), TABLE)
def test_a_credit_code(code: str, expected: bool) -> None:
    assert is_credit_code(code) is expected


@given(
    body=st.text(alphabet=LETTERS, min_size=LENGTH - 1, max_size=LENGTH - 1),
    place=st.integers(0, LENGTH - 1),
    other=st.sampled_from(LETTERS),
)
def test_one_wrong_letter_is_always_seen(body: str, place: int, other: str) -> None:
    code = body + check_digit(body)
    changed = code[:place] + other + code[place + 1 :]
    assert is_credit_code(code)
    assert is_credit_code(changed) is (changed == code)


@given(
    amount=st.integers(2, 10**8), parts=st.lists(st.integers(1, 10**6), max_size=9), data=st.data()
)
def test_the_vat_of_parts_adds_up(amount: int, parts: list[int], data: st.DataObject) -> None:
    tax, before, added = data.draw(st.integers(0, amount - 1)), 0, 0
    for part in [*parts, amount]:
        taken = min(part, amount - before)
        if taken:
            added += tax_in_part(
                Money(before), Money(taken), amount=Money(amount), tax=Money(tax)
            ).fen
        before += taken
    assert (before, added) == (amount, tax)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("wanted", State)
def test_only_what_follows_may_follow(state: State, wanted: State) -> None:
    if wanted in FOLLOWS[state]:
        may_follow(1, state, wanted)
    else:
        with pytest.raises(StateUnfit):
            may_follow(1, state, wanted)
