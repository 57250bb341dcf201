"""Communities, units and their holders for tests."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count

from django.db.backends.postgresql.psycopg_any import DateRange
from tests.builders.parties import a_party

from qingshou.estate.models import Building, Community, Tenure, Unit
from qingshou.ledger.models import Account
from qingshou.platform.tenancy.models import Company

_number = count(1)
OPENED_ON = date(2020, 1, 1)


def a_community(*, name: str = "示例·云杉里", code: str = "") -> Community:
    """Open a community of the example company; without a code it gets one of its own."""
    company, _ = Company.objects.get_or_create(
        name="示例物业服务有限公司", defaults={"code": "EXAMPLE"}
    )
    code = code or f"T{next(_number)}"
    return Community.objects.create(
        company=company, code=code, name=f"{name}{code}", opened_on=OPENED_ON
    )


def a_unit(
    *,
    community_id: int,
    code: str = "3-2-501",
    area_m2: str = "100.00",
    usage: str = "RESIDENTIAL",
    floor: int | None = None,
    delivered_on: date | None = None,
) -> Unit:
    """Add a unit, with its building where that is missing; nobody holds it yet."""
    building_code, *_, room = code.split("-")
    building, _ = Building.objects.get_or_create(
        community_id=community_id, code=building_code, defaults={"name": f"{building_code}栋"}
    )
    return Unit.objects.create(
        community_id=community_id,
        building_id=building.id,
        entrance="-".join(code.split("-")[1:-1]),
        room=room,
        code=code,
        floor=floor,
        usage=usage,
        building_area_m2=Decimal(area_m2),
        delivered_on=delivered_on,
    )


def an_owner(
    *,
    unit: Unit,
    name: str = "示例业主",
    phone: str = "",
    since: date | None = None,
    until: date | None = None,
    role: str = "OWNER",
) -> Tenure:
    """Make somebody liable for a unit, on an account of their own."""
    party = a_party(community_id=unit.community_id, name=name, phone=phone)
    number = Tenure.objects.filter(community_id=unit.community_id, unit_id=unit.id).count() + 1
    account = Account.objects.create(
        community_id=unit.community_id, code=f"{unit.code}#{number}", opened_on=since or OPENED_ON
    )
    return Tenure.objects.create(
        community_id=unit.community_id,
        unit_id=unit.id,
        party_id=party.id,
        account_id=account.id,
        role=role,
        liable=True,
        held=DateRange(since, until, "[)"),
    )


def a_tenant(
    *, unit: Unit, name: str = "示例租户", since: date | None = None, until: date | None = None
) -> Tenure:
    """Make a tenant liable for a unit in place of its owner."""
    return an_owner(unit=unit, name=name, since=since, until=until, role="TENANT")
