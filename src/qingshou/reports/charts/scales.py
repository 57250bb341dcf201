"""From exact values to what is drawn and written: 万元, %, 户, days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from re import compile as pattern
from unicodedata import east_asian_width

from qingshou.reports.document import Chart, Unit

_WAN_FEN = 1_000_000  # 10,000 yuan in fen
_UNBROKEN = pattern(r"[\d.,%+\u2212]+[–—-]? ?|[A-Za-z]+ ?|.\s?")
Value = int | Fraction


def decimal_text(value: Value, places: int, *, signed: bool = False) -> str:
    """Write a number with thousands marks, halves away from zero, and a real minus sign.

    >>> decimal_text(Fraction(12345, 10), 0), decimal_text(Fraction(-1, 4), 1, signed=True)
    ('1,235', '\u22120.3')
    """
    steps = floor(abs(Fraction(value)) * 10**places + Fraction(1, 2))
    whole, part = divmod(steps, 10**places)
    text = f"{whole:,}" + (f".{part:0{places}d}" if places else "")
    if steps and value < 0:
        return f"\u2212{text}"
    return f"+{text}" if steps and signed else text


@dataclass(frozen=True, slots=True)
class Scale:
    """One unit for all numbers of a chart."""

    divisor: Fraction
    places: int
    word: str

    def drawn(self, value: Value | None) -> float | None:
        """The position of a value; floats are for drawing only."""
        return None if value is None else float(Fraction(value) / self.divisor)

    def shown(self, value: Value | None, *, signed: bool = False) -> str:
        """The words of a value without its unit."""
        if value is None:
            return "—"
        return decimal_text(Fraction(value) / self.divisor, self.places, signed=signed)


def scale_of(chart: Chart) -> Scale:
    """Choose the unit in which a chart's numbers are short."""
    values = [v for p in chart.points for v in (p.value, p.low, p.high) if v is not None]
    match chart.unit:
        case Unit.YUAN:
            return _yuan(values)
        case Unit.RATE:
            return Scale(Fraction(1, 100), 1, "%")
        case Unit.POINTS:
            return Scale(Fraction(1), 1, "个百分点")
        case Unit.DAYS:
            whole = all(Fraction(value).denominator == 1 for value in values)
            return Scale(Fraction(1), 0 if whole else 1, "天")
        case Unit.COUNT:
            return Scale(Fraction(1), 0, chart.counted)


def _yuan(values: Iterable[Value]) -> Scale:
    largest = max((abs(Fraction(value)) for value in values), default=Fraction(0))
    if largest < _WAN_FEN:
        return Scale(Fraction(100), 0, "元")
    return Scale(Fraction(_WAN_FEN), 2 if largest < 10 * _WAN_FEN else 1, "万元")


def text_width(text: str, size: float) -> float:
    """Estimate how wide a text is drawn, in pixels: a Chinese character is a square."""
    return sum(size if east_asian_width(sign) in "WF" else size * 0.55 for sign in text)


def in_lines(text: str, room: float, size: float = 12.5) -> str:
    """Break a label into lines no wider than ``room`` pixels, never within a number.

    >>> in_lines("1,000–2,000 元", 60)
    '1,000–\\n2,000 元'
    """
    lines = [""]
    for token in _UNBROKEN.findall(text):
        if lines[-1] and text_width(lines[-1] + token.rstrip(), size) > room:
            lines.append("")
        lines[-1] += token
    return "\n".join(line.strip() for line in lines)
