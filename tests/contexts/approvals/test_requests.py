"""A request is made, decided by somebody else, used once and for exactly what was asked."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from tests.contexts.ledger.book import rows

from qingshou.approvals import operations, queries
from qingshou.approvals.operations import consume as _consume
from qingshou.approvals.rules.approvals import Approval
from qingshou.approvals.rules.verdicts import State
from qingshou.kernel.money import Money
from qingshou.platform import clock
from qingshou.platform.identity import Actor

MAKER, CHECKER = Actor("lina", 1), Actor("weng", 2)
TOWN = 7
ASKED: dict[str, Any] = {
    "action": "payments.refund",
    "subject": "account:12",
    "facts": {"amount": Money(10_000), "channel": "WECHAT"},
}


@pytest.fixture(autouse=True)
def a_day(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QINGSHOU_TODAY", "2026-03-01")


def ask(**changes: Any) -> int:
    return operations.open_request(
        **(
            {"community_id": TOWN, "reason": "moved out", "today": clock.today(), "actor": MAKER}
            | ASKED
            | changes
        )
    )


def decide(request_id: int, actor: Actor = CHECKER) -> queries.RequestLine:
    return operations.approve(
        community_id=TOWN, request_id=request_id, today=clock.today(), actor=actor
    )


def use(request_id: int, **changes: Any) -> Approval:
    with transaction.atomic():
        return _consume(
            **(
                {
                    "community_id": TOWN,
                    "request_id": request_id,
                    "today": clock.today(),
                    "actor": MAKER,
                }
                | ASKED
                | changes
            )
        )


def state(request_id: int) -> State:
    return queries.request(request_id=request_id, today=clock.today()).state


def test_from_request_to_use() -> None:
    asked = ask()
    assert [line.request_id for line in queries.inbox(today=clock.today())] == [asked]
    assert state(asked) is State.WAITING
    decided = decide(asked)
    assert (decided.state, decided.decided_by) == (State.APPROVED, "weng")
    assert queries.inbox(today=clock.today()) == []
    assert use(asked) == Approval(asked, "lina", "weng")
    [line] = queries.history(community_id=TOWN, subject="account:12", today=clock.today())
    assert (line.state, line.used_by, line.facts) == (
        State.USED,
        "lina",
        {"amount": "100.00", "channel": "WECHAT"},
    )
    names = [name.rpartition(".")[2] for (name,) in rows("SELECT event FROM outbox_announcement")]
    assert names == ["ApprovalRequested", "ApprovalGranted", "ApprovalUsed"]
    assert rows("SELECT action FROM audit_event ORDER BY id") == [
        ("approvals.request",),
        ("approvals.decide",),
        ("approvals.use",),
    ]


def test_asking_twice_asks_once_until_it_was_used() -> None:
    first = ask()
    assert ask() == first
    assert ask(actor=CHECKER) != first
    decide(first)
    assert ask() == first
    use(first)
    assert ask() not in (first,)


@pytest.mark.parametrize(
    "changes",
    [
        {"facts": {"amount": Money(10_001), "channel": "WECHAT"}},
        {"facts": {"amount": Money(10_000)}},
        {"subject": "account:13"},
        {"action": "payments.void-receipt"},
    ],
)
def test_only_what_was_approved_is_used(changes: dict[str, Any]) -> None:
    asked = ask()
    decide(asked)
    with pytest.raises(operations.OtherThanApproved):
        use(asked, **changes)
    use(asked)
    with pytest.raises(operations.AlreadyUsed):
        use(asked)


def test_who_may_not_decide() -> None:
    asked = ask()
    for actor in (MAKER, Actor("LINA"), Actor("x", 1)):
        with pytest.raises(operations.CheckerIsMaker):
            decide(asked, actor)
    with pytest.raises(operations.CheckerIsNoPerson):
        decide(asked, Actor("system"))
    with pytest.raises(operations.NotApproved):
        use(asked)
    operations.reject(
        community_id=TOWN, request_id=asked, today=clock.today(), actor=CHECKER, note="no evidence"
    )
    with pytest.raises(operations.AlreadyDecided):
        decide(asked)
    with pytest.raises(operations.NotApproved):
        use(asked)


def test_another_community_knows_nothing_of_it() -> None:
    asked = ask()
    with pytest.raises(queries.RequestUnknown):
        operations.approve(community_id=8, request_id=asked, today=clock.today(), actor=CHECKER)
    decide(asked)
    with pytest.raises(queries.RequestUnknown):
        use(asked, community_id=8)


def test_a_request_is_taken_back_by_its_maker() -> None:
    asked = ask()
    with pytest.raises(operations.NotTheMaker):
        operations.withdraw(community_id=TOWN, request_id=asked, today=clock.today(), actor=CHECKER)
    decide(asked)
    operations.withdraw(community_id=TOWN, request_id=asked, today=clock.today(), actor=MAKER)
    for attempt in (
        lambda: use(asked),
        lambda: decide(asked),
        lambda: operations.withdraw(
            community_id=TOWN, request_id=asked, today=clock.today(), actor=MAKER
        ),
    ):
        with pytest.raises(operations.RequestWithdrawn):
            attempt()
    used = ask()
    decide(used)
    use(used)
    with pytest.raises(operations.AlreadyUsed):
        operations.withdraw(community_id=TOWN, request_id=used, today=clock.today(), actor=MAKER)


def test_what_waits_too_long_lapses(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting, granted = ask(), ask(subject="account:13")
    decide(granted)
    monkeypatch.setenv("QINGSHOU_TODAY", "2026-03-31")
    assert (state(waiting), state(granted)) == (State.WAITING, State.APPROVED)
    monkeypatch.setenv("QINGSHOU_TODAY", "2026-04-01")
    assert (state(waiting), state(granted)) == (State.EXPIRED, State.EXPIRED)
    assert queries.inbox(today=clock.today()) == []
    with pytest.raises(operations.RequestLapsed):
        decide(waiting)
    with pytest.raises(operations.RequestLapsed):
        use(granted, subject="account:13")
    assert ask() != waiting


def test_a_reason_is_needed() -> None:
    with pytest.raises(operations.ReasonMissing):
        ask(reason="  ")


@pytest.mark.parametrize("model", ["request", "decision", "use", "withdrawal"])
def test_what_was_said_stands(model: str) -> None:
    asked = ask()
    decide(asked)
    for statement in (
        f"DELETE FROM approvals_{model}",
        f"TRUNCATE approvals_{model} CASCADE",
        f"UPDATE approvals_{model} SET community_id = community_id",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
