"""Public reads of the tariffs: values, never rows."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from qingshou.estate.rules.kinds import Usage
from qingshou.kernel.calendar import add_months
from qingshou.kernel.period import Period
from qingshou.tariffs.models import ChargeKind, Tariff
from qingshou.tariffs.rules.cycles import Cycle, cycle_around
from qingshou.tariffs.rules.due_dates import read_due_rule
from qingshou.tariffs.rules.due_tariffs import DueTariff
from qingshou.tariffs.rules.kinds import Basis
from qingshou.tariffs.rules.proration import Per, Proration
from qingshou.tariffs.rules.rounding import steps_of
from qingshou.tariffs.rules.working_days import is_working_day


def due_tariffs(*, community_id: int, month: date) -> list[DueTariff]:
    """List the tariffs that a billing run of a month (its first day) looks at, by code."""
    rows = Tariff.objects.live().filter(
        community_id=community_id, active__overlap=(_earliest(month), add_months(month, 12))
    )
    found = (_due(row, month) for row in rows.order_by("code"))
    return [tariff for tariff in found if tariff is not None]


def kind_names() -> dict[str, str]:
    """Tell the name of every charge kind by its code."""
    return dict(ChargeKind.objects.order_by("code").values_list("code", "name"))


def _earliest(month: date) -> date:
    return cycle_around(month, Cycle.YEAR).start


def _due(row: Tariff, month: date) -> DueTariff | None:
    stretch = _stretch(row, month)
    if stretch is None:
        return None
    return DueTariff(
        tariff_id=row.id,
        code=row.code,
        kind=row.kind,
        basis=Basis(row.basis),
        per=Per(row.per),
        proration=Proration(row.proration),
        rounding=steps_of(row.rounding),
        formula=row.formula,
        usages=tuple(row.usages) or tuple(usage.value for usage in Usage),
        in_advance=row.in_advance,
        stretch=stretch,
        due_on=read_due_rule(row.due_rule).on(month, is_working_day),
        tax_rate=Fraction(row.tax_rate),
    )


def _stretch(row: Tariff, month: date) -> Period | None:
    cycle = cycle_around(month, Cycle(row.cycle))
    start, until = row.active.lower, row.active.upper
    if row.per == Per.ONCE and row.basis not in (Basis.METER, Basis.SHARE):
        if start is None or start.replace(day=1) != month:
            return None
        cycle = Period(start, add_months(month, 1))
    start, until = max(start or cycle.start, cycle.start), min(until or cycle.until, cycle.until)
    return Period(start, until) if start < until else None
