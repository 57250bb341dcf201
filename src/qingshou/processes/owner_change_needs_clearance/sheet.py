"""The settlement sheet of a seller: all that is found on the seller's accounts of a home."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from qingshou.billing import operations as billing
from qingshou.billing import queries as bills
from qingshou.billing.operations import Leaving
from qingshou.billing.rules.accruals import penalty_of
from qingshou.billing.rules.lpr import DateBeforeRateTable, DateBeyondRateTable
from qingshou.billing.rules.splits import Beyond, UnbilledLine
from qingshou.estate import queries as estate
from qingshou.estate.rules.cards import Holder, UnitCard
from qingshou.estate.rules.kinds import TenureRole
from qingshou.kernel.money import ZERO, Money, total
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import queries as books
from qingshou.ledger.queries import OpenLine
from qingshou.payments import queries as payments
from qingshou.payments.queries import DepositLine
from qingshou.payments.rules.clearance import Hindrance, Position, hindrances
from qingshou.platform.db import transaction_required


class NoSellerAccount(Refusal):
    """Nobody owned the unit on the day before, or whoever did never owed for it."""

    code = "payments.no-seller-account"

    def __init__(self, *, unit: str, on: date) -> None:
        super().__init__(unit=unit, on=on)


@dataclass(frozen=True, slots=True)
class Sale:
    """Who leaves a home, on which accounts, the latest first, and who comes, if that is known."""

    unit: UnitCard
    on: date
    seller: Holder
    account_ids: tuple[int, ...]
    codes: tuple[str, ...]
    buyer: Holder | None
    is_recorded: bool

    @property
    def leaving(self) -> Leaving:
        """The seller's accounts as billing knows them."""
        return Leaving(int(self.unit.unit_id), self.account_ids, self.on)


@dataclass(frozen=True, slots=True)
class Request:
    """A request about the seller's money that is not settled yet."""

    request_id: int
    action: str
    state: str
    made_by: str


