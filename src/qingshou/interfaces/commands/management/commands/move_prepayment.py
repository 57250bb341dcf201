"""Move prepaid money to another account, with a second person."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from qingshou.interfaces.commands.accounts import describe_place, place_of
from qingshou.interfaces.commands.door import Answer
from qingshou.interfaces.commands.outgoing import deed_of, on_option
from qingshou.interfaces.commands.two_people import TwoPeopleDoor
from qingshou.interfaces.wording.clearance import tell_moved, tell_moving
from qingshou.ledger import queries as books
from qingshou.payments import operations as payments
from qingshou.payments.rules.givings import Move
from qingshou.platform import clock


class Command(TwoPeopleDoor):
    """Move a prepayment, in whole or in part."""

    summary_zh = "划转预存：先申请，另一人审批后再执行；划给他人须有书面同意"
    summary_en = "Move a prepayment to another account: ask, let somebody else approve, then do"
    example = (
        "qingshou move_prepayment --unit YSL/3-2-501 --account 3-2-501#1 --to 3-2-501#2 "
        "--amount 129.03 --consent 同意书001 --reason 过户"
    )

    def describe(self, parser: ArgumentParser) -> None:
        """Declare whose money, how much, to which account, by whose consent."""
        describe_place(parser)
        parser.add_argument("--to", required=True, help="划入账户编号。The account it goes to.")
        parser.add_argument("--amount", help="金额（元），默认全部预存。In yuan, all if none.")
        parser.add_argument(
            "--consent", default="", help="原缴款人书面同意的编号（不同人时）。The written consent."
        )
        on_option(parser)
        super().describe(parser)

    def act(self, **options: Any) -> Answer:
        """Show, ask or move.

        Raises:
            Refusal: If less is prepaid, consent is missing, or the approval is not for this.
        """
        today = clock.today()
        place = place_of(options, on=today)
        community_id = place.community_id
        to_account_id = books.account_named(community_id=community_id, code=options["to"])
        prepaid = books.balance(
            community_id=community_id, account_id=place.account_id, as_of=today
        ).prepaid
        move = Move(
            from_account_id=place.account_id,
            to_account_id=int(to_account_id),
            amount=self.amount(options, otherwise=prepaid),
            consent=options["consent"].strip(),
        )
        codes = {"account": place.account, "other": options["to"].strip().upper()}
        facts = {"unit": place.unit, "prepaid": prepaid.yuan} | codes

        def do(approval: int, request_id: str) -> Answer:
            slip = payments.move_prepayment(
                community_id=community_id,
                move=move,
                deed=deed_of(options, approval, request_id),
                actor=self.actor,
            )
            return Answer(tell_moved(slip, **codes), {"unit": place.unit} | codes | asdict(slip))

        return self.ask_or_do(
            options,
            shown=Answer(
                tell_moving(move, **codes, prepaid=prepaid), facts | {"amount": move.amount.yuan}
            ),
            ask=lambda: payments.ask_to_move(
                community_id=community_id,
                move=move,
                today=today,
                reason=options["reason"],
                actor=self.actor,
            ),
            do=do,
        )
