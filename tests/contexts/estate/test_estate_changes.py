"""A unit is sold, handed over and let; debts split by date."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.builders import a_community, a_party, a_tenant, a_unit, an_owner

from qingshou.estate import operations, queries
from qingshou.estate.models import Tenure, Unit
from qingshou.platform.identity import SYSTEM

pytestmark = pytest.mark.django_db

SOLD_ON = date(2026, 3, 16)


@pytest.fixture
def unit() -> Unit:
    return a_unit(community_id=a_community().pk)


def _party(unit: Unit, name: str = "示例买方") -> int:
    return a_party(community_id=unit.community_id, name=name).id


def _key(unit: Unit) -> dict[str, int]:
    return {"community_id": unit.community_id, "unit_id": unit.id}


def _story(unit: Unit) -> list[str]:
    """Tell who holds a unit, in days; an asterisk owes."""
    held = queries.holders(**_key(unit))
    return [f"{holder.role} {holder.held}{'*' if holder.liable else ''}" for holder in held]


def _sell(unit: Unit, on: date = SOLD_ON, **changes: Any) -> Any:
    party_id = changes.pop("party_id", None) or _party(unit)
    return operations.change_owner(**_key(unit), party_id=party_id, on=on, actor=SYSTEM)


# Sold.


def test_the_buyer_owes_from_the_day_of_change_on_an_account_of_his_own(unit: Unit) -> None:
    seller = an_owner(unit=unit, since=date(2024, 9, 1))
    change = _sell(unit)
    assert _story(unit) == ["OWNER 2024-09-01..2026-03-15*", "OWNER 2026-03-16..*"]
    (buyer,) = change.liable
    assert buyer.account_id not in (None, seller.account_id)
    before = queries.liable(**_key(unit), on=date(2026, 3, 15))
    assert before is not None and before.account_id == seller.account_id


def test_a_lease_outlives_the_sale(unit: Unit) -> None:
    an_owner(unit=unit, since=date(2024, 9, 1))
    tenant = _party(unit, "示例租户")
    operations.add_tenant(
        **_key(unit),
        party_id=tenant,
        since=date(2026, 1, 1),
        until=date(2027, 1, 1),
        liable=True,
        actor=SYSTEM,
    )
    _sell(unit)
    assert _story(unit) == [
        "OWNER 2024-09-01..2025-12-31*",
        "OWNER 2026-01-01..2026-03-15",
        "TENANT 2026-01-01..2026-12-31*",
        "OWNER 2026-03-16..2026-12-31",
        "OWNER 2027-01-01..*",
    ]


def test_what_nobody_owns_cannot_be_sold(unit: Unit) -> None:
    with pytest.raises(operations.changes.NoOwnerToFollow):
        _sell(unit)


def test_nobody_buys_what_is_theirs(unit: Unit) -> None:
    owner = an_owner(unit=unit)
    with pytest.raises(operations.changes.OwnerUnchanged):
        _sell(unit, party_id=owner.party_id)


def test_changes_are_entered_in_the_order_of_days(unit: Unit) -> None:
    an_owner(unit=unit)
    _sell(unit)
    with pytest.raises(operations.changes.OwnerChangesLater):
        _sell(unit, on=date(2026, 1, 1), party_id=_party(unit, "另一示例"))


# Handed over.


def test_the_developer_owes_through_the_month_of_delivery(unit: Unit) -> None:
    an_owner(unit=unit, role="DEVELOPER", since=date(2024, 1, 1))
    buyer = _party(unit)
    operations.deliver(**_key(unit), on=date(2026, 3, 16), party_id=buyer, actor=SYSTEM)
    assert _story(unit) == ["DEVELOPER 2024-01-01..2026-03-31*", "OWNER 2026-04-01..*"]
    unit.refresh_from_db()
    assert unit.delivered_on == date(2026, 3, 16)


def test_a_home_sold_before_it_is_handed_over_is_still_the_developers_to_pay(unit: Unit) -> None:
    an_owner(unit=unit, role="DEVELOPER")
    waiting = Tenure.objects.create(
        **_key(unit), party_id=_party(unit), role="OWNER", liable=False, held=(None, None)
    )
    _sell(unit, on=date(2026, 2, 1), party_id=_party(unit, "另一示例"))
    operations.deliver(**_key(unit), on=date(2026, 5, 31), actor=SYSTEM)
    assert _story(unit) == [
        "OWNER ..2026-01-31",
        "DEVELOPER ..2026-05-31*",
        "OWNER 2026-02-01..2026-05-31",
        "OWNER 2026-06-01..*",
    ]
    liable = queries.liable(**_key(unit), on=date(2026, 6, 1))
    assert liable is not None and liable.party_id != waiting.party_id


def test_a_unit_is_handed_over_once(unit: Unit) -> None:
    an_owner(unit=unit)
    operations.deliver(**_key(unit), on=date(2026, 3, 16), actor=SYSTEM)
    with pytest.raises(operations.changes.UnitAlreadyDelivered):
        operations.deliver(**_key(unit), on=date(2026, 4, 16), actor=SYSTEM)


def test_a_unit_is_handed_over_to_somebody(unit: Unit) -> None:
    with pytest.raises(operations.changes.NoOwnerToHandOverTo):
        operations.deliver(**_key(unit), on=date(2026, 3, 16), actor=SYSTEM)


# Let.


def test_a_tenant_owes_only_by_agreement(unit: Unit) -> None:
    an_owner(unit=unit)
    change = operations.add_tenant(
        **_key(unit),
        party_id=_party(unit),
        since=date(2026, 1, 1),
        until=None,
        liable=False,
        actor=SYSTEM,
    )
    assert change.liable == ()
    assert _story(unit) == ["OWNER ..*", "TENANT 2026-01-01.."]


def test_two_tenants_never_owe_for_the_same_day(unit: Unit) -> None:
    a_tenant(unit=unit, since=date(2026, 1, 1), until=date(2027, 1, 1))
    with pytest.raises(operations.changes.LeasesOverlap):
        operations.add_tenant(
            **_key(unit),
            party_id=_party(unit),
            since=date(2026, 12, 31),
            until=None,
            liable=True,
            actor=SYSTEM,
        )


# Found.


@pytest.mark.parametrize("text", ["3-2-501", "３栋2单元501室", "03#02-0501", "3号楼2单元501"])
def test_a_unit_answers_to_any_spelling(unit: Unit, text: str) -> None:
    assert queries.unit(community_id=unit.community_id, text=text).unit_id == unit.id
    assert queries.unit_anywhere(text=text).unit_id == unit.id


def test_a_unit_of_two_communities_must_be_told_apart(unit: Unit) -> None:
    other = a_unit(community_id=a_community(code="ZZ").pk)
    with pytest.raises(queries.UnitAmbiguous, match="ZZ"):
        queries.unit_anywhere(text="3-2-501")
    assert queries.unit_anywhere(text="zz/3-2-501").unit_id == other.id


def test_homes_count_once_they_are_handed_over(unit: Unit) -> None:
    a_unit(community_id=unit.community_id, code="3-2-502", delivered_on=date(2026, 3, 16))
    a_unit(community_id=unit.community_id, code="P-B1-001", usage="PARKING", area_m2="0")
    count = queries.households
    assert count(community_id=unit.community_id, on=date(2026, 3, 15)) == 1
    assert count(community_id=unit.community_id, on=date(2026, 3, 16)) == 2
