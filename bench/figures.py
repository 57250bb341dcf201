"""All figures of a report for a million homes, beside one aggregate scan of the same open items.

The scan adds up per household, because that is the least any figure of households rests on: who
owes, how much, since when, and who has settled. Sums over the whole company alone could not tell
a single number of households. Both are run in turn, so that a busy machine slows both.
"""

from __future__ import annotations

from datetime import date

from bench import aging, ground
from bench.measure import Measured, compare, growth, in_turns, sql
from qingshou.kernel.period import Period
from qingshou.reports.figures import Scope, compute, tie_out

TODAY = date(2026, 9, 30)
HOMES = 1_000_000
SCAN = """
SELECT count(*) FROM (
    SELECT community_id, account_id, sum(amount_fen), sum(settled_fen), count(*),
           min(due_on) FILTER (WHERE closed_on IS NULL)
    FROM ledger_openitem GROUP BY community_id, account_id
) owed
"""
"""One aggregate scan: what each household was billed, has settled, and since when it owes."""

# Eight homes in a hundred never pay, twelve stopped two months ago, fifteen are often late.
HABITS = {
    "(h * 13 + m * 5) % 100 >= 12": "(h % 100 >= 8 AND (h % 100 >= 20 OR m < 10))",
    "starts + 10 + (h * 7 + m * 3) % 50": (
        "starts + CASE WHEN h % 100 >= 35 OR (h * 17 + m * 29) % 100 < 30"
        " THEN 5 + (h * 7 + m * 3) % 20 ELSE 25 + (h * 7 + m * 3) % 60 END"
    ),
}


def fill(count: int) -> None:
    """Fill homes with twelve items each, paid by the habits above."""
    communities = ground.homes(count)
    items = aging.ITEMS
    for plain, habit in HABITS.items():
        assert plain in items, "the ground of the aging benchmark has changed"
        items = items.replace(plain, habit)
    values = {"communities": communities, "homes": count, "each": ground.HOMES_PER_COMMUNITY}
    ground.fill(items.format(**values))
    with ground.as_owner():
        sql("VACUUM ANALYZE")


def count_all() -> None:
    """Count all figures of the company's quarter."""
    figures = compute(scope=Scope.named("company"), period=Period.named("2026Q3"), as_of=TODAY)
    figures.close()


def run(size: float) -> list[Measured]:
    """Measure all figures beside the scan, and how their time grows."""
    few, many = int(HOMES * size / 100), int(HOMES * size)
    short, _ = _measured(few)
    ours, bare = _measured(many)
    return [
        compare("figures of a report", ours, bare, limit=15, size=many * 12),
        growth("figures of a report", (few * 12, short), (many * 12, ours)),
    ]


def _measured(homes: int) -> tuple[float, float]:
    """Tell how long figures and scan take, after proving that the figures tie."""
    with ground.fresh():
        fill(homes)
        figures = compute(scope=Scope.named("company"), period=Period.named("2026Q3"), as_of=TODAY)
        mismatches = tie_out(figures)
        figures.close()
        assert not mismatches, mismatches
        return in_turns(count_all, lambda: sql(SCAN), times=3)
