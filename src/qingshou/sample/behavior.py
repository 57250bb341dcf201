"""The small model by which people pay: a likelihood for each month, in permille.

A payer remembers (memory) and can afford (means); season, price shock, grievance, reminders and
broken promises move the likelihood. The numbers here are the truth that an analysis of the
payments should be able to find again; they are repeated in the truth file.
"""

from __future__ import annotations

from qingshou.sample.traits import Traits

SEASON = {1: 103, 2: 62, 3: 104, 7: 97, 8: 96, 11: 104, 12: 118}  # percent, spring festival low
PRICE_SHOCK_PERCENT = 92
PRICE_SHOCK_MONTHS = 3
BROKEN_PROMISE_PERCENT = 70
PERSONAL_WORDING_BONUS = 70
DEBIT_SUCCESS = 970
CEILING = 985

STANDING = {  # percent of the ordinary likelihood, by cause
    "MOVED": 2,
    "VACANT": 8,
    "REFUSAL": 3,
    "NOT_INFORMED": 24,
}
GRIEVED_PERCENT = 2
FORGIVING_PERCENT = 44
UNFORGIVING_PERCENT = 8
YEAR_END_FOR_VACANT = 38

EFFECTS: dict[str, dict[str, int]] = {  # permille added in the month of a contact that got through
    "": {"PHONE": 60, "SMS": 40, "WECHAT": 45, "VISIT": 60, "LETTER": 50, "NOTICE": 20},
    "FORGOT": {"PHONE": 430, "SMS": 150, "WECHAT": 170, "VISIT": 240, "LETTER": 150, "NOTICE": 60},
    "NOT_INFORMED": {"PHONE": 260, "VISIT": 560, "LETTER": 220, "NOTICE": 90},
    "HARDSHIP": {"PHONE": 70, "SMS": 10, "WECHAT": 20, "VISIT": 130, "LETTER": 60},
    "VACANT": {"PHONE": 230, "SMS": 60, "WECHAT": 110, "LETTER": 120},
    "MOVED": {"PHONE": 60, "LETTER": 55},
    "REFUSAL": {"PHONE": 5, "VISIT": 10, "LETTER": 60},
    "OWNERSHIP": {},
    "SERVICE": {},
    "PRICE": {},
}
LEGAL_LETTER = {"REFUSAL": 240, "MOVED": 90, "VACANT": 200, "HARDSHIP": 90, "NOT_INFORMED": 250}

KEEPS_PROMISE = {"": 860, "FORGOT": 760, "HARDSHIP": 360, "VACANT": 560, "NOT_INFORMED": 700}
KEEPS_PROMISE_OTHERWISE = 150


def likelihood(traits: Traits, month: int, *, boost: int, broken: bool, shock: bool) -> int:
    """Tell how likely a payer pays in a month what is not disputed, in permille.

    >>> likelihood(Traits(memory=90, means=80), 24300, boost=0, broken=False, shock=False)
    985
    """
    recalls = min(CEILING, 180 + 9 * traits.memory)
    affords = min(1000, 150 + 14 * traits.means)
    permille = (recalls * affords // 1000 + traits.tilt) * standing(traits, month) // 100
    permille = permille * SEASON.get(month % 12 + 1, 100) // 100
    if broken:
        permille = permille * BROKEN_PROMISE_PERCENT // 100
    if shock:
        permille = permille * PRICE_SHOCK_PERCENT // 100
    return max(0, min(CEILING, permille + boost))


def standing(traits: Traits, month: int) -> int:
    """What a cause leaves of the ordinary likelihood, in percent."""
    if traits.cause == "VACANT" and month % 12 in (0, 11):
        return YEAR_END_FOR_VACANT
    return STANDING.get(traits.cause, 100)


def goodwill(traits: Traits, month: int) -> int:
    """What a grievance leaves of the will to pay the disputed thing, in percent."""
    if not traits.grieved or month < traits.grieved.start:
        return 100
    if month in traits.grieved:
        return GRIEVED_PERCENT
    return FORGIVING_PERCENT if traits.forgiving else UNFORGIVING_PERCENT


def effect(traits: Traits, channel: str, *, legal: bool, personal: bool) -> int:
    """What a contact that got through adds in its month, in permille."""
    if legal and channel == "LETTER":
        return LEGAL_LETTER.get(traits.cause, 60 if not traits.grieved else 0)
    added = EFFECTS.get(traits.cause, {}).get(channel, 0)
    return added + (PERSONAL_WORDING_BONUS if personal and added else 0)


def keeps_promise(traits: Traits) -> int:
    """How likely a promise is kept, in permille."""
    return KEEPS_PROMISE.get(traits.cause, KEEPS_PROMISE_OTHERWISE)


def withholds(traits: Traits, *, kind: str, usage: str) -> bool:
    """Tell what a grievance is about: a price dispute only the fee, others all but parking."""
    if traits.cause == "PRICE":
        return kind == "PROPERTY_FEE"
    return traits.cause in ("SERVICE", "OWNERSHIP") and usage != "PARKING"


def responds_to(traits: Traits) -> list[str]:
    """Name the contact methods that work on a payer, strongest first."""
    works = {c: added for c, added in EFFECTS.get(traits.cause, {}).items() if added >= 100}
    names = sorted(works, key=lambda channel: -works[channel])
    if LEGAL_LETTER.get(traits.cause, 0) >= 200:
        names.append("LEGAL_LETTER")
    return names
