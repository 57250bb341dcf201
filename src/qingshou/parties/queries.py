"""Public reads of parties: values, never rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from qingshou.kernel.ids import PartyId
from qingshou.parties.models import Consent, ContactPoint, Party
from qingshou.parties.rules.cards import PartyCard
from qingshou.parties.rules.kinds import Channel, PartyKind


def card(*, community_id: int, party_id: int) -> PartyCard | None:
    """Tell who a party is; nothing for one that is not known or was withdrawn."""
    return next(iter(cards(community_id=community_id, party_ids=[party_id])), None)


def cards(*, community_id: int, party_ids: Iterable[int]) -> list[PartyCard]:
    """Tell who several parties are, in the order of their ids."""
    rows = Party.objects.live().filter(community_id=community_id, id__in=list(party_ids))
    return _cards(community_id, list(rows.order_by("id")))


def find(*, community_id: int, text: str, limit: int = 20) -> list[PartyCard]:
    """Find parties by the beginning of their name or of its initials, names in order."""
    rows = Party.objects.live().filter(
        Q(name__startswith=text) | Q(initials__startswith=text.upper()), community_id=community_id
    )
    return _cards(community_id, list(rows.order_by("name", "id")[:limit]))


def consents(*, community_id: int, party_id: int, on: date) -> list[tuple[str, str]]:
    """List (purpose, channel) of what a party allows on a day; channel '' means any."""
    rows = Consent.objects.filter(
        Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=on),
        community_id=community_id,
        party_id=party_id,
        given_on__lte=on,
    )
    return list(rows.order_by("purpose", "channel").values_list("purpose", "channel"))


def _cards(community_id: int, parties: list[Party]) -> list[PartyCard]:
    phones: dict[int, list[str]] = {party.id: [] for party in parties}
    points = ContactPoint.objects.filter(
        community_id=community_id,
        party_id__in=list(phones),
        channel=Channel.PHONE,
        valid=True,
        withdrawn_at__isnull=True,
    )
    for party_id, value in points.order_by("id").values_list("party_id", "value"):
        phones[party_id].append(value)
    return [
        PartyCard(
            party_id=PartyId(party.id),
            kind=PartyKind(party.kind),
            name=party.name,
            initials=party.initials,
            phones=tuple(phones[party.id]),
        )
        for party in parties
    ]
