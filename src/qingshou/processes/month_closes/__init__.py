"""A month closes: what is still open is told, the statements are kept, the books are locked.

The statements are drawn up while nobody can book, and kept with the closing; whoever draws them up
again later gets the same. Two people open a closed month again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from qingshou.approvals import operations as approvals
from qingshou.kernel.period import Period
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import operations as ledger
from qingshou.ledger import queries as books
from qingshou.ledger.queries import Statements
from qingshou.ledger.rules.closings import Approved
from qingshou.platform.db import transaction
from qingshou.platform.identity import Actor
from qingshou.processes.month_closes.checklist import OpenPoint, open_points
from qingshou.processes.month_closes.kept import facts_of

REOPENING = "ledger.reopen-books"
"""The action that two people agree on."""


class MonthNotReady(Refusal):
    """Something of the month is still open."""

    code = "ledger.month-not-ready"

    def __init__(self, *, period: str, points: int) -> None:
        super().__init__(period=period, points=points)


@dataclass(frozen=True, slots=True)
class Month:
    """A month as it stands: its statements, what is open, and since when it is closed, if it is."""

    community_id: int
    period: Period
    statements: Statements
    points: tuple[OpenPoint, ...]
    open_from: date | None
    number: int | None = None

    @property
    def is_closed(self) -> bool:
        """Whether nothing of the month can be booked any more."""
        return self.open_from is not None and self.period.until <= self.open_from

    def hindrances(self, accepted: Collection[str] = ()) -> tuple[OpenPoint, ...]:
        """The open points that keep the month from being closed."""
        return tuple(
            point for point in self.points if not (point.may_be_accepted and point.code in accepted)
        )


def look(*, community_id: int, period: Period, today: date) -> Month:
    """Tell a month as it stands, without closing anything."""
    return Month(
        community_id=community_id,
        period=period,
        statements=books.statements(community_id=community_id, period=period),
        points=tuple(open_points(community_id=community_id, period=period, today=today)),
        open_from=books.open_from(community_id=community_id),
    )


@transaction
def close(
    *,
    community_id: int,
    period: Period,
    today: date,
    actor: Actor,
    accepted: Collection[str] = (),
) -> Month:
    """Close a month if nothing of it is open but what is accepted.

    Raises:
        MonthNotReady: If something is open.
        AlreadyClosed: If it is closed.
    """
    ledger.hold_period(community_id=community_id)
    month = look(community_id=community_id, period=period, today=today)
    hindrances = month.hindrances(accepted)
    if hindrances and not month.is_closed:
        raise MonthNotReady(period=period.name, points=len(hindrances))
    number = ledger.close_books(
        community_id=community_id,
        until=period.until,
        facts=facts_of(month.statements) | {"accepted": sorted(accepted)},
        actor=actor,
    )
    return Month(community_id, period, month.statements, month.points, period.until, number=number)


def ask_to_reopen(
    *, community_id: int, period: Period, reason: str, today: date, actor: Actor
) -> int:
    """Ask a second person to agree that a month is opened again; tell the request's number.

    Raises:
        ReasonMissing: If no reason is given.
        NotClosed: If it is open.
    """
    present = books.open_from(community_id=community_id)
    if present is None or period.start >= present:
        raise ledger.NotClosed(until=period.start, open_from=present)
    return approvals.open_request(
        community_id=community_id,
        action=REOPENING,
        subject="books",
        facts=_asked(period),
        reason=reason,
        today=today,
        actor=actor,
    )


@transaction
def reopen(
    *, community_id: int, period: Period, approval_id: int, reason: str, today: date, actor: Actor
) -> int:
    """Open a month and all after it again, as two people agreed; tell the closing's number.

    Raises:
        NotApproved: If nobody agreed yet; other refusals of approvals likewise.
        NotClosed: If it is open.
    """
    approval = approvals.consume(
        community_id=community_id,
        request_id=approval_id,
        action=REOPENING,
        subject="books",
        facts=_asked(period),
        today=today,
        actor=actor,
    )
    return ledger.reopen_books(
        community_id=community_id,
        until=period.start,
        approved=Approved(approval.request_id, approval.made_by, approval.decided_by),
        reason=reason,
        actor=actor,
    )


def _asked(period: Period) -> dict[str, str]:
    return {"period": period.name}
