"""Days of a tenure, and who owes for them: the developer, the owner, a tenant, a buyer.

The developer owes through the month of delivery, the owner from the next month (practice of
most cities; 物业管理条例 §41: homes not sold or not handed over are paid for by the developer).
A tenant owes where the parties agreed so; the owner's days go around the lease. When a unit is
sold, the seller owes up to the day of change and keeps what was not paid (several provinces ask
the seller to settle first), the buyer owes from that day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from qingshou.kernel.calendar import add_months, month_start


@dataclass(frozen=True, slots=True)
class Held:
    """Days from ``since`` up to, not including, ``until``; ``None`` leaves a side open.

    Raises:
        ValueError: If no day would be left.
    """

    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if self.since and self.until and self.until <= self.since:
            raise ValueError(f"a tenure covers a day, not {self.since} to {self.until}")

    def __contains__(self, day: date) -> bool:
        return (self.since or date.min) <= day < (self.until or date.max)

    def __and__(self, other: Held) -> Held | None:
        since = max(self.since or date.min, other.since or date.min)
        until = min(self.until or date.max, other.until or date.max)
        return _held(since, until)

    def without(self, other: Held) -> list[Held]:
        """Cut the days of another tenure out; up to two pieces stay."""
        since, until = self.since or date.min, self.until or date.max
        before = _held(since, min(until, other.since or date.min))
        after = _held(max(since, other.until or date.max), until)
        return [piece for piece in (before, after) if piece]

    def without_all(self, others: Iterable[Held]) -> list[Held]:
        """Cut the days of several tenures out.

        >>> lease = Held(date(2026, 3, 1), date(2026, 5, 1))
        >>> [str(piece) for piece in Held(date(2026, 1, 1)).without_all([lease])]
        ['2026-01-01..2026-02-28', '2026-05-01..']
        """
        pieces = [self]
        for other in others:
            pieces = [part for piece in pieces for part in piece.without(other)]
        return pieces

    def __str__(self) -> str:
        latest = date.fromordinal(self.until.toordinal() - 1) if self.until else ""
        return f"{self.since or ''}..{latest}"


def owner_owes_from(delivered_on: date) -> date:
    """Tell the first day the owner owes for: the first of the month after delivery.

    >>> owner_owes_from(date(2026, 1, 31))
    datetime.date(2026, 2, 1)
    """
    return add_months(month_start(delivered_on), 1)


def _held(since: date, until: date) -> Held | None:
    if until <= since:
        return None
    return Held(
        since if since > date.min else None,
        until if until < date.max else None,
    )
