"""What is asked of the desk and what it hands out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qingshou.kernel.money import Money
from qingshou.kernel.period import Period
from qingshou.ledger.rules.chart import Channel


@dataclass(frozen=True, slots=True)
class Tender:
    """So much money by a channel, with the channel's own reference if it gives one."""

    amount: Money
    channel: Channel
    outside_number: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """Money somebody brings for a unit; kind and period designate what it is for.

    ``amount``, ``channel`` and ``outside_number`` are the first tender, ``besides`` the others
    of the same receipt. ``payer`` is who brought it as the receipt shall say, one name or
    several; ``camera`` is the reference of the recording that shows cash being taken. ``late``
    money of a closed period is booked on the first open day; the receipt keeps the day it came.
    ``account_id`` names the account of somebody who owed for the unit before, such as its seller;
    without it the money is for whoever owes on that day.
    """

    unit_id: int
    amount: Money
    channel: Channel
    on: date
    kind: str | None = None
    period: Period | None = None
    memo: str = ""
    outside_number: str = ""
    payer: str = ""
    camera: str = ""
    besides: tuple[Tender, ...] = ()
    late: bool = False
    account_id: int | None = None

    @property
    def tenders(self) -> tuple[Tender, ...]:
        """All tenders, the first one first."""
        return (Tender(self.amount, self.channel, self.outside_number), *self.besides)

    @property
    def total(self) -> Money:
        """What all tenders come to."""
        return Money(sum(tender.amount.fen for tender in self.tenders))


@dataclass(frozen=True, slots=True)
class SettledPart:
    """So much of a receipt for one item."""

    kind: str
    period_from: str
    period_until: str
    amount: str


@dataclass(frozen=True, slots=True)
class PaidPart:
    """So much of a receipt by one channel."""

    channel: str
    amount: str
    outside_number: str


@dataclass(frozen=True, slots=True)
class ReceiptSlip:
    """A receipt as handed out: amounts in yuan, days in ISO form, ready to be kept as an answer.

    ``channel`` is that of the first tender; an answer kept before there were several has no
    ``tenders``.
    """

    receipt_id: int
    number: str
    account_id: int
    amount: str
    channel: str
    on: str
    prepaid: str
    settled: tuple[SettledPart, ...]
    tenders: tuple[PaidPart, ...] = ()
    payer: str = ""
