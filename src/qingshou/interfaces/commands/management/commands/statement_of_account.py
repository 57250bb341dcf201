"""Write the statement of account of a unit's debtor."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from qingshou.estate import queries as estate
from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.commands.parser import day
from qingshou.interfaces.wording.statements import tell_statement
from qingshou.platform import clock
from qingshou.reports.account_statement import AccountStatement, draw_up
from qingshou.reports.writers import account_statement


class Command(Door):
    """Opening, movements, closing and aging of one account, on screen or as a PDF."""

    summary_zh = "对账单：一户的期初、往来、期末与账龄，可出 PDF"
    summary_en = "Statement of account: opening, movements, closing, aging; PDF on request"
    example = "qingshou statement_of_account --unit YSL/3-2-501 --from 2026-01-01 --out 对账单.pdf"

    def describe(self, parser: ArgumentParser) -> None:
        """Declare whose statement, for which time, and where to write it."""
        parser.add_argument(
            "--unit", required=True, help="房屋，如 YSL/3-2-501。Unit, with its community before /."
        )
        parser.add_argument(
            "--community", help="小区编号或名称，--unit 中未写时填。Community, if not in --unit."
        )
        parser.add_argument(
            "--account",
            default="",
            help="账户，如 3-2-501#1，默认为截止日的缴费责任人。Account, the liable one if none.",
        )
        parser.add_argument("--as-of", type=day, help="截止日期，默认今天。Day, today if none.")
        parser.add_argument(
            "--from",
            dest="since",
            type=day,
            help="起始日期，默认当年 1 月 1 日。First day, the year's if none.",
        )
        parser.add_argument("--out", help="写成 PDF 文件。Write a PDF file.")

    def act(self, **options: Any) -> Answer:
        """Draw the statement up, tell it, write it.

        Raises:
            Refusal: If the unit is not known, or nobody owes for it.
        """
        text, community = options["unit"], options["community"]
        if community is None:
            unit = estate.unit_anywhere(text=text)
        else:
            known = estate.community(text=community)
            unit = estate.unit(community_id=known.community_id, text=text)
        [card] = [c for c in estate.communities() if c.community_id == unit.community_id]
        as_of = options["as_of"] or clock.today()
        since = options["since"] or as_of.replace(month=1, day=1)
        if since > as_of:
            self.usage("--from is after --as-of", "--from 晚于 --as-of")
        told = draw_up(
            community=card, unit=unit, as_of=as_of, since=since, account=options["account"]
        )
        file = options["out"]
        if file is not None:
            account_statement.write(told, Path(file))
        return Answer(tell_statement(told, file), _facts(told) | {"file": file})


def _facts(told: AccountStatement) -> dict[str, Any]:
    return {
        "community": told.community,
        "unit": told.unit,
        "account": told.account,
        "from": told.since,
        "as_of": told.as_of,
        "opening": told.opening.yuan,
        "movements": [
            {
                "on": line.on,
                "what": line.what,
                "kind": line.kind,
                "period": line.period.name if line.period else None,
                "source_ref": line.source_ref,
                "debit": line.debit.yuan,
                "credit": line.credit.yuan,
                "balance": line.balance.yuan,
            }
            for line in told.movements
        ],
        "closing": told.closing.yuan,
        "open": told.open.yuan,
        "overdue": told.overdue.yuan,
        "prepaid": told.prepaid.yuan,
        "deposited": told.deposited.yuan,
        "aging": {code: amount.yuan for code, amount in told.aging},
    }
