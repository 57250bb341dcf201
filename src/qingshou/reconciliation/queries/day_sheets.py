"""The daily sheet of a fund account: both sides, pair by pair, and the days that are still open."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection

from qingshou.kernel.money import Money
from qingshou.ledger.rules.chart import Chart
from qingshou.reconciliation import models
from qingshou.reconciliation.queries.fund_accounts import FundAccountCard, fund_accounts
from qingshou.reconciliation.rules.differences import (
    DaySheet,
    Movement,
    Pair,
    Side,
    differences,
)
from qingshou.reconciliation.rules.lines import LineKind
from qingshou.reconciliation.rules.own_money import PAYOUT_DAYS


def day_sheet(*, account: FundAccountCard, on: date) -> DaySheet:
    """Tell a day of an account, as it is known now."""
    values = _values(account, on)
    with connection.cursor() as cursor:
        cursor.execute(_OURS_MOVED, values)
        ours = _movement(account, cursor.fetchone())
        cursor.execute(_THEIRS_MOVED, values)
        theirs = _movement(account, cursor.fetchone())
        cursor.execute(_PAIRS, values)
        pairs = [_pair(row) for row in cursor.fetchall()]
        cursor.execute(_TOLD, values)
        told = cursor.fetchone()
    explained = models.Explanation.objects.filter(
        community_id=account.community_id, fund_account_id=account.fund_account_id, on=on
    )
    return DaySheet(
        on=on,
        ours=ours,
        theirs=theirs,
        differences=tuple(differences(pairs, on=on)),
        explained=frozenset(explained.values_list("subject", flat=True)),
        told=Money(told[0]) if told and told[0] is not None else None,
        closed_by=closed_by(account=account, on=on),
    )


def closed_by(*, account: FundAccountCard, on: date) -> str:
    """Tell who closed a day; nobody, while it is open."""
    closed = models.ClosedDay.objects.filter(
        community_id=account.community_id, fund_account_id=account.fund_account_id, on=on
    )
    return closed.values_list("actor", flat=True).first() or ""


def is_closed(*, account: FundAccountCard, on: date) -> bool:
    """Tell whether a day was closed."""
    return bool(closed_by(account=account, on=on))


def open_days(*, community_id: int, first_on: date, until: date) -> list[tuple[str, date]]:
    """List the days with movements, from a first until before another, that are not closed.

    Each is told with the number of its account; a month may close when the list is empty.
    """
    found = []
    for account in fund_accounts(community_id=community_id):
        values = _values(account, first_on) | {"until": until}
        with connection.cursor() as cursor:
            cursor.execute(_OPEN_DAYS, values)
            found += [(account.number, day) for (day,) in cursor.fetchall()]
    return found


def _values(account: FundAccountCard, on: date) -> dict[str, Any]:
    return {
        "community_id": account.community_id,
        "fund_account_id": account.fund_account_id,
        "opened_on": account.opened_on,
        "on": on,
        "channels": list(account.receives),
        "channel": account.channel.value,
        "code": account.ledger_code.value,
        "whole_code": account.ledger_code is Chart.BANK,
        "is_first": account.is_first,
        "payout_days": PAYOUT_DAYS,
    }


def _movement(account: FundAccountCard, row: tuple[int, int, int]) -> Movement:
    before, money_in, money_out = row
    return Movement(account.opening + Money(before), Money(money_in), Money(money_out))


def _pair(row: tuple[Any, ...]) -> Pair:
    (ours, ours_id, ours_on, ours_fen, ours_number, ours_double, line_id, line_on, line_fen,
     line_number, line_double, repeats, kind) = row  # fmt: skip
    return Pair(
        ours=None
        if ours_id is None
        else Side(f"{ours}:{ours_id}", ours_on, Money(ours_fen), ours_number, ours_double),
        theirs=None
        if line_id is None
        else Side(
            f"LINE:{line_id}",
            line_on,
            Money(line_fen),
            line_number,
            line_double,
            repeats,
            LineKind(kind),
        ),
    )


_OURS = """
    SELECT booked.*, held.line_id
    FROM (
        SELECT 'CREDIT' AS ours, credit.credit_id AS ours_id, credit.credited_on AS "on",
               credit.amount_fen, COALESCE(tender.outside_number, '') AS number
        FROM ledger__credit credit
        LEFT JOIN LATERAL (
            SELECT outside_number FROM payments__tender tender
            WHERE tender.community_id = credit.community_id
              AND tender.credit_id = credit.credit_id
            ORDER BY tender.tender_id LIMIT 1
        ) tender ON true
        WHERE credit.community_id = %(community_id)s AND credit.channel = ANY (%(channels)s)
          AND credit.nature IN ('RECEIPT', 'SUSPENSE', 'DEPOSIT')
        UNION ALL
        SELECT 'ITEM', item.item_id, item.posted_on, -item.amount_fen, ''
        FROM ledger__item item
        WHERE item.community_id = %(community_id)s AND item.nature = 'REFUND'
          AND item.channel = ANY (%(channels)s)
        UNION ALL
        SELECT 'TRANSFER', transfer.transfer_id, transfer.moved_on,
               CASE WHEN transfer.debit_code = %(code)s THEN transfer.amount_fen
                    ELSE -transfer.amount_fen END, ''
        FROM ledger__transfer transfer
        JOIN ledger__entry entry
            ON entry.community_id = transfer.community_id AND entry.entry_id = transfer.entry_id
        WHERE transfer.community_id = %(community_id)s
          AND %(code)s IN (transfer.debit_code, transfer.credit_code)
          AND (%(whole_code)s OR EXISTS (
              SELECT FROM reconciliation_match moved
              WHERE moved.community_id = transfer.community_id AND moved.ours = 'TRANSFER'
                AND moved.ours_id = transfer.transfer_id
                AND moved.fund_account_id = %(fund_account_id)s))
    ) booked
    LEFT JOIN LATERAL (
        SELECT matched.line_id, matched.fund_account_id
        FROM reconciliation_match matched
        JOIN reconciliation_fundaccount place
            ON place.community_id = matched.community_id
            AND place.id = matched.fund_account_id AND place.channel = %(channel)s
        WHERE matched.community_id = %(community_id)s AND matched.ours = booked.ours
          AND matched.ours_id = booked.ours_id AND matched.released_on IS NULL
        LIMIT 1
    ) held ON true
    WHERE booked."on" >= %(opened_on)s
      AND (held.fund_account_id = %(fund_account_id)s
           OR (held.fund_account_id IS NULL AND %(is_first)s))"""

_THEIRS = """
    SELECT line.id AS line_id, line."on", line.amount_fen, line.kind,
           COALESCE(NULLIF(line.order_number, ''), line.serial) AS number,
           line.repeats OR (line.order_number <> '' AND EXISTS (
               SELECT FROM reconciliation_line earlier
               WHERE earlier.community_id = line.community_id
                 AND earlier.fund_account_id = line.fund_account_id AND earlier.live
                 AND NOT earlier.echo AND earlier.kind = line.kind
                 AND earlier.order_number = line.order_number
                 AND (earlier."on", earlier.id) < (line."on", line.id)))
           OR (line.kind = 'PAYOUT' AND line.amount_fen > 0 AND EXISTS (
               SELECT FROM reconciliation_line earlier
               JOIN reconciliation_match paid
                   ON paid.community_id = earlier.community_id AND paid.line_id = earlier.id
                   AND paid.released_on IS NULL
               WHERE earlier.community_id = line.community_id
                 AND earlier.fund_account_id = line.fund_account_id AND earlier.live
                 AND NOT earlier.echo AND earlier.kind = 'PAYOUT' AND earlier.id <> line.id
                 AND earlier.amount_fen = line.amount_fen
                 AND earlier.payer_name = line.payer_name
                 AND earlier."on" BETWEEN line."on" - %(payout_days)s AND line."on")) AS is_double,
           line.repeats
    FROM reconciliation_line line
    WHERE line.community_id = %(community_id)s AND line.live AND NOT line.echo
      AND line.fund_account_id = %(fund_account_id)s"""

_MOVED = """
SELECT COALESCE(sum(amount_fen) FILTER (WHERE "on" < %(on)s), 0)::bigint,
       COALESCE(sum(amount_fen) FILTER (WHERE "on" = %(on)s AND amount_fen > 0), 0)::bigint,
       COALESCE(-sum(amount_fen) FILTER (WHERE "on" = %(on)s AND amount_fen < 0), 0)::bigint
