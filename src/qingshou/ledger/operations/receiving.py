"""Receive money: one payment at the desk, or a history of payments."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.db import connection

from qingshou.kernel.ids import CreditId, EntryId
from qingshou.kernel.money import Money
from qingshou.kernel.period import Period
from qingshou.kernel.refusals import Refusal
from qingshou.ledger.operations import drafts, prompt, settling
from qingshou.ledger.operations.drafts import Booked, Document
from qingshou.ledger.operations.prompt import Debt, Paid
from qingshou.ledger.queries.closed import open_from
from qingshou.ledger.rules import allocation
from qingshou.ledger.rules.allocation import (
    STATUTORY,
    Allocation,
    Designation,
    Order,
    Owed,
    Part,
)
from qingshou.ledger.rules.chart import SUSPENSE_CODE, Channel
from qingshou.ledger.rules.closings import landing_day
from qingshou.ledger.rules.natures import CreditNature, Source
from qingshou.platform.db import transaction_required
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.db.prepared import prepared
from qingshou.platform.identity import SYSTEM, Actor

MOST_RECEIVED = Money(10**12)


@dataclass(frozen=True, slots=True)
class Received:
    """A payment as booked: its entry, a credit for each tender, and how it was allotted."""

    entry_id: EntryId
    credit_ids: tuple[CreditId, ...]
    allotted: Allocation

    @property
    def credit_id(self) -> CreditId:
        """The credit of the first tender."""
        return self.credit_ids[0]

    @property
    def parts(self) -> tuple[Part, ...]:
        """What it settled, in order."""
        return self.allotted.parts

    @property
    def prepaid(self) -> Money:
        """What no debt took."""
        return self.allotted.rest


@dataclass(frozen=True, slots=True)
class Drafted:
    """A receipt that is drafted and not yet booked."""

    credit_ids: tuple[CreditId, ...]
    allotted: Allocation

    def received(self, booked: Booked) -> Received:
        """Tell the receipt as it was booked."""
        assert booked.entry_id is not None
        return Received(booked.entry_id, self.credit_ids, self.allotted)


@dataclass(frozen=True, slots=True)
class Tender:
    """So much money by a channel."""

    amount: Money
    channel: Channel


@dataclass(frozen=True, slots=True)
class Payment:
    """So much money, by a channel, on a day, for what the payer designates, if anything.

    ``besides`` is what was brought with it by other channels. The whole settles as one payment;
    each tender becomes a credit, and in their order they fill the parts of the whole.
    A ``late`` payment whose day lies in a closed period is booked on the first open day.
    """

    amount: Money
    channel: Channel
    on: date
    designation: Designation | None = None
    besides: tuple[Tender, ...] = ()
    late: bool = False

    @property
    def tenders(self) -> tuple[Tender, ...]:
        """All tenders, the first one first."""
        return (Tender(self.amount, self.channel), *self.besides)

    def landed(self, community_id: int) -> Payment:
        """Move a late payment out of a closed period; any other stays where it is."""
        if not self.late:
            return self
        return replace(self, on=landing_day(self.on, open_from(community_id=community_id)))


class AccountUnknown(Refusal):
    """The community has no such account."""

    code = "ledger.account-unknown"

    def __init__(self, *, community_id: int, account_id: int) -> None:
        super().__init__(community_id=community_id, account_id=account_id)


class NothingReceived(Refusal):
    """A receipt needs an amount above zero."""

    code = "ledger.nothing-received"

    def __init__(self, *, amount: str) -> None:
        super().__init__(amount=amount)


class AmountBeyondReason(Refusal):
    """A single receipt is beyond what the books hold, surely a slip of the keys."""

    code = "ledger.amount-beyond-reason"

    def __init__(self, *, amount: str, most: str) -> None:
        super().__init__(amount=amount, most=most)


@transaction_required
def receive(
    *,
    community_id: int,
    account_id: int,
    payment: Payment,
    source_ref: str,
    actor: Actor,
    order: Order = STATUTORY,
    memo: str = "",
) -> Received:
    """Receive one payment and settle the account's open items with it, by the rule.

    What no item takes stays as prepayment. A settlement is dated the later of the payment
    and the item, and never before the item was last reopened.

    Raises:
        NothingReceived: If an amount is not above zero.
        AmountBeyondReason: If one is above ten billion yuan.
        AccountUnknown: If the community has no such account.
        DocumentAlreadyEntered: If the reference was booked before.
        PeriodClosed: If it is not late and its day lies in a closed period.
    """
    for tender in payment.tenders:
        refuse_unreceivable(amount=tender.amount)
    lock_account(community_id=community_id, account_id=account_id)
    payment = payment.landed(community_id)
    document = Document(community_id, Source.RECEIPT, source_ref, actor, memo)
    debts, facts = _debts(community_id, account_id)
    allotted, paid = _allotted(payment, debts, order)
    if all(facts[part.item_id].since <= payment.on for part in allotted.parts):
        entry_id, credit_ids = prompt.book_paid(
            document=document, account_id=account_id, on=payment.on, paid=paid, debts=facts
        )
        return Received(entry_id, credit_ids, allotted)
    drafts.begin()
    drafted = _drafted(document, account_id, payment.on, allotted, paid)
    return drafted.received(drafts.book(document=document))


@transaction_required
def receive_from(
    *,
    community_id: int,
    relation: str,
    source_ref: str,
    actor: Actor,
    order: Order = STATUTORY,
    late: bool = False,
) -> Booked:
    """Receive a history of payments: a credit for every row, what is designated first.

    ``relation`` names a temporary table with credit_id (drawn by the caller from
    ``qingshou_id``), account_id, on, amount_fen, channel, kind, period_from, period_until
    (the designation; kind may be null, a null period means the whole kind), position (the
    order among payments of a day) and source_ref. Payments settle what they designate, each
    in its turn by day; what is left, with prepayments from before, settles the oldest due.
    ``late`` payments whose day lies in a closed period are booked on the first open day.

    Raises:
        DocumentAlreadyEntered: If the history was booked before.
        PeriodClosed: If a payment is not late and its day lies in a closed period.
    """
    hold_community(subject=Subject.BOOK, community_id=community_id)
    settling.begin()
    with connection.cursor() as cursor:
        cursor.execute(
            _DRAFT_CREDITS.format(relation=connection.ops.quote_name(relation)),
            {"first": open_from(community_id=community_id) if late else None},
        )
    settling.draw_pools(community_id=community_id, accounts=relation, order=order)
    settling.draft_designated()
    settling.draft_oldest_first()
    return drafts.book(
        document=Document(
            community_id=community_id,
            source=Source.RECEIPT_IMPORT,
            source_ref=source_ref,
            actor=actor,
        )
    )


@transaction_required
def refuse_unreceivable(*, amount: Money) -> None:
    """Let pass only an amount that can be received.

    Raises:
        NothingReceived: If it is not above zero.
        AmountBeyondReason: If it is above ten billion yuan.
    """
    if amount.fen <= 0:
        raise NothingReceived(amount=amount.yuan)
    if amount > MOST_RECEIVED:
        raise AmountBeyondReason(amount=amount.yuan, most=MOST_RECEIVED.yuan)


@transaction_required
def draft_receipt(
    *,
    community_id: int,
    account_id: int,
    payment: Payment,
    source_ref: str,
    order: Order,
    channel: str = "",
) -> Drafted:
    """Draft a receipt and what it settles by the rule; the account is locked by the caller.

    ``channel`` stands for the channels of the tenders where no new money comes.
    """
    debts, _ = _debts(community_id, account_id)
    allotted, paid = _allotted(payment, debts, order)
    if channel:
        paid = [replace(one, channel=channel) for one in paid]
    document = Document(community_id, Source.RECEIPT, source_ref, SYSTEM)
    return _drafted(document, account_id, payment.on, allotted, paid)


def _allotted(payment: Payment, debts: list[Owed], order: Order) -> tuple[Allocation, list[Paid]]:
    """Share a payment among debts, and each tender its parts."""
    amounts = [tender.amount for tender in payment.tenders]
    allotted = allocation.allocate(
        Money(sum(amount.fen for amount in amounts)),
        debts,
        designation=payment.designation,
        order=order,
    )
    shares = allocation.shared(allotted.parts, amounts)
    paid = [
        Paid(tender.amount, tender.channel.value, parts)
        for tender, parts in zip(payment.tenders, shares, strict=True)
    ]
    return allotted, paid


def _drafted(
    document: Document, account_id: int, on: date, allotted: Allocation, paid: list[Paid]
) -> Drafted:
    credit_ids = []
    for one in paid:
        credit_id = _draft(account_id, one, on, document.source_ref)
        _draft_parts(document.community_id, credit_id, on, one.parts)
        credit_ids.append(credit_id)
    return Drafted(tuple(credit_ids), allotted)


@transaction_required
def lock_account(*, community_id: int, account_id: int) -> None:
    """Keep others from settling on an account until commit.

    Raises:
        AccountUnknown: If the community has no such account, or it is that of unclaimed money.
    """
    values = {"community_id": community_id, "account_id": account_id}
    if not prepared(_LOCK, values):
        raise AccountUnknown(community_id=community_id, account_id=account_id)


def _debts(community_id: int, account_id: int) -> tuple[list[Owed], dict[int, Debt]]:
    """List what is open on an account, with what a settlement needs to know of it."""
    rows = prepared(_OPEN, {"community_id": community_id, "account_id": account_id})
    owed = [
        Owed(item_id, kind, Period(start, until), due_on, Money(fen))
        for item_id, kind, start, until, due_on, fen, _, _ in rows
    ]
    facts = {
        item_id: Debt(kind, nature, start.replace(day=1), since)
        for item_id, kind, start, _, _, _, nature, since in rows
    }
    return owed, facts


def _draft(account_id: int, paid: Paid, on: date, source_ref: str) -> CreditId:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_draft_credit"
            " VALUES (nextval('qingshou_id'), %s, %s, %s, %s, %s, %s) RETURNING credit_id",
            [
                account_id,
                CreditNature.RECEIPT.value,
                on,
                paid.amount.fen,
                paid.channel,
                source_ref,
            ],
        )
        return CreditId(cursor.fetchone()[0])


def _draft_parts(community_id: int, credit_id: CreditId, on: date, parts: tuple[Part, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _DRAFT_PARTS,
            {
                "community_id": community_id,
                "credit_id": credit_id,
                "on": on,
                "items": [part.item_id for part in parts],
                "amounts": [part.amount.fen for part in parts],
            },
        )


_LOCK = f"""
SELECT id FROM ledger_account
WHERE community_id = %(community_id)s AND id = %(account_id)s AND code <> '{SUSPENSE_CODE}'
FOR NO KEY UPDATE
"""  # noqa: S608 - our own names

_OPEN = """
SELECT item.id, item.kind, item.period_from, item.period_until, item.due_on,
       item.amount_fen - item.settled_fen, item.nature,
       GREATEST(item.posted_on, (
           SELECT max(taken."on") FROM ledger_settlement taken
           WHERE taken.community_id = item.community_id AND taken.item_id = item.id
             AND taken.amount_fen < 0))
