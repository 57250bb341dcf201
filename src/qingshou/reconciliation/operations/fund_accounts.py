"""Open the places where a community's money is kept by others."""

from __future__ import annotations

from datetime import date

from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal
from qingshou.ledger.rules.chart import Channel
from qingshou.platform import audit
from qingshou.platform.db import transaction
from qingshou.platform.identity import Actor
from qingshou.reconciliation import models


class FundAccountOpen(Refusal):
    """The community has that account of that channel already."""

    code = "reconciliation.fund-account-open"

    def __init__(self, *, channel: str, number: str) -> None:
        super().__init__(channel=channel, number=number)


@transaction
def open_fund_account(
    *,
    community_id: int,
    channel: Channel,
    number: str,
    bank: str,
    opened_on: date,
    opening: Money,
    actor: Actor,
) -> int:
    """Follow an account from a day on, with what it held before that day; tell its id.

    Raises:
        FundAccountOpen: If it is followed already.
    """
    known = models.FundAccount.objects.filter(
        community_id=community_id, channel=channel.value, number=number
    )
    if known.exists():
        raise FundAccountOpen(channel=channel.value, number=number)
    made = models.FundAccount.objects.create(
        community_id=community_id,
        channel=channel.value,
        number=number,
        bank=bank,
        opened_on=opened_on,
        opening_fen=opening.fen,
    )
    audit.note(
        actor=actor,
        action="reconciliation.open-fund-account",
        community_id=community_id,
        subject=f"fund-account:{made.id}",
        facts={"channel": channel.value, "number": number, "opening": opening.yuan},
    )
    return made.id
