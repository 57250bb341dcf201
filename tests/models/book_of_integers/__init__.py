"""The book as an accountant would keep it on paper: integers, dates and three lists.

Written from ``docs/specs/ledger.md`` and ``docs/specs/allocation.md``; it imports nothing of the
application, so that the two can only agree by both being right.
"""

from tests.models.book_of_integers.book import Book
from tests.models.book_of_integers.rows import Closed, Debt, No, Purse
from tests.models.book_of_integers.telling import ages, balance, open_by_due, statement

__all__ = ["Book", "Closed", "Debt", "No", "Purse", "ages", "balance", "open_by_due", "statement"]
