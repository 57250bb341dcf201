"""Waivers and write-offs: by two people, within what is open, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.builders.two_people import CHECKER, MAKER, approved
from tests.contexts.ledger.book import (
    COMMUNITY,
    a_charge,
    a_relation,
    an_account,
    balances_hold,
    bill,
    rows,
)

from qingshou.approvals import operations as approvals
from qingshou.billing import models, operations
from qingshou.billing.rules.corrections import Cause, Corrected, Correction, Forgiveness, Part
from qingshou.kernel.money import Money
from qingshou.ledger import operations as ledger
from qingshou.ledger import queries as books
from qingshou.ledger.operations import AmountExceedsOpen
from qingshou.ledger.rules.chart import Channel
from qingshou.platform.identity import SYSTEM
from qingshou.platform.requests import RequestIdReused

pytestmark = pytest.mark.django_db
TODAY = date(2025, 6, 30)


class Debtor:
    """An account that owes 100 yuan for each of January and February."""

    def __init__(self) -> None:
        self.account = int(an_account())
        for month in (1, 2):
            first = date(2025, month, 1)
            bill([a_charge(self.account, 10_000, first)], on=first, ref=f"run:{month}")
        self.items = [item for (item,) in rows("SELECT item_id FROM ledger__item ORDER BY due_on")]
        self.turn = 0

    def correction(self, *fen: int, **changes: Any) -> Correction:
        parts = tuple(
            Part(item, Money(amount)) for item, amount in zip(self.items, fen, strict=False)
        )
        asked = Correction(Forgiveness.WAIVER, self.account, parts, Cause.HARDSHIP, "示例-2025-01")
        return replace(asked, **changes)

    def ask(self, correction: Correction) -> int:
        return operations.ask_to_forgive(
            community_id=COMMUNITY,
            correction=correction,
            today=TODAY,
            reason="示例原因",
            actor=MAKER,
        )

    def do(self, correction: Correction, approval_id: int, request_id: str = "a") -> Corrected:
        done = operations.forgive(
            community_id=COMMUNITY,
            correction=correction,
            approval_id=approval_id,
            on=TODAY,
            today=TODAY,
            request_id=request_id,
            actor=MAKER,
        )
        balances_hold()
        return done

    def both(self, correction: Correction) -> Corrected:
        self.turn += 1
        asked = approved(community_id=COMMUNITY, request_id=self.ask(correction), today=TODAY)
        return self.do(correction, asked, f"turn-{self.turn}")

    def pay(self, fen: int) -> int:
        received = ledger.receive(
            community_id=COMMUNITY,
            account_id=self.account,
            payment=ledger.Payment(Money(fen), Channel.CASH, TODAY),
            source_ref=f"r:{fen}",
            actor=SYSTEM,
        )
        return int(received.credit_id)

    def owes(self) -> int:
        balance = books.balance(community_id=COMMUNITY, account_id=self.account, as_of=TODAY)
        assert books.check(community_ids=[COMMUNITY]) == []
        return balance.open.fen


@pytest.fixture
def debtor(db: None) -> Debtor:
    return Debtor()


@pytest.mark.parametrize(
    ("way", "cause"),
    [
        (Forgiveness.WAIVER, Cause.HARDSHIP),
        (Forgiveness.WRITE_OFF, Cause.TIME_BARRED),
    ],
)
def test_two_people_give_a_debt_up(debtor: Debtor, way: Forgiveness, cause: Cause) -> None:
    done = debtor.both(debtor.correction(10_000, 2_500, way=way, cause=cause))
    assert (done.amount, done.made_by, done.decided_by) == ("125.00", MAKER.name, CHECKER.name)
    assert debtor.owes() == 7_500
    kept = rows(
        "SELECT way, cause, amount_fen, maker, checker FROM billing__relief ORDER BY item_id"
    )
    assert kept == [
        (way, cause, 10_000, MAKER.name, CHECKER.name),
        (way, cause, 2_500, MAKER.name, CHECKER.name),
    ]
    assert rows("SELECT DISTINCT nature FROM ledger__credit") == [(way.value,)]


def test_nothing_is_given_up_by_one(debtor: Debtor) -> None:
    asked = debtor.correction(10_000)
    request = debtor.ask(asked)
    with pytest.raises(approvals.NotApproved):
        debtor.do(asked, request)
    with pytest.raises(approvals.CheckerIsMaker):
        approvals.approve(community_id=COMMUNITY, request_id=request, today=TODAY, actor=MAKER)
    assert debtor.owes() == 20_000


def test_an_approval_is_for_one_correction_once(debtor: Debtor) -> None:
    asked = debtor.correction(5_000)
    approval = approved(community_id=COMMUNITY, request_id=debtor.ask(asked), today=TODAY)
    for other in (
        debtor.correction(5_001),
        debtor.correction(2_500, 2_500),
        debtor.correction(5_000, way=Forgiveness.WRITE_OFF, cause=Cause.TIME_BARRED),
        debtor.correction(5_000, cause=Cause.POLICY),
    ):
        with pytest.raises(approvals.OtherThanApproved):
            debtor.do(other, approval)
    first = debtor.do(asked, approval)
    assert debtor.do(asked, approval) == first
    with pytest.raises(approvals.AlreadyUsed):
        debtor.do(asked, approval, request_id="b")
    with pytest.raises(RequestIdReused):
        debtor.do(debtor.correction(5_001), approval)
    assert debtor.owes() == 15_000


def test_no_more_is_given_up_than_is_open(debtor: Debtor) -> None:
    for fen in (0, -1, 10_001):
        with pytest.raises(AmountExceedsOpen):
            debtor.ask(debtor.correction(fen))
    asked = debtor.correction(10_000)
    approval = approved(community_id=COMMUNITY, request_id=debtor.ask(asked), today=TODAY)
    debtor.pay(4_000)
    with pytest.raises(AmountExceedsOpen) as refused:
        debtor.do(asked, approval)
    assert refused.value.facts == {"asked": "100.00", "left": "60.00"}
    assert debtor.owes() == 16_000
    # The approval was not used up by the refusal; a smaller waiver needs one of its own.
    assert debtor.both(debtor.correction(6_000)).amount == "60.00"
    assert debtor.owes() == 10_000


def test_another_account_s_items_are_not_touched(debtor: Debtor) -> None:
    stranger = replace(debtor.correction(100), account_id=int(an_account("2-2-202#1")))
    with pytest.raises(AmountExceedsOpen):
        debtor.ask(stranger)


def test_a_cause_belongs_to_its_way_and_evidence_is_named(debtor: Debtor) -> None:
    with pytest.raises(operations.CauseUnfit):
        debtor.ask(debtor.correction(100, cause=Cause.TIME_BARRED))
    with pytest.raises(operations.EvidenceMissing):
        debtor.ask(debtor.correction(100, evidence=" "))
    with pytest.raises(operations.CorrectedOnFutureDay):
        operations.forgive(
            community_id=COMMUNITY,
            correction=debtor.correction(100),
            approval_id=1,
            on=date(2025, 7, 1),
            today=TODAY,
            request_id="a",
            actor=MAKER,
        )


def test_a_charge_reversed_after_its_waiver_gives_back_money_only(debtor: Debtor) -> None:
    debtor.both(debtor.correction(4_000))
    debtor.pay(6_000)
    ledger.reverse_items_from(
        community_id=COMMUNITY,
        relation=a_relation("taken", {"item_id": "bigint"}, [{"item_id": debtor.items[0]}]),
        on=TODAY,
        source_ref="taken:1",
        actor=SYSTEM,
    )
    balances_hold()
    told = books.balance(community_id=COMMUNITY, account_id=debtor.account, as_of=TODAY)
    assert (told.open, told.prepaid) == (Money(10_000), Money(6_000))
    assert books.check(community_ids=[COMMUNITY]) == []
    # What is wholly waived has nothing left to reverse, nor to waive again.
    debtor.both(debtor.correction(0, 10_000, parts=(Part(debtor.items[1], Money(10_000)),)))
    with pytest.raises(ledger.ItemsAlreadyReversed), transaction.atomic():
        ledger.reverse_items_from(
            community_id=COMMUNITY,
            relation=a_relation("taken", {"item_id": "bigint"}, [{"item_id": debtor.items[1]}]),
            on=TODAY,
            source_ref="taken:2",
            actor=SYSTEM,
        )
    with pytest.raises(AmountExceedsOpen):
        debtor.ask(debtor.correction(1))


@pytest.mark.parametrize(
    "changes",
    [
        {"approval_id": 999},
        {"checker": "somebody-else"},
        {"maker": CHECKER.name, "checker": CHECKER.name},
        {"maker": MAKER.name, "checker": MAKER.name},
    ],
)
def test_the_database_wants_two_people_too(debtor: Debtor, changes: dict[str, Any]) -> None:
    debtor.both(debtor.correction(100))
    [known] = models.Relief.objects.values()
    known |= {"id": known["id"] + 1, "item_id": debtor.items[1]} | changes
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Relief.objects.create(**known)
