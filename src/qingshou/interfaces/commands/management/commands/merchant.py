"""Register a company's account at a gateway, and let it take the money of communities."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from qingshou.checkout import operations as checkout
from qingshou.checkout.ports import Merchant
from qingshou.checkout.rules.gateways import GatewayCode
from qingshou.estate import queries as estate
from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.wording.checkout import GATEWAYS
from qingshou.platform import clock


class Command(Door):
    """Register a merchant and open its tills; keys stay in files or the environment."""

    summary_zh = "登记物业公司的商户号，并为其小区开通线上收款"
    summary_en = "Register a company's merchant account and open its tills"
    example = (
        "qingshou merchant --code wechat --gateway wechatpay --mchid 1900000001 "
        "--appid wx00000000example0 --keys local --community YSL"
    )

    def describe(self, parser: ArgumentParser) -> None:
        """Declare the account, its keys' name and the communities."""
        parser.add_argument("--code", required=True, help="商户编号，用于回调地址。Our code.")
        parser.add_argument(
            "--gateway", required=True, type=str.upper, metavar="GATEWAY",
            choices=[code.value for code in GatewayCode],
            help="wechatpay 微信支付，alipay 支付宝。Which gateway.",
        )  # fmt: skip
        parser.add_argument("--mchid", required=True, help="商户号，或支付宝卖家号。Account.")
        parser.add_argument("--appid", required=True, help="应用编号。App id.")
        parser.add_argument("--keys", required=True, help="密钥的名称，不是密钥本身。Keys' name.")
        parser.add_argument("--base-url", default="", help="网关地址，默认官方。Gateway address.")
        parser.add_argument(
            "--community", required=True, nargs="+", help="小区编号或名称，可多个。Communities."
        )

    def act(self, **options: Any) -> Answer:
        """Register, and open a till in each community.

        Raises:
            Refusal: If a community is unknown, or of another company.
        """
        cards = [estate.community(text=text) for text in options["community"]]
        code = GatewayCode(options["gateway"])
        merchant = Merchant(
            code=options["code"],
            gateway=code,
            mchid=options["mchid"],
            appid=options["appid"],
            keys=options["keys"],
            base_url=options["base_url"].rstrip("/"),
        )
        checkout.register_merchant(
            company_id=cards[0].company_id, merchant=merchant, actor=self.actor
        )
        for card in cards:
            checkout.open_till(
                community_id=card.community_id,
                merchant=merchant.code,
                at=clock.now(),
                actor=self.actor,
            )
        named = "、".join(card.name for card in cards)
        text = f"已登记{GATEWAYS[code]}商户 {merchant.code}（{merchant.mchid}），并为 {named} 开通收款。"
        return Answer(text, {"merchant": merchant.code, "communities": [c.code for c in cards]})
