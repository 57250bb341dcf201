"""Deposits (押金、保证金): money held for somebody, which no debt takes by itself."""

from __future__ import annotations

from datetime import date

from django.db import connection

from qingshou.kernel.ids import CreditId
from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import models
from qingshou.ledger.operations import drafts
from qingshou.ledger.operations.drafts import Booked, Document
from qingshou.ledger.operations.giving_back import Whence, draft_back, unused
from qingshou.ledger.operations.receiving import Payment, lock_account, refuse_unreceivable
from qingshou.ledger.rules.chart import DEPOSIT_CHANNEL
from qingshou.ledger.rules.natures import CreditNature, Source
from qingshou.platform.db import transaction_required
from qingshou.platform.identity import Actor


class DepositUnknown(Refusal):
    """The community holds no deposit of that id."""

    code = "ledger.deposit-unknown"

    def __init__(self, *, credit_id: int) -> None:
        super().__init__(credit_id=credit_id)


class AmountExceedsDeposit(Refusal):
    """More is to be returned or applied than is left of the deposit."""

    code = "ledger.amount-exceeds-deposit"

    def __init__(self, *, asked: str, held: str) -> None:
        super().__init__(asked=asked, held=held)


@transaction_required
def hold_deposit(
    *,
    community_id: int,
    account_id: int,
    payment: Payment,
    source_ref: str,
    actor: Actor,
    kind: str = "",
    memo: str = "",
) -> CreditId:
    """Take a deposit in; ``kind`` tells what it is for, such as RENOVATION (装修押金).

    It is held on its own control account until it is returned or applied; no bill draws on it.

    Raises:
        NothingReceived: If the amount is not above zero.
        AmountBeyondReason: If it is above ten billion yuan.
        AccountUnknown: If the community has no such account.
        DocumentAlreadyEntered: If the reference was booked before.
    """
    refuse_unreceivable(amount=payment.amount)
    lock_account(community_id=community_id, account_id=account_id)
    payment = payment.landed(community_id)
    drafts.begin()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_draft_credit"
            " VALUES (nextval('qingshou_id'), %s, %s, %s, %s, %s, %s, %s) RETURNING credit_id",
            [
                account_id,
                CreditNature.DEPOSIT.value,
                payment.on,
                payment.amount.fen,
                payment.channel.value,
                source_ref,
                kind,
            ],
        )
        credit_id = CreditId(cursor.fetchone()[0])
    drafts.book(document=Document(community_id, Source.DEPOSIT, source_ref, actor, memo))
    return credit_id


@transaction_required
def return_deposit(
    *,
    community_id: int,
    credit_id: int,
    payment: Payment,
    source_ref: str,
    actor: Actor,
    memo: str = "",
) -> Booked:
    """Return a deposit, or a part of it: so much, by that channel, on that day.

    Raises:
        DepositUnknown: If the community holds no such deposit.
        AmountExceedsDeposit: If it is not above zero, or more than is left.
        DocumentAlreadyEntered: If the reference was booked before.
    """
    whence = _held(community_id, credit_id, payment.amount)
    draft_back(
        whence=whence,
        amount=payment.amount,
        channel=payment.channel.value,
        on=payment.on,
        kind=CreditNature.DEPOSIT.value,
    )
    return drafts.book(document=Document(community_id, Source.DEPOSIT, source_ref, actor, memo))


@transaction_required
def apply_deposit(
    *,
    community_id: int,
    credit_id: int,
    amount: Money,
    on: date,
    source_ref: str,
    actor: Actor,
    memo: str = "",
) -> Booked:
    """Turn a deposit, or a part of it, into a prepayment of its account.

    The next settlement (``settle_from``) applies it to what is owed.

    Raises:
        DepositUnknown: If the community holds no such deposit.
        AmountExceedsDeposit: If it is not above zero, or more than is left.
        DocumentAlreadyEntered: If the reference was booked before.
    """
    whence = _held(community_id, credit_id, amount)
    day = draft_back(
        whence=whence,
        amount=amount,
        channel=DEPOSIT_CHANNEL,
        on=on,
        kind=CreditNature.DEPOSIT.value,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_draft_credit"
            " VALUES (nextval('qingshou_id'), %s, 'RECEIPT', %s, %s, %s, %s)",
            [whence.account_id, day, amount.fen, DEPOSIT_CHANNEL, source_ref],
        )
    return drafts.book(document=Document(community_id, Source.DEPOSIT, source_ref, actor, memo))


def _held(community_id: int, credit_id: int, amount: Money) -> Whence:
    credit = models.Credit.objects.filter(
        community_id=community_id, id=credit_id, nature=CreditNature.DEPOSIT.value
    ).first()
    if credit is None:
        raise DepositUnknown(credit_id=credit_id)
    lock_account(community_id=community_id, account_id=credit.account_id)
    whence = Whence(community_id, credit.account_id, (CreditNature.DEPOSIT,), credit_id)
    held = unused(whence=whence)
    if not 0 < amount.fen <= held.fen:
        raise AmountExceedsDeposit(asked=amount.yuan, held=held.yuan)
    return whence
