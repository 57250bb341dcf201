"""Evaluates the company's own formulas, once for every set of facts that occurs, by the rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from django.db import connection

from qingshou.kernel.refusals import Refusal
from qingshou.platform.db import transaction_required
from qingshou.tariffs.rules.due_tariffs import DueTariff
from qingshou.tariffs.rules.formulas import Formula, read_formula
from qingshou.tariffs.rules.kinds import Basis

Row = tuple[int, Any, Any, Any, Any, Fraction]


@transaction_required
def evaluate(*, community_id: int, tariffs: Sequence[DueTariff]) -> int:
    """Fill ``billing_formula`` and tell the common denominator of all results.

    A result is kept times that denominator, a whole number of yuan parts. Facts for which a
    formula fails have no row: their lines stay without an amount.
    """
    if all(tariff.basis is not Basis.FORMULA for tariff in tariffs):
        return 1
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
        found = [
            row
            for no, tariff in enumerate(tariffs)
            if tariff.basis is Basis.FORMULA
            for row in _results(cursor, community_id, no, tariff)
        ]
        denominator = lcm(*(result.denominator for *_, result in found))
        rows = [(*facts, int(result * denominator)) for *facts, result in found]
        if rows:
            cursor.executemany(_INSERT, rows)
    return denominator


def _results(cursor: Any, community_id: int, no: int, tariff: DueTariff) -> Iterator[Row]:
    formula = read_formula(tariff.formula)
    cursor.execute(_FACTS, [community_id, community_id, tariff.tariff_id, list(tariff.usages)])
    for area, usable_area, floor, price in cursor.fetchall():
        result = _result(formula, area, usable_area, floor, price)
        if result is not None:
            yield no, area, usable_area, floor, price, result


def _result(
    formula: Formula, area: Any, usable_area: Any, floor: Any, price: Any
) -> Fraction | None:
    try:
        return formula.monthly_yuan(
            {
                "area": Fraction(area) if area else None,
                "usable_area": Fraction(usable_area) if usable_area > 0 else None,
                "floor": Fraction(floor) if floor != UNKNOWN_FLOOR else None,
                "price": Fraction(price),
            }
        )
    except Refusal:
        return None


UNKNOWN_FLOOR = -999

_TABLE = """
CREATE TEMP TABLE IF NOT EXISTS billing_formula (
    no int, area numeric, usable_area numeric, floor int, price numeric, monthly numeric
) ON COMMIT DELETE ROWS;
CREATE INDEX IF NOT EXISTS billing_formula_by_facts
    ON billing_formula (no, price, area, usable_area, floor);
DELETE FROM billing_formula
"""

_FACTS = """
SELECT DISTINCT unit.building_area_m2, COALESCE(unit.usable_area_m2, -1),
       COALESCE(unit.floor, -999), price.price
FROM estate__unit unit
JOIN tariffs__price price ON price.community_id = %s
WHERE unit.community_id = %s AND price.tariff_id = %s AND unit.usage = ANY(%s)
"""

_INSERT = "INSERT INTO billing_formula VALUES (%s, %s, %s, %s, %s, %s)"
