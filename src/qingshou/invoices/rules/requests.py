"""Requests for invoices: buyer, lines with their VAT, and the states they go through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from qingshou.invoices.rules.credit_codes import is_credit_code
from qingshou.kernel.money import Money, half_up
from qingshou.kernel.refusals import Refusal


class State(StrEnum):
    """How far a request came."""

    REQUESTED = "REQUESTED"
    SENT = "SENT"
    ISSUED = "ISSUED"
    FAILED = "FAILED"
    RED_REQUESTED = "RED_REQUESTED"
    RED = "RED"


FOLLOWS: dict[State, tuple[State, ...]] = {
    State.REQUESTED: (State.SENT,),
    State.SENT: (State.ISSUED, State.FAILED),
    State.ISSUED: (State.RED_REQUESTED,),
    State.RED_REQUESTED: (State.RED, State.ISSUED),
    State.FAILED: (),
    State.RED: (),
}
"""What may follow; a red-letter request that fails leaves the invoice as it was."""

OVER = (State.FAILED, State.RED)
"""The states that leave nothing invoiced."""


class TaxNumberWrong(Refusal):
    """A buyer's tax number is not a unified social credit code, or has a wrong check digit."""

    code = "invoices.tax-number-wrong"

    def __init__(self, *, number: str) -> None:
        super().__init__(number=number)


class TitleMissing(Refusal):
    """An invoice needs a buyer's name."""

    code = "invoices.title-missing"

    def __init__(self) -> None:
        super().__init__()


class StateUnfit(Refusal):
    """What is to be done does not fit how far the request came."""

    code = "invoices.state-unfit"

    def __init__(self, *, request_id: int, state: str, wanted: str) -> None:
        super().__init__(request_id=request_id, state=state, wanted=wanted)


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who the invoice is made out to; without a tax number a natural person (自然人).

    Raises:
        TitleMissing: If there is no name.
        TaxNumberWrong: If the number is not a credit code.
    """

    title: str
    tax_number: str = ""
    email: str = ""

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise TitleMissing()
        if self.tax_number and not is_credit_code(self.tax_number):
            raise TaxNumberWrong(number=self.tax_number)


@dataclass(frozen=True, slots=True)
class Line:
    """So much of an item, tax included, with the VAT in it and its rate."""

    item_id: int
    kind: str
    name: str
    period_from: date
    period_until: date
    rate: Decimal
    amount: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class RequestCard:
    """A request as lists and the tax platform see it."""

    community_id: int
    request_id: int
    account_id: int
    buyer: Buyer
    state: State
    requested_on: date
    lines: tuple[Line, ...]
    invoice_number: str = ""
    red_number: str = ""
    note: str = ""

    @property
    def amount(self) -> Money:
        """The invoice's total, tax included."""
        return Money(sum(line.amount.fen for line in self.lines))

    @property
    def tax(self) -> Money:
        """The VAT in it."""
        return Money(sum(line.tax.fen for line in self.lines))


def tax_in_part(before: Money, part: Money, *, amount: Money, tax: Money) -> Money:
    """Tell the VAT in a part of an item, so that the parts of a whole item add up to its VAT.

    ``before`` is what was invoiced of the item already.

    >>> whole, vat = Money(10_000), Money(566)
    >>> [tax_in_part(Money(at), Money(5_000), amount=whole, tax=vat).fen for at in (0, 5_000)]
    [283, 283]
    """
    until = half_up(Fraction(tax.fen * (before.fen + part.fen), amount.fen))
    return Money(int(until) - int(half_up(Fraction(tax.fen * before.fen, amount.fen))))


def may_follow(request_id: int, state: State, wanted: State) -> None:
    """Refuse a state that may not follow.

    Raises:
        StateUnfit: If it may not.
    """
    if wanted not in FOLLOWS[state]:
        raise StateUnfit(request_id=request_id, state=state.value, wanted=wanted.value)
