"""Whose money is it: what a line says of its payer, weighed into one decision with its reason.

Evidence comes from the room in the remark, the payer's name, the payer as seen before, and the
amount. A decision is automatic only when the payer is known by his account from before, or bears
the name of the holder of the very room he names, and nothing points elsewhere; the rest are
suggestions. Confidence counts basis points; ``docs/specs/matching.md`` has the worked cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from qingshou.intake.rules.spelling import clean
from qingshou.kernel.money import Money
from qingshou.reconciliation.rules.lines import StatementLine
from qingshou.reconciliation.rules.mentions import mentions_any, rooms_in

CERTAIN_BP = 10_000
AUTOMATIC_FROM_BP = 9_500
MOST_SUGGESTIONS = 5


class How(StrEnum):
    """By what a line was matched."""

    NUMBER = "NUMBER"  # the number of an order, a refund, a bank's own serial
    EVIDENCE = "EVIDENCE"  # rules and similarity
    PERSON = "PERSON"  # somebody decided
    PAYOUT = "PAYOUT"  # a channel's money reached the bank
    FEE = "FEE"  # taken by the channel or the bank
    BATCH = "BATCH"  # one line for many receipts of a debit batch
    CASH = "CASH"  # the company's own cash, paid into its bank
    CARDS = "CARDS"  # one line for the cards of a day, less the acquirer's fee
    SUSPENSE = "SUSPENSE"  # nobody is known; the money waits


class Ours(StrEnum):
    """What kind of row of our book a line is matched with."""

    CREDIT = "CREDIT"
    ITEM = "ITEM"
    TRANSFER = "TRANSFER"


class Evidence(StrEnum):
    """One thing that points at a home, or against it."""

    ROOM = "ROOM"  # the remark names it
    NAME = "NAME"  # the payer bears its holder's name
    SEEN = "SEEN"  # the payer has paid for it before
    AMOUNT = "AMOUNT"  # the amount is what it owes, or whole periods of it
    ELSEWHERE = "ELSEWHERE"  # other evidence points at another home
    SHARED = "SHARED"  # the same evidence points at several homes


@dataclass(frozen=True, slots=True)
class Home:
    """An account that may have paid: its unit's code, its holder's name, what it owes by period.

    ``owed`` lists open amounts, the oldest first, those of one period summed.
    """

    account_id: int
    code: str
    holder: str
    owed: tuple[Money, ...] = ()

    def fits(self, amount: Money) -> bool:
        """Tell whether an amount is one period, or the oldest so many, of what is owed.

        >>> home = Home(1, "3-2-501", "", (Money(100), Money(250)))
        >>> [home.fits(Money(fen)) for fen in (100, 250, 350, 200)]
        [True, True, True, False]
        """
        if amount in self.owed:
            return True
        total = 0
        for owed in self.owed:
            total += owed.fen
            if total >= amount.fen:
                return total == amount.fen
        return False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A home with what speaks for it and how much that is worth."""

    home: Home
    evidence: tuple[Evidence, ...]
    confidence_bp: int


@dataclass(frozen=True, slots=True)
class Decision:
    """The candidates, the best first; the first alone may be automatic."""

    candidates: tuple[Candidate, ...] = ()

    @property
    def automatic(self) -> Candidate | None:
        """The candidate that may be booked without a person, if there is one."""
        best = self.candidates[0] if self.candidates else None
        return best if best and best.confidence_bp >= AUTOMATIC_FROM_BP else None


@dataclass(slots=True)
class Directory:
    """The homes of a community, found by code, by holder, and by payers seen before.

    ``seen`` maps a payer's bank account to the accounts he paid for, ``named`` the name of
    somebody who is no holder but paid before, as families do. The keys are ``account_key`` and
    ``name_key``.
    """

    homes: Sequence[Home]
    seen: Mapping[str, frozenset[int]] = field(default_factory=dict)
    named: Mapping[str, frozenset[int]] = field(default_factory=dict)
    by_code: dict[str, list[Home]] = field(init=False)
    by_holder: dict[str, list[Home]] = field(init=False)
    by_account: dict[int, Home] = field(init=False)
    by_amount: dict[Money, list[Home]] = field(init=False)

    def __post_init__(self) -> None:
        self.by_code, self.by_holder, self.by_account, self.by_amount = {}, {}, {}, {}
        for home in self.homes:
            self.by_code.setdefault(home.code, []).append(home)
            self.by_account[home.account_id] = home
            for name in names_in(home.holder):
                self.by_holder.setdefault(name, []).append(home)
            for amount in {*home.owed, Money(sum(owed.fen for owed in home.owed))}:
                self.by_amount.setdefault(amount, []).append(home)


def account_key(account: str) -> str:
    """Spell a payer's account so that it can be compared; one that is masked names nobody.

    >>> account_key("6222 0000-1234"), account_key("6222****1234")
    ('622200001234', '')
    """
    plain = clean(account).replace(" ", "").replace("-", "")
    return "" if "*" in plain else plain


def name_key(name: str) -> str:
    """Spell a payer's name so that it can be compared; one that is masked names nobody.

    >>> name_key(" 示例 张三"), name_key("张**")
    ('示例张三', '')
    """
    plain = "".join(clean(name).split())
    return "" if "*" in plain or "某" in plain else plain


def names_in(holder: str) -> tuple[str, ...]:
    """Split the name of joint holders: 示例张三、示例李四.

    >>> names_in("示例张三、示例李四")
    ('示例张三', '示例李四')
    """
    plain = clean(holder)
    for mark in ",，;；/&和 ":
        plain = plain.replace(mark, "、")
    return tuple(part for part in plain.split("、") if len(part) > 1)


