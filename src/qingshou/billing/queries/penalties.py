"""Penalty terms, and what items and accounts bear as of any day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django.db import connection
from django.db.models import Max

from qingshou.billing.models import PenaltyPostingRule, PenaltyRun, PenaltyTerms
from qingshou.billing.rules.accruals import Debt
from qingshou.billing.rules.accrued import AccountPenalty, BearingItem
from qingshou.billing.rules.day_counts import DayBasis
from qingshou.billing.rules.lpr import Term
from qingshou.billing.rules.penalties import (
    Cap,
    Clause,
    Daily,
    LoanPrimeRate,
    Monthly,
    Rule,
    Settlement,
    Stage,
)
from qingshou.billing.rules.penalty_quotes import Kind
from qingshou.billing.rules.penalty_terms import Terms
from qingshou.kernel.money import Money, RoundingUnit
from qingshou.kernel.period import Period
from qingshou.platform.db.prepared import prepared
from qingshou.tariffs.rules.rounding import Step, Steps


def penalty_terms(*, community_id: int) -> list[Terms]:
    """List the versions of a community, by kind and first day."""
    rows = PenaltyTerms.objects.filter(community_id=community_id)
    return [terms_of(row) for row in rows.order_by("kind", "valid_from")]


def imported_terms(*, import_id: int) -> int:
    """Count the versions a sheet brought."""
    return PenaltyTerms.objects.filter(import_id=import_id).count()


def accrued_until(*, community_id: int) -> date | None:
    """Tell the day up to which penalties are accrued; None before the first accrual."""
    runs = PenaltyRun.objects.filter(community_id=community_id)
    latest: date | None = runs.aggregate(latest=Max("as_of"))["latest"]
    return latest


def penalty_comes_with_receipt(*, community_id: int, on: date) -> bool:
    """Tell whether money of a day posts what its payer bears; not before somebody decides so."""
    values = {"community_id": community_id, "on": on}
    return any(held for (held,) in prepared(_RULE, values))


def latest_posting_rule(*, community_id: int) -> tuple[date, bool] | None:
    """Tell the latest decision on that: from which day, and which; None if there is none."""
    rules = PenaltyPostingRule.objects.filter(community_id=community_id).order_by("-id")
    row = rules.first()
    return None if row is None else (row.since, row.with_receipts)


def unknown_items(*, community_id: int) -> int:
    """Count the items whose penalty is not known beyond some day, for want of a rate."""
    with connection.cursor() as cursor:
        cursor.execute(_UNKNOWN, [community_id])
        return int(cursor.fetchone()[0])


def account_penalty(*, community_id: int, account_id: int, as_of: date) -> AccountPenalty:
    """Tell what an account bears as of a day, what of it is posted, and what of that is open."""
    with connection.cursor() as cursor:
        cursor.execute(
            _OF_ACCOUNT, {"community_id": community_id, "account_id": account_id, "as_of": as_of}
        )
        accrued, unknown, posted, unpaid = cursor.fetchone()
    return AccountPenalty(Money(accrued), Money(posted), Money(unpaid), unknown)


def bearing_items(
    *, community_id: int, account_ids: Sequence[int], as_of: date
) -> list[BearingItem]:
    """List the items of accounts that have terms, with all the rule needs, oldest due first."""
    values: dict[str, Any] = {
        "community_id": community_id,
        "account_ids": list(account_ids),
        "as_of": as_of,
    }
    versions = {
        row.id: terms_of(row) for row in PenaltyTerms.objects.filter(community_id=community_id)
    }
    with connection.cursor() as cursor:
        cursor.execute(_BEARING, values)
        return [_bearing(row, versions) for row in cursor.fetchall()]


def _bearing(row: tuple[Any, ...], versions: dict[int, Terms]) -> BearingItem:
    item_id, account_id, kind, fen, period_from, due_on, posted_on, days, amounts, *rest = row
    starts, ends, reversed_on, terms_id, accrued = rest
    debt = Debt(
        kind=kind,
        principal=Money(fen),
        due_on=due_on,
        posted_on=posted_on,
        settlements=tuple(
            Settlement(on, Money(int(amount))) for on, amount in zip(days, amounts, strict=True)
        ),
        frozen=tuple(
            Period(start, until or date.max) for start, until in zip(starts, ends, strict=True)
        ),
        reversed_on=reversed_on,
    )
    known = None if accrued is None else Money(accrued)
    return BearingItem(item_id, account_id, period_from, debt, versions[terms_id], known)


def terms_of(row: PenaltyTerms) -> Terms:
    """Read a version as the rule knows it."""
    return Terms(
        valid_from=row.valid_from,
        kind=row.kind,
        document=row.document,
        clause=Clause(
            rule=_rule(row),
            grace_days=row.grace_days,
            day_basis=DayBasis(row.day_basis),
            year_days=row.year_days,
            count_first_day=row.count_first_day,
            count_last_day=row.count_last_day,
            cap=Cap(row.cap),
            rounding=_steps(row),
        ),
    )


def _rule(row: PenaltyTerms) -> Rule:
    rate = Fraction(row.rate)
    if row.rule == Kind.LPR:
        return LoanPrimeRate(Term(row.term), rate)
    return Daily(rate) if row.rule == Kind.DAILY else Monthly(rate)


def _steps(row: PenaltyTerms) -> Steps:
    units = {unit.fen: unit for unit in RoundingUnit}
    grains = {Stage.SEGMENT: row.segment_fen, Stage.ITEM: row.item_fen}
    return tuple(Step(units[fen], stage) for stage, fen in grains.items() if fen)


_RULE = """
SELECT with_receipts FROM billing_penaltypostingrule
WHERE community_id = %(community_id)s AND since <= %(on)s ORDER BY id DESC LIMIT 1
"""

_UNKNOWN = """
SELECT count(DISTINCT item_id) FROM billing_penaltyaccrual told
WHERE community_id = %s AND rate IS NULL AND NOT EXISTS (
    SELECT FROM billing_penaltyaccrual later
    WHERE later.community_id = told.community_id AND later.account_id = told.account_id
      AND later.item_id = told.item_id
      AND (later.generation > told.generation
           OR (later.generation = told.generation AND later.from_on > told.from_on)))
