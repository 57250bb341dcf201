"""One payer's life, month by month: bills come, staff call, promises are made, money is paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from qingshou.sample import behavior, collectors
from qingshou.sample.chance import happens
from qingshou.sample.collectors import Case, Contact
from qingshou.sample.estate import Unit
from qingshou.sample.holders import Payer
from qingshou.sample.months import day_in, latest_day, month_number
from qingshou.sample.plans import LETTERING_FROM, Plan
from qingshou.sample.purse import Payment, Purse
from qingshou.sample.tariffs import DUE_DAY, Bill
from qingshou.sample.wording import note

_HUNDRED_YUAN = 10_000
_QUARTER_ENDS = (2, 5, 8, 11)
_DEVELOPER_LATE = 2025 * 12 + 11  # the developer's payment of that quarter comes a quarter late
_CLEARS_BEFORE_LEAVING = 860


@dataclass(slots=True)
class Story:
    """What a payer left behind in the books."""

    payments: list[Payment] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise to pay for one unit on a day, or to let the day pass."""

    unit: Unit
    on: date
    amount: int
    kept: bool


class Life:
    """Lives one payer through the window; ``bills`` maps a month to what is issued in it."""

    def __init__(
        self, rng: Random, payer: Payer, plan: Plan, staff: str, opening: Sequence[Bill]
    ) -> None:
        self._rng, self._payer, self._plan, self._staff = rng, payer, plan, staff
        self._traits = payer.traits
        self._purse = Purse(payer.party, list(opening))
        self._case: Case | None = None
        self._promise: Promise | None = None
        self._broken_until = 0
        self._clears = happens(rng, _CLEARS_BEFORE_LEAVING)
        self.story = Story(payments=self._purse.payments)

    def live(self, bills: dict[int, list[Bill]], months: range) -> Story:
        """Live through all months."""
        for month in months:
            self._purse.receive(bills.get(month, ()))
            boost, since = self._be_contacted(month)
            self._pay(month, boost, since, bills)
        return self.story

    @property
    def open(self) -> int:
        """What is still unpaid, in fen."""
        return self._purse.open_total

    @property
    def credit(self) -> int:
        """What was paid in advance and not used by a bill yet, in fen."""
        return sum(self._purse.credit.values())

    # Being contacted

    def _be_contacted(self, month: int) -> tuple[int, date | None]:
        """Receive this month's contacts; tell what they add and when the latest got through."""
        overdue = self._purse.overdue(day_in(month, 1))
        if not overdue or self._traits.cause == "DEVELOPER":
            self._case = None
            return 0, None
        if self._promise and self._promise.on >= day_in(month, 1):
            return 0, None
        return self._be_chased(month, max(overdue, key=lambda u: overdue[u]), overdue)

    def _be_chased(
        self, month: int, unit: Unit, overdue: dict[Unit, int]
    ) -> tuple[int, date | None]:
        disputed = self._grieved(month) or self._traits.cause == "HARDSHIP"
        amount, entered, boost, latest = overdue[unit], False, 0, None
        if amount < collectors.WORTH_A_CONTACT:
            return 0, None
        if self._case is None:
            self._case = Case(month, stage_since=month)
        else:
            entered = self._case.advance(month, overdue=amount, disputed=disputed)
        for on, channel in collectors.attempts(self._rng, self._case, month, entered=entered):
            contact = self._contact(on, channel, unit, amount)
            self.story.contacts.append(contact)
            self._case.contacts += 1
            if contact.got_through:
                boost, latest = max(boost, self._effect(contact)), on
            if contact.promised_on:
                break
        return boost, latest

    def _contact(self, on: date, channel: str, unit: Unit, overdue: int) -> Contact:
        assert self._case
        grieved = self._grieved(month_number(on), on)
        legal = self._case.stage == collectors.LEGAL
        ending = collectors.outcome(self._rng, self._traits, channel, grieved=grieved, legal=legal)
        if ending in ("REACHED", "PROMISED", "REFUSED", "DISPUTED"):
            reason = collectors.told_reason(self._rng, self._traits, grieved=grieved)
        else:
            reason = collectors.guessed_reason(self._rng, self._traits, ending)
        wording = note(self._rng, channel, ending, reason, personal=self._personal(on, channel))
        contact = Contact(
            on, unit, self._payer.party, channel, ending, self._case.stage, self._staff, reason
        )
        if ending == "PROMISED":
            self._promise = self._make_promise(on, unit, overdue)
            promise = self._promise
            contact = replace(contact, promised_on=promise.on, promised=promise.amount)
        return replace(contact, note=wording)

    def _make_promise(self, on: date, unit: Unit, overdue: int) -> Promise:
        part = self._traits.cause == "HARDSHIP" and overdue >= 5 * _HUNDRED_YUAN
        amount = overdue // 2 // _HUNDRED_YUAN * _HUNDRED_YUAN if part else overdue
        kept = happens(self._rng, behavior.keeps_promise(self._traits))
        return Promise(unit, on + timedelta(days=self._rng.randint(5, 20)), amount, kept)

    def _personal(self, on: date, channel: str) -> bool | None:
        """Tell which wording a message used, once two wordings were being tried."""
        tried = channel in ("SMS", "WECHAT") and month_number(on) >= LETTERING_FROM
        return self._traits.personal_wording if tried else None

    def _effect(self, contact: Contact) -> int:
        legal = contact.stage == collectors.LEGAL
        personal = bool(self._personal(contact.on, contact.channel))
        return behavior.effect(self._traits, contact.channel, legal=legal, personal=personal)

    def _grieved(self, month: int, on: date | None = None) -> bool:
        settled = self._traits.settled_on
        if on and settled and month == month_number(settled):
            return on < settled
        return month in self._traits.grieved

    # Paying

    def _pay(
        self, month: int, boost: int, since: date | None, bills: dict[int, list[Bill]]
    ) -> None:
        """Decide in this order: developer, direct debit, promise, leaving, a year ahead, chance."""
        if self._traits.cause == "DEVELOPER":
            self._pay_as_developer(month)
        elif self._debits(month):
            self._purse.pay_all(day_in(month, DUE_DAY), "DEBIT")
        elif self._promise and month_number(self._promise.on) >= month:
            self._meet_promise(month)
        elif self._payer.leaves == month + 1 and self._clears:
            self._purse.pay_all(day_in(month, self._rng.randint(12, 27)), self._channel())
        elif month % 12 == 0 and self._traits.pays_ahead:
            self._pay_a_year(month, bills)
        else:
            self._perhaps_pay(month, boost, since)

    def _pay_as_developer(self, month: int) -> None:
        if month % 12 in _QUARTER_ENDS and month != _DEVELOPER_LATE:
            self._purse.pay_all(day_in(month, 20), "TRANSFER")

    def _debits(self, month: int) -> bool:
        signed = self._traits.debit_from is not None and month >= self._traits.debit_from
        return signed and not self._grieved(month) and happens(self._rng, behavior.DEBIT_SUCCESS)

    def _meet_promise(self, month: int) -> None:
        promise = self._promise
        assert promise
        if month_number(promise.on) > month:
            return
        if promise.kept:
            on = max(promise.on - timedelta(days=self._rng.randrange(4)), day_in(month, 1))
            self._purse.pay_unit(promise.unit, on, promise.amount, self._channel())
        else:
            self._broken_until = month + 3
        self._promise = None

    def _pay_a_year(self, month: int, bills: dict[int, list[Bill]]) -> None:
        """Pay everything due and all that is certain until December."""
        coming = [
            bill
            for later in range(month + 1, month + 12)
            for bill in bills.get(later, ())
            if bill.kind != "WATER_SHARE" and bill.until <= month + 12
        ]
        self._purse.pay_ahead(day_in(month, self._rng.randint(4, 22)), self._channel(), coming)

    def _perhaps_pay(self, month: int, boost: int, since: date | None) -> None:
        chance = self._likelihood(month, boost)
        willing, disputed = happens(self._rng, chance), False
        if self._traits.grieved:
            percent = behavior.goodwill(self._traits, month)
            disputed = happens(self._rng, chance * percent // 100)
        else:
            disputed = willing
        kinds = self._purse.open_bills(lambda bill: self._may_pay(bill, willing, disputed))
        if kinds:
            self._pay_bills(kinds, self._pay_day(month, boost, since))

    def _likelihood(self, month: int, boost: int) -> int:
        start = self._plan.price_change
        shock = start is not None and start <= month < start + behavior.PRICE_SHOCK_MONTHS
        chance = behavior.likelihood(
            self._traits, month, boost=boost, broken=month < self._broken_until, shock=shock
        )
        gone = self._payer.leaves is not None and month >= self._payer.leaves
        return chance // 12 if gone else chance

    def _may_pay(self, bill: Bill, willing: bool, disputed: bool) -> bool:
        about = behavior.withholds(self._traits, kind=bill.kind, usage=bill.unit.usage)
        return disputed if about else willing

    def _pay_bills(self, bills: list[Bill], on: date) -> None:
        total = sum(bill.open for bill in bills)
        if self._traits.cause == "HARDSHIP" and total >= 3 * _HUNDRED_YUAN:
            percent = self._rng.randint(30, 65)
            amount = max(total * percent // 100 // _HUNDRED_YUAN, 1) * _HUNDRED_YUAN
        elif self._traits.rounds_up and happens(self._rng, 400):
            amount = -(-total // _HUNDRED_YUAN) * _HUNDRED_YUAN
        else:
            amount = total
        self._purse.pay(bills, on, amount, self._channel())

    def _pay_day(self, month: int, boost: int, since: date | None) -> date:
        """After a contact within days, else early for the attentive, any time for others."""
        last = latest_day(month)
        if since and boost:
            return min(since + timedelta(days=self._rng.randint(0, 7)), last)
        settled = self._traits.settled_on
        if settled and month == month_number(settled):
            return settled + timedelta(days=self._rng.randint(1, (last - settled).days))
        early = self._traits.memory > 65 and happens(self._rng, 900)
        return day_in(month, self._rng.randint(1, DUE_DAY if early else 28))

    def _channel(self) -> str:
        """Most pay their usual way."""
        other = ("WECHAT", "ALIPAY", "CASH", "POS")
        usual = happens(self._rng, 860)
        return self._traits.channel if usual else self._rng.choice(other)
