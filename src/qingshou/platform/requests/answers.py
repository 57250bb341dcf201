"""Answer a request once, however often it is sent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, cast

from django.core.serializers.json import DjangoJSONEncoder

from qingshou.kernel.refusals import Refusal
from qingshou.platform import clock
from qingshou.platform.db import transaction_required
from qingshou.platform.db.prepared import as_json, prepared


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
    digest = _digest(operation, inputs)
    prepared(_HOLD, {"request_id": request_id})
    for asked, asked_sha256, kept in prepared(_KEPT, {"request_id": request_id}):
        if asked_sha256 != digest:
            raise RequestIdReused(request_id=request_id, operation=asked)
        return cast(dict[str, Any], json.loads(kept)), True
    answer = act()
    values = {
        "request_id": request_id,
        "operation": operation,
        "inputs_sha256": digest,
        "answer": as_json(answer),
        "answered_at": clock.now(),
    }
    prepared(_KEEP, values)
    return answer, False


_HOLD = "SELECT pg_advisory_xact_lock(hashtextextended(%(request_id)s, 0))"
_KEPT = (
    "SELECT operation, inputs_sha256, answer FROM requests_answer WHERE request_id = %(request_id)s"
)
_KEEP = """
INSERT INTO requests_answer (request_id, operation, inputs_sha256, answer, answered_at)
VALUES (%(request_id)s, %(operation)s, %(inputs_sha256)s, %(answer)s, %(answered_at)s)
"""


def _digest(operation: str, inputs: Mapping[str, Any]) -> str:
    text = json.dumps([operation, dict(inputs)], cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
