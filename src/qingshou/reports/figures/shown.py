"""How an exact value is written where nobody chose otherwise."""

from __future__ import annotations

from fractions import Fraction

from qingshou.kernel.money import half_up
from qingshou.reports.document import Unit

MISSING = "—"
_WAN_FEN = 1_000_000


def decimal(value: Fraction | int, places: int) -> str:
    """Write a number with thousands marks and fixed places, halves away from zero.

    >>> decimal(Fraction(81_65, 100), 1), decimal(-1234, 0)
    ('81.7', '-1,234')
    """
    scaled = int(half_up(Fraction(value) * 10**places))
    sign = "-" if scaled < 0 else ""
    whole, rest = divmod(abs(scaled), 10**places)
    return f"{sign}{whole:,}.{rest:0{places}d}" if places else f"{sign}{whole:,}"


def shown(value: int | Fraction | None, unit: Unit) -> str:
    """Write a value for a sentence, with its unit where it needs one.

    >>> shown(412_630_000, Unit.YUAN), shown(45_000, Unit.YUAN)
    ('412.63 万元', '450.00 元')
    >>> shown(Fraction(817, 1000), Unit.RATE)
    '81.7%'
    """
    if value is None:
        return MISSING
    match unit:
        case Unit.YUAN:
            if abs(Fraction(value)) >= _WAN_FEN:
                return f"{decimal(Fraction(value, _WAN_FEN), 2)} 万元"
            return f"{decimal(Fraction(value, 100), 2)} 元"
        case Unit.RATE:
            return f"{decimal(Fraction(value) * 100, 1)}%"
        case Unit.POINTS:
            return f"{decimal(value, 1)} 个百分点"
        case Unit.DAYS:
            return f"{decimal(value, 0 if Fraction(value).denominator == 1 else 1)} 天"
        case Unit.COUNT:
            return decimal(value, 0)
