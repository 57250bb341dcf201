"""The accounts a community follows, and which of them a statement is of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal
from qingshou.ledger.rules.chart import CHANNEL_ACCOUNTS, Channel, Chart
from qingshou.reconciliation import models
from qingshou.reconciliation.rules.lines import Source
from qingshou.reconciliation.rules.matching import account_key

CHANNEL_OF: dict[Source, Channel] = {
    Source.WECHATPAY: Channel.WECHAT,
    Source.WECHATPAY_FUNDFLOW: Channel.WECHAT,
    Source.ALIPAY: Channel.ALIPAY,
    Source.BANK: Channel.TRANSFER,
    Source.CAMT053: Channel.TRANSFER,
}
_LEAST_TOLD = 4


class FundAccountUnknown(Refusal):
    """The community follows no account that the statement could be of, or several."""

    code = "reconciliation.fund-account-unknown"

    def __init__(self, *, channel: str, number: str, known: str) -> None:
        super().__init__(channel=channel, number=number or "—", known=known or "—")


@dataclass(frozen=True, slots=True)
class FundAccountCard:
    """A followed account. ``receives`` are the channels whose money lies there."""

    community_id: int
    fund_account_id: int
    channel: Channel
    number: str
    bank: str
    opened_on: date
    opening: Money
    is_first: bool

    @property
    def ledger_code(self) -> Chart:
        """The control account it is part of."""
        return CHANNEL_ACCOUNTS[self.channel]

    @property
    def receives(self) -> tuple[str, ...]:
        """A bank account also takes what was debited."""
        if self.channel is Channel.TRANSFER:
            return (Channel.TRANSFER.value, Channel.DEBIT.value)
        return (self.channel.value,)

    def may_be(self, stated: str) -> bool:
        """Tell whether a number in a file, perhaps partly masked, may be this account's.

        A branch may put its own digits before the account, and Alipay puts four behind the
        merchant's, so the shorter number counts.
        """
        told, own = account_key(stated.replace("*", "")), account_key(self.number)
        if "*" in stated:
            tail = stated.rpartition("*")[2]
            return len(tail) < _LEAST_TOLD or own.endswith(tail)
        if not told or not told.isdigit() or not own.isdigit():
            return True
        return told.endswith(own) or own.endswith(told) or told.startswith(own)


def fund_accounts(*, community_id: int) -> list[FundAccountCard]:
    """List the followed accounts, the first of each channel first."""
    rows = models.FundAccount.objects.filter(community_id=community_id).order_by("channel", "id")
    seen: set[str] = set()
    cards = []
    for row in rows:
        cards.append(_card(row, is_first=row.channel not in seen))
        seen.add(row.channel)
    return cards


def fund_account_for(
    *, community_id: int, source: Source, number: str = "", stated: str = ""
) -> FundAccountCard:
    """Find the account a statement is of: the one asked for, else the one it names, else the only.

    Raises:
        FundAccountUnknown: If there is none, or several and none is named.
    """
    return fund_account(
        community_id=community_id, channel=CHANNEL_OF[source], number=number, stated=stated
    )


def fund_account(
    *, community_id: int, channel: Channel, number: str = "", stated: str = ""
) -> FundAccountCard:
    """Find an account of a channel.

    Raises:
        FundAccountUnknown: If there is none, or several and none is named.
    """
    own = [card for card in fund_accounts(community_id=community_id) if card.channel is channel]
    if number:
        found = [card for card in own if account_key(card.number) == account_key(number)]
    else:
        found = [card for card in own if stated and account_key(card.number) == account_key(stated)]
        found = found or own
    if len(found) != 1:
        known = "、".join(card.number for card in own)
        raise FundAccountUnknown(channel=channel.value, number=number or stated, known=known)
    return found[0]


def _card(row: models.FundAccount, *, is_first: bool) -> FundAccountCard:
    return FundAccountCard(
        community_id=row.community_id,
        fund_account_id=row.id,
        channel=Channel(row.channel),
        number=row.number,
        bank=row.bank,
        opened_on=row.opened_on,
        opening=Money(row.opening_fen),
        is_first=is_first,
    )
