"""A receipt booked in one statement and the same receipt booked from drafts leave equal rows."""

from __future__ import annotations

from datetime import date
from unittest.mock import patch

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contexts.ledger.book import a_charge, an_account, balances_hold, bill, rows

from qingshou.kernel.money import Money
from qingshou.ledger import operations
from qingshou.ledger.operations import receiving
from qingshou.ledger.rules.chart import Channel
from qingshou.platform.identity import SYSTEM

ON = date(2025, 6, 30)
ROWS = {
    "ledger_entry": '"on", source, source_ref, memo, actor',
    "ledger_posting": "account_code, kind, month, amount_fen, trace",
    "ledger_credit": 'account_id, amount_fen, used_fen, "on", nature, channel, source_ref, kind',
    "ledger_settlement": 'item_id, account_id, amount_fen, "on", nature',
    "ledger_openitem": "id, settled_fen, settled_from, settled_until, closed_on",
}


class Undo(Exception):  # noqa: N818 - not an error: it takes a try back
    """Takes a try back."""


def book(
    account_id: int, amounts: list[int], *, drafted: bool
) -> dict[str, list[tuple[object, ...]]]:
    """Receive tenders, tell all rows of the book, and take everything back."""
    first, *besides = [
        operations.Tender(Money(fen), channel)
        for fen, channel in zip(amounts, [Channel.CASH, Channel.WECHAT, Channel.POS], strict=False)
    ]
    payment = operations.Payment(first.amount, first.channel, ON, None, tuple(besides))
    told: dict[str, list[tuple[object, ...]]] = {}
    late = date(9999, 1, 1)
    original = receiving._debts

    def much_later(community_id: int, account_id: int) -> object:
        debts, facts = original(community_id, account_id)
        return debts, {
            key: receiving.Debt(f.kind, f.nature, f.month, late) for key, f in facts.items()
        }

    with pytest.raises(Undo), transaction.atomic():
        with patch.object(receiving, "_debts", much_later if drafted else original):
            operations.receive(
                community_id=7, account_id=account_id, payment=payment, source_ref="r:1",
                actor=SYSTEM, memo="示例",
            )  # fmt: skip
        balances_hold()
        for table, columns in ROWS.items():
            told[table] = sorted(rows(f"SELECT {columns} FROM {table}"), key=repr)
        raise Undo
    return told


@pytest.mark.django_db
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    bills=st.lists(st.integers(1, 30_000), min_size=0, max_size=5),
    amounts=st.lists(st.integers(1, 60_000), min_size=1, max_size=3),
)
def test_one_statement_and_drafts_book_the_same(bills: list[int], amounts: list[int]) -> None:
    with pytest.raises(Undo), transaction.atomic():
        account_id = an_account()
        for number, fen in enumerate(bills, 1):
            day = date(2025, number, 1)
            bill([a_charge(account_id, fen, day)], on=day, ref=f"run:{number}")
        assert book(account_id, amounts, drafted=False) == book(account_id, amounts, drafted=True)
        raise Undo
