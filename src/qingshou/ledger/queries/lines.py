"""The journal line by line, for other programs to read; streamed, in the order of its days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from qingshou.kernel.ids import EntryId
from qingshou.kernel.money import Money

CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class PostingLine:
    """One side of an entry: exactly one of debit and credit is above zero."""

    on: date
    entry_id: EntryId
    source: str
    source_ref: str
    memo: str
    code: str
    kind: str
    month: date | None
    debit: Money
    credit: Money


def postings(*, community_id: int) -> Iterator[PostingLine]:
    """List every posting of a book; equal books give equal lines."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(_LINES, [community_id])
        while chunk := cursor.fetchmany(CHUNK):
            for on, entry_id, source, ref, memo, code, kind, month, fen in chunk:
                sides = Money(max(fen, 0)), Money(max(-fen, 0))
                yield PostingLine(
                    on, EntryId(entry_id), source, ref, memo, code, kind, month, *sides
                )


def posted_totals(*, community_id: int) -> tuple[Money, Money]:
    """Add up all debits and all credits of a book."""
    with connection.cursor() as cursor:
        cursor.execute(_TOTALS, [community_id])
        debit, credit = cursor.fetchone()
    return Money(debit), Money(credit)


_LINES = """
SELECT entry."on", entry.id, entry.source, entry.source_ref, entry.memo,
       posting.account_code, posting.kind, posting.month, posting.amount_fen
FROM ledger_posting posting
JOIN ledger_entry entry
    ON entry.community_id = posting.community_id AND entry.id = posting.entry_id
WHERE posting.community_id = %s
ORDER BY entry."on", entry.id, posting.account_code, posting.kind, posting.month,
         posting.amount_fen DESC
"""

_TOTALS = """
SELECT COALESCE(sum(amount_fen) FILTER (WHERE amount_fen > 0), 0)::bigint,
       -COALESCE(sum(amount_fen) FILTER (WHERE amount_fen < 0), 0)::bigint
FROM ledger_posting WHERE community_id = %s
"""
