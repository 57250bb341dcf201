"""Approve or reject a request of somebody else, or take one's own back."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from qingshou.approvals import operations
from qingshou.approvals import queries as approvals
from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.wording.approvals import tell_decision
from qingshou.platform import clock


class Command(Door):
    """Decide on a request; nobody decides on their own."""

    summary_zh = "审批他人的申请：同意、驳回；或撤回自己的申请"
    summary_en = "Approve or reject a request of somebody else, or withdraw your own"
    example = "qingshou approve 1024 --as lina --note 已核对收据"
    takes_two = True

    def describe(self, parser: ArgumentParser) -> None:
        """Declare the request and the decision."""
        parser.add_argument("request", type=int, metavar="ID", help="申请编号。Request.")
        decision = parser.add_mutually_exclusive_group()
        decision.add_argument("--reject", action="store_true", help="驳回。Reject it.")
        decision.add_argument(
            "--withdraw", action="store_true", help="撤回自己的申请。Take your own back."
        )
        parser.add_argument("--note", default="", help="审批意见。Note.")

    def act(self, **options: Any) -> Answer:
        """Decide, and tell what may follow.

        Raises:
            Refusal: If there is no such request, or the actor may not decide on it.
        """
        today = clock.today()
        asked = approvals.request(request_id=options["request"], today=today)
        named: dict[str, Any] = {
            "community_id": asked.community_id,
            "request_id": asked.request_id,
            "today": today,
            "actor": self.actor,
        }
        if options["withdraw"]:
            decided = operations.withdraw(**named)
        elif options["reject"]:
            decided = operations.reject(**named, note=options["note"])
        else:
            decided = operations.approve(**named, note=options["note"])
        return Answer(tell_decision(decided), asdict(decided))
