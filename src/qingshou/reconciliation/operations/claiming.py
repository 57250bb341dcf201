"""A person decides: whose money a line is, or that it goes back to whoever sent it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import F

from qingshou.approvals import operations as approvals
from qingshou.billing import operations as billing
from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import operations as ledger
from qingshou.ledger.rules.chart import Channel
from qingshou.payments import operations as payments
from qingshou.payments.rules.numbers import Series, receipt_number
from qingshou.platform import audit
from qingshou.platform.db import transaction
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor
from qingshou.reconciliation import models
from qingshou.reconciliation.operations.own_money import move_cash_of_line
from qingshou.reconciliation.queries.fund_accounts import fund_accounts
from qingshou.reconciliation.queries.own_money import cash_book
from qingshou.reconciliation.rules.matching import CERTAIN_BP, How, Ours

RETURN = "reconciliation.return-money"
"""What a second person is asked to approve before unclaimed money is sent back."""


class LineUnknown(Refusal):
    """The community has no such line, or its statement was withdrawn."""

    code = "reconciliation.line-unknown"

    def __init__(self, *, line_id: int) -> None:
        super().__init__(line_id=line_id)


class LineIsNoIncome(Refusal):
    """A line is no money that came in, so nobody can have paid it."""

    code = "reconciliation.line-is-no-income"

    def __init__(self, *, line_id: int, amount: str) -> None:
        super().__init__(line_id=line_id, amount=amount)


class LineAlreadyMatched(Refusal):
    """A line is a receipt, a refund or a payout already."""

    code = "reconciliation.line-already-matched"

    def __init__(self, *, line_id: int, how: str) -> None:
        super().__init__(line_id=line_id, how=how)


class LineNotInSuspense(Refusal):
    """Only money that waits in suspense is sent back."""

    code = "reconciliation.line-not-in-suspense"

    def __init__(self, *, line_id: int) -> None:
        super().__init__(line_id=line_id)


class CashBeyondBook(Refusal):
    """More is said to have been paid in than account 1001 held from that day on."""

    code = "reconciliation.cash-beyond-book"

    def __init__(self, *, line_id: int, on: date, asked: str, held: str) -> None:
        super().__init__(line_id=line_id, on=on, asked=asked, held=held)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A line that became a receipt by a person's decision."""

    line_id: int
    account_id: int
    amount: Money
    receipt: str


@transaction
def accept_line(
    *, community_id: int, line_id: int, account_id: int, today: date, actor: Actor
) -> Accepted:
    """Receive a line's money for an account: out of suspense, or at once where it was held.

    The payer is remembered for that home.

    Raises:
        LineUnknown: If there is no such line.
        LineIsNoIncome: If it is not money that came in.
        LineAlreadyMatched: If it was matched before.
        Refusal: What the ledger or payments refuse.
    """
    hold_community(subject=Subject.STATEMENTS, community_id=community_id)
    line = _line(community_id, line_id)
    if line.amount_fen <= 0:
        raise LineIsNoIncome(line_id=line_id, amount=Money(line.amount_fen).yuan)
    waiting = _waiting(community_id, line_id)
    place = models.FundAccount.objects.get(community_id=community_id, id=line.fund_account_id)
    payment = ledger.Payment(Money(line.amount_fen), Channel(place.channel), today)
    paid_on = line.on if waiting is None else today
    billing.post_penalties_of_payers(
        community_id=community_id, payers=[(account_id, paid_on)], actor=actor
    )

    if waiting is not None:
        number = payments.receive_claim(
            community_id=community_id,
            credit_id=waiting.ours_id,
            account_id=account_id,
            payment=payment,
            payer=line.payer_name,
            source_ref=f"line:{line_id}/claim:{waiting.id}",
            actor=actor,
        )
        waiting.released_on = today
        waiting.save(update_fields=["released_on"])
        credit_id = waiting.ours_id
    else:
        credit_id, number = _receive(line, place.channel, account_id, actor)
        _count_decided(line)
    _match(line, credit_id, account_id, today, actor, made=waiting is None)
    audit.note(
        actor=actor,
        action="reconciliation.accept-line",
        community_id=community_id,
        subject=f"line:{line_id}",
        facts={"account_id": account_id, "amount": payment.amount.yuan, "receipt": number},
    )
    return Accepted(line_id, account_id, payment.amount, number)


@transaction
def accept_cash(*, community_id: int, line_id: int, today: date, actor: Actor) -> Money:
    """Let a line be the company's own cash, paid into its bank; tell the amount.

    Money that waited in suspense leaves it against cash, on ``today``.

    Raises:
        LineUnknown: If there is no such line.
        LineIsNoIncome: If it is not money that came in, or not at a bank.
        LineAlreadyMatched: If it was matched before.
        CashBeyondBook: If account 1001 held less.
    """
    hold_community(subject=Subject.STATEMENTS, community_id=community_id)
    line = _line(community_id, line_id)
    cards = fund_accounts(community_id=community_id)
    place = next(card for card in cards if card.fund_account_id == line.fund_account_id)
    if line.amount_fen <= 0 or place.channel is not Channel.TRANSFER:
        raise LineIsNoIncome(line_id=line_id, amount=Money(line.amount_fen).yuan)
    amount, waiting = Money(line.amount_fen), _waiting(community_id, line_id)
    held = cash_book(community_id=community_id, first_on=line.on).free_from(line.on)
    if amount > held:
        raise CashBeyondBook(line_id=line_id, on=line.on, asked=amount.yuan, held=held.yuan)
    if waiting is not None:
        ledger.return_suspense(
            community_id=community_id,
            credit_id=waiting.ours_id,
            payment=ledger.Payment(amount, Channel.CASH, today),
            source_ref=f"line:{line_id}/cash:{waiting.id}",
            actor=actor,
        )
    else:
        move_cash_of_line(account=place, line_id=line_id, today=today, actor=actor)
        _count_decided(line)
    audit.note(
        actor=actor,
        action="reconciliation.accept-cash",
        community_id=community_id,
        subject=f"line:{line_id}",
        facts={"amount": amount.yuan},
    )
    return amount


