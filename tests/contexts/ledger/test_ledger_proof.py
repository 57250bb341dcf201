"""A book that was tampered with is found out, with the place; an honest one never is."""

from __future__ import annotations

import random
from datetime import date

import pytest
from django.db import connection
from tests.contexts.ledger.book import COMMUNITY, a_charge, an_account, balances_hold, bill, rows

from qingshou.kernel.calendar import add_months
from qingshou.kernel.money import Money
from qingshou.ledger import operations, queries
from qingshou.ledger.rules.chart import Channel
from qingshou.ledger.rules.natures import CreditNature
from qingshou.platform.db.rights import as_owner
from qingshou.platform.identity import SYSTEM

pytestmark = pytest.mark.django_db
START = date(2025, 1, 1)


@pytest.fixture
def accounts(db: None) -> list[int]:
    """Twelve accounts, four months, payments of every kind, a waiver and two reversals."""
    accounts = [an_account(f"1-{number}#1") for number in range(101, 113)]
    for number in range(4):
        month = add_months(START, number)
        charges = [a_charge(a, 1_000 + a % 97, month, tax_fen=60) for a in accounts]
        charges += [a_charge(a, 200, month, kind="LIFT") for a in accounts[:6]]
        bill(charges, on=month, ref=f"run:{number}")
    for number, account in enumerate(accounts[:9]):
        payment = operations.Payment(Money(700 * number + 5), Channel.CASH, date(2025, 3, 3))
        operations.receive(
            community_id=COMMUNITY,
            account_id=account,
            payment=payment,
            source_ref=f"r:{number}",
            actor=SYSTEM,
        )
    common = {"community_id": COMMUNITY, "on": date(2025, 5, 1), "actor": SYSTEM}
    for source, ref in (("BILLING", "run:1"), ("RECEIPT", "r:3")):
        [(entry,)] = rows(
            "SELECT id FROM ledger_entry WHERE source = %s AND source_ref = %s", source, ref
        )
        operations.reverse_entry(entry_id=entry, source_ref=f"undo {ref}", **common)
    [(item,)] = rows("SELECT min(id) FROM ledger_openitem WHERE closed_on IS NULL")
    relief = operations.Relief(CreditNature.WAIVER, Money(1))
    operations.relieve(item_id=item, relief=relief, source_ref="w", **common)
    operations.settle_from(community_id=COMMUNITY, source_ref="again", actor=SYSTEM)
    balances_hold()
    return accounts


def test_an_honest_book_is_proved(accounts: list[int]) -> None:
    assert queries.check(community_ids=[COMMUNITY]) == []


AMOUNTS = [
    ("ledger_openitem", "amount_fen"),
    ("ledger_openitem", "tax_fen"),
    ("ledger_openitem", "settled_fen"),
    ("ledger_credit", "amount_fen"),
    ("ledger_credit", "used_fen"),
    ("ledger_settlement", "amount_fen"),
    ("ledger_posting", "amount_fen"),
]
TABLES = ["ledger_openitem", "ledger_credit", "ledger_settlement", "ledger_posting"]


def _flip(dice: random.Random) -> str:
    table, column = dice.choice(AMOUNTS)
    return (
        f"UPDATE {table} SET {column} = {column} + {dice.choice((1, -1))}"
        f" WHERE id = (SELECT id FROM {table} ORDER BY id OFFSET {{at}} LIMIT 1) RETURNING id"
    )


def _drop(dice: random.Random) -> str:
    table = dice.choice([*TABLES, "ledger_entry"])
    return (
        f"DELETE FROM {table} WHERE id ="
        f" (SELECT id FROM {table} ORDER BY id OFFSET {{at}} LIMIT 1) RETURNING id"
    )


def _double(dice: random.Random) -> str:
    table = dice.choice(TABLES)
    changed = "id = nextval('qingshou_id')"
    if table == "ledger_openitem":
        changed += ", edition = 9"
    return (
        f"CREATE TEMP TABLE doubled AS SELECT * FROM {table} ORDER BY id OFFSET {{at}} LIMIT 1;"
        f"UPDATE doubled SET {changed}; INSERT INTO {table} SELECT * FROM doubled;"
        "DROP TABLE doubled"
    )


@pytest.mark.parametrize("seed", range(60))
def test_tampering_is_found(accounts: list[int], seed: int) -> None:
    dice = random.Random(seed)
    act = dice.choice([_flip, _drop, _double])(dice)
    table = act.split("FROM ")[1].split()[0]
    [(size,)] = rows(f"SELECT count(*) FROM {table}")
    statement = act.format(at=dice.randrange(size))
    with as_owner(), connection.cursor() as cursor:
        for name in TABLES:
            cursor.execute(
                f"SELECT conname FROM pg_constraint WHERE conrelid = '{name}'::regclass"
                " AND contype = 'c'"
            )
            for (constraint,) in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {name} DROP CONSTRAINT {constraint}")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET session_replication_role = origin")
    assert queries.check(community_ids=[COMMUNITY]), statement


def test_a_changed_fen_names_house_item_month_and_both_numbers(accounts: list[int]) -> None:
    [(item, account)] = rows(
        "SELECT id, account_id FROM ledger_openitem WHERE kind = 'LIFT' AND settled_fen = 0"
        " ORDER BY id LIMIT 1"
    )
    [(code,)] = rows("SELECT code FROM ledger_account WHERE id = %s", account)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "UPDATE ledger_openitem SET amount_fen = amount_fen + 1 WHERE id = %s", [item]
        )
        cursor.execute("SET session_replication_role = origin")
    found = queries.check(community_ids=[COMMUNITY])
    assert {(b.invariant, b.account, b.kind) for b in found} == {
        ("POSTINGS", code, "LIFT"),
        ("RECEIVABLES", "", "LIFT"),
    }
    assert all((b.found - b.told).fen in (1, -1) for b in found)


def test_a_dropped_unpaid_item_still_names_its_house(accounts: list[int]) -> None:
    [(item, account)] = rows(
        "SELECT id, account_id FROM ledger_openitem WHERE settled_fen = 0 ORDER BY id LIMIT 1"
    )
    [(code,)] = rows("SELECT code FROM ledger_account WHERE id = %s", account)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM ledger_openitem WHERE id = %s", [item])
        cursor.execute("SET session_replication_role = origin")
    found = queries.check(community_ids=[COMMUNITY])
    assert code in {b.account for b in found}
