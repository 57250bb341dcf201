"""The company's own money on its bank's statement: cash it paid in, cards it is settled for.

Neither is anybody's payment. Both are told by marks (``own_marks``) and proved by an amount that
the book knows; ``docs/specs/matching.md`` has the worked cases. Confidence counts basis points.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from qingshou.kernel.money import ZERO, Money, total
from qingshou.reconciliation.rules.lines import LineKind, StatementLine
from qingshou.reconciliation.rules.matching import AUTOMATIC_FROM_BP, name_key
from qingshou.reconciliation.rules.mentions import mentions_any
from qingshou.reconciliation.rules.own_marks import CARD_MARKS, CARD_PAYERS, CASH_MARKS

SHIFT_DAYS = 7
"""Cash of a shift is paid in within so many days of its count."""
CARD_DAYS = 5
"""An acquirer pays a day's cards within so many days."""
PAYOUT_DAYS = 5
"""What a channel paid out reaches the bank within so many days."""
MILLION = 1_000_000


class CashEvidence(StrEnum):
    """One thing that tells the company's own cash, or speaks against it."""

    MARK = "MARK"  # the bank says that cash was paid in
    OWN = "OWN"  # by the company under its own name
    COUNTED = "COUNTED"  # exactly what a shift, or a day's shifts, counted
    SHARED = "SHARED"  # more lines than counts of that amount
    BEYOND = "BEYOND"  # more than the cash account holds


@dataclass(frozen=True, slots=True)
class CashVerdict:
    """What makes a line the company's own cash, and how sure that is."""

    evidence: tuple[CashEvidence, ...]
    confidence_bp: int

    @property
    def is_automatic(self) -> bool:
        """Whether it may be booked without a person."""
        return self.confidence_bp >= AUTOMATIC_FROM_BP


@dataclass(frozen=True, slots=True)
class Count:
    """What a shift counted above its float, and when it was closed."""

    on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class CashBook:
    """What the book knows of cash: its balance by day, counts, and what was paid in before.

    ``balances`` are those at the end of days on which cash moved.
    """

    balances: Mapping[date, Money]
    counts: Sequence[Count] = ()
    deposits: Sequence[Count] = ()

    def free_from(self, on: date) -> Money:
        """Tell the most that may leave on a day, so that no later day falls below zero.

        >>> book = CashBook({date(2026, 3, 1): Money(500), date(2026, 3, 4): Money(200)})
        >>> book.free_from(date(2026, 3, 2))
        Money(fen=200)
        """
        days = sorted(self.balances)
        held = [self.balances[day] for day in days if day <= on][-1:] or [ZERO]
        return max(ZERO, min([*held, *(self.balances[day] for day in days if day > on)]))

    def counted(self, amount: Money, on: date) -> int:
        """Tell how many counts of the days before come to an amount and were not paid in yet."""
        recent = [each for each in self.counts if _within(each.on, on, SHIFT_DAYS)]
        by_day: dict[date, list[Money]] = {}
        for each in recent:
            by_day.setdefault(each.on, []).append(each.amount)
        sums = [each.amount for each in recent]
        sums += [total(amounts) for amounts in by_day.values() if len(amounts) > 1]
        paid_in = [each for each in self.deposits if _within(each.on, on, SHIFT_DAYS)]
        return sums.count(amount) - sum(each.amount == amount for each in paid_in)


def is_cash(line: StatementLine, own_names: Collection[str]) -> bool:
    """Tell whether a line may be the company's own cash: marked so, and nobody else's.

    Somebody who pays cash at the bank's counter is named, or names a room.
    """
    if line.amount <= ZERO or line.kind is not LineKind.PAYMENT:
        return False
    if not CASH_MARKS.search(line.remark) or mentions_any(line.remark):
        return False
    payer = name_key(line.payer_name)
    return not payer or payer in own_names


