"""Receive one payment at the desk, once; take a wrong receipt back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import connection

from qingshou.estate import queries as estate
from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import operations as ledger
from qingshou.ledger.rules.allocation import Designation
from qingshou.ledger.rules.chart import Channel
from qingshou.payments import models
from qingshou.payments.operations.series import take_numbers
from qingshou.payments.rules.numbers import Series, receipt_number
from qingshou.payments.rules.receipts import ReceiptSlip, Request, SettledPart
from qingshou.platform.db import transaction
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


class ReceiptUnknown(Refusal):
    """The community has no receipt of that id, or it is itself a reversal."""

    code = "payments.receipt-unknown"

    def __init__(self, *, receipt_id: int) -> None:
        super().__init__(receipt_id=receipt_id)


class ReceiptAlreadyReversed(Refusal):
    """The receipt was taken back before."""

    code = "payments.receipt-already-reversed"

    def __init__(self, *, number: str, reversal: str) -> None:
        super().__init__(number=number, reversal=reversal)


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
        NothingReceived: If the amount is not above zero.
        RequestIdReused: If the id was used with other inputs.
    """
    if request.on > today:
        raise ReceivedOnFutureDay(on=request.on, today=today)
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
    answer, _ = answer_once(
        request_id=request_id,
        operation="payments.receive",
        inputs=inputs,
        act=lambda: asdict(_receive(community_id, request, request_id, actor, unit)),
    )
    return _slip(answer)


def _slip(answer: dict[str, Any]) -> ReceiptSlip:
    parts = tuple(SettledPart(**part) for part in answer["settled"])
    return ReceiptSlip(**(answer | {"settled": parts}))


def _receive(
    community_id: int, request: Request, request_id: str, actor: Actor, unit: str
) -> ReceiptSlip:
    holder = estate.liable(community_id=community_id, unit_id=request.unit_id, on=request.on)
    if holder is None or holder.account_id is None:
        raise NobodyLiable(unit=unit or str(request.unit_id), on=request.on)

    meant = Designation(request.kind, request.period) if request.kind else None
    received = ledger.receive(
        community_id=community_id,
        account_id=holder.account_id,
        payment=ledger.Payment(request.amount, request.channel, request.on, meant),
        source_ref=f"request:{request_id}",
        actor=actor,
        memo=request.memo,
    )
    number = take_numbers(community_id=community_id, series=Series.DESK, count=1)
    receipt = models.Receipt.objects.create(
        community_id=community_id,
        account_id=holder.account_id,
        credit_id=received.credit_id,
        series=Series.DESK.value,
        number=number,
        on=request.on,
        channel=request.channel.value,
        amount_fen=request.amount.fen,
        cashier=actor.name,
        memo=request.memo,
        request_id=request_id,
    )
    return ReceiptSlip(
        receipt_id=receipt.id,
        number=receipt_number(Series.DESK, number),
        account_id=holder.account_id,
        amount=request.amount.yuan,
        channel=request.channel.value,
        on=request.on.isoformat(),
        prepaid=received.prepaid.yuan,
        settled=_parts(community_id, received),
    )


def _parts(community_id: int, received: ledger.Received) -> tuple[SettledPart, ...]:
    """Name what was settled, in the order it was."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT item_id, kind, period_from, period_until FROM ledger__item"
            " WHERE community_id = %s AND item_id = ANY (%s)",
            [community_id, [part.item_id for part in received.parts]],
        )
        known = {item_id: facts for item_id, *facts in cursor.fetchall()}
    return tuple(
        SettledPart(
            kind=known[part.item_id][0],
            period_from=known[part.item_id][1].isoformat(),
            period_until=known[part.item_id][2].isoformat(),
            amount=part.amount.yuan,
        )
        for part in received.parts
    )


@transaction
def reverse_receipt(
    *, community_id: int, receipt_id: int, on: date, actor: Actor, memo: str = ""
) -> ReceiptSlip:
    """Take a receipt back: its money is given back the way it came, its debts are open again.

    Raises:
        ReceiptUnknown: If there is no such receipt, or it is a reversal.
        ReceiptAlreadyReversed: If it was taken back before.
        CreditsAlreadyReversed: If part of its money was refunded meanwhile.
    """
    receipts = models.Receipt.objects.filter(community_id=community_id)
    receipt = receipts.filter(id=receipt_id, reverses_id__isnull=True).first()
    if receipt is None:
        raise ReceiptUnknown(receipt_id=receipt_id)
    number = take_numbers(community_id=community_id, series=Series.REVERSAL, count=1)
    earlier = receipts.filter(reverses_id=receipt_id).first()
    if earlier is not None:
        raise ReceiptAlreadyReversed(
            number=receipt_number(receipt.series, receipt.number),
            reversal=receipt_number(earlier.series, earlier.number),
        )
    _reverse_credit(community_id, receipt.credit_id, on, f"receipt:{receipt_id}", actor, memo)
    reversal = models.Receipt.objects.create(
        community_id=community_id,
        account_id=receipt.account_id,
        credit_id=receipt.credit_id,
        series=Series.REVERSAL.value,
        number=number,
        on=on,
        channel=receipt.channel,
        amount_fen=receipt.amount_fen,
        cashier=actor.name,
        memo=memo,
        reverses_id=receipt_id,
    )
    return ReceiptSlip(
        receipt_id=reversal.id,
        number=receipt_number(Series.REVERSAL, number),
        account_id=receipt.account_id,
        amount=Money(receipt.amount_fen).yuan,
        channel=Channel(receipt.channel).value,
        on=on.isoformat(),
        prepaid="0.00",
        settled=(),
    )


def _reverse_credit(
    community_id: int, credit_id: int, on: date, source_ref: str, actor: Actor, memo: str
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.payments_to_reverse")
        cursor.execute(
            "CREATE TEMP TABLE payments_to_reverse ON COMMIT DROP AS"
            " SELECT %s::bigint AS credit_id",
            [credit_id],
        )
    ledger.reverse_credits_from(
        community_id=community_id,
        relation="payments_to_reverse",
        on=on,
        source_ref=source_ref,
        actor=actor,
        memo=memo,
    )
