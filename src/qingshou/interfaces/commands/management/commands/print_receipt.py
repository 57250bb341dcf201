"""Put a receipt on paper, or tell which print a check code belongs to."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from qingshou.estate import queries as estate
from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.documents.receipt import receipt_pages
from qingshou.interfaces.documents.refund_slip import refund_pages
from qingshou.interfaces.wording.payments import tell_known, tell_printed, tell_slip_written
from qingshou.payments import operations as payments
from qingshou.payments import queries
from qingshou.payments.rules.papers import Paper


class Command(Door):
    """Print a receipt; a second print says so on its face."""

    summary_zh = "打印收据或退款单：三联针式 241、A5 或 80 毫米热敏；收据再次打印会标明补打"
    summary_en = "Print a receipt or a refund slip; a receipt's reprint is marked and counted"
    example = "qingshou print_receipt SJ00000042 --community YSL --size 241 --out SJ00000042.pdf"
    takes_two = True

    def describe(self, parser: ArgumentParser) -> None:
        """Declare which receipt, on which paper, into which file."""
        parser.add_argument(
            "number", nargs="?", help="收据编号如 SJ00000042，退款单编号如 TK00000001。Its number."
        )
        parser.add_argument(
            "--community", required=True, help="小区编号或名称。Community, by code or name."
        )
        parser.add_argument(
            "--size",
            type=str.upper,
            default=Paper.FORM.value,
            choices=[paper.value for paper in Paper],
            help="纸张：241 三联针式，A5 横向，80 热敏卷纸。Paper.",
        )
        parser.add_argument("--out", type=Path, help="写入的 PDF 文件。The PDF to write.")
        parser.add_argument(
            "--check", metavar="CODE", help="核对收据上的校验码。Tell which print a code is of."
        )

    def examine(self, **options: Any) -> None:
        """Refuse a print without number or file, and a check with them."""
        printing = options["number"] is not None and options["out"] is not None
        if options["check"] is None and not printing:
            self.usage("give NUMBER and --out, or --check", "请给出收据编号和 --out，或用 --check")
        if options["check"] is not None and (options["number"] or options["out"]):
            self.usage("--check stands alone", "--check 不能与收据编号、--out 同用")

    def act(self, **options: Any) -> Answer:
        """Count the print, set the page, write the file; or look a code up.

        Raises:
            Refusal: If the community has no such receipt.
        """
        community = estate.community(text=options["community"])
        if options["check"] is not None:
            found = queries.known(community_id=community.community_id, check_code=options["check"])
            number = found.number if found else None
            told = {"known": found is not None, "number": number}
            return Answer(tell_known(found), told, 0 if found else 1)
        paper = Paper(options["size"])
        if queries.is_refund(options["number"]):
            return _refund(community.community_id, options, paper)
        asked = {"community_id": community.community_id, "number": options["number"]}
        sheet = queries.sheet(**asked)
        with options["out"].open("wb") as file:
            printed = payments.print_receipt(**asked, paper=paper, actor=self.actor)
            file.write(receipt_pages(sheet, printed, paper)[0])
        facts = {
            "number": sheet.number,
            "file": str(options["out"]),
            "ordinal": printed.ordinal,
            "check_code": printed.check_code,
        }
        return Answer(tell_printed(sheet.number, printed.ordinal, str(options["out"])), facts)


def _refund(community_id: int, options: dict[str, Any], paper: Paper) -> Answer:
    """Write a slip of money given back; it has no copies to be told apart, but a signature."""
    sheet = queries.refund_sheet(community_id=community_id, number=options["number"])
    options["out"].write_bytes(refund_pages(sheet, paper)[0])
    facts = {
        "number": sheet.number,
        "file": str(options["out"]),
        "amount": sheet.amount.yuan,
        "payee": sheet.payee,
    }
    return Answer(tell_slip_written(sheet.number, str(options["out"])), facts)
