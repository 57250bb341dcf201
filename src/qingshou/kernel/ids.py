"""Ids that could be mistaken for one another, told apart by type."""

from typing import NewType

CommunityId = NewType("CommunityId", int)
AccountId = NewType("AccountId", int)
UnitId = NewType("UnitId", int)
PartyId = NewType("PartyId", int)
ItemId = NewType("ItemId", int)
CreditId = NewType("CreditId", int)
EntryId = NewType("EntryId", int)
ImportId = NewType("ImportId", int)
