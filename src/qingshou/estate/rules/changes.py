"""What a change of one unit did to its tenures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qingshou.estate.rules.cards import Holder


@dataclass(frozen=True, slots=True)
class Change:
    """Tenures that ended and tenures that began, as they stand after the change."""

    unit_code: str
    on: date
    ended: tuple[Holder, ...]
    begun: tuple[Holder, ...]

    @property
    def liable(self) -> tuple[Holder, ...]:
        """Those who owe from the change on, each on a new account."""
        return tuple(holder for holder in self.begun if holder.liable)
