"""The registry workbook of a community: homes, people, parking, price list, shared costs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from qingshou.platform.files.spreadsheet import Cell, Kind, SheetOut, write_workbook
from qingshou.sample import estate
from qingshou.sample.books import Books
from qingshou.sample.estate import Unit
from qingshou.sample.holders import Holding, Household, Party
from qingshou.sample.manner import MANNERS, PARTY_KINDS, ROLES, USAGES, Manner
from qingshou.sample.months import first_day, latest_day, name_of
from qingshou.sample.plans import COMPANY, DEVELOPER, Community
from qingshou.sample.tariffs import DUE_DAY, Price, share_per_home
from qingshou.sample.workbooks.pages import Field, Page, sheet

_NATURES = {"PROPERTY_FEE": "基础", "LIFT": "附加"}
_BASES = {
    "BUILDING_AREA": ("按建筑面积", "元/㎡·月"),
    "HOUSEHOLD": ("按户", "元/户·月"),
    "SPACE": ("按车位", "元/车位·月"),
    "SHARE": ("公摊", "元/户·月"),
}
_CYCLES = {1: "月", 3: "季", 6: "半年"}


class _Line(NamedTuple):
    """One line of the price list; ``building`` is empty where it is for all."""

    price: Price
    building: str


class _Share(NamedTuple):
    """One month's shared cost of a community, in fen."""

    month: int
    pool: int


def write_registry(out: Path, books: Books, months: range) -> Path:
    """Write 房产台账 of a community."""
    community = books.community
    manner = MANNERS[community.plan.style]
    pages = [
        _project(community, manner),
        _homes(books, manner, months),
        _people(books, manner),
        _spaces(books, manner),
        _price_list(community, manner),
        *_shares(books, manner, months),
    ]
    return write_workbook(out / f"房产台账_{community.short_name}.xlsx", pages)


def _project(community: Community, manner: Manner) -> SheetOut:
    fields = [
        Field("community", lambda c: c.name),
        Field("community_code", lambda c: c.code),
        Field("company", lambda c: COMPANY),
        Field("address", lambda c: f"示例省示例市示例路{c.number}号"),
    ]
    return sheet(Page("项目概况", [community], title="项目概况"), fields, manner)


def _homes(books: Books, manner: Manner, months: range) -> SheetOut:
    community = books.community
    page = Page(
        "房产台账",
        books.households,
        title=f"{community.name}房产台账",
        notes=(f"编制单位：{COMPANY}        截止日期：{latest_day(months[-1])}",),
        remarks=("注：建筑面积以产权登记为准；示例资料，人名、电话均为虚构。",),
    )
    return sheet(page, _home_fields(community, manner), manner, margin=_side_note)


def _home_fields(community: Community, manner: Manner) -> list[Field]:
    return [
        Field("community", lambda h: community.name),
        *_place_fields(community, manner),
        Field("floor", lambda h: h.unit.floor, Kind.WHOLE, "房屋信息"),
        Field("layout", lambda h: manner.layout(h.unit.layout), above="房屋信息"),
        Field("usage", lambda h: USAGES[h.unit.usage], above="房屋信息"),
        Field("building_area", lambda h: _m2(h.unit.area), Kind.NUMBER, "面积", added=True),
        Field("usable_area", lambda h: _m2(h.unit.usable_area), Kind.NUMBER, "面积", added=True),
        Field("delivered_on", lambda h: manner.date(h.unit.delivered_on), Kind.DATE, "交付与入住"),
        Field("vacant_from", lambda h: manner.date(h.vacant_from), Kind.DATE, "交付与入住"),
        Field("name", lambda h: _owner_name(h), above="业主"),
        Field("phone", lambda h: _owner_phone(h, manner), above="业主"),
    ]


def _place_fields(community: Community, manner: Manner) -> list[Field]:
    """One community keeps building, entrance and room apart, the others in one cell."""
    if community.plan.style != "YSL":
        return [Field("room", lambda h: manner.room(h.unit), above="房屋信息")]
    return [
        Field("building", lambda h: manner.building.format(h.unit.building), above="房屋信息"),
        Field("entrance", lambda h: _entrance(h.unit, manner), above="房屋信息"),
        Field("number", lambda h: h.unit.room, above="房屋信息"),
    ]


def _entrance(unit: Unit, manner: Manner) -> str:
    return manner.entrance.format(unit.entrance) if unit.entrance else ""


def _owner_name(household: Household) -> str:
    return household.owner.name if household.owner else DEVELOPER


def _owner_phone(household: Household, manner: Manner) -> Cell:
    return manner.phone(household.owner.phone) if household.owner else None


def _m2(hundredths: int) -> Decimal:
    return Decimal(hundredths).scaleb(-2)


def _side_note(household: Household) -> str:
    """What somebody typed beside the table; it belongs to no column."""
    if household.unit.delivered_on is None:
        return "未交付"
    if any(h.latest and h.role == "OWNER" and h.liable for h in household.holdings):
        return "已变更，见业主信息"
    return ""


