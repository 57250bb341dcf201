"""The database itself refuses what must not be, also to raw SQL with the application's role."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from tests.contexts.ledger.book import COMMUNITY, a_charge, an_account, balances_hold, bill, rows

from qingshou.kernel.money import Money
from qingshou.ledger import operations
from qingshou.ledger.models import (
    Account,
    Credit,
    Entry,
    OpenItem,
    Posting,
    Settlement,
    Transfer,
)
from qingshou.ledger.rules.chart import Channel, Chart
from qingshou.platform.db.rights import as_owner
from qingshou.platform.identity import SYSTEM

pytestmark = pytest.mark.django_db
JANUARY = date(2025, 1, 1)


@pytest.fixture(autouse=True)
def a_book(db: None) -> None:
    """One charge, half paid."""
    account = an_account()
    bill([a_charge(account, 1_000, JANUARY)], on=JANUARY, ref="run:1")
    operations.receive(
        community_id=COMMUNITY,
        account_id=account,
        payment=operations.Payment(Money(500), Channel.CASH, JANUARY),
        source_ref="r:1",
        actor=SYSTEM,
    )
    operations.transfer(
        community_id=COMMUNITY,
        debit=Chart.BANK,
        credit=Chart.CASH,
        amount=Money(500),
        on=JANUARY,
        source_ref="t:1",
        actor=SYSTEM,
    )
    balances_hold()


def refused(statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


POSTED = ["account", "entry", "posting", "openitem", "credit", "settlement", "transfer"]
FROZEN = [
    ("account", "opened_on = '2020-01-01'"),
    ("entry", "memo = 'x'"),
    ("posting", "amount_fen = amount_fen + 1"),
    ("openitem", "amount_fen = amount_fen + 1"),
    ("openitem", "due_on = '2030-01-01'"),
    ("openitem", "settled_fen = settled_fen, amount_fen = amount_fen"),
    ("credit", "amount_fen = amount_fen + 1"),
    ("credit", "channel = 'POS'"),
    ("credit", "kind = 'x'"),
    ("settlement", "amount_fen = amount_fen + 1"),
    ("transfer", "amount_fen = amount_fen + 1"),
]


@pytest.mark.parametrize("table", POSTED)
def test_posted_rows_are_not_deleted_or_truncated(table: str) -> None:
    refused(f"DELETE FROM ledger_{table}")
    refused(f"TRUNCATE ledger_{table}")
    with as_owner():
        refused(f"DELETE FROM ledger_{table}")
        refused(f"TRUNCATE ledger_{table} CASCADE")


@pytest.mark.parametrize(("table", "change"), FROZEN)
def test_posted_columns_are_frozen(table: str, change: str) -> None:
    refused(f"UPDATE ledger_{table} SET {change}")
    with as_owner():
        refused(f"UPDATE ledger_{table} SET {change}")


@pytest.mark.parametrize("model", [Account, Entry, Posting, OpenItem, Credit, Settlement, Transfer])
def test_bulk_ways_of_the_mapper_are_refused_too(model: type) -> None:
    queryset = model.objects.filter(community_id=COMMUNITY)  # type: ignore[attr-defined]
    with pytest.raises(DatabaseError), transaction.atomic():
        queryset.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        queryset.update(community_id=8)


ENTRY = """
INSERT INTO ledger_entry (community_id, id, "on", source, source_ref, memo, actor, posted_at)
VALUES (7, 999, '2025-02-01', 'ADJUSTMENT', 'raw', '', 'raw', now())
"""
POSTING = """
INSERT INTO ledger_posting (community_id, entry_id, account_code, kind, amount_fen, trace)
VALUES (7, 999, '1001', '', 5, 0)
"""


@pytest.mark.parametrize(
    "statement",
    [
        # An entry without postings, out of balance, or with one more posting later.
        ENTRY,
        f"{ENTRY}; {POSTING}",
        POSTING.replace("999", "(SELECT min(id) FROM ledger_entry)"),
        # A settlement that the item and the credit do not know of, and the reverse.
        "INSERT INTO ledger_settlement (community_id, item_id, credit_id, account_id, entry_id,"
        ' "on", amount_fen, nature) SELECT community_id, item_id, credit_id, account_id, entry_id,'
        ' "on", 1, nature FROM ledger_settlement',
        "UPDATE ledger_openitem SET settled_fen = settled_fen + 1",
        "UPDATE ledger_openitem SET settled_fen = amount_fen, closed_on = '2025-01-01'",
        "UPDATE ledger_credit SET used_fen = used_fen - 1",
        # More than there is.
        "UPDATE ledger_openitem SET settled_fen = amount_fen + 1",
        "UPDATE ledger_openitem SET closed_on = '2025-01-01'",
    ],
)
def test_a_book_that_contradicts_itself_is_refused(statement: str) -> None:
    refused(statement)


def copied(table: str, **changes: str) -> str:
    """Write a copy of the first row with some columns changed."""
    columns = [
        name
        for (name,) in rows(
            "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = %s::regclass"
            " AND attnum > 0 AND NOT attisdropped",
            f"ledger_{table}",
        )
    ]
    values = [changes.get(name, name) for name in columns]
    return (
        f"INSERT INTO ledger_{table} ({', '.join(columns)})"
        f" SELECT {', '.join(values)} FROM ledger_{table} LIMIT 1"
    )


NEW = {"id": "nextval('qingshou_id')"}
UNSETTLED = NEW | {
    "edition": "5",
    "settled_fen": "0",
    "settled_from": "NULL",
    "settled_until": "NULL",
}


@pytest.mark.parametrize(
    ("table", "changes"),
    [
        ("openitem", UNSETTLED | {"account_id": "12345"}),
        ("openitem", UNSETTLED | {"entry_id": "12345"}),
        ("openitem", UNSETTLED | {"posted_on": "posted_on + 1"}),
        ("openitem", NEW | {"edition": "5"}),
        ("credit", NEW | {"account_id": "12345"}),
        ("credit", NEW),
        ("settlement", NEW | {"item_id": "12345"}),
        ("settlement", NEW | {"credit_id": "12345"}),
        ("settlement", NEW | {"nature": "'WAIVER'"}),
        ("settlement", NEW | {'"on"': '"on" - 1'}),
    ],
)
def test_rows_without_their_account_entry_or_sum_are_refused(
    table: str, changes: dict[str, str]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(copied(table, **changes))


def test_the_copy_itself_is_sound() -> None:
    with connection.cursor() as cursor:
        cursor.execute(copied("openitem", **UNSETTLED))


def test_an_account_may_be_renamed() -> None:
    [(account,)] = rows("SELECT id FROM ledger_account")
    operations.rename_account(community_id=COMMUNITY, account_id=account, code="2-101#1")
    other = an_account("2-102#1")
    with pytest.raises(operations.AccountCodeTaken), transaction.atomic():
        operations.rename_account(community_id=COMMUNITY, account_id=other, code="2-101#1")
