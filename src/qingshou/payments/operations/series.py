"""Numbers without a gap: the row of a series is locked until commit."""

from __future__ import annotations

from qingshou.payments import models
from qingshou.payments.rules.numbers import Series
from qingshou.platform.db import transaction_required
from qingshou.platform.db.locks import Subject, hold_community


@transaction_required
def take_numbers(*, community_id: int, series: Series, count: int) -> int:
    """Take the next ``count`` numbers of a series; tell the first of them."""
    hold_community(subject=Subject.RECEIPT_SERIES, community_id=community_id)
    row, _ = models.ReceiptSeries.objects.get_or_create(
        community_id=community_id, series=series.value
    )
    first = row.next_number
    row.next_number = first + count
    row.save(update_fields=["next_number"])
    return first
