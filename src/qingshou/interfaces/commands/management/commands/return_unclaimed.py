"""Send money nobody is known for back to whoever sent it, with a second person."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from qingshou.estate import queries as estate
from qingshou.interfaces.commands.door import Answer
from qingshou.interfaces.commands.two_people import TwoPeopleDoor
from qingshou.interfaces.wording.reconciliation import tell_returned, tell_returning
from qingshou.platform import clock
from qingshou.reconciliation import operations, queries
from qingshou.reconciliation.operations import LineNotInSuspense
from qingshou.reconciliation.queries import Waiting


class Command(TwoPeopleDoor):
    """Return the money of a line that waits in suspense."""

    summary_zh = "退回待认领款：先申请，另一人审批后再执行"
    summary_en = "Return unclaimed money: ask, let somebody else approve, then do"
    example = "qingshou return_unclaimed 1024 --community YSL --reason 付款人来函要求退回"

    def describe(self, parser: ArgumentParser) -> None:
        """Declare which line of which community."""
        parser.add_argument(
            "line",
            type=int,
            help="流水行编号，见 reconcile --waiting。Line, see reconcile --waiting.",
        )
        parser.add_argument("--community", required=True, help="小区编号或名称。Community.")
        super().describe(parser)

    def act(self, **options: Any) -> Answer:
        """Show, ask or return.

        Raises:
            Refusal: If the money does not wait, or the approval is not for it.
        """
        community = estate.community(text=options["community"])
        community_id, line_id = int(community.community_id), options["line"]
        found = _waiting(community_id, line_id)
        facts = {
            "community": community.code,
            "line_id": line_id,
            "on": found.line.on,
            "amount": found.line.amount.yuan,
            "payer": found.line.payer_name,
        }
        return self.ask_or_do(
            options,
            shown=Answer(tell_returning(found), facts),
            ask=lambda: operations.ask_to_return(
                community_id=community_id,
                line_id=line_id,
                reason=options["reason"],
                today=clock.today(),
                actor=self.actor,
            ),
            do=lambda approval, _: self._do(community_id, found, approval, facts),
        )

    def _do(
        self, community_id: int, found: Waiting, approval: int, facts: dict[str, Any]
    ) -> Answer:
        operations.return_money(
            community_id=community_id,
            line_id=found.line_id,
            approval_id=approval,
            today=clock.today(),
            actor=self.actor,
        )
        return Answer(tell_returned(found), facts)


def _waiting(community_id: int, line_id: int) -> Waiting:
    for found in queries.waiting(community_id=community_id, limit=None):
        if found.line_id == line_id and found.in_suspense:
            return found
    raise LineNotInSuspense(line_id=line_id)
