"""What is known of requests: what waits, what became of each; values out, never rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db import connection

from qingshou.approvals.rules.verdicts import State, lapsed
from qingshou.kernel.refusals import Refusal


class RequestUnknown(Refusal):
    """There is no request of that number."""

    code = "approvals.request-unknown"

    def __init__(self, *, request_id: int) -> None:
        super().__init__(request_id=request_id)


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request and what became of it by a day; ``next_by`` is the latest day for the next step."""

    community_id: int
    request_id: int
    action: str
    subject: str
    facts: dict[str, Any]
    reason: str
    made_by: str
    made_by_user: int
    made_at: datetime
    decided_by: str | None
    note: str | None
    decided_at: datetime | None
    used_by: str | None
    used_at: datetime | None
    state: State
    next_by: date


def request(*, request_id: int, today: date, community_id: int | None = None) -> RequestLine:
    """Tell a request by its number, which no two communities share.

    Raises:
        RequestUnknown: If there is none, or it is another community's.
    """
    where = "request_id = %(request_id)s"
    where += " AND community_id = %(community_id)s" if community_id is not None else ""
    found = _lines(where, today, request_id=request_id, community_id=community_id)
    if not found:
        raise RequestUnknown(request_id=request_id)
    return found[0]


def inbox(*, today: date, community_ids: Sequence[int] | None = None) -> list[RequestLine]:
    """List what waits for a second person, the oldest first; what has lapsed is left out."""
    where = "state = 'WAITING'"
    where += " AND community_id = ANY (%(community_ids)s)" if community_ids is not None else ""
    found = _lines(where, today, community_ids=list(community_ids or ()))
    return [line for line in found if line.state is State.WAITING]


def history(*, community_id: int, subject: str, today: date) -> list[RequestLine]:
    """List all that was ever asked about a subject, the oldest first."""
    where = "community_id = %(community_id)s AND subject = %(subject)s"
    return _lines(where, today, community_id=community_id, subject=subject)


def standing(*, community_id: int, facts_sha256: str, today: date) -> list[RequestLine]:
    """List requests for exactly the same that wait or may be used."""
    where = "community_id = %(community_id)s AND facts_sha256 = %(facts_sha256)s"
    found = _lines(where, today, community_id=community_id, facts_sha256=facts_sha256)
    return [line for line in found if line.state in (State.WAITING, State.APPROVED)]


def _lines(where: str, today: date, **values: Any) -> list[RequestLine]:
    with connection.cursor() as cursor:
        cursor.execute(f"{_LINES} WHERE {where} ORDER BY made_at, request_id", values)
        return [_line(row, today) for row in cursor.fetchall()]


def _line(row: tuple[Any, ...], today: date) -> RequestLine:
    known = dict(zip(_COLUMNS, row, strict=True))
    state = State(known["state"])
    if lapsed(state, by=known["next_by"], today=today):
        state = State.EXPIRED
    return RequestLine(**(known | {"facts": json.loads(known["facts"]), "state": state}))


_COLUMNS = [field.name for field in fields(RequestLine)]

_LINES = """
SELECT community_id, request_id, action, subject, facts::text, reason, made_by, made_by_user,
       made_at, decided_by, note, decided_at, used_by, used_at, state, next_by
FROM approvals__request
"""
