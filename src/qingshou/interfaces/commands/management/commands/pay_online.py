"""Let somebody pay for a unit through a gateway: open the order, show the code."""

from __future__ import annotations

from argparse import ArgumentParser
from io import StringIO
from typing import Any

import segno

from qingshou.checkout import jobs
from qingshou.checkout import operations as checkout
from qingshou.checkout.rules.gateways import GatewayCode, Way
from qingshou.checkout.rules.intents import IntentLine, Purpose, Wish
from qingshou.estate import queries as estate
from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.commands.parser import request_id
from qingshou.interfaces.wording.checkout import GATEWAYS, subject_of, tell_intent
from qingshou.kernel.money import Money
from qingshou.platform import clock


class Command(Door):
    """Open a payment through a gateway, once per request."""

    summary_zh = "线上收款：下单并显示付款二维码；同一请求编号只下一单"
    summary_en = "Collect online: place the order and show the code to scan"
    example = (
        "qingshou pay_online --unit YSL/3-2-501 --amount 254.40 "
        "--gateway wechatpay --kind native --request-id 20261124-001"
    )

    def describe(self, parser: ArgumentParser) -> None:
        """Declare who pays what, through which gateway and how."""
        parser.add_argument(
            "--unit", required=True, help="房屋，如 YSL/3-2-501。Unit, with its community before /."
        )
        parser.add_argument("--amount", required=True, help="金额（元）。Amount in yuan.")
        parser.add_argument(
            "--gateway", required=True, type=str.upper, metavar="GATEWAY",
            choices=[code.value for code in GatewayCode],
            help="wechatpay 微信支付，alipay 支付宝。Which gateway.",
        )  # fmt: skip
        parser.add_argument(
            "--kind", default=Way.NATIVE.value, type=str.upper, metavar="KIND",
            choices=[way.value for way in Way],
            help="native 扫码，jsapi 公众号，h5 手机网页，page 电脑网页。How it is paid.",
        )  # fmt: skip
        parser.add_argument(
            "--request-id", required=True, type=request_id, help="请求编号。One id per payment."
        )
        parser.add_argument("--prepay", action="store_true", help="预存，可超过欠费。Pay ahead.")
        parser.add_argument("--payer", default="", help="openid 或买家号。The payer's id.")

    def act(self, **options: Any) -> Answer:
        """Open, ask the gateway, and show what the payer needs.

        Raises:
            Refusal: If the unit, the amount or the till is refused.
        """
        unit = estate.unit_anywhere(text=options["unit"])
        cards = {card.community_id: card for card in estate.communities()}
        now, today = clock.now(), clock.today()
        line = checkout.open_intent(
            community_id=unit.community_id,
            wish=Wish(
                unit_id=unit.unit_id,
                amount=Money.from_yuan(options["amount"]),
                subject=subject_of(
                    community=cards[unit.community_id].name,
                    unit=unit.code,
                    prepay=options["prepay"],
                ),
                gateway=GatewayCode(options["gateway"]),
                way=Way(options["kind"]),
                purpose=Purpose.PREPAY if options["prepay"] else Purpose.DUES,
                payer=options["payer"],
                client_ip="127.0.0.1",
            ),
            request_id=options["request_id"],
            now=now,
            today=today,
            actor=self.actor,
            unit=unit.code,
        )
        if line.needs_placing:
            line = jobs.place(line, now=now, today=today)
        return Answer(_told(line), _facts(line))


def _told(line: IntentLine) -> str:
    given = line.instruction
    if given.get("code_url"):
        code = StringIO()
        segno.make(given["code_url"], error="m").terminal(out=code, compact=True)
        scan = f"请用{GATEWAYS[line.gateway]}扫码付款：{given['code_url']}"
        return f"{tell_intent(line)}\n{code.getvalue()}{scan}"
    where = given.get("page_url") or given.get("form") or dict(given.get("parameters") or {})
    return f"{tell_intent(line)}\n{where}" if where else tell_intent(line)


def _facts(line: IntentLine) -> dict[str, Any]:
    return {
        "number": line.out_trade_no,
        "state": line.state.value,
        "amount": line.amount.yuan,
        "expires_at": line.expires_at.isoformat(),
        "instruction": dict(line.instruction),
    }
