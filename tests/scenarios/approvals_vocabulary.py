"""Verbs for stories of two people: who asks, who decides, what is carried out."""

from __future__ import annotations

import os
from typing import Any

from django.db import transaction
from tests.contexts.ledger.book import rows

from qingshou.approvals import operations, queries
from qingshou.kernel.refusals import Refusal
from qingshou.platform import clock
from qingshou.platform.identity import Actor

__all__ = ["approve", "ask", "carry_out", "reject", "take_back", "today"]

TOWN = 7


def today(day: str) -> None:
    """Move the business day."""
    os.environ["QINGSHOU_TODAY"] = day


def ask(what: str, *, by: str, because: str) -> None:
    """Ask for a refund of an amount."""
    request_id = operations.open_request(
        **_asked(what), reason=because, today=clock.today(), actor=Actor(by)
    )
    line = queries.request(request_id=request_id, today=clock.today())
    print(f"waits for somebody other than {line.made_by} until {line.next_by}")


def approve(what: str, *, by: str, note: str = "") -> None:
    """Approve it."""
    decided = _try(operations.approve, what, by, note=note)
    if decided:
        print(f"approved by {decided.decided_by}, to be carried out until {decided.next_by}")


def reject(what: str, *, by: str, note: str = "") -> None:
    """Reject it."""
    decided = _try(operations.reject, what, by, note=note)
    if decided:
        print(f"rejected by {decided.decided_by}")


def take_back(what: str, *, by: str) -> None:
    """Withdraw it."""
    if _try(operations.withdraw, what, by):
        print("withdrawn")


def carry_out(what: str, *, by: str, amount: str = "") -> None:
    """Use the approval, for the amount approved or another."""
    try:
        with transaction.atomic():
            used = operations.consume(
                request_id=_number(what),
                today=clock.today(),
                actor=Actor(by),
                **_asked(what, amount),
            )
    except operations.OtherThanApproved as other:
        facts = other.facts
        print(f"{other.code}: {facts['fact']} approved {facts['approved']}, asked {facts['asked']}")
    except Refusal as refusal:
        print(refusal.code)
    else:
        print(f"asked by {used.made_by}, approved by {used.decided_by}")


def _asked(what: str, amount: str = "") -> dict[str, Any]:
    return {
        "community_id": TOWN,
        "action": "payments.refund",
        "subject": what,
        "facts": {"amount": amount or what.split()[-1]},
    }


def _number(what: str) -> int:
    [(number,)] = rows("SELECT max(id) FROM approvals_request WHERE subject = %s", what)
    return int(number)


def _try(operation: Any, what: str, by: str, **more: Any) -> queries.RequestLine | None:
    try:
        line: queries.RequestLine = operation(
            community_id=TOWN,
            request_id=_number(what),
            today=clock.today(),
            actor=Actor(by),
            **more,
        )
    except Refusal as refusal:
        print(refusal.code)
        return None
    return line
