"""The ground holds: roles, guards, idempotent answers, announcements."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from qingshou.platform import audit, requests
from qingshou.platform.db.rights import as_owner
from qingshou.platform.identity import SYSTEM
from qingshou.platform.requests import RequestIdReused

pytestmark = pytest.mark.django_db


def _event() -> None:
    with transaction.atomic():
        audit.note(actor=SYSTEM, action="try", subject="ground:1", facts={"a": 1}, community_id=7)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_event SET actor = 'x'", "DELETE FROM audit_event", "TRUNCATE audit_event"],
)
def test_audit_rows_refuse_change_even_by_raw_sql(statement: str) -> None:
    _event()
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_event SET actor = 'x'", "DELETE FROM audit_event", "TRUNCATE audit_event"],
)
def test_audit_rows_refuse_change_even_by_their_owner(statement: str) -> None:
    _event()
    with as_owner(), pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as c:
        c.execute(statement)


def test_a_request_is_answered_once() -> None:
    acts: list[int] = []

    def act() -> dict[str, Any]:
        acts.append(1)
        return {"number": len(acts)}

    ask = {"request_id": "r-1", "operation": "try", "act": act}
    with transaction.atomic():
        assert requests.answer_once(inputs={"x": 1}, **ask) == ({"number": 1}, False)
        assert requests.answer_once(inputs={"x": 1}, **ask) == ({"number": 1}, True)
        with pytest.raises(RequestIdReused):
            requests.answer_once(inputs={"x": 2}, **ask)
    assert acts == [1]
