"""How old the debts of communities are, as of any day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from qingshou.kernel.money import Money, total
from qingshou.ledger.rules.aging import BUCKETS, Bucket, bucket_of


@dataclass(frozen=True, slots=True)
class AgeLine:
    """What one bucket of one community held."""

    community_id: int
    bucket: str
    items: int
    open: Money


@dataclass(frozen=True, slots=True)
class Aging:
    """Open debts by age at the end of a day; every community has every bucket, in order."""

    as_of: date
    lines: tuple[AgeLine, ...]

    @property
    def total(self) -> Money:
        """Everything that was open."""
        return total(line.open for line in self.lines)

    @property
    def overdue(self) -> Money:
        """What was open past its due day."""
        return total(line.open for line in self.lines if line.bucket != BUCKETS[0].code)

    def of_bucket(self, code: str) -> Money:
        """What one bucket held in all communities."""
        return total(line.open for line in self.lines if line.bucket == code)

    def of_community(self, community_id: int) -> Money:
        """What one community held in all buckets."""
        return total(line.open for line in self.lines if line.community_id == community_id)


def aging(
    *, community_ids: Sequence[int], as_of: date, buckets: tuple[Bucket, ...] = BUCKETS
) -> Aging:
    """Add up open debts by community and age at the end of a day.

    The database sums by due day; the rule puts due days into buckets.
    """
    sums: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
    with connection.cursor() as cursor:
        statement = _PAST if _moved_since(cursor, community_ids, as_of) else _PRESENT
        cursor.execute(statement, {"communities": list(community_ids), "as_of": as_of})
        for community_id, due_on, items, fen in cursor.fetchall():
            found = sums[community_id, bucket_of(due_on, as_of, buckets).code]
            found[0] += items
            found[1] += fen
    return Aging(
        as_of,
        tuple(
            AgeLine(
                community_id,
                bucket.code,
                sums[community_id, bucket.code][0],
                Money(sums[community_id, bucket.code][1]),
            )
            for community_id in community_ids
            for bucket in buckets
        ),
    )


def _moved_since(cursor: Any, community_ids: Sequence[int], as_of: date) -> bool:
    """Tell whether anything was settled after the day; if not, the present is the answer."""
    cursor.execute(
        'SELECT EXISTS (SELECT FROM ledger_settlement WHERE community_id = ANY (%s) AND "on" > %s)',
        [list(community_ids), as_of],
    )
    return bool(cursor.fetchone()[0])


_PRESENT = """
SELECT community_id, due_on, count(*), sum(amount_fen - settled_fen)::bigint
FROM ledger_openitem
WHERE closed_on IS NULL AND posted_on <= %(as_of)s
  AND community_id IN (SELECT unnest(%(communities)s::bigint[]))
GROUP BY community_id, due_on
"""

_PAST = """
SELECT community_id, due_on, sum(items)::bigint, sum(open_fen)::bigint
FROM (
    SELECT community_id, due_on, count(*) AS items, sum(open_fen) AS open_fen
    FROM ledger_open_by_item(%(communities)s, %(as_of)s) GROUP BY community_id, due_on
    UNION ALL
    SELECT community_id, due_on, count(*), sum(open_fen)
    FROM ledger_open_by_settlements(%(communities)s, %(as_of)s) GROUP BY community_id, due_on
) told GROUP BY community_id, due_on
"""
