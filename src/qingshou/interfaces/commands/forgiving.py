"""What ``waive`` and ``write_off`` share: debts of an account, given up by two people."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from typing import Any, ClassVar

from qingshou.billing import operations as billing
from qingshou.billing.rules.corrections import CAUSES, Cause, Correction, Forgiveness, Part, lay_out
from qingshou.interfaces.commands.accounts import Place, describe_place, place_of
from qingshou.interfaces.commands.door import Answer
from qingshou.interfaces.commands.parser import day, listed
from qingshou.interfaces.commands.two_people import TwoPeopleDoor
from qingshou.interfaces.wording import billing as words
from qingshou.kernel.money import ZERO, Money, total
from qingshou.kernel.period import Period
from qingshou.ledger import queries as books
from qingshou.ledger.operations import AmountExceedsOpen
from qingshou.ledger.queries import OpenLine
from qingshou.platform import clock
from qingshou.tariffs import queries as tariffs


class ForgiveDoor(TwoPeopleDoor):
    """Gives up debts of an account in one way."""

    way: ClassVar[Forgiveness]

    def describe(self, parser: ArgumentParser) -> None:
        """Declare whose debts, how much of which, and why."""
        describe_place(parser)
        parser.add_argument("--kind", help="收费项目编码，默认全部。Charge kind, all if none.")
        parser.add_argument("--period", help="账期，如 2026-03，默认全部。Period, all if none.")
        parser.add_argument(
            "--amount", help="金额（元），默认为所选全部未收。In yuan, all of it if none."
        )
        causes = {cause.value: words.CAUSES[cause.value] for cause in CAUSES[self.way]}
        parser.add_argument(
            "--cause",
            required=True,
            type=str.upper,
            choices=list(causes),
            metavar="CAUSE",
            help=f"原因编码 Cause：{listed(causes)}。",
        )
        parser.add_argument(
            "--evidence", required=True, help="依据，如决定文号、协议。What shows that it is right."
        )
        parser.add_argument("--on", type=day, help="入账日期，默认今天。Day, today if none.")
        super().describe(parser)

    def act(self, **options: Any) -> Answer:
        """Show, ask or give up.

        Raises:
            Refusal: If nothing of that is open, or the approval is not for this.
        """
        today = clock.today()
        place = place_of(options, on=options["on"] or today)
        lines = _open(place, options, today)
        correction = self._correction(place, lines, options)
        return self.ask_or_do(
            options,
            shown=_shown(place, correction, lines),
            ask=lambda: billing.ask_to_forgive(
                community_id=place.community_id,
                correction=correction,
                today=today,
                reason=options["reason"],
                actor=self.actor,
            ),
            do=lambda approval, request_id: self._do(
                place, correction, (approval, request_id), options["on"] or today, today
            ),
        )

    def _correction(
        self, place: Place, lines: list[OpenLine], options: dict[str, Any]
    ) -> Correction:
        left = total(line.open for line in lines)
        asked = self.amount(options, otherwise=left)
        approved = self._approved_parts(options)
        if approved and asked == total(part.amount for part in approved):
            parts = approved
        elif ZERO < asked <= left:
            parts = lay_out([Part(int(line.item_id), line.open) for line in lines], asked)
        else:
            raise AmountExceedsOpen(asked=asked.yuan, left=left.yuan)
        return Correction(
            way=self.way,
            account_id=place.account_id,
            parts=parts,
            cause=Cause(options["cause"]),
            evidence=options["evidence"].strip(),
        )

    def _approved_parts(self, options: dict[str, Any]) -> tuple[Part, ...]:
        """Tell the parts as they were approved, whatever is open by now."""
        known = self.approved(options).get("parts", [])
        return tuple(Part(item_id, Money.from_yuan(text)) for item_id, text in known)

    def _do(
        self,
        place: Place,
        correction: Correction,
        named: tuple[int, str],
        on: date,
        today: date,
    ) -> Answer:
        approval, request_id = named
        done = billing.forgive(
            community_id=place.community_id,
            correction=correction,
            approval_id=approval,
            on=on,
            today=today,
            request_id=request_id,
            actor=self.actor,
        )
        text = words.tell_forgiven(self.way, done, unit=place.unit)
        return Answer(text, {"unit": place.unit, "account": place.account} | asdict(done))


def _open(place: Place, options: dict[str, Any], today: date) -> list[OpenLine]:
    period = Period.named(options["period"]) if options["period"] else None
    lines = books.open_items(
        community_id=place.community_id, account_id=place.account_id, as_of=today
    )
    return [
        line
        for line in lines
        if options["kind"] in (None, line.kind) and (period is None or line.period & period)
    ]


def _shown(place: Place, correction: Correction, lines: list[OpenLine]) -> Answer:
    by_item = {int(line.item_id): line for line in lines}
    parts = [
        (by_item[part.item_id], part.amount) for part in correction.parts if part.item_id in by_item
    ]
    text = words.tell_forgiving(correction, parts, unit=place.unit, kinds=tariffs.kind_names())
    facts = {
        "unit": place.unit,
        "account": place.account,
        "amount": correction.amount.yuan,
        "cause": correction.cause.value,
        "parts": [
            {
                "item_id": line.item_id,
                "kind": line.kind,
                "period_from": line.period.start,
                "period_until": line.period.until,
                "open": line.open.yuan,
                "amount": amount.yuan,
            }
            for line, amount in parts
        ],
    }
    return Answer(text, facts)
