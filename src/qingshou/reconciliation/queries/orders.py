"""Payments a channel tells of by an order number, with which nothing of ours is matched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from qingshou.kernel.money import Money


@dataclass(frozen=True, slots=True)
class OrderTold:
    """What a channel tells of an order: its own number of the payment, the day, the amount."""

    order_number: str
    serial: str
    on: date
    amount: Money


def orders_unmatched(*, community_id: int, statement_id: int) -> list[OrderTold]:
    """List the orders of a statement that nothing is matched with, as they stand in it."""
    with connection.cursor() as cursor:
        cursor.execute(_UNMATCHED, [community_id, statement_id])
        return [
            OrderTold(order_number, serial, on, Money(fen))
            for order_number, serial, on, fen in cursor.fetchall()
        ]


def refunds_told(*, community_id: int, statement_id: int) -> list[OrderTold]:
    """List the refunds of a statement, by our own numbers; what went back counts above zero."""
    with connection.cursor() as cursor:
        cursor.execute(_REFUNDS, [community_id, statement_id])
        return [
            OrderTold(number, serial, on, Money(-fen))
            for number, serial, on, fen in cursor.fetchall()
        ]


_REFUNDS = """
SELECT line.order_number, line.serial, line."on", line.amount_fen
FROM reconciliation_line line
WHERE line.community_id = %s AND line.statement_id = %s AND line.kind = 'REFUND'
  AND line.live AND NOT line.echo AND NOT line.repeats
  AND line.order_number <> '' AND line.amount_fen < 0
ORDER BY line."on", line.row_no
"""

_UNMATCHED = """
SELECT line.order_number, line.serial, line."on", line.amount_fen
FROM reconciliation_line line
WHERE line.community_id = %s AND line.statement_id = %s AND line.kind = 'PAYMENT'
  AND line.live AND NOT line.echo AND NOT line.repeats
  AND line.order_number <> '' AND line.serial <> ''
  AND NOT EXISTS (
      SELECT FROM reconciliation_match matched
      WHERE matched.community_id = line.community_id AND matched.line_id = line.id
        AND matched.released_on IS NULL)
ORDER BY line."on", line.row_no
"""
