"""Homes, shops and parking spaces of an invented community.

Homes are numbered by walking through all buildings in turn, so that a small sample still has
every building, and a larger one only adds homes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from qingshou.sample.chance import pick, stream
from qingshou.sample.months import day_in, month_number

_HANDING_OVER = range(month_number(date(2024, 10, 1)), month_number(date(2026, 6, 1)))
_LAYOUTS = {
    "2室1厅1卫": (7_480, 8_890),
    "2室2厅1卫": (8_510, 9_640),
    "3室2厅1卫": (9_780, 11_460),
    "3室2厅2卫": (11_620, 13_350),
    "4室2厅2卫": (13_870, 16_290),
}
_WEIGHTS = {"2室1厅1卫": 22, "2室2厅1卫": 26, "3室2厅1卫": 27, "3室2厅2卫": 18, "4室2厅2卫": 7}


@dataclass(frozen=True, slots=True)
class Shape:
    """How a building is built; ``handed_over`` is None where homes are still being delivered."""

    entrances: int
    floors: int
    per_floor: int
    handed_over: date | None
    lift_stopped: bool = False

    @property
    def high_rise(self) -> bool:
        """From seven floors on there is a lift to pay for."""
        return self.floors > 6

    @property
    def homes(self) -> int:
        """How many homes fit in."""
        return self.entrances * self.floors * self.per_floor


@dataclass(frozen=True, slots=True)
class Unit:
    """A home, shop or parking space; areas in hundredths of a m²."""

    code: str
    building: str
    entrance: str
    room: str
    usage: str
    area: int = 0
    usable_area: int = 0
    floor: int | None = None
    layout: str = ""
    high_rise: bool = False
    lift_stopped: bool = False
    delivered_on: date | None = None


def building_shapes(pattern: Sequence[Shape], homes: int) -> list[Shape]:
    """Repeat a pattern of buildings until a community of this size fits."""
    shapes = list(pattern)
    while sum(shape.homes for shape in shapes) < homes:
        shapes.append(pattern[len(shapes) % len(pattern)])
    return shapes


def homes(seed: int, code: str, shapes: Sequence[Shape], count: int) -> Iterator[Unit]:
    """List the homes of a community, building by building in turn."""
    made = position = 0
    while made < count:
        for number, shape in enumerate(shapes, start=1):
            if position < shape.homes and made < count:
                yield _home(seed, code, number, shape, position)
                made += 1
        position += 1


def _home(seed: int, code: str, number: int, shape: Shape, position: int) -> Unit:
    """Place one home: entrances in turn, then doors, then floors."""
    above, entrance = divmod(position, shape.entrances)
    floor, door = divmod(above, shape.per_floor)
    layout, area = _layout(seed, code, number, door)
    room = f"{floor + 1}{door + 1:02d}"
    return Unit(
        code=f"{number}-{entrance + 1}-{room}",
        building=str(number),
        entrance=str(entrance + 1),
        room=room,
        usage="RESIDENTIAL",
        area=area,
        usable_area=area * (77 if shape.high_rise else 84) // 100,
        floor=floor + 1,
        layout=layout,
        high_rise=shape.high_rise,
        lift_stopped=shape.lift_stopped,
        delivered_on=_delivered_on(seed, code, number, position, shape),
    )


def _layout(seed: int, code: str, number: int, door: int) -> tuple[str, int]:
    """Doors above one another share their plan, as real ones do."""
    rng = stream(seed, code, "layout", number, door)
    layout = pick(rng, _WEIGHTS)
    return layout, rng.randint(*_LAYOUTS[layout])


def _delivered_on(seed: int, code: str, number: int, position: int, shape: Shape) -> date | None:
    """Homes are handed over within three months; in the newest building one after another."""
    rng = stream(seed, code, "delivered", number, position)
    if shape.handed_over:
        return an_ordinary_day(shape.handed_over + timedelta(days=rng.randrange(90)))
    month = _HANDING_OVER[0] + rng.randrange(26)
    return day_in(month, rng.randint(5, 26)) if month in _HANDING_OVER else None


def an_ordinary_day(day: date) -> date:
    """Keep clear of a month's last days, which an end date would seem to be a whole month after."""
    return day.replace(day=min(day.day, 27))


def shop(seed: int, code: str, number: int, handed_over: date) -> Unit:
    """Make the shop of a number, in the row of shops S1."""
    area = stream(seed, code, "shop", number).randint(3_200, 18_500)
    room = f"1{number:02d}"
    return Unit(
        code=f"S1-{room}",
        building="S1",
        entrance="",
        room=room,
        usage="SHOP",
        area=area,
        usable_area=area * 88 // 100,
        floor=1,
        layout="商铺",
        delivered_on=handed_over,
    )


def parking_space(number: int) -> Unit:
    """Make the parking space of a number, on the first basement floor."""
    room = f"{number:03d}"
    return Unit(
        code=f"P-B1-{room}", building="B1", entrance="", room=room, usage="PARKING", area=1_272
    )
