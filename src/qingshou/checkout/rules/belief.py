"""Does what a gateway tells fit the order it tells of? Merchant, currency and the fen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from qingshou.checkout.rules.gateways import CURRENCY
from qingshou.kernel.money import Money


class Misfit(StrEnum):
    """In what a told payment differs from the order."""

    MERCHANT = "MERCHANT"
    CURRENCY = "CURRENCY"
    AMOUNT = "AMOUNT"


@dataclass(frozen=True, slots=True)
class Claim:
    """What is said of a payment: to whom, how much."""

    mchid: str
    currency: str
    amount: Money | None


def misfit(*, expected: Claim, told: Claim) -> Misfit | None:
    """Tell the first difference that matters; none when the payment fits.

    A gateway that does not repeat the merchant in an answer it signed is taken at its word; the
    amount must be there to the fen.

    >>> order = Claim("190", "CNY", Money(100))
    >>> misfit(expected=order, told=Claim("190", "CNY", Money(101))).value
    'AMOUNT'
    """
    if told.mchid and told.mchid != expected.mchid:
        return Misfit.MERCHANT
    if told.currency != CURRENCY:
        return Misfit.CURRENCY
    if told.amount != expected.amount:
        return Misfit.AMOUNT
    return None
