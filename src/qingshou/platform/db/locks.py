"""The one place where locks are taken, always in the same order: community, then rows by key."""

from __future__ import annotations

from enum import IntEnum

from django.db import connection

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
    key = (int(subject) << 48) | community_id
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
