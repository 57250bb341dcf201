"""Strategies as data: which numbers of days and which amounts a company works with."""

from __future__ import annotations

from qingshou.dunning.rules.stages import Stage, StageRule, Strategy
from qingshou.kernel.money import Money

STANDARD = Strategy(
    code="STANDARD",
    tolerance=Money(500),
    promise_grace_days=3,
    promise_furthest_days=60,
    stages=(
        StageRule(Stage.FIRST_CONTACT, after_days=1),
        StageRule(Stage.FOLLOW_UP, after_days=15, contacts=1, or_after_days=45),
        StageRule(
            Stage.LEGAL,
            after_days=30,
            least_overdue=Money(50_000),
            least_age_days=90,
            contacts=2,
            demand_days=15,
        ),
    ),
)
"""One reminder at once; a visit or a notice after half a month; the law only after a written
demand, fifteen days to answer it, two contacts, three months and 500 yuan."""
