"""A sold home: the seller's settlement sheet, its bills, and the clearance certificate."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from qingshou.estate import queries as estate
from qingshou.estate.rules.cards import UnitCard
from qingshou.interfaces.commands.clearing import sheet_facts
from qingshou.interfaces.commands.door import REFUSED, Answer, Door
from qingshou.interfaces.commands.parser import day, request_id
from qingshou.interfaces.documents.certificate import certificate_pages
from qingshou.interfaces.wording import clearance as words
from qingshou.interfaces.wording.payments import tell_printed
from qingshou.payments import operations as payments
from qingshou.payments import queries
from qingshou.platform import clock
from qingshou.processes import owner_change_needs_clearance as clearing
from qingshou.tariffs import queries as tariffs

NEEDED = {
    "quote": ("on",),
    "bill": ("on",),
    "issue": ("on", "request_id"),
    "print": ("community", "out"),
    "show": ("community",),
}
"""What each step asks for; a unit without a step is quoted."""


class Command(Door):
    """Quote, settle the bills, issue, print."""

    summary_zh = "过户结清：结清单、账单拆分、出具与打印结清证明"
    summary_en = "Clearance of a sold home: settlement sheet, bills, certificate"
    example = "qingshou clearance YSL/3-2-501 --on 2026-03-16"

    def describe(self, parser: ArgumentParser) -> None:
        """Declare the step, the home or the certificate, and the day of change."""
        parser.add_argument(
            "words",
            nargs="+",
            metavar="[STEP] UNIT|NUMBER",
            help=(
                "房屋，如 YSL/3-2-501；其前可写 bill 账单办到变更日，issue 出具证明。"
                "print 打印、show 查看后写证明编号。A unit, or a certificate's number."
            ),
        )
        parser.add_argument("--on", type=day, help="买方第一天。The buyer's first day.")
        parser.add_argument("--request-id", type=request_id, help="请求编号（issue）。Its id.")
        parser.add_argument("--community", help="小区编号或名称（print、show）。Community.")
        parser.add_argument("--out", type=Path, help="写入的 PDF 文件（print）。The PDF to write.")

    def examine(self, **options: Any) -> None:
        """Refuse unknown steps and missing options."""
        step, rest = _step(options["words"])
        if len(rest) != 1:
            self.usage(
                f"knows the steps {', '.join(NEEDED)}, then one unit or number",
                f"动作只有 {'、'.join(NEEDED)}，其后写一个房屋或证明编号",
            )
        missing = [f"--{name}".replace("_", "-") for name in NEEDED[step] if not options[name]]
        if missing:
            self.usage(
                f"clearance {step} needs {', '.join(missing)}",
                f"clearance {step} 缺少 {'、'.join(missing)}",
            )

    def act(self, **options: Any) -> Answer:
        """Do the step.

        Raises:
            Refusal: If unit, day or number are refused, or the certificate is withheld.
        """
        step, [subject] = _step(options["words"])
        if step in ("print", "show"):
            community = estate.community(text=options["community"])
            papers: dict[str, Callable[[int, str, dict[str, Any]], Answer]] = {
                "print": self._print,
                "show": self._show,
            }
            return papers[step](community.community_id, subject, options)
        unit = estate.unit_anywhere(text=subject)
        steps: dict[str, Callable[[UnitCard, dict[str, Any]], Answer]] = {
            "quote": self._quote,
            "bill": self._bill,
            "issue": self._issue,
        }
        return steps[step](unit, options)

    def _quote(self, unit: UnitCard, options: dict[str, Any]) -> Answer:
        sheet = clearing.look(
            community_id=unit.community_id, unit=unit, on=options["on"], today=clock.today()
        )
        cards = queries.certificates(
            community_id=unit.community_id, account_id=sheet.sale.account_ids[0]
        )
        text = words.tell_sheet(sheet, kinds=tariffs.kind_names())
        facts = sheet_facts(sheet) | {
            "certificates": [{"number": one.number, "standing": one.standing} for one in cards]
        }
        told = "\n".join(part for part in (text, words.certificates_told(cards)) if part)
        return Answer(told, facts, REFUSED if sheet.hindrances else 0)

    def _bill(self, unit: UnitCard, options: dict[str, Any]) -> Answer:
        brought = clearing.bring_bills(
            community_id=unit.community_id,
            unit=unit,
            on=options["on"],
            today=clock.today(),
            actor=self.actor,
        )
        lines = [*brought.split.lines, *brought.billed]
        facts = {
            "unit": unit.code,
            "taken_back": brought.split.taken_back.yuan,
            "billed": [
                {"from": line.period.start, "until": line.period.until, "amount": line.amount.yuan}
                for line in lines
            ],
            "left_alone": len(brought.split.left_alone),
        }
        return Answer(words.tell_brought(brought), facts)

    def _issue(self, unit: UnitCard, options: dict[str, Any]) -> Answer:
        slip = clearing.issue(
            community_id=unit.community_id,
            unit=unit,
            on=options["on"],
            today=clock.today(),
            request_id=options["request_id"],
            actor=self.actor,
        )
        card = queries.certificate(community_id=unit.community_id, number=slip.number)
        text = words.tell_issued(slip, seller_until=card.facts.seller_until)
        return Answer(text, asdict(slip))

    def _print(self, community_id: int, number: str, options: dict[str, Any]) -> Answer:
        card = queries.certificate(community_id=community_id, number=number)
        with options["out"].open("wb") as file:
            printed = payments.print_certificate(
                community_id=community_id, number=card.number, actor=self.actor
            )
            file.write(certificate_pages(card, printed)[0])
        facts = {
            "number": card.number,
            "file": str(options["out"]),
            "ordinal": printed.ordinal,
            "check_code": printed.check_code,
        }
        return Answer(
            tell_printed(card.number, printed.ordinal, str(options["out"]), what="结清证明"), facts
        )

    def _show(self, community_id: int, number: str, _: dict[str, Any]) -> Answer:
        card = queries.certificate(community_id=community_id, number=number)
        facts = {
            "number": card.number,
            "standing": card.standing,
            "superseded_by": card.superseded_by,
            "overtaken_by": card.overtaken_by,
            "owed": card.owed.yuan,
            "facts": asdict(card.facts),
        }
        return Answer(words.certificates_told([card]), facts)


def _step(given: list[str]) -> tuple[str, list[str]]:
    """Tell the step that is meant, and what it is about; a unit alone is quoted."""
    if given[0] in NEEDED:
        return given[0], given[1:]
    return "quote", given
