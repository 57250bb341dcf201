"""Clauses that several statements of SQL share."""

from __future__ import annotations


def landed(day: str) -> str:
    """Say the day money is booked on: its own, or the first that is open where that is closed."""
    return f"""GREATEST({day}, (
        SELECT books.open_from FROM ledger__open_from books
        WHERE books.community_id = %(community_id)s))"""  # noqa: S608 - our own column names


def unmatched(line: str) -> str:
    """Say of a line that it counts and that nothing is matched with it."""
    return f"""
    AND {line}.live AND NOT {line}.echo AND NOT {line}.repeats
    AND NOT EXISTS (
        SELECT FROM reconciliation_match matched
        WHERE matched.community_id = {line}.community_id AND matched.line_id = {line}.id
          AND matched.released_on IS NULL)"""
