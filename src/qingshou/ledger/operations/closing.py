"""Close the books up to a day, and open them again when two people agree.

Nothing is booked on a closed day, whoever asks: a trigger on every table of the book refuses it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from qingshou.kernel.refusals import Refusal
from qingshou.ledger import models
from qingshou.ledger.queries.closed import open_from
from qingshou.ledger.rules.closings import Approved, Deed, is_closed
from qingshou.platform import audit, clock
from qingshou.platform.db import transaction_required
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.identity import Actor


class PeriodClosed(Refusal):
    """The day lies in a closed period."""

    code = "ledger.period-closed"

    def __init__(self, *, on: date, open_from: date) -> None:
        super().__init__(on=on, open_from=open_from)


class AlreadyClosed(Refusal):
    """The books are closed up to that day or a later one."""

    code = "ledger.already-closed"

    def __init__(self, *, until: date, open_from: date) -> None:
        super().__init__(until=until, open_from=open_from)


class NotClosed(Refusal):
    """The books are open from that day already."""

    code = "ledger.not-closed"

    def __init__(self, *, until: date, open_from: date | None) -> None:
        super().__init__(until=until, open_from=open_from)


@transaction_required
def close_books(*, community_id: int, until: date, facts: Mapping[str, Any], actor: Actor) -> int:
    """Close the books up to ``until``, the first day that stays open; tell the closing's number.

    ``facts`` are kept: what the statements told when the period was closed. Whoever is booking
    meanwhile is waited for.

    Raises:
        AlreadyClosed: If they are closed up to that day or later.
    """
    hold_period(community_id=community_id)
    present = open_from(community_id=community_id)
    if present is not None and until <= present:
        raise AlreadyClosed(until=until, open_from=present)
    closing = models.Closing(
        community_id=community_id,
        number=_next_number(community_id),
        deed=Deed.CLOSE.value,
        open_from=until,
        facts=dict(facts),
        actor=actor.name,
        done_at=clock.now(),
    )
    return _record(closing, actor)


@transaction_required
def reopen_books(
    *, community_id: int, until: date, approved: Approved, reason: str, actor: Actor
) -> int:
    """Open the books again from ``until`` on, as two people agreed; tell the closing's number.

    Raises:
        NotClosed: If they are open from that day already.
    """
    hold_period(community_id=community_id)
    present = open_from(community_id=community_id)
    if present is None or until >= present:
        raise NotClosed(until=until, open_from=present)
    closing = models.Closing(
        community_id=community_id,
        number=_next_number(community_id),
        deed=Deed.REOPEN.value,
        open_from=until,
        reason=reason,
        approval_id=approved.approval_id,
        made_by=approved.made_by,
        decided_by=approved.decided_by,
        actor=actor.name,
        done_at=clock.now(),
    )
    return _record(closing, actor)


@transaction_required
def refuse_closed(*, community_id: int, on: date) -> None:
    """Let pass only a day that may be booked.

    Raises:
        PeriodClosed: If the day lies in a closed period.
    """
    first = open_from(community_id=community_id)
    if first is not None and is_closed(on, first):
        raise PeriodClosed(on=on, open_from=first)


@transaction_required
def hold_period(*, community_id: int) -> None:
    """Wait for those who are booking, and let nobody book until commit.

    Every row that is booked takes a share of this lock.
    """
    hold_community(subject=Subject.PERIOD, community_id=community_id)


def _next_number(community_id: int) -> int:
    return models.Closing.objects.filter(community_id=community_id).count() + 1


def _record(closing: models.Closing, actor: Actor) -> int:
    closing.save(force_insert=True)
    audit.note(
        actor=actor,
        action=f"ledger.{closing.deed.lower()}",
        community_id=closing.community_id,
        subject=f"closing:{closing.number}",
        facts={
            "open_from": closing.open_from.isoformat(),
            "reason": closing.reason,
            "approval_id": closing.approval_id,
        },
    )
    return closing.number
