"""Record that a home was sold, and tell how its seller stands."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from qingshou.estate import queries as estate
from qingshou.interfaces.commands.clearing import sheet_facts
from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.commands.parser import day, listed
from qingshou.interfaces.wording import clearance as words
from qingshou.ledger import queries as books
from qingshou.parties.rules.kinds import PartyKind
from qingshou.platform import clock
from qingshou.processes import owner_change_needs_clearance as clearing
from qingshou.processes.owner_change_needs_clearance import Buyer, Sold

KINDS = {PartyKind.PERSON.value: "个人", PartyKind.ORGANIZATION.value: "单位"}


class Command(Door):
    """Change the owner of a unit from a day on."""

    summary_zh = "登记业主变更：买方从哪天起缴费；超出的账单按日拆分；说明卖方是否结清"
    summary_en = "Record a change of owner; bills are split by the day, the seller's debts are told"
    example = "qingshou change_owner YSL/3-2-501 --to 示例乙 --phone 13800130000 --on 2026-03-16"

    def describe(self, parser: ArgumentParser) -> None:
        """Declare which home goes to whom from which day on."""
        parser.add_argument("unit", help="房屋，如 YSL/3-2-501。Unit, with its community before /.")
        parser.add_argument("--to", required=True, help="买方姓名或名称。Who buys.")
        parser.add_argument("--phone", default="", help="买方手机号，用于识别。The buyer's number.")
        parser.add_argument(
            "--kind",
            type=str.upper,
            default=PartyKind.PERSON.value,
            choices=list(KINDS),
            help=f"买方类型 Kind：{listed(KINDS)}。",
        )
        parser.add_argument(
            "--on", required=True, type=day, help="买方第一天，可为将来。The buyer's first day."
        )

    def act(self, **options: Any) -> Answer:
        """Record the change, split what was billed beyond it, tell the accounts.

        Raises:
            Refusal: If the unit is not known, or the change contradicts what is recorded.
        """
        unit = estate.unit_anywhere(text=options["unit"])
        sold = clearing.change_owner(
            community_id=unit.community_id,
            unit=unit,
            buyer=Buyer(options["to"].strip(), options["phone"], PartyKind(options["kind"])),
            on=options["on"],
            today=clock.today(),
            actor=self.actor,
        )
        return Answer(words.tell_sold(sold, buyer=options["to"]), _facts(unit.community_id, sold))


def _facts(community_id: int, sold: Sold) -> dict[str, Any]:
    begun = [holder.account_id for holder in sold.change.liable if holder.account_id]
    return {
        "unit": sold.change.unit_code,
        "on": sold.change.on,
        "buyer_accounts": [
            books.account_code(community_id=community_id, account_id=one) for one in begun
        ],
        "taken_back": sold.split.taken_back.yuan if sold.split else None,
        "billed": [
            {"period": line.period.start, "until": line.period.until, "amount": line.amount.yuan}
            for line in (sold.split.lines if sold.split else ())
        ],
        "not_split": sold.unsplit.code if sold.unsplit else None,
        "seller": sheet_facts(sold.sheet) if sold.sheet else None,
        "certificate": sold.certificate.number if sold.certificate else None,
    }
