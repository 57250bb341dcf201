"""Penalty clauses as people write them: 日万分之五, 每日0.5‰, 0.05%/天, 每月2%, 一年期LPR的4倍.

What is written comes back in one spelling, ``DAILY:0.0005``, ``MONTHLY:0.02``, ``LPR:1Y:4``; a
bare rate says no way and begins with the colon. Nothing is guessed: a rate by the year, or words
that are left over, cannot be read.
"""

from __future__ import annotations

import re
from decimal import Decimal

from qingshou.intake.rules.problems import Unreadable
from qingshou.intake.rules.spelling import Cell, clean, is_nothing

MOST_PLACES = 8

_PRIME = re.compile(r"LPR|(?:贷款)?市场报价利率")
_PRIME_WORDS = re.compile(
    r"全国银行间同业拆借中心|同期|同档次|公布|一年期|1年期|五年期以上|5年期以上|以上|五年期|5年期|按照|按|以|计算|计收|的"
)
_FIVE_YEARS = re.compile(r"[五5]年期")
_TIMES = re.compile(r"(?P<number>[^倍]+)倍")
_WAYS = {"日": "DAILY", "天": "DAILY", "月": "MONTHLY"}
_AHEAD = re.compile(
    r"(?:逾期|从逾期之日起|每逾期[一1]?)?(?:每|按|逐)?[一1]?(?P<way>日|天|月)(?:利率|加收|计收|按|收取|为)?(?P<rate>.+)"
)
_BEHIND = re.compile(r"(?P<rate>.+?)(?:/|每|每[一1]|按)(?P<way>日|天|月)")
_SCALES = {"%": -2, "‰": -3, "‱": -4}
_OF = re.compile(r"(?P<of>[百千万])分之(?P<number>.+)")
_OF_SCALES = {"百": -2, "千": -3, "万": -4}
_PLAIN = re.compile(r"\d{1,9}(?:\.\d{1,9})?")
_DIGITS = {word: str(number) for number, word in enumerate("零一二三四五六七八九")} | {
    "〇": "0",
    "两": "2",
}
_CHINESE = re.compile(r"[零〇一二两三四五六七八九十]{1,3}(?:点[零〇一二三四五六七八九]{1,8})?")


def read_penalty_rate(cell: Cell) -> str:
    """Read a clause, or a bare rate as a fraction of one.

    >>> read_penalty_rate("日万分之五"), read_penalty_rate("每月2%"), read_penalty_rate("LPR 四倍")
    ('DAILY:0.0005', 'MONTHLY:0.02', 'LPR:1Y:4')

    Raises:
        Unreadable: If it is none, or its rate needs more than eight places.
    """
    text = clean(cell).replace(" ", "") if isinstance(cell, str) else _written(cell)
    if is_nothing(text):
        return ""
    if _PRIME.search(text.upper()):
        return _prime(text.upper(), text)
    found = _AHEAD.fullmatch(text) or _BEHIND.fullmatch(text)
    way, rate = (_WAYS[found["way"]], found["rate"]) if found else ("", text)
    return f"{way}:{_plain(_rate(rate, text), text)}"


def _written(cell: Cell) -> str:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return f"{Decimal(repr(cell)):f}"
    raise Unreadable("penalty-rate-unreadable", text=str(cell))


def _prime(text: str, shown: str) -> str:
    term = "5Y" if _FIVE_YEARS.search(text) else "1Y"
    rest = _PRIME_WORDS.sub("", _PRIME.sub("", text, count=1))
    found = _TIMES.fullmatch(rest)
    if rest and found is None:
        raise Unreadable("penalty-rate-unreadable", text=shown)
    multiple = _number(found["number"], shown) if found else Decimal(1)
    return f"LPR:{term}:{_plain(multiple, shown)}"


def _rate(text: str, shown: str) -> Decimal:
    found = _OF.fullmatch(text)
    if found:
        return _number(found["number"], shown).scaleb(_OF_SCALES[found["of"]])
    scale = _SCALES.get(text[-1:], 0)
    return _number(text[:-1] if scale else text, shown).scaleb(scale)


def _number(text: str, shown: str) -> Decimal:
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    if not _CHINESE.fullmatch(text):
        raise Unreadable("penalty-rate-unreadable", text=shown)
    whole, _, places = text.partition("点")
    tens, ten, ones = whole.partition("十")
    if (ten and (len(tens) > 1 or len(ones) > 1)) or (not ten and len(whole) > 1):
        raise Unreadable("penalty-rate-unreadable", text=shown)
    first = _DIGITS[tens] if tens else "1" if ten else ""
    last = _DIGITS[ones] if ones else "0" if ten else ""
    fraction = "".join(_DIGITS[word] for word in places)
    return Decimal(f"{first}{last}.{fraction or 0}")


def _plain(number: Decimal, shown: str) -> str:
    exact = number.normalize()
    if -int(exact.as_tuple().exponent) > MOST_PLACES:
        raise Unreadable("number-too-exact", text=shown, places=MOST_PLACES)
    return f"{exact:f}"
