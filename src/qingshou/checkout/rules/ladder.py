"""When to ask the gateway again about an order nobody told us the end of.

Rungs count from the opening: 15 s, 1 min, 5 min, 30 min, 2 h, 1 d. One more lies just behind the
expiry, where the order is closed through the gateway, so that it can no longer be paid.

    >>> from datetime import UTC, datetime
    >>> opened = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    >>> at = Looks(opened, opened + VALID_FOR)
    >>> [f"{rung:%H:%M:%S}" for rung in at.rungs[:5]]
    ['08:00:15', '08:01:00', '08:05:00', '08:20:05', '08:30:00']
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

RUNGS = (
    timedelta(seconds=15),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(days=1),
)
VALID_FOR = timedelta(minutes=20)
"""How long an order may be paid, unless a shorter time is asked for."""

SHORTEST, LONGEST = timedelta(minutes=2), timedelta(minutes=25)
"""An order that lives no longer than this is settled or closed within half an hour of paying."""

AFTER_EXPIRY = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Looks:
    """The instants at which one order is looked at, until something final is heard."""

    opened_at: datetime
    expires_at: datetime

    @property
    def rungs(self) -> tuple[datetime, ...]:
        """All instants in order, that behind the expiry among them."""
        regular = [self.opened_at + rung for rung in RUNGS]
        return tuple(sorted([*regular, self.expires_at + AFTER_EXPIRY]))

    def after(self, now: datetime) -> datetime | None:
        """Tell the next instant after now, none when the ladder is over."""
        return next((rung for rung in self.rungs if rung > now), None)

    def expired(self, now: datetime) -> bool:
        """Tell whether the order is to be closed when it is looked at."""
        return now >= self.expires_at
