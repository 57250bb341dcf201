"""Prove the books."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from qingshou.estate import queries as estate
from qingshou.estate.rules.cards import CommunityCard
from qingshou.interfaces.commands.door import REFUSED, Answer, Door
from qingshou.interfaces.commands.progress import counted
from qingshou.interfaces.wording.ledger import tell_break, tell_gap, tell_kept, tell_proof
from qingshou.interfaces.wording.months import tell_deviation
from qingshou.ledger import queries as ledger
from qingshou.ledger.queries import ProofLine
from qingshou.processes.books_are_proved import Proved, prove


class Command(Door):
    """Check every invariant of the books; exit 1 and the place where one breaks."""

    summary_zh = "核对账簿：逐户逐项守恒、借贷平衡、收据连号"
    summary_en = "Prove the books: conservation, balance, receipt numbers"
    example = "qingshou check_ledger --community YSL"

    def describe(self, parser: ArgumentParser) -> None:
        """Declare the community, and whether the nightly proof is asked for."""
        parser.add_argument(
            "--community", help="小区编号或名称，默认为全部。Community, all if none."
        )
        parser.add_argument(
            "--latest",
            action="store_true",
            help="只看最近一次夜间核对的结果，不重新核对。Tell the latest nightly proof.",
        )

    def act(self, **options: Any) -> Answer:
        """Prove each community's book, or name the places where it breaks."""
        text = options["community"]
        cards = [estate.community(text=text)] if text else estate.communities()
        if options["latest"]:
            return _latest(cards)
        proved: list[tuple[CommunityCard, Proved]] = []
        with counted(self.stderr) as tell:
            for done, card in enumerate(cards, start=1):
                proved.append((card, prove(community_id=card.community_id)))
                tell("核对账簿", done, len(cards))
        lines = [line for card, found in proved for line in _lines(card, found)]
        facts = {
            "sound": not lines,
            "communities": [card.code for card in cards],
            "breaks": _of(proved, "LEDGER"),
            "gaps": _of(proved, "RECEIPTS"),
            "kept": _of(proved, "CLOSED_MONTH"),
        }
        return Answer(tell_proof(lines, len(cards)), facts, REFUSED if lines else 0)


def _lines(card: CommunityCard, proved: Proved) -> list[str]:
    return [
        *(tell_break(found, card.name) for found in proved.breaks),
        *(tell_gap(found, card.name) for found in proved.gaps),
        *(tell_deviation(found, card.name) for found in proved.changed),
    ]


def _of(proved: list[tuple[CommunityCard, Proved]], proof: str) -> list[dict[str, Any]]:
    return [
        {"community": card.code} | {name: fact for name, fact in facts.items() if name != "proof"}
        for card, found in proved
        for facts in found.findings
        if facts["proof"] == proof
    ]


def _latest(cards: list[CommunityCard]) -> Answer:
    proofs = [(card, ledger.latest_proof(community_id=card.community_id)) for card in cards]
    broken = [card for card, proof in proofs if proof is None or proof.findings]
    return Answer(
        "\n".join(tell_kept(proof, card.name) for card, proof in proofs),
        {"proofs": [_kept(card, proof) for card, proof in proofs]},
        REFUSED if broken else 0,
    )


def _kept(card: CommunityCard, proof: ProofLine | None) -> dict[str, Any]:
    return {
        "community": card.code,
        "proved_at": proof.proved_at if proof else None,
        "findings": list(proof.findings) if proof else [],
    }
