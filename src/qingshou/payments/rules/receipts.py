"""What is asked of the desk and what it hands out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qingshou.kernel.money import Money
from qingshou.kernel.period import Period
from qingshou.ledger.rules.chart import Channel


@dataclass(frozen=True, slots=True)
class Request:
    """Money somebody brings for a unit; kind and period designate what it is for."""

    unit_id: int
    amount: Money
    channel: Channel
    on: date
    kind: str | None = None
    period: Period | None = None
    memo: str = ""


@dataclass(frozen=True, slots=True)
class SettledPart:
    """So much of a receipt for one item."""

    kind: str
    period_from: str
    period_until: str
    amount: str


@dataclass(frozen=True, slots=True)
class ReceiptSlip:
    """A receipt as handed out: amounts in yuan, days in ISO form, ready to be kept as an answer."""

    receipt_id: int
    number: str
    account_id: int
    amount: str
    channel: str
    on: str
    prepaid: str
    settled: tuple[SettledPart, ...]
