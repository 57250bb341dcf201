"""The run in SQL and the rule in Python charge the same fen, line by line."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from tests.builders.estate import a_community, a_unit, an_owner
from tests.builders.tariffs import a_price_list

from qingshou.billing import operations
from qingshou.billing.models import Parked
from qingshou.billing.rules.bills import bill
from qingshou.kernel.money import Money
from qingshou.kernel.period import Period, month
from qingshou.platform.identity import Actor
from qingshou.tariffs.models import Price
from qingshou.tariffs.queries import due_tariffs
from qingshou.tariffs.rules.charges import PriceFrom, Terms, charge
from qingshou.tariffs.rules.cycles import billed_in
from qingshou.tariffs.rules.due_tariffs import DueTariff
from qingshou.tariffs.rules.formulas import read_formula
from qingshou.tariffs.rules.kinds import Basis
from qingshou.tariffs.rules.proration import Per, Proration, parts_of, time_in
from qingshou.tariffs.rules.taxes import tax_within

pytestmark = pytest.mark.django_db
ROUNDINGS = [
    "FEN:LINE", "FEN:LINE", "JIAO:LINE", "YUAN:MONTH", "FEN:MONTH", "YUAN:TOTAL", "JIAO:TOTAL",
    "JIAO:MONTH;YUAN:TOTAL", "FEN:LINE;YUAN:TOTAL", "JIAO:LINE;YUAN:LINE",
]  # fmt: skip
FORMULAS = ["price * area / 7 + floor", "max(area, 60) * price * (1 + (floor - 1) * 0.02) / 3"]


def a_random_community(dice: random.Random) -> tuple[int, list[tuple[Any, list[Any]]]]:
    community = a_community()
    rows = []
    for number in range(dice.randint(2, 4)):
        unit, basis = dice.choice(
            [("元/㎡·月", ""), ("元/㎡·年", ""), ("元/户·月", ""), ("元/季", ""), ("元/㎡·日", ""),
             ("元/次", ""), ("元/月", "FORMULA")]
        )  # fmt: skip
        start = date(2025, 12, 1) + timedelta(days=dice.randint(0, 90))
        row = {
            "kind": f"KIND{number}",
            "price_unit": unit,
            "basis": basis or None,
            "formula": dice.choice(FORMULAS),
            "cycle": dice.choice(["MONTH", "QUARTER", "HALF_YEAR"]),
            "in_advance": dice.choice(["yes", "no"]),
            "proration": dice.choice(list(Proration)).value,
            "rounding": dice.choice(ROUNDINGS),
            "tax_rate": dice.choice(["0.06", "0.03", "0"]),
            "factor": dice.choice(["1", "0.7", "1.1234"]),
            "price": str(Decimal(dice.randint(1, 99999)).scaleb(-4)),
            "from": "2024-01-01" if dice.random() < 0.6 or unit == "元/次" else start.isoformat(),
        }
        if unit == "元/㎡·日":
            row["cycle"] = "MONTH"
        if unit == "元/次":
            row["from"] = date(2026, dice.randint(1, 3), dice.randint(1, 28)).isoformat()
        rows.append(row)
        if dice.random() < 0.5 and unit != "元/次":
            later = date(2026, 1, 1) + timedelta(days=dice.randint(0, 150))
            rows.append(
                row | {"price": str(round(Decimal(row["price"]) * 13 / 10, 4)), "from": str(later)}
            )
    a_price_list(community_id=community.id, rows=rows)
    homes = []
    for number in range(6):
        area = str(Decimal(dice.randint(100, 30000)).scaleb(-2))
        unit = a_unit(community_id=community.id, code=f"1-1-{number}", area_m2=area,
                      floor=dice.randint(1, 33))  # fmt: skip
        sold = date(2026, 1, 1) + timedelta(days=dice.randint(0, 120))
        first = an_owner(unit=unit, since=date(2020, 1, 1), until=sold)
        homes.append((unit, [first, an_owner(unit=unit, since=sold)]))
    return community.id, homes


def expected(tariffs: list[DueTariff], unit: Any, tenure: Any, first: date) -> list[Any]:
    """Bill one account by the rules in Python."""
    charges, kinds = [], []
    for tariff in tariffs:
        held = (tenure.held.lower or date.min, tenure.held.upper or date.max)
        start, until = max(held[0], tariff.stretch.start), min(held[1], tariff.stretch.until)
        if start >= until:
            continue
        span = Period(start, until)
        if billed_in(span, in_advance=tariff.in_advance) != first:
            continue
        if tariff.per is Per.ONCE and start != tariff.stretch.start:
            continue
        rows = Price.objects.filter(tariff_id=tariff.tariff_id, building_id__isnull=True)
        prices = [PriceFrom(row.effective.lower, Fraction(row.price)) for row in rows]
        terms = Terms(tariff.proration, tariff.rounding, tariff.per, Fraction(rows[0].factor))
        quantity = Fraction(1)
        if tariff.basis is Basis.BUILDING_AREA:
            quantity = Fraction(unit.building_area_m2)
        if tariff.basis is Basis.FORMULA:
            formula = read_formula(tariff.formula)
            facts = {"area": Fraction(unit.building_area_m2), "floor": Fraction(unit.floor)}
            prices = [
                PriceFrom(price.since, formula.monthly_yuan(facts | {"price": price.price}))
                for price in prices
            ]
        charges.append(charge(period=span, quantity=quantity, prices=prices, terms=terms))
        kinds.append(tariff)
    return [
        (tariff.kind, line.period, line.amount.fen, line.rounding_fen,
         tax_within(Money(line.amount.fen), tariff.tax_rate).fen, line.time)
        for tariff, charged in zip(kinds, bill(charges), strict=True)
        for line in charged.lines
        if line.amount.fen
    ]  # fmt: skip


def drafted() -> dict[int, list[Any]]:
    found = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute("SELECT account_id, kind, period_from, period_until, amount_fen,"
                       " rounding_fen, tax_fen, months_num, months_den FROM billing_line")  # fmt: skip
        for account, kind, start, until, fen, carried, tax, num, den in cursor.fetchall():
            found[account].append(
                (kind, Period(start, until), fen, carried, tax, Fraction(num, den))
            )
    return found


@pytest.mark.parametrize("seed", range(25))
def test_every_line_is_equal(seed):
    dice = random.Random(seed)
    community_id, homes = a_random_community(dice)
    compared = 0
    for number in range(1, 7):
        period = month(2026, number)
        tariffs = due_tariffs(community_id=community_id, month=period.start)
        if not tariffs:
            continue
        shown = operations.preview(community_id=community_id, period=period, on=period.start,
                                   accept_jumps=True)  # fmt: skip
        assert not shown.parked
        found = drafted()
        for unit, tenures in homes:
            for tenure in tenures:
                told = expected(tariffs, unit, tenure, period.start)
                assert sorted(found.get(tenure.account_id, [])) == sorted(told)
                compared += len(told)
        done = operations.bill(community_id=community_id, period=period, on=period.start,
                               actor=Actor("tester"), accept_jumps=True)  # fmt: skip
        assert done.digest == shown.digest
    assert compared > 5 and not Parked.objects.exists()


def test_time_is_counted_as_the_rule_counts():
    dice = random.Random(7)
    for _ in range(400):
        start = date(2023, 12, 1) + timedelta(days=dice.randint(0, 900))
        period = Period(start, start + timedelta(days=dice.randint(1, 400)))
        way = dice.choice(list(Proration))
        per = dice.choice([Per.MONTH, Per.DAY])
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT head + middle + tail FROM billing_time_in(%s, %s, %s, %s)",
                [period.start, period.until, way.value, per is Per.DAY],
            )
            counted = Fraction(cursor.fetchone()[0], 330_760_080)
        assert counted == sum(time_in(part, way, per) for part in parts_of(period, per))
