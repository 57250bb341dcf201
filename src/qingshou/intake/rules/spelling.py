"""One spelling for what people type in many: full-width signs, odd spaces, brackets, marks."""

from __future__ import annotations

import re
from datetime import date, datetime
from unicodedata import is_normalized, normalize

Cell = str | int | float | date | datetime
"""A cell as the cage hands it over; empty is ``""``."""

_INVISIBLE = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_PLAIN = re.compile(r"(?:[!-&(-<>-_a-~](?:[!-~]| (?=[!-~]))*)?")
_SPACES = re.compile(r"\s+")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|<[^<>]*>")
_MARKS = re.compile(r"[\s*:;,.!?。、，：；_'\"“”‘’]+")
_EXCEL_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_NOTHING = frozenset(
    {"", "-", "--", "---", "—", "——", "/", "\\", "无", "暂无", "N/A", "NA", "NULL"}
)


def clean(text: str) -> str:
    """Spell a text plainly: compatibility forms folded, invisible signs gone, spaces single.

    >>> clean("　３栋－２单元 \\u200b５０１室\\t")
    '3栋-2单元 501室'
    """
    if _PLAIN.fullmatch(text) or (text.isalnum() and is_normalized("NFKC", text)):
        return text
    found = _EXCEL_TEXT.fullmatch(text)
    plain = normalize("NFKC", (found[1] if found else text).replace("㎡", "m2"))
    return _SPACES.sub(" ", _INVISIBLE.sub("", plain)).strip().lstrip("'`").strip()


def text_of(cell: Cell) -> str:
    """Write any cell as the text a person would read: whole numbers without ``.0``.

    >>> text_of(501.0), text_of(12.5), text_of(date(2026, 1, 2))
    ('501', '12.5', '2026-01-02')
    """
    if isinstance(cell, str):
        return clean(cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    return str(cell)


def is_nothing(text: str) -> bool:
    """Tell whether a text stands for an empty cell: 无, —, /, N/A."""
    return text.upper() in _NOTHING


def heading(cell: Cell) -> str:
    """Spell a header so that it can be compared: no spaces, brackets, units or marks.

    >>> heading("＊ 建 筑 面 积\\n（㎡）："), heading("应缴金额(元)")
    ('建筑面积', '应缴金额')
    """
    plain = text_of(cell)
    bare = _MARKS.sub("", _BRACKETS.sub("", plain)) or _MARKS.sub("", plain.strip("()[]【】<>"))
    return bare.upper()
