"""Where words begin: every threshold of the report as data, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

# A change of a rate in percentage points, and of an amount as a share, from which a word holds.
POINTS_WORDS = (
    (Fraction(1, 2), "基本持平"),
    (Fraction(2), "有所"),
    (Fraction(5), "明显"),
)
GROWTH_WORDS = (
    (Fraction(1, 100), "基本持平"),
    (Fraction(5, 100), "有所"),
    (Fraction(15, 100), "明显"),
)
STRONGEST = "大幅"

# Fewer households than this are told as counts, never as a percentage.
SMALL = 30


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on a fact counts as a problem worth a measure."""

    reason_share: Fraction = Fraction(15, 100)
    building_share: Fraction = Fraction(10, 100)
    unreachable_share: Fraction = Fraction(5, 100)
    no_phone_share: Fraction = Fraction(3, 100)
    uncontacted_share: Fraction = Fraction(15, 100)
    broken_share: Fraction = Fraction(40, 100)
    unrecorded_share: Fraction = Fraction(20, 100)
    recovery_rate: Fraction = Fraction(30, 100)
    online_rate: Fraction = Fraction(60, 100)
    late_share: Fraction = Fraction(25, 100)
    first_stage_success: Fraction = Fraction(50, 100)
    price_drop_points: Fraction = Fraction(5)
    vacant_share: Fraction = Fraction(5, 100)


LIMITS = Limits()
