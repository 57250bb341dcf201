"""Several tenders in one receipt, and channel money that is received once."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from tests.builders.two_people import voided
from tests.contexts.ledger.book import a_relation, balances_hold, rows
from tests.contexts.payments.test_payments_receipts import TODAY, Desk

from qingshou.kernel.money import Money
from qingshou.ledger import operations as ledger
from qingshou.ledger import queries as books
from qingshou.ledger.rules.chart import Channel
from qingshou.payments import operations, queries
from qingshou.payments.operations import ChannelMoneyAlreadyReceived
from qingshou.payments.rules.receipts import ReceiptSlip, Request, Tender
from qingshou.platform.db.rights import as_owner
from qingshou.platform.identity import SYSTEM
from qingshou.platform.outbox.models import Announcement

ON = date(2025, 2, 20)
BATCH_SHAPE = {
    "account_id": "bigint", "on": "date", "amount_fen": "bigint", "channel": "text",
    "kind": "text", "period_from": "date", "period_until": "date", "position": "bigint",
    "payer": "text", "memo": "text", "outside_number": "text",
}  # fmt: skip


@pytest.fixture
def desk(db: None) -> Desk:
    return Desk()


def mixed(desk: Desk, request_id: str, *tenders: Tender, **more: Any) -> ReceiptSlip:
    """Receive tenders in one receipt."""
    first, *besides = tenders
    request = Request(
        desk.unit.id,
        first.amount,
        first.channel,
        ON,
        outside_number=first.outside_number,
        besides=tuple(besides),
    )
    return operations.receive(
        community_id=desk.community_id,
        request=replace(request, **more),
        request_id=request_id,
        today=TODAY,
        actor=SYSTEM,
    )


CASH = Tender(Money(10_000), Channel.CASH)
WECHAT = Tender(Money(5_000), Channel.WECHAT, "4200001")


def sound(desk: Desk) -> None:
    """Prove receipts and book."""
    balances_hold()
    assert queries.check(community_ids=[desk.community_id]) == []
    assert books.check(community_ids=[desk.community_id]) == []


def test_two_tenders_make_one_receipt_and_settle_as_one_payment(desk: Desk) -> None:
    slip = mixed(desk, "a", CASH, WECHAT, payer="示例业主甲、示例业主乙")
    assert (slip.number, slip.amount, slip.prepaid) == ("SJ00000001", "150.00", "0.00")
    assert [(part.period_from, part.amount) for part in slip.settled] == [
        ("2025-01-01", "100.00"),
        ("2025-02-01", "50.00"),
    ]
    assert [(part.channel, part.amount) for part in slip.tenders] == [
        ("CASH", "100.00"),
        ("WECHAT", "50.00"),
    ]
    money = rows(
        "SELECT account_code, sum(amount_fen)::bigint FROM ledger_posting"
        " WHERE account_code IN ('1001', '1012') GROUP BY 1 ORDER BY 1"
    )
    assert money == [("1001", 10_000), ("1012", 5_000)]
    assert rows("SELECT count(*) FROM ledger_entry WHERE source = 'RECEIPT'") == [(1,)]
    assert mixed(desk, "a", CASH, WECHAT, payer="示例业主甲、示例业主乙") == slip
    sound(desk)


def test_a_tender_may_share_an_item_with_another(desk: Desk) -> None:
    slip = mixed(desk, "a", Tender(Money(3_000), Channel.CASH), Tender(Money(20_000), Channel.POS))
    assert [part.amount for part in slip.settled] == ["100.00", "100.00"]
    assert slip.prepaid == "30.00"
    assert rows(
        "SELECT channel, settlement.amount_fen FROM ledger_settlement settlement"
        " JOIN ledger_credit credit ON credit.id = settlement.credit_id ORDER BY settlement.amount_fen"
    ) == [("CASH", 3_000), ("POS", 7_000), ("POS", 10_000)]
    sound(desk)


def test_any_tender_without_money_refuses_the_receipt(desk: Desk) -> None:
    with pytest.raises(ledger.NothingReceived):
        mixed(desk, "a", CASH, Tender(Money(0), Channel.POS))
    assert rows("SELECT count(*) FROM payments_receipt") == [(0,)]


def test_the_same_channel_money_is_received_once(desk: Desk) -> None:
    mixed(desk, "a", WECHAT)
    with pytest.raises(ChannelMoneyAlreadyReceived) as refused:
        mixed(desk, "b", CASH, WECHAT)
    assert refused.value.facts["number"] == "SJ00000001"
    # Another channel's equal reference is other money; so is money without a reference.
    mixed(desk, "c", replace(WECHAT, channel=Channel.ALIPAY))
    mixed(desk, "d", CASH)
    mixed(desk, "e", CASH)
    with pytest.raises(ChannelMoneyAlreadyReceived):
        mixed(desk, "f", replace(WECHAT, outside_number="x"), replace(WECHAT, outside_number="x"))
    sound(desk)


def test_money_that_was_given_back_may_be_received_anew_once(desk: Desk) -> None:
    for turn in range(3):
        slip = mixed(desk, f"a{turn}", CASH, WECHAT)
        with pytest.raises(ChannelMoneyAlreadyReceived):
            mixed(desk, f"b{turn}", WECHAT)
        voided(community_id=desk.community_id, number=slip.number, on=ON, today=TODAY)
        assert rows(
            "SELECT channel, tender.amount_fen FROM payments__tender tender"
            " JOIN payments__receipt receipt USING (community_id, receipt_id)"
            " WHERE reverses_id = %s ORDER BY tender_id",
            slip.receipt_id,
        ) == [("CASH", 10_000), ("WECHAT", 5_000)]
    sound(desk)


def test_the_database_alone_refuses_money_received_twice(desk: Desk) -> None:
    mixed(desk, "a", WECHAT)
    with pytest.raises(IntegrityError, match="payments_channel_money_is_received_once"):
        rows(
            "INSERT INTO payments_tender (community_id, receipt_id, credit_id, amount_fen,"
            " channel, outside_number) SELECT community_id, receipt_id, credit_id, amount_fen,"
            " channel, outside_number FROM payments_tender RETURNING id"
        )


def test_the_database_alone_refuses_tenders_that_do_not_sum_up(desk: Desk) -> None:
    mixed(desk, "a", WECHAT)
    with pytest.raises(IntegrityError, match="its tenders sum to"):
        rows(
            "INSERT INTO payments_tender (community_id, receipt_id, credit_id, amount_fen,"
            " channel, outside_number) SELECT community_id, receipt_id, credit_id, 1, channel, ''"
            " FROM payments_tender RETURNING id"
        )


def test_a_tender_is_never_changed(desk: Desk) -> None:
    mixed(desk, "a", WECHAT)
    with as_owner(), pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        rows("UPDATE payments_tender SET amount_fen = 1 RETURNING id")


def test_a_receipt_is_announced(desk: Desk) -> None:
    slip = mixed(desk, "a", CASH, WECHAT)
    [announced] = Announcement.objects.filter(event__endswith="ReceiptIssued")
    assert announced.facts["number"] == slip.number
    assert announced.facts["amount_fen"] == 15_000


def lines(desk: Desk, *facts: tuple[int, int, str]) -> str:
    """Make statement lines: fen, day of February, reference."""
    account = desk.seller.account_id
    return a_relation(
        "test_lines",
        BATCH_SHAPE,
        [
            {
                "account_id": account,
                "on": date(2025, 2, day),
                "amount_fen": fen,
                "channel": "TRANSFER",
                "position": position,
                "payer": "示例付款人",
                "outside_number": reference,
            }
            for position, (fen, day, reference) in enumerate(facts, 1)
        ],
    )


def batch(desk: Desk, relation: str, ref: str = "statement:1") -> operations.Batch:
    """Receive a relation of lines."""
    with transaction.atomic():
        return operations.receive_batch_from(
            community_id=desk.community_id, relation=relation, source_ref=ref, actor=SYSTEM
        )


def test_a_statement_is_received_at_once_with_desk_numbers(desk: Desk) -> None:
    mixed(desk, "a", CASH)
    done = batch(desk, lines(desk, (4_000, 25, "T2"), (7_000, 21, "T1")))
    assert done == operations.Batch(2, Money(11_000), Money(10_000))
    assert rows(
        "SELECT series, number, payer, channel, tender.outside_number FROM payments_receipt receipt"
        " JOIN payments_tender tender ON tender.receipt_id = receipt.id WHERE number > 1"
        " ORDER BY number"
    ) == [("SJ", 2, "示例付款人", "TRANSFER", "T1"), ("SJ", 3, "示例付款人", "TRANSFER", "T2")]
    assert rows('SELECT "position", number FROM payments_batch ORDER BY 1') == [(1, 3), (2, 2)]
    with pytest.raises(ChannelMoneyAlreadyReceived) as refused:
        batch(desk, lines(desk, (100, 25, "T3"), (100, 26, "T1")), "statement:2")
    assert refused.value.facts["number"] == "SJ00000002"
    with pytest.raises(ChannelMoneyAlreadyReceived):
        batch(desk, lines(desk, (100, 25, "T4"), (100, 26, "T4")), "statement:3")
    assert batch(desk, lines(desk), "statement:4").receipts == 0
    sound(desk)


def test_a_line_that_was_given_back_may_come_again_in_a_statement(desk: Desk) -> None:
    batch(desk, lines(desk, (4_000, 25, "T2")))
    voided(community_id=desk.community_id, number="SJ00000001", on=TODAY, today=TODAY)
    assert batch(desk, lines(desk, (4_000, 25, "T2")), "statement:2").receipts == 1
    sound(desk)


def test_sixteen_at_once_receive_the_same_channel_money_once(fresh_database: str) -> None:
    with transaction.atomic():
        desk = Desk()
    told: list[str] = []

    def pay(worker: int) -> None:
        try:
            told.append(mixed(desk, f"w{worker}", WECHAT).number)
        except ChannelMoneyAlreadyReceived as refused:
            told.append(refused.code)
        finally:
            connection.close()

    workers = [threading.Thread(target=pay, args=(number,)) for number in range(16)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(told) == ["SJ00000001"] + [ChannelMoneyAlreadyReceived.code] * 15
    assert rows("SELECT count(*) FROM payments_tender") == [(1,)]
