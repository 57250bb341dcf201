"""What must be settled before a month is closed; every open point has a place and a remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from qingshou.kernel.money import Money
from qingshou.kernel.period import Period
from qingshou.ledger import queries as books
from qingshou.payments import queries as payments
from qingshou.reconciliation import queries as reconciliation


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """One thing that stands against closing; a code and what a sentence about it needs."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)
    may_be_accepted: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """Which month of which community is to be closed, and when."""

    community_id: int
    period: Period
    today: date


def open_points(*, community_id: int, period: Period, today: date) -> Iterator[OpenPoint]:
    """Go through the checklist in order."""
    asked = Asked(community_id, period, today)
    for check in CHECKS:
        yield from check(asked)


def _has_ended(asked: Asked) -> Iterator[OpenPoint]:
    if asked.today < asked.period.until:
        yield OpenPoint("NOT_ENDED", {"until": asked.period.latest_day, "today": asked.today})


def _ledger_is_sound(asked: Asked) -> Iterator[OpenPoint]:
    for found in books.check(community_ids=[asked.community_id]):
        yield OpenPoint("LEDGER", {"found": found})


def _receipts_are_sound(asked: Asked) -> Iterator[OpenPoint]:
    for found in payments.check(community_ids=[asked.community_id]):
        yield OpenPoint("RECEIPTS", {"found": found})


def _statements_agree(asked: Asked) -> Iterator[OpenPoint]:
    told = books.statements(community_id=asked.community_id, period=asked.period)
    for found in books.disagreements(told):
        yield OpenPoint("STATEMENTS", {"found": found})


def _nothing_is_parked(asked: Asked) -> Iterator[OpenPoint]:
    for month, number, units, example in _found(_PARKED, asked):
        yield OpenPoint(
            "PARKED",
            {"month": month, "number": number, "units": units, "example": example},
            may_be_accepted=True,
        )


def _intents_have_ended(asked: Asked) -> Iterator[OpenPoint]:
    for gateway, number, state, amount in _found(_INTENTS, asked):
        yield OpenPoint(
            "INTENT",
            {"gateway": gateway, "number": number, "state": state, "amount": Money(amount)},
        )


def _debits_are_answered(asked: Asked) -> Iterator[OpenPoint]:
    for batch, on, lines, amount in _found(_DEBITS, asked):
        yield OpenPoint(
            "DEBIT", {"batch": batch, "on": on, "lines": lines, "amount": Money(amount)}
        )


def _shifts_are_closed(asked: Asked) -> Iterator[OpenPoint]:
    for cashier, on in _found(_SHIFTS, asked):
        yield OpenPoint("SHIFT", {"cashier": cashier, "on": on})


def _days_are_closed(asked: Asked) -> Iterator[OpenPoint]:
    days = reconciliation.open_days(
        community_id=asked.community_id, first_on=asked.period.start, until=asked.period.until
    )
    for account, on in days:
        yield OpenPoint("DAY", {"account": account, "on": on})


def _found(statement: str, asked: Asked) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                "community_id": asked.community_id,
                "start": asked.period.start,
                "until": asked.period.until,
            },
        )
        return list(cursor.fetchall())


CHECKS: tuple[Callable[[Asked], Iterator[OpenPoint]], ...] = (
    _has_ended,
    _ledger_is_sound,
    _receipts_are_sound,
    _statements_agree,
    _nothing_is_parked,
    _intents_have_ended,
    _debits_are_answered,
    _shifts_are_closed,
    _days_are_closed,
)
"""The checklist; a context that brings money in adds what must be settled of its own."""

_PARKED = """
SELECT run.period, run.number, count(*), min(unit.unit_code)
FROM billing__run run
JOIN billing__parked parked
    ON parked.community_id = run.community_id AND parked.run_id = run.run_id
LEFT JOIN estate__unit unit
    ON unit.community_id = parked.community_id AND unit.unit_id = parked.unit_id
WHERE run.community_id = %(community_id)s AND run.state = 'POSTED'
  AND run.period >= %(start)s AND run.period < %(until)s
GROUP BY run.period, run.number
ORDER BY run.period, run.number
"""

_INTENTS = """
SELECT gateway, out_trade_no, state, amount_fen FROM checkout__intent
WHERE community_id = %(community_id)s AND state IN ('CREATED', 'PENDING', 'UNKNOWN', 'STRAYED')
  AND opened_at < %(until)s::date
UNION ALL
SELECT gateway, out_refund_no, state, amount_fen FROM checkout__refund
WHERE community_id = %(community_id)s AND state IN ('CREATED', 'RUNNING', 'UNKNOWN', 'ABNORMAL')
  AND opened_at < %(until)s::date
ORDER BY 1, 2
"""

_DEBITS = """
SELECT batch, debited_on, count(*), sum(amount_fen)::bigint FROM debits__line
WHERE community_id = %(community_id)s AND outcome = 'WAITING' AND batch_state <> 'WITHDRAWN'
  AND debited_on < %(until)s
GROUP BY batch, debited_on
ORDER BY batch
"""

_SHIFTS = """
SELECT cashier, opened_on FROM payments__shift
WHERE community_id = %(community_id)s AND closed_at IS NULL AND opened_on < %(until)s
ORDER BY opened_on, cashier
"""
