"""Billing runs on the real ledger."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from tests.builders.estate import a_community, a_unit, an_owner
from tests.builders.tariffs import a_price_list

from qingshou.billing import operations
from qingshou.billing.models import Parked, Run
from qingshou.billing.rules.outcomes import Billed, Outcome
from qingshou.estate.models import Tenure
from qingshou.kernel.money import Money
from qingshou.kernel.period import Period, month
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import operations as ledger
from qingshou.ledger.models import Credit, OpenItem
from qingshou.ledger.operations import Payment
from qingshou.ledger.rules.chart import Channel
from qingshou.platform.identity import Actor
from qingshou.tariffs import operations as tariffs
from qingshou.tariffs.models import Tariff

pytestmark = pytest.mark.django_db
ACTOR = Actor("tester")
FEE = {"kind": "PROPERTY_FEE", "price": "2.5", "price_unit": "元/㎡·月", "from": "2024-01-01"}
WASTE = {"kind": "WASTE", "price": "6", "price_unit": "元/户·月", "from": "2024-01-01"}
JANUARY = month(2026, 1)


def a_home(community_id: int, code: str = "3-2-501", **more: Any) -> Any:
    unit = a_unit(community_id=community_id, code=code, **more)
    return unit, an_owner(unit=unit, since=date(2020, 1, 1))


def bill(community_id: int, period: Period = JANUARY, **more: Any) -> Billed:
    return operations.bill(
        community_id=community_id, period=period, on=period.start, actor=ACTOR, **more
    )


def preview(community_id: int, period: Period = JANUARY) -> Billed:
    return operations.preview(community_id=community_id, period=period, on=period.start)


def lines(community_id: int) -> list[tuple[Any, ...]]:
    rows = OpenItem.objects.filter(community_id=community_id, nature="CHARGE").order_by(
        "period_from", "kind", "account_id", "edition"
    )
    return [(row.kind, str(row.period_from), str(row.period_until), row.amount_fen) for row in rows]


def reasons(billed: Billed) -> dict[str, int]:
    return {parked.reason.value: parked.units for parked in billed.parked}


def test_a_month_is_billed_once_and_the_preview_tells_the_truth():
    community = a_community()
    a_home(community.id, area_m2="87.53")
    a_price_list(community_id=community.id, rows=[FEE, WASTE])
    shown = preview(community.id)
    assert not Run.objects.exists() and not OpenItem.objects.exists()
    billed = bill(community.id, shown_digest=shown.digest)
    assert (billed.outcome, billed.lines, billed.units, billed.total.yuan) == (
        Outcome.POSTED, 2, 1, "224.83",
    )  # fmt: skip
    assert shown.digest == billed.digest == Run.objects.get().digest
    assert lines(community.id) == [
        ("PROPERTY_FEE", "2026-01-01", "2026-02-01", 21883),
        ("WASTE", "2026-01-01", "2026-02-01", 600),
    ]
    item = OpenItem.objects.get(kind="PROPERTY_FEE")
    assert (item.tax_fen, item.due_on, item.posted_on) == (
        1239, date(2026, 1, 31), date(2026, 1, 1),
    )  # fmt: skip
    again = bill(community.id)
    assert (again.outcome, again.lines, again.billed_before) == (Outcome.NOTHING_NEW, 0, 2)
    assert Run.objects.count() == 1


def test_an_outdated_preview_is_refused():
    community = a_community()
    a_home(community.id)
    a_price_list(community_id=community.id, rows=[FEE])
    shown = preview(community.id)
    a_home(community.id, "3-2-502")
    with pytest.raises(operations.PreviewOutdated):
        bill(community.id, shown_digest=shown.digest)


def test_a_quarter_is_billed_in_its_first_or_last_month_and_joiners_when_they_join():
    community = a_community()
    unit = a_unit(community_id=community.id, area_m2="100")
    an_owner(unit=unit, since=date(2020, 1, 1), until=date(2026, 2, 10))
    an_owner(unit=unit, since=date(2026, 2, 10))
    a_price_list(
        community_id=community.id,
        rows=[
            FEE | {"cycle": "QUARTER"},
            WASTE | {"cycle": "QUARTER", "in_advance": "no"},
        ],
    )
    found, known = {}, []
    for number in (1, 2, 3):
        bill(community.id, month(2026, number))
        found[number] = [line for line in lines(community.id) if line not in known]
        known += found[number]
    assert found == {
        1: [("PROPERTY_FEE", "2026-01-01", "2026-02-10", 33036)],
        2: [
            ("WASTE", "2026-01-01", "2026-02-10", 793),
            ("PROPERTY_FEE", "2026-02-10", "2026-04-01", 41964),
        ],
        3: [("WASTE", "2026-02-10", "2026-04-01", 1007)],
    }


def test_a_bad_unit_is_set_aside_and_billed_when_repaired():
    community = a_community()
    a_home(community.id)
    unit, _ = a_home(community.id, "3-2-502", area_m2="0")
    a_unit(community_id=community.id, code="3-2-503")
    a_price_list(community_id=community.id, rows=[FEE, WASTE])
    billed = bill(community.id)
    assert (billed.lines, reasons(billed)) == (2, {"AREA_MISSING": 1, "NOBODY_LIABLE": 1})
    assert Parked.objects.count() == 2
    unit.building_area_m2 = 80
    unit.save(update_fields=["building_area_m2"])
    again = bill(community.id)
    assert (again.outcome, again.lines, again.total.yuan) == (Outcome.POSTED, 2, "206.00")
    assert again.billed_before == 2
    assert [run.number for run in Run.objects.order_by("number")] == [1, 2]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        # A tenfold price; a gap between prices; two tariffs of one kind; more than fifteen lines.
        ([FEE, FEE | {"price": "25", "from": "2026-01-01"}], "PRICE_JUMPED"),
        ([FEE, FEE | {"price": "0.25", "from": "2026-01-16"}], "PRICE_JUMPED"),
        (
            [FEE | {"until": "2026-01-10"}, FEE | {"from": "2026-01-12"}],
            "NO_PRICE",
        ),
        ([FEE, FEE | {"price_unit": "元/㎡·年"}], "OVERLAPPING"),
        ([WASTE | {"kind": f"KIND{number}"} for number in range(16)], "TOO_MANY_LINES"),
        ([FEE | {"price": "200000"}], "AMOUNT_IMPLAUSIBLE"),
        (
            [{"kind": "LIFT", "basis": "FORMULA", "formula": "floor * 2", "from": "2024-01-01"}],
            "FORMULA_FAILS",
        ),
    ],
)
def test_bounds(rows, reason):
    community = a_community()
    a_home(community.id)
    a_price_list(community_id=community.id, rows=rows)
    billed = bill(community.id)
    assert (billed.lines, reasons(billed)) == (0, {reason: 1})


def test_a_jump_that_is_meant_is_accepted_once_and_then_known():
    community = a_community()
    a_home(community.id)
    a_price_list(community_id=community.id, rows=[FEE, FEE | {"price": "25", "from": "2026-01-01"}])
    assert bill(community.id, accept_jumps=True).total.yuan == "2500.00"
    assert bill(community.id, month(2026, 2)).total.yuan == "2500.00"


def test_a_striking_total_warns():
    community = a_community()
    a_home(community.id)
    a_price_list(
        community_id=community.id, rows=[FEE, FEE | {"price": "3.5", "from": "2026-02-01"}]
    )
    assert bill(community.id).changes == ()
    (change,) = bill(community.id, month(2026, 2)).changes
    assert (change.kind, change.percent) == ("PROPERTY_FEE", 40)


def test_a_reversed_month_is_billed_again_in_another_edition():
    community = a_community()
    a_home(community.id)
    a_price_list(community_id=community.id, rows=[FEE])
    first = bill(community.id)
    taken = operations.reverse_month(
        community_id=community.id,
        period=JANUARY,
        on=date(2026, 1, 20),
        because="面积更正",
        actor=ACTOR,
    )
    assert (taken.runs, taken.lines, taken.total.yuan) == (1, 1, "250.00")
    assert Credit.objects.get().nature == "REVERSAL"
    second = bill(community.id)
    assert (second.outcome, second.digest) == (Outcome.POSTED, first.digest)
    assert [item.edition for item in OpenItem.objects.order_by("edition")] == [0, 1]
    assert bill(community.id).outcome is Outcome.NOTHING_NEW


def test_what_cannot_be_reversed_is_refused():
    community = a_community()
    asked = {"community_id": community.id, "period": JANUARY, "actor": ACTOR}
    with pytest.raises(Refusal, match="no-run-to-reverse"):
        operations.reverse_month(on=date(2026, 1, 2), because="x", **asked)
    a_home(community.id)
    a_price_list(community_id=community.id, rows=[FEE])
    bill(community.id)
    with pytest.raises(Refusal, match="reason-missing"):
        operations.reverse_month(on=date(2026, 1, 2), because=" ", **asked)
    with pytest.raises(Refusal, match="reversal-before-run"):
        operations.reverse_month(on=date(2025, 1, 2), because="x", **asked)


def test_meters_and_pools():
    community = a_community()
    homes = [a_home(community.id, f"1-1-{100 + number}")[0] for number in (1, 2, 3)]
    a_price_list(
        community_id=community.id,
        rows=[
            {"kind": "WATER_SHARE", "basis": "SHARE", "from": "2024-01-01"},
            {"kind": "WATER", "price": "4.15", "price_unit": "元/吨", "from": "2024-01-01"},
        ],
    )
    readings = [
        (homes[0], "2025-12-31", "10"), (homes[0], "2026-01-31", "13.5"),
        (homes[1], "2025-12-31", "20"), (homes[1], "2026-01-31", "19"),
        (homes[2], "2025-12-31", "20"),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE readings (community_id bigint, unit_id bigint,"
            ' kind text, meter text, "on" text, value text)'
        )
        for unit, on, value in readings:
            cursor.execute("INSERT INTO readings VALUES (%s, %s, 'WATER', NULL, %s, %s)",
                           [community.id, unit.id, on, value])  # fmt: skip
        cursor.execute("CREATE TEMP TABLE pools AS SELECT %s::bigint AS community_id,"
                       " 'WATER_SHARE' AS kind, '2026-01' AS period, '1.00' AS amount,"
                       " NULL AS weight", [community.id])  # fmt: skip
    tariffs.record_readings_from(relation="readings")
    tariffs.add_pools_from(relation="pools")
    billed = bill(community.id)
    assert reasons(billed) == {"METER_ROLLED_BACK": 1, "READING_MISSING": 1}
    assert lines(community.id) == [
        ("WATER", "2026-01-01", "2026-02-01", 1453),
        ("WATER_SHARE", "2026-01-01", "2026-02-01", 34),
    ]


def test_a_period_that_is_no_month_and_a_month_without_tariffs_are_refused():
    community = a_community()
    with pytest.raises(Refusal, match="period-is-no-month"):
        bill(community.id, Period.named("2026Q1"))
    with pytest.raises(Refusal, match="nothing-to-bill"):
        bill(community.id)


def test_exceptions_of_single_units_and_prices_of_a_building():
    community = a_community()
    spared, _ = a_home(community.id, "1-1-101")
    halved, _ = a_home(community.id, "1-1-102")
    other, _ = a_home(community.id, "2-1-101")
    shop, _ = a_home(community.id, "1-1-S1", usage="SHOP")
    a_price_list(
        community_id=community.id,
        rows=[
            FEE | {"usages": "RESIDENTIAL"},
            FEE | {"usages": "RESIDENTIAL", "price": "3", "building_id": other.building_id},
        ],
    )
    tariff = Tariff.objects.get()
    for unit, included, factor, since, until in (
        (spared, False, "1", date(2026, 1, 16), date(2026, 1, 26)),
        (halved, True, "0.5", date(2026, 1, 11), None),
        (shop, True, "2", None, None),
    ):
        tariffs.assign_unit(
            community_id=community.id, unit_id=unit.id, tariff_id=tariff.id, included=included,
            since=since, until=until, factor=Decimal(factor),
        )  # fmt: skip
    billed = bill(community.id)
    codes = {tenure.account_id: tenure.unit_id for tenure in Tenure.objects.all()}
    found = {
        (codes[item.account_id], str(item.period_from)): item.amount_fen
        for item in OpenItem.objects.all()
    }
    assert not billed.parked
    assert found == {
        (spared.id, "2026-01-01"): 12097,
        (spared.id, "2026-01-26"): 4839,
        (halved.id, "2026-01-01"): 8065,
        (halved.id, "2026-01-11"): 8468,
        (other.id, "2026-01-01"): 30000,
        (shop.id, "2026-01-01"): 50000,
    }


def test_days_owed_at_the_opening_are_not_billed_again():
    community = a_community()
    _, owner = a_home(community.id)
    a_price_list(community_id=community.id, rows=[FEE])
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE opening AS SELECT %s::bigint AS account_id, 'PROPERTY_FEE' AS kind,"
            " DATE '2025-07-01' AS period_from, DATE '2026-02-01' AS period_until,"
            " DATE '2026-01-31' AS due_on, 150000::bigint AS amount_fen",
            [owner.account_id],
        )
    ledger.post_opening_from(
        community_id=community.id, arrears="opening", on=date(2025, 12, 31),
        source_ref="import:1", actor=ACTOR,
    )  # fmt: skip
    assert reasons(bill(community.id)) == {"OVERLAPPING": 1}
    assert bill(community.id, month(2026, 2)).lines == 1


def test_money_paid_ahead_settles_what_a_run_posts():
    community = a_community()
    _, tenure = a_home(community.id, area_m2="100.00")
    a_price_list(community_id=community.id, rows=[FEE])
    ledger.receive(
        community_id=community.id,
        account_id=tenure.account_id,
        payment=Payment(Money.from_yuan("300.00"), Channel.CASH, date(2025, 12, 20)),
        source_ref="desk:1",
        actor=ACTOR,
    )
    offset = bill(community.id).offset
    assert (offset.settlements, offset.amount) == (1, Money.from_yuan("250.00"))
    item, credit = OpenItem.objects.get(), Credit.objects.get()
    assert (item.settled_fen, item.closed_on) == (25000, date(2026, 1, 1))
    assert credit.amount_fen - credit.used_fen == 5000
