"""Write the books for another program to check."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from qingshou.estate import queries as estate
from qingshou.estate.rules.cards import CommunityCard
from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.commands.journal_files import write_journal_csv, write_journal_workbook
from qingshou.interfaces.commands.progress import steps
from qingshou.interfaces.wording.columns import grouped
from qingshou.kernel.money import ZERO, total
from qingshou.ledger import queries as ledger
from qingshou.tariffs import queries as tariffs


class Command(Door):
    """Write the journal as CSV or XLSX, or in beancount's language, which bean-check proves."""

    summary_zh = "导出账簿：CSV、XLSX 分录账，或 beancount 文件供独立核对"
    summary_en = "Export the books as CSV, XLSX, or beancount for an independent check"
    example = "qingshou export_ledger --out 账簿.beancount"

    def describe(self, parser: ArgumentParser) -> None:
        """Declare format, file and community."""
        parser.add_argument(
            "--format",
            choices=["beancount", "csv", "xlsx"],
            default="beancount",
            help="格式。Format.",
        )
        parser.add_argument("--out", required=True, help="写到这个文件。File to write.")
        parser.add_argument(
            "--community", help="小区编号或名称，默认为全部。Community, all if none."
        )

    def act(self, **options: Any) -> Answer:
        """Write line by line beside the file, then put it in its place.

        Raises:
            Refusal: If the community is not known.
        """
        text = options["community"]
        cards = [estate.community(text=text)] if text else estate.communities()
        target = Path(options["out"])
        target.parent.mkdir(parents=True, exist_ok=True)
        if options["format"] != "beancount":
            return self._table(target, cards, options["format"])
        return self._beancount(target, cards)

    def _table(self, target: Path, cards: list[CommunityCard], wanted: str) -> Answer:
        write = write_journal_csv if wanted == "csv" else write_journal_workbook
        with steps(self.stderr) as step:
            step("导出账簿")
            write(target, cards, tariffs.kind_names())
        sums = [ledger.posted_totals(community_id=card.community_id) for card in cards]
        debit, credit = (total(side) for side in zip(*sums, strict=True)) if sums else (ZERO, ZERO)
        return Answer(
            f"已导出 {len(cards)} 个小区的分录账到 {target}，"
            f"借方合计 {grouped(debit.yuan)} 元，贷方合计 {grouped(credit.yuan)} 元。",
            {
                "file": str(target),
                "communities": [card.code for card in cards],
                "debit": debit.yuan,
                "credit": credit.yuan,
            },
        )

    def _beancount(self, target: Path, cards: list[CommunityCard]) -> Answer:
        beside = target.with_name(f"{target.name}.part")
        lines = 0
        with steps(self.stderr) as step, beside.open("w", encoding="utf-8") as out:
            step("导出账簿")
            for line in ledger.beancount(
                communities={card.community_id: card.code for card in cards}
            ):
                out.write(f"{line}\n")
                lines += 1
        beside.replace(target)
        return Answer(
            f"已导出 {len(cards)} 个小区的账簿到 {target}，共 {lines:,} 行。可运行 bean-check 核对。",
            {"file": str(target), "communities": [card.code for card in cards], "lines": lines},
        )
