"""Closing waits for those who are booking, and nobody books behind its back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.db import transaction as django_transaction
from tests.contexts.ledger.book import COMMUNITY, an_account, rows

from qingshou.kernel.money import Money
from qingshou.ledger import operations
from qingshou.ledger.rules.chart import Channel
from qingshou.platform.db import transaction
from qingshou.platform.identity import SYSTEM

OCTOBER, NOVEMBER = date(2026, 10, 31), date(2026, 11, 1)


def test_a_closing_waits_for_a_receipt_that_is_being_booked(fresh_database: str) -> None:
    with django_transaction.atomic():
        account = an_account()
    booked, may_commit = threading.Event(), threading.Event()
    told: list[str] = []

    def receive(ref: str) -> None:
        payment = operations.Payment(Money(100), Channel.CASH, OCTOBER)
        operations.receive(
            community_id=COMMUNITY,
            account_id=account,
            payment=payment,
            source_ref=ref,
            actor=SYSTEM,
        )

    @transaction
    def desk() -> None:
        receive("before")
        booked.set()
        assert may_commit.wait(20)
        told.append("booked")

    @transaction
    def close() -> None:
        operations.hold_period(community_id=COMMUNITY)
        told.append("closed")
        operations.close_books(community_id=COMMUNITY, until=NOVEMBER, facts={}, actor=SYSTEM)

    def alone(act: Callable[[], None]) -> None:
        try:
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=alone, args=(act,)) for act in (desk, close)]
    threads[0].start()
    assert booked.wait(20)
    threads[1].start()
    threads[1].join(0.5)
    assert told == []
    may_commit.set()
    for thread in threads:
        thread.join(20)
    assert told == ["booked", "closed"]
    assert rows("SELECT count(*) FROM ledger_credit") == [(1,)]
    with pytest.raises(operations.PeriodClosed), django_transaction.atomic():
        receive("after")
