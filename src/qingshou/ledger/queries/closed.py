"""Up to which day a book is closed, and how that came about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from qingshou.ledger import models
from qingshou.platform.db.prepared import prepared


@dataclass(frozen=True, slots=True)
class ClosingLine:
    """The books were closed or opened again: by whom, until which first open day."""

    number: int
    deed: str
    open_from: date
    facts: dict[str, Any]
    reason: str
    approval_id: int | None
    actor: str
    done_at: datetime


def open_from(*, community_id: int) -> date | None:
    """Tell the first day that may be booked; None if the book was never closed."""
    for (first,) in prepared(_OPEN_FROM, {"community_id": community_id}):
        return cast(date, first)
    return None


_OPEN_FROM = """
SELECT open_from FROM ledger_closing WHERE community_id = %(community_id)s
ORDER BY number DESC LIMIT 1
"""


def closings(*, community_id: int) -> list[ClosingLine]:
    """List what was done to the lock, the earliest first."""
    rows = models.Closing.objects.filter(community_id=community_id).order_by("number")
    return [
        ClosingLine(
            row.number,
            row.deed,
            row.open_from,
            row.facts,
            row.reason,
            row.approval_id,
            row.actor,
            row.done_at,
        )
        for row in rows
    ]
