"""A small community that debits: homes with fees, owners with mandates."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from tests.builders import a_community, a_unit, an_owner
from tests.contexts.ledger.book import a_charge, bill

from qingshou.debits import operations
from qingshou.debits.operations.mandates import Paper
from qingshou.kernel.money import Money
from qingshou.platform.identity import Actor
from qingshou.processes import banks_debit_what_is_due as process

CLERK = Actor("示例出纳")


def mandate(home: int = 0, **facts: Any) -> Paper:
    """Write the mandate of a home's holder; what is not named is usual."""
    usual: dict[str, Any] = {
        "document": f"DK-{home + 1:04d}",
        "bank": "示例银行",
        "bank_code": "000000000000",
        "holder": f"示例业主{home + 1}",
        "number": f"6222000000{home:06d}",
        "limit": Money(100_000),
        "monthly": Money(200_000),
        "kinds": ("PROPERTY_FEE",),
        "signed_on": date(2025, 1, 1),
        "since": date(2025, 1, 1),
    }
    return Paper(**(usual | facts))


class Company:
    """A community of homes 1-101, 1-102 …, each with an owner of its own."""

    def __init__(self, homes: int = 3) -> None:
        self.community_id = int(a_community().pk)
        self.accounts: list[int] = []
        for number in range(1, homes + 1):
            unit = a_unit(community_id=self.community_id, code=f"1-{100 + number}")
            tenure = an_owner(unit=unit, name=f"示例业主{number}")
            assert tenure.account_id is not None
            self.accounts.append(int(tenure.account_id))

    def sign(self, home: int, **facts: Any) -> int:
        """Sign a mandate for a home; what is not named is usual."""
        return operations.sign(
            community_id=self.community_id,
            account_id=self.accounts[home],
            paper=mandate(home, **facts),
            actor=CLERK,
        )

    def bill(self, month: int, *fees: int, kind: str = "PROPERTY_FEE") -> None:
        """Bill a month of 2025 to the homes in turn, in fen; a fee of 0 is no bill."""
        first = date(2025, month, 1)
        with transaction.atomic():
            charges = [
                a_charge(account, fen, first, kind=kind, due_on=date(2025, month, 5))
                for account, fen in zip(self.accounts, fees, strict=False)
                if fen
            ]
            ref = f"{kind} {month}"
            bill(charges, on=first, ref=ref, community_id=self.community_id)

    def build(self, on: date, template: str = "icbc-same-bank") -> operations.Built:
        """Build a batch."""
        plan = process.plan(on=on, template=template)
        return process.build(community_id=self.community_id, plan=plan, actor=CLERK)

    def preview(self, on: date, template: str = "icbc-same-bank") -> operations.Built:
        """Tell what a batch would be."""
        plan = process.plan(on=on, template=template)
        return process.preview(community_id=self.community_id, plan=plan)

    def send(self, batch: int, on: date) -> None:
        """Note a batch sent."""
        operations.send(community_id=self.community_id, batch=batch, on=on, actor=CLERK)

    def bring_in(self, path: Path, on: date, **more: Any) -> operations.Answered:
        """Bring a return file in."""
        return process.bring_in(path=path, on=on, today=on, actor=CLERK, **more)
