"""Accruing a day's penalty on a million open items, beside one bare INSERT of the same rows."""

from __future__ import annotations

from datetime import date, timedelta

from bench import ground
from bench.measure import Measured, compare, growth, seconds, sql
from qingshou.billing.jobs import Accrual, AccrualOrder, accrue_many
from qingshou.platform.identity import SYSTEM

HOMES = 333_334
LATEST, TONIGHT = date(2026, 11, 23), date(2026, 11, 24)

ITEMS = """
INSERT INTO ledger_entry (community_id, id, "on", source, source_ref, memo, actor, posted_at)
SELECT c, 50000000 + c, '2026-07-01', 'BILLING', 'bench', '', 'bench', now()
FROM generate_series(1, {communities}) c;
INSERT INTO ledger_openitem (
    community_id, id, account_id, entry_id, amount_fen, period_from, period_until, due_on,
    posted_on, nature, kind)
SELECT (h / {each}) + 1, 50100000 + h * 3 + m, 20000000 + h, 50000000 + (h / {each}) + 1,
       20000 + (h * 31 + m) % 20000, starts, (starts + interval '1 month')::date, starts + 24,
       '2026-07-01', 'CHARGE', 'PROPERTY_FEE'
FROM generate_series(0, {homes} - 1) h, generate_series(0, 2) m,
     LATERAL (SELECT (date '2026-07-01' + m * interval '1 month')::date AS starts) facts;
INSERT INTO billing_penaltyterms (
    community_id, id, kind, valid_from, rule, rate, term, grace_days, day_basis, year_days,
    count_first_day, count_last_day, cap, segment_fen, item_fen, document, actor, entered_at)
SELECT c, 95000000 + c, '', '2026-01-01', 'DAILY', 0.0005, '', 0, 'ACTUAL', 365, true, false,
       'PRINCIPAL', NULL, 1, '', 'bench', now()
FROM generate_series(1, {communities}) c;
ANALYZE;
"""
BARE = """
CREATE TABLE bare_accrual (LIKE billing_penaltyaccrual);
ALTER TABLE bare_accrual ADD PRIMARY KEY (community_id, id);
CREATE INDEX bare_accrual_by_item ON bare_accrual (
    community_id, account_id, item_id, generation, from_on);
"""


def run(size: float) -> list[Measured]:
    """Accrue a night for every community, few homes and many, then copy the same rows bare."""
    few = _measured(int(HOMES * size / 100))
    many = _measured(int(HOMES * size), bare=True)
    return [
        compare("a night of penalties", many[1], many[2], limit=3, size=many[0]),
        growth("a night of penalties", few[:2], many[:2]),
    ]


def _measured(homes: int, *, bare: bool = False) -> tuple[int, float, float]:
    with ground.fresh():
        communities = ground.homes(homes)
        values = {"communities": communities, "homes": homes, "each": ground.HOMES_PER_COMMUNITY}
        ground.fill(ITEMS.format(**values))
        _accrue(communities, LATEST)
        with ground.as_owner():
            sql("VACUUM ANALYZE")
            sql("CHECKPOINT")
        ours = seconds(lambda: _accrue(communities, TONIGHT))
        rows = sql(
            "SELECT count(*) FROM billing_penaltyaccrual WHERE until_on = %s AND from_on = %s",
            [TONIGHT, TONIGHT - timedelta(days=1)],
        )[0][0]
        assert rows == homes * 3, f"{rows} rows for {homes} homes"
        return rows, ours, _bare() if bare else 0.0


def _bare() -> float:
    with ground.as_owner():
        sql(
            "CREATE TABLE source AS SELECT * FROM billing_penaltyaccrual WHERE from_on = %s",
            [LATEST],
        )
        sql(BARE)
        sql("CHECKPOINT")
        return seconds(lambda: sql("INSERT INTO bare_accrual SELECT * FROM source"))


def _accrue(communities: int, as_of: date) -> None:
    orders = [AccrualOrder(number, as_of, SYSTEM) for number in range(1, communities + 1)]
    refused = [result for result in accrue_many(orders) if not isinstance(result, Accrual)]
    assert not refused, refused[:3]