@dataclass(frozen=True, slots=True)
class Way:
    """Money asked of a bank or a gateway that has not answered."""

    reference: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a seller owes and what is held for the seller, as of a day, item by item."""

    sale: Sale
    as_of: date
    open: tuple[OpenLine, ...]
    penalty: Money
    unknown_penalties: int
    prepaid: Money
    deposits: tuple[DepositLine, ...]
    unbilled: tuple[UnbilledLine, ...]
    beyond: tuple[Beyond, ...]
    requests: tuple[Request, ...]
    on_its_way: tuple[Way, ...]
    holds: tuple[str, ...]

    @property
    def position(self) -> Position:
        """The sheet in sums, as the rule judges it."""
        return Position(
            open=total(line.open for line in self.open),
            penalty=self.penalty,
            unknown_penalties=self.unknown_penalties,
            unbilled=len(self.unbilled),
            unbilled_amount=total(line.amount or ZERO for line in self.unbilled),
            beyond=len(self.beyond),
            beyond_amount=total(item.beyond for item in self.beyond),
            prepaid=self.prepaid,
            deposited=total(line.left for line in self.deposits),
            requests=len(self.requests),
            on_its_way=total(way.amount for way in self.on_its_way),
            is_recorded=self.sale.is_recorded,
        )

    @property
    def hindrances(self) -> tuple[Hindrance, ...]:
        """What keeps a certificate back."""
        return hindrances(self.position)


def sale(*, community_id: int, unit: UnitCard, on: date) -> Sale:
    """Tell who sells a home whose next owner begins on a day.

    Raises:
        NoSellerAccount: If nobody owned it the day before, or that owner never owed for it.
    """
    held = estate.holders(community_id=community_id, unit_id=unit.unit_id)
    eve = on - timedelta(days=1)
    owners = [holder for holder in held if holder.role is TenureRole.OWNER]
    seller = next((holder for holder in owners if eve in holder.held), None)
    mine = [
        holder
        for holder in held
        if seller is not None
        and holder.party_id == seller.party_id
        and holder.account_id is not None
        and (holder.held.since or date.min) < on
    ]
    if seller is None or not mine:
        raise NoSellerAccount(unit=unit.code, on=on)
    ids = tuple(int(holder.account_id or 0) for holder in reversed(mine))
    return Sale(
        unit=unit,
        on=on,
        seller=seller,
        account_ids=ids,
        codes=tuple(books.account_code(community_id=community_id, account_id=one) for one in ids),
        buyer=next(
            (one for one in owners if on in one.held and one.party_id != seller.party_id), None
        ),
        is_recorded=seller.held.until == on,
    )


@transaction_required
def draw_up(*, community_id: int, sold: Sale, as_of: date) -> Sheet:
    """Look at all that a clearance looks at; unbilled days are drawn up as a run would."""
    accounts = sold.account_ids
    lines = [
        line
        for account_id in accounts
        for line in books.open_items(community_id=community_id, account_id=account_id, as_of=as_of)
    ]
    penalty, unknown = _penalty(community_id, accounts, as_of)
    balances = [
        books.balance(community_id=community_id, account_id=account_id, as_of=as_of)
        for account_id in accounts
    ]
    deposits = [
        deposit
        for account_id in accounts
        for deposit in payments.deposits(community_id=community_id, account_id=account_id)
        if deposit.left > ZERO
    ]
    values = {"community_id": community_id, "accounts": list(accounts), "as_of": as_of}
    return Sheet(
        sale=sold,
        as_of=as_of,
        open=tuple(lines),
        penalty=penalty,
        unknown_penalties=unknown,
        prepaid=total(balance.prepaid for balance in balances),
        deposits=tuple(deposits),
        unbilled=billing.unbilled_lines(community_id=community_id, leaving=sold.leaving),
        beyond=bills.beyond_items(community_id=community_id, account_ids=accounts, until=sold.on),
        requests=tuple(Request(*row) for row in _found(_REQUESTS, values)),
        on_its_way=tuple(Way(ref, Money(fen)) for ref, fen in _found(_ON_THEIR_WAY, values)),
        holds=tuple(reason for (reason,) in _found(_HOLDS, values)),
    )


def _penalty(community_id: int, accounts: Sequence[int], as_of: date) -> tuple[Money, int]:
    """Count by the rule what is borne and not posted, and the items whose rate is not known."""
    borne, unknown = ZERO, 0
    items = bills.bearing_items(community_id=community_id, account_ids=accounts, as_of=as_of)
    for item in items:
        try:
            borne += penalty_of(item.debt, [item.terms], as_of=as_of).amount
        except (DateBeyondRateTable, DateBeforeRateTable):
            unknown += 1
    posted = total(
        bills.account_penalty(community_id=community_id, account_id=account_id, as_of=as_of).posted
        for account_id in accounts
    )
    return max(ZERO, borne - posted), unknown


def _found(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


_REQUESTS = """
SELECT request_id, action, state, made_by FROM approvals__request
WHERE community_id = %(community_id)s AND state IN ('WAITING', 'APPROVED')
  AND next_by >= %(as_of)s AND subject IN (
    SELECT 'account:' || unnest(%(accounts)s::bigint[])
    UNION ALL SELECT 'deposit:' || deposit_id FROM payments__deposit
    WHERE community_id = %(community_id)s AND account_id = ANY (%(accounts)s)
    UNION ALL SELECT 'receipt:' || receipt_id FROM payments__receipt
    WHERE community_id = %(community_id)s AND account_id = ANY (%(accounts)s))
ORDER BY request_id
"""

_ON_THEIR_WAY = """
SELECT out_trade_no, amount_fen FROM checkout__intent
WHERE community_id = %(community_id)s AND account_id = ANY (%(accounts)s)
  AND state IN ('CREATED', 'PENDING', 'UNKNOWN', 'STRAYED')
UNION ALL
SELECT batch || '/' || reference, amount_fen FROM debits__line
WHERE community_id = %(community_id)s AND account_id = ANY (%(accounts)s)
  AND outcome = 'WAITING' AND batch_state <> 'WITHDRAWN'
ORDER BY 1
"""

_HOLDS = """
SELECT DISTINCT reason FROM dunning__hold
WHERE community_id = %(community_id)s AND account_id = ANY (%(accounts)s)
  AND start <= %(as_of)s AND until > %(as_of)s ORDER BY 1
"""
