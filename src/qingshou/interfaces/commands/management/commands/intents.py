"""List payments through gateways, and where they stand."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from qingshou.checkout import queries
from qingshou.checkout.rules.states import State
from qingshou.estate import queries as estate
from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.commands.parser import listed
from qingshou.interfaces.wording.checkout import STATES, tell_intent


class Command(Door):
    """List the online payments of a community, the latest first."""

    summary_zh = "列出小区的线上支付单及其状态"
    summary_en = "List a community's online payments and where they stand"
    example = "qingshou intents --community YSL --state UNKNOWN"

    def describe(self, parser: ArgumentParser) -> None:
        """Declare whose, and which."""
        parser.add_argument("--community", required=True, help="小区编号或名称。Community.")
        parser.add_argument(
            "--state", type=str.upper, choices=[state.value for state in State], metavar="STATE",
            help=f"状态 State：{listed(STATES)}。",
        )  # fmt: skip
        parser.add_argument("--limit", type=int, default=50, help="最多几条。At most so many.")

    def act(self, **options: Any) -> Answer:
        """List.

        Raises:
            CommunityUnknown: If there is no such community.
        """
        community = estate.community(text=options["community"])
        lines = queries.intents(
            community_id=community.community_id,
            state=State(options["state"]) if options["state"] else None,
            limit=options["limit"],
        )
        told = "\n".join(tell_intent(line) for line in lines)
        facts = [
            {
                "number": line.out_trade_no,
                "gateway": line.gateway.value,
                "amount": line.amount.yuan,
                "state": line.state.value,
                "gateway_ref": line.gateway_ref,
                "receipt_id": line.receipt_id,
                "unclaimed": line.is_unclaimed,
                "opened_at": line.opened_at.isoformat(),
            }
            for line in lines
        ]
        return Answer(told or "没有符合条件的线上支付单。", {"intents": facts})
