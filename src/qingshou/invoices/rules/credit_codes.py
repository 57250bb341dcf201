"""The unified social credit code (统一社会信用代码, GB 32100-2015) and its check digit."""

from __future__ import annotations

LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18


def is_credit_code(text: str) -> bool:
    """Tell whether a text is a well-formed code with the right check digit.

    >>> is_credit_code("91350100M000100Y43")
    True
    >>> is_credit_code("91350100M000100Y44")
    False
    """
    if len(text) != LENGTH or any(letter not in LETTERS for letter in text):
        return False
    return text[-1] == check_digit(text[:-1])


def check_digit(body: str) -> str:
    """Compute the last place: weights are powers of three, everything modulo 31."""
    modulus = len(LETTERS)
    weighted = sum(
        LETTERS.index(letter) * pow(3, place, modulus) for place, letter in enumerate(body)
    )
    return LETTERS[-weighted % modulus]
