"""Receive one payment at the desk."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import asdict
from typing import Any

from qingshou.estate import queries as estate
from qingshou.estate.rules.cards import UnitCard
from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.commands.parser import day, listed, request_id
from qingshou.interfaces.wording.payments import CHANNELS, tell_slip
from qingshou.kernel.money import AmountUnreadable, Money
from qingshou.kernel.period import Period
from qingshou.ledger import queries as books
from qingshou.ledger.rules.chart import Channel
from qingshou.payments.rules.receipts import Request, Tender
from qingshou.platform import clock
from qingshou.processes import payment_posts_penalty
from qingshou.tariffs import queries as tariffs


class Command(Door):
    """Receive money for a unit, once per request."""

    summary_zh = "收一笔款并出收据；同一请求编号只收一次"
    summary_en = "Receive a payment; the same request id receives once"
    example = (
        "qingshou receive --unit YSL/3-2-501 --amount 254.40 "
        "--channel WECHAT --request-id 20261120-001"
    )
    takes_two = True

    def describe(self, parser: ArgumentParser) -> None:
        """Declare who pays what, how and for what."""
        parser.add_argument(
            "--unit", required=True, help="房屋，如 YSL/3-2-501。Unit, with its community before /."
        )
        parser.add_argument(
            "--community", help="小区编号或名称，--unit 中未写时填。Community, if not in --unit."
        )
        parser.add_argument("--amount", help="金额（元），如 254.40。Amount in yuan.")
        parser.add_argument(
            "--channel",
            type=str.upper,
            choices=[channel.value for channel in Channel],
            metavar="CHANNEL",
            help=f"缴费方式 How it was paid：{listed(CHANNELS)}。",
        )
        parser.add_argument(
            "--tender",
            action="append",
            default=[],
            type=tender,
            metavar="CHANNEL=AMOUNT[@REF]",
            help="几种方式合付时代替 --amount 和 --channel，可重复；@ 后为渠道流水号。One of several tenders.",
        )
        parser.add_argument("--payer", default="", help="交款人，可写多人。Who brought it.")
        parser.add_argument("--camera", default="", help="监控编号（现金）。Recording (cash).")
        parser.add_argument("--on", type=day, help="收款日期，默认今天。Day, today if none.")
        parser.add_argument(
            "--request-id",
            required=True,
            type=request_id,
            help="请求编号，每笔收款一个，重发不会重复收款。One id for each payment, received once.",
        )
        parser.add_argument(
            "--kind", help="指定收费项目编码，如 PROPERTY_FEE。The charge kind it is for."
        )
        parser.add_argument("--period", help="指定账期，如 2026-11。The period it is for.")
        parser.add_argument(
            "--account",
            help="账户编号，如卖方的 3-2-501#1，默认当日缴费责任人。Account, the liable one if none.",
        )
        parser.add_argument("--memo", default="", help="备注。Note.")
        parser.add_argument(
            "--late",
            action="store_true",
            help="补记：已结账期的收款记在首个可记账日。Book late money on the first open day.",
        )

    def examine(self, **options: Any) -> None:
        """Take either one amount with its channel, or tenders."""
        single = options["amount"] is not None and options["channel"] is not None
        either = options["amount"] is not None or options["channel"] is not None
        if options["tender"] and either:
            self.usage(
                "--tender stands for --amount and --channel",
                "--tender 不能与 --amount、--channel 同用",
            )
        if not options["tender"] and not single:
            missing = [f"--{name}" for name in ("amount", "channel") if options[name] is None]
            self.usage(
                f"the following arguments are required: {', '.join(missing)}",
                f"缺少 {'、'.join(missing)}",
            )

    def act(self, **options: Any) -> Answer:
        """Receive, and hand out the receipt.

        Raises:
            Refusal: If the unit, the amount, the day or the request id is refused.
        """
        unit = _unit(options["unit"], options["community"])
        today = clock.today()
        period, kind, kinds = options["period"], options["kind"], tariffs.kind_names()
        if kind and kind not in kinds:
            self.usage(
                f"--kind knows {', '.join(kinds)}, not {kind}",
                f"没有收费项目「{kind}」，可选：{listed(kinds)}",
            )
        first, *besides = options["tender"] or [
            Tender(Money.from_yuan(options["amount"]), Channel(options["channel"]))
        ]
        slip = payment_posts_penalty.receive(
            community_id=unit.community_id,
            request=Request(
                unit_id=unit.unit_id,
                amount=first.amount,
                channel=first.channel,
                outside_number=first.outside_number,
                besides=tuple(besides),
                payer=options["payer"],
                camera=options["camera"],
                on=options["on"] or today,
                kind=kind,
                period=Period.named(period) if period else None,
                memo=options["memo"],
                late=options["late"],
                account_id=_account(unit, options["account"]),
            ),
            request_id=options["request_id"],
            today=today,
            actor=self.actor,
            unit=unit.code,
        )
        text = tell_slip(slip, unit=unit.code, kinds=kinds)
        return Answer(text, {"unit": unit.code} | asdict(slip))


def tender(text: str) -> Tender:
    """Read one of several tenders, as WECHAT=50.00@4200001.

    Raises:
        ArgumentTypeError: If the channel is not known, or the amount is no amount.
    """
    channel, _, rest = text.partition("=")
    amount, _, reference = rest.partition("@")
    if channel.upper() not in [*Channel]:
        raise ArgumentTypeError(f"not a tender: {text}")
    try:
        return Tender(Money.from_yuan(amount), Channel(channel.upper()), reference.strip())
    except AmountUnreadable as unreadable:
        raise ArgumentTypeError(f"not a tender: {text}") from unreadable


def _account(unit: UnitCard, code: str | None) -> int | None:
    if code is None:
        return None
    return int(books.account_named(community_id=unit.community_id, code=code))


def _unit(text: str, community: str | None) -> UnitCard:
    if community is None:
        return estate.unit_anywhere(text=text)
    found = estate.community(text=community)
    return estate.unit(community_id=found.community_id, text=text)
