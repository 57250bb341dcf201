"""The daily sheet: both sides of every account, what differs, and what is done about it."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from qingshou.estate import queries as estate
from qingshou.interfaces import wording
from qingshou.interfaces.commands.day_sheet_workbook import write_day_sheets
from qingshou.interfaces.commands.door import REFUSED, Answer, Door
from qingshou.interfaces.commands.management.commands.fund_account import CHANNELS
from qingshou.interfaces.commands.parser import day
from qingshou.interfaces.documents.day_sheet import day_sheet_pages
from qingshou.interfaces.wording import reconciliation as words
from qingshou.kernel.refusals import Refusal
from qingshou.payments.operations import NobodyLiable
from qingshou.platform import clock
from qingshou.reconciliation import operations, queries
from qingshou.reconciliation.queries import FundAccountCard
from qingshou.reconciliation.rules.differences import DaySheet, Movement


class Command(Door):
    """Reconcile a day, decide about waiting money, close the day."""

    summary_zh = "逐日对账：看差异、认领款项、说明原因、关账"
    summary_en = "Reconcile a day: differences, waiting money, reasons, closing"
    example = "qingshou reconcile --community YSL --date 2026-11-20 --close"

    def describe(self, parser: ArgumentParser) -> None:
        """Declare the day and what to do with it."""
        parser.add_argument("--community", required=True, help="小区编号或名称。Community.")
        parser.add_argument("--date", type=day, help="对账日期，默认今天。Day, today if none.")
        parser.add_argument(
            "--channel", choices=list(CHANNELS), help="只看一类账户。Only accounts of that sort."
        )
        parser.add_argument("--close", action="store_true", help="对平后关账。Close the day.")
        parser.add_argument(
            "--explain", type=int, metavar="N", help="说明第 N 项差异，须配 --reason。Explain one."
        )
        parser.add_argument("--reason", default="", help="差异的原因。Why it differs.")
        parser.add_argument(
            "--waiting", action="store_true", help="列出待认领款与建议。List waiting money."
        )
        parser.add_argument(
            "--accept", type=int, metavar="LINE", help="认领该流水行，须配 --unit。Accept a line."
        )
        parser.add_argument(
            "--accept-cash",
            type=int,
            metavar="LINE",
            help="该流水行是本公司存入的现金。That line is our own cash, paid in.",
        )
        parser.add_argument("--unit", default="", help="认领到的房屋。The home it is for.")
        parser.add_argument("--xlsx", type=Path, help="对账单另存为 Excel。Write the sheets.")
        parser.add_argument("--pdf", type=Path, help="对账单另存为 PDF（A4 横向）。Write a PDF.")

    def examine(self, **options: Any) -> None:
        """Refuse halves: a line without a home, an explanation without an account."""
        if (options["accept"] is None) != (not options["unit"]):
            self.usage("--accept and --unit belong together", "--accept 与 --unit 须同时使用")
        if options["explain"] is not None and not options["channel"]:
            self.usage("--explain needs --channel", "--explain 须用 --channel 指明账户")

    def act(self, **options: Any) -> Answer:
        """Accept, list, explain or close; then tell the day."""
        community = estate.community(text=options["community"])
        community_id = community.community_id
        today = clock.today()
        if options["accept"] is not None:
            return self._accept(community_id, options["accept"], options["unit"], today)
        if options["accept_cash"] is not None:
            return self._accept_cash(community_id, options["accept_cash"], today)
        if options["waiting"]:
            return _waiting(community_id)
        on = options["date"] or today
        accounts = [
            card
            for card in queries.fund_accounts(community_id=community_id)
            if not options["channel"] or card.channel is CHANNELS[options["channel"]]
        ]
        if options["explain"] is not None:
            for card in accounts[:1]:
                operations.explain_difference(
                    account=card,
                    on=on,
                    position=options["explain"],
                    reason=options["reason"],
                    actor=self.actor,
                )
        told, refused = self._close(accounts, on, today) if options["close"] else ([], False)
        sheets = [(card, queries.day_sheet(account=card, on=on)) for card in accounts]
        files = _written(sheets, community.name, on, options)
        lines = [*(words.tell_sheet(card, sheet) for card, sheet in sheets), *told]
        text = "\n".join([*(lines or [words.tell_accounts(())]), *map(words.tell_file, files)])
        return Answer(text, _facts(on, sheets), REFUSED if refused else 0)

    def _accept(self, community_id: int, line_id: int, text: str, today: date) -> Answer:
        unit = estate.unit(community_id=community_id, text=text)
        holder = estate.liable(community_id=community_id, unit_id=unit.unit_id, on=today)
        if holder is None or holder.account_id is None:
            raise NobodyLiable(unit=unit.code, on=today)
        accepted = operations.accept_line(
            community_id=community_id,
            line_id=line_id,
            account_id=holder.account_id,
            today=today,
            actor=self.actor,
        )
        facts = {
            "line_id": line_id,
            "unit": unit.code,
            "amount": accepted.amount.yuan,
            "receipt": accepted.receipt,
        }
        return Answer(words.tell_accepted(accepted, unit=unit.code), facts)

    def _accept_cash(self, community_id: int, line_id: int, today: date) -> Answer:
        amount = operations.accept_cash(
            community_id=community_id, line_id=line_id, today=today, actor=self.actor
        )
        facts = {"line_id": line_id, "amount": amount.yuan}
        return Answer(words.tell_cash_accepted(line_id, amount), facts)

    def _close(
        self, accounts: list[FundAccountCard], on: date, today: date
    ) -> tuple[list[str], bool]:
        """Close what can be closed; what cannot says why and does not stop the others."""
        told, refused = [], False
        for card in accounts:
            try:
                operations.close_day(account=card, on=on, today=today, actor=self.actor)
            except Refusal as refusal:
                told.append(wording.of(refusal))
                refused = True
        return told, refused


def _written(
    sheets: list[tuple[FundAccountCard, DaySheet]],
    community: str,
    on: date,
    options: dict[str, Any],
) -> list[Path]:
    """Write the files that were asked for; without accounts there is nothing to write."""
    if not sheets:
        return []
    if options["xlsx"]:
        write_day_sheets(options["xlsx"], sheets)
    if options["pdf"]:
        [paper] = day_sheet_pages(sheets, community=community, on=on)
        options["pdf"].write_bytes(paper)
    return [path for path in (options["xlsx"], options["pdf"]) if path]


def _waiting(community_id: int) -> Answer:
    found = queries.waiting(community_id=community_id)
    facts = [
        {
            "line_id": each.line_id,
            "on": each.line.on,
            "amount": each.line.amount.yuan,
            "payer": each.line.payer_name,
            "remark": each.line.remark,
            "in_suspense": each.in_suspense,
            "suggestions": [
                {
                    "unit": candidate.home.code,
                    "confidence_bp": candidate.confidence_bp,
                    "evidence": list(candidate.evidence),
                }
                for candidate in each.candidates
            ],
            "cash": each.cash
            and {"confidence_bp": each.cash.confidence_bp, "evidence": list(each.cash.evidence)},
        }
        for each in found
    ]
    return Answer(words.tell_waiting(found), {"waiting": facts})


def _facts(on: date, sheets: list[tuple[FundAccountCard, DaySheet]]) -> dict[str, Any]:
    return {
        "date": on,
        "accounts": [
            {
                "account": card.number,
                "channel": card.channel,
                "ours": _movement(sheet.ours),
                "theirs": _movement(sheet.theirs),
                "differences": [
                    {
                        "kind": each.kind,
                        "remedy": each.remedy,
                        "effect": each.effect.yuan,
                        "subject": each.subject,
                        "explained": each.subject in sheet.explained,
                    }
                    for each in sheet.differences
                ],
                "unexplained": sheet.unexplained.yuan,
                "closed": sheet.closed,
                "closed_by": sheet.closed_by,
            }
            for card, sheet in sheets
        ],
    }


def _movement(movement: Movement) -> dict[str, str]:
    return {
        "opening": movement.opening.yuan,
        "in": movement.money_in.yuan,
        "out": movement.money_out.yuan,
        "closing": movement.closing.yuan,
    }
