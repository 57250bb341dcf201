"""One code for a home, however a ledger spells it: 3栋2单元501, 3-2-501, ３＃２－５０１ → 3-2-501.

Building, entrance and room may stand in three columns, two, or one, and may repeat each other.
Shops without a building are ``S-12``, parking spaces ``P-B1-023``, storage rooms ``C-12``; a home
without an entrance is ``3-501``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from qingshou.intake.rules.problems import Unreadable
from qingshou.intake.rules.spelling import Cell, is_nothing, text_of

SHOP, PARKING, STORAGE = "S", "P", "C"
_LETTERS = frozenset({SHOP, PARKING})  # a bare C is more often a building than a storage room
_USAGE_OF = {SHOP: "SHOP", PARKING: "PARKING", STORAGE: "STORAGE"}

_SHOP = re.compile(r"沿街商铺|临街商铺|底商|商铺|门面房?|店铺|商业铺?|网点")
_PARKING = re.compile(
    r"地下车位|地上车位|机动车位|停车位|车位号?|地下车库|停车场|停车库|车库|地库|泊位"
)
_STORAGE = re.compile(r"储藏室|储藏间|地下室|杂物间")
_BUILDING = re.compile(
    r"(?<=[\dA-Z一二三四五六七八九十甲乙丙丁])(?:号楼|栋楼?|幢楼?|#楼?|座|号院|楼)"
)
_ENTRANCE = re.compile(r"(?<=[\dA-Z一二三四五六七八九十甲乙丙丁])(?:单元|门洞|门|梯)")
_FLOOR = re.compile(r"(?<=[\d一二三四五六七八九十])层")
_BASEMENT = re.compile(r"(?:负|地下)(?P<level>[\d一二三四])层?")
_ROOM = re.compile(r"(?:室|号房|房|户|号铺|号)$")
_JOINTS = re.compile(r"[-/\\_—–－.、·\s]+")
_TOKEN = re.compile(r"[0-9A-Z\u3400-\u9fff()]{1,20}")
_HAN = re.compile(r"[一二三四五六七八九十]{1,3}")
_DIGITS = dict(zip("一二三四五六七八九", range(1, 10), strict=True))
_ENTRANCE_WORD = re.compile(r"(?:单元|门洞|门|梯)$")
_BUILDING_WORD = re.compile(r"(?:号楼|栋楼?|幢楼?|#楼?|座|号院|楼|号)$")
_NO_ENTRANCE = frozenset({"0", "无", "-", "/"})
_LONGEST_CODE = 40


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit is; ``usage`` only where the spelling itself tells it."""

    building: str
    entrance: str
    room: str
    usage: str = ""
    building_name: str = ""

    @property
    def code(self) -> str:
        """The normalized code of the unit."""
        return "-".join(part for part in (self.building, self.entrance, self.room) if part)


def read_place(building: Cell, entrance: Cell, room: Cell, usage: str = "") -> Place:
    """Read a place from up to three cells; ``usage`` is its code where another column says it.

    Raises:
        Unreadable: If no room can be made out, or a spreadsheet made a date of it.

    >>> read_place("", "", "３栋２单元５０１室").code, read_place("3号楼", "0", 501.0).code
    ('3-2-501', '3-501')
    >>> read_place("", "", "车位B1-023").code, read_place("", "", "商铺12号").code
    ('P-B1-023', 'S-12')
    """
    if isinstance(building, date) or isinstance(entrance, date) or isinstance(room, date):
        raise Unreadable("room-became-date", text=text_of(room))
    whole = text_of(room).upper()
    named = text_of(building).upper()
    named = "" if is_nothing(named) else named
    if is_nothing(whole):
        raise Unreadable("room-missing" if not named else "room-unreadable", text=named)
    own = _parts(whole)
    above = _building(named)
    stair = _entrance(text_of(entrance).upper())
    return _joined(above, stair, own, named, usage)


@dataclass(frozen=True, slots=True)
class _Parts:
    prefix: str  # S, P, C or nothing
    tokens: tuple[str, ...]
    levelled: bool = False  # a basement was named


def _parts(text: str) -> _Parts:
    """Cut a spelling into its tokens and find what sort of unit it names."""
    prefix = ""
    for sign, words in ((SHOP, _SHOP), (PARKING, _PARKING), (STORAGE, _STORAGE)):
        if words.search(text):
            prefix, text = sign, words.sub("-", text)
            break
    text = _BASEMENT.sub(lambda found: f"B{_number(found['level'])}-", text)
    text = _ROOM.sub("", text.strip("-"))
    for marks in (_BUILDING, _ENTRANCE, _FLOOR):
        text = marks.sub("-", text)
    if not prefix and "号" in text:
        text = text.replace("号", "-")
    tokens = [_number(token) for token in _JOINTS.split(text.replace("#", "-")) if token]
    if tokens and tokens[0] in _LETTERS:
        prefix, tokens = tokens[0], tokens[1:]
    return _Parts(prefix, tuple(tokens), bool(tokens) and _is_basement(tokens[0]))


