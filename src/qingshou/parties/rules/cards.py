"""A party as other contexts see it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from qingshou.kernel.ids import PartyId
from qingshou.parties.rules.kinds import PartyKind
from qingshou.parties.rules.masking import mask_name, mask_phone


@dataclass(frozen=True, slots=True)
class PartyCard:
    """Who somebody is and which phone numbers reach them, best first."""

    party_id: PartyId
    kind: PartyKind
    name: str
    initials: str
    phones: tuple[str, ...] = ()

    @property
    def masked(self) -> PartyCard:
        """The same card as others may see it."""
        return replace(
            self,
            name=mask_name(self.name, self.kind),
            phones=tuple(mask_phone(phone) for phone in self.phones),
        )