FROM ledger_openitem item
WHERE item.community_id = %(community_id)s AND item.account_id = %(account_id)s
  AND item.closed_on IS NULL
"""

_DRAFT_PARTS = """
INSERT INTO ledger_draft_settlement
SELECT item.id, %(credit_id)s, item.account_id,
       GREATEST(%(on)s, item.posted_on, (
           SELECT max(taken."on") FROM ledger_settlement taken
           WHERE taken.community_id = item.community_id AND taken.item_id = item.id
             AND taken.amount_fen < 0)),
       part.amount_fen, 'RECEIPT', item.nature, item.kind,
       date_trunc('month', item.period_from)::date, 0
FROM unnest(%(items)s::bigint[], %(amounts)s::bigint[]) AS part (item_id, amount_fen)
JOIN ledger_openitem item ON item.community_id = %(community_id)s AND item.id = part.item_id
"""

_DRAFT_CREDITS = """
WITH payment AS (SELECT * FROM {relation}), drafted AS (
    INSERT INTO ledger_draft_credit
    SELECT credit_id, account_id, 'RECEIPT', GREATEST("on", %(first)s), amount_fen, channel,
           source_ref
    FROM payment
)
INSERT INTO ledger_pool_credit
SELECT credit_id, account_id, 'RECEIPT', GREATEST("on", %(first)s), GREATEST("on", %(first)s),
       amount_fen, "position", kind,
       CASE WHEN kind IS NOT NULL THEN COALESCE(period_from, '-infinity') END,
       CASE WHEN kind IS NOT NULL THEN COALESCE(period_until, 'infinity') END
FROM payment
"""
