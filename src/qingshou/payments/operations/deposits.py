"""Deposits (押金): taken in with a receipt, given back by two people, applied at the owner's wish."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from qingshou.approvals import operations as approvals
from qingshou.estate import queries as estate
from qingshou.kernel.ids import CreditId
from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import operations as ledger
from qingshou.ledger.operations import AmountExceedsDeposit
from qingshou.payments import models, queries
from qingshou.payments.operations.moves import settle_accounts
from qingshou.payments.operations.receiving import NobodyLiable, ReceivedOnFutureDay
from qingshou.payments.operations.series import take_numbers
from qingshou.payments.operations.slips import Kept, keep_slip, refuse_future, refuse_nobody
from qingshou.payments.operations.tenders import TenderRow, record_receipt
from qingshou.payments.queries import DepositLine
from qingshou.payments.rules import givings
from qingshou.payments.rules.deposits import Applied, DepositRequest, DepositSlip, Wish
from qingshou.payments.rules.givings import Cause, Deed, DepositReturn, Outgoing, RefundSlip
from qingshou.payments.rules.numbers import Series, receipt_number
from qingshou.platform.db import transaction
from qingshou.platform.identity import Actor
from qingshou.platform.requests import answer_once


class DepositKindUnknown(Refusal):
    """Deposits are taken for known purposes."""

    code = "payments.deposit-kind-unknown"

    def __init__(self, *, kind: str, known: str) -> None:
        super().__init__(kind=kind, known=known)


class WishMissing(Refusal):
    """A deposit is applied to debts only at its owner's wish, which is noted."""

    code = "payments.wish-missing"


@transaction
def take_deposit(
    *, community_id: int, request: DepositRequest, request_id: str, today: date, actor: Actor
) -> DepositSlip:
    """Take a deposit in for a unit, once per request, with a receipt of series YJ.

    Raises:
        ReceivedOnFutureDay: If the day lies after today.
        DepositKindUnknown: If the purpose is not known.
        NobodyLiable: If nobody is known for the unit on that day.
        NothingReceived: If the amount is not above zero.
        RequestIdReused: If the id was used with other inputs.
    """
    if request.on > today:
        raise ReceivedOnFutureDay(on=request.on, today=today)
    answer, _ = answer_once(
        request_id=request_id,
        operation="payments.take-deposit",
        inputs={
            "community_id": community_id,
            "unit_id": request.unit_id,
            "kind": request.kind,
            "amount": request.amount.yuan,
            "channel": request.channel.value,
            "on": request.on,
            "memo": request.memo,
        },
        act=lambda: asdict(_take(community_id, request, request_id, actor)),
    )
    return DepositSlip(**answer)


@transaction
def ask_to_return(
    *, community_id: int, back: DepositReturn, reason: str, today: date, actor: Actor
) -> int:
    """Ask a second person to let a deposit, or a part of it, go back.

    Raises:
        DepositUnknown: If there is no such deposit.
        PayeeMissing: If nobody is named to receive it.
        AmountExceedsDeposit: If it is not above zero, or more than is left.
        ReasonMissing: If no reason is given.
    """
    refuse_nobody(payee=back.payee)
    _refuse_more_than_left(community_id, back.number, back.amount)
    return approvals.open_request_within(
        community_id=community_id,
        action=givings.RETURN_DEPOSIT,
        subject=back.subject,
        facts=back.facts(),
        reason=reason,
        today=today,
        actor=actor,
    )


@transaction
def return_deposit(
    *, community_id: int, back: DepositReturn, deed: Deed, actor: Actor
) -> RefundSlip:
    """Give a deposit back as approved, once per request, with a numbered slip.

    Raises:
        GivenOnFutureDay: If the day lies after today.
        DepositUnknown: If there is no such deposit.
        AmountExceedsDeposit: If more is asked than is left by now.
        NotApproved, AlreadyUsed, OtherThanApproved: If the approval is not for this.
        RequestIdReused: If the id was used with other inputs.
    """
    refuse_future(deed=deed)
    inputs = back.facts() | {
        "community_id": community_id,
        "approval_id": deed.approval_id,
        "amount": back.amount.yuan,
        "on": deed.on,
    }
    answer, _ = answer_once(
        request_id=deed.request_id,
        operation=givings.RETURN_DEPOSIT,
        inputs=inputs,
        act=lambda: asdict(_return(community_id, back, deed, actor)),
    )
    return RefundSlip(**answer)


@transaction
def apply_deposit(
    *, community_id: int, wish: Wish, request_id: str, today: date, actor: Actor
) -> Applied:
    """Turn a deposit, or a part of it, to what its owner owes; the rest becomes prepayment.

    Raises:
        ReceivedOnFutureDay: If the day lies after today.
        WishMissing: If nothing is noted of the owner's wish.
        DepositUnknown: If there is no such deposit.
        AmountExceedsDeposit: If it is not above zero, or more than is left.
        RequestIdReused: If the id was used with other inputs.
    """
    if wish.on > today:
        raise ReceivedOnFutureDay(on=wish.on, today=today)
    if not wish.note.strip():
        raise WishMissing()
    answer, _ = answer_once(
        request_id=request_id,
        operation="payments.apply-deposit",
        inputs={
            "community_id": community_id,
            "number": wish.number,
            "amount": wish.amount.yuan,
            "on": wish.on,
            "note": wish.note,
        },
        act=lambda: asdict(_apply(community_id, wish, request_id, actor)),
    )
    return Applied(**answer)


