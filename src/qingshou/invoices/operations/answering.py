"""Send requests to the tax platform, take its answers, and make invoices red."""

from __future__ import annotations

from datetime import date

from qingshou.invoices import models
from qingshou.invoices.rules.requests import State, may_follow
from qingshou.kernel.refusals import Refusal
from qingshou.platform import audit
from qingshou.platform.db import transaction
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor


class RequestUnknown(Refusal):
    """The community has no such request."""

    code = "invoices.request-unknown"

    def __init__(self, *, request_id: int) -> None:
        super().__init__(request_id=request_id)


@transaction
def send(*, community_id: int, request_ids: list[int], actor: Actor) -> int:
    """Mark requests as handed to the tax platform; tell how many.

    Raises:
        RequestUnknown: If one is not known.
        StateUnfit: If one was sent before.
    """
    for request_id in request_ids:
        _move(_hold(community_id, request_id), State.SENT, actor=actor)
    return len(request_ids)


@transaction
def answer(
    *,
    community_id: int,
    request_id: int,
    number: str,
    on: date | None,
    because: str,
    actor: Actor,
) -> State:
    """Take the platform's answer: issued under a number, or failed and why. The same again changes
    nothing.

    Raises:
        RequestUnknown: If it is not known.
        StateUnfit: If it was not sent, or was answered otherwise.
    """
    request = _hold(community_id, request_id)
    if number and request.invoice_number == number:
        return State(request.state)
    if not number and request.state == State.FAILED:
        return State.FAILED
    if number:
        request.invoice_number, request.issued_on = number, on
        return _move(request, State.ISSUED, actor=actor)
    request.note = because
    return _move(request, State.FAILED, actor=actor)


@transaction
def ask_for_red(*, community_id: int, request_id: int, because: str, actor: Actor) -> State:
    """Ask for the red letter of an issued invoice.

    Raises:
        RequestUnknown: If it is not known.
        StateUnfit: If it is not issued.
    """
    request = _hold(community_id, request_id)
    request.note = because
    return _move(request, State.RED_REQUESTED, actor=actor)


@transaction
def make_red(*, community_id: int, request_id: int, number: str, actor: Actor) -> State:
    """Record the red letter; what it was for may be invoiced again.

    Raises:
        RequestUnknown: If it is not known.
        StateUnfit: If no red letter was asked for.
    """
    request = _hold(community_id, request_id)
    request.red_number = number
    return _move(request, State.RED, actor=actor)


def _hold(community_id: int, request_id: int) -> models.Request:
    hold_community(subject=Subject.INVOICES, community_id=community_id)
    found = models.Request.objects.filter(community_id=community_id, id=request_id).first()
    if found is None:
        raise RequestUnknown(request_id=request_id)
    return found


def _move(request: models.Request, wanted: State, *, actor: Actor) -> State:
    may_follow(request.id, State(request.state), wanted)
    request.state = wanted.value
    request.save(update_fields=["state", "invoice_number", "issued_on", "red_number", "note"])
    audit.note(
        actor=actor,
        action=f"invoices.{wanted.value.lower()}",
        community_id=request.community_id,
        subject=f"invoice-request:{request.id}",
        facts={"number": request.invoice_number, "red": request.red_number, "note": request.note},
    )
    return wanted
