"""Explain what a unit's late payments cost, segment by segment."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from qingshou.billing import queries as billing
from qingshou.billing.rules.accruals import penalty_of
from qingshou.billing.rules.accrued import BearingItem
from qingshou.estate import queries as estate
from qingshou.interfaces import wording
from qingshou.interfaces.commands.door import Answer, Door
from qingshou.interfaces.commands.management.commands.quote_penalty import tell
from qingshou.interfaces.commands.parser import day
from qingshou.interfaces.wording.penalties import explain_account, explain_item
from qingshou.kernel.refusals import Refusal
from qingshou.platform import clock
from qingshou.tariffs import queries as tariffs


class Command(Door):
    """Say in sentences what every late item of a unit bears as of a day, and why."""

    summary_zh = "说明一套房屋的违约金：逐笔逐段写出本金、利率、天数"
    summary_en = "Explain a unit's penalty: principal, rate and days, segment by segment"
    example = "qingshou explain_penalty --unit YSL/3-2-501 --as-of 2026-11-24"

    def describe(self, parser: ArgumentParser) -> None:
        """Declare the unit and the day."""
        parser.add_argument(
            "--unit", required=True, help="房屋，如 YSL/3-2-501。Unit, with its community before /."
        )
        parser.add_argument("--as-of", type=day, help="截至哪天，默认今天。Day, today if none.")

    def act(self, **options: Any) -> Answer:
        """Compute every item by the rule, beside what the ledger accrued.

        Raises:
            Refusal: If there is no such unit.
        """
        unit = estate.unit_anywhere(text=options["unit"])
        as_of = options["as_of"] or clock.today()
        holders = estate.holders(community_id=unit.community_id, unit_id=unit.unit_id)
        accounts = [int(one.account_id) for one in holders if one.account_id]
        items = billing.bearing_items(
            community_id=unit.community_id, account_ids=accounts, as_of=as_of
        )
        kinds = tariffs.kind_names()
        lines, facts = [], []
        for item in items:
            text, told = _item(item, kinds, as_of)
            lines += [text] if told["segments"] or "refused" in told else []
            facts.append(told)
        sums = [
            billing.account_penalty(community_id=unit.community_id, account_id=account, as_of=as_of)
            for account in accounts
        ]
        accrued_until = billing.accrued_until(community_id=unit.community_id)
        lines.append(explain_account(sums, as_of=as_of, accrued_until=accrued_until))
        return Answer(
            "\n".join(lines),
            {
                "unit": unit.code,
                "as_of": as_of,
                "accrued_until": accrued_until,
                "items": facts,
                "accounts": [asdict(one) for one in sums],
            },
        )


def _item(item: BearingItem, kinds: dict[str, str], as_of: Any) -> tuple[str, dict[str, Any]]:
    name = kinds.get(item.debt.kind, item.debt.kind)
    facts: dict[str, Any] = {"item_id": item.item_id, "due_on": item.debt.due_on}
    accrued = None if item.accrued is None else item.accrued.yuan
    try:
        found = penalty_of(item.debt, [item.terms], as_of=as_of)
    except Refusal as refusal:
        sentence = wording.of(refusal)
        text = explain_item(item, name, sentence)
        return text, facts | {"refused": refusal.code, "segments": [], "accrued": accrued}
    return explain_item(item, name, found), facts | tell(found) | {"accrued": accrued}
