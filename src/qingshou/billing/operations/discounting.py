"""Grant discounts by an offer: drafted in SQL, within budget and limit, settled by the ledger."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import connection

from qingshou.approvals import operations as approvals
from qingshou.approvals.rules.approvals import Approval
from qingshou.billing.operations.forgiving import CorrectedOnFutureDay
from qingshou.billing.operations.offers import Offered, offer
from qingshou.billing.rules.discounts import GRANT, Granted, Scheme, small_change
from qingshou.kernel.money import ZERO, Money, total
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import operations as ledger
from qingshou.ledger import queries as books
from qingshou.ledger.rules.natures import CreditNature
from qingshou.platform.db import transaction, transaction_required
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor
from qingshou.platform.requests import answer_once


class NothingToDiscount(Refusal):
    """Nothing open is what the offer discounts, or it was discounted before."""

    code = "billing.nothing-to-discount"

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name)


class BudgetExceeded(Refusal):
    """The campaign would come to more than is left of its budget."""

    code = "billing.budget-exceeded"

    def __init__(self, *, name: str, asked: str, left: str) -> None:
        super().__init__(name=name, asked=asked, left=left)


class DiscountNeedsTwo(Refusal):
    """One discount is more than one person may grant."""

    code = "billing.discount-needs-two"

    def __init__(self, *, name: str, largest: str, alone: str) -> None:
        super().__init__(name=name, largest=largest, alone=alone)


@dataclass(frozen=True, slots=True)
class DiscountOrder:
    """Which offer is applied: to the whole community, or to one account where it rounds off."""

    community_id: int
    name: str
    scheme: Scheme
    on: date
    account_id: int | None = None


@dataclass(frozen=True, slots=True)
class Drafted:
    """What an offer would grant."""

    discounts: int
    amount: Money
    largest: Money
    budget_left: Money
    needs_two: bool

    def facts(self, order: DiscountOrder) -> dict[str, Any]:
        """Tell exactly what is to be approved."""
        return {
            "name": order.name,
            "account": order.account_id,
            "discounts": self.discounts,
            "amount": self.amount,
        }


@transaction
def preview_discounts(*, order: DiscountOrder) -> Drafted:
    """Tell what an offer would grant, and grant nothing.

    Raises:
        OfferUnknown, OfferNotRunning: If it cannot be granted on the day.
        NothingToDiscount: If nothing fits.
        BudgetExceeded: If it would come to more than its budget.
    """
    return _draft(order)[1]


@transaction
def ask_to_discount(*, order: DiscountOrder, reason: str, today: date, actor: Actor) -> int:
    """Ask a second person for discounts above what one may grant; tell the request's number.

    Raises:
        OfferUnknown, OfferNotRunning, NothingToDiscount, BudgetExceeded: As in a preview.
        ReasonMissing: If no reason is given.
    """
    offered, drafted = _draft(order)
    return approvals.open_request_within(
        community_id=order.community_id,
        action=GRANT,
        subject=f"offer:{offered.offer_id}",
        facts=drafted.facts(order),
        reason=reason,
        today=today,
        actor=actor,
    )


@transaction
def grant_discounts(
    *,
    order: DiscountOrder,
    today: date,
    request_id: str,
    actor: Actor,
    approval_id: int | None = None,
) -> Granted:
    """Grant what an offer gives, once per request: a campaign's charges, or small change.

    Raises:
        CorrectedOnFutureDay: If the day lies after today.
        OfferUnknown, OfferNotRunning: If it cannot be granted on the day.
        NothingToDiscount: If nothing fits.
        BudgetExceeded: If it would come to more than its budget.
        DiscountNeedsTwo: If one of them is above the limit and no approval is given.
        NotApproved, AlreadyUsed, OtherThanApproved: If the approval is not for this.
        RequestIdReused: If the id was used with other inputs.
    """
    if order.on > today:
        raise CorrectedOnFutureDay(on=order.on, today=today)
    answer, _ = answer_once(
        request_id=request_id,
        operation=GRANT,
        inputs=asdict(order) | {"approval_id": approval_id},
        act=lambda: asdict(_grant(order, request_id, today, actor, approval_id)),
    )
    return Granted(**answer)


def _grant(
    order: DiscountOrder, request_id: str, today: date, actor: Actor, approval_id: int | None
) -> Granted:
    offered, drafted = _draft(order)
    approval = None
    if approval_id is not None:
        approval = approvals.consume(
            community_id=order.community_id,
            request_id=approval_id,
            action=GRANT,
            subject=f"offer:{offered.offer_id}",
            facts=drafted.facts(order),
            today=today,
            actor=actor,
        )
    elif drafted.needs_two:
        raise DiscountNeedsTwo(
            name=order.name, largest=drafted.largest.yuan, alone=offered.terms.alone.yuan
        )
    book_discounts(
        community_id=order.community_id,
        on=order.on,
        source_ref=f"discount:{request_id}",
        actor=actor,
        approval=approval,
    )
    return Granted(
        offer=order.name,
        discounts=drafted.discounts,
        amount=drafted.amount.yuan,
        budget_left=(drafted.budget_left - drafted.amount).yuan
        if order.scheme is Scheme.CAMPAIGN
        else "0.00",
        approval_id=approval_id,
        on=order.on.isoformat(),
    )


@transaction_required
def book_discounts(
    *, community_id: int, on: date, source_ref: str, actor: Actor, approval: Approval | None
) -> None:
    """Settle the drafted discounts and keep their rows; for offers and for gifts."""
    ledger.relieve_from(
        community_id=community_id,
        relation="billing_discounted",
        nature=CreditNature.DISCOUNT,
        on=on,
        source_ref=source_ref,
        actor=actor,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            _KEEP,
            {
                "community_id": community_id,
                "on": on,
                "source_ref": source_ref,
                "granted_by": actor.name,
                "approval_id": approval.request_id if approval else None,
                "maker": approval.made_by if approval else None,
                "checker": approval.decided_by if approval else None,
            },
        )


@transaction_required
def begin_draft() -> None:
    """Make the draft of discounts of this connection, empty."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)


