"""Desks, billing runs, settlements and reversals at once leave a book that is sound."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

from django.db import connection
from django.db import transaction as django_transaction
from tests.contexts.ledger.book import COMMUNITY, a_charge, an_account, bill, rows

from qingshou.kernel.calendar import add_months
from qingshou.kernel.money import Money
from qingshou.ledger import operations, queries
from qingshou.ledger.rules.chart import Channel
from qingshou.platform.db import transaction
from qingshou.platform.identity import SYSTEM

START = date(2025, 1, 1)
TURNS = 6


def test_a_book_stays_sound_under_everybody_at_once(fresh_database: str) -> None:
    with django_transaction.atomic():
        accounts = [an_account(f"1-{number}#1") for number in range(101, 107)]
        bill([a_charge(account, 9_000, START) for account in accounts], on=START, ref="run:0")

    @transaction
    def run(turn: int) -> None:
        month = add_months(START, turn + 1)
        bill(
            [a_charge(account, 1_000, month) for account in accounts],
            on=month,
            ref=f"run:{turn + 1}",
        )
        operations.settle_from(community_id=COMMUNITY, source_ref=f"run:{turn + 1}", actor=SYSTEM)

    def pay(turn: int, desk: int) -> None:
        for account in accounts[desk::2] if desk < 2 else reversed(accounts):
            receive(account, f"r:{desk}-{turn}-{account}")

    @transaction
    def receive(account: int, ref: str) -> None:
        operations.receive(
            community_id=COMMUNITY,
            account_id=account,
            payment=operations.Payment(Money(1_700), Channel.POS, date(2025, 1, 2)),
            source_ref=ref,
            actor=SYSTEM,
        )

    @transaction
    def settle(turn: int) -> None:
        operations.settle_from(community_id=COMMUNITY, source_ref=f"s:{turn}", actor=SYSTEM)

    @transaction
    def reverse(turn: int) -> None:
        [(entry,)] = rows(
            "SELECT id FROM ledger_entry WHERE source = 'RECEIPT' AND source_ref NOT LIKE '%%/%%'"
            " ORDER BY id OFFSET %s LIMIT 1",
            turn,
        ) or [(None,)]
        if entry:
            operations.reverse_entry(
                community_id=COMMUNITY,
                entry_id=entry,
                on=START,
                source_ref=f"undo:{turn}",
                actor=SYSTEM,
            )

    workers = [run, settle, reverse, *(lambda turn, d=desk: pay(turn, d) for desk in range(3))]
    failures = _all_at_once(workers)
    assert failures == []
    assert queries.check(community_ids=[COMMUNITY]) == []
    assert rows("SELECT count(*) FROM ledger_openitem WHERE nature = 'CHARGE'") == [
        (len(accounts) * (TURNS + 1),)
    ]


def _all_at_once(workers: list[Callable[[int], None]]) -> list[BaseException]:
    failures: list[BaseException] = []

    def work(worker: Callable[[int], None]) -> None:
        try:
            for turn in range(TURNS):
                worker(turn)
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures
