"""How wide text is on a terminal, where a Chinese character takes two columns."""

from __future__ import annotations

import re
from unicodedata import east_asian_width

_NUMBER = re.compile(r"(-?)(\d+)((?:\.\d+)?)")
_PIECES = re.compile(r"[!-~]+[，。；：、）」]*|\s+|.[，。；：、）」]*")


def width(text: str) -> int:
    """Count the columns a text takes.

    >>> width("账龄"), width("aging")
    (4, 5)
    """
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def grouped(text: str) -> str:
    """Set commas between thousands; what is no plain number stays as it is.

    >>> grouped("-2780.88"), grouped("2026-01")
    ('-2,780.88', '2026-01')
    """
    found = _NUMBER.fullmatch(text)
    return f"{found[1]}{int(found[2]):,}{found[3]}" if found else text


def padded(text: str, columns: int) -> str:
    """Fill a text up with spaces to so many columns."""
    return text + " " * (columns - width(text))


def aligned(table: list[list[str]]) -> str:
    """Lay out a table: the first column left, the others right; Chinese characters are two wide."""
    widths = [max(width(row[at]) for row in table) for at in range(len(table[0]))]
    lines = []
    for first, *others in table:
        cells = [padded(first, widths[0])]
        cells += [
            " " * (columns - width(cell)) + cell
            for cell, columns in zip(others, widths[1:], strict=True)
        ]
        lines.append("  ".join(cells))
    return "\n".join(lines)


def wrapped(text: str, columns: int) -> list[str]:
    """Break a text into lines; no word is broken, and no line begins with a closing mark.

    >>> wrapped("入账日期，缺省账期首日。Posting date.", 16)
    ['入账日期，缺省账', '期首日。Posting', 'date.']
    """
    lines = [""]
    for piece in _PIECES.findall(text):
        if lines[-1] and width(lines[-1] + piece.rstrip()) > columns:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return lines
