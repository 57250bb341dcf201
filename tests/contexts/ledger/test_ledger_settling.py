"""Money settles debts by the rule, is taken back by reversal, and the books stay balanced."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from tests.contexts.ledger.book import (
    COMMUNITY,
    a_charge,
    a_relation,
    an_account,
    balances_hold,
    bill,
    rows,
)

from qingshou.kernel.calendar import add_months
from qingshou.kernel.money import Money
from qingshou.kernel.period import Period
from qingshou.ledger import operations
from qingshou.ledger.rules.allocation import Designation
from qingshou.ledger.rules.chart import Channel
from qingshou.ledger.rules.natures import CreditNature
from qingshou.platform.identity import SYSTEM

pytestmark = pytest.mark.django_db
JANUARY = date(2025, 1, 1)
PAYMENT = {
    "credit_id": "bigint DEFAULT nextval('qingshou_id')",
    "account_id": "bigint",
    "on": "date",
    "amount_fen": "bigint",
    "channel": "text",
    "kind": "text",
    "period_from": "date",
    "period_until": "date",
    "position": "bigint DEFAULT 1",
    "source_ref": "text DEFAULT ''",
}


def three_months(account: int) -> None:
    for number in range(3):
        month = add_months(JANUARY, number)
        bill([a_charge(account, 10_000, month)], on=month, ref=f"run:{number}")


def receive(
    account: int, fen: int, on: date, ref: str = "r:1", designation: Designation | None = None
) -> operations.Received:
    return operations.receive(
        community_id=COMMUNITY,
        account_id=account,
        payment=operations.Payment(Money(fen), Channel.CASH, on, designation),
        source_ref=ref,
        actor=SYSTEM,
    )


def items() -> list[tuple[object, ...]]:
    return rows(
        "SELECT period_from, settled_fen, closed_on FROM ledger_openitem"
        " WHERE kind <> 'REFUND' ORDER BY period_from"
    )


def unused() -> int:
    return int(rows("SELECT COALESCE(sum(amount_fen - used_fen), 0) FROM ledger_credit")[0][0])


def control(code: str) -> int:
    return int(
        rows(
            "SELECT COALESCE(sum(amount_fen), 0) FROM ledger_posting WHERE account_code = %s", code
        )[0][0]
    )


def test_a_receipt_settles_the_oldest_and_leaves_a_rest() -> None:
    account = an_account()
    three_months(account)
    march = date(2025, 3, 10)
    received = receive(account, 15_000, march)
    balances_hold()
    assert received.prepaid == Money(0)
    assert items() == [
        (JANUARY, 10_000, march),
        (date(2025, 2, 1), 5_000, None),
        (date(2025, 3, 1), 0, None),
    ]
    assert (control("1001"), control("1122"), control("2203")) == (15_000, 15_000, 0)


def test_an_overpayment_is_prepaid_and_settles_the_next_bill() -> None:
    account = an_account()
    receive(account, 15_000, date(2025, 1, 5))
    assert (unused(), control("2203")) == (15_000, -15_000)
    three_months(account)
    booked = operations.settle_from(community_id=COMMUNITY, source_ref="run:2", actor=SYSTEM)
    balances_hold()
    assert booked.settled == Money(15_000)
    assert items()[:2] == [
        (JANUARY, 10_000, date(2025, 1, 5)),
        (date(2025, 2, 1), 5_000, None),
    ]
    assert rows(
        "SELECT \"on\", source_ref FROM ledger_entry WHERE source = 'SETTLEMENT' ORDER BY 1"
    ) == [
        (date(2025, 1, 5), "run:2"),
        (date(2025, 2, 1), "run:2/2025-02-01"),
    ]


def test_the_payer_may_designate() -> None:
    account = an_account()
    three_months(account)
    meant = Designation("PROPERTY_FEE", Period(date(2025, 3, 1), date(2025, 4, 1)))
    receive(account, 12_000, date(2025, 3, 10), designation=meant)
    assert [settled for _, settled, _ in items()] == [2_000, 0, 10_000]


def test_a_reversed_bill_gives_its_money_back_as_prepayment() -> None:
    account = an_account()
    three_months(account)
    receive(account, 15_000, date(2025, 3, 10))
    entry = rows("SELECT id FROM ledger_entry WHERE source_ref = 'run:1'")[0][0]
    operations.reverse_entry(
        community_id=COMMUNITY,
        entry_id=entry,
        on=date(2025, 3, 5),
        source_ref="undo:1",
        actor=SYSTEM,
    )
    balances_hold()
    assert unused() == 5_000
    assert control("6001") == -20_000
    assert (control("1122"), control("2203")) == (10_000, -5_000)
    with pytest.raises(operations.ItemsAlreadyReversed):
        operations.reverse_entry(
            community_id=COMMUNITY,
            entry_id=entry,
            on=date(2025, 3, 6),
            source_ref="x",
            actor=SYSTEM,
        )
    operations.settle_from(community_id=COMMUNITY, source_ref="again", actor=SYSTEM)
    balances_hold()
    assert [settled for _, settled, _ in items()] == [10_000, 10_000, 5_000]


def test_a_reversed_receipt_reopens_what_it_settled() -> None:
    account = an_account()
    three_months(account)
    received = receive(account, 15_000, date(2025, 3, 10))
    operations.reverse_entry(
        community_id=COMMUNITY,
        entry_id=received.entry_id,
        on=date(2025, 3, 12),
        source_ref="undo",
        actor=SYSTEM,
    )
    balances_hold()
    assert [settled for _, settled, _ in items()] == [0, 0, 0]
    assert (control("1001"), control("1122"), control("2203"), unused()) == (0, 30_000, 0, 0)
    assert rows("SELECT sum(open_fen) FROM ledger_open_as_of(ARRAY[7], '2025-03-11')") == [
        (15_000,)
    ]
    assert rows("SELECT sum(open_fen) FROM ledger_open_as_of(ARRAY[7], '2025-03-12')") == [
        (30_000,)
    ]
    with pytest.raises(operations.CreditsAlreadyReversed):
        operations.reverse_entry(
            community_id=COMMUNITY,
            entry_id=received.entry_id,
            on=date(2025, 3, 12),
            source_ref="undo2",
            actor=SYSTEM,
        )


def test_a_history_of_payments_settles_what_each_designates_first() -> None:
    account = an_account()
    three_months(account)
    common = {"account_id": account, "channel": "WECHAT", "kind": "PROPERTY_FEE"}
    relation = a_relation(
        "payments",
        PAYMENT,
        [
            common
            | {
                "on": date(2025, 2, 10),
                "amount_fen": 10_000,
                "period_from": date(2025, 2, 1),
                "period_until": date(2025, 3, 1),
            },
            common
            | {
                "on": date(2025, 1, 10),
                "amount_fen": 4_000,
                "period_from": date(2025, 2, 1),
                "period_until": date(2025, 3, 1),
            },
            {
                "account_id": account,
                "channel": "CASH",
                "on": date(2025, 4, 1),
                "amount_fen": 12_000,
            },
        ],
    )
    booked = operations.receive_from(
        community_id=COMMUNITY, relation=relation, source_ref="import:1", actor=SYSTEM
    )
    balances_hold()
    assert (booked.credits, booked.credited, booked.settled) == (3, Money(26_000), Money(26_000))
    # The January payment meant February and waited for its bill; what the later one had over
    # settled January first.
    assert rows(
        'SELECT item.period_from, made."on", made.amount_fen FROM ledger_settlement made'
        " JOIN ledger_openitem item ON item.id = made.item_id ORDER BY 1, 2"
    ) == [
        (JANUARY, date(2025, 2, 10), 4_000),
        (JANUARY, date(2025, 4, 1), 6_000),
        (date(2025, 2, 1), date(2025, 2, 1), 4_000),
        (date(2025, 2, 1), date(2025, 2, 10), 6_000),
        (date(2025, 3, 1), date(2025, 4, 1), 6_000),
    ]
    assert control("1122") == 4_000


def test_relief_refund_and_transfer_of_prepayment() -> None:
    first, second = an_account("1-101#1"), an_account("1-101#2")
    three_months(first)
    item = rows("SELECT min(id) FROM ledger_openitem")[0][0]
    common = {"community_id": COMMUNITY, "on": date(2025, 2, 2), "actor": SYSTEM}
    operations.relieve(
        item_id=item,
        relief=operations.Relief(CreditNature.WAIVER, Money(2_500)),
        source_ref="w:1",
        **common,
    )
    with pytest.raises(operations.AmountExceedsOpen):
        operations.relieve(
            item_id=item,
            relief=operations.Relief(CreditNature.WAIVER, Money(7_501)),
            source_ref="w:2",
            **common,
        )
    receive(first, 40_000, date(2025, 3, 10))
    assert unused() == 12_500
    operations.refund(
        account_id=first, amount=Money(500), channel=Channel.TRANSFER, source_ref="f:1", **common
    )
    operations.move_prepayment(
        from_account_id=first,
        to_account_id=second,
        amount=Money(12_000),
        source_ref="m:1",
        **common,
    )
    with pytest.raises(operations.AmountExceedsPrepayment):
        operations.refund(
            account_id=first, amount=Money(1), channel=Channel.CASH, source_ref="f:2", **common
        )
    balances_hold()
    assert [control(code) for code in ("1001", "1002", "1122", "2203", "6001", "6601")] == [
        40_000, -500, 0, -12_000, -30_000, 2_500,
    ]  # fmt: skip
    assert rows(
        "SELECT account_id, amount_fen - used_fen FROM ledger_credit WHERE used_fen < amount_fen"
    ) == [(second, 12_000)]


def test_opening_arrears_and_prepayments() -> None:
    account = an_account()
    shape = {
        "account_id": "bigint",
        "kind": "text",
        "period_from": "date",
        "period_until": "date",
        "due_on": "date",
        "amount_fen": "bigint",
    }
    row = {
        "account_id": account,
        "kind": "PROPERTY_FEE",
        "period_from": date(2023, 1, 1),
        "period_until": date(2024, 1, 1),
        "due_on": date(2023, 12, 31),
        "amount_fen": 90_000,
    }
    arrears = a_relation("arrears", shape, [row, row | {"amount_fen": 1_000}])
    prepaid = a_relation(
        "prepaid",
        {"account_id": "bigint", "amount_fen": "bigint"},
        [{"account_id": account, "amount_fen": 300}],
    )
    operations.post_opening_from(
        community_id=COMMUNITY,
        arrears=arrears,
        prepayments=prepaid,
        on=date(2024, 9, 1),
        source_ref="import:2",
        actor=SYSTEM,
    )
    balances_hold()
    assert [control(code) for code in ("1122", "2203", "4104")] == [91_000, -300, -90_700]
    entry = rows("SELECT id FROM ledger_entry WHERE source_ref = 'import:2'")[0][0]
    operations.reverse_entry(
        community_id=COMMUNITY, entry_id=entry, on=date(2024, 9, 2), source_ref="u", actor=SYSTEM
    )
    balances_hold()
    assert [control(code) for code in ("1122", "2203", "4104")] == [0, -300, 300]


def test_drafts_are_empty_after_booking() -> None:
    account_id = an_account()
    bill([a_charge(account_id, 5, JANUARY)], on=date(2025, 3, 1), ref="later")
    receive(account_id, 5, JANUARY)  # paid before it was billed: two days, so it is drafted
    with connection.cursor() as cursor:
        for table in ("entry", "item", "credit", "settlement"):
            cursor.execute(f"SELECT count(*) FROM ledger_draft_{table}")
            assert cursor.fetchone() == (0,)
