"""Price lists come in, resolve to the nearest price, and are withdrawn."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from tests.builders.estate import a_community, a_unit
from tests.builders.tariffs import a_price_list

from qingshou.kernel.refusals import Refusal
from qingshou.tariffs import operations, queries
from qingshou.tariffs.models import Price, SharePool, Tariff

pytestmark = pytest.mark.django_db
FEE = {"kind": "PROPERTY_FEE", "kind_name": "物业服务费", "price_unit": "元/㎡·月"}


def in_force(community_id: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT scope_id, effective_from::text, effective_until::text, price::text,"
            " former_price::float::text FROM tariffs_prices_in_force(%s)"
            " ORDER BY scope_id, effective_from",
            [community_id],
        )
        return cursor.fetchall()


def test_rows_that_differ_in_price_are_prices_of_one_tariff():
    community = a_community()
    defined = a_price_list(
        community_id=community.id,
        rows=[
            FEE | {"price": "2.20", "from": "2024-01-01"},
            FEE | {"price": "2.50", "from": "2025-07-01"},
            FEE | {"price": "5.00", "from": "2024-01-01", "usages": "SHOP"},
        ],
    )
    assert (defined.kinds, defined.tariffs, defined.prices) == (1, 2, 3)
    homes = Tariff.objects.get(code="PROPERTY_FEE-1")
    ends = Price.objects.filter(tariff_id=homes.id).order_by("price")
    assert [price.effective.upper for price in ends] == [date(2025, 7, 1), None]
    assert queries.kind_names() == {"PROPERTY_FEE": "物业服务费"}


def test_the_nearest_price_wins_and_gaps_stay_gaps():
    community = a_community()
    unit = a_unit(community_id=community.id, code="1-1-101")
    a_price_list(
        community_id=community.id,
        rows=[
            FEE | {"price": "2.00", "from": "2025-01-01", "until": "2026-01-01"},
            FEE | {"price": "3.00", "from": "2025-04-01", "building_id": unit.building_id},
            FEE
            | {"price": "1.00", "from": "2025-06-01", "until": "2025-07-01", "unit_id": unit.id},
        ],
    )
    all_others, building, own = 0, unit.building_id, unit.id
    assert in_force(community.id) == sorted(
        [
            (all_others, "2025-01-01", "2026-01-01", "2.0000", None),
            (building, "2025-01-01", "2025-04-01", "2.0000", None),
            (building, "2025-04-01", "infinity", "3.0000", "2"),
            (own, "2025-01-01", "2025-04-01", "2.0000", None),
            (own, "2025-04-01", "2025-06-01", "3.0000", "2"),
            (own, "2025-06-01", "2025-07-01", "1.0000", "3"),
            (own, "2025-07-01", "infinity", "3.0000", "1"),
        ]
    )


def test_a_later_list_ends_the_standing_price_and_undo_opens_it_again():
    community = a_community()
    a_price_list(community_id=community.id, rows=[FEE | {"price": "2", "from": "2024-01-01"}])
    later = FEE | {"price": "3", "from": "2026-01-01"}
    defined = a_price_list(community_id=community.id, rows=[later], import_id=77)
    assert (defined.tariffs, defined.prices) == (0, 1)
    assert [row[1:4] for row in in_force(community.id)] == [
        ("2024-01-01", "2026-01-01", "2.0000"),
        ("2026-01-01", "infinity", "3.0000"),
    ]
    operations.withdraw_import(import_id=77)
    assert [row[1:4] for row in in_force(community.id)] == [("2024-01-01", "infinity", "2.0000")]


@pytest.mark.parametrize(
    ("rows", "code", "facts"),
    [
        ([{"price": None}], "tariffs.definition-unreadable", {"field": "price"}),
        ([{"price_unit": "元/光年"}], "tariffs.definition-unreadable", {"field": "price_unit"}),
        ([{"proration": "天"}], "tariffs.definition-unreadable", {"field": "proration"}),
        ([{"due_rule": "某日"}], "tariffs.definition-unreadable", {"field": "due_rule"}),
        ([{"tax_rate": "6"}], "tariffs.definition-unreadable", {"field": "tax_rate"}),
        ([{"basis": "HOUSEHOLD"}], "tariffs.definition-unreadable", {"field": "price_unit"}),
        ([{"until": "2023-01-01"}], "tariffs.definition-unreadable", {"field": "until"}),
        (
            [{"until": "2025-06-01"}, {"from": "2025-01-01"}],
            "tariffs.prices-overlap",
            {"start": date(2025, 1, 1)},
        ),
    ],
)
def test_a_bad_list_is_refused(rows, code, facts):
    good = FEE | {"price": "2", "from": "2024-01-01"}
    with pytest.raises(Refusal) as refused:
        a_price_list(community_id=a_community().id, rows=[good | row for row in rows])
    assert refused.value.code == code
    assert refused.value.facts.items() >= facts.items()


def test_due_tariffs_know_cycle_and_due_day():
    community = a_community()
    a_price_list(
        community_id=community.id,
        rows=[
            FEE | {"price": "2", "from": "2026-02-01", "cycle": "QUARTER", "due_rule": "DAY:25"},
            {"kind": "CARD", "price": "50", "price_unit": "元/次", "from": "2026-03-10"},
        ],
    )

    def due(month: date) -> list[tuple[str, str]]:
        found = queries.due_tariffs(community_id=community.id, month=month)
        return [(one.kind, one.stretch.name) for one in found]

    assert due(date(2026, 1, 1)) == [("PROPERTY_FEE", "2026-02-01..2026-03-31")]
    assert due(date(2026, 3, 1)) == [
        ("CARD", "2026-03-10..2026-03-31"),
        ("PROPERTY_FEE", "2026-02-01..2026-03-31"),
    ]
    assert due(date(2025, 12, 1)) == []


def test_pools_and_readings_need_a_tariff_of_their_kind():
    community = a_community()
    unit = a_unit(community_id=community.id)
    a_price_list(
        community_id=community.id,
        rows=[
            {"kind": "WATER_SHARE", "basis": "SHARE", "from": "2026-01-01"},
            {"kind": "WATER", "price": "4.1", "price_unit": "元/吨", "from": "2026-01-01"},
        ],
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE pools ON COMMIT DROP AS SELECT %s::bigint AS community_id,"
            " 'WATER_SHARE' AS kind, '2026-01' AS period, '812.35' AS amount, NULL AS weight",
            [community.id],
        )
        cursor.execute(
            "CREATE TEMP TABLE readings ON COMMIT DROP AS SELECT %s::bigint AS community_id,"
            " %s::bigint AS unit_id, 'WATER' AS kind, NULL AS meter, day AS \"on\","
            " value FROM (VALUES ('2026-01-01', '10.5'), ('2026-02-01', '12')) read (day, value)",
            [community.id, unit.id],
        )
    assert operations.add_pools_from(relation="pools") == 1
    assert SharePool.objects.get().amount_fen == 81235
    assert operations.record_readings_from(relation="readings") == 2
    assert operations.record_readings_from(relation="readings") == 0
    with pytest.raises(Refusal, match=r"tariffs.no-such-tariff"):
        operations.record_readings_from(relation="pools")
