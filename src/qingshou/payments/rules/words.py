"""An amount in words, as receipts and other papers for money carry it beside the figures."""

from __future__ import annotations

import re

import cn2an

from qingshou.kernel.money import Money


def in_words(amount: Money) -> str:
    """Write an amount in the characters that cannot be altered, closed so that nothing can follow.

    An amount of whole yuan or whole jiao ends with 整, one with fen needs nothing.

    >>> in_words(Money(140_950)), in_words(Money(32_504))
    ('人民币壹仟肆佰零玖元伍角整', '人民币叁佰贰拾伍元零肆分')

    Raises:
        ValueError: If the amount is not above zero.
    """
    if amount.fen <= 0:
        raise ValueError(f"only money above zero is written in words, not {amount.yuan}")
    words = _EMPTY_TEN_THOUSANDS.sub("亿零", cn2an.an2cn(amount.yuan, "rmb"))
    return f"人民币{words}{'整' if words.endswith('角') else ''}"


_EMPTY_TEN_THOUSANDS = re.compile("亿(?=[壹贰叁肆伍陆柒捌玖]仟[^万]*$)")
"""亿 with thousands right behind: the 万 between are nothing, and a 零 says so. It may be left
out, but 壹亿伍仟 without it is read as 壹亿伍仟万."""
