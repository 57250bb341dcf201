"""States, ladder and belief: every word in every state, and no order is forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingshou.checkout.rules.belief import Claim, misfit
from qingshou.checkout.rules.ladder import LONGEST, SHORTEST, Looks
from qingshou.checkout.rules.notices import verdict_on
from qingshou.checkout.rules.numbers import LONGEST as LONGEST_NUMBER
from qingshou.checkout.rules.numbers import out_refund_no, out_trade_no
from qingshou.checkout.rules.states import OPEN, Heard, RefundStand, State, after, refund_after
from qingshou.kernel.money import Money

TABLE = """
           OPENED   WAITING  PAID  CLOSED  ABSENT   SILENCE  OVER
CREATED    PENDING  PENDING  PAID  CLOSED  CREATED  UNKNOWN  STRAYED
PENDING    PENDING  PENDING  PAID  CLOSED  PENDING  UNKNOWN  STRAYED
UNKNOWN    PENDING  PENDING  PAID  CLOSED  UNKNOWN  UNKNOWN  STRAYED
STRAYED    STRAYED  STRAYED  PAID  CLOSED  STRAYED  STRAYED  STRAYED
CLOSED     CLOSED   CLOSED   PAID  CLOSED  CLOSED   CLOSED   CLOSED
PAID       PAID     PAID     PAID  PAID    PAID     PAID     PAID
"""
HEADS, *ROWS = [line.split() for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_word_in_every_state(row: list[str]) -> None:
    state, *results = row
    assert [after(State(state), Heard(head)).value for head in HEADS] == results


def test_the_table_is_whole() -> None:
    assert {row[0] for row in ROWS} == set(State)
    assert set(HEADS) == set(Heard)


@given(st.lists(st.sampled_from(list(Heard))))
def test_a_payment_is_never_undone(words: list[Heard]) -> None:
    state = State.CREATED
    for number, word in enumerate(words):
        state = after(state, word)
        assert (state is State.PAID) == (Heard.PAID in words[: number + 1])
    assert after(state, Heard.OVER) not in OPEN


OPENED_AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SPANS = st.integers(int(SHORTEST.total_seconds()), int(LONGEST.total_seconds()))


@given(SPANS, st.floats(0, 1))
def test_a_payment_is_found_within_half_an_hour(seconds: int, share: float) -> None:
    looks = Looks(OPENED_AT, OPENED_AT + timedelta(seconds=seconds))
    paid_at = OPENED_AT + timedelta(seconds=share * seconds)
    found_at = looks.after(paid_at)
    assert found_at is not None
    assert found_at - paid_at <= timedelta(minutes=30)


@given(SPANS)
def test_the_ladder_ends_within_a_day_and_closes_before(seconds: int) -> None:
    looks = Looks(OPENED_AT, OPENED_AT + timedelta(seconds=seconds))
    assert looks.after(OPENED_AT + timedelta(days=1)) is None
    assert any(looks.expired(rung) for rung in looks.rungs if rung <= looks.expires_at + LONGEST)


@pytest.mark.parametrize(
    ("told", "what"),
    [
        # As asked; a gateway may leave the merchant out of what it signed.
        (Claim("190", "CNY", Money(100)), None),
        (Claim("", "CNY", Money(100)), None),
        # One thing other than asked.
        (Claim("191", "CNY", Money(100)), "MERCHANT"),
        (Claim("190", "USD", Money(100)), "CURRENCY"),
        (Claim("190", "CNY", Money(99)), "AMOUNT"),
        (Claim("190", "CNY", Money(101)), "AMOUNT"),
        (Claim("190", "CNY", None), "AMOUNT"),
    ],
)
def test_what_is_told_must_fit(told: Claim, what: str | None) -> None:
    assert misfit(expected=Claim("190", "CNY", Money(100)), told=told) == what


@pytest.mark.parametrize(
    ("notice", "message", "verdict"),
    [
        (False, False, "ACCEPTED"),
        (True, False, "REPEATED"),
        (True, True, "REPLAYED"),
        (False, True, "REPLAYED"),
    ],
)
def test_a_message_is_believed_once(notice: bool, message: bool, verdict: str) -> None:
    assert verdict_on(notice_known=notice, message_known=message).value == verdict


@given(st.integers(1, 2**40), st.integers(1, 99))
def test_numbers_fit_what_gateways_take(intent_id: int, position: int) -> None:
    number = out_trade_no(on=OPENED_AT.date(), intent_id=intent_id, salt="a1b2c3")
    assert len(number) <= LONGEST_NUMBER
    assert len(out_refund_no(out_trade_no=number, position=position)) <= 64


@pytest.mark.parametrize(
    ("stand", "told", "becomes"),
    [
        ("CREATED", "RUNNING", "RUNNING"),
        ("CREATED", "UNKNOWN", "UNKNOWN"),
        ("UNKNOWN", "DONE", "DONE"),
        ("RUNNING", "ABNORMAL", "ABNORMAL"),
        ("ABNORMAL", "RUNNING", "ABNORMAL"),
        ("ABNORMAL", "DONE", "DONE"),
        ("DONE", "CLOSED", "DONE"),
        ("CLOSED", "DONE", "CLOSED"),
    ],
)
def test_a_refund_that_ended_stays_ended(stand: str, told: str, becomes: str) -> None:
    assert refund_after(RefundStand(stand), RefundStand(told)).value == becomes
