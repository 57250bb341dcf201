"""How old a debt is: days past its due day, in buckets that are data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Bucket:
    """Debts overdue by at most so many days, and by more than the bucket before; None is no end."""

    code: str
    up_to_days: int | None


BUCKETS = (
    Bucket("NOT_DUE", 0),  # 未到期
    Bucket("DAYS_1_30", 30),
    Bucket("DAYS_31_90", 90),
    Bucket("DAYS_91_180", 180),
    Bucket("DAYS_181_365", 365),
    Bucket("YEARS_1_2", 730),
    Bucket("YEARS_2_3", 1095),
    Bucket("YEARS_OVER_3", None),
)
"""The house's buckets. A debt due today is not yet overdue."""


def days_overdue(due_on: date, as_of: date) -> int:
    """Count the days since the due day; none on the due day itself or before.

    >>> days_overdue(date(2025, 3, 25), date(2025, 3, 26))
    1
    >>> days_overdue(date(2025, 3, 25), date(2025, 3, 1))
    0
    """
    return max((as_of - due_on).days, 0)


def bucket_of(due_on: date, as_of: date, buckets: tuple[Bucket, ...] = BUCKETS) -> Bucket:
    """Find the bucket of a debt; the last one has no end."""
    days = days_overdue(due_on, as_of)
    for bucket in buckets[:-1]:
        if bucket.up_to_days is not None and days <= bucket.up_to_days:
            return bucket
    return buckets[-1]
