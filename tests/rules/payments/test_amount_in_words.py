"""Amounts in words: the central bank's rules for papers of money, and an independent writer."""

from __future__ import annotations

import random

import pytest

from qingshou.kernel.money import Money
from qingshou.payments.rules.words import in_words

DIGITS = "零壹贰叁肆伍陆柒捌玖"


@pytest.mark.parametrize(
    ("yuan", "words"),
    [
        # 整 closes whole yuan and whole jiao; fen need nothing.
        ("1.00", "壹元整"),
        ("100000.00", "壹拾万元整"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("0.10", "壹角整"),
        ("0.01", "壹分"),
        ("0.15", "壹角伍分"),
        # One 零 for a zero between figures, however many there are.
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("10000001.00", "壹仟万零壹元整"),
        ("100010000.00", "壹亿零壹万元整"),
        ("100005000.00", "壹亿零伍仟元整"),
        ("20200.00", "贰万零贰佰元整"),
        # Zeros at the end of a group, or before 元 with jiao behind it, may be left out.
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        # No jiao but fen: 零 stands for the jiao.
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        # Ten is 壹拾, never 拾 alone.
        ("10.05", "壹拾元零伍分"),
        ("15.00", "壹拾伍元整"),
        # The largest amount a book holds.
        ("9999999999.99", "玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        ("10000000000.00", "壹佰亿元整"),
    ],
)
def test_the_rules_of_papers_for_money(yuan: str, words: str) -> None:
    assert in_words(Money.from_yuan(yuan)) == "人民币" + words


@pytest.mark.parametrize("fen", [0, -1])
def test_only_money_above_zero_has_words(fen: int) -> None:
    with pytest.raises(ValueError, match="above zero"):
        in_words(Money(fen))


def test_another_writer_finds_the_same_words_for_a_thousand_amounts() -> None:
    seed = 20_261_124
    draw = random.Random(seed)
    for _ in range(1_000):
        size = draw.randint(1, 12)
        figures = "".join(draw.choice("0001234567890") for _ in range(size)).lstrip("0") or "1"
        fen = int(figures)
        assert in_words(Money(fen)) == "人民币" + another(fen), (seed, fen)


def another(fen: int) -> str:
    """Write an amount digit by digit: a figure with its unit, one 零 for each run of zeros."""
    yuan, jiao, rest = fen // 100, fen // 10 % 10, fen % 10
    words, waiting = "", False
    places = str(yuan) if yuan else ""
    for position, figure in enumerate(places):
        power = len(places) - 1 - position
        if figure == "0":
            waiting = True
        else:
            beside = (words[-1:], power) in (("亿", 7), ("万", 3))
            words += "零" if waiting and words and not beside else ""
            words += DIGITS[int(figure)] + ["", "拾", "佰", "仟"][power % 4]
            waiting = False
        if power in (4, 8) and int(places[max(0, position - 3) : position + 1]):
            words += "万" if power == 4 else "亿"
    words += "元" if yuan else ""
    if not jiao and not rest:
        return words + "整"
    if jiao:
        words += DIGITS[jiao] + "角"
    elif words:
        words += "零"
    return words + (DIGITS[rest] + "分" if rest else "整")
