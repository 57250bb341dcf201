"""Agree on the terms of a discount, by two people; find them again by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from qingshou.approvals import operations as approvals
from qingshou.billing import models
from qingshou.billing.rules.discounts import DEFINE, Scheme, Terms, refuse_unfit
from qingshou.kernel.money import Money, RoundingUnit
from qingshou.kernel.period import Period
from qingshou.kernel.refusals import Refusal
from qingshou.platform.db import transaction, transaction_required
from qingshou.platform.identity import Actor
from qingshou.platform.requests import answer_once


class OfferUnknown(Refusal):
    """The community has no offer of that name and scheme."""

    code = "billing.offer-unknown"

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name)


class OfferNotRunning(Refusal):
    """The offer does not run on that day."""

    code = "billing.offer-not-running"

    def __init__(self, *, name: str, on: date, starts_on: date, until: date) -> None:
        super().__init__(name=name, on=on, starts_on=starts_on, until=until)


class OfferNameTaken(Refusal):
    """The community has an offer of that name; its terms are never changed."""

    code = "billing.offer-name-taken"

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name)


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer with its number."""

    offer_id: int
    terms: Terms


@transaction
def ask_to_offer(*, community_id: int, terms: Terms, reason: str, today: date, actor: Actor) -> int:
    """Ask a second person for the terms of a discount; tell the request's number.

    Raises:
        TermsUnfit: If they do not say all that their scheme needs.
        OfferNameTaken: If there is an offer of that name.
        ReasonMissing: If no reason is given.
    """
    refuse_unfit(terms)
    _refuse_taken(community_id, terms.name)
    return approvals.open_request_within(
        community_id=community_id,
        action=DEFINE,
        subject=f"offer:{terms.name}",
        facts=terms.facts(),
        reason=reason,
        today=today,
        actor=actor,
    )


@transaction
def make_offer(
    *, community_id: int, terms: Terms, approval_id: int, request_id: str, today: date, actor: Actor
) -> int:
    """Set the terms that two people agreed on, once per request; tell the offer's number.

    Raises:
        TermsUnfit: If they do not say all that their scheme needs.
        OfferNameTaken: If there is an offer of that name.
        NotApproved, AlreadyUsed, OtherThanApproved: If the approval is not for this.
    """
    refuse_unfit(terms)
    inputs = {"community_id": community_id, "approval_id": approval_id, "name": terms.name}
    answer, _ = answer_once(
        request_id=request_id,
        operation=DEFINE,
        inputs=inputs,
        act=lambda: {"offer_id": _make(community_id, terms, approval_id, today, actor)},
    )
    return int(answer["offer_id"])


@transaction_required
def offer(*, community_id: int, name: str, scheme: Scheme, on: date) -> Offered:
    """Find a running offer by its name.

    Raises:
        OfferUnknown: If there is none of that scheme.
        OfferNotRunning: If the day is outside of its window.
    """
    row = models.Offer.objects.filter(
        community_id=community_id, name=name.strip(), scheme=scheme.value
    ).first()
    if row is None:
        raise OfferUnknown(name=name)
    if not row.starts_on <= on < row.until:
        raise OfferNotRunning(name=row.name, on=on, starts_on=row.starts_on, until=row.until)
    return Offered(row.id, _terms(row))


def _make(community_id: int, terms: Terms, approval_id: int, today: date, actor: Actor) -> int:
    approval = approvals.consume(
        community_id=community_id,
        request_id=approval_id,
        action=DEFINE,
        subject=f"offer:{terms.name}",
        facts=terms.facts(),
        today=today,
        actor=actor,
    )
    _refuse_taken(community_id, terms.name)
    row = models.Offer.objects.create(
        community_id=community_id,
        approval_id=approval_id,
        maker=approval.made_by,
        checker=approval.decided_by,
        **_columns(terms),
    )
    return row.id


def _refuse_taken(community_id: int, name: str) -> None:
    if models.Offer.objects.filter(community_id=community_id, name=name.strip()).exists():
        raise OfferNameTaken(name=name)


def _columns(terms: Terms) -> dict[str, Any]:
    return {
        "name": terms.name.strip(),
        "scheme": terms.scheme.value,
        "starts_on": terms.window.start,
        "until": terms.window.until,
        "kinds": list(terms.kinds),
        "alone_fen": terms.alone.fen,
        "per_mille": terms.per_mille,
        "each_fen": terms.each.fen,
        "budget_fen": terms.budget.fen,
        "months_paid": terms.months_paid,
        "months_gifted": terms.months_gifted,
        "unit": terms.unit.value if terms.unit else "",
    }


def _terms(row: models.Offer) -> Terms:
    return Terms(
        name=row.name,
        scheme=Scheme(row.scheme),
        window=Period(row.starts_on, row.until),
        kinds=tuple(row.kinds),
        alone=Money(row.alone_fen),
        per_mille=row.per_mille,
        each=Money(row.each_fen),
        budget=Money(row.budget_fen),
        months_paid=row.months_paid,
        months_gifted=row.months_gifted,
        unit=RoundingUnit(row.unit) if row.unit else None,
    )
