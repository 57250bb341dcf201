"""Counting all figures of a report in a few passes over the books."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction

from qingshou.kernel.period import Period
from qingshou.reports.figures import windows
from qingshou.reports.figures.counts import count
from qingshou.reports.figures.places import places_of
from qingshou.reports.figures.scope import Scope
from qingshou.reports.figures.tables import Tables
from qingshou.reports.figures.values import Figures

_SETTINGS = (
    "SET LOCAL work_mem = '192MB'",
    "SET LOCAL hash_mem_multiplier = 2",
    "SET LOCAL default_statistics_target = 10",
    "SET LOCAL enable_mergejoin = off",  # temporary tables have no order worth sorting for
    "SET LOCAL parallel_setup_cost = 100",  # the passes over the books are worth a second process
    "SET LOCAL parallel_tuple_cost = 0.01",
)


def compute(*, scope: Scope, period: Period, as_of: date) -> Figures:
    """Count every figure of the catalogue for a scope and a period as of a day.

    All of them see the books at one moment. The books are told as of ``as_of``, which may be
    any past day: what was posted or settled later does not count.
    """
    tables = Tables(
        communities=scope.ids,
        as_of=as_of,
        windows=windows.compared(period, as_of),
        months=windows.trend(as_of),
        periods=windows.history(period),
    )
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        with connection.cursor() as cursor:
            if outermost:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            for setting in _SETTINGS:
                cursor.execute(setting)
        tables.make()
        counts = count(tables)
    return Figures(
        scope=scope,
        period=period,
        as_of=as_of,
        tables=tables,
        counts=counts,
        places=places_of(scope),
    )
