"""Who holds a unit and who pays for it: parties, register lines, payers, households."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qingshou.sample.estate import Unit
from qingshou.sample.traits import Traits


@dataclass(frozen=True, slots=True)
class Party:
    """A visibly invented person or organization; the phone number cannot be dialed."""

    name: str
    phone: str
    kind: str = "PERSON"
    consents: bool = True


@dataclass(frozen=True, slots=True)
class Holding:
    """One line of the register: a party's role for a unit from a day through a last day."""

    unit: Unit
    party: Party
    role: str
    since: date | None
    latest: date | None
    liable: bool = True


@dataclass(frozen=True, slots=True)
class Stretch:
    """Months (numbers, ``until`` exclusive, None is open) in which somebody pays for a unit."""

    unit: Unit
    who: str
    since: int | None = None
    until: int | None = None

    def covers(self, month: int) -> bool:
        """Tell whether bills issued in a month fall to this stretch."""
        return (self.since is None or self.since <= month) and (
            self.until is None or month < self.until
        )


@dataclass(frozen=True, slots=True)
class Payer:
    """A party with its hidden traits and all the stretches it pays for.

    ``leaves`` is the month in which it has sold and gone.
    """

    who: str
    party: Party
    traits: Traits
    stretches: tuple[Stretch, ...]
    leaves: int | None = None


@dataclass(frozen=True, slots=True)
class Household:
    """A home or shop with its parking spaces, everybody who holds it, everybody who pays."""

    number: int
    unit: Unit
    spaces: tuple[Unit, ...]
    holdings: tuple[Holding, ...]
    payers: tuple[Payer, ...]
    vacant_from: date | None = None

    @property
    def owner(self) -> Party | None:
        """The latest owner, if there is one."""
        owners = [h.party for h in self.holdings if h.role == "OWNER" and h.unit is self.unit]
        return owners[-1] if owners else None
