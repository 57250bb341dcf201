"""Take a billing run back."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from qingshou.billing import operations as billing
from qingshou.estate import queries as estate
from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.commands.parser import day
from qingshou.kernel.period import Period
from qingshou.platform import clock


class Command(Door):
    """Reverse the runs of a month; what was paid becomes prepayment."""

    summary_zh = "冲红出账：整月或单次，已收款转为预存"
    summary_en = "Reverse bills; payments become prepayments"
    example = "qingshou reverse_bill --community YSL --period 2026-11 --reason 面积更正"

    def describe(self, parser: ArgumentParser) -> None:
        """Declare which run, when and why."""
        parser.add_argument("--community", required=True, help="小区编号或名称。Code or name.")
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--period", help="账期，如 2026-11，冲红该月全部出账。The month.")
        which.add_argument("--run", type=int, help="出账编号，只冲红这一次。One run by its id.")
        parser.add_argument(
            "--reason", required=True, help="冲红原因，记入凭证。Why; kept with the document."
        )
        parser.add_argument("--on", type=day, help="冲红日期，默认今天。Day, today if none.")

    def act(self, **options: Any) -> Answer:
        """Reverse, and tell how much.

        Raises:
            Refusal: If there is nothing to reverse.
        """
        community = estate.community(text=options["community"])
        asked = {
            "community_id": community.community_id,
            "on": options["on"] or clock.today(),
            "because": options["reason"],
            "actor": self.actor,
        }
        if options["run"]:
            done = billing.reverse_run(run_id=options["run"], **asked)
        else:
            done = billing.reverse_month(period=Period.named(options["period"]), **asked)
        text = (
            f"{community.name} 已冲红 {done.runs} 次出账，账单 {done.lines} 条，合计 {done.total}。"
            f"\n已收款项转为预存；重新执行 qingshou bill 即可按更正后的资料出账。"
        )
        facts = {"runs": done.runs, "lines": done.lines, "total": done.total.yuan}
        return Answer(text, {"community": community.code} | facts)
