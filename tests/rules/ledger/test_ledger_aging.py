"""How old a debt is: the edges of every bucket."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from qingshou.ledger.rules.aging import BUCKETS, bucket_of

AS_OF = date(2026, 9, 30)


@pytest.mark.parametrize(
    ("days", "bucket"),
    [
        # Due later, due today.
        (-40, "NOT_DUE"),
        (0, "NOT_DUE"),
        # First and last day of each bucket.
        (1, "DAYS_1_30"),
        (30, "DAYS_1_30"),
        (31, "DAYS_31_90"),
        (90, "DAYS_31_90"),
        (91, "DAYS_91_180"),
        (180, "DAYS_91_180"),
        (181, "DAYS_181_365"),
        (365, "DAYS_181_365"),
        (366, "YEARS_1_2"),
        (730, "YEARS_1_2"),
        (731, "YEARS_2_3"),
        (1095, "YEARS_2_3"),
        (1096, "YEARS_OVER_3"),
        (9999, "YEARS_OVER_3"),
    ],
)
def test_every_edge(days: int, bucket: str) -> None:
    assert bucket_of(AS_OF - timedelta(days=days), AS_OF).code == bucket


def test_the_last_bucket_has_no_end() -> None:
    assert [bucket.up_to_days for bucket in BUCKETS[:-1]] == sorted(
        bucket.up_to_days or 0 for bucket in BUCKETS[:-1]
    )
    assert BUCKETS[-1].up_to_days is None
