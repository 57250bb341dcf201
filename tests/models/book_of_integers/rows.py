"""What the paper book is made of: debts, purses of money or relief, and uses of one on the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

MONEY, DEPOSIT, SUSPENSE = "RECEIPT", "DEPOSIT", "SUSPENSE"
RELIEFS = ("WAIVER", "WRITE_OFF", "DISCOUNT")
CLAIMS = {"COST": 0, "PENALTY": 1}
"""Costs before penalties before everything else."""


class No(Exception):  # noqa: N818 - what the book answers
    """The book refuses."""


class Closed(No):
    """A day lies in a closed period."""


@dataclass(frozen=True, slots=True)
class Debt:
    """Something owed from the day it was posted; a refund is one that is settled at once."""

    number: int
    account: int
    what: str
    kind: str
    starts: date
    ends: date
    due_on: date
    on: date
    fen: int

    @property
    def place(self) -> tuple[int, date, int]:
        """Who is paid first: by claim, by due day, by age."""
        return CLAIMS.get(self.kind, 2), self.due_on, self.number


@dataclass(frozen=True, slots=True)
class Purse:
    """Something that settles: money, relief, or money that is held."""

    number: int
    account: int
    what: str
    on: date
    fen: int
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Use:
    """So much of a purse on a debt on a day; below zero when it is taken back."""

    debt: int
    purse: int
    on: date
    fen: int
