"""Fills a community with households: who lives there, who sells, who lets, who has a car.

Owners change, tenants come and go and developers hand over only where a charge's cycle begins,
so that every bill has exactly one payer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from qingshou.sample import estate
from qingshou.sample.chance import happens, stream
from qingshou.sample.estate import Unit
from qingshou.sample.holders import Holding, Household, Party, Payer, Stretch
from qingshou.sample.months import first_day, is_cycle_start, latest_day, month_number
from qingshou.sample.names import Register
from qingshou.sample.plans import Community
from qingshou.sample.traits import DEVELOPER, Traits, draw

_SOLD_A_YEAR = 32  # permille, as all of these
_LET_AND_TENANT_PAYS = 55
_LET_ALL_THE_TIME = 600
_HALF_YEAR = 6
_ROLES = {"OWNER": "OWNER", "BUYER": "OWNER", "TENANT": "TENANT", "DEVELOPER": "DEVELOPER"}


def households(community: Community, *, seed: int, months: range) -> Iterator[Household]:
    """Make every household of a community, homes first, then shops; each from its own chance."""
    register, spaces = Register(community), 0
    for number, unit in enumerate(_units(community, seed)):
        rng = stream(seed, community.code, unit.code)
        parking = _parking(rng, community, unit, spaces)
        spaces += len(parking)
        stretches = _stretches(rng, unit, parking, community.plan.longest_cycle, months)
        yield _settle_in(rng, community, register, number, stretches, seed=seed)


def _units(community: Community, seed: int) -> Iterator[Unit]:
    plan, code = community.plan, community.code
    shapes = estate.building_shapes(plan.shapes, community.designed_for)
    yield from estate.homes(seed, code, shapes, community.homes)
    for number in range(1, community.shops + 1):
        yield estate.shop(seed, code, number, date(2019, 5, 6))


def _parking(rng: Random, community: Community, unit: Unit, taken: int) -> tuple[Unit, ...]:
    wanted, second = happens(rng, community.plan.parking), happens(rng, 60)
    if not wanted or unit.usage != "RESIDENTIAL" or unit.delivered_on is None:
        return ()
    return tuple(estate.parking_space(taken + at) for at in range(1, 3 if second else 2))


def _stretches(
    rng: Random, unit: Unit, parking: Sequence[Unit], cycle: int, months: range
) -> list[Stretch]:
    """Decide who pays when, for the home first, then for its spaces."""
    sold = happens(rng, _SOLD_A_YEAR * len(months) // 12)
    let, always = happens(rng, _LET_AND_TENANT_PAYS), happens(rng, _LET_ALL_THE_TIME)
    start = _boundary(rng, months, _HALF_YEAR if parking else cycle)
    handed_over = _first_month_after_delivery(unit, cycle)
    if handed_over is None or handed_over >= months[0]:
        return _from_developer(unit, parking, handed_over)
    if sold and start:
        both = (unit, *parking)
        return [s for u in both for s in (Stretch(u, "OWNER", None, start), _buyer(u, start))]
    own = [Stretch(space, "OWNER") for space in parking]
    if let and always:
        return [*_let(unit, months[0] - 8, None), *own]
    if let and start:
        return [*_let(unit, start, start + 12 if start + 12 in months else None), *own]
    return [Stretch(unit, "OWNER"), *own]


def _buyer(unit: Unit, start: int) -> Stretch:
    return Stretch(unit, "BUYER", start)


def _let(unit: Unit, start: int, end: int | None) -> list[Stretch]:
    """The owner pays until the lease begins, and again when it has ended."""
    lease = [Stretch(unit, "OWNER", None, start), Stretch(unit, "TENANT", start, end)]
    return [*lease, Stretch(unit, "OWNER", end)] if end else lease


def _from_developer(unit: Unit, parking: Sequence[Unit], handed_over: int | None) -> list[Stretch]:
    """The developer pays through the month of delivery; a space is sold with the next half-year."""
    if handed_over is None:
        return [Stretch(unit, "DEVELOPER")]
    sold = handed_over
    while not is_cycle_start(sold, _HALF_YEAR):
        sold += 1
    spaces = [s for u in parking for s in (_developers(u, sold), Stretch(u, "OWNER", sold))]
    return [_developers(unit, handed_over), Stretch(unit, "OWNER", handed_over), *spaces]


def _developers(unit: Unit, until: int) -> Stretch:
    return Stretch(unit, "DEVELOPER", None, until)


def _boundary(rng: Random, months: range, cycle: int) -> int | None:
    """Choose a month in which a cycle begins, never the first of the window."""
    starts = [month for month in months[1:] if is_cycle_start(month, cycle)]
    return rng.choice(starts) if starts else None


def _first_month_after_delivery(unit: Unit, cycle: int) -> int | None:
    if unit.delivered_on is None:
        return None
    month = month_number(unit.delivered_on) + 1
    while not is_cycle_start(month, cycle):
        month += 1
    return month


def _settle_in(
    rng: Random,
    community: Community,
    register: Register,
    number: int,
    stretches: Sequence[Stretch],
    *,
    seed: int,
) -> Household:
    """Give every stretch its party, traits and register lines."""
    unit = stretches[0].unit
    everybody = dict.fromkeys(s.who for s in stretches)
    people = {who: register.party(rng, number, who, unit) for who in everybody}
    tilt = community.plan.tilt + stream(seed, community.code, unit.building).randint(-28, 28)
    payers = tuple(_payer(rng, community, who, people[who], stretches, tilt) for who in everybody)
    vacant = next((_vacant_from(rng, p.traits, unit) for p in payers if p.who == "OWNER"), None)
    moved_in = _moved_in(rng, unit)
    spaces = tuple(dict.fromkeys(s.unit for s in stretches if s.unit is not unit))
    holdings = [line for s in stretches for line in _lines(s, people, moved_in)]
    return Household(number, unit, spaces, tuple(holdings), payers, vacant)


def _payer(
    rng: Random,
    community: Community,
    who: str,
    party: Party,
    stretches: Sequence[Stretch],
    tilt: int,
) -> Payer:
    """Draw one payer; a tenant is there and reachable, whatever else."""
    mine = tuple(s for s in stretches if s.who == who)
    unit = mine[0].unit
    if who == "DEVELOPER":
        return Payer(who, party, DEVELOPER, mine)
    business = unit.usage == "SHOP"
    traits = draw(rng, community.plan, business=business, lift_stopped=unit.lift_stopped, tilt=tilt)
    if who == "TENANT" and traits.cause in ("VACANT", "OWNERSHIP", "MOVED"):
        traits = replace(traits, cause="", grieved=range(0), phone_works=True)
    gone = mine[0].until if any(s.who == "BUYER" for s in stretches) and who == "OWNER" else None
    return Payer(who, party, traits, mine, leaves=gone)


def _vacant_from(rng: Random, traits: Traits, unit: Unit) -> date | None:
    if traits.cause != "VACANT" or unit.delivered_on is None:
        return None
    return max(unit.delivered_on, date(2022, 1, 1)) + timedelta(days=rng.randrange(600))


def _moved_in(rng: Random, unit: Unit) -> date | None:
    """Most owners took the keys at the handover, some bought later."""
    later, days = happens(rng, 220), rng.randrange(100, 900)
    if unit.delivered_on is None:
        return None
    bought = estate.an_ordinary_day(unit.delivered_on + timedelta(days=days))
    return bought if later and bought < date(2024, 1, 1) else unit.delivered_on


def _lines(stretch: Stretch, people: dict[str, Party], moved_in: date | None) -> Iterator[Holding]:
    """Write a stretch into the register; beside a tenant stands the owner who does not pay."""
    since = first_day(stretch.since) if stretch.since else _beginning(stretch, moved_in)
    latest = latest_day(stretch.until - 1) if stretch.until else None
    if stretch.who == "TENANT":
        yield Holding(stretch.unit, people["OWNER"], "OWNER", since, latest, liable=False)
    yield Holding(stretch.unit, people[stretch.who], _ROLES[stretch.who], since, latest)


def _beginning(stretch: Stretch, moved_in: date | None) -> date | None:
    return date(2023, 11, 1) if stretch.who == "DEVELOPER" else moved_in
