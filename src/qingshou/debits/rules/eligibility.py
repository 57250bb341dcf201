"""Which due bills a batch debits, and why the others are left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qingshou.kernel.money import ZERO, Money


class Because(StrEnum):
    """Why a due bill is left out of a batch."""

    HELD = "HELD"
    RUNNING = "RUNNING"
    NO_MANDATE = "NO_MANDATE"
    KIND_NOT_COVERED = "KIND_NOT_COVERED"
    MANDATE_RESTS = "MANDATE_RESTS"
    ENDED = "ENDED"
    NOT_YET = "NOT_YET"
    ABOVE_LIMIT = "ABOVE_LIMIT"
    ABOVE_MONTH = "ABOVE_MONTH"


@dataclass(frozen=True, slots=True)
class Due:
    """A due bill of an account: what is open, and what happened to it so far.

    ``mandate_id`` is the mandate in force that covers its kind; ``tries`` counts the failures
    under it, ``rests_until`` is the day of the next try, ``ended`` tells that there is none.
    """

    item_id: int
    account_id: int
    open: Money
    mandate_id: int | None
    held: bool = False
    running: bool = False
    tries: int = 0
    rests_until: date | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """What a mandate allows: at most so much at once and in a month, of which some is used.

    ``rests`` tells that the bank refused it for a reason that lasts.
    """

    mandate_id: int
    limit: Money
    monthly: Money
    used: Money = ZERO
    rests: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """The bills of an account that are debited, and those left out with the reason."""

    taken: tuple[Due, ...]
    left: tuple[tuple[Due, Because], ...]


def choose(dues: Sequence[Due], mandates: Mapping[int, Terms], *, on: date) -> Choice:
    """Choose among the due bills of one account, in the order given: whole bills only.

    A bill that does not fit into what the mandate has left is passed over; a smaller one after
    it may still fit.
    """
    taken: list[Due] = []
    left: list[tuple[Due, Because]] = []
    sums: dict[int, Money] = {}
    mandated = any(due.mandate_id is not None for due in dues)
    for due in dues:
        because = _against(due, on=on, mandated=mandated)
        if because is None:
            assert due.mandate_id is not None
            terms = mandates[due.mandate_id]
            because = _beyond(terms, sums.get(terms.mandate_id, ZERO) + due.open)
        if because is None:
            assert due.mandate_id is not None
            sums[due.mandate_id] = sums.get(due.mandate_id, ZERO) + due.open
            taken.append(due)
        else:
            left.append((due, because))
    return Choice(tuple(taken), tuple(left))


def _against(due: Due, *, on: date, mandated: bool) -> Because | None:
    """Tell what about the bill itself stands against debiting it."""
    facts = (
        (due.held, Because.HELD),
        (due.running, Because.RUNNING),
        (due.mandate_id is None and not mandated, Because.NO_MANDATE),
        (due.mandate_id is None, Because.KIND_NOT_COVERED),
        (due.ended, Because.ENDED),
        (due.rests_until is not None and due.rests_until > on, Because.NOT_YET),
    )
    return next((because for so, because in facts if so), None)


def _beyond(terms: Terms, asked: Money) -> Because | None:
    """Tell what about the mandate stands against debiting so much at once."""
    if terms.rests:
        return Because.MANDATE_RESTS
    if asked > terms.limit:
        return Because.ABOVE_LIMIT
    if terms.used + asked > terms.monthly:
        return Because.ABOVE_MONTH
    return None
