"""Tell how old the debts are."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from qingshou.estate import queries as estate
from qingshou.estate.rules.cards import CommunityCard
from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.commands.parser import day
from qingshou.interfaces.commands.progress import steps
from qingshou.interfaces.wording.ledger import tell_aging
from qingshou.ledger import queries as ledger
from qingshou.ledger.queries import Aging
from qingshou.ledger.rules.aging import BUCKETS
from qingshou.platform import clock


class Command(Door):
    """Open debts by age, by community and in all."""

    summary_zh = "账龄：任一日期的未收金额，按逾期天数分段"
    summary_en = "Aging: what is open on any day, by days overdue"
    example = "qingshou aging --as-of 2026-09-30"

    def describe(self, parser: ArgumentParser) -> None:
        """Declare the day and the community."""
        parser.add_argument("--as-of", type=day, help="截止日期，默认今天。Day, today if none.")
        parser.add_argument(
            "--community", help="小区编号或名称，默认为全部。Community, all if none."
        )

    def act(self, **options: Any) -> Answer:
        """Add up and tell.

        Raises:
            Refusal: If the community is not known.
        """
        text = options["community"]
        cards = [estate.community(text=text)] if text else estate.communities()
        with steps(self.stderr) as step:
            step("统计账龄")
            aging = ledger.aging(
                community_ids=[card.community_id for card in cards],
                as_of=options["as_of"] or clock.today(),
            )
        names = {int(card.community_id): card.name for card in cards}
        return Answer(tell_aging(aging, names), _facts(aging, cards))


def _facts(aging: Aging, cards: list[CommunityCard]) -> dict[str, Any]:
    return {
        "as_of": aging.as_of,
        "total": aging.total.yuan,
        "overdue": aging.overdue.yuan,
        "buckets": {bucket.code: aging.of_bucket(bucket.code).yuan for bucket in BUCKETS},
        "communities": [
            {
                "community": card.code,
                "name": card.name,
                "total": aging.of_community(card.community_id).yuan,
                "buckets": [
                    {"bucket": line.bucket, "items": line.items, "open": line.open.yuan}
                    for line in aging.lines
                    if line.community_id == card.community_id
                ],
            }
            for card in cards
        ],
    }
