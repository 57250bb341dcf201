"""A registry file is let in whole, or not at all."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.builders.staging import Cells, a_party_row, a_staged_file, a_unit_row

from qingshou.estate import queries
from qingshou.intake.rules.arrivals import Arrival
from qingshou.platform.identity import SYSTEM
from qingshou.processes import registry_arrives

pytestmark = pytest.mark.django_db

TODAY = date(2026, 9, 30)
Row = tuple[str, Cells]


def _arrive(*rows: Row, preview: bool = False) -> Arrival:
    return registry_arrives.arrive(
        import_id=a_staged_file(*rows), actor=SYSTEM, today=TODAY, preview=preview
    )


def _found(*rows: Row) -> list[tuple[str, str]]:
    return [(problem.column, problem.code) for problem in _arrive(*rows).problems]


def _timeline(code: str = "3-2-501") -> list[str]:
    """Tell who holds a unit, in days; an asterisk owes."""
    card = queries.unit_anywhere(text=code)
    held = queries.holders(community_id=card.community_id, unit_id=card.unit_id)
    return [f"{holder.role} {holder.held}{'*' if holder.liable else ''}" for holder in held]


# A clean file.


def test_homes_holders_and_accounts_come_in() -> None:
    arrival = _arrive(
        ("community", {"name": "示例·云杉里", "code": "YSL", "company": "示例物业服务有限公司"}),
        a_unit_row(owner="示例甲", phone="13800130001", delivered_on="2020-05-20"),
        a_unit_row("3-2-502", owner="示例乙", phone="13800130002"),
        a_unit_row("P-B1-001", usage="PARKING", owner="示例甲", phone="13800130001"),
    )
    assert arrival.problems == ()
    told = {key: arrival.totals[key] for key in ("units", "parties", "tenures", "accounts")}
    assert told == {"units": 3, "parties": 2, "tenures": 3, "accounts": 3}
    assert arrival.totals["units_by_usage"] == {"PARKING": 1, "RESIDENTIAL": 2}
    assert arrival.totals["building_area_m2"] == "300.00"
    assert queries.community(text="ysl").name == "示例·云杉里"
    assert _timeline() == ["OWNER 2020-06-01..*"]
    assert _timeline("3-2-502") == ["OWNER ..*"]


def test_a_preview_leaves_nothing_behind() -> None:
    arrival = _arrive(a_unit_row(owner="示例甲"), preview=True)
    assert arrival.totals["units"] == 1 and queries.communities() == []


# Who owes.

DEVELOPER = {"role": "DEVELOPER"}
TENANT = {"role": "TENANT", "liable": "yes"}

TIMELINES: list[tuple[str, Cells, list[Row], list[str]]] = [
    (
        "the developer through the month of delivery",
        {"delivered_on": "2025-11-30"},
        [a_party_row(name="示例置业", **DEVELOPER), a_party_row(name="示例甲")],
        ["DEVELOPER ..2025-11-30*", "OWNER 2025-12-01..*"],
    ),
    (
        "the developer alone before delivery",
        {},
        [a_party_row(name="示例置业", **DEVELOPER), a_party_row(name="示例甲")],
        ["OWNER ..", "DEVELOPER ..*"],
    ),
    (
        "seller and buyer by their dates",
        {"delivered_on": "2020-05-20"},
        [
            a_party_row(name="示例甲", **{"from": "2020-05-20"}, until="2026-03-16"),
            a_party_row(name="示例乙", **{"from": "2026-03-16"}),
        ],
        ["OWNER 2020-06-01..2026-03-15*", "OWNER 2026-03-16..*"],
    ),
    (
        "the seller up to the day the buyer begins, where his end is not written",
        {},
        [a_party_row(name="示例甲"), a_party_row(name="示例乙", **{"from": "2026-03-16"})],
        ["OWNER ..2026-03-15*", "OWNER 2026-03-16..*"],
    ),
    (
        "a tenant who agreed to, and the owner around the lease",
        {},
        [
            a_party_row(name="示例甲"),
            a_party_row(name="示例丙", **TENANT, **{"from": "2026-01-01"}, until="2026-07-01"),
        ],
        [
            "OWNER ..2025-12-31*",
            "OWNER 2026-01-01..2026-06-30",
            "TENANT 2026-01-01..2026-06-30*",
            "OWNER 2026-07-01..*",
        ],
    ),
    (
        "not a tenant who did not, nor a co-owner",
        {},
        [
            a_party_row(name="示例甲"),
            a_party_row(name="示例丁", liable="no"),
            a_party_row(name="示例丙", role="TENANT"),
        ],
        ["OWNER ..*", "OWNER ..", "TENANT .."],
    ),
]


@pytest.mark.parametrize(
    ("unit", "people", "expected"),
    [row[1:] for row in TIMELINES],
    ids=[row[0] for row in TIMELINES],
)
def test_who_owes(unit: Cells, people: list[Row], expected: list[str]) -> None:
    assert _arrive(a_unit_row(**unit), *people).problems == ()
    assert sorted(_timeline()) == sorted(expected)


def test_a_developer_named_once_owes_for_all_that_is_not_handed_over() -> None:
    developer: Row = ("party", {"community": "示例·云杉里", "name": "示例置业", **DEVELOPER})
    _arrive(
        a_unit_row(owner="示例甲", delivered_on="2025-11-30"),
        a_unit_row("3-2-502", owner="示例乙"),
        a_unit_row("3-2-503"),
        developer,
    )
    assert _timeline() == ["OWNER 2025-12-01..*"]
    assert sorted(_timeline("3-2-502")) == ["DEVELOPER ..*", "OWNER .."]
    assert _timeline("3-2-503") == ["DEVELOPER ..*"]


# What stands against a file.

FINDINGS: list[tuple[list[Row], str, str]] = [
    ([a_unit_row(), a_unit_row()], "room", "estate.room-twice"),
    ([a_unit_row(building_area_m2="-1")], "building_area_m2", "estate.area-not-positive"),
    ([a_unit_row(building_area_m2="0")], "building_area_m2", "estate.area-not-positive"),
    ([a_unit_row(building_area_m2="100001")], "building_area_m2", "estate.area-impossible"),
    ([a_unit_row(building_area_m2="99.999")], "building_area_m2", "estate.area-too-precise"),
    (
        [a_unit_row(usable_area_m2="100.01")],
        "usable_area_m2",
        "estate.usable-area-exceeds-building-area",
    ),
    ([a_unit_row(delivered_on="1949-10-01")], "delivered_on", "estate.delivery-impossible"),
    ([a_unit_row(), a_party_row("9-9-999")], "room", "estate.holder-without-unit"),
    (
        [a_unit_row(), a_party_row(**{"from": "2026-03-16"}, until="2026-03-01")],
        "until",
        "estate.dates-reversed",
    ),
    (
        [a_unit_row(), a_party_row(name="示例甲"), a_party_row(name="示例乙")],
        "name",
        "estate.owners-overlap",
    ),
    (
        [a_unit_row(owner="示例甲"), a_party_row(name="示例乙")],
        "owner",
        "estate.owner-disagrees",
    ),
    (
        [a_unit_row(), ("tariff", {"community": "示例·云杉里", "kind": "PROPERTY_FEE"})],
        "price",
        "estate.tariff-without-price",
    ),
    (
        [
            a_unit_row(),
            (
                "tariff",
                {"community": "示例·云杉里", "kind": "LIFT", "building": "9", "price": "1"},
            ),
        ],
        "building",
        "estate.building-unknown",
    ),
]


@pytest.mark.parametrize(("rows", "column", "code"), FINDINGS, ids=[row[2] for row in FINDINGS])
def test_a_finding_keeps_the_whole_file_out(rows: list[Row], column: str, code: str) -> None:
    assert (column, code) in _found(*rows, a_unit_row("1-1-101"))
    assert queries.communities() == []


def test_every_finding_is_worded_with_its_facts() -> None:
    from qingshou.interfaces import wording

    for rows, _, _ in FINDINGS:
        for problem in _arrive(*rows).problems:
            assert "{" not in wording.say(problem.code, dict(problem.facts))


# Prices.

SERVICE_FEE: Cells = {
    "community": "示例·云杉里",
    "kind": "PROPERTY_FEE",
    "kind_name": "物业服务费",
    "basis": "BUILDING_AREA",
    "price_unit": "元/㎡·月",
    "usages": "RESIDENTIAL",
}
PRICES: list[Row] = [
    ("tariff", {**SERVICE_FEE, "price": "2.50", "from": "2024-09-01"}),
    ("tariff", {**SERVICE_FEE, "price": "2.80", "from": "2026-01-01"}),
]


def test_a_price_list_comes_in_once() -> None:
    first = _arrive(a_unit_row(), *PRICES)
    assert first.problems == ()
    assert (first.totals["tariffs"], first.totals["prices"]) == (1, 2)
    again = _arrive(a_unit_row(), *PRICES)
    assert again.problems == ()
    assert (again.totals["prices"], again.totals["unchanged"]["prices"]) == (0, 2)


def test_prices_that_overlap_keep_the_whole_file_out() -> None:
    other = (
        "tariff",
        {**SERVICE_FEE, "price": "3.00", "from": "2025-01-01", "until": "2027-01-01"},
    )
    [problem] = _arrive(a_unit_row(), *PRICES, other).problems
    assert (problem.sheet, problem.code) == ("收费标准", "tariffs.prices-overlap")
    assert queries.communities() == []


def test_shared_costs_and_readings_come_in() -> None:
    here = {"community": "示例·云杉里"}
    metered = {**here, "kind": "WATER", "basis": "METER", "price": "3.20", "price_unit": "元/吨"}
    shared = {**here, "kind": "WATER_SHARE", "basis": "SHARE"}
    reading = {**here, "code": "3-2-501", "kind": "WATER", "on": "2026-08-31", "value": "120.5"}
    pool = {**here, "kind": "WATER_SHARE", "period": "2026-08-01", "amount": "1234.56"}
    arrival = _arrive(
        a_unit_row(), ("tariff", metered), ("tariff", shared), ("reading", reading),
        ("share_pool", pool),
    )  # fmt: skip
    assert arrival.problems == ()
    assert (arrival.totals["readings"], arrival.totals["share_pools"]) == (1, 1)


# The file comes again.


def test_what_is_known_is_left() -> None:
    rows = [a_unit_row(owner="示例甲", phone="13800130001"), a_unit_row("3-2-502", owner="示例乙")]
    _arrive(*rows)
    again = _arrive(*rows, a_unit_row("3-2-503", owner="示例丙"))
    assert again.problems == ()
    assert again.totals["unchanged"]["units"] == 2
    assert again.totals["unchanged"]["tenures"] == 2
    assert (again.totals["units"], again.totals["tenures"], again.totals["parties"]) == (1, 1, 1)


def test_another_area_is_a_finding_with_both_values() -> None:
    _arrive(a_unit_row())
    [problem] = _arrive(a_unit_row(building_area_m2="101.50")).problems
    assert problem.facts == {
        "unit": "3-2-501",
        "key": "building_area_m2",
        "known": "100.00",
        "told": "101.50",
    }


def test_another_owner_without_a_date_is_a_finding() -> None:
    _arrive(a_unit_row(owner="示例甲"))
    [problem] = _arrive(a_unit_row(owner="示例乙")).problems
    assert problem.code == "estate.tenure-differs"
    assert (problem.facts["known"], problem.facts["told"]) == ("示例甲 ..", "示例乙 ..")


@pytest.mark.parametrize("seller", [{"until": "2026-03-16"}, None], ids=["ended", "left out"])
def test_a_dated_change_of_owner_comes_through(seller: Cells | None) -> None:
    _arrive(a_unit_row(owner="示例甲"))
    rows = [a_party_row(name="示例乙", **{"from": "2026-03-16"})]
    rows += [a_party_row(name="示例甲", **seller)] if seller else []
    arrival = _arrive(a_unit_row(), *rows)
    assert arrival.problems == ()
    assert arrival.totals["tenures_ended"] == 1
    assert _timeline() == ["OWNER ..2026-03-15*", "OWNER 2026-03-16..*"]


# Taken back.


def test_a_registry_is_taken_back_and_let_in_again() -> None:
    rows = [a_unit_row(owner="示例甲", phone="13800130001")]
    first = a_staged_file(*rows)
    facts: dict[str, Any] = {"actor": SYSTEM, "today": TODAY}
    registry_arrives.arrive(import_id=first, preview=False, **facts)
    counts = registry_arrives.withdraw(import_id=first, **facts).totals
    assert (counts["unit"], counts["tenure"], counts["party"]) == (1, 1, 1)
    with pytest.raises(queries.UnitUnknown):
        queries.unit_anywhere(text="3-2-501")
    again = _arrive(*rows)
    assert (again.problems, again.totals["units"]) == ((), 1)


def test_a_registry_that_others_build_on_stays() -> None:
    first = a_staged_file(a_unit_row(owner="示例甲"))
    registry_arrives.arrive(import_id=first, actor=SYSTEM, today=TODAY, preview=False)
    _arrive(a_unit_row(), a_party_row(name="示例乙", **{"from": "2026-03-16"}))
    with pytest.raises(registry_arrives.departure.RegistryInUse) as refused:
        registry_arrives.withdraw(import_id=first, actor=SYSTEM, today=TODAY)
    assert refused.value.facts["later"] == 1


def test_a_registry_with_charges_and_contacts_stays() -> None:
    from tests.contexts.dunning.arrears import owe

    first = a_staged_file(a_unit_row(owner="示例甲"))
    registry_arrives.arrive(import_id=first, actor=SYSTEM, today=TODAY, preview=False)
    card = queries.unit_anywhere(text="3-2-501")
    key = {"community_id": card.community_id, "unit_id": card.unit_id}
    holder = queries.liable(**key, on=TODAY)
    assert holder is not None and holder.account_id is not None
    owe(card.community_id, [(holder.account_id, date(2026, 8, 25), 25_000)])
    with pytest.raises(registry_arrives.departure.RegistryInUse) as refused:
        registry_arrives.withdraw(import_id=first, actor=SYSTEM, today=TODAY)
    assert (refused.value.facts["charges"], refused.value.facts["receipts"]) == (1, 0)
