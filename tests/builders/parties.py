"""People for tests; their names say that they are examples."""

from __future__ import annotations

from qingshou.parties.models import ContactPoint, Party
from qingshou.parties.rules.initials import initials_of


def a_party(
    *, community_id: int, name: str = "示例业主", phone: str = "", kind: str = "PERSON"
) -> Party:
    """Register somebody, with a phone number where one is given."""
    party = Party.objects.create(
        community_id=community_id, name=name, kind=kind, initials=initials_of(name)
    )
    if phone:
        ContactPoint.objects.create(
            community_id=community_id, party_id=party.id, channel="PHONE", value=phone
        )
    return party
