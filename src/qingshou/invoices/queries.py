"""Public reads of invoices: what may be invoiced, requests, VAT, and invoices beyond receipts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from qingshou.invoices.models import Request
from qingshou.invoices.rules.requests import Buyer, Line, RequestCard, State
from qingshou.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Invoiceable:
    """An item with what was received for it and what of that is invoiced."""

    item_id: int
    kind: str
    rate: Decimal
    amount: Money
    tax: Money
    received: Money
    invoiced: Money

    @property
    def left(self) -> Money:
        """What may still be invoiced."""
        return self.received - self.invoiced


@dataclass(frozen=True, slots=True)
class VatLine:
    """Issued invoices of a month by kind and rate, red letters taken off."""

    kind: str
    rate: Decimal
    amount: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class Beyond:
    """A standing invoice whose money was given back: it must be made red."""

    request_id: int
    item_id: int
    invoiced: Money
    received: Money


def invoiceable(*, community_id: int, account_id: int) -> list[Invoiceable]:
    """List the items of an account for which money came that is not invoiced, oldest first."""
    rows = _ask(_INVOICEABLE, {"community_id": community_id, "account_id": account_id})
    return [
        Invoiceable(item_id, kind, rate, *(Money(int(fen)) for fen in sums))
        for item_id, kind, rate, *sums in rows
    ]


def requests(
    *, community_id: int, state: State | None = None, request_id: int | None = None
) -> list[RequestCard]:
    """List requests of a community with their lines, in the order they were made."""
    found = Request.objects.filter(community_id=community_id).order_by("id")
    if state is not None:
        found = found.filter(state=state.value)
    if request_id is not None:
        found = found.filter(id=request_id)
    rows = list(found)
    values = {"community_id": community_id, "ids": [row.id for row in rows]}
    lines: dict[int, list[Line]] = {row.id: [] for row in rows}
    for of, item_id, kind, name, since, until, rate, amount, tax in _ask(_LINES, values):
        line = Line(item_id, kind, name, since, until, rate, Money(amount), Money(tax))
        lines[of].append(line)
    return [_card(row, lines[row.id]) for row in rows]


def vat_by_kind(*, community_id: int, since: date, until: date) -> list[VatLine]:
    """Add up the VAT of invoices issued from a day until before another, by kind and rate."""
    values = {"community_id": community_id, "since": since, "until": until}
    return [
        VatLine(kind, rate, Money(int(amount)), Money(int(tax)))
        for kind, rate, amount, tax in _ask(_VAT, values)
    ]


def beyond_receipts(*, community_id: int) -> list[Beyond]:
    """List invoices that stand although their money, or part of it, was given back."""
    return [
        Beyond(request_id, item_id, Money(int(invoiced)), Money(int(received)))
        for request_id, item_id, invoiced, received in _ask(_BEYOND, {"community_id": community_id})
    ]


def _card(row: Request, lines: list[Line]) -> RequestCard:
    return RequestCard(
        community_id=row.community_id,
        request_id=row.id,
        account_id=row.account_id,
        buyer=Buyer(row.title, row.tax_number, row.email),
        state=State(row.state),
        requested_on=row.requested_on,
        lines=tuple(lines),
        invoice_number=row.invoice_number,
        red_number=row.red_number,
        note=row.note,
    )


def _ask(statement: str, values: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        yield from cursor.fetchall()


_INVOICEABLE = """
SELECT item.item_id, item.kind, CASE WHEN item.tax_fen > 0 THEN kind.tax_rate ELSE 0 END,
       item.amount_fen, item.tax_fen, received.fen, invoiced.fen
FROM ledger__item item
LEFT JOIN tariffs__charge_kind kind ON kind.kind = item.kind
CROSS JOIN LATERAL (
    SELECT COALESCE(sum(amount_fen), 0) AS fen FROM ledger__settled settled
    WHERE settled.community_id = item.community_id AND settled.item_id = item.item_id
) received
CROSS JOIN LATERAL (
    SELECT COALESCE(sum(amount_fen), 0) AS fen FROM invoices__line line
    WHERE line.community_id = item.community_id AND line.item_id = item.item_id
      AND line.is_standing
) invoiced
WHERE item.community_id = %(community_id)s AND item.account_id = %(account_id)s
  AND item.nature <> 'REFUND' AND received.fen > invoiced.fen
ORDER BY item.due_on, item.item_id
"""

_LINES = """
SELECT line.request_id, line.item_id, line.kind, COALESCE(kind.name, line.kind),
       item.period_from, item.period_until, line.rate, line.amount_fen, line.tax_fen
FROM invoices__line line
JOIN ledger__item item ON item.community_id = line.community_id AND item.item_id = line.item_id
LEFT JOIN tariffs__charge_kind kind ON kind.kind = line.kind
WHERE line.community_id = %(community_id)s AND line.request_id = ANY (%(ids)s)
ORDER BY line.request_id, item.due_on, line.item_id
"""

_VAT = """
SELECT kind, rate, sum(amount_fen), sum(tax_fen) FROM invoices__line
WHERE community_id = %(community_id)s AND is_standing
  AND issued_on >= %(since)s AND issued_on < %(until)s
GROUP BY kind, rate ORDER BY kind, rate
"""

_BEYOND = """
SELECT line.request_id, line.item_id, line.amount_fen, received.fen
FROM invoices__line line
CROSS JOIN LATERAL (
    SELECT COALESCE(sum(amount_fen), 0) AS fen FROM ledger__settled settled
    WHERE settled.community_id = line.community_id AND settled.item_id = line.item_id
) received
WHERE line.community_id = %(community_id)s AND line.is_standing
  AND received.fen < (
      SELECT sum(other.amount_fen) FROM invoices__line other
      WHERE other.community_id = line.community_id AND other.item_id = line.item_id
        AND other.is_standing)
ORDER BY line.request_id, line.item_id
"""
