"""Pay a year, get a month: promised when the money is there, settled when it is billed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from qingshou.billing import models
from qingshou.billing.operations.discounting import begin_draft, book_discounts
from qingshou.billing.operations.offers import offer
from qingshou.billing.rules.discounts import Gift, Scheme, TooLittle, gift_for
from qingshou.billing.rules.outcomes import NO_OFFSET, Offset
from qingshou.kernel.money import ZERO, Money
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import queries as books
from qingshou.platform.db import transaction, transaction_required
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor


class GiftNotEarned(Refusal):
    """What is prepaid does not cover the months the offer asks for."""

    code = "billing.gift-not-earned"

    def __init__(self, *, name: str, needed: str, prepaid: str) -> None:
        super().__init__(name=name, needed=needed, prepaid=prepaid)


class GiftAboveLimit(Refusal):
    """A gifted month is worth more than the offer lets one person grant."""

    code = "billing.gift-above-limit"

    def __init__(self, *, name: str, monthly: str, alone: str) -> None:
        super().__init__(name=name, monthly=monthly, alone=alone)


class ArrearsFirst(Refusal):
    """Who owes has not paid ahead."""

    code = "billing.arrears-first"

    def __init__(self, *, owed: str, prepaid: str) -> None:
        super().__init__(owed=owed, prepaid=prepaid)


class NeverBilledMonthly(Refusal):
    """The kind was never billed by the month on this account, so its month has no price."""

    code = "billing.never-billed-monthly"

    def __init__(self, *, kind: str) -> None:
        super().__init__(kind=kind)


@dataclass(frozen=True, slots=True)
class Promised:
    """The months that were paid and those that are given for them."""

    offer: str
    kind: str
    monthly: Money
    prepaid: Money
    paid_from: date
    paid_until: date
    gifted: tuple[date, ...]


@transaction
def promise_gift(
    *, community_id: int, account_id: int, name: str, on: date, actor: Actor
) -> Promised:
    """Promise the months a prepayment has earned by an offer; asked again, tell the same.

    Raises:
        OfferUnknown, OfferNotRunning: If it cannot be granted on the day.
        ArrearsFirst: If anything is open.
        NeverBilledMonthly: If the offer's kind was never billed by the month.
        GiftNotEarned: If less is prepaid than the months come to.
        GiftAboveLimit: If a month is worth more than one person may grant.
    """
    hold_community(subject=Subject.BILLING, community_id=community_id)
    offered = offer(community_id=community_id, name=name, scheme=Scheme.PREPAY_GIFT, on=on)
    terms, kind = offered.terms, offered.terms.kinds[0]
    known = _known(community_id, account_id, offered.offer_id, on)
    if known is not None:
        return known
    balance = books.balance(community_id=community_id, account_id=account_id, as_of=on)
    if balance.open > ZERO:
        raise ArrearsFirst(owed=balance.open.yuan, prepaid=balance.prepaid.yuan)
    monthly, next_month = _monthly(community_id, account_id, kind)
    if monthly > terms.alone:
        raise GiftAboveLimit(name=name, monthly=monthly.yuan, alone=terms.alone.yuan)

    match gift_for(balance.prepaid, monthly, next_month, terms):
        case TooLittle(needed=needed, prepaid=prepaid):
            raise GiftNotEarned(name=name, needed=needed.yuan, prepaid=prepaid.yuan)
        case Gift() as gift:
            pass
    models.Gift.objects.bulk_create(
        models.Gift(
            community_id=community_id,
            offer_id=offered.offer_id,
            account_id=account_id,
            kind=kind,
            month=month,
            paid_from=gift.paid.start,
            paid_until=gift.paid.until,
            monthly_fen=monthly.fen,
            prepaid_fen=balance.prepaid.fen,
            on=on,
            promised_by=actor.name,
        )
        for month in gift.gifted
    )
    return Promised(
        name, kind, monthly, balance.prepaid, gift.paid.start, gift.paid.until, gift.gifted
    )


@transaction_required
def settle_gifts(*, community_id: int, month: date, source_ref: str, actor: Actor) -> Offset:
    """Settle the gifted items of a month that are open, before any money is used on them.

    A month that came to more than its offer's limit stays open, for two people to decide on.
    """
    begin_draft()
    with connection.cursor() as cursor:
        cursor.execute(_GIFTED, {"community_id": community_id, "month": month})
        cursor.execute(
            "SELECT count(*), COALESCE(sum(amount_fen), 0)::bigint FROM billing_discounted"
        )
        discounts, fen = cursor.fetchone()
    if not discounts:
        return NO_OFFSET
    book_discounts(
        community_id=community_id, on=month, source_ref=source_ref, actor=actor, approval=None
    )
    return Offset(discounts, Money(fen))


def _known(community_id: int, account_id: int, offer_id: int, on: date) -> Promised | None:
    rows = models.Gift.objects.filter(
        community_id=community_id, account_id=account_id, offer_id=offer_id, paid_until__gt=on
    ).order_by("month")
    first = rows.first()
    if first is None:
        return None
    name = models.Offer.objects.get(community_id=community_id, id=offer_id).name
    return Promised(
        offer=name,
        kind=first.kind,
        monthly=Money(first.monthly_fen),
        prepaid=Money(first.prepaid_fen),
        paid_from=first.paid_from,
        paid_until=first.paid_until,
        gifted=tuple(row.month for row in rows),
    )


def _monthly(community_id: int, account_id: int, kind: str) -> tuple[Money, date]:
    """Tell what the kind's latest billed month came to, and the month after it."""
    with connection.cursor() as cursor:
        cursor.execute(_LATEST, [community_id, account_id, kind])
        found = cursor.fetchone()
    if found is None:
        raise NeverBilledMonthly(kind=kind)
    fen, next_month = found
    return Money(fen), next_month


_LATEST = """
SELECT amount_fen, period_until FROM ledger__item
WHERE community_id = %s AND account_id = %s AND kind = %s AND nature = 'CHARGE'
  AND extract(day FROM period_from) = 1 AND period_until = period_from + interval '1 month'
ORDER BY period_until DESC, edition DESC LIMIT 1
"""

_GIFTED = """
INSERT INTO billing_discounted
SELECT item.item_id, item.account_id, item.open_fen, gift.offer_id, offer.alone_fen, gift.id
FROM billing_gift gift
JOIN billing_offer offer
    ON offer.community_id = gift.community_id AND offer.id = gift.offer_id
JOIN ledger__item item
    ON item.community_id = gift.community_id AND item.account_id = gift.account_id
    AND item.kind = gift.kind AND item.period_from = gift.month
    AND item.period_until = gift.month + interval '1 month'
WHERE gift.community_id = %(community_id)s AND gift.month = %(month)s
  AND item.closed_on IS NULL AND item.nature = 'CHARGE' AND item.open_fen <= offer.alone_fen
"""
