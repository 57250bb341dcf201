"""Numbers without a gap: the row of a series is locked until commit."""

from __future__ import annotations

from qingshou.payments.rules.numbers import Series
from qingshou.platform.db import transaction_required
from qingshou.platform.db.locks import Subject, community_key
from qingshou.platform.db.prepared import prepared


@transaction_required
def take_numbers(*, community_id: int, series: Series, count: int) -> int:
    """Take the next ``count`` numbers of a series; tell the first of them."""
    values = {
        "key": community_key(subject=Subject.RECEIPT_SERIES, community_id=community_id),
        "community_id": community_id,
        "series": series.value,
        "count": count,
    }
    [(first,)] = prepared(_TAKE, values)
    return int(first)


_TAKE = """
INSERT INTO payments_receiptseries (community_id, series, next_number)
SELECT %(community_id)s, %(series)s, 1 + %(count)s::bigint FROM pg_advisory_xact_lock(%(key)s)
ON CONFLICT (community_id, series)
    DO UPDATE SET next_number = payments_receiptseries.next_number + %(count)s::bigint
RETURNING next_number - %(count)s::bigint
"""
