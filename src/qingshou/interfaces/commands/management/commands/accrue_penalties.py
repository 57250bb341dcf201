"""Accrue penalties up to a day."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from qingshou.billing.jobs import Accrual, AccrualOrder, Refused, accrue_many
from qingshou.estate import queries as estate
from qingshou.estate.rules.cards import CommunityCard
from qingshou.interfaces import wording
from qingshou.interfaces.commands.door import REFUSED, Answer, Door
from qingshou.interfaces.commands.parser import day
from qingshou.interfaces.commands.progress import counted
from qingshou.interfaces.wording.penalties import explain_accrual
from qingshou.platform import clock
from qingshou.processes.hold_freezes_penalty import mirror_holds

ALL = "all"


class Command(Door):
    """Accrue what overdue items bear, each day once; missed days are caught up."""

    summary_zh = "计提违约金到某一天：每天只计一次，漏掉的日子自动补齐"
    summary_en = "Accrue penalties up to a day; each day once, missed days are caught up"
    example = "qingshou accrue_penalties --as-of 2026-11-24 --community YSL --preview"

    def describe(self, parser: ArgumentParser) -> None:
        """Declare the day, the community, and whether to post."""
        parser.add_argument("--as-of", type=day, help="计提到哪天，默认今天。Day, today if none.")
        parser.add_argument(
            "--community", default=ALL, help="小区编号或名称，默认全部。Code, name or all."
        )
        parser.add_argument(
            "--preview", action="store_true", help="只试算，不写入。Compute, write nothing."
        )
        parser.add_argument(
            "--post",
            action="store_true",
            help="计提后把未入账的违约金过账为应收。Post what is accrued as open items.",
        )

    def examine(self, **options: Any) -> None:
        """A preview posts nothing."""
        if options["preview"] and options["post"]:
            self.usage("--preview posts nothing", "--preview 不写入，不能与 --post 同时使用")

    def act(self, **options: Any) -> Answer:
        """Let holds freeze their days, accrue, and tell each community's sum."""
        cards = self._cards(options["community"])
        for community_id in cards:
            mirror_holds(community_id=community_id, actor=self.actor)
        orders = [
            AccrualOrder(
                community_id=community_id,
                as_of=options["as_of"] or clock.today(),
                actor=self.actor,
                preview=options["preview"],
                post=options["post"],
            )
            for community_id in cards
        ]
        told = []
        with counted(self.stderr) as progress:
            for number, result in enumerate(accrue_many(orders), 1):
                card = cards[orders[number - 1].community_id]
                told.append(_told(result, card, preview=options["preview"]))
                progress("计提", number, len(orders))
        refused = any("refused" in facts for _, facts in told)
        return Answer(
            "\n".join(text for text, _ in told),
            {"communities": [facts for _, facts in told]},
            REFUSED if refused else 0,
        )

    def _cards(self, asked: str) -> dict[int, CommunityCard]:
        found = estate.communities() if asked == ALL else [estate.community(text=asked)]
        return {int(card.community_id): card for card in found}


def _told(
    result: Accrual | Refused, card: CommunityCard, *, preview: bool
) -> tuple[str, dict[str, Any]]:
    if isinstance(result, Refused):
        sentence = wording.say(result.code, result.facts)
        return f"{card.name}：{sentence}", {"community": card.code, "refused": result.code}
    text = explain_accrual(result.accrued, result.posted, community=card.name, preview=preview)
    return text, {"community": card.code} | tell(result)


def tell(result: Accrual) -> dict[str, Any]:
    """Write an accrual as JSON."""
    accrued, posted = result.accrued, result.posted
    facts: dict[str, Any] = {
        "standing": accrued.standing.value,
        "as_of": accrued.as_of,
        "rows": accrued.rows,
        "rewritten": accrued.rewritten,
        "unknown": accrued.unknown,
        "added": accrued.added.yuan,
    }
    if posted is not None:
        facts["posted"] = {
            "accounts": posted.accounts,
            "amount": posted.posted.yuan,
            "taken_back": posted.taken_back.yuan,
        }
    return facts