def judge_cash(
    lines: Sequence[StatementLine], *, book: CashBook, own_names: Collection[str]
) -> list[CashVerdict]:
    """Judge lines that ``is_cash`` let pass, in the order of their days, against one book.

    What one line takes is not there for the next.
    """
    alike = Counter(line.amount for line in lines)
    taken, verdicts = ZERO, []
    for line in lines:
        evidence = [CashEvidence.MARK]
        if name_key(line.payer_name) in own_names:
            evidence.append(CashEvidence.OWN)
        counts = book.counted(line.amount, line.on)
        if counts > 0:
            evidence.append(CashEvidence.COUNTED)
            if alike[line.amount] > counts:
                evidence.append(CashEvidence.SHARED)
        if line.amount > book.free_from(line.on) - taken:
            evidence.append(CashEvidence.BEYOND)
        verdict = CashVerdict(tuple(evidence), _confidence(evidence))
        if verdict.is_automatic:
            taken += line.amount
        verdicts.append(verdict)
    return verdicts


def _confidence(evidence: Iterable[CashEvidence]) -> int:
    told = set(evidence)
    if CashEvidence.BEYOND in told:
        return 3_000
    if CashEvidence.SHARED in told:
        return 8_000
    if CashEvidence.COUNTED in told:
        return 9_900 if CashEvidence.OWN in told else 9_700
    return 9_000 if CashEvidence.OWN in told else 6_000


def _within(earlier: date, on: date, days: int) -> bool:
    return timedelta(0) <= on - earlier <= timedelta(days=days)


@dataclass(frozen=True, slots=True)
class CardTerms:
    """What an acquirer takes of a card payment, in millionths, and the most of one; from a day."""

    since: date
    rate_millionths: int
    most: Money | None = None

    def fee(self, amounts: Iterable[Money]) -> Money:
        """Tell the fee of card payments, rounded one by one.

        >>> CardTerms(date(2026, 1, 1), 3_800).fee([Money(100_000), Money(50_000)])
        Money(fen=570)
        """
        return total(self._of(amount) for amount in amounts)

    def _of(self, amount: Money) -> Money:
        fee = amount.times(Fraction(self.rate_millionths, MILLION)).half_up()
        return fee if self.most is None else min(fee, self.most)


NO_FEE = CardTerms(date.min, 0)
"""An acquirer that pays in full and sends a bill for its fees."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """The day whose cards a line pays, and the fee that was kept."""

    day: date
    fee: Money


def is_cards(line: StatementLine) -> bool:
    """Tell whether a line may pay for cards: an acquirer sends it, or its remark says so."""
    if line.amount <= ZERO:
        return False
    return bool(CARD_PAYERS.search(line.payer_name)) or bool(
        not line.payer_name and CARD_MARKS.search(line.remark)
    )


def settlements(
    lines: Sequence[StatementLine],
    *,
    days: Mapping[date, Sequence[Money]],
    terms: Mapping[str, Sequence[CardTerms]],
) -> list[Settlement | None]:
    """Find the one day that each line pays for; none where no day fits, or more than one.

    ``days`` are card receipts that no line has paid for yet, ``terms`` those of each merchant.
    """
    found = [_fitting(line, days, terms) for line in lines]
    claimed = Counter(each.day for fits in found for each in fits)
    return [fits[0] if len(fits) == 1 and claimed[fits[0].day] == 1 else None for fits in found]


def _fitting(
    line: StatementLine,
    days: Mapping[date, Sequence[Money]],
    terms: Mapping[str, Sequence[CardTerms]],
) -> list[Settlement]:
    fits = {
        Settlement(day, fee)
        for day, amounts in days.items()
        if _within(day, line.on, CARD_DAYS)
        for fee in _fees(day, amounts, terms)
        if total(amounts) - fee == line.amount
    }
    return sorted(fits, key=lambda each: each.day)


def _fees(
    day: date, amounts: Sequence[Money], terms: Mapping[str, Sequence[CardTerms]]
) -> set[Money]:
    """Tell the fees a day may have: of each merchant's terms then, by payment or on the sum."""
    fees = {NO_FEE.fee(amounts)}
    for dated in terms.values():
        standing = [each for each in dated if each.since <= day]
        if standing:
            latest = max(standing, key=lambda each: each.since)
            fees |= {latest.fee(amounts), latest.fee([total(amounts)])}
    return fees
