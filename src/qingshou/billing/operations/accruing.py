"""Accrue penalties: a community up to a day, in one transaction, each day once."""

from __future__ import annotations

from datetime import date

from django.db import transaction as django_transaction

from qingshou.billing import models
from qingshou.billing.operations import penalty_drafts
from qingshou.billing.operations.penalty_drafts import Drawn, Span
from qingshou.billing.queries import unknown_items
from qingshou.billing.rules.accrued import Accrued, Standing
from qingshou.billing.rules.lpr import rate_table
from qingshou.kernel.money import Money
from qingshou.ledger import operations as ledger
from qingshou.platform import audit, clock
from qingshou.platform.db import transaction, transaction_required
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor


@transaction
def accrue_penalties(
    *, community_id: int, as_of: date, actor: Actor, preview: bool = False
) -> Accrued:
    """Accrue what every overdue item of a community bears, up to a day.

    Days that were missed are caught up. The same day again changes nothing, unless something
    was booked for the past meanwhile: then the items concerned are counted anew. A day before
    the latest accrual is not gone back to. An item whose rate is not known is told apart and
    stops nobody else. A preview tells the same and keeps nothing.
    """
    with django_transaction.atomic():
        accrued = accrue_within(community_id=community_id, as_of=as_of, actor=actor)
        if preview:
            django_transaction.set_rollback(True)
    return accrued


@transaction_required
def accrue_within(*, community_id: int, as_of: date, actor: Actor) -> Accrued:
    """Accrue in the caller's transaction, as ``accrue_penalties`` does."""
    hold_community(subject=Subject.BILLING, community_id=community_id)
    runs = models.PenaltyRun.objects.filter(community_id=community_id)
    latest = runs.order_by("-as_of", "-number").first()
    if not models.PenaltyTerms.objects.filter(community_id=community_id).exists():
        return Accrued(community_id, as_of, Standing.NO_TERMS)
    if latest and latest.as_of > as_of:
        return Accrued(community_id, latest.as_of, Standing.ACCRUED_BEFORE)

    span = _span(community_id, as_of, latest)
    is_again = latest is not None and latest.as_of == as_of
    rewritten = penalty_drafts.choose(span=span)
    if is_again and not rewritten:
        unknown = unknown_items(community_id=community_id)
        return Accrued(community_id, as_of, Standing.ACCRUED_BEFORE, unknown=unknown)

    _keep(span, number=latest.number + 1 if is_again and latest else 1, actor=actor)
    drawn = penalty_drafts.write(span=span)
    _note(span, drawn, actor)
    return Accrued(
        community_id,
        as_of,
        Standing.ACCRUED,
        rows=drawn.rows,
        rewritten=rewritten,
        unknown=unknown_items(community_id=community_id),
        added=Money(drawn.added_fen),
    )


def _span(community_id: int, as_of: date, latest: models.PenaltyRun | None) -> Span:
    run_id = ledger.hold_still(community_id=community_id)
    if latest is None:
        return Span(community_id, run_id, as_of, None, 0, None, 0, None)
    of_that_day = models.PenaltyRun.objects.filter(community_id=community_id, as_of=latest.as_of)
    ids = list(of_that_day.order_by("number").values_list("id", flat=True))
    return Span(
        community_id=community_id,
        run_id=run_id,
        as_of=as_of,
        latest_as_of=latest.as_of,
        latest_id=ids[0],
        again_id=ids[1] if len(ids) > 1 else None,
        known_id=latest.id,
        rates_known_until=latest.rates_known_until,
    )


def _keep(span: Span, *, number: int, actor: Actor) -> None:
    models.PenaltyRun.objects.create(
        community_id=span.community_id,
        id=span.run_id,
        as_of=span.as_of,
        number=number,
        rates_known_until=rate_table().known_until,
        actor=actor.name,
        accrued_at=clock.now(),
    )


def _note(span: Span, drawn: Drawn, actor: Actor) -> None:
    audit.note(
        actor=actor,
        action="billing.accrue_penalties",
        community_id=span.community_id,
        subject=f"penalty-run:{span.run_id}",
        facts={"as_of": span.as_of, "rows": drawn.rows, "added": Money(drawn.added_fen).yuan},
    )
