"""List or open the accounts where a community's money is kept by others."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from qingshou.estate import queries as estate
from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.commands.parser import day
from qingshou.interfaces.wording.reconciliation import name_of, tell_accounts, tell_card_terms
from qingshou.kernel.money import Money
from qingshou.ledger.rules.chart import Channel
from qingshou.platform import clock
from qingshou.reconciliation import operations, queries
from qingshou.reconciliation.rules.own_money import CardTerms

CHANNELS = {"bank": Channel.TRANSFER, "wechatpay": Channel.WECHAT, "alipay": Channel.ALIPAY}
CARDS = "pos"
MOST = 100_000
"""Ten per cent, in millionths."""


class Command(Door):
    """Follow a bank account or a merchant number."""

    summary_zh = "登记或列出资金账户：银行账户、微信与支付宝商户号、刷卡费率"
    summary_en = "List or open fund accounts: bank accounts, merchant numbers, card fees"
    example = (
        "qingshou fund_account --community YSL --open bank --number 6222000011112222"
        " --bank 示例银行 --opening 1000.00 --since 2026-01-01"
    )

    def describe(self, parser: ArgumentParser) -> None:
        """Declare the account to open; without one the known ones are listed."""
        parser.add_argument("--community", required=True, help="小区编号或名称。Community.")
        parser.add_argument(
            "--open",
            choices=[*CHANNELS, CARDS],
            help="登记一个账户；pos 登记刷卡收单费率。Open one; pos sets an acquirer's fee.",
        )
        parser.add_argument(
            "--rate", help="刷卡费率（百分比），例 0.38。Card fee in per cent, with --open pos."
        )
        parser.add_argument("--most", help="每笔手续费上限（元）。The most of one card fee.")
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
        if (options["open"] == CARDS) != (options["rate"] is not None):
            self.usage("--open pos and --rate belong together", "--open pos 与 --rate 须同时使用")
        if options["rate"] is not None and _millionths(options["rate"]) is None:
            self.usage("--rate is per cent, 0 to 10", "--rate 是百分比，0 至 10，最多四位小数")

    def act(self, **options: Any) -> Answer:
        """Open an account, or list them."""
        community_id = estate.community(text=options["community"]).community_id
        if options["open"] == CARDS:
            self._set_card_terms(community_id, options)
        elif options["open"]:
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
        terms = queries.card_terms(community_id=community_id)
        text = "\n".join([tell_accounts(cards), *tell_card_terms(terms)])
        return Answer(text, {"accounts": told, "card_terms": _terms_told(terms)})

    def _set_card_terms(self, community_id: int, options: dict[str, Any]) -> None:
        rate = _millionths(options["rate"])
        assert rate is not None
        operations.set_card_terms(
            community_id=community_id,
            number=options["number"].strip(),
            acquirer=options["bank"],
            terms=CardTerms(
                since=options["since"] or clock.today(),
                rate_millionths=rate,
                most=Money.from_yuan(options["most"]) if options["most"] else None,
            ),
            actor=self.actor,
        )


def _millionths(percent: str) -> int | None:
    """Read a rate in per cent; nothing when it is none, or none an acquirer has."""
    try:
        told = Decimal(percent) * 10_000
    except InvalidOperation:
        return None
    return int(told) if told.is_finite() and told == int(told) and 0 <= told <= MOST else None


def _terms_told(terms: Mapping[str, Sequence[CardTerms]]) -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "since": each.since,
            "rate_millionths": each.rate_millionths,
            "most": None if each.most is None else each.most.yuan,
        }
        for number, dated in terms.items()
        for each in dated
    ]
