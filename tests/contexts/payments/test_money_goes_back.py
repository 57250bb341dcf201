"""Refunds, voids and deposits: by two people, never more than there is, once; the book stays sound."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from tests.builders import a_community, a_unit, an_owner
from tests.builders.two_people import CHECKER, MAKER, approved, voided
from tests.contexts.ledger.book import a_charge, balances_hold, bill, rows

from qingshou.approvals import operations as approvals
from qingshou.kernel.money import Money
from qingshou.ledger import operations as ledger
from qingshou.ledger import queries as books
from qingshou.ledger.rules.chart import Channel
from qingshou.payments import models, operations, queries
from qingshou.payments.queries.givings import DepositOfAnotherUnit
from qingshou.payments.rules.deposits import Applied, DepositRequest, DepositSlip, Wish
from qingshou.payments.rules.givings import Cause, Deed, DepositReturn, Refund, RefundSlip, Void
from qingshou.payments.rules.receipts import ReceiptSlip, Request
from qingshou.platform.identity import SYSTEM
from qingshou.platform.requests import RequestIdReused

TODAY = date(2025, 6, 30)


class Town:
    """A home that owes 100 yuan for each of January and February, and what its desk does."""

    def __init__(self) -> None:
        self.community_id = a_community().pk
        self.unit = a_unit(community_id=self.community_id)
        self.account = int(an_owner(unit=self.unit).account_id or 0)
        self.turn = 0
        for month in (1, 2):
            self.bill(month)

    def bill(self, month: int) -> None:
        first = date(2025, month, 1)
        charge = a_charge(self.account, 10_000, first)
        bill([charge], on=first, ref=f"run:{month}", community_id=self.community_id)

    def next(self) -> str:
        self.turn += 1
        return f"turn-{self.turn}"

    def receive(self, fen: int, on: date = TODAY) -> ReceiptSlip:
        return operations.receive(
            community_id=self.community_id,
            request=Request(self.unit.id, Money(fen), Channel.WECHAT, on),
            request_id=self.next(),
            today=TODAY,
            actor=SYSTEM,
        )

    def asked_refund(self, fen: int, **changes: Any) -> tuple[Refund, int]:
        refund = Refund(self.account, Money(fen), Channel.TRANSFER, "示例业主", Cause.OVERPAID)
        refund = replace(refund, **changes)
        request = operations.ask_to_refund(
            community_id=self.community_id,
            refund=refund,
            today=TODAY,
            reason="示例原因",
            actor=MAKER,
        )
        return refund, request

    def approve(self, request_id: int) -> int:
        return approved(community_id=self.community_id, request_id=request_id, today=TODAY)

    def pay_out(self, refund: Refund, approval_id: int, request_id: str = "") -> RefundSlip:
        slip = operations.refund(
            community_id=self.community_id,
            refund=refund,
            deed=Deed(approval_id, TODAY, TODAY, request_id or self.next()),
            actor=MAKER,
        )
        balances_hold()
        return slip

    def refund(self, fen: int) -> RefundSlip:
        asked, request = self.asked_refund(fen)
        return self.pay_out(asked, self.approve(request))

    def void(self, number: str, on: date = TODAY) -> Any:
        return voided(community_id=self.community_id, number=number, on=on, today=TODAY)

    def deposit(self, fen: int, kind: str = "RENOVATION", request_id: str = "") -> DepositSlip:
        slip = operations.take_deposit(
            community_id=self.community_id,
            request=DepositRequest(
                self.unit.id, self.unit.code, kind, Money(fen), Channel.CASH, TODAY
            ),
            request_id=request_id or self.next(),
            today=TODAY,
            actor=SYSTEM,
        )
        balances_hold()
        return slip

    def give_back(self, slip: DepositSlip, fen: int) -> RefundSlip:
        back = DepositReturn(slip.deposit_id, slip.number, Money(fen), Channel.CASH, "示例业主")
        request = operations.ask_to_return(
            community_id=self.community_id, back=back, reason="示例原因", today=TODAY, actor=MAKER
        )
        given = operations.return_deposit(
            community_id=self.community_id,
            back=back,
            deed=Deed(self.approve(request), TODAY, TODAY, self.next()),
            actor=MAKER,
        )
        balances_hold()
        return given

    def apply(
        self, slip: DepositSlip, fen: int, note: str = "签字申请", again: str = ""
    ) -> Applied:
        applied = operations.apply_deposit(
            community_id=self.community_id,
            wish=Wish(slip.number, Money(fen), TODAY, note),
            request_id=again or self.next(),
            today=TODAY,
            actor=SYSTEM,
        )
        balances_hold()
        return applied

    def stands(self) -> tuple[int, int]:
        """Prove everything and tell what is open and what is prepaid."""
        balances_hold()
        assert books.check(community_ids=[self.community_id]) == []
        assert queries.check(community_ids=[self.community_id]) == []
        told = books.balance(community_id=self.community_id, account_id=self.account, as_of=TODAY)
        return told.open.fen, told.prepaid.fen


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def test_a_prepayment_goes_back_by_two(town: Town) -> None:
    town.receive(30_000)
    slip = town.refund(4_000)
    assert (slip.number, slip.amount, slip.left) == ("TK00000001", "40.00", "60.00")
    assert (slip.made_by, slip.decided_by) == (MAKER.name, CHECKER.name)
    assert town.stands() == (0, 6_000)
    assert rows("SELECT number, amount_fen, maker, checker FROM payments__refund") == [
        (1, 4_000, MAKER.name, CHECKER.name)
    ]


def test_no_more_goes_back_than_is_prepaid(town: Town) -> None:
    town.receive(30_000)
    for fen in (0, -1, 10_001):
        with pytest.raises(ledger.AmountExceedsPrepayment):
            town.asked_refund(fen)
    asked, request = town.asked_refund(10_000)
    approval = town.approve(request)
    town.bill(3)
    ledger.settle_from(community_id=town.community_id, source_ref="s", actor=SYSTEM)
    town.receive(2_500)
    with pytest.raises(ledger.AmountExceedsPrepayment) as refused:
        town.pay_out(asked, approval)
    assert refused.value.facts == {"asked": "100.00", "prepaid": "25.00"}
    assert town.stands() == (0, 2_500)


def test_an_approval_pays_out_once(town: Town) -> None:
    town.receive(40_000)
    asked, request = town.asked_refund(5_000)
    with pytest.raises(approvals.NotApproved):
        town.pay_out(asked, request)
    town.approve(request)
    for changes in (
        {"amount": Money(5_001)},
        {"channel": Channel.CASH},
        {"payee": "示例他人"},
    ):
        with pytest.raises(approvals.OtherThanApproved):
            town.pay_out(replace(asked, **changes), request)
    first = town.pay_out(asked, request, "once")
    assert town.pay_out(asked, request, "once") == first
    with pytest.raises(approvals.AlreadyUsed):
        town.pay_out(asked, request)
    with pytest.raises(RequestIdReused):
        town.pay_out(replace(asked, payee="示例他人"), request, "once")
    assert town.stands() == (0, 15_000)


def test_money_goes_to_somebody_and_not_tomorrow(town: Town) -> None:
    town.receive(30_000)
    with pytest.raises(operations.PayeeMissing):
        town.asked_refund(100, payee=" ")
    asked, request = town.asked_refund(100)
    with pytest.raises(operations.GivenOnFutureDay):
        operations.refund(
            community_id=town.community_id,
            refund=asked,
            deed=Deed(request, date(2025, 7, 1), TODAY, "x"),
            actor=MAKER,
        )


def test_a_void_opens_the_debts_again(town: Town) -> None:
    slip = town.receive(25_000)
    void = town.void(slip.number)
    assert (void.reversal, void.amount, void.reopened) == ("HC00000001", "250.00", "200.00")
    assert town.stands() == (20_000, 0)
    # Nothing is left that could be refunded.
    with pytest.raises(ledger.AmountExceedsPrepayment) as refused:
        town.asked_refund(5_000)
    assert refused.value.facts == {"asked": "50.00", "prepaid": "0.00"}


def test_what_was_refunded_is_not_voided(town: Town) -> None:
    slip = town.receive(25_000)
    town.refund(2_000)
    with pytest.raises(operations.ReceiptRefunded) as refused:
        town.void(slip.number)
    assert refused.value.facts["refunded"] == "20.00"
    assert town.stands() == (0, 3_000)


def test_a_refund_between_request_and_void_is_noticed(town: Town) -> None:
    slip = town.receive(25_000)
    void = Void(slip.receipt_id, slip.number, Money(25_000), Cause.BOUNCED)
    request = operations.ask_to_void(
        community_id=town.community_id, void=void, reason="示例", today=TODAY, actor=MAKER
    )
    town.approve(request)
    town.refund(1_000)
    with pytest.raises(operations.ReceiptRefunded):
        operations.void_receipt(
            community_id=town.community_id,
            void=void,
            deed=Deed(request, TODAY, TODAY, "v"),
            actor=MAKER,
        )
    assert town.stands() == (0, 4_000)


def test_a_void_does_not_run_back_in_time(town: Town) -> None:
    slip = town.receive(25_000, on=date(2025, 5, 2))
    with pytest.raises(operations.VoidBeforeReceipt):
        town.void(slip.number, on=date(2025, 5, 1))
    town.void(slip.number, on=date(2025, 5, 2))
    assert town.stands() == (20_000, 0)


def test_a_deposit_is_held_apart(town: Town) -> None:
    slip = town.deposit(200_000)
    assert slip.number == "YJ00000001"
    assert town.deposit(200_000, request_id="turn-1") == slip
    ledger.settle_from(community_id=town.community_id, source_ref="s", actor=SYSTEM)
    assert town.stands() == (20_000, 0)
    with pytest.raises(ledger.AmountExceedsPrepayment):
        town.asked_refund(100)
    with pytest.raises(operations.ReceiptIsDeposit):
        town.void(slip.number)
    with pytest.raises(operations.DepositKindUnknown):
        town.deposit(100, kind="BRIBE")
    with pytest.raises(ledger.NothingReceived):
        town.deposit(0)


def test_a_deposit_goes_back_by_two_and_no_more_than_is_left(town: Town) -> None:
    slip = town.deposit(200_000)
    given = town.give_back(slip, 150_000)
    assert (given.number, given.amount, given.left) == ("TK00000001", "1500.00", "500.00")
    with pytest.raises(ledger.AmountExceedsDeposit) as refused:
        town.give_back(slip, 50_001)
    assert refused.value.facts == {"asked": "500.01", "held": "500.00"}
    town.give_back(slip, 50_000)
    assert town.stands() == (20_000, 0)
    [line] = queries.deposits(community_id=town.community_id, account_id=town.account)
    assert (line.amount.fen, line.left.fen) == (200_000, 0)


def test_a_deposit_is_not_reached_by_its_number_from_another_unit(town: Town) -> None:
    slip = town.deposit(50_000)
    other = a_unit(community_id=town.community_id, code="3-2-502")
    an_owner(unit=other)

    def found(unit: Any) -> Any:
        return queries.deposit_of_unit(
            community_id=town.community_id, unit_id=unit.id, unit=unit.code, number=slip.number
        )

    assert found(town.unit).deposit_id == slip.deposit_id
    with pytest.raises(DepositOfAnotherUnit) as refused:
        found(other)
    assert refused.value.facts == {"number": slip.number, "unit": "3-2-502"}


def test_a_deposit_pays_debts_only_where_its_owner_wishes(town: Town) -> None:
    slip = town.deposit(50_000)
    with pytest.raises(operations.WishMissing):
        town.apply(slip, 30_000, note=" ")
    applied = town.apply(slip, 30_000, again="w")
    assert (applied.amount, applied.settled, applied.left) == ("300.00", "200.00", "200.00")
    assert town.apply(slip, 30_000, again="w") == applied
    assert town.stands() == (0, 10_000)
    with pytest.raises(ledger.AmountExceedsDeposit):
        town.apply(slip, 20_001)
    with pytest.raises(ledger.AmountExceedsDeposit):
        town.give_back(slip, 20_001)


@pytest.mark.parametrize(
    "changes",
    [
        {"approval_id": 999},
        {"checker": "somebody-else"},
        {"maker": MAKER.name, "checker": MAKER.name},
    ],
)
@pytest.mark.parametrize("model", [models.Refund, models.Void])
def test_the_database_wants_two_people_too(town: Town, model: Any, changes: dict[str, Any]) -> None:
    town.receive(25_000)
    town.refund(100)
    town.void(town.receive(100).number)
    [known] = model.objects.values()
    known |= {"id": known["id"] + 1000} | changes
    if model is models.Refund:
        known["number"] += 1
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(**known)


def test_nobody_reverses_a_receipt_alone_in_sql(town: Town) -> None:
    slip = town.receive(25_000)
    with pytest.raises(IntegrityError, match="without a void"), transaction.atomic():
        operations.reverse_receipt(
            community_id=town.community_id, receipt_id=slip.receipt_id, on=TODAY, actor=MAKER
        )
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
