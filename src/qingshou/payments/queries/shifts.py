"""Shifts: who has one open, what it should hold by channel, and what was counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal


class ShiftUnknown(Refusal):
    """The community has no such shift, or the cashier has none open."""

    code = "payments.shift-unknown"

    def __init__(self, *, shift: str) -> None:
        super().__init__(shift=shift)


@dataclass(frozen=True, slots=True)
class ShiftLine:
    """One channel of a shift: receipts, reversals, other cash of the cashier, and the count.

    ``expected`` of cash begins with the float; ``counted`` is None while it was not counted.
    """

    channel: str
    receipts: int
    received: Money
    returned: Money
    moved: Money
    expected: Money
    counted: Money | None
    reason: str


@dataclass(frozen=True, slots=True)
class ShiftSheet:
    """A shift with its channels, cash first."""

    shift_id: int
    community: str
    cashier: str
    camera: str
    float_: Money
    opened_on: date
    opened_at: datetime
    closed_on: date | None
    closed_at: datetime | None
    closed_by: str
    handed_to: str
    approval_id: int | None
    first_number: str
    latest_number: str
    lines: tuple[ShiftLine, ...]


def cash_needs_shift(*, community_id: int) -> bool:
    """Tell whether cash is taken only in an open shift; it is not, until somebody decides so."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cash_needs_shift FROM payments_deskrule WHERE community_id = %s"
            " ORDER BY id DESC LIMIT 1",
            [community_id],
        )
        found = cursor.fetchone()
    return bool(found and found[0])


def open_shift(*, community_id: int, cashier: str) -> int | None:
    """Tell the id of the cashier's open shift."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM payments_shift WHERE community_id = %s AND cashier = %s"
            " AND closed_at IS NULL",
            [community_id, cashier],
        )
        found = cursor.fetchone()
    return found[0] if found else None


def latest_shift(*, community_id: int, cashier: str) -> int | None:
    """Tell the id of the shift a cashier opened latest, open or closed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM payments_shift WHERE community_id = %s AND cashier = %s"
            " ORDER BY opened_at DESC, id DESC LIMIT 1",
            [community_id, cashier],
        )
        found = cursor.fetchone()
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class OpenShift:
    """A shift that waits for its count."""

    shift_id: int
    cashier: str
    opened_on: date


def open_shifts(*, community_id: int) -> list[OpenShift]:
    """List the shifts of a community that are open, the earliest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, cashier, opened_on FROM payments_shift"
            " WHERE community_id = %s AND closed_at IS NULL ORDER BY opened_at, id",
            [community_id],
        )
        return [OpenShift(*row) for row in cursor.fetchall()]


def shift_sheet(*, community_id: int, shift_id: int) -> ShiftSheet:
    """Tell a shift: counted when it is closed, else as it stands.

    Raises:
        ShiftUnknown: If the community has no such shift.
    """
    values = {"community_id": community_id, "shift_id": shift_id}
    with connection.cursor() as cursor:
        cursor.execute(_SHIFT, values)
        found = cursor.fetchone()
        if found is None:
            raise ShiftUnknown(shift=str(shift_id))
        names = [column.name for column in cursor.description]
        facts: dict[str, Any] = dict(zip(names, found, strict=True))
        cursor.execute(_STANDS if facts["closed_at"] is None else _COUNTED, values)
        lines = tuple(_line(row) for row in cursor.fetchall())
    return ShiftSheet(float_=Money(facts.pop("float_fen")), lines=lines, **facts)


def cash_counts(*, community_id: int, since: date) -> list[tuple[date, Money]]:
    """List what shifts closed from a day on counted in cash above their float, with the day."""
    with connection.cursor() as cursor:
        cursor.execute(_CASH_COUNTS, [community_id, since])
        return [(on, Money(fen)) for on, fen in cursor.fetchall()]


def _line(row: tuple[Any, ...]) -> ShiftLine:
    channel, receipts, received, returned, moved, expected, counted, reason = row
    return ShiftLine(
        channel,
        receipts,
        Money(received),
        Money(returned),
        Money(moved),
        Money(expected),
        None if counted is None else Money(counted),
        reason,
    )


_SHIFT = """
SELECT shift.id AS shift_id, community.name AS community, shift.cashier, shift.camera,
       shift.float_fen, shift.opened_on, shift.opened_at, shift.closed_on, shift.closed_at,
       shift.closed_by, shift.handed_to, shift.approval_id,
       COALESCE((SELECT min(series || lpad(number::text, 8, '0')) FROM payments_receipt
                 WHERE community_id = shift.community_id AND shift_id = shift.id
                   AND series = 'SJ'), '') AS first_number,
       COALESCE((SELECT max(series || lpad(number::text, 8, '0')) FROM payments_receipt
                 WHERE community_id = shift.community_id AND shift_id = shift.id
                   AND series = 'SJ'), '') AS latest_number
