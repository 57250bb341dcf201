"""Shifts: one open per cashier, counted at the end, never closed alone by another."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.builders.two_people import approved
from tests.contexts.ledger.book import rows
from tests.contexts.payments.test_payments_receipts import TODAY, Desk

from qingshou.approvals.operations import NotApproved, OtherThanApproved
from qingshou.kernel.money import Money
from qingshou.ledger.rules.chart import Channel
from qingshou.payments import operations
from qingshou.payments.operations import Closing
from qingshou.payments.queries.shifts import ShiftSheet, ShiftUnknown, open_shifts, shift_sheet
from qingshou.payments.rules.givings import Cause, Deed, Void
from qingshou.payments.rules.receipts import ReceiptSlip, Request, Tender
from qingshou.platform.db.rights import as_owner
from qingshou.platform.identity import Actor

ON = date(2025, 2, 20)
CASHIER = Actor("示例收费员甲")
FLOAT = Money(50_000)


@pytest.fixture
def desk(db: None) -> Desk:
    return Desk()


def opened(desk: Desk, actor: Actor = CASHIER) -> ShiftSheet:
    return operations.open_shift(
        community_id=desk.community_id, float_=FLOAT, on=ON, actor=actor, camera="CAM-01"
    )


def receive(desk: Desk, request_id: str, *tenders: Tender, actor: Actor = CASHIER) -> ReceiptSlip:
    first, *besides = tenders
    request = Request(desk.unit.id, first.amount, first.channel, ON, besides=tuple(besides))
    return operations.receive(
        community_id=desk.community_id,
        request=request,
        request_id=request_id,
        today=TODAY,
        actor=actor,
    )


def close(
    desk: Desk,
    shift: ShiftSheet,
    closing: Closing,
    actor: Actor = CASHIER,
    approval: int | None = None,
) -> ShiftSheet:
    return operations.close_shift(
        community_id=desk.community_id,
        shift_id=shift.shift_id,
        closing=closing,
        on=ON,
        today=TODAY,
        actor=actor,
        approval_id=approval,
    )


CASH, WECHAT = Tender(Money(10_000), Channel.CASH), Tender(Money(5_000), Channel.WECHAT)


def test_receipts_of_the_cashier_belong_to_the_open_shift(desk: Desk) -> None:
    receive(desk, "before", CASH)
    shift = opened(desk)
    receive(desk, "a", CASH, WECHAT)
    receive(desk, "b", CASH, actor=Actor("示例收费员乙"))
    receive(desk, "c", Tender(Money(700), Channel.CASH))
    told = shift_sheet(community_id=desk.community_id, shift_id=shift.shift_id)
    assert (told.first_number, told.latest_number) == ("SJ00000002", "SJ00000004")
    assert [
        (one.channel, one.received.fen, one.returned.fen, one.expected.fen) for one in told.lines
    ] == [
        ("CASH", 10_700, 0, 60_700),
        ("WECHAT", 5_000, 0, 5_000),
    ]
    assert told.lines[0].moved == Money(0), "cash receipts are what the cash account moved"


def test_a_shift_closes_with_what_was_counted(desk: Desk) -> None:
    shift = opened(desk)
    receive(desk, "a", CASH, WECHAT)
    with pytest.raises(operations.CashNotCounted):
        close(desk, shift, Closing({}))
    with pytest.raises(operations.DifferenceUnexplained) as refused:
        close(desk, shift, Closing({Channel.CASH: Money(59_900)}))
    assert refused.value.facts["difference"] == "-1.00"
    closed = close(
        desk,
        shift,
        Closing(
            {Channel.CASH: Money(59_900), Channel.POS: Money(0)}, "找零少收一元", "示例收费员乙"
        ),
    )
    assert (closed.closed_by, closed.handed_to) == (CASHIER.name, "示例收费员乙")
    assert [(one.channel, one.counted, one.reason) for one in closed.lines] == [
        ("CASH", Money(59_900), "找零少收一元"),
        ("POS", Money(0), ""),
        ("WECHAT", None, ""),
    ]
    with pytest.raises(operations.ShiftAlreadyClosed) as again:
        close(desk, shift, Closing({Channel.CASH: Money(60_000)}))
    assert again.value.facts["by"] == CASHIER.name
    with pytest.raises(ShiftUnknown):
        shift_sheet(community_id=desk.community_id, shift_id=shift.shift_id + 10**9)


def test_a_cashier_has_one_open_shift(desk: Desk) -> None:
    shift = opened(desk)
    with pytest.raises(operations.ShiftAlreadyOpen):
        opened(desk)
    opened(desk, Actor("示例收费员乙"))
    refused = pytest.raises(IntegrityError, match="payments_cashier_has_one_open_shift")
    with refused, transaction.atomic():
        rows(
            "INSERT INTO payments_shift (community_id, float_fen, opened_on, opened_at,"
            " cashier, closed_by, handed_to, camera) SELECT community_id, 0, opened_on,"
            " opened_at, cashier, '', '', '' FROM payments_shift WHERE id = %s RETURNING id",
            shift.shift_id,
        )
    close(desk, shift, Closing({Channel.CASH: FLOAT}))
    opened(desk)


def test_another_needs_an_approval(desk: Desk) -> None:
    shift = opened(desk)
    other = Actor("示例主管")
    with pytest.raises(operations.ShiftOfAnother):
        close(desk, shift, Closing({Channel.CASH: FLOAT}), other)
    refused = pytest.raises(IntegrityError, match="payments_another_closes_a_shift_with_approval")
    with refused, transaction.atomic():
        rows(
            "UPDATE payments_shift SET closed_on = opened_on, closed_at = opened_at,"
            " closed_by = 'x' WHERE id = %s RETURNING id",
            shift.shift_id,
        )


def test_another_closes_with_the_approval_of_this_shift(desk: Desk) -> None:
    shift, theirs = opened(desk), opened(desk, Actor("示例收费员乙"))
    receive(desk, "a", CASH)
    other = Actor("示例主管")
    asked = operations.ask_to_close(
        community_id=desk.community_id,
        shift_id=shift.shift_id,
        reason="示例请假",
        today=TODAY,
        actor=other,
    )
    count = Closing({Channel.CASH: Money(60_000)}, handed_to="示例收费员乙")
    with pytest.raises(NotApproved):
        close(desk, shift, count, other, asked)
    approved(community_id=desk.community_id, request_id=asked, today=TODAY)
    with pytest.raises(OtherThanApproved):
        close(desk, theirs, Closing({Channel.CASH: FLOAT}), other, asked)
    told = close(desk, shift, count, other, asked)
    assert (told.closed_by, told.approval_id, told.handed_to) == (
        other.name, asked, "示例收费员乙",
    )  # fmt: skip
    assert [one.cashier for one in open_shifts(community_id=desk.community_id)] == ["示例收费员乙"]
    with pytest.raises(operations.ShiftAlreadyClosed):
        operations.ask_to_close(
            community_id=desk.community_id,
            shift_id=shift.shift_id,
            reason="示例",
            today=TODAY,
            actor=other,
        )


def test_a_reversal_belongs_to_the_shift_it_is_made_in(desk: Desk) -> None:
    shift = opened(desk)
    slip = receive(desk, "a", CASH, WECHAT)
    receive(desk, "b", Tender(Money(700), Channel.CASH))
    void = Void(slip.receipt_id, slip.number, Money(15_000), Cause.WRONG_AMOUNT)
    asked = operations.ask_to_void(
        community_id=desk.community_id, void=void, reason="示例收错", today=TODAY, actor=CASHIER
    )
    approved(community_id=desk.community_id, request_id=asked, today=TODAY)
    deed = Deed(asked, on=ON, today=TODAY, request_id="void-a")
    operations.void_receipt(community_id=desk.community_id, void=void, deed=deed, actor=CASHIER)

    told = shift_sheet(community_id=desk.community_id, shift_id=shift.shift_id)
    assert [
        (one.channel, one.received.fen, one.returned.fen, one.moved.fen, one.expected.fen)
        for one in told.lines
    ] == [
        ("CASH", 10_700, 10_000, 0, 50_700),
        ("WECHAT", 5_000, 5_000, 0, 0),
    ]
    closed = close(desk, shift, Closing({Channel.CASH: Money(50_700)}))
    assert [one.expected for one in closed.lines] == [one.expected for one in told.lines]


def test_cash_needs_a_shift_where_that_is_the_rule(desk: Desk) -> None:
    operations.decide_desk_rule(
        community_id=desk.community_id, cash_needs_shift=True, actor=CASHIER
    )
    with pytest.raises(operations.ShiftNeeded):
        receive(desk, "a", WECHAT, CASH)
    assert receive(desk, "b", WECHAT).number == "SJ00000001"
    opened(desk)
    assert receive(desk, "a", WECHAT, CASH).number == "SJ00000002"


def test_a_closed_shift_and_its_counts_stand(desk: Desk) -> None:
    shift = opened(desk)
    close(desk, shift, Closing({Channel.CASH: FLOAT}))
    with as_owner():
        for change in (
            "UPDATE payments_shift SET handed_to = 'x' RETURNING id",
            "UPDATE payments_shiftcount SET counted_fen = 1 RETURNING id",
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                rows(change)