def _draft(order: DiscountOrder) -> tuple[Offered, Drafted]:
    hold_community(subject=Subject.BILLING, community_id=order.community_id)
    offered = offer(
        community_id=order.community_id, name=order.name, scheme=order.scheme, on=order.on
    )
    begin_draft()
    if order.scheme is Scheme.CAMPAIGN:
        _draft_campaign(order, offered)
    else:
        _draft_small_change(order, offered)
    drafted = _add_up(order, offered)
    if not drafted.discounts:
        raise NothingToDiscount(name=order.name)
    if order.scheme is Scheme.CAMPAIGN and drafted.amount > drafted.budget_left:
        raise BudgetExceeded(
            name=order.name, asked=drafted.amount.yuan, left=drafted.budget_left.yuan
        )
    return offered, drafted


def _draft_campaign(order: DiscountOrder, offered: Offered) -> None:
    terms = offered.terms
    with connection.cursor() as cursor:
        cursor.execute(
            _CAMPAIGN,
            {
                "community_id": order.community_id,
                "offer_id": offered.offer_id,
                "alone_fen": terms.alone.fen,
                "per_mille": terms.per_mille,
                "each_fen": terms.each.fen,
                "kinds": list(terms.kinds),
                "from": terms.window.start,
                "until": terms.window.until,
                "account_id": order.account_id,
            },
        )


def _draft_small_change(order: DiscountOrder, offered: Offered) -> None:
    """Cut the change off the last item that carries it; an account is rounded once a day."""
    assert order.account_id is not None
    assert offered.terms.unit is not None
    lines = books.open_items(
        community_id=order.community_id, account_id=order.account_id, as_of=order.on
    )
    change = small_change(total(line.open for line in lines), offered.terms.unit)
    bearing = [line for line in lines if line.open >= change]
    if change <= ZERO or not bearing:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO billing_discounted VALUES (%s, %s, %s, %s, %s, NULL)",
            [
                bearing[-1].item_id,
                order.account_id,
                change.fen,
                offered.offer_id,
                offered.terms.alone.fen,
            ],
        )


def _add_up(order: DiscountOrder, offered: Offered) -> Drafted:
    with connection.cursor() as cursor:
        cursor.execute(_SUM, {"community_id": order.community_id, "offer_id": offered.offer_id})
        discounts, fen, largest, spent = cursor.fetchone()
    return Drafted(
        discounts=discounts,
        amount=Money(fen),
        largest=Money(largest),
        budget_left=offered.terms.budget - Money(spent),
        needs_two=Money(largest) > offered.terms.alone,
    )


_TABLE = """
CREATE TEMP TABLE IF NOT EXISTS billing_discounted (
    item_id bigint, account_id bigint, amount_fen bigint, offer_id bigint, alone_fen bigint,
    gift_id bigint
) ON COMMIT DELETE ROWS;
DELETE FROM billing_discounted;
"""

# The rule is rules.discounts.campaign_off: half up, within what is open.
_CAMPAIGN = """
INSERT INTO billing_discounted
SELECT item_id, account_id, LEAST(open_fen, CASE WHEN %(each_fen)s > 0 THEN %(each_fen)s
           ELSE (2 * amount_fen * %(per_mille)s + 1000) / 2000 END),
       %(offer_id)s, %(alone_fen)s, NULL
FROM ledger__item item
WHERE community_id = %(community_id)s AND closed_on IS NULL
  AND nature IN ('CHARGE', 'OPENING', 'ADJUSTMENT') AND kind = ANY (%(kinds)s)
  AND due_on >= %(from)s AND due_on < %(until)s
  AND (%(account_id)s::bigint IS NULL OR account_id = %(account_id)s)
  AND ((%(each_fen)s > 0) OR (2 * amount_fen * %(per_mille)s + 1000) / 2000 > 0)
  AND NOT EXISTS (
      SELECT FROM billing_discount given
      WHERE given.community_id = item.community_id AND given.item_id = item.item_id
        AND given.offer_id = %(offer_id)s)
"""

_SUM = """
SELECT count(*), COALESCE(sum(amount_fen), 0)::bigint, COALESCE(max(amount_fen), 0), (
    SELECT COALESCE(sum(given.amount_fen), 0)::bigint FROM billing_discount given
    WHERE given.community_id = %(community_id)s AND given.offer_id = %(offer_id)s)
FROM billing_discounted
"""

_KEEP = """
INSERT INTO billing_discount
    (community_id, offer_id, item_id, account_id, gift_id, amount_fen, alone_fen, "on",
     source_ref, granted_by, approval_id, maker, checker)
SELECT %(community_id)s, offer_id, item_id, account_id, gift_id, amount_fen, alone_fen, %(on)s,
       %(source_ref)s, %(granted_by)s, %(approval_id)s, %(maker)s, %(checker)s
FROM billing_discounted
"""
