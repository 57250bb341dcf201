"""How receipts are numbered and how their amounts are written out."""

from __future__ import annotations

import re
from enum import StrEnum

DIGITS = 8


class Series(StrEnum):
    """The series of receipt numbers of a community."""

    DESK = "SJ"  # 收据: received by the desk, or by a channel, in this system
    HISTORY = "LS"  # 历史: brought in with a history of payments
    REVERSAL = "HC"  # 红冲: taking another receipt back
    DEPOSIT = "YJ"  # 押金: a deposit taken in
    REFUND = "TK"  # 退款: money given back; numbers slips of refunds, not receipts
    CLEARANCE = "JQ"  # 结清: certificates that a seller's accounts were settled


RECEIPTS = (Series.DESK, Series.HISTORY, Series.REVERSAL, Series.DEPOSIT)
"""The series whose numbers are receipts."""


def receipt_number(series: Series | str, number: int) -> str:
    """Write a receipt's number as it is printed.

    >>> receipt_number(Series.DESK, 42)
    'SJ00000042'
    """
    return f"{series}{number:0{DIGITS}d}"


def read_number(text: str) -> tuple[Series, int] | None:
    """Read a receipt's number as it is printed or typed; None if it is none.

    >>> read_number("sj42")
    (<Series.DESK: 'SJ'>, 42)
    """
    found = re.fullmatch(r"([A-Z]{2})0*(\d{1,18})", text.strip().upper(), re.ASCII)
    if found is None or found[1] not in [*Series]:
        return None
    return Series(found[1]), int(found[2])
