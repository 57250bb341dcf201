"""Prove the books."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from qingshou.estate import queries as estate
from qingshou.estate.rules.cards import CommunityCard
from qingshou.interfaces.commands.door import REFUSED, Answer, Door
from qingshou.interfaces.commands.progress import counted
from qingshou.interfaces.wording.ledger import tell_break, tell_gap, tell_proof
from qingshou.interfaces.wording.months import tell_deviation
from qingshou.ledger import queries as ledger
from qingshou.ledger.queries import Break
from qingshou.payments import queries as payments
from qingshou.payments.queries import Gap
from qingshou.processes.month_closes.kept import Deviation, deviations


class Command(Door):
    """Check every invariant of the books; exit 1 and the place where one breaks."""

    summary_zh = "核对账簿：逐户逐项守恒、借贷平衡、收据连号"
    summary_en = "Prove the books: conservation, balance, receipt numbers"
    example = "qingshou check_ledger --community YSL"

    def describe(self, parser: ArgumentParser) -> None:
        """Declare the community."""
        parser.add_argument(
            "--community", help="小区编号或名称，默认为全部。Community, all if none."
        )

    def act(self, **options: Any) -> Answer:
        """Prove each community's book, or name the places where it breaks."""
        text = options["community"]
        cards = [estate.community(text=text)] if text else estate.communities()
        breaks: list[tuple[CommunityCard, Break]] = []
        gaps: list[tuple[CommunityCard, Gap]] = []
        changed: list[tuple[CommunityCard, Deviation]] = []
        with counted(self.stderr) as tell:
            for done, card in enumerate(cards, start=1):
                ids = [card.community_id]
                breaks += [(card, found) for found in ledger.check(community_ids=ids)]
                gaps += [(card, found) for found in payments.check(community_ids=ids)]
                changed += [(card, found) for found in deviations(community_id=ids[0])]
                tell("核对账簿", done, len(cards))
        lines = [tell_break(found, card.name) for card, found in breaks]
        lines += [tell_gap(found, card.name) for card, found in gaps]
        lines += [tell_deviation(found, card.name) for card, found in changed]
        facts = {
            "sound": not lines,
            "communities": [card.code for card in cards],
            "breaks": [_break(card, found) for card, found in breaks],
            "gaps": [_gap(card, found) for card, found in gaps],
            "kept": [_deviation(card, found) for card, found in changed],
        }
        return Answer(tell_proof(lines, len(cards)), facts, REFUSED if lines else 0)


def _break(card: CommunityCard, found: Break) -> dict[str, Any]:
    return {
        "community": card.code,
        "invariant": found.invariant,
        "account": found.account,
        "kind": found.kind,
        "month": f"{found.month:%Y-%m}" if found.month else None,
        "document": found.document,
        "told": found.told.yuan,
        "found": found.found.yuan,
    }


def _gap(card: CommunityCard, found: Gap) -> dict[str, Any]:
    return {
        "community": card.code,
        "invariant": found.invariant,
        "place": found.place,
        "told": found.told,
        "found": found.found,
    }


def _deviation(card: CommunityCard, found: Deviation) -> dict[str, Any]:
    return {
        "community": card.code,
        "period": found.period,
        "statement": found.statement,
        "kept": found.kept,
        "found": found.found,
    }
