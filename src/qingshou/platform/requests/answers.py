"""Answer a request once, however often it is sent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from qingshou.kernel.refusals import Refusal
from qingshou.platform import clock
from qingshou.platform.db import transaction_required


class RequestIdReused(Refusal):
    """The same request id came again with other inputs."""

    code = "platform.request-id-reused"

    def __init__(self, *, request_id: str, operation: str) -> None:
        super().__init__(request_id=request_id, operation=operation)


@transaction_required
def answer_once(
    *,
    request_id: str,
    operation: str,
    inputs: Mapping[str, Any],
    act: Callable[[], dict[str, Any]],
) -> tuple[dict[str, Any], bool]:
    """Act on the first request of an id and repeat the kept answer to every later one.

    Waits for another transaction that is acting on the same id. Returns the answer and
    whether it is a repetition. A refused act keeps nothing, so it may be tried again.

    Raises:
        RequestIdReused: If the id was used for another operation or other inputs.
    """
    from qingshou.platform.requests.models import Answer

    digest = _digest(operation, inputs)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [request_id])
    kept = Answer.objects.filter(pk=request_id).first()
    if kept is not None:
        if kept.inputs_sha256 != digest:
            raise RequestIdReused(request_id=request_id, operation=kept.operation)
        return kept.answer, True
    answer = act()
    Answer.objects.create(
        request_id=request_id,
        operation=operation,
        inputs_sha256=digest,
        answer=answer,
        answered_at=clock.now(),
    )
    return answer, False


def _digest(operation: str, inputs: Mapping[str, Any]) -> str:
    text = json.dumps([operation, dict(inputs)], cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
