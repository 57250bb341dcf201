"""What stands against certifying that a seller's accounts are settled.

``docs/specs/clearance.md`` tells what each of it does, with worked numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from qingshou.kernel.money import ZERO, Money


class Hindrance(StrEnum):
    """Why a clearance certificate is withheld, in the order in which it is done away with."""

    CHANGE_UNKNOWN = "CHANGE_UNKNOWN"  # 未登记变更
    UNBILLED = "UNBILLED"  # 尚未出账
    BILLED_BEYOND = "BILLED_BEYOND"  # 账单超出变更日
    ON_ITS_WAY = "ON_ITS_WAY"  # 款项在途
    PENALTY_UNKNOWN = "PENALTY_UNKNOWN"  # 违约金无法计算
    OWED = "OWED"  # 欠费
    REQUEST = "REQUEST"  # 审批未办结
    PREPAID = "PREPAID"  # 预存未处理
    DEPOSIT = "DEPOSIT"  # 押金未退


@dataclass(frozen=True, slots=True)
class Position:
    """What was found on the accounts of a seller as of a day.

    ``penalty`` is what is accrued and not posted yet. ``unbilled`` and ``beyond`` count lines;
    an amount beside them is known only as far as it can be charged.
    """

    open: Money = ZERO
    penalty: Money = ZERO
    unknown_penalties: int = 0
    unbilled: int = 0
    unbilled_amount: Money = ZERO
    beyond: int = 0
    beyond_amount: Money = ZERO
    prepaid: Money = ZERO
    deposited: Money = ZERO
    requests: int = 0
    on_its_way: Money = ZERO
    is_recorded: bool = True

    @property
    def owed(self) -> Money:
        """What is still to be paid when prepaid money is used for it.

        >>> Position(open=Money(50_000), penalty=Money(688), prepaid=Money(50_000)).owed
        Money(fen=688)
        """
        return max(ZERO, self.open + self.penalty - self.prepaid)

    @property
    def spare(self) -> Money:
        """What is prepaid beyond all that is owed."""
        return max(ZERO, self.prepaid - self.open - self.penalty)

    @property
    def held(self) -> Money:
        """What is the seller's and in the company's hands: spare prepayments and deposits."""
        return self.spare + self.deposited


def hindrances(position: Position) -> tuple[Hindrance, ...]:
    """Tell what stands against a certificate; nothing does when the accounts are settled.

    >>> hindrances(Position(open=Money(100), prepaid=Money(100)))
    ()
    """
    found = {
        Hindrance.CHANGE_UNKNOWN: not position.is_recorded,
        Hindrance.UNBILLED: position.unbilled > 0,
        Hindrance.BILLED_BEYOND: position.beyond > 0,
        Hindrance.ON_ITS_WAY: position.on_its_way > ZERO,
        Hindrance.PENALTY_UNKNOWN: position.unknown_penalties > 0,
        Hindrance.OWED: position.owed > ZERO,
        Hindrance.REQUEST: position.requests > 0,
        Hindrance.PREPAID: position.spare > ZERO,
        Hindrance.DEPOSIT: position.deposited > ZERO,
    }
    return tuple(hindrance for hindrance, stands in found.items() if stands)
