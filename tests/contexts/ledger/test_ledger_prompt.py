"""A receipt at the desk and the same receipt as a history of one leave equal rows.

A desk receipt that settles only what was billed before is booked in one prepared statement; a
history is gathered in drafts and settled in SQL. Twin accounts take the same bills and the same
money, one by each way.
"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contexts.ledger.book import a_charge, a_relation, an_account, balances_hold, bill, rows

from qingshou.kernel.money import Money
from qingshou.ledger import operations
from qingshou.ledger.rules.chart import Channel
from qingshou.platform.identity import SYSTEM

COMMUNITY = 7
ON = date(2025, 6, 30)
CHANNELS = (Channel.CASH, Channel.WECHAT, Channel.POS)
SHAPE = {
    "credit_id": "bigint", "account_id": "bigint", "on": "date", "amount_fen": "bigint",
    "channel": "text", "kind": "text", "period_from": "date", "period_until": "date",
    "position": "bigint", "source_ref": "text",
}  # fmt: skip
OF_ACCOUNT = {
    "credits": 'SELECT amount_fen, used_fen, "on", nature, channel, kind FROM ledger_credit'
    " WHERE account_id = %s",
    "settlements": 'SELECT item.period_from, credit.channel, paid.amount_fen, paid."on", paid.nature'
    " FROM ledger_settlement paid"
    " JOIN ledger_openitem item ON item.id = paid.item_id"
    " JOIN ledger_credit credit ON credit.id = paid.credit_id WHERE paid.account_id = %s",
    "items": "SELECT period_from, settled_fen, settled_from, settled_until, closed_on"
    " FROM ledger_openitem WHERE account_id = %s",
}
"""What an account has, told without ids and references."""


class Undo(Exception):  # noqa: N818 - not an error: it takes a try back
    """Takes a try back."""


def owing(bills: list[int], name: str) -> int:
    """Open an account and bill it a fee for each month."""
    account_id = an_account(code=name)
    for number, fen in enumerate(bills, 1):
        day = date(2025, number, 1)
        bill([a_charge(account_id, fen, day)], on=day, ref=f"{name}:{number}")
    return account_id


def at_the_desk(account_id: int, tenders: list[operations.Tender]) -> None:
    first, *besides = tenders
    operations.receive(
        community_id=COMMUNITY,
        account_id=account_id,
        payment=operations.Payment(first.amount, first.channel, ON, None, tuple(besides)),
        source_ref="desk",
        actor=SYSTEM,
    )


def as_a_history(account_id: int, tenders: list[operations.Tender]) -> None:
    [numbers] = rows(
        f"SELECT array_agg(nextval('qingshou_id')) FROM generate_series(1, {len(tenders)})"
    )
    payments = [
        {
            "credit_id": number, "account_id": account_id, "on": ON, "kind": None,
            "amount_fen": tender.amount.fen, "channel": tender.channel.value,
            "period_from": None, "period_until": None, "position": place, "source_ref": f"h:{place}",
        }
        for place, (number, tender) in enumerate(zip(numbers[0], tenders, strict=True))
    ]  # fmt: skip
    operations.receive_from(
        community_id=COMMUNITY,
        relation=a_relation("told_history", SHAPE, payments),
        source_ref="history",
        actor=SYSTEM,
    )


def of_account(account_id: int) -> dict[str, list[tuple[object, ...]]]:
    return {
        name: sorted(rows(statement, account_id), key=repr)
        for name, statement in OF_ACCOUNT.items()
    }


def postings(source: str) -> list[tuple[object, ...]]:
    return rows(
        "SELECT posting.account_code, posting.kind, posting.month, sum(posting.amount_fen)::bigint"
        " FROM ledger_posting posting JOIN ledger_entry entry ON entry.id = posting.entry_id"
        " WHERE entry.source = %s GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        source,
    )


@pytest.mark.django_db
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    bills=st.lists(st.integers(1, 30_000), min_size=0, max_size=5),
    amounts=st.lists(st.integers(1, 60_000), min_size=1, max_size=3),
)
def test_the_desk_and_a_history_book_the_same(bills: list[int], amounts: list[int]) -> None:
    tenders = [
        operations.Tender(Money(fen), channel)
        for fen, channel in zip(amounts, CHANNELS, strict=False)
    ]
    with pytest.raises(Undo), transaction.atomic():
        one, other = owing(bills, "twin-1"), owing(bills, "twin-2")
        at_the_desk(one, tenders)
        as_a_history(other, tenders)
        balances_hold()
        assert of_account(one) == of_account(other)
        assert postings("RECEIPT") == postings("RECEIPT_IMPORT") != []
        raise Undo
