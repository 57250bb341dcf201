"""Public reads of the estate: values, never rows."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from qingshou.estate.models import Building, Community, Tenure, Unit
from qingshou.estate.rules.cards import CommunityCard, Holder, UnitCard
from qingshou.estate.rules.kinds import TenureRole, Usage
from qingshou.estate.rules.tenures import Held
from qingshou.intake.rules.problems import Unreadable
from qingshou.intake.rules.rooms import read_place
from qingshou.kernel.ids import AccountId, CommunityId, PartyId, UnitId
from qingshou.kernel.refusals import Refusal
from qingshou.platform.db.prepared import prepared


class CommunityUnknown(Refusal):
    """No community bears this code or name."""

    code = "estate.community-unknown"

    def __init__(self, *, text: str, known: str) -> None:
        super().__init__(text=text, known=known)


class UnitUnknown(Refusal):
    """No live unit answers to this spelling."""

    code = "estate.unit-unknown"

    def __init__(self, *, text: str, tried: str) -> None:
        super().__init__(text=text, tried=tried)


class UnitAmbiguous(Refusal):
    """Several communities have a unit of this code."""

    code = "estate.unit-ambiguous"

    def __init__(self, *, text: str, communities: str) -> None:
        super().__init__(text=text, communities=communities)


def communities(*, company_id: int | None = None) -> list[CommunityCard]:
    """List the communities of a company, or all, by code."""
    rows = Community.objects.order_by("code")
    chosen = rows if company_id is None else rows.filter(company_id=company_id)
    return [_community(row) for row in chosen]


def community(*, text: str) -> CommunityCard:
    """Find a community by its code or its full name.

    Raises:
        CommunityUnknown: If there is none.
    """
    found = Community.objects.filter(Q(code__iexact=text.strip()) | Q(name=text.strip())).first()
    if found is None:
        codes = Community.objects.order_by("code").values_list("code", flat=True)[:20]
        raise CommunityUnknown(text=text, known="、".join(codes))
    return _community(found)


def unit(*, community_id: int, text: str) -> UnitCard:
    """Find a live unit by any spelling of its code.

    Raises:
        UnitUnknown: If none answers to it.
    """
    found = _units_spelled(text, Q(community_id=community_id))
    if not found:
        raise UnitUnknown(text=text, tried="、".join(_spellings(text)))
    return found[0]


def unit_anywhere(*, text: str) -> UnitCard:
    """Find a live unit by ``community/unit``, or by the unit alone where only one answers to it.

    Raises:
        CommunityUnknown: If the community named before the slash is not known.
        UnitUnknown: If no unit answers to it.
        UnitAmbiguous: If units of several communities do.
    """
    place, slash, spelling = text.partition("/")
    if slash:
        return unit(community_id=community(text=place).community_id, text=spelling)
    found = _units_spelled(text, Q())
    if not found:
        raise UnitUnknown(text=text, tried="、".join(_spellings(text)))
    if len(found) > 1:
        ids = [card.community_id for card in found]
        codes = Community.objects.filter(id__in=ids).order_by("code").values_list("code", flat=True)
        raise UnitAmbiguous(text=text, communities="、".join(codes))
    return found[0]


def units(*, community_id: int) -> list[UnitCard]:
    """List the live units of a community by code."""
    rows = Unit.objects.live().filter(community_id=community_id).order_by("code")
    return _cards(list(rows))


def households(*, community_id: int, on: date) -> int:
    """Count the homes handed over by a day; a home of unknown delivery counts as handed over."""
    homes = Unit.objects.live().filter(community_id=community_id, usage=Usage.RESIDENTIAL)
    return homes.filter(Q(delivered_on__isnull=True) | Q(delivered_on__lte=on)).count()


def holders(*, community_id: int, unit_id: int) -> list[Holder]:
    """List everybody who held, holds or will hold a unit, the earliest first."""
    rows = Tenure.objects.live().filter(community_id=community_id, unit_id=unit_id)
    return [holder_of(row) for row in rows.order_by("held", "id")]


def liable(*, community_id: int, unit_id: int, on: date) -> Holder | None:
    """Tell who owes for a unit on a day; nobody where no one is known to."""
    values = {"community_id": community_id, "unit_id": unit_id, "on": on}
    for tenure_id, party_id, role, account_id, since, until in prepared(_LIABLE, values):
        return Holder(
            tenure_id=tenure_id,
            party_id=PartyId(party_id),
            role=TenureRole(role),
            liable=True,
            account_id=AccountId(account_id),
            held=Held(since, until),
        )
    return None


def holder_of(row: Tenure) -> Holder:
    """Tell a tenure as a value; for this context's own operations."""
    return Holder(
        tenure_id=row.id,
        party_id=PartyId(row.party_id),
        role=TenureRole(row.role),
        liable=row.liable,
        account_id=None if row.account_id is None else AccountId(row.account_id),
        held=Held(row.held.lower, row.held.upper),
    )


_LIABLE = """
SELECT id, party_id, role, account_id, lower(held), upper(held) FROM estate_tenure
WHERE community_id = %(community_id)s AND unit_id = %(unit_id)s AND liable
  AND withdrawn_at IS NULL AND held @> %(on)s::date
LIMIT 1
"""


def _spellings(text: str) -> list[str]:
    """List the codes a text may mean: as it stands, then as ledgers spell rooms."""
    literal = text.strip().upper()
    try:
        read = read_place("", "", text).code
    except Unreadable:
        return [literal]
    return list(dict.fromkeys([literal, read]))


def _units_spelled(text: str, where: Q) -> list[UnitCard]:
    for code in _spellings(text):
        rows = list(Unit.objects.live().filter(where, code=code).order_by("community_id")[:20])
        if rows:
            return _cards(rows)
    return []


def _cards(rows: list[Unit]) -> list[UnitCard]:
    ids = {row.building_id for row in rows}
    names = dict(Building.objects.filter(id__in=ids).values_list("id", "name"))
    return [
        UnitCard(
            community_id=CommunityId(row.community_id),
            unit_id=UnitId(row.id),
            code=row.code,
            building_name=names[row.building_id],
            usage=Usage(row.usage),
            building_area_m2=row.building_area_m2,
            usable_area_m2=row.usable_area_m2,
            delivered_on=row.delivered_on,
        )
        for row in rows
    ]


def _community(row: Community) -> CommunityCard:
    return CommunityCard(
        community_id=CommunityId(row.pk),
        company_id=row.company_id,
        code=row.code,
        name=row.name,
    )
