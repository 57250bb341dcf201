"""Void a receipt: one person asks, another approves, then a reversal takes it back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from qingshou.approvals import operations as approvals
from qingshou.kernel.money import ZERO
from qingshou.kernel.refusals import Refusal
from qingshou.payments import models, queries
from qingshou.payments.operations.reversing import (
    ReceiptAlreadyReversed,
    ReceiptUnknown,
    reverse_receipt,
)
from qingshou.payments.operations.slips import refuse_future
from qingshou.payments.queries import ReceiptFacts
from qingshou.payments.rules import givings
from qingshou.payments.rules.givings import Deed, Void, VoidSlip
from qingshou.payments.rules.numbers import Series
from qingshou.platform import audit
from qingshou.platform.db import transaction
from qingshou.platform.identity import Actor
from qingshou.platform.requests import answer_once


class ReceiptRefunded(Refusal):
    """Part of the receipt's money went back already; it cannot go back again."""

    code = "payments.receipt-refunded"

    def __init__(self, *, number: str, amount: str, refunded: str) -> None:
        super().__init__(number=number, amount=amount, refunded=refunded)


class ReceiptIsDeposit(Refusal):
    """The receipt of a deposit is not voided; the deposit is returned."""

    code = "payments.receipt-is-deposit"

    def __init__(self, *, number: str) -> None:
        super().__init__(number=number)


class VoidBeforeReceipt(Refusal):
    """A receipt is not voided on a day before it was received."""

    code = "payments.void-before-receipt"

    def __init__(self, *, number: str, on: date, received_on: date) -> None:
        super().__init__(number=number, on=on, received_on=received_on)


@transaction
def ask_to_void(*, community_id: int, void: Void, reason: str, today: date, actor: Actor) -> int:
    """Ask a second person to let a receipt be voided; tell the request's number.

    Raises:
        ReceiptUnknown: If there is no such receipt, or it is itself a reversal.
        ReceiptAlreadyReversed: If it was taken back before.
        ReceiptRefunded: If part of its money was refunded.
        ReceiptIsDeposit: If it is the receipt of a deposit.
        ReasonMissing: If no reason is given.
    """
    _refuse_what_stands_against(community_id, void)
    return approvals.open_request_within(
        community_id=community_id,
        action=givings.VOID_RECEIPT,
        subject=void.subject,
        facts=void.facts(),
        reason=reason,
        today=today,
        actor=actor,
    )


@transaction
def void_receipt(*, community_id: int, void: Void, deed: Deed, actor: Actor) -> VoidSlip:
    """Take a receipt back as approved, once per request: its debts are open again.

    Raises:
        GivenOnFutureDay: If the day lies after today.
        VoidBeforeReceipt: If the day is before the receipt's.
        ReceiptUnknown, ReceiptAlreadyReversed, ReceiptRefunded, ReceiptIsDeposit: As when asked.
        NotApproved, AlreadyUsed, OtherThanApproved: If the approval is not for this.
        RequestIdReused: If the id was used with other inputs.
    """
    refuse_future(deed=deed)
    answer, _ = answer_once(
        request_id=deed.request_id,
        operation=givings.VOID_RECEIPT,
        inputs=void.facts()
        | {
            "community_id": community_id,
            "approval_id": deed.approval_id,
            "amount": void.amount.yuan,
            "on": deed.on,
        },
        act=lambda: asdict(_void(community_id, void, deed, actor)),
    )
    return VoidSlip(**answer | {"certificates": tuple(answer.get("certificates", ()))})


def _void(community_id: int, void: Void, deed: Deed, actor: Actor) -> VoidSlip:
    approval = approvals.consume(
        community_id=community_id,
        request_id=deed.approval_id,
        action=givings.VOID_RECEIPT,
        subject=void.subject,
        facts=void.facts(),
        today=deed.today,
        actor=actor,
    )
    receipt = _refuse_what_stands_against(community_id, void)
    if deed.on < receipt.on:
        raise VoidBeforeReceipt(number=receipt.number, on=deed.on, received_on=receipt.on)
    reversal = reverse_receipt(
        community_id=community_id, receipt_id=void.receipt_id, on=deed.on, actor=actor
    )
    models.Void.objects.create(
        community_id=community_id,
        receipt_id=void.receipt_id,
        reversal_id=reversal.receipt_id,
        on=deed.on,
        cause=void.cause.value,
        approval_id=approval.request_id,
        maker=approval.made_by,
        checker=approval.decided_by,
        request_id=deed.request_id,
    )
    certificates = queries.overtaken_by(community_id=community_id, receipt_id=void.receipt_id)
    if certificates:
        audit.note(
            actor=actor,
            action="payments.overtake-certificates",
            community_id=community_id,
            subject=void.subject,
            facts={"certificates": certificates, "reversal": reversal.number},
        )
    return VoidSlip(
        receipt=receipt.number,
        reversal=reversal.number,
        amount=receipt.amount.yuan,
        reopened=receipt.settled.yuan,
        on=deed.on.isoformat(),
        approval_id=approval.request_id,
        made_by=approval.made_by,
        decided_by=approval.decided_by,
        certificates=tuple(certificates),
    )


def _refuse_what_stands_against(community_id: int, void: Void) -> ReceiptFacts:
    receipt = queries.receipt_named(community_id=community_id, number=void.number)
    if receipt.is_reversal or receipt.receipt_id != void.receipt_id:
        raise ReceiptUnknown(receipt_id=void.receipt_id)
    if receipt.reversal is not None:
        raise ReceiptAlreadyReversed(number=receipt.number, reversal=receipt.reversal)
    if receipt.series == Series.DEPOSIT:
        raise ReceiptIsDeposit(number=receipt.number)
    if receipt.refunded > ZERO:
        raise ReceiptRefunded(
            number=receipt.number, amount=receipt.amount.yuan, refunded=receipt.refunded.yuan
        )
    return receipt
