"""Who is the same person, what is exactly the same thing, and when it is too late."""

from __future__ import annotations

from datetime import date

import pytest

from qingshou.approvals.rules.facts import difference, digest
from qingshou.approvals.rules.people import is_person, same
from qingshou.approvals.rules.verdicts import STANDARD, State, lapsed, terms_of
from qingshou.kernel.money import Money
from qingshou.platform.identity import SYSTEM, Actor


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        # By name, whatever the case and the spaces around it.
        (Actor("lina"), Actor("lina"), True),
        (Actor("lina"), Actor(" LiNa "), True),
        (Actor("lina"), Actor("lena"), False),
        # By login, where both have one, even under another name.
        (Actor("lina", 7), Actor("cashier", 7), True),
        (Actor("lina", 7), Actor("cashier", 8), False),
        (Actor("lina", 7), Actor("cashier"), False),
        # The name counts even if the logins differ.
        (Actor("lina", 7), Actor("lina", 8), True),
        (Actor("lina", 7), Actor("lina"), True),
    ],
)
def test_who_is_one_person(one: Actor, other: Actor, is_one: bool) -> None:
    assert same(one, other) is is_one
    assert same(other, one) is is_one


def test_the_system_is_nobody() -> None:
    assert not is_person(SYSTEM)
    assert not is_person(Actor(" "))
    assert is_person(Actor("cli:lina"))


@pytest.mark.parametrize(
    ("state", "today", "gone"),
    [
        (State.WAITING, date(2026, 3, 31), False),
        (State.WAITING, date(2026, 4, 1), True),
        (State.APPROVED, date(2026, 4, 1), True),
        # What has ended does not lapse.
        (State.USED, date(2026, 4, 1), False),
        (State.REJECTED, date(2026, 4, 1), False),
        (State.WITHDRAWN, date(2026, 4, 1), False),
    ],
)
def test_the_latest_day_itself_still_counts(state: State, today: date, gone: bool) -> None:
    assert STANDARD.decide_by(date(2026, 3, 1)) == date(2026, 3, 31)
    assert lapsed(state, by=date(2026, 3, 31), today=today) is gone


def test_terms_are_those_of_the_action() -> None:
    assert terms_of("ledger.reopen-books").use_by(date(2026, 3, 1)) == date(2026, 3, 4)
    assert terms_of("anything") is STANDARD


def test_one_fen_is_another_thing() -> None:
    asked = {"amount": Money(10_000), "on": date(2026, 3, 1)}
    kept = {"amount": "100.00", "on": "2026-03-01"}
    assert difference(kept, asked) is None
    assert difference(kept, asked | {"amount": Money(10_001)}) == ("amount", "100.00", "100.01")
    assert difference(kept, asked | {"account": 3}) == ("account", None, 3)
    one = digest(action="refund", subject="account:1", facts=asked)
    assert one == digest(action="refund", subject="account:1", facts=kept)
    assert one != digest(action="refund", subject="account:2", facts=kept)
    assert one != digest(action="waive", subject="account:1", facts=kept)


def test_a_fact_is_plain() -> None:
    with pytest.raises(TypeError):
        digest(action="refund", subject="account:1", facts={"amount": 0.1})
    with pytest.raises(TypeError):
        digest(action="refund", subject="account:1", facts={"whom": object()})
