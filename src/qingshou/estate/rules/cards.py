"""Units, holders and communities as other contexts see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qingshou.estate.rules.kinds import TenureRole, Usage
from qingshou.estate.rules.tenures import Held
from qingshou.kernel.ids import AccountId, CommunityId, PartyId, UnitId


@dataclass(frozen=True, slots=True)
class CommunityCard:
    """A community by its names."""

    community_id: CommunityId
    company_id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class UnitCard:
    """A unit: where it is, what it is used for and how large it is."""

    community_id: CommunityId
    unit_id: UnitId
    code: str
    building_name: str
    usage: Usage
    building_area_m2: Decimal
    usable_area_m2: Decimal | None
    delivered_on: date | None


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a unit in a role; one that is liable owes on an account."""

    tenure_id: int
    party_id: PartyId
    role: TenureRole
    liable: bool
    account_id: AccountId | None
    held: Held
