"""Give prepaid money back: one person asks, another approves, then it goes out once."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from qingshou.approvals import operations as approvals
from qingshou.kernel.money import ZERO
from qingshou.ledger import operations as ledger
from qingshou.ledger import queries as books
from qingshou.ledger.operations import AmountExceedsPrepayment
from qingshou.payments.operations.slips import (
    Kept,
    keep_slip,
    refuse_future,
    refuse_nobody,
)
from qingshou.payments.rules import givings
from qingshou.payments.rules.givings import Deed, Outgoing, Refund, RefundSlip
from qingshou.platform.db import transaction, transaction_required
from qingshou.platform.identity import Actor
from qingshou.platform.requests import answer_once


@transaction
def ask_to_refund(
    *, community_id: int, refund: Refund, today: date, reason: str, actor: Actor
) -> int:
    """Ask a second person for a refund; tell the request's number.

    Raises:
        PayeeMissing: If nobody is named to receive it.
        AmountExceedsPrepayment: If it is not above zero, or more than is prepaid.
        ReasonMissing: If no reason is given.
    """
    return ask_to_refund_within(
        community_id=community_id, refund=refund, today=today, reason=reason, actor=actor
    )


@transaction_required
def ask_to_refund_within(
    *, community_id: int, refund: Refund, today: date, reason: str, actor: Actor
) -> int:
    """Ask as ``ask_to_refund`` does, in the transaction of whoever knows where the money goes.

    Raises:
        Refusal: What ``ask_to_refund`` refuses.
    """
    refuse_nobody(payee=refund.payee)
    _refuse_more_than_prepaid(community_id, refund, today)
    return approvals.open_request_within(
        community_id=community_id,
        action=givings.REFUND,
        subject=refund.subject,
        facts=refund.facts(),
        reason=reason,
        today=today,
        actor=actor,
    )


@transaction
def refund(*, community_id: int, refund: Refund, deed: Deed, actor: Actor) -> RefundSlip:
    """Give back what was approved, once per request, with a numbered slip.

    Raises:
        GivenOnFutureDay: If the day lies after today.
        AmountExceedsPrepayment: If more is asked than is prepaid by now.
        NotApproved, AlreadyUsed, OtherThanApproved: If the approval is not for this.
        RequestIdReused: If the id was used with other inputs.
    """
    return refund_within(community_id=community_id, refund=refund, deed=deed, actor=actor)


@transaction_required
def refund_within(*, community_id: int, refund: Refund, deed: Deed, actor: Actor) -> RefundSlip:
    """Refund as ``refund`` does, in the transaction of whoever sends the money.

    Raises:
        Refusal: What ``refund`` refuses; the caller's transaction is then not to be committed.
    """
    refuse_future(deed=deed)
    answer, _ = answer_once(
        request_id=deed.request_id,
        operation=givings.REFUND,
        inputs=_inputs(community_id, refund, deed),
        act=lambda: asdict(_refund(community_id, refund, deed, actor)),
    )
    return RefundSlip(**answer)


def _refund(community_id: int, refund: Refund, deed: Deed, actor: Actor) -> RefundSlip:
    approval = approvals.consume(
        community_id=community_id,
        request_id=deed.approval_id,
        action=givings.REFUND,
        subject=refund.subject,
        facts=refund.facts(),
        today=deed.today,
        actor=actor,
    )
    booked = ledger.refund(
        community_id=community_id,
        account_id=refund.account_id,
        amount=refund.amount,
        channel=refund.channel,
        on=deed.on,
        source_ref=f"approval:{deed.approval_id}",
        actor=actor,
    )
    assert booked.entry_id is not None
    outgoing = Outgoing(
        account_id=refund.account_id,
        amount=refund.amount,
        channel=refund.channel,
        payee=refund.payee,
        cause=refund.cause,
    )
    balance = books.balance(
        community_id=community_id, account_id=refund.account_id, as_of=deed.today
    )
    return keep_slip(
        community_id=community_id,
        outgoing=outgoing,
        kept=Kept(booked.entry_id, balance.prepaid, approval),
        deed=deed,
        actor=actor,
    )


def _refuse_more_than_prepaid(community_id: int, refund: Refund, today: date) -> None:
    balance = books.balance(community_id=community_id, account_id=refund.account_id, as_of=today)
    if not ZERO < refund.amount <= balance.prepaid:
        raise AmountExceedsPrepayment(asked=refund.amount.yuan, prepaid=balance.prepaid.yuan)


def _inputs(community_id: int, refund: Refund, deed: Deed) -> dict[str, object]:
    return refund.facts() | {
        "community_id": community_id,
        "approval_id": deed.approval_id,
        "amount": refund.amount.yuan,
        "on": deed.on,
    }
