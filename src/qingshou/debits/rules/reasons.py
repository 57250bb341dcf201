"""Why a bank did not debit, whatever words it uses, and what follows from it."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why a line was not debited."""

    INSUFFICIENT_FUNDS = "INSUFFICIENT_FUNDS"  # 余额不足
    LIMIT_EXCEEDED = "LIMIT_EXCEEDED"  # 超过银行限额
    ACCOUNT_BLOCKED = "ACCOUNT_BLOCKED"  # 账户冻结、止付
    BANK_FAULT = "BANK_FAULT"  # 银行系统原因
    ACCOUNT_CLOSED = "ACCOUNT_CLOSED"  # 账户已销户
    NUMBER_WRONG = "NUMBER_WRONG"  # 账号有误
    NAME_MISMATCH = "NAME_MISMATCH"  # 户名不符
    MANDATE_MISSING = "MANDATE_MISSING"  # 银行无此协议
    OTHER = "OTHER"  # 其他


PASSING = frozenset(
    {
        Reason.INSUFFICIENT_FUNDS,
        Reason.LIMIT_EXCEEDED,
        Reason.ACCOUNT_BLOCKED,
        Reason.BANK_FAULT,
    }
)
"""What may be better another day: the line is tried again."""

LASTING = frozenset(
    {
        Reason.ACCOUNT_CLOSED,
        Reason.NUMBER_WRONG,
        Reason.NAME_MISMATCH,
        Reason.MANDATE_MISSING,
    }
)
"""What no other day changes: the mandate rests until a new one is signed."""
