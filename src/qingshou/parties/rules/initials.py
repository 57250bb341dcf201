"""Initials: what a clerk types to find a person (拼音首字母)."""

from __future__ import annotations

from collections.abc import Iterable

from pypinyin import Style, lazy_pinyin

from qingshou.parties.rules.surnames import READINGS, surname_of


def initials_of(name: str) -> str:
    """Tell the initials of a name; surnames are read as surnames, signs are left out.

    >>> initials_of("单示例"), initials_of("尉迟示"), initials_of("示例A座 2"), initials_of("")
    ('SSL', 'YCS', 'SLAZ2', '')
    """
    if name[:1] not in _BEGINNINGS:
        return name.translate(_INITIALS)
    surname = surname_of(name)
    known = READINGS.get(surname)
    if known is None:
        return name.translate(_INITIALS)
    read = "".join(syllable[0] for syllable in known.split()).upper()
    return read + name[len(surname) :].translate(_INITIALS)


def initials_by_name(names: Iterable[str]) -> dict[str, str]:
    """Tell the initials of many names at once; each character is looked up once."""
    return {name: initials_of(name) for name in names}


class _Letters(dict[int, str]):
    """The initial of each character, found when it is first met."""

    def __missing__(self, point: int) -> str:
        self[point] = letter = _initial(chr(point))
        return letter


_BEGINNINGS = frozenset(surname[0] for surname in READINGS)
_INITIALS = _Letters()


def _initial(character: str) -> str:
    if character.isascii():
        return character.upper() if character.isalnum() else ""
    if not character.isalpha():
        return ""
    return lazy_pinyin(character, style=Style.FIRST_LETTER)[0][:1].upper()
