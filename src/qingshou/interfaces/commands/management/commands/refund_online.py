"""Give prepaid money back through the gateway it came by, with a second person."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from qingshou.checkout import jobs, operations, queries
from qingshou.checkout.operations import NotPaidThroughGateway
from qingshou.checkout.rules.gateways import CHANNELS
from qingshou.checkout.rules.intents import IntentLine, RefundLine, RefundWish
from qingshou.checkout.rules.states import RefundStand, State
from qingshou.interfaces.commands.door import Answer
from qingshou.interfaces.commands.outgoing import cause_option
from qingshou.interfaces.commands.two_people import TwoPeopleDoor
from qingshou.interfaces.wording.checkout import tell_online_refund, tell_online_refunding
from qingshou.kernel.money import Money, total
from qingshou.ledger import queries as books
from qingshou.payments.rules.givings import Cause, Refund
from qingshou.platform import clock


class Command(TwoPeopleDoor):
    """Refund an online payment the way it came, in whole or in part."""

    summary_zh = "线上原路退款：先申请，另一人审批后向微信支付或支付宝退款"
    summary_en = "Refund through the gateway: ask, let somebody else approve, then do"
    example = (
        "qingshou refund_online QS2026112400000001 --amount 200 --payee 示例业主 "
        "--cause OVERPAID --reason 多缴一个月"
    )

    def describe(self, parser: ArgumentParser) -> None:
        """Declare which payment, how much, to whom and why."""
        parser.add_argument("number", help="线上支付单的商户订单号，见 intents。Our order number.")
        parser.add_argument(
            "--amount", help="金额（元），默认可退的全部。In yuan, all that may go back if none."
        )
        parser.add_argument("--payee", required=True, help="收款人。Who receives it.")
        cause_option(parser)
        super().describe(parser)

    def act(self, **options: Any) -> Answer:
        """Show, ask, or refund and ask the gateway.

        Raises:
            Refusal: If it was not paid, less is left or prepaid, or the approval is not for this.
        """
        today = clock.today()
        intent = queries.intent_numbered(number=options["number"])
        if intent.state is not State.PAID:
            raise NotPaidThroughGateway(number=intent.out_trade_no, state=intent.state.value)
        left = _left(intent)
        refund = Refund(
            account_id=intent.account_id,
            amount=self.amount(options, otherwise=left),
            channel=CHANNELS[intent.gateway],
            payee=options["payee"].strip(),
            cause=Cause(options["cause"]),
        )
        facts = {"number": intent.out_trade_no, "gateway": intent.gateway.value}
        return self.ask_or_do(
            options,
            shown=Answer(
                tell_online_refunding(intent, refund, left=left),
                facts | {"amount": refund.amount.yuan, "left": left.yuan},
            ),
            ask=lambda: operations.ask_to_refund_online(
                community_id=intent.community_id,
                intent_id=intent.intent_id,
                refund=refund,
                today=today,
                reason=options["reason"],
                actor=self.actor,
            ),
            do=lambda approval, _: self._do(intent, refund, approval),
        )

    def _do(self, intent: IntentLine, refund: Refund, approval: int) -> Answer:
        opened = operations.open_refund(
            community_id=intent.community_id,
            intent_id=intent.intent_id,
            wish=RefundWish(refund.amount, refund.payee, refund.cause, approval),
            now=clock.now(),
            today=clock.today(),
            actor=self.actor,
        )
        line = jobs.pursue(opened, now=clock.now(), today=clock.today())
        return Answer(tell_online_refund(line), _facts(line))


def _left(intent: IntentLine) -> Money:
    """Tell what of a payment may still go back: what did not, as far as it is prepaid."""
    gone = queries.refunds(community_id=intent.community_id, intent_id=intent.intent_id)
    back = total(each.amount for each in gone if each.state is not RefundStand.CLOSED)
    prepaid = books.balance(
        community_id=intent.community_id, account_id=intent.account_id, as_of=clock.today()
    ).prepaid
    return min(intent.amount - back, prepaid)


def _facts(line: RefundLine) -> dict[str, Any]:
    return {
        "number": line.out_trade_no,
        "refund_number": line.out_refund_no,
        "gateway": line.gateway.value,
        "gateway_ref": line.gateway_ref,
        "amount": line.amount.yuan,
        "state": line.state.value,
    }
