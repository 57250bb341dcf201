"""Receive one payment at the desk."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from qingshou.estate import queries as estate
from qingshou.estate.rules.cards import UnitCard
from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.commands.parser import day, listed, request_id
from qingshou.interfaces.wording.payments import CHANNELS, tell_slip
from qingshou.kernel.money import Money
from qingshou.kernel.period import Period
from qingshou.ledger.rules.chart import Channel
from qingshou.payments import operations as payments
from qingshou.payments.rules.receipts import Request
from qingshou.platform import clock
from qingshou.tariffs import queries as tariffs


class Command(Door):
    """Receive money for a unit, once per request."""

    summary_zh = "收一笔款并出收据；同一请求编号只收一次"
    summary_en = "Receive a payment; the same request id receives once"
    example = (
        "qingshou receive --unit YSL/3-2-501 --amount 254.40 "
        "--channel WECHAT --request-id 20261120-001"
    )

    def describe(self, parser: ArgumentParser) -> None:
        """Declare who pays what, how and for what."""
        parser.add_argument(
            "--unit", required=True, help="房屋，如 YSL/3-2-501。Unit, with its community before /."
        )
        parser.add_argument(
            "--community", help="小区编号或名称，--unit 中未写时填。Community, if not in --unit."
        )
        parser.add_argument(
            "--amount", required=True, help="金额（元），如 254.40。Amount in yuan."
        )
        parser.add_argument(
            "--channel",
            required=True,
            type=str.upper,
            choices=[channel.value for channel in Channel],
            metavar="CHANNEL",
            help=f"缴费方式 How it was paid：{listed(CHANNELS)}。",
        )
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
        parser.add_argument("--memo", default="", help="备注。Note.")
        parser.add_argument(
            "--late",
            action="store_true",
            help="补记：已结账期的收款记在首个可记账日。Book late money on the first open day.",
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
        slip = payments.receive(
            community_id=unit.community_id,
            request=Request(
                unit_id=unit.unit_id,
                amount=Money.from_yuan(options["amount"]),
                channel=Channel(options["channel"]),
                on=options["on"] or today,
                kind=kind,
                period=Period.named(period) if period else None,
                memo=options["memo"],
                late=options["late"],
            ),
            request_id=options["request_id"],
            today=today,
            actor=self.actor,
            unit=unit.code,
        )
        text = tell_slip(slip, unit=unit.code, kinds=kinds)
        return Answer(text, {"unit": unit.code} | asdict(slip))


def _unit(text: str, community: str | None) -> UnitCard:
    if community is None:
        return estate.unit_anywhere(text=text)
    found = estate.community(text=community)
    return estate.unit(community_id=found.community_id, text=text)
