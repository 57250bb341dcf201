"""Initials: what a clerk types to find a person (拼音首字母)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from pypinyin import Style, lazy_pinyin

from qingshou.parties.rules.surnames import READINGS, surname_of


def initials_of(name: str) -> str:
    """Tell the initials of a name; surnames are read as surnames, signs are left out.

    >>> initials_of("单示例"), initials_of("尉迟示"), initials_of("示例A座 2"), initials_of("")
    ('SSL', 'YCS', 'SLAZ2', '')
    """
    surname = surname_of(name)
    known = READINGS.get(surname)
    if known is None:
        return "".join(map(_initial, name))
    read = "".join(syllable[0] for syllable in known.split()).upper()
    return read + "".join(map(_initial, name[len(surname) :]))


def initials_by_name(names: Iterable[str]) -> dict[str, str]:
    """Tell the initials of many names at once; characters are looked up once each."""
    return {name: initials_of(name) for name in names}


@cache
def _initial(character: str) -> str:
    if character.isascii():
        return character.upper() if character.isalnum() else ""
    if not character.isalpha():
        return ""
    return lazy_pinyin(character, style=Style.FIRST_LETTER)[0][:1].upper()
