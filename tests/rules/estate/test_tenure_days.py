"""Days of a tenure: cutting, meeting, the month of delivery."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingshou.estate.rules.tenures import Held, owner_owes_from

FIRST = date(2026, 1, 1)


def _held(text: str) -> Held:
    """Read ``2026-01-01..2026-02-28``, the latest day included; a missing side is open."""
    since, _, latest = text.partition("..")
    until = date.fromisoformat(latest) + timedelta(days=1) if latest else None
    return Held(date.fromisoformat(since) if since else None, until)


@pytest.mark.parametrize(
    ("held", "taken", "left"),
    [
        # Nothing in common.
        ("2026-01-01..2026-01-31", "2026-02-01..", ["2026-01-01..2026-01-31"]),
        ("2026-02-01..", "..2026-01-31", ["2026-02-01.."]),
        # One side, the other, the middle, all.
        ("..", "2026-03-16..", ["..2026-03-15"]),
        ("2026-01-01..", "..2026-03-15", ["2026-03-16.."]),
        ("..", "2026-01-01..2026-06-30", ["..2025-12-31", "2026-07-01.."]),
        ("2026-01-01..2026-06-30", "..", []),
        ("2026-01-01..2026-06-30", "2026-01-01..2026-06-30", []),
    ],
)
def test_days_are_cut_out(held: str, taken: str, left: list[str]) -> None:
    assert [str(piece) for piece in _held(held).without(_held(taken))] == left


def test_a_tenure_covers_a_day() -> None:
    with pytest.raises(ValueError, match="covers a day"):
        Held(FIRST, FIRST)


@pytest.mark.parametrize(
    ("delivered_on", "owes_from"),
    [
        (date(2026, 1, 1), date(2026, 2, 1)),
        (date(2026, 1, 31), date(2026, 2, 1)),
        (date(2026, 12, 15), date(2027, 1, 1)),
    ],
)
def test_the_owner_owes_from_the_month_after_delivery(delivered_on: date, owes_from: date) -> None:
    assert owner_owes_from(delivered_on) == owes_from


days = st.integers(0, 60).map(lambda number: FIRST + timedelta(days=number))
tenures = st.builds(
    lambda since, length: Held(since, since + timedelta(days=length) if length else None),
    days,
    st.integers(0, 30),
)


@given(tenures, st.lists(tenures, max_size=4), days)
def test_a_day_is_left_exactly_when_nobody_took_it(
    held: Held, taken: list[Held], day: date
) -> None:
    left = held.without_all(taken)
    free = day in held and not any(day in other for other in taken)
    assert [day in piece for piece in left].count(True) == (1 if free else 0)
