"""Draws up all lines of a community's month in one statement, into a temporary table.

Unit × tariff × liable account, cut where the price changes. What cannot be charged stays in
the draft without an amount, for ``parking`` to find.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from qingshou.billing.operations import formulas
from qingshou.billing.rules import amounts
from qingshou.billing.rules.amounts import MOMENTS
from qingshou.billing.rules.bills import totals_together
from qingshou.billing.rules.sources import sources
from qingshou.kernel.period import Period
from qingshou.platform.db import transaction_required
from qingshou.tariffs.rules.cycles import billed_in
from qingshou.tariffs.rules.due_tariffs import DueTariff
from qingshou.tariffs.rules.proration import MONTHS_PER, Per


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be drawn up."""

    community_id: int
    month: Period
    edition: int
    run_id: int
    tariffs: tuple[DueTariff, ...]


@transaction_required
def draw_up(*, order: Order) -> None:
    """Fill the draft ``billing_line`` with everything that may be billed in the month."""
    with connection.cursor() as cursor:
        cursor.execute(_DRAFT, {"community_id": order.community_id})
        if not order.tariffs:
            return
        scale = MOMENTS * formulas.evaluate(community_id=order.community_id, tariffs=order.tariffs)
        values = _values(order, scale)
        cursor.execute(f"{_WAYS}; {BY_HASH}", values)
        exceptions, scopes = cursor.fetchone()
        bases = {tariff.basis for tariff in order.tariffs}
        for source, shared in sources(bases, exceptions=exceptions, scopes=scopes):
            cursor.execute(_statement(order.tariffs, source, scale, shared=shared), values)


def _statement(tariffs: Sequence[DueTariff], source: str, scale: int, *, shared: bool) -> str:
    if shared:
        return _INSERT.format(source=source, amounts=_SHARES.format(tax=_TAX))
    exact = amounts.exact_amount(tariffs, scale)
    facts = {"tax": _TAX, "months": _MONTHS, "exact": exact}
    if not amounts.needs_total(tariffs):
        facts["line_fen"] = amounts.line_fen(tariffs, scale)
        return _INSERT.format(source=source, amounts=_BY_LINE.format(**facts))
    by_bill = _BY_BILL.format(
        **facts,
        fen=amounts.whole_fen("exact", scale),
        total=amounts.bill_total(tariffs, scale, "bill_exact"),
    )
    return _INSERT.format(source=source, amounts=by_bill)


def _values(order: Order, scale: int) -> dict[str, Any]:
    return {
        "community_id": order.community_id,
        "month_from": order.month.start,
        "month_until": order.month.until,
        "covers_from": min(tariff.stretch.start for tariff in order.tariffs),
        "covers_until": max(tariff.stretch.until for tariff in order.tariffs),
        "edition": order.edition,
        "run_id": order.run_id,
        "moments": MOMENTS,
        "formulas": scale // MOMENTS,
        "due": json.dumps(_due(order.tariffs, order.month.start)),
    }


def _due(tariffs: Sequence[DueTariff], month: date) -> list[dict[str, Any]]:
    totals: list[object] = []
    return [_due_row(no, tariff, month, totals) for no, tariff in enumerate(tariffs)]


def _due_row(no: int, tariff: DueTariff, month: date, totals: list[object]) -> dict[str, Any]:
    whole = amounts.stretch_of(tariff)
    together = totals_together(tariff.rounding) or no
    if together not in totals:
        totals.append(together)
    return {
        "no": no,
        "tariff_id": tariff.tariff_id,
        "kind": tariff.kind,
        "basis": tariff.basis.value,
        "usages": list(tariff.usages),
        "in_advance": tariff.in_advance,
        "billed_now": billed_in(tariff.stretch, in_advance=tariff.in_advance) == month,
        "stretch_from": tariff.stretch.start.isoformat(),
        "stretch_until": tariff.stretch.until.isoformat(),
        "due_on": tariff.due_on.isoformat(),
        "tax_num": tariff.tax_rate.numerator,
        "tax_den": tariff.tax_rate.denominator,
        "proration": tariff.proration.value,
        "by_day": tariff.per is Per.DAY,
        "once": tariff.per is Per.ONCE,
        "months_per": MONTHS_PER.get(tariff.per, 1),
        "head": whole.head,
        "middle": whole.middle,
        "tail": whole.tail,
        "month": amounts.month_of(tariff),
        "total_no": totals.index(together),
    }


_WAYS = """
SELECT EXISTS (SELECT FROM tariffs__assignment WHERE community_id = %(community_id)s),
       EXISTS (SELECT FROM billing_price WHERE scope_id <> 0)
"""

