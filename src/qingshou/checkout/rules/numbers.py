"""The numbers by which an order and its refunds are known to a gateway."""

from __future__ import annotations

import re
from datetime import date

_OURS = re.compile(r"QS(\d{6})([0-9A-F]+)-([0-9A-F]{6})")
LONGEST = 32


def out_trade_no(*, on: date, intent_id: int, salt: str) -> str:
    """Write the number of an order: the day, the intent, and six digits nobody can guess.

    >>> out_trade_no(on=date(2026, 11, 24), intent_id=4711, salt="0a1b2c")
    'QS2611241267-0A1B2C'
    """
    number = f"QS{on:%y%m%d}{intent_id:X}-{salt.upper()}"
    assert len(number) <= LONGEST
    assert _OURS.fullmatch(number)
    return number


def out_refund_no(*, out_trade_no: str, position: int) -> str:
    """Write the number of the refund of that position of an order.

    >>> out_refund_no(out_trade_no="QS2611241267-0A1B2C", position=1)
    'QS2611241267-0A1B2CR1'
    """
    return f"{out_trade_no}R{position}"