def decide(line: StatementLine, directory: Directory) -> Decision:
    """Weigh what a line says; the best candidates come first."""
    rooms = rooms_in(line.remark, directory.by_code)
    pointed: dict[Evidence, list[Home]] = {
        Evidence.ROOM: [home for code in rooms for home in directory.by_code[code]],
        Evidence.NAME: _named(line, directory),
        Evidence.SEEN: _known(directory.seen.get(account_key(line.payer_account)), directory),
    }
    homes = {home.account_id: home for found in pointed.values() for home in found}
    if not homes:
        return _by_amount_alone(line, directory)
    stray_room = not rooms and mentions_any(line.remark)
    found = [_weigh(home, line.amount, pointed, stray_room=stray_room) for home in homes.values()]
    return Decision(_ranked(found))


def _named(line: StatementLine, directory: Directory) -> list[Home]:
    """Find the homes whose holder, or whose payer before, bears the payer's name."""
    name = name_key(line.payer_name)
    if not name:
        return []
    held = directory.by_holder.get(name, [])
    return held or _known(directory.named.get(name), directory)


def _known(accounts: Iterable[int] | None, directory: Directory) -> list[Home]:
    known = directory.by_account
    return [known[account] for account in sorted(accounts or ()) if account in known]


def _weigh(
    home: Home,
    amount: Money,
    pointed: Mapping[Evidence, Sequence[Home]],
    *,
    stray_room: bool,
) -> Candidate:
    """Tell what speaks for a home, what speaks against it, and what that is worth."""
    speaks = [what for what, homes in pointed.items() if home in homes]
    fits = home.fits(amount)
    against = [what for what, homes in pointed.items() if homes and home not in homes]
    evidence = [*speaks, *([Evidence.AMOUNT] if fits else [])]
    if stray_room or _contradicted(against, pointed, speaks):
        evidence.append(Evidence.ELSEWHERE)
    if _is_shared(home, amount, speaks, pointed, fits=fits):
        evidence.append(Evidence.SHARED)
    return Candidate(home, tuple(evidence), confidence(evidence))


def _contradicted(
    against: Sequence[Evidence],
    pointed: Mapping[Evidence, Sequence[Home]],
    speaks: Sequence[Evidence],
) -> bool:
    """Tell whether evidence for other homes weighs against one.

    A payer seen before for other homes does not, once this home's own holder pays for this room.
    """
    own = {Evidence.ROOM, Evidence.NAME} <= set(speaks)
    return any(not (own and what is Evidence.SEEN) for what in against)


def _is_shared(
    home: Home,
    amount: Money,
    speaks: Sequence[Evidence],
    pointed: Mapping[Evidence, Sequence[Home]],
    *,
    fits: bool,
) -> bool:
    """Tell whether everything that speaks for a home speaks for another one as well."""
    others = set.intersection(
        *({other.account_id for other in pointed[what]} for what in speaks)
    ) - {home.account_id}
    if not others:
        return False
    if not fits:
        return True
    rivals = [other for what in speaks for other in pointed[what] if other.account_id in others]
    return any(rival.fits(amount) for rival in rivals)


def _by_amount_alone(line: StatementLine, directory: Directory) -> Decision:
    """Suggest the homes that owe exactly so much, when they are few."""
    homes = directory.by_amount.get(line.amount, [])
    if not 0 < len(homes) <= MOST_SUGGESTIONS:
        return Decision()
    evidence = (Evidence.AMOUNT, *((Evidence.SHARED,) if len(homes) > 1 else ()))
    return Decision(tuple(Candidate(home, evidence, confidence(evidence)) for home in homes))


def _ranked(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Put the best first; two that are equally good are both suggestions."""
    ranked = sorted(
        found, key=lambda each: (-each.confidence_bp, each.home.code, each.home.account_id)
    )
    if len(ranked) > 1 and ranked[0].confidence_bp == ranked[1].confidence_bp:
        ranked = [
            Candidate(each.home, each.evidence, min(each.confidence_bp, AUTOMATIC_FROM_BP - 500))
            for each in ranked
        ]
    return tuple(ranked[:MOST_SUGGESTIONS])


def confidence(evidence: Iterable[Evidence]) -> int:
    """Weigh evidence into basis points.

    >>> confidence([Evidence.ROOM, Evidence.NAME]), confidence([Evidence.ROOM, Evidence.AMOUNT])
    (9900, 9300)
    """
    told = set(evidence)
    worth = next(bp for needed, bp in _WORTH if needed <= told)
    if Evidence.ELSEWHERE in told:
        return min(worth, 6_000)
    return min(worth, 8_000) if Evidence.SHARED in told else worth


_WORTH: tuple[tuple[set[Evidence], int], ...] = (
    ({Evidence.SEEN, Evidence.NAME, Evidence.ROOM}, 9_990),
    ({Evidence.SEEN, Evidence.ROOM}, 9_950),
    ({Evidence.NAME, Evidence.ROOM}, 9_900),
    ({Evidence.SEEN, Evidence.NAME, Evidence.AMOUNT}, 9_850),
    ({Evidence.SEEN, Evidence.AMOUNT}, 9_800),
    # From here on a person decides: a namesake may owe the same, a room may be another's.
    ({Evidence.NAME, Evidence.AMOUNT}, 9_400),
    ({Evidence.ROOM, Evidence.AMOUNT}, 9_300),
    ({Evidence.SEEN}, 9_000),
    ({Evidence.ROOM}, 8_500),
    ({Evidence.NAME}, 8_000),
    ({Evidence.AMOUNT}, 5_000),
    (set(), 0),
)
