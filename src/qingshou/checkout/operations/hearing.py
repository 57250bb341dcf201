"""Hear of an intent, by notice, query, closing or bill, and settle it once whatever the order.

One transaction locks the intent, makes the receipt and marks it paid. What was heard of a paid
intent changes nothing; a payment that comes after closing is booked like any other, and what it
does not settle is prepaid.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db import transaction as django_transaction

from qingshou.checkout import events, models
from qingshou.checkout.operations.steps import Step, record
from qingshou.checkout.ports import Told, TradeState
from qingshou.checkout.queries import IntentUnknown, merchant_row
from qingshou.checkout.rules.belief import Claim, misfit
from qingshou.checkout.rules.gateways import CHANNELS, CURRENCY, GatewayCode
from qingshou.checkout.rules.ladder import Looks
from qingshou.checkout.rules.states import OPEN, Heard, State, after
from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import operations as ledger
from qingshou.payments import operations as payments
from qingshou.payments.operations import ChannelMoneyAlreadyReceived, NobodyLiable
from qingshou.payments.rules.receipts import Request
from qingshou.platform import audit, outbox
from qingshou.platform.clock import BUSINESS_ZONE
from qingshou.platform.db import transaction
from qingshou.platform.identity import SYSTEM


class ToldOtherThanAsked(Refusal):
    """The gateway tells of a payment that is not the one that was asked for."""

    code = "checkout.told-other-than-asked"

    def __init__(self, *, number: str, what: str, asked: str, told: str) -> None:
        super().__init__(number=number, what=what, asked=asked, told=told)


@dataclass(frozen=True, slots=True)
class Word:
    """Something heard of an intent: from whom, what, and the payment if one is told."""

    source: str  # NOTICE, QUERY, CLOSING, CREATION, BILL, LADDER
    heard: Heard
    told: Told | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the intent stands now, its receipt, and whether this word booked it."""

    state: State
    receipt_id: int | None
    booked: bool
    trouble: str = ""


HEARD = {
    TradeState.PAID: Heard.PAID,
    TradeState.WAITING: Heard.WAITING,
    TradeState.CLOSED: Heard.CLOSED,
    TradeState.ABSENT: Heard.ABSENT,
}
"""What a gateway's state is to an intent."""


@transaction
def hear(*, community_id: int, intent_id: int, word: Word, now: datetime, today: date) -> Outcome:
    """Let an intent become what follows from what was heard; book a payment once.

    A payment for a unit nobody is liable for on that day waits in suspense. One that cannot be
    booked at all leaves the intent open with the reason; it is looked at again by the ladder.

    Raises:
        IntentUnknown: If there is none.
        ToldOtherThanAsked: If merchant, currency or amount are not those of the intent.
    """
    intents = models.Intent.objects.select_for_update()
    intent = intents.filter(community_id=community_id, id=intent_id).first()
    if intent is None:
        raise IntentUnknown(number=str(intent_id))
    if word.heard is Heard.PAID:
        assert word.told is not None
        _refuse_another(intent, word.told)
        return _settle(intent, word, word.told, now, today)
    return _move_on(intent, word, now)


def _refuse_another(intent: models.Intent, told: Told) -> None:
    expected = Claim(merchant_row(intent).mchid, CURRENCY, Money(intent.amount_fen))
    claimed = Claim(told.mchid, told.currency, told.amount)
    what = misfit(expected=expected, told=claimed)
    if what is None:
        return
    pairs = {
        "MERCHANT": (expected.mchid, claimed.mchid),
        "CURRENCY": (expected.currency, claimed.currency),
        "AMOUNT": (_yuan(expected.amount), _yuan(claimed.amount)),
    }
    asked, said = pairs[what.value]
    raise ToldOtherThanAsked(number=intent.out_trade_no, what=what.value, asked=asked, told=said)


def _yuan(amount: Money | None) -> str:
    return "" if amount is None else amount.yuan


def _move_on(intent: models.Intent, word: Word, now: datetime) -> Outcome:
    before = State(intent.state)
    state, looks = after(before, word.heard), Looks(intent.opened_at, intent.expires_at)
    look_at = looks.after(now) if state in OPEN else None
    record(
        intent=intent,
        at=now,
        step=Step(word.source, word.heard.value, before.value, state.value, word.remark),
    )
    if state in OPEN and look_at is None:
        record(
            intent=intent,
            at=now,
            step=Step("LADDER", Heard.OVER.value, state.value, State.STRAYED.value),
        )
        state = after(state, Heard.OVER)
        outbox.announce(events.IntentStrayed(intent.community_id, intent.id, intent.out_trade_no))
    intent.become(state, look_at=look_at)
    return Outcome(state, intent.receipt_id, booked=False)


