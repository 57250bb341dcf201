"""Add one contact to the archive, with the reason and the promise it brought."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from qingshou.dunning import operations
from qingshou.dunning.rules.contacts import Channel, Direction, Outcome, Pledge, Spoken
from qingshou.dunning.rules.reasons import Reason
from qingshou.dunning.rules.strategies import STANDARD
from qingshou.estate import queries as estate
from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.commands.parser import day
from qingshou.interfaces.wording.dunning import CHANNELS, OUTCOMES
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
    example = "qingshou log_contact --unit YSL/3-2-501 --channel PHONE --outcome PROMISED --promised-on 2026-11-20"

    def describe(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        add = parser.add_argument
        add("--unit", required=True, help="房屋，如 YSL/3-2-501。Unit.")
        add("--on", type=day, help="联系日期，缺省今天。Day, today if none.")
        add("--channel", required=True, choices=[*Channel], help=_choices("方式", CHANNELS))
        add("--outcome", required=True, choices=[*Outcome], help=_choices("结果", OUTCOMES))
        add("--direction", default="OUT", choices=[*Direction], help="OUT 我方联系，IN 对方来电。")
        add("--reason", choices=[*Reason], help="欠费原因。Reason.")
        add("--promised-on", type=day, help="承诺缴费日。Promised day.")
        add("--promised-amount", help="承诺金额（元），缺省为全部逾期。")
        add("--staff", default="", help="联系人。Who spoke.")
        add("--note", default="", help="备注。Note.")
        add("--request-id", help="请求编号，重复提交只登记一次。Idempotency key.")

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


def _choices(title: str, names: dict[str, str]) -> str:
    return f"{title}：" + "，".join(f"{code} {name}" for code, name in names.items())


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
