"""What the paper book tells as of a day."""

from __future__ import annotations

from datetime import date

from tests.models.book_of_integers.book import Book
from tests.models.book_of_integers.rows import DEPOSIT, MONEY, SUSPENSE, Debt, Purse

AGES = [
    ("NOT_DUE", 0), ("DAYS_1_30", 30), ("DAYS_31_90", 90), ("DAYS_91_180", 180),
    ("DAYS_181_365", 365), ("YEARS_1_2", 730), ("YEARS_2_3", 1095), ("YEARS_OVER_3", 10**6),
]  # fmt: skip


def owed_then(book: Book, debt: Debt, day: date) -> int:
    """Tell what was open on a debt at the end of a day."""
    if debt.on > day:
        return 0
    return debt.fen - sum(u.fen for u in book.uses if u.debt == debt.number and u.on <= day)


def left_then(book: Book, purse: Purse, day: date) -> int:
    """Tell what was left in a purse at the end of a day."""
    if purse.on > day:
        return 0
    return purse.fen - sum(u.fen for u in book.uses if u.purse == purse.number and u.on <= day)


def balance(book: Book, account: int, day: date) -> tuple[int, int, int, int]:
    """Tell what an account owed, what of it was overdue, what it had prepaid and deposited."""
    debts = [debt for debt in book.debts if debt.account == account]
    open_ = sum(owed_then(book, debt, day) for debt in debts)
    overdue = sum(owed_then(book, debt, day) for debt in debts if debt.due_on < day)
    held = {what: sum(left_then(book, purse, day) for purse in book.purses
                      if (purse.account, purse.what) == (account, what))
            for what in (MONEY, DEPOSIT)}  # fmt: skip
    return open_, overdue, held[MONEY], held[DEPOSIT]


def waiting(book: Book, day: date) -> int:
    """Tell how much money nobody had claimed."""
    return sum(left_then(book, purse, day) for purse in book.purses if purse.what == SUSPENSE)


def ages(book: Book, day: date) -> dict[str, int]:
    """Add up what was open by how many days it was past due; empty ages are left out."""
    found: dict[str, int] = {}
    for debt in book.debts:
        fen = owed_then(book, debt, day)
        if fen:
            late = (day - debt.due_on).days
            name = next(name for name, until in AGES if late <= until)
            found[name] = found.get(name, 0) + fen
    return found


def open_by_due(book: Book, day: date) -> dict[tuple[int, date], int]:
    """Add up what was open by account and due day; what was settled is left out."""
    found: dict[tuple[int, date], int] = {}
    for debt in book.debts:
        fen = owed_then(book, debt, day)
        if fen:
            whose = debt.account, debt.due_on
            found[whose] = found.get(whose, 0) + fen
    return found


def statement(book: Book, account: int, day: date) -> list[tuple[date, str, int]]:
    """List what moved an account, in no order within a day: owed above zero, brought below."""
    owed = [
        (debt.on, debt.what, debt.fen)
        for debt in book.debts
        if debt.account == account and debt.on <= day and debt.kind != DEPOSIT
    ]
    brought = [
        (purse.on, purse.what, -purse.fen)
        for purse in book.purses
        if purse.account == account and purse.on <= day and purse.what != DEPOSIT
    ]
    return sorted(owed + brought)
