"""Give prepaid money back, with a second person."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from qingshou.interfaces.commands.accounts import Place, describe_place, place_of
from qingshou.interfaces.commands.door import Answer
from qingshou.interfaces.commands.outgoing import cause_option, deed_of, payee_options
from qingshou.interfaces.commands.two_people import TwoPeopleDoor
from qingshou.interfaces.wording.payments import tell_refunded, tell_refunding
from qingshou.ledger import queries as books
from qingshou.ledger.rules.chart import Channel
from qingshou.payments import operations as payments
from qingshou.payments.rules.givings import Cause, Deed, Refund
from qingshou.platform import clock


class Command(TwoPeopleDoor):
    """Refund a prepayment, in whole or in part."""

    summary_zh = "退还预存：先申请，另一人审批后再执行"
    summary_en = "Refund a prepayment: ask, let somebody else approve, then do"
    example = (
        "qingshou refund --unit YSL/3-2-501 --amount 40 --channel TRANSFER --payee 示例业主 "
        "--cause OVERPAID --reason 多缴一个月"
    )

    def describe(self, parser: ArgumentParser) -> None:
        """Declare whose money, how much, by which channel, to whom and why."""
        describe_place(parser)
        parser.add_argument("--amount", help="金额（元），默认全部预存。In yuan, all if none.")
        payee_options(parser)
        cause_option(parser)
        super().describe(parser)

    def act(self, **options: Any) -> Answer:
        """Show, ask or pay out.

        Raises:
            Refusal: If less is prepaid, or the approval is not for this.
        """
        today = clock.today()
        place = place_of(options, on=today)
        prepaid = books.balance(
            community_id=place.community_id, account_id=place.account_id, as_of=today
        ).prepaid
        refund = Refund(
            account_id=place.account_id,
            amount=self.amount(options, otherwise=prepaid),
            channel=Channel(options["channel"]),
            payee=options["payee"].strip(),
            cause=Cause(options["cause"]),
        )
        facts = {"unit": place.unit, "account": place.account, "prepaid": prepaid.yuan}
        return self.ask_or_do(
            options,
            shown=Answer(
                tell_refunding(refund, unit=place.unit, prepaid=prepaid),
                facts | {"amount": refund.amount.yuan},
            ),
            ask=lambda: payments.ask_to_refund(
                community_id=place.community_id,
                refund=refund,
                today=today,
                reason=options["reason"],
                actor=self.actor,
            ),
            do=lambda approval, request_id: self._do(
                place, refund, deed_of(options, approval, request_id)
            ),
        )

    def _do(self, place: Place, refund: Refund, deed: Deed) -> Answer:
        slip = payments.refund(
            community_id=place.community_id, refund=refund, deed=deed, actor=self.actor
        )
        text = tell_refunded(slip, what="预存")
        return Answer(text, {"unit": place.unit, "account": place.account} | asdict(slip))
