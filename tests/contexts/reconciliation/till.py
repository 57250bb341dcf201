"""A town with a desk and a bank: what the desk takes and gives, and what the bank tells of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from django.db import transaction
from tests.builders.two_people import MAKER, approved
from tests.contexts.ledger.book import rows
from tests.contexts.reconciliation.bank_month import Told, ccb
from tests.contexts.reconciliation.town import CLERK, Household, a_fund_account, a_town

from qingshou.kernel.money import Money
from qingshou.ledger import operations as ledger
from qingshou.ledger import queries as books
from qingshou.ledger.rules.chart import Channel
from qingshou.payments import operations as payments
from qingshou.payments import queries as receipts
from qingshou.payments.rules.givings import Cause, Deed, Refund
from qingshou.payments.rules.receipts import ReceiptSlip, Request
from qingshou.reconciliation import operations, queries
from qingshou.reconciliation.rules.lines import Source
from qingshou.reconciliation.rules.shapes import wechatpay

TODAY = date(2026, 3, 31)
OWN_NAME_SQL = """
SELECT company.name FROM estate_community community
JOIN tenancy_company company ON company.id = community.company_id WHERE community.id = %s
"""
_turns = count(1)


class Till:
    """A desk and a bank account of one small community."""

    def __init__(self, folder: Path, *, town: tuple[int, list[Household]] | None = None) -> None:
        self.folder = folder
        self.community_id, self.homes = town or a_town(6, random=Random(3))
        if town is None:
            a_fund_account(self.community_id)
        [(self.name,)] = rows(OWN_NAME_SQL, self.community_id)

    def receive(
        self, fen: int, on: date, *, channel: Channel = Channel.CASH, home: int = 0
    ) -> ReceiptSlip:
        """Take money at the desk."""
        return payments.receive(
            community_id=self.community_id,
            request=Request(self.homes[home].unit_id, Money(fen), channel, on),
            request_id=f"till-{next(_turns)}",
            today=TODAY,
            actor=CLERK,
        )

    def shift(self, on: date, *takings: int, float_fen: int = 50_000) -> None:
        """Hold a shift that takes cash and counts it rightly."""
        opened = payments.open_shift(
            community_id=self.community_id, float_=Money(float_fen), on=on, actor=CLERK, camera="C1"
        )
        for fen in takings:
            self.receive(fen, on)
        payments.close_shift(
            community_id=self.community_id,
            shift_id=opened.shift_id,
            closing=payments.Closing({Channel.CASH: Money(float_fen + sum(takings))}),
            on=on,
            today=TODAY,
            actor=CLERK,
        )

    def refund(self, fen: int, payee: str, on: date, *, home: int = 0) -> None:
        """Give prepaid money back by bank transfer, with two people."""
        wanted = Refund(
            self.homes[home].account_id, Money(fen), Channel.TRANSFER, payee, Cause.OVERPAID
        )
        request = payments.ask_to_refund(
            community_id=self.community_id, refund=wanted, today=on, reason="示例", actor=MAKER
        )
        approval = approved(community_id=self.community_id, request_id=request, today=on)
        payments.refund(
            community_id=self.community_id,
            refund=wanted,
            deed=Deed(approval, on, TODAY, f"till-{next(_turns)}"),
            actor=MAKER,
        )

    def tell(self, *lines: Sequence[Any], **offer: Any) -> operations.LetIn:
        """Import what the bank tells: (day, fen, other side, remark)."""
        told = [
            Told(on, f"T{next(_turns):07}", fen, payer, "6222000000000001" if payer else "", remark)
            for on, fen, payer, remark in lines
        ]
        path = self.folder / f"流水{next(_turns)}.csv"
        path.write_bytes(ccb(told))
        return self.let_in(Source.BANK, path, **offer)

    def let_in(self, source: Source, path: Path, **offer: Any) -> operations.LetIn:
        """Import a file."""
        return operations.import_statement(
            community_id=self.community_id,
            offer=operations.Offer(source, path, **offer),
            today=TODAY,
            actor=CLERK,
        )

    def flow(self, *lines: tuple[date, int, str]) -> operations.LetIn:
        """Import a fund flow of WeChat Pay: (day, fen, business)."""
        balance, told = 0, []
        for on, fen, business in lines:
            balance += fen
            told.append(
                wechatpay.FlowLine(
                    datetime(on.year, on.month, on.day, 9), f"B{next(_turns)}", f"W{next(_turns)}",
                    business, Money(fen), Money(balance), voucher_no=f"V{next(_turns)}",
                )
            )  # fmt: skip
        path = self.folder / f"资金{next(_turns)}.csv"
        path.write_text(wechatpay.fund_flow(told), "utf-8")
        return self.let_in(Source.WECHATPAY_FUNDFLOW, path)

    def account(self, code: str) -> int:
        """Tell the balance of an account of the book, in fen."""
        [(fen,)] = rows(
            "SELECT COALESCE(sum(amount_fen), 0)::bigint FROM ledger_posting"
            " WHERE community_id = %s AND account_code = %s",
            self.community_id, code,
        )  # fmt: skip
        return int(fen)

    def hows(self, told: operations.LetIn) -> list[str | None]:
        """Tell how each line of a statement was matched, in the order of its rows."""
        return [
            how
            for (how,) in rows(
                "SELECT (SELECT min(matched.how) FROM reconciliation_match matched"
                " WHERE matched.line_id = line.id AND matched.released_on IS NULL)"
                " FROM reconciliation_line line WHERE line.statement_id = %s ORDER BY row_no",
                told.statement_id,
            )
        ]

    def differences(self, on: date, *, channel: Channel = Channel.TRANSFER) -> list[str]:
        """Tell the differences of a day in words; nothing may be left unexplained."""
        card = queries.fund_account(community_id=self.community_id, channel=channel)
        sheet = queries.day_sheet(account=card, on=on)
        assert not sheet.unexplained
        return [f"{each.kind} {each.effect.yuan} {each.remedy}" for each in sheet.differences]

    def waiting(self) -> list[queries.Waiting]:
        """List what waits."""
        return queries.waiting(community_id=self.community_id)

    def undo(self, told: operations.LetIn) -> None:
        """Take a statement back."""
        operations.withdraw_statement(
            community_id=self.community_id,
            statement_id=told.statement_id,
            today=TODAY,
            actor=CLERK,
        )

    def close_books(self, until: date) -> None:
        """Close the books before a day."""
        with transaction.atomic():
            ledger.close_books(community_id=self.community_id, until=until, facts={}, actor=CLERK)

    def check(self) -> None:
        """Prove the book and the receipts."""
        ids = [self.community_id]
        assert [*receipts.check(community_ids=ids), *books.check(community_ids=ids)] == []
