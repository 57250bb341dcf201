"""Importing and settling a bank's statement, line by line, beside single receipts at the desk."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import ground
from bench.measure import Measured, compare, seconds, sql
from qingshou.kernel.money import ZERO, Money
from qingshou.ledger.rules.chart import Channel
from qingshou.payments import operations as payments
from qingshou.payments.rules.receipts import Request
from qingshou.platform.identity import SYSTEM
from qingshou.reconciliation import operations
from qingshou.reconciliation.rules.lines import Source

LINES = 200_000
RECEIPTS = 400
TODAY = date(2026, 4, 1)
HOMES = ground.HOMES_PER_COMMUNITY
LIMIT = 0.05

CODES = """
UPDATE estate_unit SET code = '1-' || 1 + (id - 30000000) / 100 || '-' || 1000 + id % 100 * 10
    + (id - 30000000) / 100 % 10 WHERE community_id = 1;
INSERT INTO ledger_entry (community_id, id, "on", source, source_ref, memo, actor, posted_at)
VALUES (1, 50000000, '2026-01-01', 'BILLING', 'bench', '', 'bench', now());
INSERT INTO ledger_openitem (community_id, id, account_id, entry_id, nature, kind, period_from,
    period_until, due_on, posted_on, amount_fen)
SELECT 1, 60000000 + h * 12 + m, 20000000 + h, 50000000, 'CHARGE', 'PROPERTY_FEE',
       (date '2026-01-01' + make_interval(months => m))::date,
       (date '2026-02-01' + make_interval(months => m))::date,
       (date '2026-01-25' + make_interval(months => m))::date, '2026-01-01', 20891
FROM generate_series(0, {homes} - 1) h, generate_series(0, 11) m;
ANALYZE;
"""


def run(size: float) -> list[Measured]:
    """Receive some payments one by one, then a whole statement; compare what one costs."""
    lines = int(LINES * size)
    with ground.fresh(), TemporaryDirectory() as folder:
        ground.homes(HOMES)
        ground.fill(CODES.format(homes=HOMES))
        operations.open_fund_account(
            community_id=1,
            channel=Channel.TRANSFER,
            number="6222000011112222",
            bank="示例银行",
            opened_on=date(2026, 1, 1),
            opening=ZERO,
            actor=SYSTEM,
        )
        single = seconds(_receive_singly) / RECEIPTS
        path = _write(Path(folder) / "statement.csv", lines)
        whole = seconds(lambda: _import(path, lines))
    per_line = whole / lines
    found = compare("statement line ÷ single receipt", per_line, single, limit=LIMIT, size=lines)
    told = f"{per_line * 1e6:.0f} µs ÷ {single * 1e6:.0f} µs"
    return [Measured(found.name, round(per_line / single, 4), LIMIT, lines, told)]


def _receive_singly() -> None:
    for number in range(RECEIPTS):
        payments.receive(
            community_id=1,
            request=Request(
                unit_id=30_000_000 + number, amount=Money(20_891), channel=Channel.TRANSFER,
                on=TODAY,
            ),
            request_id=f"bench-{number}",
            today=TODAY,
            actor=SYSTEM,
        )  # fmt: skip


def _write(path: Path, lines: int) -> Path:
    """Write a statement whose payers name their rooms."""
    units = sql(
        "SELECT unit.code, party.name FROM estate_unit unit"
        " JOIN estate_tenure tenure USING (community_id) JOIN parties_party party"
        " ON party.community_id = tenure.community_id AND party.id = tenure.party_id"
        " WHERE unit.community_id = 1 AND tenure.unit_id = unit.id ORDER BY unit.id"
    )
    with path.open("w", encoding="gb18030", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(
            [
                "交易日期",
                "借方发生额",
                "贷方发生额",
                "余额",
                "对方户名",
                "对方账号",
                "摘要",
                "流水号",
            ]
        )
        for number in range(lines):
            code, holder = units[number % len(units)]
            writer.writerow(
                [f"2026-03-{1 + number % 28:02}", "", "208.91", "", holder, f"62{number % len(units):017}",
                 f"{code}物业费", f"S{number:09}"]
            )  # fmt: skip
    return path


def _import(path: Path, lines: int) -> None:
    told = operations.import_statement(
        community_id=1, offer=operations.Offer(Source.BANK, path), today=TODAY, actor=SYSTEM
    )
    assert told.settled.by_evidence == lines, told.settled
