"""A maker and a checker for tests, and what they do together."""

from __future__ import annotations

from datetime import date

from qingshou.approvals import operations as approvals
from qingshou.approvals import queries as requests
from qingshou.approvals.rules.verdicts import State
from qingshou.payments import operations as payments
from qingshou.payments import queries
from qingshou.payments.rules.givings import Cause, Deed, Void, VoidSlip
from qingshou.platform.identity import Actor

MAKER, CHECKER = Actor("示例申请人"), Actor("示例审批人")


def approved(*, community_id: int, request_id: int, today: date) -> int:
    """Let the checker approve a request that waits; tell its number."""
    known = requests.request(request_id=request_id, today=today)
    if known.state is State.WAITING:
        approvals.approve(
            community_id=community_id, request_id=request_id, today=today, actor=CHECKER
        )
    return request_id


def voided(*, community_id: int, number: str, on: date, today: date) -> VoidSlip:
    """Let both void a receipt."""
    receipt = queries.receipt_named(community_id=community_id, number=number)
    void = Void(receipt.receipt_id, receipt.number, receipt.amount, Cause.WRONG_UNIT)
    asked = payments.ask_to_void(
        community_id=community_id, void=void, reason="示例原因", today=today, actor=MAKER
    )
    return payments.void_receipt(
        community_id=community_id,
        void=void,
        deed=Deed(
            approval_id=approved(community_id=community_id, request_id=asked, today=today),
            on=on,
            today=today,
            request_id=f"void-{number}",
        ),
        actor=MAKER,
    )
