"""Freeze the penalty of an account, or of one item, for some days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from qingshou.billing import models
from qingshou.platform import audit, clock
from qingshou.platform.db import transaction_required
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor


@dataclass(frozen=True, slots=True)
class Matter:
    """Why days bear nothing, who says so, and under which reference."""

    reason: str
    source: str
    source_ref: str


@dataclass(frozen=True, slots=True)
class Days:
    """From a day until another, not included; None is until further notice."""

    since: date
    until: date | None = None


@transaction_required
def freeze_penalty(
    *,
    community_id: int,
    account_id: int,
    days: Days,
    matter: Matter,
    actor: Actor,
    item_id: int | None = None,
) -> int:
    """Freeze days of an account or an item; the same matter again replaces what it said before.

    A matter that is over says its last day; one that was void ends as it begins. What was
    accrued for days that are frozen now is corrected by the next accrual. Tells the row's id.
    """
    hold_community(subject=Subject.BILLING, community_id=community_id)
    frozen = models.PenaltyFreeze.objects.create(
        community_id=community_id,
        account_id=account_id,
        item_id=item_id,
        frozen_from=days.since,
        frozen_until=days.until,
        reason=matter.reason,
        source=matter.source,
        source_ref=matter.source_ref,
        actor=actor.name,
        entered_at=clock.now(),
    )
    audit.note(
        actor=actor,
        action="billing.freeze_penalty",
        community_id=community_id,
        subject=f"account:{account_id}",
        facts={
            "item_id": item_id,
            "from": days.since,
            "until": days.until,
            "reason": matter.reason,
        },
    )
    return frozen.id


@transaction_required
def freeze_penalties_from(
    *, community_id: int, relation_sql: str, source: str, actor: Actor
) -> int:
    """Freeze for every row of a SELECT that says something else than was said last; count them.

    Its columns are source_ref, account_id, item_id, frozen_from, frozen_until and reason; it may
    name ``%(community_id)s``. Ends of infinity are until further notice.
    """
    hold_community(subject=Subject.BILLING, community_id=community_id)
    values: dict[str, Any] = {
        "community_id": community_id,
        "source": source,
        "actor": actor.name,
        "now": clock.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_FREEZE.format(relation=relation_sql), values)
        frozen: int = cursor.rowcount
    if frozen:
        audit.note(
            actor=actor,
            action="billing.freeze_penalties",
            community_id=community_id,
            subject=f"source:{source}",
            facts={"matters": frozen},
        )
    return frozen


_FREEZE = """
INSERT INTO billing_penaltyfreeze
    (community_id, account_id, item_id, frozen_from, frozen_until, reason, source, source_ref,
     actor, entered_at)
SELECT %(community_id)s, said.account_id, said.item_id, said.frozen_from,
       NULLIF(said.frozen_until, 'infinity'), said.reason, %(source)s, said.source_ref,
       %(actor)s, %(now)s
FROM ({relation}) said
LEFT JOIN billing__penalty_freeze before
    ON before.community_id = %(community_id)s AND before.source = %(source)s
    AND before.source_ref = said.source_ref
WHERE (before.account_id, before.item_id, before.frozen_from, before.frozen_until)
      IS DISTINCT FROM (said.account_id, said.item_id, said.frozen_from, said.frozen_until)
"""