def _people(books: Books, manner: Manner) -> SheetOut:
    community = books.community
    lines: list[Holding] = list(chain.from_iterable(h.holdings for h in books.households))
    fields = [
        Field("community", lambda h: community.name),
        Field("room", lambda h: manner.room(h.unit)),
        Field("name", lambda h: h.party.name),
        Field("phone", lambda h: manner.phone(h.party.phone)),
        Field("role", lambda h: ROLES[h.role]),
        Field("kind", lambda h: PARTY_KINDS[h.party.kind]),
        Field("since", lambda h: manner.date(h.since), Kind.DATE),
        Field("latest", lambda h: manner.date(h.latest), Kind.DATE),
        Field("liable", lambda h: "是" if h.liable else "否"),
        Field("consent", lambda h: "是" if h.party.consents else "否"),
    ]
    page = Page("业主信息", lines, title=f"{community.name}业主及租户信息")
    return sheet(page, fields, manner)


class _Space(NamedTuple):
    """A parking space and the party that holds it now."""

    unit: Unit
    party: Party


def _spaces(books: Books, manner: Manner) -> SheetOut:
    community = books.community
    fields = [
        Field("community", lambda s: community.name),
        Field("space", lambda s: manner.room(s.unit)),
        Field("usage", lambda s: USAGES[s.unit.usage]),
        Field("building_area", lambda s: _m2(s.unit.area), Kind.NUMBER),
        Field("name", lambda s: s.party.name),
        Field("phone", lambda s: manner.phone(s.party.phone)),
    ]
    page = Page("车位", list(_held_spaces(books)), title=f"{community.name}车位台账")
    return sheet(page, fields, manner)


def _held_spaces(books: Books) -> Iterable[_Space]:
    for household in books.households:
        for unit in household.spaces:
            holders = [h.party for h in household.holdings if h.unit is unit]
            yield _Space(unit, holders[-1])


def _price_list(community: Community, manner: Manner) -> SheetOut:
    fields = [
        Field("community", lambda t: community.name),
        Field("charge", lambda t: t.price.kind_name),
        Field("nature", lambda t: _NATURES.get(t.price.kind, "专项")),
        Field("usage", lambda t: USAGES[t.price.usages[0]]),
        Field("buildings", lambda t: t.building and manner.building.format(t.building)),
        Field("basis", lambda t: _BASES[t.price.basis][0]),
        Field("price", lambda t: _price(t.price), Kind.PRICE),
        Field("price_unit", lambda t: _BASES[t.price.basis][1]),
        Field("cycle", lambda t: _CYCLES[t.price.cycle]),
        Field("advance", lambda t: "预收"),
        Field("due_rule", lambda t: _due_rule(t.price)),
        Field("price_from", lambda t: manner.date(first_day(t.price.since)), Kind.DATE),
        Field("price_until", lambda t: manner.date(_latest(t.price)), Kind.DATE),
        Field("tax", lambda t: "6%"),
        Field("document", lambda t: t.price.document),
    ]
    page = Page("收费标准", list(_lines(community)), title=f"{community.name}收费标准")
    return sheet(page, fields, manner)


def _price(price: Price) -> Decimal | None:
    return None if price.basis == "SHARE" else Decimal(price.price).scaleb(-4)


def _due_rule(price: Price) -> str:
    return f"{'当月' if price.cycle == 1 else '首月'}{DUE_DAY}日"


def _latest(price: Price) -> date | None:
    return None if price.until is None else latest_day(price.until - 1)


def _lines(community: Community) -> Iterable[_Line]:
    """A line for high-rise buildings is written once for each of them."""
    shapes = estate.building_shapes(community.plan.shapes, community.designed_for)
    for price in community.plan.prices:
        if price.high_rise is None:
            yield _Line(price, "")
        else:
            fitting = (n for n, s in enumerate(shapes, start=1) if s.high_rise == price.high_rise)
            yield from (_Line(price, str(number)) for number in fitting)


def _shares(books: Books, manner: Manner, months: range) -> Iterable[SheetOut]:
    """The shared costs of each month, where a community shares any."""
    for price in books.community.plan.prices:
        if price.basis == "SHARE":
            yield _shared(books, manner, months, price.kind_name)


def _shared(books: Books, manner: Manner, months: range, kind_name: str) -> SheetOut:
    homes = sum(household.unit.usage == "RESIDENTIAL" for household in books.households)
    fields = [
        Field("community", lambda s: books.community.name),
        Field("charge", lambda s: kind_name),
        Field("month", lambda s: name_of(s.month)),
        Field("pool", lambda s: s.pool, Kind.AMOUNT, added=True),
        Field("weight", lambda s: "按户"),
    ]
    pools = [_Share(month, share_per_home(month) * homes) for month in months]
    return sheet(Page("公摊", pools, title=f"{kind_name}分摊表"), fields, manner)
