"""Take deposits in, list them, apply them at the owner's wish, give them back by two people."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from qingshou.interfaces.commands.accounts import Place, describe_place, place_of
from qingshou.interfaces.commands.door import Answer
from qingshou.interfaces.commands.outgoing import deed_of
from qingshou.interfaces.commands.parser import day, listed
from qingshou.interfaces.commands.two_people import TwoPeopleDoor
from qingshou.interfaces.wording import payments as words
from qingshou.kernel.money import Money
from qingshou.ledger.rules.chart import Channel
from qingshou.payments import operations as payments
from qingshou.payments import queries
from qingshou.payments.queries import DepositLine
from qingshou.payments.rules.deposits import DepositRequest, Wish
from qingshou.payments.rules.givings import Deed, DepositReturn
from qingshou.platform import clock

NEEDED = {
    "take": ("kind", "amount", "channel", "request_id"),
    "list": (),
    "return": ("receipt", "channel", "payee"),
    "apply": ("receipt", "wish", "request_id"),
}
"""What each step asks for."""


class Command(TwoPeopleDoor):
    """Deposits of a unit: take, list, return, apply."""

    summary_zh = "押金：收取、列出、退还（须审批）、按业主意愿抵扣"
    summary_en = "Deposits: take, list, return with approval, apply at the owner's wish"
    example = (
        "qingshou deposit take --unit YSL/3-2-501 --kind RENOVATION --amount 2000 "
        "--channel CASH --request-id yj-001"
    )

    def describe(self, parser: ArgumentParser) -> None:
        """Declare the step, whose deposit, how much and how."""
        parser.add_argument(
            "step", choices=list(NEEDED), help="take 收取，list 列出，return 退还，apply 抵扣。"
        )
        describe_place(parser)
        parser.add_argument("--kind", type=str.upper, help="押金类别，如 RENOVATION。Kind (take).")
        parser.add_argument("--receipt", help="押金收据编号，如 YJ00000001。Its receipt.")
        parser.add_argument(
            "--amount", help="金额（元），退还和抵扣默认全部余额。In yuan, what is left if none."
        )
        parser.add_argument(
            "--channel",
            type=str.upper,
            choices=[channel.value for channel in Channel],
            metavar="CHANNEL",
            help=f"收款或退款方式 Channel：{listed(words.CHANNELS)}。",
        )
        parser.add_argument("--payee", help="收款人（退还）。Who receives it (return).")
        parser.add_argument("--wish", help="业主意愿的依据（抵扣）。Note of the wish (apply).")
        parser.add_argument("--memo", default="", help="备注。Note.")
        parser.add_argument("--on", type=day, help="日期，默认今天。Day, today if none.")
        super().describe(parser)

    def examine(self, **options: Any) -> None:
        """Each step has its own needs; only a return is asked for."""
        step = options["step"]
        missing = [f"--{name}" for name in NEEDED[step] if not options[name]]
        missing = [name.replace("_", "-") for name in missing]
        if missing:
            self.usage(
                f"deposit {step} needs {', '.join(missing)}",
                f"deposit {step} 缺少 {'、'.join(missing)}",
            )
        if step == "return":
            super().examine(**options)
        elif options["preview"] or options["approval"] is not None:
            self.usage("only a return is previewed and approved", "只有 return 可以预览和审批")

    def act(self, **options: Any) -> Answer:
        """Do the step.

        Raises:
            Refusal: If unit, deposit, amount or approval are refused.
        """
        place = place_of(options, on=options["on"] or clock.today())
        steps: dict[str, Callable[[Place, dict[str, Any]], Answer]] = {
            "take": self._take,
            "list": self._list,
            "return": self._return,
            "apply": self._apply,
        }
        return steps[options["step"]](place, options)

    def _take(self, place: Place, options: dict[str, Any]) -> Answer:
        today = clock.today()
        slip = payments.take_deposit(
            community_id=place.community_id,
            request=DepositRequest(
                unit_id=place.unit_id,
                unit=place.unit,
                kind=options["kind"],
                amount=Money.from_yuan(options["amount"]),
                channel=Channel(options["channel"]),
                on=options["on"] or today,
                memo=options["memo"],
            ),
            request_id=options["request_id"],
            today=today,
            actor=self.actor,
        )
        text = words.tell_deposit(slip, unit=place.unit, kinds=queries.deposit_kinds())
        return Answer(text, {"unit": place.unit} | asdict(slip))

    def _list(self, place: Place, options: dict[str, Any]) -> Answer:
        lines = queries.deposits(community_id=place.community_id, account_id=place.account_id)
        facts = [
            asdict(line) | {"amount": line.amount.yuan, "left": line.left.yuan} for line in lines
        ]
        text = words.tell_deposits(lines, unit=place.unit)
        return Answer(text, {"unit": place.unit, "deposits": facts})

    def _return(self, place: Place, options: dict[str, Any]) -> Answer:
        held = _held(place, options)
        back = DepositReturn(
            deposit_id=held.deposit_id,
            number=held.number,
            amount=self.amount(options, otherwise=held.left),
            channel=Channel(options["channel"]),
            payee=options["payee"].strip(),
        )
        facts = {"unit": place.unit, "receipt": held.number, "held": held.left.yuan}
        return self.ask_or_do(
            options,
            shown=Answer(
                words.tell_returning(held, back, unit=place.unit),
                facts | {"amount": back.amount.yuan},
            ),
            ask=lambda: payments.ask_to_return(
                community_id=place.community_id,
                back=back,
                reason=options["reason"],
                today=clock.today(),
                actor=self.actor,
            ),
            do=lambda approval, request_id: self._given(
                place, back, deed_of(options, approval, request_id)
            ),
        )

    def _given(self, place: Place, back: DepositReturn, deed: Deed) -> Answer:
        slip = payments.return_deposit(
            community_id=place.community_id, back=back, deed=deed, actor=self.actor
        )
        return Answer(words.tell_refunded(slip, what="押金"), {"unit": place.unit} | asdict(slip))

    def _apply(self, place: Place, options: dict[str, Any]) -> Answer:
        today = clock.today()
        held = _held(place, options)
        applied = payments.apply_deposit(
            community_id=place.community_id,
            wish=Wish(
                number=held.number,
                amount=Money.from_yuan(options["amount"]) if options["amount"] else held.left,
                on=options["on"] or today,
                note=options["wish"],
            ),
            request_id=options["request_id"],
            today=today,
            actor=self.actor,
        )
        text = words.tell_applied(applied, unit=place.unit)
        return Answer(text, {"unit": place.unit} | asdict(applied))


def _held(place: Place, options: dict[str, Any]) -> DepositLine:
    return queries.deposit_of_unit(
        community_id=place.community_id,
        unit_id=place.unit_id,
        unit=place.unit,
        number=options["receipt"],
    )
