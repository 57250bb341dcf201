"""Holds (暂缓): why and how long an account, or one charge of it, is left in peace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qingshou.kernel.ids import ItemId


class HoldReason(StrEnum):
    """Why an account or a single charge is left in peace."""

    DISPUTE = "DISPUTE"  # 争议处理
    HARDSHIP = "HARDSHIP"  # 困难缓缴
    INSTALLMENT = "INSTALLMENT"  # 分期协议
    LEGAL = "LEGAL"  # 法务处理


@dataclass(frozen=True, slots=True)
class Pause:
    """From ``start`` to before ``until``, or until released; of one charge, or of the account.

    Raises:
        ValueError: If it would end before it starts.
    """

    reason: HoldReason
    start: date
    until: date | None = None
    item_id: ItemId | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if self.until is not None and self.until < self.start:
            raise ValueError(f"a pause ends after it starts, not {self.start} to {self.until}")
