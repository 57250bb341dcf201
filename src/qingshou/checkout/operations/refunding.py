"""Give money back through the gateway it came by, with a second person's word.

The refund's slip is made when the refund is asked for, so that the money cannot be used
meanwhile; where the gateway gives the refund up, the money is received again.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from qingshou.checkout import events, models
from qingshou.checkout.operations.steps import Step, record
from qingshou.checkout.ports import RefundState, RefundTold
from qingshou.checkout.queries import IntentUnknown, refund_line_of
from qingshou.checkout.rules import numbers
from qingshou.checkout.rules.gateways import CHANNELS, GatewayCode
from qingshou.checkout.rules.intents import RefundLine, RefundWish
from qingshou.checkout.rules.states import REFUND_OPEN, RefundStand, State, refund_after
from qingshou.kernel.money import ZERO, Money
from qingshou.kernel.refusals import Refusal
from qingshou.payments import operations as payments
from qingshou.payments.rules.givings import Deed, Refund
from qingshou.payments.rules.receipts import Request
from qingshou.platform import audit, outbox
from qingshou.platform.db import transaction
from qingshou.platform.identity import SYSTEM, Actor

LOOK_AGAIN = timedelta(minutes=5)

_STANDS = {
    RefundState.RUNNING: RefundStand.RUNNING,
    RefundState.DONE: RefundStand.DONE,
    RefundState.CLOSED: RefundStand.CLOSED,
    RefundState.ABNORMAL: RefundStand.ABNORMAL,
    RefundState.ABSENT: RefundStand.CREATED,
}


class NotPaidThroughGateway(Refusal):
    """Only a payment that came through a gateway goes back through it."""

    code = "checkout.not-paid-through-gateway"

    def __init__(self, *, number: str, state: str) -> None:
        super().__init__(number=number, state=state)


class RefundExceedsPayment(Refusal):
    """More is to go back than came, less what went back already."""

    code = "checkout.refund-exceeds-payment"

    def __init__(self, *, number: str, asked: str, left: str) -> None:
        super().__init__(number=number, asked=asked, left=left)


@transaction
def ask_to_refund_online(
    *,
    community_id: int,
    intent_id: int,
    refund: Refund,
    today: date,
    reason: str,
    actor: Actor,
) -> int:
    """Ask a second person to let a payment go back the way it came; tell the request's number.

    Raises:
        IntentUnknown: If there is no such intent.
        NotPaidThroughGateway: If it is not paid.
        RefundExceedsPayment: If more is asked for than is left of the payment.
        Refusal: What ``payments.ask_to_refund`` refuses.
    """
    intent = _paid(community_id, intent_id)
    _refuse_more_than_left(intent, refund.amount)
    return payments.ask_to_refund_within(
        community_id=community_id, refund=refund, today=today, reason=reason, actor=actor
    )


@transaction
def open_refund(
    *,
    community_id: int,
    intent_id: int,
    wish: RefundWish,
    now: datetime,
    today: date,
    actor: Actor,
) -> RefundLine:
    """Take the money out of the account's prepayment and keep the refund; then ask the gateway.

    The same approval for the same amount gives the same refund again. The approval is that of
    ``payments.ask_to_refund`` for the intent's account and channel.

    Raises:
        IntentUnknown: If there is no such intent.
        NotPaidThroughGateway: If it is not paid.
        RefundExceedsPayment: If more is asked for than is left of the payment.
        AmountExceedsPrepayment: If the account has not that much prepaid.
        Refusal: What ``payments.refund`` refuses, as of its approval.
    """
    intent = _paid(community_id, intent_id)
    opened = _refunds_of(intent).filter(approval_id=wish.approval_id, amount_fen=wish.amount.fen)
    if known := opened.first():
        return refund_line_of(known)
    _refuse_more_than_left(intent, wish.amount)
    position = _refunds_of(intent).count() + 1
    number = numbers.out_refund_no(out_trade_no=intent.out_trade_no, position=position)
    slip_id = _give_back(intent, wish, number, today, actor)
    row = models.RefundIntent.objects.create(
        community_id=community_id,
        id=models.take_id(),
        intent_id=intent_id,
        position=position,
        amount_fen=wish.amount.fen,
        out_refund_no=number,
        reason=wish.cause.value,
        approval_id=wish.approval_id,
        opened_at=now,
        opened_by=actor.name,
        look_at=now,
        slip_id=slip_id,
    )
    record(intent=intent, at=now, step=Step("OPENING", "", "", row.state), refund_id=row.id)
    return refund_line_of(row)


@transaction
def hear_of_refund(
    *, community_id: int, refund_id: int, told: RefundTold | None, now: datetime, today: date
) -> RefundLine:
    """Let a refund stand where the gateway says it does; none told means that it kept silent.

    A refund the gateway gave up is reversed in the book: the money is prepaid again.

    Raises:
        IntentUnknown: If there is no such refund.
    """
    rows = models.RefundIntent.objects.select_for_update()
    row = rows.filter(community_id=community_id, id=refund_id).first()
    if row is None:
        raise IntentUnknown(number=str(refund_id))
    before = RefundStand(row.state)
    stand = refund_after(before, _STANDS[told.state] if told else RefundStand.UNKNOWN)
    intent = models.Intent.objects.get(community_id=community_id, id=row.intent_id)
    if stand is not before:
        heard = told.state.value if told else "SILENCE"
        step = Step("REFUND", heard, before.value, stand.value)
        record(intent=intent, at=now, step=step, refund_id=row.id)
    if stand is RefundStand.DONE and before is not stand and told is not None:
        row.be_done(gateway_ref=told.gateway_ref, refunded_at=told.refunded_at or now)
    else:
        row.become(stand, look_at=now + LOOK_AGAIN if stand in REFUND_OPEN else None)
    if stand is RefundStand.CLOSED and before is not stand:
        _take_back(intent, row, today)
    if stand is not before and stand not in REFUND_OPEN:
        _tell(row, stand)
    return refund_line_of(row)


def _paid(community_id: int, intent_id: int) -> models.Intent:
    intents = models.Intent.objects.select_for_update()
    intent = intents.filter(community_id=community_id, id=intent_id).first()
    if intent is None:
        raise IntentUnknown(number=str(intent_id))
    if intent.state != State.PAID.value:
        raise NotPaidThroughGateway(number=intent.out_trade_no, state=intent.state)
    return intent


def _refuse_more_than_left(intent: models.Intent, amount: Money) -> None:
    standing = _refunds_of(intent).exclude(state=RefundStand.CLOSED.value)
    given_back = sum(standing.values_list("amount_fen", flat=True))
    left = Money(intent.amount_fen - given_back)
    if not ZERO < amount <= left:
        raise RefundExceedsPayment(number=intent.out_trade_no, asked=amount.yuan, left=left.yuan)


def _refunds_of(intent: models.Intent) -> QuerySet[models.RefundIntent]:
    return models.RefundIntent.objects.filter(community_id=intent.community_id, intent_id=intent.id)


def _give_back(
    intent: models.Intent, wish: RefundWish, number: str, today: date, actor: Actor
) -> int:
    slip = payments.refund_within(
        community_id=intent.community_id,
        refund=Refund(
            account_id=intent.account_id,
            amount=wish.amount,
            channel=CHANNELS[GatewayCode(intent.gateway)],
            payee=wish.payee,
            cause=wish.cause,
        ),
        deed=Deed(
            approval_id=wish.approval_id, request_id=f"checkout:{number}", on=today, today=today
        ),
        actor=actor,
    )
    return slip.refund_id


def _take_back(intent: models.Intent, row: models.RefundIntent, today: date) -> None:
    """Receive the money again that never left."""
    payments.receive_within(
        community_id=intent.community_id,
        request=Request(
            unit_id=intent.unit_id,
            amount=Money(row.amount_fen),
            channel=CHANNELS[GatewayCode(intent.gateway)],
            on=today,
            memo=f"退款 {row.out_refund_no} 未成功，款项退回",
            outside_number=row.out_refund_no,
        ),
        request_id=f"checkout:{row.out_refund_no}:closed",
        today=today,
        actor=SYSTEM,
    )


def _tell(row: models.RefundIntent, stand: RefundStand) -> None:
    audit.note(
        actor=SYSTEM,
        action="checkout.refund-ended",
        community_id=row.community_id,
        subject=f"refund:{row.out_refund_no}",
        facts={"state": stand.value, "amount_fen": row.amount_fen},
    )
    outbox.announce(events.RefundEnded(row.community_id, row.intent_id, row.id, stand.value))