FROM payments_shift shift
JOIN estate__community community ON community.community_id = shift.community_id
WHERE shift.community_id = %(community_id)s AND shift.id = %(shift_id)s
"""

# Cash is what the ledger's cash account moved by the cashier's entries since the shift opened;
# what of it is no receipt of the shift are deposits given back, refunds and the like.
_STANDS = """
WITH shift AS (
    SELECT * FROM payments_shift WHERE community_id = %(community_id)s AND id = %(shift_id)s
), tendered AS (
    SELECT tender.channel, count(*) AS receipts,
           COALESCE(sum(tender.amount_fen) FILTER (WHERE receipt.reverses_id IS NULL), 0) AS came,
           COALESCE(sum(tender.amount_fen) FILTER (WHERE receipt.reverses_id IS NOT NULL), 0)
               AS went
    FROM payments_receipt receipt
    JOIN payments_tender tender
        ON tender.community_id = receipt.community_id AND tender.receipt_id = receipt.id
    WHERE receipt.community_id = %(community_id)s AND receipt.shift_id = %(shift_id)s
    GROUP BY tender.channel
), cash AS (
    SELECT COALESCE(sum(posting.amount_fen), 0) AS fen
    FROM shift
    JOIN ledger__entry entry
        ON entry.community_id = shift.community_id AND entry.actor = shift.cashier
        AND entry.posted_at >= shift.opened_at
    JOIN ledger__posting posting
        ON posting.community_id = entry.community_id AND posting.entry_id = entry.entry_id
    WHERE posting.account_code = '1001' AND entry.source <> 'TRANSFER'
)
SELECT named.channel, COALESCE(tendered.receipts, 0), COALESCE(came, 0)::bigint,
       COALESCE(went, 0)::bigint,
       CASE named.channel WHEN 'CASH' THEN cash.fen - COALESCE(came, 0) + COALESCE(went, 0)
                          ELSE 0 END::bigint,
       CASE named.channel WHEN 'CASH' THEN shift.float_fen + cash.fen
                          ELSE COALESCE(came, 0) - COALESCE(went, 0) END::bigint,
       NULL::bigint, ''
FROM (SELECT 'CASH' AS channel UNION SELECT channel FROM tendered) named
LEFT JOIN tendered ON tendered.channel = named.channel
CROSS JOIN cash CROSS JOIN shift
ORDER BY named.channel <> 'CASH', named.channel
"""

_CASH_COUNTS = """
SELECT shift.closed_on, counted.counted_fen - shift.float_fen
FROM payments_shift shift
JOIN payments_shiftcount counted
    ON counted.community_id = shift.community_id AND counted.shift_id = shift.id
    AND counted.channel = 'CASH'
WHERE shift.community_id = %s AND shift.closed_on >= %s
  AND counted.counted_fen > shift.float_fen
ORDER BY shift.closed_on, shift.id
"""

_COUNTED = """
SELECT channel, receipts, received_fen, returned_fen, moved_fen, expected_fen, counted_fen, reason
FROM payments_shiftcount WHERE community_id = %(community_id)s AND shift_id = %(shift_id)s
ORDER BY channel <> 'CASH', channel
"""
