"""Rooms that people mention in the remark of a payment, in any of their spellings."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import lru_cache

from qingshou.intake.rules.problems import Unreadable
from qingshou.intake.rules.rooms import read_place
from qingshou.intake.rules.spelling import clean

_NUMBER = r"(?:\d{1,4}|[一二三四五六七八九十]{1,3}|[A-Z]\d{0,2}|[甲乙丙丁])"
_BUILDING = rf"{_NUMBER}\s*(?:号楼|栋|幢|座|楼|#楼?|号院)"
_ENTRANCE = rf"{_NUMBER}\s*(?:单元|门洞|门|梯)"
_YEAR = r"(?=20\d\d\s*[年./-])"  # 402 and 2026年 often stand without a space: 4022026年
_ROOM = rf"(?:[A-Z]?\d{{3,4}}{_YEAR}|[A-Z]?\d{{2,4}}(?!\d))(?:室|号房|房|户)?"
_JOINT = r"[-/_—–－.·、\s]*"
_WORDED = re.compile(rf"{_BUILDING}{_JOINT}(?:{_ENTRANCE}{_JOINT}|\d{{1,2}}\s*[-/—–－]\s*)?{_ROOM}")
_DASHED = re.compile(
    r"(?<![\dA-Z\-.])[A-Z]?\d{1,3}\s*(?:#-|[-/—–－#])\s*(?:\d{1,2}\s*[-/—–－]\s*)?"
    rf"(?:\d{{3,4}}{_YEAR}|\d{{3,4}}(?![\d\-.年月]))"
)
_SPECIAL = re.compile(
    r"(?:车位|车库|地库|商铺|门面|底商)\s*号?\s*[A-Z]?\d{0,2}[-—]?\d{1,4}号?(?!\d)"
    r"|(?<![A-Z])[SP]-[A-Z]?\d{0,2}-?\d{1,4}"
)
_SPACED = re.compile(r"\s*(号楼|号院|栋|幢|座|楼|单元|门洞|门|梯|室|号房|房|户|#)\s*")
_PATTERNS = (_WORDED, _DASHED, _SPECIAL)
_ANY_ROOM = re.compile(
    r"[\dA-Z一二三四五六七八九十甲乙丙丁]\s*(?:号楼|栋|幢|座|单元|室|#)|\d\s*[-—–－]\s*\d{3,4}(?!\d)|车位|商铺"
)
"""Whatever looks as if a room were meant, also where it cannot be made out."""


def rooms_in(remark: str, known: Container[str]) -> tuple[str, ...]:
    """Find the codes of known units that a remark mentions, in the order of the text.

    What is written must be a whole room; a number alone names nothing, for 501 is in every stair.

    >>> rooms_in("３栋２单元５０１室 物业费", {"3-2-501", "3-2-502"})
    ('3-2-501',)
    >>> rooms_in("3#-2-501物业费2026年3月", {"3-2-501"}), rooms_in("2026-3-501", {"3-501"})
    (('3-2-501',), ())
    >>> rooms_in("交3栋2-5012026年1-3月物业费", {"3-2-501"})
    ('3-2-501',)
    """
    text = clean(remark).upper()
    found: dict[str, None] = {}
    for pattern in _PATTERNS:
        for mention in pattern.finditer(text):
            code = _code(mention[0])
            if code and code in known:
                found.setdefault(code)
    return tuple(found)


def mentions_any(remark: str) -> bool:
    """Tell whether a remark seems to name some room, known or not.

    >>> mentions_any("9栋9单元物业费"), mentions_any("2026年3月物业费")
    (True, False)
    """
    return bool(_ANY_ROOM.search(clean(remark).upper()))


@lru_cache(maxsize=65_536)
def _code(spelling: str) -> str:
    try:
        return read_place("", "", _SPACED.sub(r"\1", spelling)).code
    except Unreadable:
        return ""
