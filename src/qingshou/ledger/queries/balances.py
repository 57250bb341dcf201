"""What an account owes and has prepaid, as of a day, and how that came about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from qingshou.kernel.ids import ItemId
from qingshou.kernel.money import ZERO, Money, total
from qingshou.kernel.period import Period


@dataclass(frozen=True, slots=True)
class OpenLine:
    """An item that was open on the day asked for."""

    item_id: ItemId
    kind: str
    nature: str
    period: Period
    due_on: date
    posted_on: date
    amount: Money
    open: Money


@dataclass(frozen=True, slots=True)
class Balance:
    """What an account owed on a day, what of it was overdue, what it had prepaid and deposited."""

    open: Money
    overdue: Money
    prepaid: Money
    deposited: Money


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of an account's statement; the balance is owed when positive, else prepaid.

    ``row_id`` is the item's or the credit's.
    """

    row_id: int
    on: date
    what: str
    kind: str
    period: Period | None
    source_ref: str
    debit: Money
    credit: Money
    balance: Money


def open_items(*, community_id: int, account_id: int, as_of: date) -> list[OpenLine]:
    """List what was open on an account at the end of a day, the oldest due first."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_ITEMS, [[community_id], as_of, account_id])
        return [
            OpenLine(
                ItemId(item_id),
                kind,
                nature,
                Period(period_from, period_until),
                due_on,
                posted_on,
                Money(amount),
                Money(left),
            )
            for (
                item_id,
                kind,
                nature,
                period_from,
                period_until,
                due_on,
                posted_on,
                amount,
                left,
            ) in cursor.fetchall()
        ]


def balance(*, community_id: int, account_id: int, as_of: date) -> Balance:
    """Tell what an account owed, had prepaid and had deposited at the end of a day."""
    lines = open_items(community_id=community_id, account_id=account_id, as_of=as_of)
    values = _of_account(community_id, account_id, as_of)
    with connection.cursor() as cursor:
        cursor.execute(_UNUSED, values)
        prepaid, deposited = cursor.fetchone()
    return Balance(
        open=total(line.open for line in lines),
        overdue=total(line.open for line in lines if line.due_on < as_of),
        prepaid=Money(prepaid),
        deposited=Money(deposited),
    )


def statement(*, community_id: int, account_id: int, as_of: date) -> list[Movement]:
    """Tell every movement of an account up to a day, with the balance after each.

    Charges, opening arrears and refunds are debits; receipts, prepayments brought in,
    reversals and reliefs are credits. ``what`` is the nature of the item or credit. Deposits
    are apart: see ``deposits``.
    """
    movements, running = [], ZERO
    values = _of_account(community_id, account_id, as_of)
    with connection.cursor() as cursor:
        cursor.execute(_MOVEMENTS, values)
        for row_id, on, what, kind, start, until, ref, debit, credit in cursor.fetchall():
            running += Money(debit - credit)
            period = Period(start, until) if start else None
            movements.append(
                Movement(row_id, on, what, kind, period, ref, Money(debit), Money(credit), running)
            )
    return movements


def _of_account(community_id: int, account_id: int, as_of: date) -> dict[str, Any]:
    return {"community_id": community_id, "account_id": account_id, "as_of": as_of}


_OPEN_ITEMS = """
SELECT id, kind, nature, period_from, period_until, due_on, posted_on, amount_fen, open_fen
FROM ledger_open_as_of(%s, %s) WHERE account_id = %s ORDER BY due_on, id
"""

_UNUSED = """
SELECT COALESCE(sum(left_fen) FILTER (WHERE nature IN ('RECEIPT', 'OPENING')), 0)::bigint,
       COALESCE(sum(left_fen) FILTER (WHERE nature = 'DEPOSIT'), 0)::bigint
FROM (
    SELECT credit.nature, credit.amount_fen - COALESCE(used.fen, 0) AS left_fen
    FROM ledger_credit credit
    LEFT JOIN LATERAL (
        SELECT sum(settlement.amount_fen) AS fen FROM ledger_settlement settlement
        WHERE settlement.community_id = credit.community_id
          AND settlement.credit_id = credit.id AND settlement."on" <= %(as_of)s
    ) used ON true
    WHERE credit.community_id = %(community_id)s AND credit.account_id = %(account_id)s
      AND credit."on" <= %(as_of)s
) credit
"""

_MOVEMENTS = """
SELECT id, "on", what, kind, period_from, period_until, source_ref, debit, credit FROM (
    SELECT item.posted_on AS "on", item.nature AS what, item.kind, item.period_from,
           item.period_until, entry.source_ref, item.amount_fen AS debit, 0 AS credit, item.id
    FROM ledger_openitem item
    JOIN ledger_entry entry
        ON entry.community_id = item.community_id AND entry.id = item.entry_id
    WHERE item.community_id = %(community_id)s AND item.account_id = %(account_id)s
      AND item.posted_on <= %(as_of)s AND (item.nature, item.kind) <> ('REFUND', 'DEPOSIT')
    UNION ALL
    SELECT credit."on", credit.nature, '', NULL, NULL, entry.source_ref, 0, credit.amount_fen,
           credit.id
    FROM ledger_credit credit
    JOIN ledger_entry entry
        ON entry.community_id = credit.community_id AND entry.id = credit.entry_id
    WHERE credit.community_id = %(community_id)s AND credit.account_id = %(account_id)s
      AND credit."on" <= %(as_of)s AND credit.nature <> 'DEPOSIT'
) movement ORDER BY "on", id
"""
