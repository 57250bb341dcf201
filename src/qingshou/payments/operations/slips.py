"""Numbered slips of money that went out, and what every giving back refuses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qingshou.approvals.rules.approvals import Approval
from qingshou.kernel.ids import EntryId
from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal
from qingshou.payments import models
from qingshou.payments.operations.series import take_numbers
from qingshou.payments.rules.givings import Deed, Outgoing, RefundSlip
from qingshou.payments.rules.numbers import Series, receipt_number
from qingshou.platform.db import transaction_required
from qingshou.platform.identity import Actor


class GivenOnFutureDay(Refusal):
    """The day on which money goes back, or a receipt is voided, lies ahead."""

    code = "payments.given-on-future-day"

    def __init__(self, *, on: date, today: date) -> None:
        super().__init__(on=on, today=today)


class PayeeMissing(Refusal):
    """Money goes back to somebody who is named."""

    code = "payments.payee-missing"


@dataclass(frozen=True, slots=True)
class Kept:
    """The entry that booked it, what is left to be given back, and the approval it used."""

    entry_id: EntryId
    left: Money
    approval: Approval


@transaction_required
def keep_slip(
    *, community_id: int, outgoing: Outgoing, kept: Kept, deed: Deed, actor: Actor
) -> RefundSlip:
    """Number and keep what went out of a prepayment or a deposit."""
    number = take_numbers(community_id=community_id, series=Series.REFUND, count=1)
    slip = models.Refund.objects.create(
        community_id=community_id,
        account_id=outgoing.account_id,
        entry_id=kept.entry_id,
        deposit_id=outgoing.deposit_id,
        number=number,
        amount_fen=outgoing.amount.fen,
        channel=outgoing.channel.value,
        on=deed.on,
        payee=outgoing.payee,
        cause=outgoing.cause.value,
        cashier=actor.name,
        approval_id=kept.approval.request_id,
        maker=kept.approval.made_by,
        checker=kept.approval.decided_by,
        request_id=deed.request_id,
    )
    return RefundSlip(
        refund_id=slip.id,
        number=receipt_number(Series.REFUND, number),
        account_id=outgoing.account_id,
        amount=outgoing.amount.yuan,
        channel=outgoing.channel.value,
        payee=outgoing.payee,
        on=deed.on.isoformat(),
        left=kept.left.yuan,
        approval_id=kept.approval.request_id,
        made_by=kept.approval.made_by,
        decided_by=kept.approval.decided_by,
    )


@transaction_required
def refuse_future(*, deed: Deed) -> None:
    """Refuse a day that has not come.

    Raises:
        GivenOnFutureDay: If it lies after today.
    """
    if deed.on > deed.today:
        raise GivenOnFutureDay(on=deed.on, today=deed.today)


@transaction_required
def refuse_nobody(*, payee: str) -> None:
    """Refuse to give money to nobody.

    Raises:
        PayeeMissing: If no name is given.
    """
    if not payee.strip():
        raise PayeeMissing()