def _is_basement(token: str) -> bool:
    return len(token) == 2 and token[0] == "B" and token[1].isdigit()


def _building(text: str) -> _Parts:
    if not text:
        return _Parts("", ())
    found = _parts(text)
    if not found.tokens:
        return found
    bare = _BUILDING_WORD.sub("", _JOINTS.sub("", text)) if not found.prefix else ""
    if bare and _BUILDING_WORD.search(text):
        return _Parts("", (_number(bare),))
    return found


def _entrance(text: str) -> str:
    if is_nothing(text) or text in _NO_ENTRANCE:
        return ""
    bare = _number(_ENTRANCE_WORD.sub("", text))
    return "" if bare == "0" else bare


def _number(token: str) -> str:
    """Spell a number of up to two digits plainly: 三 → 3, 十二 → 12, 03 → 3."""
    if _HAN.fullmatch(token):
        tens, ten, ones = token.rpartition("十")
        value = _DIGITS.get(ones, 0) + (_DIGITS.get(tens, 1) * 10 if ten else 0)
        return str(value) if value else token
    if token.isdigit() and len(token) == 2:
        return str(int(token))
    return token


def _joined(above: _Parts, stair: str, own: _Parts, named: str, usage: str) -> Place:
    tokens = list(own.tokens)
    buildings = list(above.tokens)
    if buildings and len(tokens) > len(buildings) and tokens[: len(buildings)] == buildings:
        tokens = tokens[len(buildings) :]
    if stair and len(tokens) > 1 and tokens[0] == stair:
        tokens = tokens[1:]
    prefix = (
        above.prefix
        or own.prefix
        or _prefix_by(usage, above if buildings else own, above=bool(buildings))
    )
    if prefix in (PARKING, STORAGE):
        return _special(prefix, [*buildings, *tokens], named)
    if prefix == SHOP and not buildings:
        return _special(prefix, tokens, named)
    spare = len(tokens) - (1 if stair else 2)
    if spare > 0:
        buildings, tokens = [*buildings, *tokens[:spare]], tokens[spare:]
    if not buildings and len(tokens) > 1:
        buildings, tokens = tokens[:1], tokens[1:]
    if not stair and len(tokens) > 1:
        stair, tokens = tokens[0], tokens[1:]
    room = _room("-".join(tokens), shop=prefix == SHOP)
    return _checked(
        Place("-".join(buildings), stair, room, _told(prefix, buildings), named), own, named
    )


def _told(prefix: str, buildings: list[str]) -> str:
    """Tell the usage a spelling gives away: 商铺, or a row of shops named S1."""
    if prefix:
        return _USAGE_OF[prefix]
    row_of_shops = bool(buildings) and re.fullmatch(r"S\d{0,2}", buildings[0]) is not None
    return "SHOP" if row_of_shops else ""


def _prefix_by(usage: str, parts: _Parts, *, above: bool) -> str:
    """A parking space may be known only by its usage column, or by lying in B1."""
    if usage == "PARKING" or parts.levelled:
        return PARKING
    if usage == "SHOP" and len(parts.tokens) == 1 and not above:
        return SHOP
    return STORAGE if usage == "STORAGE" else ""


def _special(prefix: str, tokens: list[str], named: str) -> Place:
    own = _Parts(prefix, tuple(tokens))
    if not tokens:
        raise Unreadable("room-unreadable", text=named)
    place = Place("-".join([prefix, *tokens[:-1]]), "", tokens[-1], _USAGE_OF[prefix], named)
    return _checked(place, own, named)


def _room(token: str, *, shop: bool) -> str:
    """Drop the zero of a floor: 0501 is 501; a shop called 3 in building 1 is S3."""
    if len(token) == 4 and token[0] == "0" and token.isdigit():
        return token[1:]
    return f"S{token}" if shop and token.isdigit() and len(token) < 3 else token


def _checked(place: Place, own: _Parts, named: str) -> Place:
    parts = [*place.building.split("-"), place.entrance, place.room]
    readable = all(_TOKEN.fullmatch(part) for part in "-".join(parts).split("-") if part)
    if not place.room or not readable or len(place.code) > _LONGEST_CODE:
        raise Unreadable("room-unreadable", text=" ".join([named, *own.tokens]).strip())
    return place
