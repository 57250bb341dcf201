"""The statement of one account: where it stood, what moved, where it stands, and how old that is.

It is told from the book alone and as of a day, so the same statement can be drawn up again later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qingshou.estate import queries as estate
from qingshou.estate.rules.cards import CommunityCard, Holder, UnitCard
from qingshou.kernel.money import ZERO, Money, total
from qingshou.kernel.period import Period
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import queries as ledger
from qingshou.ledger.rules.aging import BUCKETS, bucket_of, days_overdue
from qingshou.parties import queries as parties
from qingshou.payments import queries as payments
from qingshou.platform.tenancy import companies
from qingshou.tariffs import queries as tariffs


class NoStatementToTell(Refusal):
    """Nobody is known to owe for the unit on that day, or the account is not of that unit."""

    code = "reports.no-statement-to-tell"

    def __init__(self, *, unit: str, on: date) -> None:
        super().__init__(unit=unit, on=on)


@dataclass(frozen=True, slots=True)
class Owing:
    """An item that is open: for what, since when, how old."""

    kind: str
    period: Period
    due_on: date
    days_overdue: int
    amount: Money
    open: Money


@dataclass(frozen=True, slots=True)
class AccountStatement:
    """A statement ready to be written; amounts owed are positive, what is prepaid is negative."""

    company: str
    community: str
    unit: str
    account: str
    owner: str
    since: date
    as_of: date
    opening: Money
    movements: tuple[ledger.Movement, ...]
    owing: tuple[Owing, ...]
    aging: tuple[tuple[str, Money], ...]
    prepaid: Money
    deposits: tuple[ledger.HeldLine, ...]
    kinds: dict[str, str]
    deposit_kinds: dict[str, str]
    receipts: dict[int, tuple[str, str]]  # number and channel, by credit

    @property
    def charged(self) -> Money:
        """All debits since the opening."""
        return total(line.debit for line in self.movements)

    @property
    def credited(self) -> Money:
        """All credits since the opening."""
        return total(line.credit for line in self.movements)

    @property
    def closing(self) -> Money:
        """What is owed less what is prepaid."""
        return self.opening + self.charged - self.credited

    @property
    def open(self) -> Money:
        """What is owed."""
        return total(item.open for item in self.owing)

    @property
    def overdue(self) -> Money:
        """What is owed past its due day."""
        return total(item.open for item in self.owing if item.days_overdue)

    @property
    def deposited(self) -> Money:
        """What is held as deposits."""
        return total(deposit.left for deposit in self.deposits)


def draw_up(
    *, community: CommunityCard, unit: UnitCard, as_of: date, since: date, account: str = ""
) -> AccountStatement:
    """Draw up the statement of whoever owes for a unit on a day, or of one of its accounts.

    Raises:
        NoStatementToTell: If nobody owes for it, or the account is of another unit.
    """
    holder = _holder(unit, as_of, account)
    assert holder.account_id is not None
    named = {"community_id": int(community.community_id), "account_id": int(holder.account_id)}
    moved = ledger.statement(**named, as_of=as_of)
    before = [line for line in moved if line.on < since]
    party = parties.card(community_id=community.community_id, party_id=holder.party_id)
    told = AccountStatement(
        company=companies.name_of(community.company_id),
        community=community.name,
        unit=unit.code,
        account=ledger.account_code(**named),
        owner=party.name if party else "",
        since=since,
        as_of=as_of,
        opening=before[-1].balance if before else ZERO,
        movements=tuple(moved[len(before) :]),
        owing=tuple(_owing(named, as_of)),
        aging=_aging(named, as_of),
        prepaid=ledger.balance(**named, as_of=as_of).prepaid,
        deposits=tuple(ledger.deposits(**named, as_of=as_of, open_only=True)),
        kinds=tariffs.kind_names(),
        deposit_kinds=payments.deposit_kinds(),
        receipts=payments.receipts_of_credits(
            community_id=int(community.community_id),
            credit_ids=[line.row_id for line in moved if line.credit],
        ),
    )
    assert told.closing == told.open - told.prepaid
    return told


def _holder(unit: UnitCard, as_of: date, account: str) -> Holder:
    named = {"community_id": unit.community_id, "unit_id": unit.unit_id}
    if not account:
        liable = estate.liable(**named, on=as_of)
        found = [liable] if liable and liable.account_id else []
    else:
        found = [
            holder
            for holder in estate.holders(**named)
            if holder.account_id
            and account
            == ledger.account_code(community_id=unit.community_id, account_id=holder.account_id)
        ]
    if not found:
        raise NoStatementToTell(unit=account or unit.code, on=as_of)
    return found[0]


def _owing(named: dict[str, int], as_of: date) -> list[Owing]:
    return [
        Owing(
            line.kind,
            line.period,
            line.due_on,
            days_overdue(line.due_on, as_of),
            line.amount,
            line.open,
        )
        for line in ledger.open_items(**named, as_of=as_of)
    ]


def _aging(named: dict[str, int], as_of: date) -> tuple[tuple[str, Money], ...]:
    lines = ledger.open_items(**named, as_of=as_of)
    return tuple(
        (
            bucket.code,
            total(line.open for line in lines if bucket_of(line.due_on, as_of) == bucket),
        )
        for bucket in BUCKETS
    )
