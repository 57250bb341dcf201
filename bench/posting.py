"""Posting a million charge lines, with ledger and audit, beside one bare INSERT of the same rows."""

from __future__ import annotations

from datetime import date

from bench import ground
from bench.measure import Measured, compare, growth, seconds, sql
from qingshou.billing.jobs import Order, Refused, bill_many
from qingshou.kernel.period import month
from qingshou.platform.identity import SYSTEM

HOMES = 333_334
PERIOD = month(2026, 11)

TARIFFS = """
INSERT INTO tariffs_chargekind (code, name, nature, tax_rate, pass_through) VALUES
    ('PROPERTY_FEE', '物业服务费', 'BASE', 0.06, false),
    ('LIFT', '电梯费', 'SPECIAL', 0.06, false),
    ('WASTE', '垃圾费', 'ADD_ON', 0, true);
INSERT INTO tariffs_tariff (community_id, id, code, kind, basis, cycle, in_advance, due_rule, per,
    proration, rounding, formula, tax_rate, usages, active)
SELECT c, 90000000 + c * 10 + t, kind, kind, basis, 'MONTH', true, 'DAY:25', 'MONTH',
       'ACTUAL_MONTH', '[{{"unit": "FEN", "stage": "LINE"}}]', '', tax, '{{}}', '[2020-01-01,)'
FROM generate_series(1, {communities}) c,
     (VALUES (1, 'PROPERTY_FEE', 'BUILDING_AREA', 0.06), (2, 'LIFT', 'BUILDING_AREA', 0.06),
             (3, 'WASTE', 'HOUSEHOLD', 0)) tariff (t, kind, basis, tax);
INSERT INTO tariffs_price (community_id, id, tariff_id, effective, price, factor, document)
SELECT community_id, id + 5000000, id, '[2020-01-01,)',
       CASE kind WHEN 'PROPERTY_FEE' THEN 2.35 WHEN 'LIFT' THEN 0.40 ELSE 8 END, 1, '示例价格文件'
FROM tariffs_tariff;
ANALYZE;
"""
BARE = """
CREATE TABLE bare_bill (LIKE ledger_openitem);
ALTER TABLE bare_bill ADD PRIMARY KEY (community_id, id);
CREATE INDEX bare_bill_by_account ON bare_bill (community_id, account_id, due_on);
"""


def run(size: float) -> list[Measured]:
    """Bill every community for a month, few homes and many, then copy the same rows bare."""
    few = _measured(int(HOMES * size / 100))
    many = _measured(int(HOMES * size), bare=True)
    return [
        compare("posting charge lines", many[1], many[2], limit=3, size=many[0]),
        growth("posting", few[:2], many[:2]),
    ]


def _measured(homes: int, *, bare: bool = False) -> tuple[int, float, float]:
    with ground.fresh():
        communities = ground.homes(homes)
        ground.fill(TARIFFS.format(communities=communities))
        ours = seconds(lambda: _bill(communities))
        lines = sql("SELECT count(*) FROM ledger_openitem")[0][0]
        assert lines == homes * 3, f"{lines} lines for {homes} homes"
        return lines, ours, _bare() if bare else 0.0


def _bare() -> float:
    with ground.as_owner():
        sql("CREATE TABLE source AS TABLE ledger_openitem")
        sql(BARE)
        sql("CHECKPOINT")
        return seconds(lambda: sql("INSERT INTO bare_bill SELECT * FROM source"))


def _bill(communities: int) -> None:
    orders = [
        Order(community_id, PERIOD, date(2026, 11, 1), SYSTEM)
        for community_id in range(1, communities + 1)
    ]
    refused = [result for result in bill_many(orders) if isinstance(result, Refused)]
    assert not refused, refused[:3]
