"""Take an import back."""

from __future__ import annotations

from argparse import ArgumentParser
from importlib import import_module
from typing import Any

from qingshou.intake import operations, queries
from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.wording import intake as words
from qingshou.interfaces.wording.columns import grouped
from qingshou.platform import clock

LIVE = ("DONE", "ARRIVING")


class Command(Door):
    """Undo an import by reversal."""

    summary_zh = "撤销一次导入，以冲销方式，保留痕迹"
    summary_en = "Undo an import by reversal; the trace remains"
    example = "qingshou undo_import 12"

    def describe(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "import_id", type=int, help="导入编号，导入完成时显示。Number told when it was let in."
        )

    def act(self, **options: Any) -> Answer:
        """Let the kind's own process take the rows back, then close the import."""
        card = queries.import_of(options["import_id"])
        if card.state not in LIVE:
            raise operations.ImportNotLive(import_id=card.import_id, state=card.state)
        command = import_module(f"{__package__}.import_{card.kind.lower()}").Command()
        today = clock.today()
        arrival = command.process().withdraw(
            import_id=card.import_id, actor=self.actor, today=today
        )
        operations.mark_undone(
            import_id=card.import_id, on=today, actor=self.actor, totals=arrival.totals
        )
        figures = "，".join(
            f"{words.TOTALS.get(name, name)} {grouped(str(value))}"
            for name, value in arrival.totals.items()
            if isinstance(value, int | str)
        )
        return Answer(
            f"已撤销导入 {card.import_id}（{words.KINDS[card.kind]}「{card.file_name}」）：{figures}。",
            {"import_id": card.import_id, "undone": True, "totals": dict(arrival.totals)},
        )
