"""Void a receipt, with a second person."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from qingshou.estate import queries as estate
from qingshou.interfaces.commands.door import Answer
from qingshou.interfaces.commands.outgoing import cause_option, deed_of, on_option
from qingshou.interfaces.commands.two_people import TwoPeopleDoor
from qingshou.interfaces.wording.payments import tell_voided, tell_voiding
from qingshou.payments import operations as payments
from qingshou.payments import queries
from qingshou.payments.rules.givings import Cause, Deed, Void
from qingshou.platform import clock


class Command(TwoPeopleDoor):
    """Take a receipt back by a reversal; its debts are open again."""

    summary_zh = "作废收据（红冲）：先申请，另一人审批后再执行"
    summary_en = "Void a receipt: ask, let somebody else approve, then do"
    example = (
        "qingshou void_receipt SJ00000001 --community YSL --cause WRONG_UNIT --reason 收错房屋"
    )

    def describe(self, parser: ArgumentParser) -> None:
        """Declare which receipt and why."""
        parser.add_argument("receipt", help="收据编号，如 SJ00000001。Number of the receipt.")
        parser.add_argument("--community", required=True, help="小区编号或名称。Community.")
        cause_option(parser)
        on_option(parser)
        super().describe(parser)

    def act(self, **options: Any) -> Answer:
        """Show, ask or void.

        Raises:
            Refusal: If the receipt cannot be voided, or the approval is not for this.
        """
        community = estate.community(text=options["community"])
        community_id = int(community.community_id)
        receipt = queries.receipt_named(community_id=community_id, number=options["receipt"])
        void = Void(receipt.receipt_id, receipt.number, receipt.amount, Cause(options["cause"]))
        shown = Answer(
            tell_voiding(receipt, options["cause"]),
            {
                "community": community.code,
                "receipt": receipt.number,
                "amount": receipt.amount.yuan,
                "reopened": receipt.settled.yuan,
            },
        )
        return self.ask_or_do(
            options,
            shown=shown,
            ask=lambda: payments.ask_to_void(
                community_id=community_id,
                void=void,
                reason=options["reason"],
                today=clock.today(),
                actor=self.actor,
            ),
            do=lambda approval, request_id: self._do(
                community_id, void, deed_of(options, approval, request_id)
            ),
        )

    def _do(self, community_id: int, void: Void, deed: Deed) -> Answer:
        slip = payments.void_receipt(
            community_id=community_id, void=void, deed=deed, actor=self.actor
        )
        return Answer(tell_voided(slip), asdict(slip))
