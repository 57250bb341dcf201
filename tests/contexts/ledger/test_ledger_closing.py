"""A closed period takes nothing in, by any way; two people open it again."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from tests.contexts.ledger.book import COMMUNITY, a_charge, an_account, balances_hold, bill, rows

from qingshou.kernel.money import Money
from qingshou.ledger import operations, queries
from qingshou.ledger.rules.chart import Channel, Chart
from qingshou.ledger.rules.closings import Approved
from qingshou.platform.identity import SYSTEM

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
COMMON = {"community_id": COMMUNITY, "actor": SYSTEM}


def pay(account: int, fen: int, on: date, ref: str) -> operations.Received:
    payment = operations.Payment(Money(fen), Channel.CASH, on)
    return operations.receive(account_id=account, payment=payment, source_ref=ref, **COMMON)


@pytest.fixture
def account(db: None) -> int:
    """An account that prepaid 300 in October, in books closed until November."""
    account = an_account()
    pay(account, 30_000, date(2026, 10, 9), "r:1")
    operations.transfer(
        debit=Chart.BANK,
        credit=Chart.CASH,
        amount=Money(1),
        on=date(2026, 10, 9),
        source_ref="t:1",
        **COMMON,
    )
    balances_hold()
    operations.close_books(until=NOVEMBER, facts={"closing": "300.00"}, **COMMON)
    return account


def test_a_late_receipt_bill_or_transfer_is_refused_with_both_days(account: int) -> None:
    late = date(2026, 10, 31)
    with pytest.raises(operations.PeriodClosed) as refused:
        pay(account, 100, late, "r:2")
    assert refused.value.facts == {"on": late, "open_from": NOVEMBER}
    with pytest.raises(operations.PeriodClosed):
        bill([a_charge(account, 1, OCTOBER)], on=late, ref="run:1")
    with pytest.raises(operations.PeriodClosed):
        operations.transfer(
            debit=Chart.BANK,
            credit=Chart.CASH,
            amount=Money(1),
            on=late,
            source_ref="t:2",
            **COMMON,
        )
    assert pay(account, 100, NOVEMBER, "r:3").prepaid.fen == 100


@pytest.mark.parametrize("table", ["entry", "posting", "openitem", "credit", "transfer"])
def test_raw_rows_of_a_closed_day_are_refused(account: int, table: str) -> None:
    bill([a_charge(account, 1, NOVEMBER)], on=NOVEMBER, ref="run:1")
    day = {"openitem": "posted_on"}.get(table, '"on"')
    changes = {"id": "nextval('qingshou_id')"}
    if table == "entry":
        changes |= {"source_ref": "'raw'"}
    elif table == "openitem":
        changes |= {"edition": "9", "entry_id": "(SELECT min(id) FROM ledger_entry)"}
        changes |= {day: "'2026-10-09'"}
    columns = [
        name
        for (name,) in rows(
            "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = %s::regclass"
            " AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
            f"ledger_{table}",
        )
    ]
    values = ", ".join(changes.get(column, column) for column in columns)
    order = "posted_on" if table == "openitem" else "id"
    with (
        pytest.raises(DatabaseError, match="closed period"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"INSERT INTO ledger_{table} ({', '.join(columns)}) SELECT {values}"
            f" FROM ledger_{table} ORDER BY {order} LIMIT 1"
        )


def test_old_prepayments_settle_in_the_open_period(account: int) -> None:
    bill([a_charge(account, 20_000, OCTOBER)], on=NOVEMBER, ref="run:1")
    operations.settle_from(community_id=COMMUNITY, source_ref="s:1", actor=SYSTEM)
    assert rows('SELECT "on", amount_fen FROM ledger_settlement') == [(NOVEMBER, 20_000)]
    balance = queries.balance(community_id=COMMUNITY, account_id=account, as_of=NOVEMBER)
    assert (balance.open.fen, balance.prepaid.fen) == (0, 10_000)


def test_old_debts_and_old_prepayments_do_not_meet_in_a_closed_period(db: None) -> None:
    account = an_account()
    pay(account, 500, OCTOBER, "r:1")
    bill([a_charge(account, 500, OCTOBER)], on=OCTOBER, ref="run:1")
    operations.close_books(until=NOVEMBER, facts={}, **COMMON)
    operations.settle_from(community_id=COMMUNITY, source_ref="s:1", actor=SYSTEM)
    assert rows('SELECT "on" FROM ledger_settlement') == [(NOVEMBER,)]


def test_a_period_is_closed_once_and_forward(account: int) -> None:
    for until in (NOVEMBER, OCTOBER):
        with pytest.raises(operations.AlreadyClosed):
            operations.close_books(until=until, facts={}, **COMMON)
    assert operations.close_books(until=date(2026, 12, 1), facts={}, **COMMON) == 2
    assert queries.open_from(community_id=COMMUNITY) == date(2026, 12, 1)
    assert queries.open_from(community_id=COMMUNITY + 1) is None


def test_two_people_open_it_again(account: int) -> None:
    approved = Approved(5, "示例出纳", "示例会计")
    operations.reopen_books(until=OCTOBER, approved=approved, reason="漏记一笔", **COMMON)
    assert pay(account, 100, date(2026, 10, 20), "r:2").prepaid.fen == 100
    lines = queries.closings(community_id=COMMUNITY)
    assert [(line.deed, line.open_from) for line in lines] == [
        ("CLOSE", NOVEMBER),
        ("REOPEN", OCTOBER),
    ]
    with pytest.raises(operations.NotClosed):
        operations.reopen_books(until=OCTOBER, approved=approved, reason="", **COMMON)


@pytest.mark.parametrize(
    ("columns", "values"),
    [
        # One person alone, by any spelling; no approval; not later; out of turn.
        ("REOPEN", "2, 'REOPEN', '2026-10-01', 5, 'Example', ' example '"),
        ("REOPEN", "2, 'REOPEN', '2026-10-01', NULL, 'a', 'b'"),
        ("REOPEN", "2, 'REOPEN', '2026-12-01', 5, 'a', 'b'"),
        ("CLOSE", "2, 'CLOSE', '2026-10-01', NULL, NULL, NULL"),
        ("CLOSE", "3, 'CLOSE', '2026-12-01', NULL, NULL, NULL"),
    ],
)
def test_a_raw_lock_that_does_not_follow_is_refused(
    account: int, columns: str, values: str
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_closing (number, deed, open_from, approval_id, made_by,"
            " decided_by, community_id, facts, reason, actor, done_at)"
            f" VALUES ({values}, {COMMUNITY}, '{{}}', '', 'raw', now())"
        )


def test_the_lock_is_not_taken_off(account: int) -> None:
    for statement in ("DELETE FROM ledger_closing", "UPDATE ledger_closing SET open_from = now()"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
