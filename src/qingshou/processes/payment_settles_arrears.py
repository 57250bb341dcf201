"""A payment settles arrears: the receipt is booked, and who owes no more leaves the list.

The receipt is whole before the list is looked at; if the program stops between them, the next
watch of the community closes the case. A payment never pushes a case further.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qingshou.dunning import operations as dunning
from qingshou.dunning.rules.stages import Step
from qingshou.dunning.rules.strategies import STANDARD
from qingshou.kernel.ids import AccountId, CommunityId
from qingshou.payments.rules.receipts import ReceiptSlip, Request
from qingshou.platform.identity import Actor
from qingshou.processes import payment_posts_penalty


@dataclass(frozen=True, slots=True)
class Paid:
    """A receipt, and the step that took its account off the list, if one did."""

    slip: ReceiptSlip
    closed: Step | None


def receive(
    *,
    community_id: int,
    request: Request,
    request_id: str,
    today: date,
    actor: Actor,
    unit: str = "",
) -> Paid:
    """Receive a payment at the desk, then take the account off the list if it is settled.

    The same request gives the same receipt again and closes nothing twice.

    Raises:
        Refusal: What ``payments.operations.receive`` refuses.
    """
    slip = payment_posts_penalty.receive(
        community_id=community_id,
        request=request,
        request_id=request_id,
        today=today,
        actor=actor,
        unit=unit,
    )
    closed = take_off_the_list(
        community_id=community_id, account_id=slip.account_id, on=request.on, actor=actor
    )
    return Paid(slip, closed)


def take_off_the_list(*, community_id: int, account_id: int, on: date, actor: Actor) -> Step | None:
    """Close the account's case on the day it was settled, however the money came."""
    return dunning.close_if_paid(
        community_id=CommunityId(community_id),
        account_id=AccountId(account_id),
        strategy=STANDARD,
        on=on,
        actor=actor,
    )
