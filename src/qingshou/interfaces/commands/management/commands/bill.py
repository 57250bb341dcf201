"""Bill a month of a community, or preview it."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from qingshou.billing import operations as billing
from qingshou.billing.rules.outcomes import Billed
from qingshou.estate import queries as estate
from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.wording.billing import REASONS, explain_run
from qingshou.kernel.period import Period
from qingshou.tariffs import queries as tariffs


class Command(Door):
    """Post the charges of a month, each exactly once."""

    summary_zh = "按月出账:先用 --preview 预览,再正式出账;重复执行不会重复计费"
    summary_en = "Bill a month: preview first; running again bills nothing twice."

    def describe(self, parser: ArgumentParser) -> None:
        """Declare community, month and what may be accepted."""
        parser.add_argument("--community", required=True, help="小区编码或名称。Code or name.")
        parser.add_argument("--period", required=True, help="账期,如 2026-11。The month.")
        parser.add_argument("--preview", action="store_true", help="只预览。Write nothing.")
        parser.add_argument(
            "--on", type=date.fromisoformat, help="入账日期,默认账期首日。Posting date."
        )
        parser.add_argument(
            "--accept-jumps",
            action="store_true",
            help="确认十倍以上的价格变动无误。Tenfold price changes are meant.",
        )
        parser.add_argument(
            "--digest", help="预览摘要,不一致则不出账。Post only what the preview showed."
        )

    def act(self, **options: Any) -> Answer:
        """Preview or post, and tell what it came to.

        Raises:
            Refusal: If the community or month cannot be billed.
        """
        community = estate.community(text=options["community"])
        period = Period.named(options["period"])
        asked = {
            "community_id": community.community_id,
            "period": period,
            "on": options["on"] or period.start,
            "accept_jumps": options["accept_jumps"],
        }
        if options["preview"]:
            billed = billing.preview(**asked)
        else:
            billed = billing.bill(**asked, actor=self.actor, shown_digest=options["digest"])
        kinds = tariffs.kind_names()
        text = explain_run(billed, community=community.name, kinds=kinds)
        return Answer(text, {"community": community.code} | tell(billed))


def tell(billed: Billed) -> dict[str, Any]:
    """Write a run or a preview as JSON."""
    return {
        "outcome": billed.outcome.value,
        "period": f"{billed.month:%Y-%m}",
        "on": billed.on,
        "run_id": billed.run_id,
        "lines": billed.lines,
        "units": billed.units,
        "total": billed.total.yuan,
        "kinds": [
            {"kind": one.kind, "lines": one.lines, "total": one.total.yuan} for one in billed.kinds
        ],
        "parked": [
            {
                "reason": one.reason.value,
                "sentence": REASONS[one.reason],
                "units": one.units,
                "examples": list(one.examples),
            }
            for one in billed.parked
        ],
        "billed_before": billed.billed_before,
        "free_lines": billed.free_lines,
        "changes": [{"kind": one.kind, "percent": one.percent} for one in billed.changes],
        "digest": billed.digest,
    }
