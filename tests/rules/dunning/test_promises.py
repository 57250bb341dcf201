"""Promises: kept, broken, replaced, running."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as draw

from qingshou.dunning.rules.promises import (
    Broken,
    Judgment,
    Kept,
    Promise,
    Replaced,
    Running,
    Settled,
    judge,
)
from qingshou.kernel.money import Money


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def say(judgment: Judgment) -> str:
    match judgment:
        case Kept(on) | Broken(on) | Replaced(on):
            return f"{type(judgment).__name__.lower()} on {on:%m-%d}"
        case Running(until):
            return f"running until {until:%m-%d}"


WORD = Promise.with_grace(
    made_on=day("03-02"), promised_on=day("03-10"), amount=Money(30_000), grace_days=3
)

SITUATIONS = [
    # Nothing yet; the promised day; the last day of grace; too late.
    ("03-02", WORD, [], "running until 03-14"),
    ("03-10", WORD, [], "running until 03-14"),
    ("03-13", WORD, [], "running until 03-14"),
    ("03-14", WORD, [], "broken on 03-14"),
    # Asked much later, the answer is the same day.
    ("10-31", WORD, [], "broken on 03-14"),
    # Paid in one sum, in parts, too little, in grace, too late, before the promise.
    ("03-31", WORD, [("03-05", 300)], "kept on 03-05"),
    ("03-31", WORD, [("03-02", 300)], "kept on 03-02"),
    ("03-31", WORD, [("03-05", 100), ("03-09", 200)], "kept on 03-09"),
    ("03-31", WORD, [("03-05", 299)], "broken on 03-14"),
    ("03-31", WORD, [("03-13", 300)], "kept on 03-13"),
    ("03-31", WORD, [("03-14", 300)], "broken on 03-14"),
    ("03-31", WORD, [("03-01", 300)], "broken on 03-14"),
    # Money of tomorrow is not seen today.
    ("03-04", WORD, [("03-05", 300)], "running until 03-14"),
    # A newer promise takes its place, unless its day had passed already.
    ("03-31", WORD.replaced_on(day("03-08")), [], "replaced on 03-08"),
    ("03-31", WORD.replaced_on(day("03-08")), [("03-05", 300)], "kept on 03-05"),
    ("03-31", WORD.replaced_on(day("03-12")), [], "broken on 03-12"),
]


@pytest.mark.parametrize(("today", "promise", "paid", "expected"), SITUATIONS)
def test_the_fate_of_a_promise(today, promise, paid, expected) -> None:
    settled = [Settled(day(on), Money(yuan * 100)) for on, yuan in paid]
    assert say(judge(promise, settled, today=day(today))) == expected


@given(
    paid=draw.lists(draw.tuples(draw.integers(0, 40), draw.integers(1, 400)), max_size=6),
    asked=draw.integers(0, 60),
    later=draw.integers(0, 60),
)
def test_a_judgment_stands_however_late_it_is_asked_for(paid, asked, later) -> None:
    settled = [Settled(WORD.made_on + timedelta(days=on), Money(yuan * 100)) for on, yuan in paid]
    today = WORD.made_on + timedelta(days=asked)
    first = judge(WORD, settled, today=today)
    second = judge(WORD, settled, today=today + timedelta(days=later))
    assert isinstance(first, Running) or first == second
