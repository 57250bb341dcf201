"""Look through the arrears of a community, or of all, on a day or month by month."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from qingshou.dunning import operations
from qingshou.dunning.rules.strategies import STANDARD
from qingshou.estate import queries as estate
from qingshou.estate.rules.cards import CommunityCard
from qingshou.interfaces import wording
from qingshou.interfaces.commands.door import REFUSED, Answer, Door
from qingshou.interfaces.commands.parser import day
from qingshou.kernel.period import Period
from qingshou.kernel.refusals import Refusal
from qingshou.platform import clock


class Command(Door):
    """Open cases for the overdue, close the settled, judge promises, advance stages."""

    summary_zh = "检查欠费：立案、结案、核对承诺、推进阶段"
    summary_en = "Watch arrears: open and close cases, judge promises"
    example = "qingshou watch_arrears --as-of 2026-09-30"

    def describe(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--community", help="小区编号或名称，默认为全部。Community, all if none."
        )
        parser.add_argument("--as-of", type=day, help="检查日期，默认今天。Day, today if none.")
        parser.add_argument(
            "--since",
            help="从该月起逐月末补查到检查日期。Replay month ends from this month on (2024-09).",
        )

    def act(self, **options: Any) -> Answer:
        """Look through every community on every day asked for; one that refuses stops no other."""
        today = options["as_of"] or clock.today()
        days = list(_days(options["since"], today))
        lines = [
            _told(card, day, self) for card in _communities(options["community"]) for day in days
        ]
        facts: dict[str, Any] = {"watched": lines}
        refused = [line for line in lines if "refused" in line]
        if refused:
            facts |= {"refused": refused[0]["refused"], "sentence": refused[0]["text"]}
        text = "\n".join(line["text"] for line in lines)
        return Answer(text, facts, REFUSED if refused else 0)


def _communities(text: str | None) -> list[CommunityCard]:
    return [estate.community(text=text)] if text else estate.communities()


def _days(since: str | None, today: date) -> Iterator[date]:
    """Tell the month ends from a month on that lie before the day, then the day."""
    if since:
        until = today + timedelta(days=1)
        start = Period.named(since).start
        months = Period(start, until).months() if start < until else ()
        yield from (month.latest_day for month in months if month.latest_day < today)
    yield today


def _told(card: CommunityCard, day: date, door: Door) -> dict[str, Any]:
    try:
        return _watch(card, day, door)
    except Refusal as refusal:
        text = f"{card.name} {day}：{wording.of(refusal)}"
        return {"community": card.code, "on": day, "refused": refusal.code, "text": text}


def _watch(card: CommunityCard, day: date, door: Door) -> dict[str, Any]:
    watched = operations.watch(
        community_id=card.community_id, today=day, strategy=STANDARD, actor=door.actor
    )
    text = (
        f"{card.name} {day}：新立案 {watched.opened} 户，推进 {watched.advanced} 户，"
        f"缴清结案 {watched.closed} 户，其余 {watched.stayed} 户保持；"
        f"核对承诺 {watched.promises_judged} 笔。"
    )
    return {"community": card.code, "on": day, "text": text} | asdict(watched)
