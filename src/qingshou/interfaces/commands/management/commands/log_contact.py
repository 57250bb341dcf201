"""Add one contact to the archive, with the reason and the promise it brought."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from enum import StrEnum
from typing import Any

from qingshou.dunning import operations
from qingshou.dunning.rules.contacts import Channel, Direction, Outcome, Pledge, Spoken
from qingshou.dunning.rules.reasons import Reason
from qingshou.dunning.rules.strategies import STANDARD
from qingshou.estate import queries as estate
from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.commands.parser import day, listed, request_id
from qingshou.interfaces.wording.dunning import CHANNELS, DIRECTIONS, OUTCOMES, REASONS
from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal
from qingshou.platform import clock


class NobodyLiable(Refusal):
    """Nobody was liable for the unit on that day."""

    code = "dunning.nobody-liable"

    def __init__(self, *, unit: str, on: date) -> None:
        super().__init__(unit=unit, on=on)


class Command(Door):
    """Record a contact with the person who was liable for a unit on its day."""

    summary_zh = "登记一次催收联系，可带欠费原因和缴费承诺"
    summary_en = "Log a contact, with the reason and promise it brought"
    example = (
        "qingshou log_contact --unit YSL/3-2-501 --channel PHONE "
        "--outcome PROMISED --promised-on 2026-11-20"
    )

    def describe(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        add = parser.add_argument
        add("--unit", required=True, help="房屋，如 YSL/3-2-501。Unit, as community/room.")
        add("--on", type=day, help="联系日期，默认今天。Day, today if none.")
        _one_of(parser, "--channel", Channel, CHANNELS, "联系方式 Channel", required=True)
        _one_of(parser, "--outcome", Outcome, OUTCOMES, "联系结果 Outcome", required=True)
        _one_of(parser, "--direction", Direction, DIRECTIONS, "方向 Direction", default="OUT")
        _one_of(parser, "--reason", Reason, REASONS, "欠费原因 Reason")
        add("--promised-on", metavar="DAY", type=day, help="承诺缴费日。Day promised.")
        add(
            "--promised-amount",
            metavar="YUAN",
            help="承诺金额（元），默认全部逾期。Yuan promised, all that is overdue if none.",
        )
        add("--staff", default="", help="联系人。Who spoke.")
        add("--note", default="", help="备注。Note.")
        add(
            "--request-id",
            type=request_id,
            help="请求编号，重发只登记一次。One id; sent again, it logs once.",
        )

    def examine(self, **options: Any) -> None:
        """A promised amount needs its day."""
        if options["promised_amount"] and not options["promised_on"]:
            self.usage(
                "--promised-amount needs --promised-on",
                "填了 --promised-amount，还须用 --promised-on 写明承诺缴费日",
            )

    def act(self, **options: Any) -> Answer:
        """Find who was liable, and log the contact.

        Raises:
            NobodyLiable: If nobody was, on that day.
        """
        today = clock.today()
        spoken = _spoken(options, today)
        unit = estate.unit_anywhere(text=options["unit"])
        holder = estate.liable(community_id=unit.community_id, unit_id=unit.unit_id, on=spoken.on)
        if holder is None or holder.account_id is None:
            raise NobodyLiable(unit=unit.code, on=spoken.on)

        logged = operations.log_contact(
            community_id=unit.community_id,
            account_id=holder.account_id,
            spoken=spoken,
            strategy=STANDARD,
            today=today,
            actor=self.actor,
            request_id=options["request_id"],
        )
        rests = f"，催收暂停至 {logged['rests_until']}" if "rests_until" in logged else ""
        how = f"{CHANNELS[spoken.channel]}，{OUTCOMES[spoken.outcome]}"
        text = f"已登记 {unit.code} {spoken.on} 的联系：{how}{rests}。"
        return Answer(text, logged | {"unit": unit.code, "on": spoken.on})


def _one_of(
    parser: ArgumentParser,
    option: str,
    codes: type[StrEnum],
    names: dict[str, str],
    title: str,
    **kwargs: Any,
) -> None:
    """Declare an option that takes one of some codes, each listed with its Chinese name."""
    parser.add_argument(
        option,
        type=str.upper,
        choices=[code.value for code in codes],
        metavar=option.strip("-").upper(),
        help=f"{title}：{listed(names)}。",
        **kwargs,
    )


def _spoken(options: dict[str, Any], today: date) -> Spoken:
    promised_on, amount = options["promised_on"], options["promised_amount"]
    promised = Money.from_yuan(amount) if amount else None
    return Spoken(
        on=options["on"] or today,
        channel=Channel(options["channel"]),
        outcome=Outcome(options["outcome"]),
        direction=Direction(options["direction"]),
        staff=options["staff"],
        note=options["note"],
        reason=Reason(options["reason"]) if options["reason"] else None,
        pledge=Pledge(promised_on, promised) if promised_on else None,
    )
