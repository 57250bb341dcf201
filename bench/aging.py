"""Aging over twelve million items, now and as of a past day, beside the leanest SQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bench import ground
from bench.measure import Measured, compare, growth, in_turns, sql
from qingshou.ledger import queries

TODAY, PAST = date(2026, 9, 30), date(2026, 3, 31)
HOMES = 1_000_000

ITEMS = """
INSERT INTO ledger_entry (community_id, id, "on", source, source_ref, memo, actor, posted_at)
SELECT c, 50000000 + c, '2025-10-01', 'OPENING', 'bench', '', 'bench', now()
FROM generate_series(1, {communities}) c;
INSERT INTO ledger_openitem (
    community_id, id, account_id, entry_id, amount_fen, settled_fen, period_from, period_until,
    due_on, posted_on, closed_on, settled_from, settled_until, nature, kind)
SELECT (h / {each}) + 1, 200000000 + h * 12 + m, 20000000 + h, 50000000 + (h / {each}) + 1,
       amount, CASE WHEN paid THEN amount ELSE 0 END, starts, (starts + interval '1 month')::date,
       starts + 24, starts, paid_on, paid_on, paid_on, 'CHARGE', 'PROPERTY_FEE'
FROM generate_series(0, {homes} - 1) h, generate_series(0, 11) m,
     LATERAL (SELECT (date '2025-10-01' + m * interval '1 month')::date AS starts,
                     20000 + (h * 31) % 20000 AS amount,
                     (h * 13 + m * 5) % 100 >= 12 AS paid) facts,
     LATERAL (SELECT CASE WHEN paid THEN
         least(starts + 10 + (h * 7 + m * 3) % 50, date '2026-09-30') END AS paid_on) day;
INSERT INTO ledger_credit (community_id, id, account_id, entry_id, amount_fen, used_fen, "on",
                           nature, channel, source_ref)
SELECT community_id, id + 200000000, account_id, entry_id, amount_fen, amount_fen, closed_on,
       'RECEIPT', 'WECHAT', '' FROM ledger_openitem WHERE closed_on IS NOT NULL;
INSERT INTO ledger_settlement (community_id, id, item_id, credit_id, account_id, entry_id,
                               amount_fen, "on", nature)
SELECT community_id, id + 400000000, id, id + 200000000, account_id, entry_id, amount_fen,
       closed_on, 'RECEIPT' FROM ledger_openitem WHERE closed_on IS NOT NULL;
"""
LEAN_NOW = """
SELECT community_id, width_bucket(%(day)s::date - due_on, ARRAY[1, 31, 91, 181, 366, 731, 1096]),
       sum(amount_fen - settled_fen), count(*)
FROM ledger_openitem WHERE closed_on IS NULL GROUP BY 1, 2
"""
"""The same answer, by community and age, from what happens to be open now."""
LEAN_PAST = """
SELECT community_id, width_bucket(%(day)s::date - due_on, ARRAY[1, 31, 91, 181, 366, 731, 1096]),
       sum(open_fen), count(*)
FROM (
    SELECT community_id, due_on, amount_fen - settled_fen AS open_fen FROM ledger_openitem
    WHERE closed_on IS NULL AND posted_on <= %(day)s
    UNION ALL
    SELECT community_id, due_on, amount_fen FROM ledger_openitem
    WHERE closed_on > %(day)s AND posted_on <= %(day)s
) open_then GROUP BY 1, 2
"""
"""The same answer from these rows alone: it knows that nothing here was paid in parts."""


def fill(count: int) -> list[int]:
    """Fill a million homes with twelve items each; tell the communities."""
    communities = ground.homes(count)
    values = {"communities": communities, "homes": count, "each": ground.HOMES_PER_COMMUNITY}
    ground.fill(ITEMS.format(**values))
    with ground.as_owner():
        sql("VACUUM ANALYZE")
    return list(range(1, communities + 1))


def run(size: float) -> list[Measured]:
    """Measure aging now and as of a past day, and how its time grows."""
    few, many = int(HOMES * size / 100), int(HOMES * size)
    with ground.fresh():
        communities = fill(few)
        short, _ = in_turns(_ours(communities, TODAY), _lean(LEAN_NOW, TODAY), times=20)
    with ground.fresh():
        communities = fill(many)
        now = in_turns(_ours(communities, TODAY), _lean(LEAN_NOW, TODAY))
        past = in_turns(_ours(communities, PAST), _lean(LEAN_PAST, PAST))
        return [
            compare("aging now", *now, limit=1.5, size=many * 12),
            compare("aging as of a past day", *past, limit=1.5, size=many * 12),
            growth("aging", (few * 12, short), (many * 12, now[0])),
        ]


def _ours(communities: list[int], day: date) -> Callable[[], object]:
    return lambda: queries.aging(community_ids=communities, as_of=day)


def _lean(statement: str, day: date) -> Callable[[], object]:
    return lambda: sql(statement, {"day": day})
