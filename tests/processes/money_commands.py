"""Every command that moves money, as somebody sends it once more when no answer came.

``prepared`` makes what a command needs and tells the command; run again it is the same request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from tests.builders import a_community, a_unit, an_owner
from tests.builders.tariffs import a_price_list
from tests.builders.two_people import CHECKER, MAKER, approved
from tests.contexts.debits.company import mandate
from tests.contexts.ledger.book import a_charge, bill, rows
from tests.contexts.reconciliation.bank_month import Told, ccb
from tests.contexts.reconciliation.town import a_fund_account

from qingshou.approvals import operations as approvals
from qingshou.billing import operations as billing
from qingshou.billing.rules.corrections import Cause as ReliefCause
from qingshou.billing.rules.corrections import Correction, Forgiveness, Part
from qingshou.debits import operations as debits
from qingshou.debits.rules.batches import reference
from qingshou.debits.rules.sheets import AnsweredLine, Returned
from qingshou.estate.models import Unit
from qingshou.invoices import operations as invoices
from qingshou.invoices.rules.requests import Buyer
from qingshou.kernel.money import Money
from qingshou.ledger.rules.chart import Channel
from qingshou.payments import operations as payments
from qingshou.payments.rules.deposits import DepositRequest
from qingshou.payments.rules.givings import Cause, Deed, Refund, Void
from qingshou.payments.rules.receipts import Request
from qingshou.platform.db.transactions import transaction as whole
from qingshou.processes import banks_debit_what_is_due
from qingshou.reconciliation import operations as reconciliation
from qingshou.reconciliation.rules.lines import Source

TODAY = date(2026, 3, 31)
BILL, PAID = 31_800, 40_000
Act = Callable[..., Any]


class Home:
    """A home in a community of its own: it owes a month of fee, and its desk has a number out."""

    def __init__(self, number: int, folder: Path) -> None:
        self.folder, self.mark = folder, f"示例{number:04}"
        with transaction.atomic():
            self.community_id = int(a_community().pk)
            self.unit: Unit = a_unit(community_id=self.community_id)
            self.account = int(an_owner(unit=self.unit, name="示例业主").account_id or 0)
            fee = {"kind": "PROPERTY_FEE", "kind_name": "物业服务费", "price_unit": "元/户·月"}
            a_price_list(
                community_id=self.community_id,
                rows=[fee | {"price": "318", "from": "2020-01-01", "tax_rate": "0.06"}],
            )
            charge = a_charge(self.account, BILL, date(2026, 1, 1), tax_fen=1_800)
            bill([charge], on=date(2026, 1, 1), ref="run:1", community_id=self.community_id)
        self.receive("before", fen=100)()

    def receive(self, what: str = "receive", *, fen: int = PAID) -> Act:
        """Receive at the desk."""

        def act(more: int = 0) -> Any:
            return payments.receive(
                community_id=self.community_id,
                request=Request(
                    self.unit.id, Money(fen + more), Channel.WECHAT, TODAY,
                    outside_number=f"{self.mark}-{what}",
                ),
                request_id=f"{self.mark}-{what}",
                today=TODAY,
                actor=MAKER,
            )  # fmt: skip

        return act

    def deposit(self) -> Act:
        """Take a deposit."""

        def act(more: int = 0) -> Any:
            return payments.take_deposit(
                community_id=self.community_id,
                request=DepositRequest(
                    self.unit.id, self.unit.code, "RENOVATION", Money(200_000 + more),
                    Channel.TRANSFER, TODAY,
                ),
                request_id=f"{self.mark}-deposit",
                today=TODAY,
                actor=MAKER,
            )  # fmt: skip

        return act

    def ask_to_refund(self) -> Act:
        """Ask for a refund: the first person."""
        self.receive("prepaid")()
        refund = self._refund(0)
        return lambda: payments.ask_to_refund(
            community_id=self.community_id, refund=refund, today=TODAY, reason="示例原因",
            actor=MAKER,
        )  # fmt: skip

    def approve(self) -> Act:
        """Approve it: the second person."""
        asked = self.ask_to_refund()()
        return lambda: approvals.approve(
            community_id=self.community_id, request_id=asked, today=TODAY, actor=CHECKER
        )

    def refund(self) -> Act:
        """Pay it out."""
        asked = approved(
            community_id=self.community_id, request_id=self.ask_to_refund()(), today=TODAY
        )

        def act(more: int = 0) -> Any:
            return payments.refund(
                community_id=self.community_id, refund=self._refund(more), deed=self._deed(asked),
                actor=MAKER,
            )  # fmt: skip

        return act

    def void(self) -> Act:
        """Void a receipt that two people let go."""
        slip = self.receive("wrong")()

        def wrong(more: int) -> Void:
            return Void(slip.receipt_id, slip.number, Money(PAID + more), Cause.WRONG_UNIT)

        asked = payments.ask_to_void(
            community_id=self.community_id,
            void=wrong(0),
            reason="示例原因",
            today=TODAY,
            actor=MAKER,
        )
        approved(community_id=self.community_id, request_id=asked, today=TODAY)

        def act(more: int = 0) -> Any:
            return payments.void_receipt(
                community_id=self.community_id, void=wrong(more), deed=self._deed(asked),
                actor=MAKER,
            )  # fmt: skip

        return act

    def waive(self) -> Act:
        """Waive what two people give up."""
        [(item,)] = rows("SELECT id FROM ledger_openitem WHERE account_id = %s", self.account)

        def correction(more: int) -> Correction:
            part = Part(item, Money(10_000 + more))
            return Correction(
                Forgiveness.WAIVER, self.account, (part,), ReliefCause.HARDSHIP, "示例-证明"
            )

        asked = billing.ask_to_forgive(
            community_id=self.community_id, correction=correction(0), today=TODAY,
            reason="示例原因", actor=MAKER,
        )  # fmt: skip
        approved(community_id=self.community_id, request_id=asked, today=TODAY)

        def act(more: int = 0) -> Any:
            return billing.forgive(
                community_id=self.community_id, correction=correction(more), approval_id=asked,
                on=TODAY, today=TODAY, request_id=f"{self.mark}-waive", actor=MAKER,
            )  # fmt: skip

        return act

    def build(self) -> Act:
        """Build a batch of debits."""
        paper = mandate(document=self.mark, number="6222000000000001")
        debits.sign(
            community_id=self.community_id, account_id=self.account, paper=paper, actor=MAKER
        )
        plan = banks_debit_what_is_due.plan(on=TODAY, template="text-gbk")
        return lambda: banks_debit_what_is_due.build(
            community_id=self.community_id, plan=plan, actor=MAKER
        )

    def answer(self) -> Act:
        """Bring the bank's answer in."""
        batch = self.build()().number
        debits.send(community_id=self.community_id, batch=batch, on=TODAY, actor=MAKER)
        asked = Money(BILL - 100)
        line = AnsweredLine(reference(batch, 1), asked, asked, None, "成功")

        @whole
        def act() -> Any:
            told = debits.answer(
                community_id=self.community_id, batch=batch,
                returned=Returned("回盘.txt", self.mark, (line,)), on=TODAY, today=TODAY,
                actor=MAKER,
            )  # fmt: skip
            return replace(told, known=0, again=False)  # a repetition says that it is one

        return act

    def import_statement(self) -> Act:
        """Let a statement in."""
        a_fund_account(self.community_id)
        path = self.folder / f"{self.mark}.csv"
        line = Told(TODAY, self.mark, BILL, "示例业主", "6222000000000009", "3-2-501 物业费")
        path.write_bytes(ccb([line]))
        return lambda: reconciliation.import_statement(
            community_id=self.community_id, offer=reconciliation.Offer(Source.BANK, path),
            today=TODAY, actor=MAKER,
        )  # fmt: skip

    def invoice(self) -> Act:
        """Ask for an invoice."""
        self.receive("invoiced")()
        return lambda: invoices.request_invoice(
            community_id=self.community_id, account_id=self.account, buyer=Buyer("示例业主"),
            on=TODAY, actor=MAKER,
        )  # fmt: skip

    def _refund(self, more: int) -> Refund:
        return Refund(
            self.account, Money(5_000 + more), Channel.TRANSFER, "示例业主", Cause.OVERPAID
        )

    def _deed(self, approval: int) -> Deed:
        return Deed(approval, TODAY, TODAY, f"{self.mark}-{approval}")