def _settle(intent: models.Intent, word: Word, told: Told, now: datetime, today: date) -> Outcome:
    if intent.state == State.PAID.value:
        if word.source != "NOTICE":
            return Outcome(State.PAID, intent.receipt_id, booked=False)
        step = Step(word.source, word.heard.value, intent.state, intent.state)
        record(intent=intent, at=now, step=step)
        return Outcome(State.PAID, intent.receipt_id, booked=False)
    paid_at = told.paid_at or now
    try:
        with django_transaction.atomic():
            receipt_id, surplus = _receipt(intent, told, paid_at, today)
    except NobodyLiable as refusal:
        return _park(intent, word, told, paid_at, today, now, because=refusal)
    except Refusal as refusal:
        return _trouble(intent, word, refusal, now)
    before = intent.state
    intent.be_paid(gateway_ref=told.gateway_ref, paid_at=paid_at, receipt_id=receipt_id)
    record(
        intent=intent,
        at=now,
        step=Step(word.source, word.heard.value, before, intent.state, told.gateway_ref),
    )
    _tell(intent, receipt_id, surplus, paid_at)
    return Outcome(State.PAID, receipt_id, booked=True)


def _park(
    intent: models.Intent,
    word: Word,
    told: Told,
    paid_at: datetime,
    today: date,
    now: datetime,
    *,
    because: Refusal,
) -> Outcome:
    """Let money nobody is liable for wait until a person finds out whose it is."""
    channel, amount = CHANNELS[GatewayCode(intent.gateway)], Money(intent.amount_fen)
    paid = ledger.Payment(amount, channel, _paid_on(paid_at, today), late=True)
    credit_id = ledger.park_suspense(
        community_id=intent.community_id,
        amount=amount,
        channel=channel,
        on=paid.landed(intent.community_id).on,
        source_ref=f"checkout:{intent.out_trade_no}",
        actor=SYSTEM,
    )
    before = intent.state
    intent.be_unclaimed(gateway_ref=told.gateway_ref, paid_at=paid_at, credit_id=credit_id)
    step = Step(word.source, word.heard.value, before, intent.state, f"SUSPENSE: {because}")
    record(intent=intent, at=now, step=step)
    audit.note(
        actor=SYSTEM,
        action="checkout.park",
        community_id=intent.community_id,
        subject=f"intent:{intent.out_trade_no}",
        facts={"credit_id": credit_id, "gateway_ref": told.gateway_ref},
    )
    outbox.announce(
        events.IntentUnclaimed(intent.community_id, intent.id, credit_id, intent.out_trade_no)
    )
    return Outcome(State.PAID, None, booked=True)


def _trouble(intent: models.Intent, word: Word, refusal: Refusal, now: datetime) -> Outcome:
    """Keep looking at an intent that is paid there and cannot be booked here."""
    silent = Word(word.source, Heard.SILENCE, remark=f"{word.heard.value}: {refusal}")
    outcome = _move_on(intent, silent, now)
    return Outcome(outcome.state, None, booked=False, trouble=refusal.code)


def _receipt(
    intent: models.Intent, told: Told, paid_at: datetime, today: date
) -> tuple[int, Money]:
    """Make the receipt of the day it was paid; the book has it on the first day that is open."""
    paid_on = _paid_on(paid_at, today)
    try:
        with django_transaction.atomic():
            return _receive(intent, told, paid_on, today)
    except ChannelMoneyAlreadyReceived:
        return _received_before(intent, told), Money(0)


def _paid_on(paid_at: datetime, today: date) -> date:
    return min(paid_at.astimezone(BUSINESS_ZONE).date(), today)


def _receive(intent: models.Intent, told: Told, on: date, today: date) -> tuple[int, Money]:
    slip = payments.receive_within(
        community_id=intent.community_id,
        request=Request(
            unit_id=intent.unit_id,
            amount=Money(intent.amount_fen),
            channel=CHANNELS[GatewayCode(intent.gateway)],
            on=on,
            outside_number=told.gateway_ref,
            late=True,
        ),
        request_id=f"checkout:{intent.out_trade_no}:{on.isoformat()}",
        today=today,
        actor=SYSTEM,
    )
    return slip.receipt_id, Money.from_yuan(slip.prepaid)


def _received_before(intent: models.Intent, told: Told) -> int:
    """Find the receipt that a statement made of this payment before anybody else told of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            _RECEIVED,
            {
                "community_id": intent.community_id,
                "channel": CHANNELS[GatewayCode(intent.gateway)].value,
                "outside_number": told.gateway_ref,
            },
        )
        (receipt_id,) = cursor.fetchone()
    return int(receipt_id)


def _tell(intent: models.Intent, receipt_id: int, surplus: Money, paid_at: datetime) -> None:
    on = paid_at.astimezone(BUSINESS_ZONE).date()
    audit.note(
        actor=SYSTEM,
        action="checkout.settle",
        community_id=intent.community_id,
        subject=f"intent:{intent.out_trade_no}",
        facts={"receipt_id": receipt_id, "gateway_ref": intent.gateway_ref},
    )
    outbox.announce(
        events.IntentPaid(
            community_id=intent.community_id,
            account_id=intent.account_id,
            intent_id=intent.id,
            receipt_id=receipt_id,
            on=on,
            amount_fen=intent.amount_fen,
            surplus_fen=surplus.fen,
        )
    )


_RECEIVED = """
SELECT receipt.receipt_id
FROM payments__tender tender
JOIN payments__receipt receipt
    ON receipt.community_id = tender.community_id AND receipt.receipt_id = tender.receipt_id
WHERE tender.community_id = %(community_id)s AND tender.channel = %(channel)s
  AND tender.outside_number = %(outside_number)s
  AND receipt.reverses_id IS NULL AND receipt.reversed_by_id IS NULL
ORDER BY receipt.receipt_id DESC LIMIT 1
"""
