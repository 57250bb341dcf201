"""A fresh database for a benchmark, filled by plain SQL with homes, prices and old items."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from bench.measure import sql
from qingshou.platform.db.prepare import prepare_database
from qingshou.platform.db.rights import as_owner

HOMES_PER_COMMUNITY = 3003


@contextmanager
def fresh() -> Iterator[None]:
    """Give a migrated, empty database; everything in it is gone afterwards."""
    from pathlib import Path

    from qingshou.platform import embedded

    cluster = Path(settings.DATABASES["default"]["EMBEDDED_CLUSTER"])
    shutil.rmtree(cluster, ignore_errors=True)
    prepare_database()
    try:
        yield
    finally:
        connection.close()
        embedded.leave(cluster)
        shutil.rmtree(cluster, ignore_errors=True)


def fill(statements: str, parameters: object = None) -> None:
    """Run statements as owner with triggers asleep: the ground is not what is measured."""
    with as_owner():
        sql("SET session_replication_role = replica")
        sql(statements, parameters)
        sql("SET session_replication_role = DEFAULT")


COMMUNITIES = """
INSERT INTO tenancy_company (code, name, credit_code) VALUES ('BENCH', '示例公司', '');
INSERT INTO estate_community (id, company_id, code, name, address)
SELECT c, (SELECT id FROM tenancy_company), 'C' || c, '示例小区' || c, ''
FROM generate_series(1, {communities}) c;
"""
HOMES = """
INSERT INTO estate_building (community_id, id, name, code)
SELECT c, c * 100 + b, b || '栋', b::text
FROM generate_series(1, {communities}) c, generate_series(1, 10) b;
INSERT INTO parties_party (community_id, id, kind, name, initials)
SELECT (h / {each}) + 1, 10000000 + h, 'PERSON', '示例业主' || h, 'slyz'
FROM generate_series(0, {homes} - 1) h;
INSERT INTO ledger_account (community_id, id, code, opened_on)
SELECT (h / {each}) + 1, 20000000 + h, 'U' || h || '#1', '2020-01-01'
FROM generate_series(0, {homes} - 1) h;
INSERT INTO estate_unit (community_id, id, building_id, entrance, room, code, floor, usage,
                         building_area_m2, layout, delivered_on)
SELECT (h / {each}) + 1, 30000000 + h, ((h / {each}) + 1) * 100 + 1 + h % 10, '1', h::text,
       'U' || h, h % 30, 'RESIDENTIAL', 60 + (h * 37) % 9000 / 100.0, '', '2019-06-01'
FROM generate_series(0, {homes} - 1) h;
INSERT INTO estate_tenure (community_id, id, unit_id, party_id, account_id, role, liable, held)
SELECT (h / {each}) + 1, 40000000 + h, 30000000 + h, 10000000 + h, 20000000 + h, 'OWNER', true,
       '[2019-07-01,)'
FROM generate_series(0, {homes} - 1) h;
SELECT setval('qingshou_id', 100000000);
ANALYZE;
"""


def homes(count: int) -> int:
    """Fill communities, buildings, units, owners and accounts; tell how many communities."""
    communities = -(-count // HOMES_PER_COMMUNITY)
    values = {"communities": communities, "homes": count, "each": HOMES_PER_COMMUNITY}
    fill(COMMUNITIES.format(**values) + HOMES.format(**values))
    return communities
