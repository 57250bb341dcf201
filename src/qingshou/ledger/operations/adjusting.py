"""Single corrections: relief without money, refund and transfer of prepayments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import models
from qingshou.ledger.operations import drafts
from qingshou.ledger.operations.drafts import Booked, Document
from qingshou.ledger.operations.giving_back import Whence, draft_back, unused
from qingshou.ledger.operations.receiving import lock_account
from qingshou.ledger.rules.chart import BALANCE_CHANNEL, Channel
from qingshou.ledger.rules.natures import RELIEFS, CreditNature, Source
from qingshou.platform.db import transaction_required
from qingshou.platform.identity import Actor


class AmountExceedsOpen(Refusal):
    """More is to be forgiven than is open on the item."""

    code = "ledger.amount-exceeds-open"

    def __init__(self, *, asked: str, left: str) -> None:
        super().__init__(asked=asked, left=left)


class AmountExceedsPrepayment(Refusal):
    """More is to be given back than the account has prepaid."""

    code = "ledger.amount-exceeds-prepayment"

    def __init__(self, *, asked: str, prepaid: str) -> None:
        super().__init__(asked=asked, prepaid=prepaid)


@dataclass(frozen=True, slots=True)
class Relief:
    """So much forgiven, as a waiver, a write-off or a discount."""

    nature: CreditNature
    amount: Money


@transaction_required
def relieve(
    *,
    community_id: int,
    item_id: int,
    relief: Relief,
    on: date,
    source_ref: str,
    actor: Actor,
    memo: str = "",
) -> Booked:
    """Settle an item, or part of it, without money: a waiver, a write-off or a discount.

    Raises:
        AmountExceedsOpen: If it is not above zero, or more than is open.
        DocumentAlreadyEntered: If the reference was booked before.
    """
    assert relief.nature in RELIEFS
    items = models.OpenItem.objects.filter(community_id=community_id, id=item_id)
    lock_account(community_id=community_id, account_id=items.get().account_id)
    item = items.get()
    left = Money(item.amount_fen - item.settled_fen)
    if not 0 < relief.amount.fen <= left.fen:
        raise AmountExceedsOpen(asked=relief.amount.yuan, left=left.yuan)

    drafts.begin()
    with connection.cursor() as cursor:
        cursor.execute(
            _RELIEVE,
            {
                "community_id": community_id,
                "item_id": item_id,
                "fen": relief.amount.fen,
                "nature": relief.nature.value,
                "on": on,
                "source_ref": source_ref,
            },
        )
    return drafts.book(document=Document(community_id, Source.ADJUSTMENT, source_ref, actor, memo))


@transaction_required
def refund(
    *,
    community_id: int,
    account_id: int,
    amount: Money,
    channel: Channel,
    on: date,
    source_ref: str,
    actor: Actor,
) -> Booked:
    """Give back prepaid money by a channel, the earliest credits first.

    Raises:
        AmountExceedsPrepayment: If it is not above zero, or more than is prepaid.
        AccountUnknown: If the community has no such account.
        DocumentAlreadyEntered: If the reference was booked before.
    """
    whence = _prepaid(community_id, account_id, amount)
    draft_back(whence=whence, amount=amount, channel=channel.value, on=on)
    return drafts.book(document=Document(community_id, Source.ADJUSTMENT, source_ref, actor))


@transaction_required
def move_prepayment(
    *,
    community_id: int,
    from_account_id: int,
    to_account_id: int,
    amount: Money,
    on: date,
    source_ref: str,
    actor: Actor,
) -> Booked:
    """Move prepaid money to another account, as two owners may agree; no money leaves the book.

    Raises:
        AmountExceedsPrepayment: If it is not above zero, or more than is prepaid.
        AccountUnknown: If the community has no such account.
        DocumentAlreadyEntered: If the reference was booked before.
    """
    for account_id in sorted({from_account_id, to_account_id}):
        lock_account(community_id=community_id, account_id=account_id)
    whence = _prepaid(community_id, from_account_id, amount)
    latest = draft_back(whence=whence, amount=amount, channel=BALANCE_CHANNEL, on=on)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_draft_credit"
            " VALUES (nextval('qingshou_id'), %s, 'RECEIPT', %s, %s, %s, %s)",
            [to_account_id, latest, amount.fen, BALANCE_CHANNEL, source_ref],
        )
    return drafts.book(document=Document(community_id, Source.ADJUSTMENT, source_ref, actor))


def _prepaid(community_id: int, account_id: int, amount: Money) -> Whence:
    lock_account(community_id=community_id, account_id=account_id)
    whence = Whence(community_id, account_id)
    prepaid = unused(whence=whence)
    if not 0 < amount.fen <= prepaid.fen:
        raise AmountExceedsPrepayment(asked=amount.yuan, prepaid=prepaid.yuan)
    return whence


_RELIEVE = """
WITH relieved AS (
    SELECT item.id AS item_id, item.account_id, item.nature, item.kind,
           date_trunc('month', item.period_from)::date AS month,
           nextval('qingshou_id') AS credit_id,
           GREATEST(%(on)s, item.posted_on, (
               SELECT max("on") FROM ledger_settlement taken
               WHERE taken.community_id = item.community_id AND taken.item_id = item.id
                 AND taken.amount_fen < 0)) AS "on"
    FROM ledger_openitem item WHERE item.community_id = %(community_id)s AND item.id = %(item_id)s
), drafted AS (
    INSERT INTO ledger_draft_credit
    SELECT credit_id, account_id, %(nature)s, "on", %(fen)s, '', %(source_ref)s FROM relieved
)
INSERT INTO ledger_draft_settlement
SELECT item_id, credit_id, account_id, "on", %(fen)s, %(nature)s, nature, kind, month, 0
FROM relieved
"""
