"""What a receipt is printed on, and the code by which a print is known again."""

from __future__ import annotations

from enum import StrEnum


class Paper(StrEnum):
    """The papers of a desk, by what printers call them."""

    FORM = "241"  # 三联针式: continuous forms of 241 × 139.7 mm
    A5 = "A5"  # A5, landscape
    THERMAL = "80"  # 80 mm rolls, as long as needed


LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Figures and letters that are not mistaken for each other."""

CODE_LENGTH = 12


def spelled(code: str) -> str:
    """Write a check code in groups of four.

    >>> spelled("7F3KA2BCM9XY")
    '7F3K-A2BC-M9XY'
    """
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def plain(text: str) -> str:
    """Read a check code as people type it.

    >>> plain(" 7f3k-a2bc m9xy ")
    '7F3KA2BCM9XY'
    """
    return "".join(letter for letter in text.upper() if letter in LETTERS)
