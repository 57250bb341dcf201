"""The request an operation is about, held until commit, unless it no longer stands."""

from __future__ import annotations

from datetime import date

from qingshou.approvals import queries
from qingshou.approvals.queries import RequestLine
from qingshou.approvals.rules.verdicts import State
from qingshou.kernel.refusals import Refusal
from qingshou.platform.db import transaction_required
from qingshou.platform.db.locks import Subject, hold_community


class RequestWithdrawn(Refusal):
    """The request was taken back by whoever made it."""

    code = "approvals.request-withdrawn"

    def __init__(self, *, request_id: int, made_by: str) -> None:
        super().__init__(request_id=request_id, made_by=made_by)


class RequestLapsed(Refusal):
    """The request waited too long, for its decision or for its use."""

    code = "approvals.request-lapsed"

    def __init__(self, *, request_id: int, by: date, today: date) -> None:
        super().__init__(request_id=request_id, by=by, today=today)


@transaction_required
def hold(*, community_id: int, request_id: int, today: date) -> RequestLine:
    """Wait for everybody else who decides or uses requests of the community; tell this one.

    Raises:
        RequestUnknown: If the community has no such request.
        RequestWithdrawn: If it was taken back.
        RequestLapsed: If it waited too long.
    """
    hold_community(subject=Subject.APPROVALS, community_id=community_id)
    found = queries.request(community_id=community_id, request_id=request_id, today=today)
    if found.state is State.WITHDRAWN:
        raise RequestWithdrawn(request_id=request_id, made_by=found.made_by)
    if found.state is State.EXPIRED:
        raise RequestLapsed(request_id=request_id, by=found.next_by, today=today)
    return found
