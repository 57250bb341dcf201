"""What is asked of the desk about deposits, and what it hands out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qingshou.kernel.money import Money
from qingshou.ledger.rules.chart import Channel


@dataclass(frozen=True, slots=True)
class DepositRequest:
    """A deposit somebody brings for a unit, and what it is for; ``unit`` is its name."""

    unit_id: int
    unit: str
    kind: str
    amount: Money
    channel: Channel
    on: date
    memo: str = ""


@dataclass(frozen=True, slots=True)
class DepositSlip:
    """A deposit as receipted: amounts in yuan, days in ISO form."""

    deposit_id: int
    receipt_id: int
    number: str
    account_id: int
    kind: str
    amount: str
    channel: str
    on: str


@dataclass(frozen=True, slots=True)
class Wish:
    """The owner wishes so much of a deposit to pay what is owed; ``note`` says how we know."""

    number: str
    amount: Money
    on: date
    note: str


@dataclass(frozen=True, slots=True)
class Applied:
    """What was applied, what of it settled debts, and what is left of the deposit."""

    number: str
    amount: str
    settled: str
    left: str
    on: str
