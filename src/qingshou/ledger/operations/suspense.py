"""Suspense (待认领款): money whose payer nobody knows yet, until it is claimed or returned.

It waits on one account of the community, which is no household, and on its own control account.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.db import connection

from qingshou.kernel.ids import AccountId, CreditId
from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import models
from qingshou.ledger.operations import drafts
from qingshou.ledger.operations.drafts import Booked, Document
from qingshou.ledger.operations.giving_back import Whence, draft_back, unused
from qingshou.ledger.operations.receiving import (
    Payment,
    Received,
    draft_receipt,
    lock_account,
    refuse_unreceivable,
)
from qingshou.ledger.rules.allocation import STATUTORY
from qingshou.ledger.rules.chart import SUSPENSE_CHANNEL, SUSPENSE_CODE, Channel
from qingshou.ledger.rules.natures import CreditNature, Source
from qingshou.platform.db import transaction_required
from qingshou.platform.identity import Actor

_KIND = CreditNature.SUSPENSE.value


class SuspenseUnknown(Refusal):
    """The community has no unclaimed money of that id."""

    code = "ledger.suspense-unknown"

    def __init__(self, *, credit_id: int) -> None:
        super().__init__(credit_id=credit_id)


class AmountExceedsSuspense(Refusal):
    """More is to be claimed or returned than is left unclaimed."""

    code = "ledger.amount-exceeds-suspense"

    def __init__(self, *, asked: str, waiting: str) -> None:
        super().__init__(asked=asked, waiting=waiting)


@transaction_required
def park_suspense(
    *,
    community_id: int,
    amount: Money,
    channel: Channel,
    on: date,
    source_ref: str,
    actor: Actor,
    memo: str = "",
) -> CreditId:
    """Take in money of an unknown payer.

    Raises:
        NothingReceived: If the amount is not above zero.
        AmountBeyondReason: If it is above ten billion yuan.
        DocumentAlreadyEntered: If the reference was booked before.
    """
    refuse_unreceivable(amount=amount)
    account_id = _account(community_id, on)
    drafts.begin()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_draft_credit"
            " VALUES (nextval('qingshou_id'), %s, 'SUSPENSE', %s, %s, %s, %s) RETURNING credit_id",
            [account_id, on, amount.fen, channel.value, source_ref],
        )
        credit_id = CreditId(cursor.fetchone()[0])
    drafts.book(document=Document(community_id, Source.SUSPENSE, source_ref, actor, memo))
    return credit_id


@transaction_required
def park_suspense_from(
    *, community_id: int, relation: str, source_ref: str, actor: Actor, memo: str = ""
) -> Booked:
    """Take in many payments of unknown payers, one for every row of a relation.

    ``relation`` names a temporary table with credit_id (drawn by the caller from
    ``qingshou_id``), on, amount_fen, channel and source_ref.

    Raises:
        DocumentAlreadyEntered: If the reference was booked before.
    """
    quoted = connection.ops.quote_name(relation)
    drafts.begin()
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT min("on") FROM {quoted}')  # noqa: S608 - a quoted name
        (earliest,) = cursor.fetchone()
        if earliest is not None:
            cursor.execute(
                "INSERT INTO ledger_draft_credit"  # noqa: S608 - a quoted name
                " SELECT credit_id, %s, 'SUSPENSE', \"on\", amount_fen, channel, source_ref"
                f" FROM {quoted}",
                [_account(community_id, earliest)],
            )
    return drafts.book(document=Document(community_id, Source.SUSPENSE, source_ref, actor, memo))


@transaction_required
def claim_suspense(
    *,
    community_id: int,
    credit_id: int,
    payment: Payment,
    to_account_id: int,
    source_ref: str,
    actor: Actor,
    memo: str = "",
) -> Received:
    """Give unclaimed money, or a part of it, to the account it was meant for: a receipt.

    It settles what is owed by the rule, as any receipt, on ``payment.on`` or the day the money
    came, whichever is later. The credit's channel tells that no new money moves.

    Raises:
        SuspenseUnknown: If the community has no such unclaimed money.
        AmountExceedsSuspense: If it is not above zero, or more than is left unclaimed.
        AccountUnknown: If the community has no such account.
        DocumentAlreadyEntered: If the reference was booked before.
    """
    whence = _waiting(community_id, credit_id, payment.amount)
    lock_account(community_id=community_id, account_id=to_account_id)
    day = draft_back(
        whence=whence,
        amount=payment.amount,
        channel=SUSPENSE_CHANNEL,
        on=payment.landed(community_id).on,
        kind=_KIND,
    )
    drafted = draft_receipt(
        community_id=community_id,
        account_id=to_account_id,
        payment=replace(payment, on=day),
        source_ref=source_ref,
        order=STATUTORY,
        channel=SUSPENSE_CHANNEL,
    )
    booked = drafts.book(document=Document(community_id, Source.CLAIM, source_ref, actor, memo))
    return drafted.received(booked)


@transaction_required
def return_suspense(
    *,
    community_id: int,
    credit_id: int,
    payment: Payment,
    source_ref: str,
    actor: Actor,
    memo: str = "",
) -> Booked:
    """Send unclaimed money, or a part of it, back: so much, by that channel, on that day.

    Raises:
        SuspenseUnknown: If the community has no such unclaimed money.
        AmountExceedsSuspense: If it is not above zero, or more than is left unclaimed.
        DocumentAlreadyEntered: If the reference was booked before.
    """
    whence = _waiting(community_id, credit_id, payment.amount)
    draft_back(
        whence=whence,
        amount=payment.amount,
        channel=payment.channel.value,
        on=payment.on,
        kind=_KIND,
    )
    return drafts.book(document=Document(community_id, Source.SUSPENSE, source_ref, actor, memo))


def _account(community_id: int, opened_on: date) -> AccountId:
    """Find the account of unclaimed money; the first to need it opens it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_account (community_id, code, opened_on) VALUES (%s, %s, %s)"
            " ON CONFLICT (community_id, code) DO NOTHING",
            [community_id, SUSPENSE_CODE, opened_on],
        )
    found = models.Account.objects.get(community_id=community_id, code=SUSPENSE_CODE)
    return AccountId(found.id)


def _waiting(community_id: int, credit_id: int, amount: Money) -> Whence:
    credit = models.Credit.objects.filter(
        community_id=community_id, id=credit_id, nature=CreditNature.SUSPENSE.value
    ).first()
    if credit is None:
        raise SuspenseUnknown(credit_id=credit_id)
    accounts = models.Account.objects.select_for_update(no_key=True)
    accounts.get(community_id=community_id, id=credit.account_id)
    whence = Whence(community_id, credit.account_id, (CreditNature.SUSPENSE,), credit_id)
    waiting = unused(whence=whence)
    if not 0 < amount.fen <= waiting.fen:
        raise AmountExceedsSuspense(asked=amount.yuan, waiting=waiting.yuan)
    return whence
