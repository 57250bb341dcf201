"""A small book for tests: accounts by code, charges as rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection

from qingshou.kernel.calendar import add_months
from qingshou.kernel.ids import AccountId
from qingshou.ledger import operations
from qingshou.ledger.rules.natures import Source
from qingshou.platform.identity import SYSTEM

COMMUNITY = 7
OPENED_ON = date(2024, 1, 1)


def an_account(code: str = "1-1-101#1", community_id: int = COMMUNITY) -> AccountId:
    """Open an account."""
    return operations.open_account(community_id=community_id, code=code, opened_on=OPENED_ON)


def a_charge(account_id: int, fen: int, period_from: date, **facts: Any) -> dict[str, Any]:
    """Describe a charge of one month, due on its 25th."""
    return {
        "account_id": account_id,
        "kind": "PROPERTY_FEE",
        "period_from": period_from,
        "period_until": add_months(period_from, 1),
        "due_on": period_from.replace(day=25),
        "amount_fen": fen,
        "tax_fen": 0,
        "edition": 0,
    } | facts


SHAPE = {
    "account_id": "bigint",
    "kind": "text",
    "period_from": "date",
    "period_until": "date",
    "due_on": "date",
    "amount_fen": "bigint",
    "tax_fen": "bigint",
    "edition": "smallint",
    "quantity": "numeric",
    "price_id": "bigint",
    "price": "numeric",
    "months_num": "bigint",
    "months_den": "bigint",
    "factor": "numeric",
    "rounding_fen": "bigint",
    "run_id": "bigint",
}


def a_relation(name: str, shape: dict[str, str], rows: Iterable[dict[str, Any]]) -> str:
    """Make a temporary table of that shape and fill it."""
    columns = ", ".join(f'"{column}" {kind}' for column, kind in shape.items())
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
        cursor.execute(f"CREATE TEMP TABLE {name} ({columns})")
        for row in rows:
            names = ", ".join(f'"{column}"' for column in row)
            marks = ", ".join(["%s"] * len(row))
            cursor.execute(f"INSERT INTO {name} ({names}) VALUES ({marks})", list(row.values()))
    return name


def bill(
    charges: Iterable[dict[str, Any]], *, on: date, ref: str, community_id: int = COMMUNITY
) -> operations.Posted:
    """Post charges on a day."""
    return operations.post_from(
        community_id=community_id,
        relation=a_relation("test_charges", SHAPE, charges),
        on=on,
        source=Source.BILLING,
        source_ref=ref,
        actor=SYSTEM,
    )


def rows(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    """Read rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def balances_hold() -> None:
    """Let the deferred checks of the journal speak now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