def _take(community_id: int, request: DepositRequest, request_id: str, actor: Actor) -> DepositSlip:
    kinds = queries.deposit_kinds()
    if request.kind not in kinds:
        raise DepositKindUnknown(kind=request.kind, known="、".join(kinds))
    holder = estate.liable(community_id=community_id, unit_id=request.unit_id, on=request.on)
    if holder is None or holder.account_id is None:
        raise NobodyLiable(unit=request.unit, on=request.on)
    credit_id = ledger.hold_deposit(
        community_id=community_id,
        account_id=holder.account_id,
        payment=ledger.Payment(request.amount, request.channel, request.on),
        source_ref=f"deposit:{request_id}",
        actor=actor,
        kind=request.kind,
        memo=request.memo,
    )
    receipt_id, number = _receipt(
        community_id, int(holder.account_id), credit_id, request, request_id, actor
    )
    deposit = models.Deposit.objects.create(
        community_id=community_id,
        account_id=holder.account_id,
        receipt_id=receipt_id,
        credit_id=credit_id,
        amount_fen=request.amount.fen,
        on=request.on,
        kind_id=request.kind,
        memo=request.memo,
    )
    return DepositSlip(
        deposit_id=deposit.id,
        receipt_id=receipt_id,
        number=receipt_number(Series.DEPOSIT, number),
        account_id=int(holder.account_id),
        kind=request.kind,
        amount=request.amount.yuan,
        channel=request.channel.value,
        on=request.on.isoformat(),
    )


def _receipt(
    community_id: int,
    account_id: int,
    credit_id: CreditId,
    request: DepositRequest,
    request_id: str,
    actor: Actor,
) -> tuple[int, int]:
    """Write the receipt; tell its id and its number in the series."""
    number = take_numbers(community_id=community_id, series=Series.DEPOSIT, count=1)
    receipt_id = record_receipt(
        community_id=community_id,
        facts={
            "account_id": account_id,
            "series": Series.DEPOSIT.value,
            "number": number,
            "on": request.on,
            "amount_fen": request.amount.fen,
            "cashier": actor.name,
            "memo": request.memo,
            "request_id": request_id,
        },
        tenders=[TenderRow(credit_id, request.amount.fen, request.channel.value)],
    )
    return receipt_id, number


def _return(community_id: int, back: DepositReturn, deed: Deed, actor: Actor) -> RefundSlip:
    approval = approvals.consume(
        community_id=community_id,
        request_id=deed.approval_id,
        action=givings.RETURN_DEPOSIT,
        subject=back.subject,
        facts=back.facts(),
        today=deed.today,
        actor=actor,
    )
    held = _refuse_more_than_left(community_id, back.number, back.amount)
    booked = ledger.return_deposit(
        community_id=community_id,
        credit_id=held.credit_id,
        payment=ledger.Payment(back.amount, back.channel, deed.on),
        source_ref=f"approval:{deed.approval_id}",
        actor=actor,
    )
    assert booked.entry_id is not None
    outgoing = Outgoing(
        account_id=held.account_id,
        amount=back.amount,
        channel=back.channel,
        payee=back.payee,
        cause=Cause.DEPOSIT_ENDED,
        deposit_id=held.deposit_id,
    )
    return keep_slip(
        community_id=community_id,
        outgoing=outgoing,
        kept=Kept(booked.entry_id, held.left - back.amount, approval),
        deed=deed,
        actor=actor,
    )


def _apply(community_id: int, wish: Wish, request_id: str, actor: Actor) -> Applied:
    held = _refuse_more_than_left(community_id, wish.number, wish.amount)
    booked = ledger.apply_deposit(
        community_id=community_id,
        credit_id=held.credit_id,
        amount=wish.amount,
        on=wish.on,
        source_ref=f"deposit-applied:{request_id}",
        actor=actor,
        memo=wish.note,
    )
    assert booked.entry_id is not None
    settled = settle_accounts(
        community_id=community_id,
        account_ids=[held.account_id],
        source_ref=f"deposit-applied:{request_id}",
        actor=actor,
    )
    models.DepositApplication.objects.create(
        community_id=community_id,
        deposit_id=held.deposit_id,
        entry_id=booked.entry_id,
        amount_fen=wish.amount.fen,
        settled_fen=settled.fen,
        on=wish.on,
        wish=wish.note.strip(),
        cashier=actor.name,
        request_id=request_id,
    )
    return Applied(
        number=held.number,
        amount=wish.amount.yuan,
        settled=settled.yuan,
        left=(held.left - wish.amount).yuan,
        on=wish.on.isoformat(),
    )


def _refuse_more_than_left(community_id: int, number: str, amount: Money) -> DepositLine:
    held = queries.deposit_named(community_id=community_id, number=number)
    if not Money(0) < amount <= held.left:
        raise AmountExceedsDeposit(asked=amount.yuan, held=held.left.yuan)
    return held