# The draft touches every unit of a community: joins are by hash, whatever the planner believes
# of tables it has no statistics of. (OFFSET 0 keeps an amount from being computed twice.)
BY_HASH = "SET LOCAL enable_nestloop = off;"
BY_ESTIMATE = "SET LOCAL enable_nestloop = on;"

_DRAFT = """
CREATE TEMP TABLE IF NOT EXISTS billing_line (
    unit_id bigint, account_id bigint, amount_fen bigint, tax_fen bigint, price_id bigint,
    months_num bigint, months_den bigint, rounding_fen bigint, run_id bigint,
    period_from date, period_until date, due_on date, edition smallint, kind text,
    basis text, quantity numeric, price numeric, factor numeric
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS billing_aside (
    unit_id bigint, reason text, facts jsonb
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS billing_price (
    tariff_id bigint, scope_id bigint, effective_from date, effective_until date,
    price_id bigint, price numeric, factor numeric, former_price numeric
) ON COMMIT DELETE ROWS;
DELETE FROM billing_line;
DELETE FROM billing_aside;
DELETE FROM billing_price;
INSERT INTO billing_price SELECT * FROM tariffs_prices_in_force(%(community_id)s)
"""

_INSERT = """
INSERT INTO billing_line (unit_id, account_id, amount_fen, tax_fen, price_id, months_num,
    months_den, rounding_fen, run_id, period_from, period_until, due_on, edition, kind, basis,
    quantity, price, factor)
WITH due AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(%(due)s) AS due (
        no int, tariff_id bigint, kind text, basis text, usages jsonb, in_advance bool,
        billed_now bool, stretch_from date, stretch_until date, due_on date, tax_num bigint,
        tax_den bigint, proration text, by_day bool, once bool, months_per int, head bigint,
        middle bigint, tail bigint, month bigint, total_no int)
), due_usage AS MATERIALIZED (
    SELECT due.*, usage FROM due, jsonb_array_elements_text(due.usages) usage
), {source}
{amounts}
"""

_TAX = "(2 * fen * tax_num + tax_num + tax_den) / (2 * (tax_num + tax_den))"

_SHARES = """
SELECT unit_id, account_id, fen, {tax}, NULL, 1, 1, 0,
       %(run_id)s, pool_month, pool_month + interval '1 month', due_on, %(edition)s, kind,
       'SHARE', weight, NULL, 1
FROM timed
"""

_MONTHS = """
       CASE WHEN time = %(moments)s THEN 1 ELSE time / gcd(time, %(moments)s) END,
       CASE WHEN time = %(moments)s THEN 1 ELSE %(moments)s / gcd(time, %(moments)s) END"""

_BY_LINE = """
SELECT unit_id, account_id, fen, {tax}, price_id, {months}, 0, %(run_id)s,
       line_from, line_until, due_on, %(edition)s, kind, basis, quantity, price, factor
FROM (SELECT timed.*, head + middle + tail AS time, {line_fen}::bigint AS fen
      FROM timed OFFSET 0) rounded
"""

# What is missing from the rounded total of a bill is carried by its largest line; a line that
# would fall below zero gives to the next.
_BY_BILL = """
SELECT unit_id, account_id, fen, {tax}, price_id, {months}, rounding_fen, %(run_id)s,
       line_from, line_until, due_on, %(edition)s, kind, basis, quantity, price, factor
FROM (
    SELECT carried.*, own_fen + carried_fen AS fen, carried_fen AS rounding_fen
    FROM (
        SELECT ranked.*, CASE
            WHEN missing >= 0 THEN CASE WHEN rank = 1 THEN missing ELSE 0 END
            ELSE GREATEST(-own_fen, LEAST(0, missing + larger_fen)) END::bigint AS carried_fen
        FROM (
            SELECT totaled.*, {total}::bigint - bill_fen AS missing,
                   row_number() OVER larger_first AS rank,
                   sum(own_fen) OVER larger_first - own_fen AS larger_fen
            FROM (
                SELECT parts.*, sum(exact) OVER bill AS bill_exact,
                       sum(own_fen) OVER bill AS bill_fen
                FROM (
                    SELECT exacts.*, {fen}::bigint AS own_fen
                    FROM (
                        SELECT timed.*, head + middle + tail AS time, {exact} AS exact FROM timed
                    ) exacts
                ) parts
                WINDOW bill AS (PARTITION BY account_id, total_no)
            ) totaled
            WINDOW larger_first AS (
                PARTITION BY account_id, total_no ORDER BY exact DESC, no, line_from
                ROWS UNBOUNDED PRECEDING)
        ) ranked
    ) carried
) billed
"""
