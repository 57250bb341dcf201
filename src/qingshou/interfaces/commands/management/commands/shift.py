"""Shifts of cashiers: open, show, close with what was counted, report."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from qingshou.estate import queries as estate
from qingshou.estate.rules.cards import CommunityCard
from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.commands.parser import day, listed
from qingshou.interfaces.documents.shift import WIDTHS, shift_pages
from qingshou.interfaces.wording.payments import CHANNELS, tell_open_shifts, tell_shift
from qingshou.kernel.money import Money
from qingshou.ledger.rules.chart import Channel
from qingshou.payments import operations as payments
from qingshou.payments.operations import Closing
from qingshou.payments.queries import shifts
from qingshou.payments.queries.shifts import ShiftSheet
from qingshou.platform import clock

STEPS = ("open", "show", "list", "close", "report", "ask-close", "rule")


class Command(Door):
    """A cashier's shift: open, show, close, report."""

    summary_zh = "收费班次：开班、查看、清点结班、出报告；代他人结班须审批"
    summary_en = "A cashier's shift: open, show, count and close, report"
    example = "qingshou shift close --community YSL --counted CASH=1254.40"
    takes_two = True

    def describe(self, parser: ArgumentParser) -> None:
        """Declare the step and what it needs."""
        parser.add_argument(
            "step",
            choices=list(STEPS),
            help="open 开班，show 查看，list 未结班次，close 结班，report 报告，ask-close 申请代结，rule 现金规定。",
        )
        parser.add_argument(
            "--community", required=True, help="小区编号或名称。Community, by code or name."
        )
        parser.add_argument("--shift", type=int, help="班次编号，默认本人的。Shift, own if none.")
        parser.add_argument("--float", dest="float_", default="0", help="备用金（元）。Float.")
        parser.add_argument("--camera", default="", help="监控编号。Reference of recordings.")
        parser.add_argument(
            "--counted",
            action="append",
            default=[],
            metavar="CHANNEL=AMOUNT",
            help="实点金额，可重复；现金必填。What was counted.",
        )
        parser.add_argument("--reason", default="", help="差额或代结原因。Reason.")
        parser.add_argument("--handed-to", default="", help="交接给谁。Who takes over.")
        parser.add_argument("--approval", type=int, help="代结的审批编号。Approval.")
        parser.add_argument("--on", type=day, help="日期，默认今天。Day, today if none.")
        parser.add_argument("--size", choices=list(WIDTHS), default="A4", help="报告纸张。Paper.")
        parser.add_argument("--out", type=Path, help="报告的 PDF 文件。The report's PDF.")
        parser.add_argument(
            "--cash-needs-shift", choices=["yes", "no"], help="收现金是否须先开班。The rule."
        )

    def examine(self, **options: Any) -> None:
        """Refuse a report without file, a rule without decision, and amounts nobody can read."""
        if options["step"] == "report" and options["out"] is None:
            self.usage("shift report needs --out", "shift report 缺少 --out")
        if options["step"] == "rule" and options["cash_needs_shift"] is None:
            self.usage("shift rule needs --cash-needs-shift", "shift rule 缺少 --cash-needs-shift")
        seen: set[str] = set()
        for text in options["counted"]:
            self._examine_count(text, seen)

    def _examine_count(self, text: str, seen: set[str]) -> None:
        name, equals, amount = text.upper().partition("=")
        if name not in [*Channel]:
            self.usage(
                f"--counted {text}: no such channel; one of {', '.join(Channel)}",
                f"--counted {text}：没有这种方式，可选：{listed(CHANNELS)}",
            )
        if not equals or not amount:
            self.usage(
                f"--counted {text}: write {name}=1254.40",
                f"--counted {text}：缺少金额，请写成 {name}=1254.40",
            )
        if name in seen:
            self.usage(f"--counted {name} is given twice", f"--counted {name} 填了两次，请只留一个")
        seen.add(name)

    def act(self, **options: Any) -> Answer:
        """Do the step.

        Raises:
            Refusal: If community, shift, count or approval are refused.
        """
        community = estate.community(text=options["community"])
        steps: dict[str, Callable[[CommunityCard, dict[str, Any]], Answer]] = {
            "open": self._open,
            "show": self._show,
            "list": self._list,
            "close": self._close,
            "report": self._report,
            "ask-close": self._ask,
            "rule": self._rule,
        }
        return steps[options["step"]](community, options)

    def _open(self, community: CommunityCard, options: dict[str, Any]) -> Answer:
        sheet = payments.open_shift(
            community_id=community.community_id,
            float_=Money.from_yuan(options["float_"]),
            on=options["on"] or clock.today(),
            actor=self.actor,
            camera=options["camera"],
        )
        return _told(sheet)

    def _show(self, community: CommunityCard, options: dict[str, Any]) -> Answer:
        return _told(self._sheet(community, options))

    def _list(self, community: CommunityCard, options: dict[str, Any]) -> Answer:
        found = shifts.open_shifts(community_id=community.community_id)
        text = tell_open_shifts(found, community=community.name)
        return Answer(text, {"shifts": [asdict(one) for one in found]})

    def _close(self, community: CommunityCard, options: dict[str, Any]) -> Answer:
        pairs = [text.partition("=") for text in options["counted"]]
        counted = {Channel(name.upper()): Money.from_yuan(text) for name, _, text in pairs}
        sheet = payments.close_shift(
            community_id=community.community_id,
            shift_id=self._sheet(community, options).shift_id,
            closing=Closing(counted, options["reason"], options["handed_to"]),
            on=options["on"] or clock.today(),
            today=clock.today(),
            actor=self.actor,
            approval_id=options["approval"],
        )
        return _told(sheet)

    def _report(self, community: CommunityCard, options: dict[str, Any]) -> Answer:
        sheet = self._sheet(community, options)
        options["out"].write_bytes(shift_pages(sheet, options["size"])[0])
        return _told(sheet)

    def _ask(self, community: CommunityCard, options: dict[str, Any]) -> Answer:
        request_id = payments.ask_to_close(
            community_id=community.community_id,
            shift_id=self._sheet(community, options).shift_id,
            reason=options["reason"],
            today=clock.today(),
            actor=self.actor,
        )
        text = f"已申请代为结班，审批编号 {request_id}。另一人审批后，用 shift close --approval {request_id} 结班。"
        return Answer(text, {"approval_id": request_id})

    def _rule(self, community: CommunityCard, options: dict[str, Any]) -> Answer:
        needed = options["cash_needs_shift"] == "yes"
        payments.decide_desk_rule(
            community_id=community.community_id, cash_needs_shift=needed, actor=self.actor
        )
        text = f"{community.name}：收现金{'须先开班' if needed else '不要求开班'}，即时生效。"
        return Answer(text, {"cash_needs_shift": needed})

    def _sheet(self, community: CommunityCard, options: dict[str, Any]) -> ShiftSheet:
        shift_id = options["shift"] or shifts.latest_shift(
            community_id=community.community_id, cashier=self.actor.name
        )
        if shift_id is None:
            raise shifts.ShiftUnknown(shift=self.actor.name)
        return shifts.shift_sheet(community_id=community.community_id, shift_id=shift_id)


def _told(sheet: ShiftSheet) -> Answer:
    facts = asdict(sheet) | {
        "float": sheet.float_.yuan,
        "lines": [_line(one) for one in sheet.lines],
    }
    facts.pop("float_")
    return Answer(tell_shift(sheet), facts)


def _line(line: shifts.ShiftLine) -> dict[str, Any]:
    told = asdict(line)
    for name in ("received", "returned", "moved", "expected", "counted"):
        amount = getattr(line, name)
        told[name] = None if amount is None else amount.yuan
    return told
