"""A payment posts its penalty: what the payer bears becomes an item, which the money then settles.

Both happen or neither does. Where the community has not decided so, and for money of a closed
period, whose penalties were posted when it ended, the money is only received.
"""

from __future__ import annotations

from datetime import date

from qingshou.billing import operations as billing
from qingshou.estate import queries as estate
from qingshou.payments import operations as payments
from qingshou.payments.rules.receipts import ReceiptSlip, Request
from qingshou.platform.db import transaction
from qingshou.platform.identity import Actor


@transaction
def receive(
    *,
    community_id: int,
    request: Request,
    request_id: str,
    today: date,
    actor: Actor,
    unit: str = "",
) -> ReceiptSlip:
    """Receive a payment at the desk, after what its payer bears by then was posted.

    Raises:
        Refusal: What ``payments.operations.receive`` refuses; nothing is posted then.
    """
    if not request.late and request.on <= today:
        _post(community_id, request, actor)
    return payments.receive_within(
        community_id=community_id,
        request=request,
        request_id=request_id,
        today=today,
        actor=actor,
        unit=unit,
    )


def _post(community_id: int, request: Request, actor: Actor) -> None:
    account_id = request.account_id or _liable(community_id, request)
    if account_id is not None:
        billing.post_penalties_of_payers(
            community_id=community_id, payers=[(account_id, request.on)], actor=actor
        )


def _liable(community_id: int, request: Request) -> int | None:
    holder = estate.liable(community_id=community_id, unit_id=request.unit_id, on=request.on)
    return None if holder is None or holder.account_id is None else int(holder.account_id)
