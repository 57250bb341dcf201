"""Deposits and unclaimed money are held apart, and leave only by their own doors."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from tests.contexts.ledger.book import (
    COMMUNITY,
    a_charge,
    a_relation,
    an_account,
    balances_hold,
    bill,
    rows,
)

from qingshou.kernel.money import Money
from qingshou.ledger import operations, queries
from qingshou.ledger.rules.allocation import Designation
from qingshou.ledger.rules.chart import Channel, Chart
from qingshou.platform.identity import SYSTEM

pytestmark = pytest.mark.django_db
JANUARY = date(2025, 1, 1)
COMMON = {"community_id": COMMUNITY, "actor": SYSTEM}


def paid(fen: int, day: int, channel: Channel = Channel.TRANSFER) -> operations.Payment:
    return operations.Payment(Money(fen), channel, JANUARY.replace(day=day))


def chart() -> dict[str, int]:
    """Add the journal up by account, leaving out what is zero."""
    return dict(
        rows(
            "SELECT account_code, sum(amount_fen)::bigint FROM ledger_posting"
            " GROUP BY account_code HAVING sum(amount_fen) <> 0"
        )
    )


@pytest.fixture(autouse=True)
def proof(db: None) -> object:
    """Whatever a test did, the book is proved after it."""
    yield
    balances_hold()
    assert queries.check(community_ids=[COMMUNITY]) == []


def a_deposit(account: int, fen: int = 100_000, ref: str = "d:1") -> int:
    return operations.hold_deposit(
        account_id=account, payment=paid(fen, 2), kind="RENOVATION", source_ref=ref, **COMMON
    )


def test_a_deposit_settles_nothing_by_itself() -> None:
    account = an_account()
    a_deposit(account)
    bill([a_charge(account, 30_000, JANUARY)], on=JANUARY, ref="run:1")
    operations.settle_from(community_id=COMMUNITY, source_ref="s:1", actor=SYSTEM)
    balance = queries.balance(community_id=COMMUNITY, account_id=account, as_of=date(2025, 2, 1))
    assert (balance.open.fen, balance.prepaid.fen, balance.deposited.fen) == (30_000, 0, 100_000)
    assert chart() == {"1002": 100_000, "224101": -100_000, "1122": 30_000, "6001": -30_000}
    [movement] = queries.statement(
        community_id=COMMUNITY, account_id=account, as_of=date(2025, 2, 1)
    )
    assert movement.what == "CHARGE"


def test_a_deposit_is_returned_and_applied_in_parts() -> None:
    account = an_account()
    bill([a_charge(account, 30_000, JANUARY)], on=JANUARY, ref="run:1")
    credit = a_deposit(account)
    operations.return_deposit(
        credit_id=credit, payment=paid(60_000, 20, Channel.CASH), source_ref="d:1/back", **COMMON
    )
    operations.apply_deposit(
        credit_id=credit,
        amount=Money(40_000),
        on=date(2025, 1, 25),
        source_ref="d:1/use",
        **COMMON,
    )
    operations.settle_from(community_id=COMMUNITY, source_ref="s:1", actor=SYSTEM)
    [line] = queries.deposits(community_id=COMMUNITY, as_of=date(2025, 2, 1), account_id=account)
    assert (line.returned.fen, line.applied.fen, line.left.fen) == (60_000, 40_000, 0)
    assert line.kind == "RENOVATION"
    [before] = queries.deposits(community_id=COMMUNITY, as_of=date(2025, 1, 20), open_only=True)
    assert before.left.fen == 40_000
    assert chart() == {"1001": -60_000, "1002": 100_000, "2203": -10_000, "6001": -30_000}
    balance = queries.balance(community_id=COMMUNITY, account_id=account, as_of=date(2025, 2, 1))
    assert (balance.open.fen, balance.prepaid.fen, balance.deposited.fen) == (0, 10_000, 0)


def test_more_than_is_left_of_a_deposit_is_refused() -> None:
    account = an_account()
    credit = a_deposit(account, 500)
    for fen in (0, 501):
        with pytest.raises(operations.AmountExceedsDeposit):
            operations.return_deposit(
                credit_id=credit, payment=paid(fen, 3), source_ref=f"back:{fen}", **COMMON
            )
    with pytest.raises(operations.DepositUnknown):
        operations.return_deposit(
            credit_id=credit + 1_000, payment=paid(1, 3), source_ref="back", **COMMON
        )


def test_a_deposit_is_no_refundable_prepayment() -> None:
    account = an_account()
    a_deposit(account)
    with pytest.raises(operations.AmountExceedsPrepayment):
        operations.refund(
            account_id=account,
            amount=Money(1),
            channel=Channel.CASH,
            on=date(2025, 1, 9),
            source_ref="back",
            **COMMON,
        )


def park(fen: int = 50_000, day: int = 3, ref: str = "line:1") -> int:
    return operations.park_suspense(
        amount=Money(fen),
        channel=Channel.TRANSFER,
        on=JANUARY.replace(day=day),
        source_ref=ref,
        memo="示例附言",
        **COMMON,
    )


def test_unclaimed_money_is_claimed_in_parts_and_the_rest_returned() -> None:
    account, neighbor = an_account(), an_account("1-1-102#1")
    bill(
        [a_charge(account, 30_000, JANUARY), a_charge(account, 5_000, JANUARY, kind="LIFT")],
        on=JANUARY,
        ref="run:1",
    )
    credit = park()
    assert chart()["224102"] == -50_000
    claimed = operations.claim_suspense(
        credit_id=credit,
        payment=operations.Payment(
            Money(4_000), Channel.TRANSFER, date(2025, 1, 9), Designation("LIFT")
        ),
        to_account_id=account,
        source_ref="claim:1",
        **COMMON,
    )
    assert [part.amount.fen for part in claimed.parts] == [4_000]
    operations.claim_suspense(
        credit_id=credit,
        payment=paid(36_000, 10),
        to_account_id=neighbor,
        source_ref="claim:2",
        **COMMON,
    )
    operations.return_suspense(
        credit_id=credit, payment=paid(9_999, 11), source_ref="back:1", **COMMON
    )
    [line] = queries.unclaimed(community_id=COMMUNITY, as_of=date(2025, 2, 1))
    assert (line.returned.fen, line.applied.fen, line.left.fen) == (9_999, 40_000, 1)
    assert line.memo == "示例附言"
    assert chart() == {
        "1002": 40_001,
        "1122": 31_000,
        "2203": -36_000,
        "224102": -1,
        "6001": -35_000,
    }
    with pytest.raises(operations.AmountExceedsSuspense):
        operations.claim_suspense(
            credit_id=credit,
            payment=paid(2, 12),
            to_account_id=account,
            source_ref="claim:3",
            **COMMON,
        )


def test_a_claim_never_lies_before_the_money() -> None:
    account = an_account()
    credit = park(day=20)
    operations.claim_suspense(
        credit_id=credit,
        payment=paid(100, 5),
        to_account_id=account,
        source_ref="claim:1",
        **COMMON,
    )
    assert rows("SELECT \"on\", channel FROM ledger_credit WHERE nature = 'RECEIPT'") == [
        (date(2025, 1, 20), "SUSPENSE")
    ]


def test_a_claim_taken_back_waits_again() -> None:
    account = an_account()
    bill([a_charge(account, 30_000, JANUARY)], on=JANUARY, ref="run:1")
    credit = park()
    claimed = operations.claim_suspense(
        credit_id=credit,
        payment=paid(50_000, 5),
        to_account_id=account,
        source_ref="claim:1",
        **COMMON,
    )
    operations.reverse_entry(
        entry_id=claimed.entry_id, on=date(2025, 1, 8), source_ref="undo", **COMMON
    )
    [line] = queries.unclaimed(community_id=COMMUNITY, as_of=date(2025, 2, 1))
    assert (line.left.fen, line.on) == (50_000, date(2025, 1, 8))
    balance = queries.balance(community_id=COMMUNITY, account_id=account, as_of=date(2025, 2, 1))
    assert (balance.open.fen, balance.prepaid.fen) == (30_000, 0)
    assert chart()["224102"] == -50_000


def test_a_deposit_applied_by_mistake_is_held_again() -> None:
    account = an_account()
    credit = a_deposit(account)
    applied = operations.apply_deposit(
        credit_id=credit, amount=Money(700), on=date(2025, 1, 9), source_ref="use", **COMMON
    )
    relation = a_relation(
        "test_credits",
        {"credit_id": "bigint"},
        [
            {"credit_id": found}
            for (found,) in rows(
                "SELECT id FROM ledger_credit WHERE entry_id = %s", applied.entry_id
            )
        ],
    )
    operations.reverse_credits_from(
        relation=relation, on=date(2025, 1, 10), source_ref="undo", **COMMON
    )
    assert chart() == {"1002": 100_000, "224101": -100_000}


def test_a_moved_prepayment_is_not_reversed_on_one_side() -> None:
    seller, buyer = an_account("1-1-101#1"), an_account("1-1-101#2")
    operations.receive(account_id=seller, payment=paid(900, 2), source_ref="r:1", **COMMON)
    operations.move_prepayment(
        from_account_id=seller,
        to_account_id=buyer,
        amount=Money(400),
        on=date(2025, 1, 3),
        source_ref="move",
        **COMMON,
    )
    found = rows("SELECT id FROM ledger_credit WHERE channel = 'BALANCE'")
    relation = a_relation("test_credits", {"credit_id": "bigint"}, [{"credit_id": found[0][0]}])
    with pytest.raises(operations.CreditsAlreadyReversed):
        operations.reverse_credits_from(
            relation=relation, on=date(2025, 1, 4), source_ref="undo", **COMMON
        )


def test_the_waiting_account_is_no_household() -> None:
    park()
    [(waiting,)] = rows("SELECT id FROM ledger_account WHERE code = 'SUSPENSE'")
    assert rows("SELECT code FROM ledger__account") == []
    with pytest.raises(operations.AccountUnknown):
        operations.receive(account_id=waiting, payment=paid(1, 4), source_ref="r:1", **COMMON)
    with pytest.raises(DatabaseError, match="mixes unclaimed"), transaction.atomic():
        bill([a_charge(waiting, 1, JANUARY)], on=JANUARY, ref="run:1")
    with pytest.raises(DatabaseError, match="keeps its code"), transaction.atomic():
        operations.rename_account(community_id=COMMUNITY, account_id=waiting, code="1-1-101#1")


def test_many_unclaimed_payments_come_at_once() -> None:
    shape = {
        "credit_id": "bigint DEFAULT nextval('qingshou_id')",
        "on": "date",
        "amount_fen": "bigint",
        "channel": "text",
        "source_ref": "text",
    }
    lines = [
        {"on": JANUARY.replace(day=1 + n % 3), "amount_fen": 100 + n, "channel": "TRANSFER"}
        | {"source_ref": f"line:{n}"}
        for n in range(30)
    ]
    booked = operations.park_suspense_from(
        relation=a_relation("test_lines", shape, lines), source_ref="statement:1", **COMMON
    )
    assert (booked.credits, booked.credited.fen) == (30, 30 * 100 + 435)
    assert chart() == {"1002": 3_435, "224102": -3_435}
    nothing = operations.park_suspense_from(
        relation=a_relation("test_lines", shape, []), source_ref="statement:2", **COMMON
    )
    assert nothing.entry_id is None


def test_a_channel_pays_out_less_its_fee() -> None:
    moves = [(Chart.BANK, 99_400, "payout"), (Chart.CHANNEL_FEE, 600, "fee")]
    for account, fen, ref in moves:
        operations.transfer(
            debit=account,
            credit=Chart.CLEARING,
            amount=Money(fen),
            on=date(2025, 1, 6),
            source_ref=ref,
            **COMMON,
        )
    assert chart() == {"1002": 99_400, "6603": 600, "1012": -100_000}


def test_many_transfers_come_at_once() -> None:
    shape = {
        "on": "date",
        "debit_code": "text",
        "credit_code": "text",
        "amount_fen": "bigint",
        "memo": "text",
    }
    moves = [
        {"on": JANUARY.replace(day=day), "debit_code": debit, "credit_code": "1012"}
        | {"amount_fen": fen, "memo": ""}
        for day in (1, 2)
        for debit, fen in (("1002", 994), ("6603", 6))
    ]
    booked = operations.transfer_from(
        relation=a_relation("test_moves", shape, moves), source_ref="payouts:1", **COMMON
    )
    assert (booked.transfers, booked.transferred.fen) == (4, 2_000)
    assert chart() == {"1002": 1_988, "6603": 12, "1012": -2_000}


@pytest.mark.parametrize(
    ("debit", "fen", "refusal"),
    [
        (Chart.CLEARING, 5, operations.TransferNotBetweenMoney),
        (Chart.INCOME, 5, operations.TransferNotBetweenMoney),
        (Chart.BANK, 0, operations.TransferImplausible),
        (Chart.BANK, -5, operations.TransferImplausible),
    ],
)
def test_a_wrong_transfer_is_refused(debit: Chart, fen: int, refusal: type[Exception]) -> None:
    with pytest.raises(refusal), transaction.atomic():
        operations.transfer(
            debit=debit,
            credit=Chart.CLEARING,
            amount=Money(fen),
            on=date(2025, 1, 6),
            source_ref="t",
            **COMMON,
        )


def test_penalties_are_no_income_of_the_trade() -> None:
    account = an_account()
    posted = bill(
        [
            a_charge(account, 1_060, JANUARY, tax_fen=60),
            a_charge(account, 300, JANUARY, kind="PENALTY"),
        ],
        on=JANUARY,
        ref="run:1",
    )
    assert chart() == {"1122": 1_360, "6001": -1_000, "2221": -60, "6301": -300}
    operations.reverse_entry(
        entry_id=posted.entry_id, on=date(2025, 1, 2), source_ref="undo", **COMMON
    )
    assert chart() == {}


def test_a_transfer_without_its_entry_is_refused() -> None:
    operations.transfer(
        debit=Chart.BANK,
        credit=Chart.CASH,
        amount=Money(5),
        on=date(2025, 1, 6),
        source_ref="t",
        **COMMON,
    )
    with (
        pytest.raises(DatabaseError, match="has no entry of its day"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            'INSERT INTO ledger_transfer (community_id, entry_id, "on", debit_code, credit_code,'
            " amount_fen, memo) SELECT community_id, entry_id, \"on\" + 1, '1002', '1001', 5, ''"
            " FROM ledger_transfer"
        )
