"""Telephone numbers, also where a spreadsheet took them for numbers."""

from __future__ import annotations

import re
from decimal import Decimal

from qingshou.intake.rules.problems import Unreadable
from qingshou.intake.rules.spelling import Cell, clean, is_nothing

_ONE = re.compile(
    r"(?:\+?86-?)?(1\d{10})|(\+?(?:0\d{2,3}-?)?[2-9]\d{6,7}(?:-\d{1,6})?)|([48]00-?\d{3}-?\d{4})"
)
_SCIENTIFIC = re.compile(r"(\d)(?:\.(\d+))?[eE]\+?(\d{1,2})")
_SEPARATORS = re.compile(r"[/,;、，；\n]| {1,}(?=1\d{10})|(?<=\d{11}) ")
_MOBILE_DIGITS = 11
_MOBILE = re.compile(r"1[0-9]{10}")


def read_phones(cell: Cell) -> str:
    """Read one or several numbers; several are joined by a comma, each spelled plainly.

    >>> read_phones(13900000001.0), read_phones("139 0000 0001 / 0571-88880000")
    ('13900000001', '13900000001,0571-88880000')
    """
    if isinstance(cell, float):
        cell = _whole(cell)
    if isinstance(cell, str) and _MOBILE.fullmatch(cell):
        return cell
    text = clean(cell) if isinstance(cell, str) else str(cell)
    if is_nothing(text):
        return ""
    return ",".join(_one(part, text) for part in _SEPARATORS.split(text) if part.strip())


def _whole(number: float) -> str:
    if not number.is_integer():
        raise Unreadable("phone-unreadable", text=str(number))
    return str(int(number))


def _one(part: str, shown: str) -> str:
    bare = re.sub(r"[\s()]|^'", "", part).replace("--", "-")
    if "*" in bare:
        raise Unreadable("phone-masked", text=shown)
    if found := _SCIENTIFIC.fullmatch(bare):
        digits = found[1] + (found[2] or "")
        if len(digits) != int(found[3]) + 1:
            raise Unreadable("phone-lost-digits", text=shown)
        bare = f"{Decimal(bare):f}"
    if bare.endswith(".0"):
        bare = bare[:-2]
    mobile = bare.replace("-", "")
    if len(mobile) == _MOBILE_DIGITS and mobile.startswith("1"):
        bare = mobile
    match = _ONE.fullmatch(bare)
    if not match:
        raise Unreadable("phone-unreadable", text=shown)
    return match[1] or bare
