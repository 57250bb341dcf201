"""Enter a version of a community's penalty terms; versions only go forward."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import Max
from django_integrity import conversion

from qingshou.billing import models
from qingshou.billing.queries import accrued_until
from qingshou.billing.rules.penalties import LoanPrimeRate, Stage
from qingshou.billing.rules.penalty_terms import ALL_KINDS, BEARS_NONE, Terms
from qingshou.kernel.refusals import Refusal
from qingshou.platform import audit, clock
from qingshou.platform.db import transaction, transaction_required
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor
from qingshou.tariffs.queries import kind_names


class TermsReachBack(Refusal):
    """A version would begin before another of its kind, or on days that were accrued already."""

    code = "billing.terms-reach-back"

    def __init__(self, *, valid_from: date, after: date) -> None:
        super().__init__(valid_from=valid_from, after=after)


class TermsOfUnknownKind(Refusal):
    """Terms name a charge kind that does not exist, or one that bears no penalty."""

    code = "billing.terms-of-unknown-kind"

    def __init__(self, *, kind: str, known: str) -> None:
        super().__init__(kind=kind, known=known)


@transaction
def enter_penalty_terms(*, community_id: int, terms: Terms, actor: Actor) -> int:
    """Enter a version; it holds for what falls due from its first day on. Tells its id.

    Raises:
        TermsOfUnknownKind: If it names a charge kind that is not known or bears no penalty.
        TermsReachBack: If it begins no later than an earlier version, or than the latest accrual.
    """
    return enter_penalty_terms_within(community_id=community_id, terms=terms, actor=actor)


@transaction_required
def enter_penalty_terms_within(
    *, community_id: int, terms: Terms, actor: Actor, import_id: int | None = None
) -> int:
    """Enter as ``enter_penalty_terms`` does, in the transaction of a sheet that brings several.

    Raises:
        Refusal: What ``enter_penalty_terms`` refuses.
    """
    hold_community(subject=Subject.BILLING, community_id=community_id)
    _refuse_unknown_kind(terms)
    _refuse_reaching_back(community_id, terms)

    reaches_back = TermsReachBack(valid_from=terms.valid_from, after=terms.valid_from)
    named = conversion.Named("billing_one_version_of_penalty_terms_begins_on_a_day")
    with conversion.refine_integrity_error([(named, reaches_back)]):
        entered = _write(community_id, terms, actor, import_id)

    audit.note(
        actor=actor,
        action="billing.enter_penalty_terms",
        community_id=community_id,
        subject=f"penalty-terms:{entered.id}",
        facts={"valid_from": terms.valid_from, "kind": terms.kind, "document": terms.document},
    )
    return entered.id


def _refuse_unknown_kind(terms: Terms) -> None:
    known = [kind for kind in kind_names() if kind not in BEARS_NONE]
    if terms.kind != ALL_KINDS and terms.kind not in known:
        raise TermsOfUnknownKind(kind=terms.kind, known="、".join(known))


def _refuse_reaching_back(community_id: int, terms: Terms) -> None:
    versions = models.PenaltyTerms.objects.filter(community_id=community_id, kind=terms.kind)
    latest = versions.aggregate(day=Max("valid_from"))["day"]
    accrued = accrued_until(community_id=community_id)
    after: date | None = max((day for day in (latest, accrued) if day), default=None)
    if after is not None and terms.valid_from <= after:
        raise TermsReachBack(valid_from=terms.valid_from, after=after)


def _write(
    community_id: int, terms: Terms, actor: Actor, import_id: int | None
) -> models.PenaltyTerms:
    clause = terms.clause
    rule = clause.rule
    rate = rule.multiple if isinstance(rule, LoanPrimeRate) else rule.rate
    return models.PenaltyTerms.objects.create(
        community_id=community_id,
        kind=terms.kind,
        valid_from=terms.valid_from,
        rule=terms.rule.value,
        rate=_exact(rate),
        term=rule.term.value if isinstance(rule, LoanPrimeRate) else "",
        grace_days=clause.grace_days,
        day_basis=clause.day_basis.value,
        year_days=clause.year_days,
        count_first_day=clause.count_first_day,
        count_last_day=clause.count_last_day,
        cap=clause.cap.value,
        segment_fen=terms.grain(Stage.SEGMENT),
        item_fen=terms.grain(Stage.ITEM),
        document=terms.document,
        actor=actor.name,
        import_id=import_id,
        entered_at=clock.now(),
    )


def _exact(rate: Fraction) -> Decimal:
    """Write a rate, read from at most eight places, without losing any."""
    written = Decimal(rate.numerator) / Decimal(rate.denominator)
    assert Fraction(written) == rate
    return written
