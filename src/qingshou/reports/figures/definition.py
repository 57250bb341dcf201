"""What a figure is: a measure summed over rows, a ratio of two figures, or a sum of figures."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from qingshou.reports.document import Unit


class Relation(StrEnum):
    """The rows a measure is summed over; each has one shape of columns and one order."""

    CHARGES = "charges"
    HOUSEHOLDS = "households"
    RECEIPTS = "receipts"
    REFUNDS = "refunds"
    PREPAYMENTS = "prepayments"
    VISITS = "visits"
    CONTACTS = "contacts"
    PROMISES = "promises"
    PRICE_CHANGES = "price_changes"


class Counting(StrEnum):
    """How rows become one number."""

    SUM = "SUM"  # the measure is added up
    HOUSEHOLDS = "HOUSEHOLDS"  # households with at least one row whose measure is not zero


By = tuple[str, ...]
"""The dimensions a family is keyed by: ``("community",)``, ``("building", "month")``."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A figure counted from rows: those of ``relation`` whose ``measure`` is not zero.

    ``measure`` is a column of the relation. ``families`` are the dimensions by which the same
    figure exists in parts; ``compared`` figures exist for the previous period and for the
    same period a year before as well.
    """

    id: str
    name: str
    definition: str
    unit: Unit
    relation: Relation
    measure: str
    families: tuple[By, ...] = ()
    counting: Counting = Counting.SUM
    compared: bool = True


@dataclass(frozen=True, slots=True)
class Ratio:
    """One figure over another; ``of_whole`` divides a member of a family by the figure itself."""

    id: str
    name: str
    definition: str
    numerator: str
    denominator: str
    families: tuple[By, ...] = ()
    unit: Unit = Unit.RATE
    of_whole: bool = False
    compared: bool = True


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of figures, some of them taken away."""

    id: str
    name: str
    definition: str
    unit: Unit
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()
    families: tuple[By, ...] = ()
    compared: bool = True

    @property
    def parts(self) -> tuple[str, ...]:
        """The figures it is made of."""
        return (*self.plus, *self.minus)


Definition = Atom | Ratio | Total

# The dimensions figures of one kind share.
PLACES: tuple[By, ...] = (("community",), ("building",))
CUSTOMERS: tuple[By, ...] = (("group",), ("usage",), ("floor",), ("tenure",))
ARREARS: tuple[By, ...] = (("reason",), ("stage",), ("duration",), ("band",))
MONTHLY: tuple[By, ...] = (("month",), ("community", "month"), ("building", "month"))
