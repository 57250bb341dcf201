"""Lives a whole community and gathers what would stand in its ledgers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from qingshou.sample.arrears import opening_arrears
from qingshou.sample.chance import stream
from qingshou.sample.collectors import Contact
from qingshou.sample.holders import Household, Payer
from qingshou.sample.households import households
from qingshou.sample.life import Life
from qingshou.sample.names import collector
from qingshou.sample.plans import Community
from qingshou.sample.purse import Payment
from qingshou.sample.tariffs import Bill, charges, prices_of

COLLECTORS_PER_COMMUNITY = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a payer stands at the end of the window, in fen; ``credit`` is paid and not yet used."""

    opening: int
    billed: int
    paid: int
    open: int

    @property
    def credit(self) -> int:
        """What was paid beyond all bills of the window."""
        return self.paid - (self.opening + self.billed - self.open)


@dataclass(frozen=True, slots=True)
class Debt:
    """One line of the opening arrears."""

    payer: Payer
    bill: Bill
    amount: int


@dataclass(slots=True)
class Books:
    """Everything the workbooks of one community are written from."""

    community: Community
    households: list[Household] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    debts: list[Debt] = field(default_factory=list)
    outcomes: dict[tuple[str, str], Outcome] = field(default_factory=dict)
    billed: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))


def live(community: Community, *, seed: int, months: range) -> Books:
    """Let every household of a community live through the window."""
    books = Books(community)
    for household in households(community, seed=seed, months=months):
        books.households.append(household)
        for payer in household.payers:
            _live(books, household, payer, seed, months)
    books.payments.sort(key=lambda p: (p.on, p.unit.code, p.kind, p.since))
    books.contacts.sort(key=lambda c: (c.on, c.unit.code, c.channel))
    return books


def _live(books: Books, household: Household, payer: Payer, seed: int, months: range) -> None:
    community, unit = books.community, household.unit
    rng = stream(seed, community.code, unit.code, payer.who)
    opening = opening_arrears(rng, payer, community.plan.prices, months[0])
    books.debts.extend(Debt(payer, bill, bill.amount) for bill in opening)
    staff = collector(community, household.number % COLLECTORS_PER_COMMUNITY)
    life = Life(rng, payer, community.plan, staff, opening)
    issued = bills_of(payer, community, months)
    story = life.live(issued, months)
    books.payments.extend(story.payments)
    books.contacts.extend(story.contacts)
    in_window = [bill for month in months for bill in issued.get(month, ())]
    for bill in in_window:
        books.billed[bill.since, bill.kind] += bill.amount
    books.outcomes[unit.code, payer.who] = Outcome(
        opening=sum(bill.amount for bill in opening),
        billed=sum(bill.amount for bill in in_window),
        paid=sum(payment.paid for payment in story.payments),
        open=life.open,
    )


def bills_of(payer: Payer, community: Community, months: range) -> dict[int, list[Bill]]:
    """Make all bills of a payer by month, through the December after the window."""
    issued: dict[int, list[Bill]] = defaultdict(list)
    december = months[-1] + 11 - months[-1] % 12
    for stretch in payer.stretches:
        prices = prices_of(stretch.unit, community.plan.prices)
        for month in range(months[0], december + 1):
            if stretch.covers(month):
                issued[month].extend(charges(stretch.unit, prices, month))
    return issued
