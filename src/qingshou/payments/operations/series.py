"""Numbers without a gap: the row of a series is locked until commit."""

from __future__ import annotations

from qingshou.payments.rules.numbers import Series
from qingshou.platform.db import transaction_required
from qingshou.platform.db.locks import Subject, hold_community
from qingshou.platform.db.prepared import prepared


@transaction_required
def take_numbers(*, community_id: int, series: Series, count: int) -> int:
    """Take the next ``count`` numbers of a series; tell the first of them."""
    hold_community(subject=Subject.RECEIPT_SERIES, community_id=community_id)
    [(first,)] = prepared(
        _TAKE, {"community_id": community_id, "series": series.value, "count": count}
    )
    return int(first)


_TAKE = """
INSERT INTO payments_receiptseries (community_id, series, next_number)
VALUES (%(community_id)s, %(series)s, 1 + %(count)s::bigint)
ON CONFLICT (community_id, series)
    DO UPDATE SET next_number = payments_receiptseries.next_number + %(count)s::bigint
RETURNING next_number - %(count)s::bigint
"""
