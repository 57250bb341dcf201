"""Random small books that use every kind of row: bills, receipts, money held, corrections."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

from tests.builders import a_community, a_unit, an_owner
from tests.contexts.ledger.book import a_charge, a_relation, bill, rows

from qingshou.estate.models import Unit
from qingshou.kernel.calendar import add_months
from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import operations as ledger
from qingshou.ledger.rules.chart import Channel, Chart
from qingshou.ledger.rules.natures import CreditNature
from qingshou.payments import operations as payments
from qingshou.payments.rules.receipts import Request, Tender
from qingshou.platform.identity import SYSTEM

START = date(2026, 1, 1)
UNITS = 4


class RandomBook:
    """A community whose book grows by random steps of one seed."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.community = a_community(code=f"R{seed}").pk
        self.units: list[Unit] = []
        self.accounts: list[int] = []
        for number in range(UNITS):
            unit = a_unit(community_id=self.community, code=f"1-1-{number + 101}")
            self.units.append(unit)
            self.accounts.append(an_owner(unit=unit).account_id or 0)
        self.step = 0

    def grow(self, steps: int, each: int = 0) -> RandomBook:
        """Begin with a bill, take each step so often, then random ones; leave out what is refused."""
        self.bill()
        for step in [*STEPS * each, *self.dice.choices(STEPS, k=steps)]:
            self.step += 1
            try:
                step(self)
            except Refusal:
                continue
        ledger.settle_from(community_id=self.community, source_ref="last", actor=SYSTEM)
        return self

    @property
    def on(self) -> date:
        """The day of the step."""
        return START + timedelta(days=3 * self.step)

    @property
    def fen(self) -> int:
        """Some amount."""
        return self.dice.randint(1, 9_000)

    @property
    def account(self) -> int:
        """Some account."""
        return self.dice.choice(self.accounts)

    def _payment(self) -> ledger.Payment:
        return ledger.Payment(Money(self.fen), self.dice.choice([*Channel]), self.on)

    def _credit(self, nature: str) -> int:
        found = rows(
            "SELECT id FROM ledger_credit WHERE community_id = %s AND nature = %s ORDER BY id",
            self.community,
            nature,
        )
        return int(self.dice.choice(found or [(0,)])[0])

    def _item(self) -> int:
        found = rows(
            "SELECT id FROM ledger_openitem WHERE community_id = %s AND nature <> 'REFUND'"
            " AND closed_on IS NULL ORDER BY id",
            self.community,
        )
        return int(self.dice.choice(found or [(0,)])[0])

    @property
    def _ref(self) -> str:
        return f"step:{self.step}"

    def bill(self) -> None:
        """Bill a month, with tax and a penalty."""
        month = add_months(START, self.step)
        charges = [
            a_charge(account, 2_000 + account % 89, month, tax_fen=113) for account in self.accounts
        ]
        charges.append(a_charge(self.accounts[0], 77, month, kind="PENALTY"))
        bill(charges, on=self.on, ref=self._ref, community_id=self.community)

    def receive(self) -> None:
        """Receive by the desk, with one or two tenders."""
        besides = (Tender(Money(self.fen), Channel.CASH),) if self.dice.random() < 0.4 else ()
        payments.receive_within(
            community_id=self.community,
            request=Request(
                unit_id=self.dice.choice(self.units).id,
                amount=Money(self.fen),
                channel=Channel.WECHAT,
                on=self.on,
                besides=besides,
            ),
            request_id=f"{self.community}-{self.step}",
            today=self.on,
            actor=SYSTEM,
        )

    def settle(self) -> None:
        """Let prepayments settle."""
        ledger.settle_from(community_id=self.community, source_ref=self._ref, actor=SYSTEM)

    def relieve(self) -> None:
        """Waive, discount or write a part of an item off."""
        item = self._item()
        if item:
            nature = self.dice.choice(
                [CreditNature.WAIVER, CreditNature.DISCOUNT, CreditNature.WRITE_OFF]
            )
            ledger.relieve(
                community_id=self.community,
                item_id=item,
                relief=ledger.Relief(nature, Money(self.dice.randint(1, 50))),
                on=self.on,
                source_ref=self._ref,
                actor=SYSTEM,
            )

    def reverse(self) -> None:
        """Take a charge back."""
        relation = a_relation("book_items", {"item_id": "bigint"}, [{"item_id": self._item()}])
        ledger.reverse_items_from(
            community_id=self.community,
            relation=relation,
            on=self.on,
            source_ref=self._ref,
            actor=SYSTEM,
        )

    def refund(self) -> None:
        """Give a prepayment back."""
        ledger.refund(
            community_id=self.community,
            account_id=self.account,
            amount=Money(self.dice.randint(1, 500)),
            channel=Channel.CASH,
            on=self.on,
            source_ref=self._ref,
            actor=SYSTEM,
        )

    def move(self) -> None:
        """Move a prepayment to another account."""
        source, target = self.dice.sample(self.accounts, 2)
        ledger.move_prepayment(
            community_id=self.community,
            from_account_id=source,
            to_account_id=target,
            amount=Money(self.dice.randint(1, 500)),
            on=self.on,
            source_ref=self._ref,
            actor=SYSTEM,
        )

    def hold(self) -> None:
        """Take a deposit."""
        ledger.hold_deposit(
            community_id=self.community,
            account_id=self.account,
            payment=self._payment(),
            kind="RENOVATION",
            source_ref=self._ref,
            actor=SYSTEM,
        )

    def release(self) -> None:
        """Return or apply a part of a deposit."""
        credit, amount = self._credit("DEPOSIT"), Money(self.dice.randint(1, 400))
        named = {"community_id": self.community, "credit_id": credit, "actor": SYSTEM}
        if self.dice.random() < 0.5:
            payment = ledger.Payment(amount, Channel.TRANSFER, self.on)
            ledger.return_deposit(payment=payment, source_ref=self._ref, **named)
        else:
            ledger.apply_deposit(amount=amount, on=self.on, source_ref=self._ref, **named)

    def park(self) -> None:
        """Take money in that nobody is known for."""
        ledger.park_suspense(
            community_id=self.community,
            amount=Money(self.fen),
            channel=Channel.TRANSFER,
            on=self.on,
            source_ref=self._ref,
            actor=SYSTEM,
        )

    def claim(self) -> None:
        """Claim a part of it, or send a part back."""
        named = {
            "community_id": self.community,
            "credit_id": self._credit("SUSPENSE"),
            "payment": ledger.Payment(Money(self.dice.randint(1, 400)), Channel.TRANSFER, self.on),
            "source_ref": self._ref,
            "actor": SYSTEM,
        }
        if self.dice.random() < 0.6:
            ledger.claim_suspense(to_account_id=self.account, **named)
        else:
            ledger.return_suspense(**named)

    def transfer(self) -> None:
        """Let a channel pay out, or take its fee."""
        ledger.transfer(
            community_id=self.community,
            debit=self.dice.choice([Chart.BANK, Chart.CHANNEL_FEE]),
            credit=Chart.CLEARING,
            amount=Money(self.fen),
            on=self.on,
            source_ref=self._ref,
            actor=SYSTEM,
        )


STEPS: list[Callable[[RandomBook], None]] = [
    RandomBook.bill,
    RandomBook.receive,
    RandomBook.receive,
    RandomBook.receive,
    RandomBook.settle,
    RandomBook.relieve,
    RandomBook.reverse,
    RandomBook.refund,
    RandomBook.move,
    RandomBook.hold,
    RandomBook.release,
    RandomBook.park,
    RandomBook.claim,
    RandomBook.transfer,
]
