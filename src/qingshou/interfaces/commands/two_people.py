"""What commands share that need a second person: preview, ask, then do with ``--approval``."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from qingshou.approvals import queries as approvals
from qingshou.interfaces.commands.accounts import with_account_code
from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.commands.parser import request_id
from qingshou.interfaces.wording.approvals import tell_opened
from qingshou.kernel.money import Money
from qingshou.platform import clock


class TwoPeopleDoor(Door):
    """A command whose first call asks and whose second call, once approved, does."""

    takes_two = True

    def describe(self, parser: ArgumentParser) -> None:
        """Declare how the two calls are told apart."""
        phase = parser.add_mutually_exclusive_group()
        phase.add_argument(
            "--preview", action="store_true", help="只显示结果，不提交申请。Show only, ask nothing."
        )
        phase.add_argument(
            "--approval",
            type=int,
            metavar="ID",
            help="已同意的审批编号，执行。The approved request: do it.",
        )
        parser.add_argument(
            "--reason", default="", help="申请原因，供审批人判断。Why, when asking."
        )
        parser.add_argument(
            "--request-id",
            type=request_id,
            help="请求编号，默认按审批编号。Id of the request, by the approval if none.",
        )

    def examine(self, **options: Any) -> None:
        """A request says why; the deed follows the approval."""
        if not options["preview"] and options["approval"] is None and not options["reason"].strip():
            self.usage("--reason is needed to ask for approval", "申请审批须用 --reason 写明原因")

    def approved(self, options: dict[str, Any]) -> dict[str, Any]:
        """Tell the facts of the approval that is named, so that what was left open stays as asked.

        Raises:
            RequestUnknown: If there is none of that number.
        """
        if options["approval"] is None:
            return {}
        return approvals.request(request_id=options["approval"], today=clock.today()).facts

    def amount(self, options: dict[str, Any], *, otherwise: Money) -> Money:
        """Tell the amount that is meant: as given, else as approved, else all there is."""
        text = options["amount"] or self.approved(options).get("amount")
        return Money.from_yuan(text) if text else otherwise

    def ask_or_do(
        self,
        options: dict[str, Any],
        *,
        shown: Answer,
        ask: Callable[[], int],
        do: Callable[[int, str], Answer],
    ) -> Answer:
        """Show, ask or do, as the options say; ``do`` is given the approval and the request id."""
        if options["preview"]:
            return Answer(f"预览（未提交）：{shown.text}", {"outcome": "PREVIEWED"} | shown.facts)
        approval = options["approval"]
        if approval is not None:
            done = do(approval, options["request_id"] or f"approval-{approval}")
            return Answer(done.text, {"outcome": "DONE"} | done.facts)
        asked = ask()
        line = approvals.request(request_id=asked, today=clock.today())
        text = f"{shown.text}\n{tell_opened(asked, with_account_code(line))}"
        return Answer(text, {"outcome": "ASKED"} | shown.facts | {"request": asdict(line)})
