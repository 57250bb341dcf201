"""Prices include value-added tax (价税合计); the tax is what is inside the amount."""

from __future__ import annotations

from fractions import Fraction

from qingshou.kernel.money import Money


def tax_within(amount: Money, rate: Fraction) -> Money:
    """Tell the tax inside a tax-inclusive amount: amount × rate ÷ (1 + rate), half up to the fen.

    >>> tax_within(Money(25000), Fraction("0.06"))
    Money(fen=1415)
    """
    return amount.times(rate / (1 + rate)).half_up()
