"""Bill a month of a community, or preview it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from qingshou.billing import operations as billing
from qingshou.billing.jobs import Order, Refused, bill_many
from qingshou.billing.rules.outcomes import Billed
from qingshou.estate import queries as estate
from qingshou.estate.rules.cards import CommunityCard
from qingshou.interfaces import wording
from qingshou.interfaces.commands.door import REFUSED, Answer, Door
from qingshou.interfaces.commands.parser import day
from qingshou.interfaces.commands.progress import counted
from qingshou.interfaces.wording.billing import REASONS, explain_run
from qingshou.kernel.period import Period
from qingshou.tariffs import queries as tariffs

ALL = "all"


class Command(Door):
    """Post the charges of a month, each exactly once."""

    summary_zh = "按月出账，可先预览；重复执行不会重复计费"
    summary_en = "Bill a month, preview first; nothing is billed twice"
    example = "qingshou bill --community YSL --period 2026-11 --preview"

    def describe(self, parser: ArgumentParser) -> None:
        """Declare community, month and what may be accepted."""
        parser.add_argument(
            "--community", required=True, help="小区编号或名称，all 为全部。Code, name or all."
        )
        parser.add_argument("--period", required=True, help="账期，如 2026-11。The month to bill.")
        parser.add_argument(
            "--preview",
            action="store_true",
            help="只预览，不写入。Show what it would come to, write nothing.",
        )
        parser.add_argument(
            "--on", type=day, help="入账日期，默认账期首日。Posting day, the month's first if none."
        )
        parser.add_argument(
            "--accept-jumps",
            action="store_true",
            help="确认十倍以上的价格变动无误。Tenfold price changes are meant.",
        )
        parser.add_argument(
            "--digest",
            help="预览时显示的摘要，数据有变则不出账。Post only what the preview showed.",
        )

    def examine(self, **options: Any) -> None:
        """A digest belongs to one community's preview."""
        if options["digest"] and options["community"] == ALL:
            self.usage("--digest is for one community", "--digest 只用于单个小区")

    def act(self, **options: Any) -> Answer:
        """Preview or post, and tell what it came to.

        Raises:
            Refusal: If the community or month cannot be billed.
        """
        period = Period.named(options["period"])
        if options["community"] == ALL:
            return self._all(period, options)
        community = estate.community(text=options["community"])
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

    def _all(self, period: Period, options: dict[str, Any]) -> Answer:
        cards = {int(card.community_id): card for card in estate.communities()}
        orders = [
            Order(
                community_id=community_id,
                period=period,
                on=options["on"] or period.start,
                actor=self.actor,
                accept_jumps=options["accept_jumps"],
                preview=options["preview"],
            )
            for community_id in cards
        ]
        with counted(self.stderr) as progress:
            told = []
            for number, result in enumerate(bill_many(orders), 1):
                told.append(_told(result, cards[result.community_id]))
                progress("出账", number, len(orders))
        refused = any("refused" in facts for _, facts in told)
        return Answer(
            "\n".join(text for text, _ in told),
            {"communities": [facts for _, facts in told]},
            REFUSED if refused else 0,
        )


def _told(result: Billed | Refused, card: CommunityCard) -> tuple[str, dict[str, Any]]:
    if isinstance(result, Refused):
        sentence = wording.say(result.code, result.facts)
        return f"{card.name}：{sentence}", {"community": card.code, "refused": result.code}
    text = explain_run(result, community=card.name, kinds=tariffs.kind_names())
    return text, {"community": card.code} | tell(result)


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
        "gifts": {"discounts": billed.gifts.settlements, "amount": billed.gifts.amount.yuan},
        "offset": {"settlements": billed.offset.settlements, "amount": billed.offset.amount.yuan},
    }
