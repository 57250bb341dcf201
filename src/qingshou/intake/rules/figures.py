"""Numbers as people write them: thousands marks, 元, ￥, full-width digits, brackets for minus.

Every function gives plain decimal text, or says why it cannot. Spreadsheets keep numbers as binary
fractions; what is left of that (254.40000000000003) is taken off, real further places are refused.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from qingshou.intake.rules.problems import Unreadable
from qingshou.intake.rules.spelling import Cell, clean, is_nothing

LARGEST = Decimal("9999999999.99")

_NOISE = Decimal("0.000001")
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_CURRENCY = re.compile(r"^(?:人民币|RMB|CNY|¥|￥)|(?:元整|元|圆|RMB|CNY)$", re.IGNORECASE)
_AREA_UNIT = re.compile(r"(?:平方米|平米|平方|m2|m²)$", re.IGNORECASE)
_BRACKETED = re.compile(r"\((.+)\)")
_FLOOR = re.compile(r"(?P<under>-|负|地下|B)?(?:第)?(?P<number>\d{1,3})(?:层|楼|F)?", re.IGNORECASE)


def read_number(cell: Cell, *, places: int) -> Decimal | None:
    """Read an exact number with at most so many decimal places; None if the cell is empty.

    Raises:
        Unreadable: If it is no number, too large, or more exact than allowed.
    """
    if isinstance(cell, str):
        text = clean(cell)
        if is_nothing(text):
            return None
        return _fitted(_decimal(text, cell), cell, places)
    if isinstance(cell, int | float):
        return _fitted(Decimal(repr(cell)), cell, places)
    raise Unreadable("number-unreadable", text=str(cell))


def _decimal(text: str, shown: str) -> Decimal:
    bracketed = _BRACKETED.fullmatch(text)
    bare = _CURRENCY.sub("", _CURRENCY.sub("", bracketed[1] if bracketed else text).strip())
    bare = bare.strip().replace("负", "-").replace(" ", "")
    if _THOUSANDS.fullmatch(bare):
        bare = bare.replace(",", "")
    if not _PLAIN.fullmatch(bare):
        raise Unreadable("number-unreadable", text=shown.strip())
    try:
        return -Decimal(bare) if bracketed else Decimal(bare)
    except InvalidOperation:
        raise Unreadable("number-unreadable", text=shown.strip()) from None


def _fitted(number: Decimal, shown: Cell, places: int) -> Decimal:
    if not number.is_finite() or abs(number) > LARGEST:
        raise Unreadable("number-too-large", text=str(shown), most=f"{LARGEST:f}")
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    if rounded == number:
        return rounded
    if isinstance(shown, float) and abs(rounded - number) < _NOISE:
        return rounded
    raise Unreadable("number-too-exact", text=str(shown), places=places)


def read_amount(cell: Cell) -> str:
    """Read yuan, never negative: ``260.00``.

    >>> read_amount("￥1,260.5元"), read_amount(0.1 + 0.2)
    ('1260.50', '0.30')
    """
    return _not_negative(cell, places=2)


def read_area(cell: Cell) -> str:
    """Read square meters, never negative: ``89.55``.

    >>> read_area("８９．５５㎡")
    '89.55'
    """
    bare = _AREA_UNIT.sub("", clean(cell)) if isinstance(cell, str) else cell
    return _not_negative(bare, places=2)


def read_price(cell: Cell) -> str:
    """Read a price in yuan with up to four places: ``2.5``."""
    bare = clean(cell).split("/")[0] if isinstance(cell, str) else cell
    text = _not_negative(bare, places=4)
    return text.rstrip("0").rstrip(".") if text else ""


def read_quantity(cell: Cell) -> str:
    """Read a quantity, a weight or a factor with up to four places, never negative."""
    text = _not_negative(cell, places=4)
    return text.rstrip("0").rstrip(".") if text else ""


def read_rate(cell: Cell) -> str:
    """Read a rate written as 6%, 0.06 or 6‰, as a plain fraction of one.

    >>> read_rate("6%"), read_rate(0.06)
    ('0.06', '0.06')
    """
    scale = 0
    if isinstance(cell, str):
        cell = clean(cell)
        scale = {"%": -2, "‰": -3}.get(cell[-1:], 0)
        cell = cell[:-1] if scale else cell
    number = read_number(cell, places=6)
    if number is None:
        return ""
    scaled = number.scaleb(scale).normalize()
    if not 0 <= scaled <= 1:
        raise Unreadable("rate-out-of-range", text=str(cell))
    return f"{scaled:f}"


def _not_negative(cell: Cell, *, places: int) -> str:
    number = read_number(cell, places=places)
    if number is None:
        return ""
    if number < 0:
        raise Unreadable("negative", text=str(cell).strip())
    return f"{number:f}"


def read_floor(cell: Cell) -> str:
    """Read a floor: 5, 5层, 5F; below ground -1, 负1层, B1."""
    text = (
        clean(cell)
        if isinstance(cell, str)
        else f"{cell:g}"
        if isinstance(cell, float)
        else str(cell)
    )
    if is_nothing(text):
        return ""
    found = _FLOOR.fullmatch(text)
    if not found:
        raise Unreadable("floor-unreadable", text=text)
    return f"{'-' if found['under'] else ''}{int(found['number'])}"
