"""The one place where locks are taken, always in the same order: community, then rows by key."""

from __future__ import annotations

from enum import IntEnum

from qingshou.platform.db.prepared import prepared
from qingshou.platform.db.transactions import transaction_required


class Subject(IntEnum):
    """What a community-wide lock protects; the number is the first half of its key."""

    BOOK = 1
    BILLING = 2
    DUNNING = 3
    RECEIPT_SERIES = 4
    REGISTRY = 5
    APPROVALS = 6
    PERIOD = 7
    DEBITS = 8
    STATEMENTS = 9
    INVOICES = 10


@transaction_required
def hold_community(*, subject: Subject, community_id: int) -> None:
    """Wait for, and keep until commit, the lock of one subject of one community."""
    prepared(_HOLD, {"key": community_key(subject=subject, community_id=community_id)})


def community_key(*, subject: Subject, community_id: int) -> int:
    """Tell the key of a lock, for a statement that takes it on its way."""
    return (int(subject) << 48) | community_id


_HOLD = "SELECT pg_advisory_xact_lock(%(key)s)"
