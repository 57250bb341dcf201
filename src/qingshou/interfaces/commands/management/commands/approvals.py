"""List what waits for a second person."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from qingshou.approvals import queries as approvals
from qingshou.estate import queries as estate
from qingshou.interfaces.commands.accounts import with_account_code
from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.wording.approvals import tell_inbox
from qingshou.platform import clock


class Command(Door):
    """List requests that wait for somebody else's decision."""

    summary_zh = "列出待审批的申请"
    summary_en = "List requests that wait for a second person"
    example = "qingshou approvals --community YSL"

    def describe(self, parser: ArgumentParser) -> None:
        """Declare the community."""
        parser.add_argument(
            "--community", help="小区编号或名称，默认为全部。Community, all if none."
        )

    def act(self, **options: Any) -> Answer:
        """List them, the oldest first.

        Raises:
            Refusal: If the community is not known.
        """
        asked = options["community"]
        cards = [estate.community(text=asked)] if asked else estate.communities()
        codes = {int(card.community_id): card.code for card in cards}
        waiting = approvals.inbox(today=clock.today(), community_ids=list(codes))
        names = {int(card.community_id): card.name for card in cards}
        requests = [{"community": codes[line.community_id]} | asdict(line) for line in waiting]
        told = tell_inbox([with_account_code(line) for line in waiting], names)
        return Answer(told, {"waiting": requests})
