"""List or open the accounts where a community's money is kept by others."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from qingshou.estate import queries as estate
from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.commands.parser import day
from qingshou.interfaces.wording.reconciliation import name_of, tell_accounts
from qingshou.kernel.money import Money
from qingshou.ledger.rules.chart import Channel
from qingshou.platform import clock
from qingshou.reconciliation import operations, queries

CHANNELS = {"bank": Channel.TRANSFER, "wechatpay": Channel.WECHAT, "alipay": Channel.ALIPAY}


class Command(Door):
    """Follow a bank account or a merchant number."""

    summary_zh = "登记或列出资金账户：银行账户、微信与支付宝商户号"
    summary_en = "List or open fund accounts: bank accounts and merchant numbers"
    example = (
        "qingshou fund_account --community YSL --open bank --number 6222000011112222"
        " --bank 示例银行 --opening 1000.00 --since 2026-01-01"
    )

    def describe(self, parser: ArgumentParser) -> None:
        """Declare the account to open; without one the known ones are listed."""
        parser.add_argument("--community", required=True, help="小区编号或名称。Community.")
        parser.add_argument(
            "--open", choices=list(CHANNELS), help="登记一个账户。Open an account of that sort."
        )
        parser.add_argument(
            "--number", default="", help="账号或商户号。Account or merchant number."
        )
        parser.add_argument("--bank", default="", help="开户行名称。Name of the bank.")
        parser.add_argument(
            "--opening", default="0", help="登记日之前的余额（元）。Balance before the first day."
        )
        parser.add_argument("--since", type=day, help="自哪天起对账，默认今天。First day.")

    def examine(self, **options: Any) -> None:
        """Ask for the number of what is opened."""
        if options["open"] and not options["number"].strip():
            self.usage("--open needs --number", "登记账户须给出 --number")

    def act(self, **options: Any) -> Answer:
        """Open an account, or list them."""
        community_id = estate.community(text=options["community"]).community_id
        if options["open"]:
            operations.open_fund_account(
                community_id=community_id,
                channel=CHANNELS[options["open"]],
                number=options["number"].strip(),
                bank=options["bank"],
                opened_on=options["since"] or clock.today(),
                opening=Money.from_yuan(options["opening"]),
                actor=self.actor,
            )
        cards = queries.fund_accounts(community_id=community_id)
        told = [
            {
                "channel": card.channel,
                "number": card.number,
                "name": name_of(card),
                "opened_on": card.opened_on,
                "opening": card.opening.yuan,
            }
            for card in cards
        ]
        return Answer(tell_accounts(cards), {"accounts": told})
