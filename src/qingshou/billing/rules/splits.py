"""A home changed hands: what was billed beyond that day is drawn up again, day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qingshou.kernel.money import ZERO, Money, total
from qingshou.kernel.period import Period


class Obstacle(StrEnum):
    """Why a line that reaches beyond the day of change is not drawn up again by itself."""

    NOT_FROM_A_RUN = "NOT_FROM_A_RUN"  # 期初或导入的应收
    RELIEVED = "RELIEVED"  # 已有减免、优惠或核销


@dataclass(frozen=True, slots=True)
class Beyond:
    """A standing item of an account whose days end before the item's do."""

    item_id: int
    account_id: int
    kind: str
    kind_name: str
    period: Period
    until: date
    amount: Money
    run_month: date | None
    is_relieved: bool

    @property
    def obstacle(self) -> Obstacle | None:
        """What keeps it from being split, if anything does."""
        if self.run_month is None:
            return Obstacle.NOT_FROM_A_RUN
        return Obstacle.RELIEVED if self.is_relieved else None

    @property
    def beyond(self) -> Money:
        """About what of it lies beyond the day, by days; the split itself follows the contract.

        >>> march = Period(date(2026, 3, 1), date(2026, 4, 1))
        >>> Beyond(1, 1, "", "", march, date(2026, 3, 16), Money(25_000), None, False).beyond
        Money(fen=12903)
        """
        outside = (self.period.until - max(self.until, self.period.start)).days
        inside = self.period.days - outside
        return self.amount.split([inside, outside])[1] if inside else self.amount


@dataclass(frozen=True, slots=True)
class UnbilledLine:
    """Days of an account that no run has billed; without an amount they cannot be charged yet."""

    account_id: int
    kind: str
    kind_name: str
    period: Period
    amount: Money | None


@dataclass(frozen=True, slots=True)
class SplitLine:
    """A line that was posted in place of one that reached too far."""

    account_id: int
    kind: str
    kind_name: str
    period: Period
    amount: Money


@dataclass(frozen=True, slots=True)
class Split:
    """What was taken back, and what was billed in its place."""

    taken_back: Money
    lines: tuple[SplitLine, ...]
    left_alone: tuple[Beyond, ...]

    def billed_to(self, account_id: int) -> Money:
        """What was billed anew to an account."""
        return total(line.amount for line in self.lines if line.account_id == account_id)

    @property
    def is_empty(self) -> bool:
        """Whether nothing reached too far."""
        return self.taken_back == ZERO and not self.lines and not self.left_alone
