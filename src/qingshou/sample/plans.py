"""The communities of the invented company, and how they repeat when a million homes are wanted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from qingshou.sample import price_lists
from qingshou.sample.estate import Shape
from qingshou.sample.months import month_number
from qingshou.sample.tariffs import Price

COMPANY = "示例物业服务有限公司"
DEVELOPER = "示例置业有限公司"
LARGE_COMMUNITY = 2_000

LIFT_STOPPED = month_number(date(2025, 10, 1))
LIFT_REPAIRED_ON = date(2026, 8, 12)
LETTERING_FROM = month_number(date(2026, 4, 1))


@dataclass(frozen=True, slots=True)
class Plan:
    """A kind of community: its buildings, its prices, and how its people differ.

    ``tilt`` (permille) is added to every likelihood of paying; ``mix`` replaces weights of the
    causes for not paying; ``parking`` is the permille of homes that have a space.
    """

    style: str
    homes: int
    shops: int
    parking: int
    shapes: tuple[Shape, ...]
    prices: tuple[Price, ...]
    tilt: int
    mix: tuple[tuple[str, int], ...]
    price_change: int | None = None
    debit_wave: range | None = None

    @property
    def longest_cycle(self) -> int:
        """The longest cycle of a home's charges: owners change at its boundaries."""
        return max(price.cycle for price in self.prices if "PARKING" not in price.usages)


@dataclass(frozen=True, slots=True)
class Community:
    """One community to be written; its ``number`` counts from 1 and is part of names and phones."""

    number: int
    code: str
    name: str
    short_name: str
    plan: Plan
    homes: int
    shops: int
    designed_for: int


_HIGH_RISE = Plan(
    style="YSL",
    homes=520,
    shops=10,
    parking=335,
    shapes=tuple(
        Shape(2, 22, 2, date(2018 + number // 3, 3, 1), lift_stopped=number == 2)
        for number in range(6)
    ),
    prices=price_lists.HIGH_RISE_PRICES,
    tilt=15,
    mix=(("PRICE", 42),),
    price_change=price_lists.PRICE_CHANGE,
)
_MIXED = Plan(
    style="CHY",
    homes=430,
    shops=10,
    parking=240,
    shapes=(
        *(Shape(2, 18, 2, date(2016, 9, 1)) for _ in range(3)),
        *(Shape(3, 6, 2, date(2012, 6, 1)) for _ in range(6)),
    ),
    prices=price_lists.MIXED_PRICES,
    tilt=0,
    mix=(("FORGOT", 125), ("REFUSAL", 22)),
    debit_wave=range(month_number(date(2026, 6, 1)), month_number(date(2026, 10, 1))),
)
_PLAZA = Plan(
    style="JCG",
    homes=250,
    shops=40,
    parking=300,
    shapes=(
        Shape(1, 25, 4, date(2021, 11, 1)),
        Shape(1, 25, 4, date(2022, 4, 1)),
        Shape(1, 13, 4, None),
    ),
    prices=price_lists.PLAZA_PRICES,
    tilt=-80,
    mix=(("NOT_INFORMED", 40), ("VACANT", 55), ("FORGOT", 110), ("OWNERSHIP", 18)),
)
_NAMED = (
    ("YSL", "示例·云杉里", "云杉里", _HIGH_RISE),
    ("CHY", "示例·澄湖苑", "澄湖苑", _MIXED),
    ("JCG", "示例·锦程广场", "锦程广场", _PLAZA),
)
NAMED = len(_NAMED)
ORDINARY_SIZE = sum(plan.homes for *_, plan in _NAMED)


def communities(households: int) -> Iterator[Community]:
    """List the communities that hold so many homes: the three named ones, then numbered ones.

    Below the ordinary size the named ones shrink in proportion.
    """
    named = min(households, ORDINARY_SIZE)
    sizes = [plan.homes * named // ORDINARY_SIZE for *_, plan in _NAMED]
    sizes[0] += named - sum(sizes)
    for number, ((code, name, short_name, plan), homes) in enumerate(
        zip(_NAMED, sizes, strict=True), start=1
    ):
        if homes:
            shops = _in_proportion(plan, homes)
            yield Community(number, code, name, short_name, plan, homes, shops, plan.homes)
    yield from _numbered(households - named)


def _numbered(households: int) -> Iterator[Community]:
    number = NAMED
    while households > 0:
        *_, plan = _NAMED[number % len(_NAMED)]
        number += 1
        homes = min(households, LARGE_COMMUNITY)
        households -= homes
        shops, name = _in_proportion(plan, homes), f"示例小区{number:04d}"
        yield Community(number, f"SL{number:04d}", name, name, plan, homes, shops, LARGE_COMMUNITY)


def _in_proportion(plan: Plan, homes: int) -> int:
    """Shops grow with the homes; a row has numbers for ninety-nine."""
    return min(99, -(-plan.shops * homes // plan.homes))
