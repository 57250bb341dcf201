"""Which penalty rates are usual: above them a clause is read by a person, not let in from a sheet.

No statute names a bound. By the day 0.3 to 3 per mille are in use, by the month 2 percent; four
times the loan prime rate is where courts stop for loans (民间借贷规定 §25). A court reduces what is
clearly too high (民法典 §585).
"""

from __future__ import annotations

from fractions import Fraction

from qingshou.billing.rules.penalty_quotes import Kind

MOST_USUAL = {Kind.DAILY: Fraction(3, 1000), Kind.MONTHLY: Fraction(2, 100), Kind.LPR: Fraction(4)}
"""The highest rate, or multiple, of each way to count that a sheet may hold."""


def is_unusual(kind: Kind, rate: Fraction) -> bool:
    """Tell whether a rate is nothing, or above what is usual; most often a slip of one place.

    >>> is_unusual(Kind.DAILY, Fraction("0.005")), is_unusual(Kind.DAILY, Fraction("0.0005"))
    (True, False)
    """
    return not 0 < rate <= MOST_USUAL[kind]