@dataclass(frozen=True, slots=True)
class Command:
    """A command, and what it says instead of its answer when its effect is there already."""

    name: str
    prepared: Callable[[Home], Act]
    known: str = ""
    by_request_id: bool = False


COMMANDS = (
    Command("receive", Home.receive, by_request_id=True),
    Command("take a deposit", Home.deposit, by_request_id=True),
    Command("ask to refund", Home.ask_to_refund),
    Command("approve a refund", Home.approve, known="approvals.already-decided"),
    Command("refund", Home.refund, by_request_id=True),
    Command("void", Home.void, by_request_id=True),
    Command("waive", Home.waive, by_request_id=True),
    Command("build debits", Home.build, known="debits.nothing-to-debit"),
    Command("answer debits", Home.answer),
    Command("import a statement", Home.import_statement,
            known="reconciliation.statement-already-in"),
    Command("ask for an invoice", Home.invoice, known="invoices.nothing-to-invoice"),
)  # fmt: skip


def what_there_is() -> dict[str, int]:
    """Count the rows of every table, and sum the journal by account: what an effect changes."""
    told = dict(rows(" UNION ALL ".join(
        f"SELECT '{table}', count(*) FROM \"{table}\"" for table in _tables()
    )))  # fmt: skip
    journal = "SELECT account_code, sum(amount_fen)::bigint FROM ledger_posting GROUP BY 1"
    return told | dict(rows(journal))


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        return sorted(connection.introspection.table_names(cursor))


def change(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    """Tell what became more or less."""
    return {
        name: after[name] - before.get(name, 0)
        for name in after
        if after[name] != before.get(name, 0)
    }
