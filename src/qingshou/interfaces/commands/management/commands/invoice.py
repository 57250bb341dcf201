"""Ask for invoices, hand them to the tax platform, take its answers, make them red."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from qingshou.estate import queries as estate
from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.commands.parser import day
from qingshou.interfaces.wording.invoices import STATES, tell_batch, tell_request, tell_requests
from qingshou.invoices import operations, queries
from qingshou.invoices.ports import BATCH_SHEET, Malformed, TaxPlatform
from qingshou.invoices.rules.requests import Buyer, RequestCard, State
from qingshou.kernel.refusals import Refusal
from qingshou.platform import clock
from qingshou.platform.plugs import plugged

DEEDS = ("request", "batch", "import_answer", "red", "list")


class AnswerUnreadable(Refusal):
    """A file is no answer sheet of the tax platform."""

    code = "invoices.answer-unreadable"

    def __init__(self, *, path: str) -> None:
        super().__init__(path=path)


class Command(Door):
    """One deed of an invoice's life."""

    summary_zh = "发票：申请、批量开票表、导入开票结果、红冲、列表"
    summary_en = "Invoices: request, batch sheet, answers, red letter, list"
    example = (
        "qingshou invoice request --unit YSL/3-2-501 --title 示例科技有限公司 "
        "--tax-number 91350100M000100Y43"
    )

    def describe(self, parser: ArgumentParser) -> None:
        """Declare the deed and what each needs."""
        parser.add_argument(
            "deed",
            choices=DEEDS,
            metavar="DEED",
            help="request 申请，batch 批量开票表，import_answer 导入结果，red 红冲，list 列表。The deed.",
        )
        parser.add_argument("--unit", help="房屋（申请时），如 YSL/3-2-501。Unit, to request.")
        parser.add_argument("--title", help="发票抬头。The buyer's name.")
        parser.add_argument(
            "--tax-number",
            default="",
            help="统一社会信用代码，个人不填。Tax number, none for persons.",
        )
        parser.add_argument("--email", default="", help="接收发票的邮箱。Where the invoice goes.")
        parser.add_argument("--community", help="小区编号或名称。Code or name of the community.")
        parser.add_argument("--file", type=Path, help="批量开票表或结果表。Batch or answer sheet.")
        parser.add_argument("--request", type=int, help="开票申请编号（红冲时）。Request, for red.")
        parser.add_argument("--reason", help="红冲原因，先申请。Why; asks for the red letter.")
        parser.add_argument("--number", help="红字发票号码，登记完成。Number of the red letter.")
        parser.add_argument("--on", type=day, help="申请日期，默认今天。Day, today if none.")

    def examine(self, **options: Any) -> None:
        """Each deed has what it needs."""
        needed = {
            "request": ("unit", "title"),
            "batch": ("community", "file"),
            "import_answer": ("community", "file"),
            "red": ("community", "request"),
            "list": ("community",),
        }[options["deed"]]
        missing = [f"--{name}" for name in needed if not options[name]]
        if missing:
            self.usage(f"{', '.join(missing)} is missing", f"缺少 {'、'.join(missing)}")
        if options["deed"] == "red" and bool(options["reason"]) == bool(options["number"]):
            self.usage(
                "give --reason or --number", "须填写 --reason（申请）或 --number（登记）之一"
            )

    def act(self, **options: Any) -> Answer:
        """Do the deed.

        Raises:
            Refusal: If it may not be done.
        """
        deed = getattr(self, f"_{options['deed']}")
        answer: Answer = deed(options)
        return answer

    def _request(self, options: dict[str, Any]) -> Answer:
        unit = estate.unit_anywhere(text=options["unit"])
        on = options["on"] or clock.today()
        liable = estate.liable(community_id=unit.community_id, unit_id=unit.unit_id, on=on)
        holders = (
            [liable]
            if liable
            else estate.holders(community_id=unit.community_id, unit_id=unit.unit_id)
        )
        request_id = operations.request_invoice(
            community_id=unit.community_id,
            account_id=int(holders[-1].account_id or 0),
            buyer=Buyer(options["title"], options["tax_number"], options["email"]),
            on=on,
            actor=self.actor,
        )
        [card] = queries.requests(community_id=unit.community_id, request_id=request_id)
        return Answer(tell_request(card), tell(card))

    def _batch(self, options: dict[str, Any]) -> Answer:
        community = estate.community(text=options["community"])
        waiting = queries.requests(community_id=community.community_id, state=State.REQUESTED)
        plugged(TaxPlatform, BATCH_SHEET).write(waiting, options["file"])
        operations.send(
            community_id=community.community_id,
            request_ids=[card.request_id for card in waiting],
            actor=self.actor,
        )
        text = tell_batch(waiting, file=str(options["file"]))
        return Answer(text, {"requests": [tell(card) for card in waiting]})

    def _import_answer(self, options: dict[str, Any]) -> Answer:
        community = estate.community(text=options["community"])
        try:
            verdicts = plugged(TaxPlatform, BATCH_SHEET).read(options["file"])
        except Malformed:
            raise AnswerUnreadable(path=str(options["file"])) from None
        told, lines = [], []
        for verdict in verdicts:
            request_id = int(verdict.serial.rpartition("-")[2])
            state = operations.answer(
                community_id=community.community_id,
                request_id=request_id,
                number=verdict.number,
                on=verdict.issued_on or clock.today(),
                because=verdict.because,
                actor=self.actor,
            )
            told.append({"request": request_id, "state": state.value, "number": verdict.number})
            lines.append(f"申请 {request_id}：{STATES[state]} {verdict.number or verdict.because}")
        return Answer("\n".join(lines) or "结果表中没有开票结果。", {"answers": told})

    def _red(self, options: dict[str, Any]) -> Answer:
        community = estate.community(text=options["community"])
        asked = {
            "community_id": community.community_id,
            "request_id": options["request"],
            "actor": self.actor,
        }
        if options["reason"]:
            state = operations.ask_for_red(because=options["reason"], **asked)
        else:
            state = operations.make_red(number=options["number"], **asked)
        text = f"申请 {options['request']}：{STATES[state]}"
        return Answer(text, {"request": options["request"], "state": state.value})

    def _list(self, options: dict[str, Any]) -> Answer:
        community = estate.community(text=options["community"])
        cards = queries.requests(community_id=community.community_id)
        beyond = queries.beyond_receipts(community_id=community.community_id)
        facts = {
            "requests": [tell(card) for card in cards],
            "beyond_receipts": [one.request_id for one in beyond],
        }
        return Answer(tell_requests(cards, beyond), facts)


def tell(card: RequestCard) -> dict[str, Any]:
    """Write a request as JSON."""
    return {
        "request": card.request_id,
        "state": card.state.value,
        "title": card.buyer.title,
        "amount": card.amount.yuan,
        "tax": card.tax.yuan,
        "number": card.invoice_number,
        "red_number": card.red_number,
        "lines": [
            {
                "kind": line.kind,
                "rate": str(line.rate),
                "amount": line.amount.yuan,
                "tax": line.tax.yuan,
            }
            for line in card.lines
        ],
    }
