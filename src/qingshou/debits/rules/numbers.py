"""Bank account numbers: how they are written, checked and shown."""

from __future__ import annotations

import re

from qingshou.kernel.refusals import Refusal

_NUMBER = re.compile(r"\d{8,32}")
_SHOWN_AHEAD, _SHOWN_BEHIND = 4, 4


class NumberUnreadable(Refusal):
    """A bank account number is not 8 to 32 digits."""

    code = "debits.number-unreadable"

    def __init__(self, *, digits: int) -> None:
        super().__init__(digits=digits)


def plain(text: str) -> str:
    """Read an account number as digits only.

    Raises:
        NumberUnreadable: If it is not 8 to 32 digits; the number itself is not repeated.
    """
    number = re.sub(r"[\s-]", "", text)
    if not (_NUMBER.fullmatch(number) and number.isascii()):
        raise NumberUnreadable(digits=sum(sign.isdigit() for sign in number))
    return number


def masked(number: str) -> str:
    """Show enough of a number to tell it apart, too little to use it.

    >>> masked("6222000011112222")
    '6222********2222'
    """
    ahead = _SHOWN_AHEAD if len(number) > 2 * (_SHOWN_AHEAD + _SHOWN_BEHIND) - 1 else 0
    hidden = len(number) - ahead - _SHOWN_BEHIND
    return f"{number[:ahead]}{'*' * hidden}{number[-_SHOWN_BEHIND:]}"
