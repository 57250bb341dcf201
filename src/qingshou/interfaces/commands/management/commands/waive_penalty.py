"""Waive a penalty, after another person approved it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from qingshou.billing import operations as billing
from qingshou.estate import queries as estate
from qingshou.estate.rules.cards import UnitCard
from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.commands.parser import day
from qingshou.kernel.money import Money
from qingshou.kernel.period import Period
from qingshou.platform import clock


class Command(Door):
    """Ask for a waiver, and carry it out once it is approved."""

    summary_zh = "减免违约金：先申请，另一人批准后执行"
    summary_en = "Waive a penalty: ask first, carry out what another person approved"
    example = "qingshou waive_penalty --unit YSL/3-2-501 --amount 20.00 --reason 首次逾期"

    def describe(self, parser: ArgumentParser) -> None:
        """Declare whose penalty, how much of it, and the reason or the approval."""
        parser.add_argument(
            "--unit", required=True, help="房屋，如 YSL/3-2-501。Unit, with its community before /."
        )
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--amount", help="减免金额（元）。An amount in yuan.")
        what.add_argument("--from", type=day, dest="since", help="减免的首日。First waived day.")
        parser.add_argument("--until", type=day, help="减免的次日（不含）。Day after the last one.")
        how = parser.add_mutually_exclusive_group(required=True)
        how.add_argument("--reason", help="申请原因，提交他人审批。Why; asks for approval.")
        how.add_argument("--approval", type=int, help="已批准的申请编号。The approved request.")
        parser.add_argument("--on", type=day, help="减免日期，默认今天。Day, today if none.")

    def examine(self, **options: Any) -> None:
        """Days have two ends."""
        if bool(options["since"]) != bool(options["until"]):
            self.usage("--from and --until belong together", "--from 与 --until 须同时填写")
        if options["since"] and options["until"] <= options["since"]:
            self.usage("--until is after --from", "--until 须晚于 --from")

    def act(self, **options: Any) -> Answer:
        """Ask, or waive what was approved.

        Raises:
            Refusal: If the approval is not there, or more is asked than is open.
        """
        unit = estate.unit_anywhere(text=options["unit"])
        on = options["on"] or clock.today()
        wish = billing.Wish(
            account_id=_account(unit, on),
            amount=Money.from_yuan(options["amount"]) if options["amount"] else None,
            days=Period(options["since"], options["until"]) if options["since"] else None,
        )
        if options["reason"]:
            number = billing.ask_to_waive(
                community_id=unit.community_id,
                wish=wish,
                reason=options["reason"],
                today=clock.today(),
                actor=self.actor,
            )
            text = f"已提交减免申请 {number}。请另一人审批，批准后用 --approval {number} 执行。"
            return Answer(text, {"unit": unit.code, "approval": number})
        waived = billing.waive_penalty(
            community_id=unit.community_id,
            wish=wish,
            approval_id=options["approval"],
            on=on,
            today=clock.today(),
            actor=self.actor,
        )
        if waived is None:
            text = f"{unit.code} {options['since']} 至 {options['until']}（不含）不计违约金，下次计提生效。"
        else:
            text = f"{unit.code} 已减免违约金 {waived}。"
        return Answer(text, {"unit": unit.code, "waived": waived.yuan if waived else None})


def _account(unit: UnitCard, on: Any) -> int:
    """Take the account of whoever is liable on the day, else of the latest holder."""
    liable = estate.liable(community_id=unit.community_id, unit_id=unit.unit_id, on=on)
    found = (
        [liable] if liable else estate.holders(community_id=unit.community_id, unit_id=unit.unit_id)
    )
    return int(found[-1].account_id or 0)