@transaction
def ask_to_return(
    *, community_id: int, line_id: int, reason: str, today: date, actor: Actor
) -> int:
    """Ask a second person to let unclaimed money go back to its payer; tell the request.

    Raises:
        LineUnknown: If there is no such line.
        LineAlreadyMatched: If its money was claimed.
        LineNotInSuspense: If its money does not wait.
        ReasonMissing: If no reason is given.
    """
    line = _line(community_id, line_id)
    if _waiting(community_id, line_id) is None:
        raise LineNotInSuspense(line_id=line_id)
    return approvals.open_request_within(
        community_id=community_id,
        action=RETURN,
        subject=f"line:{line_id}",
        facts=_facts(Money(line.amount_fen)),
        reason=reason,
        today=today,
        actor=actor,
    )


@transaction
def return_money(
    *, community_id: int, line_id: int, approval_id: int, today: date, actor: Actor
) -> Money:
    """Send money that waits in suspense back to its payer, once a second person has approved.

    Raises:
        LineUnknown: If there is no such line.
        LineNotInSuspense: If its money does not wait.
        NotApproved, AlreadyUsed, OtherThanApproved: If the approval does not cover it.
    """
    hold_community(subject=Subject.STATEMENTS, community_id=community_id)
    line = _line(community_id, line_id)
    waiting = _waiting(community_id, line_id)
    if waiting is None:
        raise LineNotInSuspense(line_id=line_id)
    amount = Money(line.amount_fen)
    approvals.consume(
        community_id=community_id,
        request_id=approval_id,
        action=RETURN,
        subject=f"line:{line_id}",
        facts=_facts(amount),
        today=today,
        actor=actor,
    )
    place = models.FundAccount.objects.get(community_id=community_id, id=line.fund_account_id)
    ledger.return_suspense(
        community_id=community_id,
        credit_id=waiting.ours_id,
        payment=ledger.Payment(amount, Channel(place.channel), today),
        source_ref=f"line:{line_id}/return:{approval_id}",
        actor=actor,
    )
    return amount


def _match(
    line: models.Line, credit_id: int, account_id: int, today: date, actor: Actor, *, made: bool
) -> None:
    models.Match.objects.create(
        community_id=line.community_id,
        line_id=line.id,
        fund_account_id=line.fund_account_id,
        ours=Ours.CREDIT.value,
        ours_id=credit_id,
        amount_fen=line.amount_fen,
        account_id=account_id,
        made=made,
        confidence_bp=CERTAIN_BP,
        how=How.PERSON.value,
        on=today,
        actor=actor.name,
    )


def _count_decided(line: models.Line) -> None:
    models.Statement.objects.filter(
        community_id=line.community_id, id=line.statement_id, waiting__gt=0
    ).update(waiting=F("waiting") - 1)


def _facts(amount: Money) -> dict[str, str]:
    return {"amount": amount.yuan}


def _line(community_id: int, line_id: int) -> models.Line:
    lines = models.Line.objects.filter(community_id=community_id, id=line_id, live=True)
    found = lines.first()
    if found is None:
        raise LineUnknown(line_id=line_id)
    return found


def _waiting(community_id: int, line_id: int) -> models.Match | None:
    """Find the suspense a line waits in; nothing when it was never booked."""
    matched = models.Match.objects.filter(
        community_id=community_id, line_id=line_id, released_on__isnull=True
    ).first()
    if matched is not None and matched.how != How.SUSPENSE.value:
        raise LineAlreadyMatched(line_id=line_id, how=matched.how)
    return matched


def _receive(line: models.Line, channel: str, account_id: int, actor: Actor) -> tuple[int, str]:
    """Receive a line that was held: a batch of one."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.reconciliation_accepted")
        cursor.execute(
            _ONE,
            {
                "community_id": line.community_id,
                "line_id": line.id,
                "account_id": account_id,
                "channel": channel,
            },
        )
    payments.receive_batch_from(
        community_id=line.community_id,
        relation="reconciliation_accepted",
        source_ref=f"line:{line.id}/accepted",
        actor=actor,
        late=True,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT credit_id, number FROM payments_batch")
        credit_id, number = cursor.fetchone()
    return credit_id, receipt_number(Series.DESK, number)


_ONE = """
CREATE TEMP TABLE reconciliation_accepted ON COMMIT DROP AS
SELECT %(account_id)s::bigint AS account_id, line."on", line.amount_fen,
       %(channel)s::text AS channel, NULL::text AS kind, NULL::date AS period_from,
       NULL::date AS period_until, line.id AS "position", line.payer_name AS payer,
       line.remark AS memo, line.serial AS outside_number
FROM reconciliation_line line
WHERE line.community_id = %(community_id)s AND line.id = %(line_id)s
"""
