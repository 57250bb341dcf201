"""Compiled columns: each raw value is read once, and becomes its piece of the row's JSON.

A column is a dictionary that learns: ``column[raw]`` is the piece ``,"key":"clean text"`` (nothing
for an empty cell), made on first sight and then found at the speed of a look-up. What cannot be
read is nothing, and is kept in ``bad`` so that the rows that hold it are found afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from json.encoder import encode_basestring
from typing import Any

from qingshou.intake.rules import days, figures, meanings, words
from qingshou.intake.rules.penalty_rates import read_penalty_rate
from qingshou.intake.rules.phones import read_phones
from qingshou.intake.rules.problems import Unreadable
from qingshou.intake.rules.recognition import Layout
from qingshou.intake.rules.records import PLACE_KEYS, Field, Span
from qingshou.intake.rules.rooms import Place, read_place
from qingshou.intake.rules.spelling import Cell, heading, is_nothing, text_of

MOST_REMEMBERED = 50_000
LONGEST_TEXT = 2_000

_DAYS_1904 = 1462
_SERIALS_1904 = range(27_000, 72_000)

Reader = Callable[[Cell], str]
Verdict = tuple[str, dict[str, Any]]


class Column(dict[Any, str]):
    """Reads one kind of cell; ``numbers`` keeps hundredths where the column is added up."""

    def __init__(self, field: Field, read: Reader) -> None:
        super().__init__()
        self.field = field
        self.bad: dict[Any, Verdict] = {}
        self.numbers: dict[Any, int] = {}
        self._read = read

    def __missing__(self, raw: Any) -> str:
        piece = self._piece(raw)
        self[raw] = piece
        return piece

    def forget_if_many(self) -> None:
        """Keep memory small where values hardly repeat; called between batches."""
        if len(self) > MOST_REMEMBERED:
            self.clear()
            self.numbers.clear()

    def _piece(self, raw: Any) -> str:
        try:
            text = self._read(raw)
        except Unreadable as verdict:
            self.bad[raw] = (verdict.code, verdict.facts)
            text = ""
        if self.field.summed:
            self.numbers[raw] = _hundredths(text)
        return self.written(raw, text) if text else ""

    def written(self, raw: Any, text: str) -> str:
        """Write the piece of a readable cell."""
        return f',"{self.field.key}":{encode_basestring(text)}'


class NamedColumn(Column):
    """A column whose code keeps the words it was made of: kind with kind_name, reason with text."""

    def __init__(self, field: Field, read: Reader, words_key: str) -> None:
        super().__init__(field, read)
        self._words_key = words_key

    def written(self, raw: Any, text: str) -> str:
        """Write the code and the words."""
        said = encode_basestring(text_of(raw))
        return f'{super().written(raw, text)},"{self._words_key}":{said}'


class SpanColumn(dict[Any, str]):
    """Reads a start and an end together, from pairs of cells."""

    def __init__(self, span: Span, read: Callable[[Cell, Cell], tuple[str, str]]) -> None:
        super().__init__()
        self.bad: dict[Any, Verdict] = {}
        self._span = span
        self._read = read

    def __missing__(self, pair: tuple[Cell, Cell]) -> str:
        if len(self) > MOST_REMEMBERED:
            self.clear()
        try:
            start, until = self._read(*pair)
        except Unreadable as verdict:
            self.bad[pair] = (verdict.code, verdict.facts)
            start = until = ""
        piece = f',"{self._span.start}":"{start}"' if start else ""
        piece += f',"{self._span.until}":"{until}"' if until else ""
        self[pair] = piece
        return piece


class PlaceColumn(dict[Any, tuple[str, str]]):
    """Reads building, entrance, room and usage together: the piece, and the unit's code.

    Plain rooms under the same building and entrance share what is before the room.
    """

    def __init__(self, *, usage_unless_told: str | None) -> None:
        """Tell usages too, unless None: what the words say, else the one given here."""
        super().__init__()
        self.bad: dict[Any, Verdict] = {}
        self._unless_told = usage_unless_told
        self._heads: dict[Any, tuple[str, str] | None] = {}

    def __missing__(self, cells: tuple[Cell, Cell, Cell, str]) -> tuple[str, str]:
        building, entrance, room, usage = cells
        if type(room) is str and room.isascii() and room.isdigit() and 2 < len(room) < 5:
            head = self._head(building, entrance, usage)
            plain = room[1:] if room[0] == "0" and len(room) == 4 else room
            if head and plain[0] != "0":
                return f'{head[0]},"room":"{plain}","code":"{head[1]}{plain}"', head[1] + plain
        if len(self) > MOST_REMEMBERED:
            self.clear()
        try:
            place = read_place(building, entrance, room, usage)
        except Unreadable as verdict:
            self.bad[cells] = (verdict.code, verdict.facts)
            found = "", ""
        else:
            found = self._piece(place, usage), place.code
        self[cells] = found
        return found

    def _head(self, building: Cell, entrance: Cell, usage: str) -> tuple[str, str] | None:
        key = (building, entrance, usage)
        if key not in self._heads:
            self._heads[key] = self._make_head(building, entrance, usage)
        return self._heads[key]

    def _make_head(self, building: Cell, entrance: Cell, usage: str) -> tuple[str, str] | None:
        try:
            place = read_place(building, entrance, "501", usage)
        except Unreadable:
            return None
        plain = place.room == "501" and not place.usage and place.building
        if not plain:
            return None
        return self._piece(place, usage).split(',"room"')[0], place.code.removesuffix("501")

    def _piece(self, place: Place, usage: str) -> str:
        silent = self._unless_told is None or usage
        parts = {
            "usage": "" if silent else place.usage or self._unless_told,
            "building": place.building,
            "building_name": place.building_name,
            "entrance": place.entrance,
            "room": place.room,
            "code": place.code,
        }
        return "".join(f',"{key}":{encode_basestring(text)}' for key, text in parts.items() if text)


def compiled(layout: Layout, *, starts_1904: bool) -> dict[str, Column]:
    """Make the columns of a layout that are read cell by cell."""
    together = {*PLACE_KEYS} if "room" in layout.columns and _has_place(layout) else set()
    span = layout.record.span
    if span:
        together |= {span.start, span.until, span.key}
    return {
        key: _column(layout.record.by_key[key], starts_1904=starts_1904)
        for key in layout.columns
        if key not in together
    }


def _has_place(layout: Layout) -> bool:
    return layout.record.by_key["room"].read == "place"


def _column(field: Field, *, starts_1904: bool) -> Column:
    name, _, table = field.read.partition(":")
    if name == "code":
        codes = getattr(words, table)
        return Column(field, lambda cell: meanings.code_of(codes, cell))
    if name == "kind":
        return NamedColumn(field, _read_kind, "kind_name")
    if name == "reason":
        return NamedColumn(field, meanings.reason_of, "reason_text")
    read = _READERS[name]
    dated = name in ("day", "first_day", "month")
    return Column(field, _since_1904(read) if dated and starts_1904 else read)


def span_column(span: Span, *, joint: bool, starts_1904: bool) -> SpanColumn:
    """Make the column of a start and an end, in one cell (``joint``) or in two."""
    if joint:
        return SpanColumn(span, lambda cell, _: days.read_period(cell))
    if not starts_1904:
        return SpanColumn(span, days.period_between)
    return SpanColumn(
        span, lambda start, until: days.period_between(_shifted(start), _shifted(until))
    )


def _since_1904(read: Reader) -> Reader:
    return lambda cell: read(_shifted(cell))


def _shifted(cell: Cell) -> Cell:
    """Count a bare serial of a workbook that begins in 1904 from 1900 on."""
    serial = isinstance(cell, int | float) and int(cell) in _SERIALS_1904
    return cell + _DAYS_1904 if serial else cell  # type: ignore[operator]


def _hundredths(text: str) -> int:
    if not text:
        return 0
    whole, _, part = text.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0"))


def _read_text(cell: Cell) -> str:
    text = text_of(cell)
    if len(text) > LONGEST_TEXT:
        raise Unreadable("text-too-long", length=len(text), most=LONGEST_TEXT)
    return "" if is_nothing(text) else text


def _read_kind(cell: Cell) -> str:
    text = _read_text(cell)
    return meanings.kind_of(text) if text else ""


def _read_several(cell: Cell, one: Callable[[str], str]) -> str:
    """Read a list in one cell; 全部 and nothing mean all, which is no limit."""
    text = text_of(cell)
    if is_nothing(text) or heading(text) in ("全部", "所有", "全小区", "不限"):
        return ""
    return ",".join(one(part) for part in _split(text))


def _split(text: str) -> Sequence[str]:
    for sign in ",;/、":
        text = text.replace(sign, "、")
    return [part for part in text.split("、") if part.strip()]


_READERS: dict[str, Reader] = {
    "text": _read_text,
    "area": figures.read_area,
    "amount": figures.read_amount,
    "price": figures.read_price,
    "quantity": figures.read_quantity,
    "rate": figures.read_rate,
    "penalty_rate": read_penalty_rate,
    "floor": figures.read_floor,
    "day": days.read_day,
    "first_day": days.read_first_day,
    "month": days.read_month,
    "phones": read_phones,
    "outcome": meanings.outcome_of,
    "due_rule": meanings.due_rule_of,
    "usages": lambda cell: _read_several(cell, lambda w: meanings.code_of(words.USAGES, w)),
    "buildings": lambda cell: _read_several(cell, lambda w: read_place(w, "", "501").building),
    "units": lambda cell: _read_several(cell, lambda w: read_place("", "", w).code),
}
