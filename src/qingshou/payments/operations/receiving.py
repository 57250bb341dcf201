"""Receive money at the desk, or by any channel, once: one receipt with one or several tenders."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from qingshou.estate import queries as estate
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import operations as ledger
from qingshou.ledger.rules.allocation import Allocation, Designation
from qingshou.ledger.rules.chart import Channel
from qingshou.payments.events import ReceiptIssued
from qingshou.payments.operations.series import take_numbers
from qingshou.payments.operations.tenders import record_receipt, renewals
from qingshou.payments.queries import shifts
from qingshou.payments.rules.numbers import Series, receipt_number
from qingshou.payments.rules.receipts import PaidPart, ReceiptSlip, Request, SettledPart
from qingshou.platform import outbox
from qingshou.platform.db import transaction, transaction_required
from qingshou.platform.identity import Actor
from qingshou.platform.requests import answer_once


class NobodyLiable(Refusal):
    """Nobody is known to owe for the unit on the day of the receipt."""

    code = "payments.nobody-liable"

    def __init__(self, *, unit: str, on: date) -> None:
        super().__init__(unit=unit, on=on)


class ReceivedOnFutureDay(Refusal):
    """The day of the receipt lies ahead."""

    code = "payments.received-on-future-day"

    def __init__(self, *, on: date, today: date) -> None:
        super().__init__(on=on, today=today)


class AccountOfAnotherUnit(Refusal):
    """The account that is named never owed for the unit."""

    code = "payments.account-of-another-unit"

    def __init__(self, *, unit: str, account: int) -> None:
        super().__init__(unit=unit, account=account)


class ShiftNeeded(Refusal):
    """Cash is taken only in an open shift in this community, and the cashier has none."""

    code = "payments.shift-needed"

    def __init__(self, *, cashier: str) -> None:
        super().__init__(cashier=cashier)


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
    """Receive money for a unit from whoever is liable for it on that day, once per request.

    It settles open items by the ledger's rule; what they do not take is prepaid. The same
    request gives the same slip again. ``unit`` is the unit's name, for refusals only.

    Raises:
        ReceivedOnFutureDay: If the day lies after today.
        NobodyLiable: If nobody owes for the unit on that day.
        AccountOfAnotherUnit: If an account is named that never owed for the unit.
        NothingReceived: If an amount is not above zero.
        ChannelMoneyAlreadyReceived: If a channel's reference has a receipt that stands.
        RequestIdReused: If the id was used with other inputs.
        PeriodClosed: If the day lies in a closed period and the request is not for late money.
    """
    return receive_within(
        community_id=community_id,
        request=request,
        request_id=request_id,
        today=today,
        actor=actor,
        unit=unit,
    )


@transaction_required
def receive_within(
    *,
    community_id: int,
    request: Request,
    request_id: str,
    today: date,
    actor: Actor,
    unit: str = "",
) -> ReceiptSlip:
    """Receive as ``receive`` does, in the transaction of whoever knows what the money is for.

    Raises:
        Refusal: What ``receive`` refuses; the caller's transaction is then not to be committed.
    """
    if request.on > today:
        raise ReceivedOnFutureDay(on=request.on, today=today)
    answer, _ = answer_once(
        request_id=request_id,
        operation="payments.receive",
        inputs=_inputs(community_id, request),
        act=lambda: asdict(_receive(community_id, request, request_id, actor, unit)),
    )
    return _slip(answer)


def _inputs(community_id: int, request: Request) -> dict[str, Any]:
    """What makes a request the same; what is left out was unknown when older answers were kept."""
    period = request.period
    inputs = {
        "community_id": community_id,
        "unit_id": request.unit_id,
        "amount_fen": request.amount.fen,
        "channel": request.channel.value,
        "on": request.on,
        "kind": request.kind,
        "period": [period.start, period.until] if period else None,
        "memo": request.memo,
    }
    besides = [[t.amount.fen, t.channel.value, t.outside_number] for t in request.besides]
    younger = {
        "outside_number": request.outside_number,
        "payer": request.payer,
        "camera": request.camera,
        "besides": besides,
        "late": request.late,
        "account_id": request.account_id,
    }
    return inputs | {name: value for name, value in younger.items() if value}


def _slip(answer: dict[str, Any]) -> ReceiptSlip:
    settled = tuple(SettledPart(**part) for part in answer["settled"])
    tenders = tuple(PaidPart(**part) for part in answer.get("tenders", ()))
    return ReceiptSlip(**(answer | {"settled": settled, "tenders": tenders}))


def _receive(
    community_id: int, request: Request, request_id: str, actor: Actor, unit: str
) -> ReceiptSlip:
    account_id = _account(community_id, request, unit)
    received = ledger.receive(
        community_id=community_id,
        account_id=account_id,
        payment=_payment(request),
        source_ref=f"request:{request_id}",
        actor=actor,
        memo=request.memo,
    )
    number = take_numbers(community_id=community_id, series=Series.DESK, count=1)
    _refuse_cash_without_shift(community_id, request, actor)
    receipt_id = record_receipt(
        community_id=community_id,
        facts={
            "account_id": account_id,
            "series": Series.DESK.value,
            "number": number,
            "on": request.on,
            "amount_fen": request.total.fen,
            "cashier": actor.name,
            "memo": request.memo,
            "request_id": request_id,
            "payer": request.payer,
            "camera": request.camera,
        },
        tenders=renewals(
            community_id=community_id,
            tenders=request.tenders,
            credit_ids=received.credit_ids,
        ),
    )
    outbox.announce(
        ReceiptIssued(
            community_id=community_id,
            account_id=account_id,
            receipt_id=receipt_id,
            number=receipt_number(Series.DESK, number),
            on=request.on,
            amount_fen=request.total.fen,
        )
    )
    return ReceiptSlip(
        receipt_id=receipt_id,
        number=receipt_number(Series.DESK, number),
        account_id=account_id,
        amount=request.total.yuan,
        channel=request.channel.value,
        on=request.on.isoformat(),
        prepaid=received.prepaid.yuan,
        settled=_settled(received.allotted),
        tenders=_paid(request),
        payer=request.payer,
    )


def _account(community_id: int, request: Request, unit: str) -> int:
    """Find whose money it is: the account that is named, else that of whoever owes on the day."""
    place = {"community_id": community_id, "unit_id": request.unit_id}
    if request.account_id is None:
        holder = estate.liable(**place, on=request.on)
        if holder is None or holder.account_id is None:
            raise NobodyLiable(unit=unit or str(request.unit_id), on=request.on)
        return int(holder.account_id)
    known = [holder.account_id for holder in estate.holders(**place)]
    if request.account_id not in known:
        raise AccountOfAnotherUnit(unit=unit or str(request.unit_id), account=request.account_id)
    return request.account_id


def _refuse_cash_without_shift(community_id: int, request: Request, actor: Actor) -> None:
    if all(tender.channel is not Channel.CASH for tender in request.tenders):
        return
    if not shifts.cash_needs_shift(community_id=community_id):
        return
    if shifts.open_shift(community_id=community_id, cashier=actor.name) is None:
        raise ShiftNeeded(cashier=actor.name)


def _paid(request: Request) -> tuple[PaidPart, ...]:
    return tuple(
        PaidPart(tender.channel.value, tender.amount.yuan, tender.outside_number)
        for tender in request.tenders
    )


def _payment(request: Request) -> ledger.Payment:
    return ledger.Payment(
        request.amount,
        request.channel,
        request.on,
        Designation(request.kind, request.period) if request.kind else None,
        tuple(ledger.Tender(tender.amount, tender.channel) for tender in request.besides),
        late=request.late,
    )


def _settled(allotted: Allocation) -> tuple[SettledPart, ...]:
    """Name what was settled, in the order it was."""
    return tuple(
        SettledPart(
            kind=item.kind,
            period_from=item.period.start.isoformat(),
            period_until=item.period.until.isoformat(),
            amount=part.amount.yuan,
        )
        for item, part in zip(allotted.items, allotted.parts, strict=True)
    )
