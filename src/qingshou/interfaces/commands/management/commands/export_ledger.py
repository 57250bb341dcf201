"""Write the books for another program to check."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from qingshou.estate import queries as estate
from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.commands.progress import steps
from qingshou.ledger import queries as ledger


class Command(Door):
    """Write the books in beancount's language; bean-check proves them again."""

    summary_zh = "导出账簿为 beancount 文件，供独立核对"
    summary_en = "Export the books to beancount for an independent check"
    example = "qingshou export_ledger --out 账簿.beancount"

    def describe(self, parser: ArgumentParser) -> None:
        """Declare format, file and community."""
        parser.add_argument(
            "--format", choices=["beancount"], default="beancount", help="格式。Format."
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
