"""A home that is billed by a price list and sold, for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.builders.estate import a_community, a_unit, an_owner
from tests.builders.tariffs import a_price_list
from tests.builders.two_people import MAKER, approved

from qingshou.billing import operations as billing
from qingshou.estate import queries as estate
from qingshou.estate.rules.cards import UnitCard
from qingshou.kernel.money import Money
from qingshou.kernel.period import Period
from qingshou.ledger import queries as books
from qingshou.ledger.rules.chart import Channel
from qingshou.payments import operations as payments
from qingshou.payments.rules.certificates import CertificateSlip
from qingshou.payments.rules.givings import Cause, Deed, Move, MoveSlip, Refund
from qingshou.payments.rules.receipts import ReceiptSlip, Request
from qingshou.processes import owner_change_needs_clearance as clearing
from qingshou.processes.owner_change_needs_clearance import Buyer, Sold
from qingshou.processes.owner_change_needs_clearance.sheet import Sheet

SOLD_ON, TODAY = date(2026, 3, 16), date(2026, 3, 10)
CODE = "3-2-501"


class SoldHome:
    """A home of 100 ㎡ at 2.50 yuan a month, sold on 16 March; it is 10 March."""

    def __init__(self, **price: str) -> None:
        self.community_id = a_community().pk
        an_owner(
            unit=a_unit(community_id=self.community_id, code=CODE),
            name="示例甲",
            since=date(2020, 1, 1),
        )
        self.price(**price)
        self.turn = 0

    @property
    def unit(self) -> UnitCard:
        return estate.unit(community_id=self.community_id, text=CODE)

    def price(self, **more: str) -> None:
        row = {"kind": "PROPERTY_FEE", "kind_name": "物业服务费", "price_unit": "元/㎡·月"}
        rest = {"price": "2.50", "from": "2024-01-01", "due_rule": "DAY:25"}
        a_price_list(community_id=self.community_id, rows=[row | rest | more])

    def account(self, number: int = 1) -> int:
        return int(books.account_named(community_id=self.community_id, code=f"{CODE}#{number}"))

    def next(self) -> str:
        self.turn += 1
        return f"sold-{self.community_id}-{self.turn}"

    def bill(self, month: str, on: date | None = None) -> int:
        period = Period.named(month)
        return billing.bill(
            community_id=self.community_id, period=period, on=on or period.start, actor=MAKER
        ).lines

    def pay(self, fen: int, number: int = 1, on: date = TODAY) -> ReceiptSlip:
        return payments.receive(
            community_id=self.community_id,
            request=Request(
                self.unit.unit_id, Money(fen), Channel.WECHAT, on, account_id=self.account(number)
            ),
            request_id=self.next(),
            today=TODAY,
            actor=MAKER,
        )

    def sell(self, on: date = SOLD_ON, buyer: Buyer | None = None) -> Sold:
        return clearing.change_owner(
            community_id=self.community_id,
            unit=self.unit,
            buyer=buyer or Buyer("示例乙"),
            on=on,
            today=TODAY,
            actor=MAKER,
        )

    def sheet(self, on: date = SOLD_ON, today: date = TODAY) -> Sheet:
        return clearing.look(community_id=self.community_id, unit=self.unit, on=on, today=today)

    def stands_against(self, **days: date) -> str:
        return " ".join(self.sheet(**days).hindrances)

    def issue(self, request_id: str = "", today: date = TODAY) -> CertificateSlip:
        return clearing.issue(
            community_id=self.community_id,
            unit=self.unit,
            on=SOLD_ON,
            today=today,
            request_id=request_id or self.next(),
            actor=MAKER,
        )

    def refund(self, fen: int, number: int = 1) -> None:
        place: dict[str, Any] = {"community_id": self.community_id, "actor": MAKER}
        refund = Refund(
            self.account(number), Money(fen), Channel.TRANSFER, "示例甲", Cause.MOVED_OUT
        )
        asked = payments.ask_to_refund(**place, refund=refund, today=TODAY, reason="示例")
        payments.refund(**place, refund=refund, deed=self.deed(asked))

    def move(self, fen: int, *, to: int, consent: str = "") -> MoveSlip:
        place: dict[str, Any] = {"community_id": self.community_id, "actor": MAKER}
        move = Move(self.account(1), self.account(to), Money(fen), consent)
        asked = payments.ask_to_move(**place, move=move, today=TODAY, reason="示例")
        return payments.move_prepayment(**place, move=move, deed=self.deed(asked))

    def deed(self, asked: int) -> Deed:
        number = approved(community_id=self.community_id, request_id=asked, today=TODAY)
        return Deed(number, TODAY, TODAY, self.next())

    def balance(self, number: int) -> tuple[str, str]:
        """What an account owes and has prepaid, in yuan."""
        told = books.balance(
            community_id=self.community_id, account_id=self.account(number), as_of=TODAY
        )
        return told.open.yuan, told.prepaid.yuan