"""
_OURS_MOVED = f'{_MOVED} FROM ({_OURS}) ours WHERE "on" <= %(on)s'
_THEIRS_MOVED = f'{_MOVED} FROM ({_THEIRS}) theirs WHERE "on" <= %(on)s'

_PAIRS = f"""
WITH ours AS MATERIALIZED ({_OURS}
), theirs AS MATERIALIZED ({_THEIRS}
), grouped AS (
    SELECT min(ours) AS ours, min(ours_id) AS ours_id, "on", sum(amount_fen)::bigint AS amount_fen,
           min(number) AS number, line_id
    FROM ours WHERE line_id IS NOT NULL GROUP BY line_id, "on"
    UNION ALL
    SELECT ours, ours_id, "on", amount_fen, number, NULL FROM ours WHERE line_id IS NULL
)
SELECT grouped.ours, grouped.ours_id, grouped."on", grouped.amount_fen, grouped.number,
       grouped.line_id IS NULL AND grouped.number <> '' AND EXISTS (
           SELECT FROM ours twin
           WHERE twin.number = grouped.number AND twin.ours_id <> grouped.ours_id
             AND twin.line_id IS NOT NULL),
       theirs.line_id, theirs."on", theirs.amount_fen, theirs.number,
       theirs.is_double, theirs.repeats, theirs.kind
FROM grouped
FULL JOIN theirs ON theirs.line_id = grouped.line_id
WHERE %(on)s IN (grouped."on", theirs."on")
ORDER BY COALESCE(theirs."on", grouped."on"), theirs.line_id NULLS LAST, grouped.ours_id
"""  # noqa: S608 - made of constants

_TOLD = """
SELECT (
    SELECT statement.closing_fen FROM reconciliation_statement statement
    WHERE statement.community_id = %(community_id)s AND statement.withdrawn_on IS NULL
      AND statement.fund_account_id = %(fund_account_id)s AND statement.latest_on = %(on)s
      AND statement.closing_fen IS NOT NULL
    ORDER BY statement.id DESC LIMIT 1)
"""

_OPEN_DAYS = f"""
SELECT days."on" FROM (
    SELECT "on" FROM ({_OURS}) ours UNION SELECT "on" FROM ({_THEIRS}) theirs
) days
WHERE days."on" >= %(on)s AND days."on" < %(until)s
  AND NOT EXISTS (
      SELECT FROM reconciliation_closedday closed
      WHERE closed.community_id = %(community_id)s
        AND closed.fund_account_id = %(fund_account_id)s AND closed."on" = days."on")
ORDER BY days."on"
"""  # noqa: S608 - made of constants