"""

_OF_ACCOUNT = """
SELECT COALESCE(sum(penalty_fen), 0)::bigint, count(*) FILTER (WHERE penalty_fen IS NULL),
       (SELECT COALESCE(sum(standing_fen), 0)::bigint FROM billing__posted_penalty posted
        WHERE posted.community_id = %(community_id)s AND posted.account_id = %(account_id)s
          AND posted.posted_on <= %(as_of)s),
       (SELECT COALESCE(sum(open_fen), 0)::bigint
        FROM ledger_open_as_of(ARRAY[%(community_id)s]::bigint[], %(as_of)s::date) open
        WHERE open.account_id = %(account_id)s AND open.kind = 'PENALTY')
FROM billing_penalty_as_of(ARRAY[%(community_id)s]::bigint[], %(as_of)s::date) told
WHERE told.account_id = %(account_id)s
"""

_BEARING = """
WITH told AS MATERIALIZED (
    SELECT * FROM billing_penalty_as_of(ARRAY[%(community_id)s]::bigint[], %(as_of)s::date)
    WHERE account_id = ANY (%(account_ids)s)
)
SELECT item.item_id, item.account_id, item.kind, item.amount_fen, item.period_from, item.due_on,
       item.posted_on, settled.days, settled.amounts, frozen.starts, frozen.ends,
       settled.reversed_on, clause.terms_id,
       CASE WHEN told.item_id IS NULL THEN 0 ELSE told.penalty_fen END
FROM ledger__item item
JOIN LATERAL (
    SELECT terms_id FROM billing__penalty_terms terms
    WHERE terms.community_id = item.community_id AND terms.kind IN ('', item.kind)
      AND item.due_on >= terms.valid_from AND item.due_on < terms.valid_until
    ORDER BY terms.kind DESC LIMIT 1
) clause ON true
CROSS JOIN LATERAL (
    SELECT COALESCE(array_agg(settled_on ORDER BY settlement_id), '{}') AS days,
           COALESCE(array_agg(amount_fen ORDER BY settlement_id), '{}') AS amounts,
           min(settled_on) FILTER (WHERE nature = 'REVERSAL') AS reversed_on
    FROM ledger__settlement settlement
    WHERE settlement.community_id = item.community_id AND settlement.item_id = item.item_id
) settled
CROSS JOIN LATERAL (
    SELECT COALESCE(array_agg(frozen_from ORDER BY frozen_from, freeze_id), '{}') AS starts,
           COALESCE(array_agg(NULLIF(frozen_until, 'infinity')
                              ORDER BY frozen_from, freeze_id), '{}') AS ends
    FROM billing__penalty_freeze pause
    WHERE pause.community_id = item.community_id AND pause.account_id = item.account_id
      AND COALESCE(pause.item_id, item.item_id) = item.item_id
      AND frozen_from < frozen_until
) frozen
LEFT JOIN told ON told.item_id = item.item_id
WHERE item.community_id = %(community_id)s AND item.account_id = ANY (%(account_ids)s)
  AND item.nature IN ('CHARGE', 'OPENING', 'ADJUSTMENT')
  AND item.kind NOT IN ('PENALTY', 'COST') AND item.posted_on <= %(as_of)s
ORDER BY item.due_on, item.item_id
"""
