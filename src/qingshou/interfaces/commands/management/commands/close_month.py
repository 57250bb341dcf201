"""Close a month of the books, look at it before, or open it again."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from qingshou.estate import queries as estate
from qingshou.estate.rules.cards import CommunityCard
from qingshou.interfaces.commands.door import REFUSED, Answer, Door
from qingshou.interfaces.commands.month_workbook import write_month
from qingshou.interfaces.commands.progress import counted
from qingshou.interfaces.wording.months import (
    points_as_facts,
    tell_asked,
    tell_month,
    tell_reopened,
)
from qingshou.kernel.period import Period
from qingshou.platform import clock
from qingshou.processes import month_closes
from qingshou.processes.month_closes import Month
from qingshou.processes.month_closes.kept import facts_of
from qingshou.tariffs import queries as tariffs

EVERY = "all"


class Command(Door):
    """Go through the checklist, keep the statements, lock the month."""

    summary_zh = "月结：核对清单、留存报表、锁定账期；经审批可重新打开"
    summary_en = "Close a month: checklist, statements, lock; reopen with approval"
    example = "qingshou close_month --community YSL --period 2026-10 --out 月结"
    takes_two = True

    def describe(self, parser: ArgumentParser) -> None:
        """Declare the month, and what to do with it."""
        parser.add_argument(
            "--community", required=True, help="小区编号或名称；all 为全部。Community, or all."
        )
        parser.add_argument("--period", required=True, help="账期，如 2026-10。The month.")
        deed = parser.add_mutually_exclusive_group()
        deed.add_argument(
            "--preview", action="store_true", help="只核对，不结账。Look, close nothing."
        )
        deed.add_argument(
            "--reopen",
            action="store_true",
            help="重新打开；不带 --approval 时提出申请。Open again; asks if not approved yet.",
        )
        parser.add_argument("--approval", type=int, metavar="ID", help="已同意的申请。Approval.")
        parser.add_argument("--reason", default="", help="重新打开的原因。Why it is opened again.")
        parser.add_argument(
            "--accept",
            action="append",
            default=[],
            choices=["PARKED"],
            help="确认这类事项后结账。Close in spite of this kind of open point.",
        )
        parser.add_argument("--out", help="报表写入此目录。Folder for the statements.")

    def examine(self, **options: Any) -> None:
        """Refuse options of reopening without it, and reopening everything at once."""
        if options["approval"] is not None and not options["reopen"]:
            self.usage("--approval belongs to --reopen", "--approval 只能与 --reopen 一起使用")
        if options["reopen"] and options["community"] == EVERY:
            self.usage(
                "--reopen takes one community at a time", "--reopen 每次只能重新打开一个小区"
            )

    def act(self, **options: Any) -> Answer:
        """Close, preview or reopen.

        Raises:
            Refusal: If the month cannot be closed or opened again.
        """
        period = Period.named(options["period"])
        text = options["community"]
        if options["reopen"]:
            return self._reopen(estate.community(text=text), period, options)
        cards = estate.communities() if text == EVERY else [estate.community(text=text)]
        months = []
        with counted(self.stderr) as tell:
            for done, card in enumerate(cards, start=1):
                months.append((card, self._month(card, period, options)))
                tell("月结", done, len(cards))
        return _answer(months, options)

    def _month(self, card: CommunityCard, period: Period, options: dict[str, Any]) -> Month:
        today = clock.today()
        month = month_closes.look(community_id=card.community_id, period=period, today=today)
        waits = month.hindrances(options["accept"])
        if options["preview"] or month.is_closed or waits:
            return month
        return month_closes.close(
            community_id=card.community_id,
            period=period,
            today=today,
            actor=self.actor,
            accepted=options["accept"],
        )

    def _reopen(self, card: CommunityCard, period: Period, options: dict[str, Any]) -> Answer:
        named: dict[str, Any] = {
            "community_id": card.community_id,
            "period": period,
            "reason": options["reason"],
            "today": clock.today(),
            "actor": self.actor,
        }
        if options["approval"] is None:
            number = month_closes.ask_to_reopen(**named)
            return Answer(
                tell_asked(card.name, period, number, card.code),
                {"community": card.code, "period": period.name, "request": number},
            )
        month_closes.reopen(**named, approval_id=options["approval"])
        return Answer(
            tell_reopened(card.name, period),
            {"community": card.code, "period": period.name, "open_from": period.start},
        )


def _answer(months: list[tuple[CommunityCard, Month]], options: dict[str, Any]) -> Answer:
    kinds, accepted = tariffs.kind_names(), options["accept"]
    texts, facts = [], []
    for card, month in months:
        written = _write(card, month, kinds, options["out"])
        text = tell_month(month, card.name, kinds, accepted)
        texts.append(text + (f"\n报表：{written}" if written else ""))
        facts.append(_facts(card, month, accepted) | {"file": str(written) if written else None})
    ready = all(month.is_closed or not month.hindrances(accepted) for _, month in months)
    return Answer("\n\n".join(texts), {"months": facts}, 0 if ready else REFUSED)


def _write(
    card: CommunityCard, month: Month, kinds: dict[str, str], out: str | None
) -> Path | None:
    if out is None:
        return None
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"月结-{card.code}-{month.period.name}.xlsx"
    return write_month(target, month.statements, community=card.name, kinds=kinds)


def _facts(card: CommunityCard, month: Month, accepted: list[str]) -> dict[str, Any]:
    turned = month.statements.turnover
    return {
        "community": card.code,
        "closed": month.is_closed,
        "open_from": month.open_from,
        "points": points_as_facts(month.points, card.name),
        "hindrances": len(month.hindrances(accepted)),
        "turnover": str(turned.rate) if turned.rate is not None else None,
        "statements": facts_of(month.statements),
    }
