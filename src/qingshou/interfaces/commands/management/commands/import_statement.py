"""Let a statement of a bank or a channel in, or take one back."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from qingshou.estate import queries as estate
from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.commands.parser import listed
from qingshou.interfaces.wording.reconciliation import SOURCES, tell_let_in, tell_withdrawn
from qingshou.platform import clock
from qingshou.processes import bill_settles_payments
from qingshou.reconciliation import operations
from qingshou.reconciliation.rules.lines import Source


class Command(Door):
    """Import a statement: every line or none, once."""

    summary_zh = "导入银行或渠道账单，逐笔核对并入账"
    summary_en = "Import a bank's or channel's statement and settle it"
    example = "qingshou import_statement --source bank --community YSL 流水.xlsx --preview"

    def describe(self, parser: ArgumentParser) -> None:
        """Declare whose statement, of which community, and how far to go."""
        parser.add_argument(
            "file", nargs="?", help="账单文件，csv、xls、xlsx、zip、gz 或 xml。The statement."
        )
        parser.add_argument(
            "--source",
            type=_source,
            choices=list(Source),
            metavar="SOURCE",
            help="来源 Source：wechatpay、wechatpay-fundflow、alipay、bank、camt053"
            f"（{listed(SOURCES)}）。",
        )
        parser.add_argument("--community", required=True, help="小区编号或名称。Community.")
        parser.add_argument(
            "--account", default="", help="账号或商户号，只有一个时可省。Account, if several."
        )
        parser.add_argument(
            "--preview", action="store_true", help="只核对，不写入。Check only, write nothing."
        )
        parser.add_argument(
            "--hold",
            action="store_true",
            help="只比对，不收款也不挂账。Compare only; receive and park nothing.",
        )
        parser.add_argument(
            "--undo",
            type=int,
            metavar="STATEMENT",
            help="撤销该编号的对账单，以冲销方式。Take that statement back by reversal.",
        )

    def examine(self, **options: Any) -> None:
        """Ask for a file and its source, or for a statement to undo."""
        if options["undo"] is None and not (options["file"] and options["source"]):
            self.usage("give --source and a FILE, or --undo", "请给出 --source 与文件，或 --undo")

    def act(self, **options: Any) -> Answer:
        """Let the statement in, or take it back."""
        community_id = estate.community(text=options["community"]).community_id
        today = clock.today()
        if options["undo"] is not None:
            withdrawn = operations.withdraw_statement(
                community_id=community_id,
                statement_id=options["undo"],
                today=today,
                actor=self.actor,
            )
            return Answer(tell_withdrawn(withdrawn), asdict(withdrawn))
        offer = operations.Offer(
            source=options["source"],
            path=Path(options["file"]),
            number=options["account"],
            hold=options["hold"],
            preview=options["preview"],
        )
        told = bill_settles_payments.import_statement(
            community_id=community_id,
            offer=offer,
            now=clock.now(),
            today=today,
            actor=self.actor,
        )
        text = tell_let_in(
            told, source=offer.source.value, file=offer.path.name, preview=offer.preview
        )
        return Answer(text, _facts(told, preview=offer.preview))


def _source(text: str) -> Source:
    return Source(text.upper().replace("-", "_"))


def _facts(told: operations.LetIn, *, preview: bool) -> dict[str, Any]:
    return {
        "statement_id": told.statement_id,
        "account": told.account.number,
        "layout": told.layout,
        "first_on": told.first_on,
        "latest_on": told.latest_on,
        "lines": told.sums.lines,
        "in": told.sums.money_in.yuan,
        "out": told.sums.money_out.yuan,
        "known": told.known,
        "repeats": told.repeats,
        "echoes": told.echoes,
        "settled": asdict(told.settled),
        "balance_breaks": [
            {"row": each.row_no, "expected": each.expected.yuan, "told": each.told.yuan}
            for each in told.breaks
        ],
        "preview": preview,
    }
