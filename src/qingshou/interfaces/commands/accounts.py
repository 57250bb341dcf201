"""Which account a command is about: whoever owes for a unit, or one named by its code."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from qingshou.approvals.queries import RequestLine
from qingshou.estate import queries as estate
from qingshou.estate.rules.cards import UnitCard
from qingshou.ledger import queries as books
from qingshou.payments.operations import NobodyLiable


@dataclass(frozen=True, slots=True)
class Place:
    """An account of a unit of a community."""

    community_id: int
    unit_id: int
    unit: str
    account_id: int
    account: str


def describe_place(parser: ArgumentParser) -> None:
    """Declare the options that name an account."""
    parser.add_argument(
        "--unit", required=True, help="房屋，如 YSL/3-2-501。Unit, with its community before /."
    )
    parser.add_argument(
        "--community", help="小区编号或名称，--unit 中未写时填。Community, if not in --unit."
    )
    parser.add_argument(
        "--account",
        help="账户编号，如 3-2-501#1，默认现缴费责任人。Account, the liable one if none.",
    )


def place_of(options: dict[str, Any], *, on: date) -> Place:
    """Find the account the options name, or that of whoever owes for the unit on a day.

    Raises:
        Refusal: If community, unit or account are not known, or nobody is liable.
    """
    unit = _unit(options["unit"], options["community"])
    community_id = int(unit.community_id)
    if options["account"]:
        account_id = books.account_named(community_id=community_id, code=options["account"])
    else:
        holder = estate.liable(community_id=community_id, unit_id=unit.unit_id, on=on)
        if holder is None or holder.account_id is None:
            raise NobodyLiable(unit=unit.code, on=on)
        account_id = holder.account_id
    code = books.account_code(community_id=community_id, account_id=account_id)
    return Place(community_id, int(unit.unit_id), unit.code, int(account_id), code)


def _unit(text: str, community: str | None) -> UnitCard:
    if community is None:
        return estate.unit_anywhere(text=text)
    found = estate.community(text=community)
    return estate.unit(community_id=found.community_id, text=text)


def with_account_code(line: RequestLine) -> RequestLine:
    """Tell a request with its accounts' codes in place of their numbers."""
    codes = {
        name: books.account_code(community_id=line.community_id, account_id=line.facts[name])
        for name in ("account", "to_account")
        if isinstance(line.facts.get(name), int)
    }
    return replace(line, facts=line.facts | codes) if codes else line
