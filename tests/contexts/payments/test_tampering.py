"""Whoever owns the tables changes one fen, drops or doubles one row: it is found, and named.

Constraints and triggers are off, as an intruder with all rights would have them. The seed is
printed and may be given again by ``QINGSHOU_TAMPER_SEED``.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from tests.contexts.ledger.book import balances_hold, rows
from tests.contexts.payments.random_books import RandomBook

from qingshou.ledger import queries as ledger
from qingshou.payments import queries as payments
from qingshou.payments.rules.numbers import receipt_number
from qingshou.platform.db.rights import as_owner

pytestmark = pytest.mark.django_db

PLACES, CLEAN_BOOKS = 300, 50
SEED = int(os.environ.get("QINGSHOU_TAMPER_SEED", random.SystemRandom().randrange(10**6)))
AMOUNTS = {
    "ledger_openitem": ["amount_fen", "tax_fen", "settled_fen"],
    "ledger_credit": ["amount_fen", "used_fen"],
    "ledger_settlement": ["amount_fen"],
    "ledger_posting": ["amount_fen"],
    "ledger_transfer": ["amount_fen"],
    "payments_receipt": ["amount_fen"],
    "payments_tender": ["amount_fen"],
}
TABLES = [*AMOUNTS, "ledger_entry"]


@dataclass(frozen=True)
class Place:
    """One row that is tampered with, and what a person would call the place."""

    deed: str
    table: str
    column: str
    row: int
    names: frozenset[str]


@pytest.fixture
def book(db: None) -> RandomBook:
    """A book with at least three rows of every kind."""
    book = RandomBook(SEED).grow(30, each=3)
    balances_hold()
    for table in TABLES:
        [(count,)] = rows(f"SELECT count(*) FROM {table}")
        assert count >= 3, (SEED, table)
    assert _found(book) == set()
    return book


def _found(book: RandomBook) -> set[str]:
    """All names that the proofs give, or a mark where they found something without a name."""
    names = set()
    for found in ledger.check(community_ids=[book.community]):
        month = f"{found.kind} {found.month:%Y-%m}" if found.month else f"{found.kind} in all"
        names |= {found.account, found.document, month}
    names -= {""}
    return names | {gap.place for gap in payments.check(community_ids=[book.community])}


def _places(book: RandomBook, dice: random.Random) -> Iterator[Place]:
    for _ in range(PLACES):
        deed = dice.choice(["flip", "drop", "double"])
        table = dice.choice(TABLES if deed != "flip" else [*AMOUNTS])
        ids = [row for (row,) in rows(f"SELECT id FROM {table} ORDER BY id")]
        row = dice.choice(ids)
        column = dice.choice(AMOUNTS[table]) if deed == "flip" else ""
        yield Place(deed, table, column, row, _names(table, row))


def _names(table: str, row: int) -> frozenset[str]:
    """What a person would call the row: its house and month, its document, its number."""
    if table == "payments_receipt":
        found = rows("SELECT series, number FROM payments_receipt WHERE id = %s", row)
        return frozenset({receipt_number(*found[0])})
    if table == "payments_tender":
        found = rows(
            "SELECT series, number FROM payments_receipt receipt JOIN payments_tender tender"
            " ON tender.receipt_id = receipt.id WHERE tender.id = %s",
            row,
        )
        return frozenset({receipt_number(*found[0])})
    if table == "ledger_entry":
        return frozenset(name for (name,) in rows(_NAMES_OF_ENTRY, *[row] * 5))
    if table in ("ledger_posting", "ledger_transfer"):
        found = rows(
            f"SELECT entry.source_ref FROM {table} told"
            " JOIN ledger_entry entry ON entry.id = told.entry_id WHERE told.id = %s",
            row,
        )
        return frozenset({found[0][0]})
    found = rows(
        f"SELECT account.code FROM {table} told"
        " JOIN ledger_account account ON account.id = told.account_id WHERE told.id = %s",
        row,
    )
    return frozenset({found[0][0]})


_NAMES_OF_ENTRY = """
SELECT account.code FROM ledger_account account WHERE account.id IN (
    SELECT account_id FROM ledger_openitem WHERE entry_id = %s
    UNION SELECT account_id FROM ledger_credit WHERE entry_id = %s
    UNION SELECT account_id FROM ledger_settlement WHERE entry_id = %s)
UNION SELECT source_ref FROM ledger_entry WHERE id = %s
UNION SELECT concat(debit_code, ' ', to_char("on", 'YYYY-MM')) FROM ledger_transfer
    WHERE entry_id = %s
"""


def _tamper(place: Place, dice: random.Random) -> None:
    with connection.cursor() as cursor:
        if place.deed == "flip":
            cursor.execute(
                f"UPDATE {place.table} SET {place.column} = {place.column} + %s WHERE id = %s",
                [dice.choice((1, -1)), place.row],
            )
        elif place.deed == "drop":
            cursor.execute(f"DELETE FROM {place.table} WHERE id = %s", [place.row])
        else:
            cursor.execute(
                f"CREATE TEMP TABLE doubled AS SELECT * FROM {place.table} WHERE id = {place.row};"
                f"UPDATE doubled SET id = nextval('qingshou_id');"
                f"INSERT INTO {place.table} SELECT * FROM doubled; DROP TABLE doubled"
            )
        assert cursor.rowcount != 0


def _disarm() -> None:
    """Take every check, key and trigger of the money tables away, as only their owner can."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass"
                " AND contype IN ('c', 'f', 'u')",
                [table],
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
            cursor.execute(
                "SELECT index.indexrelid::regclass::text FROM pg_index index"
                " WHERE index.indrelid = %s::regclass AND index.indisunique"
                " AND NOT index.indisprimary",
                [table],
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP INDEX {name}")
        cursor.execute("SET LOCAL session_replication_role = replica")


def test_whatever_is_tampered_with_is_found_and_named(book: RandomBook) -> None:
    print(f"QINGSHOU_TAMPER_SEED={SEED}")
    dice = random.Random(SEED)
    missed: list[tuple[Place, set[str]]] = []
    with as_owner():
        _disarm()
        for place in _places(book, dice):
            with transaction.atomic():
                _tamper(place, dice)
                found = _found(book)
                transaction.set_rollback(True)
            if not found & place.names:
                missed.append((place, found))
    assert missed == [], f"seed {SEED}: {len(missed)} of {PLACES} not named: {missed[:5]}"


@pytest.mark.parametrize("number", range(CLEAN_BOOKS))
def test_a_clean_book_raises_no_alarm(db: None, number: int) -> None:
    print(f"QINGSHOU_TAMPER_SEED={SEED}")
    book = RandomBook(SEED + number).grow(20)
    balances_hold()
    found: list[Any] = [*ledger.check(community_ids=[book.community])]
    found += payments.check(community_ids=[book.community])
    assert found == [], f"seed {SEED + number}"
