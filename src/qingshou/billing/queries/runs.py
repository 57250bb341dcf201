"""Runs and bill lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from qingshou.billing.models import Run
from qingshou.kernel.money import Money
from qingshou.kernel.period import Period


@dataclass(frozen=True, slots=True)
class BillLine:
    """A posted line with all it needs to explain itself."""

    unit_code: str
    account_code: str
    kind: str
    kind_name: str
    basis: str
    period: Period
    due_on: date
    quantity: Decimal | None
    price: Decimal | None
    per: str
    factor: Decimal
    months_num: int
    months_den: int
    rounding_fen: int
    rounding: str
    document: str
    amount: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class RunCard:
    """A run as lists show it."""

    run_id: int
    month: date
    number: int
    state: str
    lines: int
    total: Money
    digest: str


def runs(*, community_id: int) -> list[RunCard]:
    """List the runs of a community, the latest month first."""
    rows = Run.objects.filter(community_id=community_id).order_by("-period", "number")
    return [
        RunCard(
            row.id, row.period, row.number, row.state, row.lines, Money(row.total_fen), row.digest
        )
        for row in rows
    ]


def bill_lines(*, community_id: int, account_id: int, period: Period) -> list[BillLine]:
    """List the billed lines of an account whose period begins in a period, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [community_id, account_id, period.start, period.until])
        return [_line(row) for row in cursor.fetchall()]


def _line(row: tuple[Any, ...]) -> BillLine:
    *named, start, until, fen, tax = row
    facts = dict(zip(_NAMED, named, strict=True))
    return BillLine(**facts, period=Period(start, until), amount=Money(fen), tax=Money(tax))


_NAMED = (
    "unit_code", "account_code", "kind", "kind_name", "basis", "due_on", "quantity", "price",
    "per", "factor", "months_num", "months_den", "rounding_fen", "rounding", "document",
)  # fmt: skip

_LINES = """
SELECT liable.unit_code, account.code, item.kind, COALESCE(kind.name, item.kind),
       COALESCE(tariff.basis, 'SHARE'), item.due_on,
       item.quantity, item.price, COALESCE(tariff.per, 'ONCE'), COALESCE(item.factor, 1),
       COALESCE(item.months_num, 1), COALESCE(item.months_den, 1),
       COALESCE(item.rounding_fen, 0), COALESCE(tariff.rounding::text, '[]'),
       COALESCE(price.document, ''), item.period_from, item.period_until,
       item.amount_fen, item.tax_fen
FROM ledger__item item
JOIN ledger__account account
    ON account.community_id = item.community_id AND account.account_id = item.account_id
JOIN estate__liable_account liable
    ON liable.community_id = item.community_id AND liable.account_id = item.account_id
LEFT JOIN tariffs__charge_kind kind ON kind.kind = item.kind
LEFT JOIN tariffs__price price
    ON price.community_id = item.community_id AND price.price_id = item.price_id
LEFT JOIN tariffs__tariff tariff
    ON tariff.community_id = price.community_id AND tariff.tariff_id = price.tariff_id
WHERE item.community_id = %s AND item.account_id = %s AND item.nature = 'CHARGE'
  AND item.period_from >= %s AND item.period_from < %s
ORDER BY item.period_from, item.kind, item.edition
"""
