"""What the gateway's codes mean for us: a table, and a rule for codes it does not list."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

SUCCESS = "10000"
_UNKNOWN, _BUSINESS = "20000", "40004"


class Meaning(StrEnum):
    """What an answer says about what was asked."""

    DONE = "DONE"
    UNKNOWN = "UNKNOWN"  # the gateway itself does not know; ask again later
    ABSENT = "ABSENT"  # there is no such trade, refund or bill
    PAID = "PAID"  # the trade is paid already
    CLOSED = "CLOSED"  # the trade is closed already
    UNFIT = "UNFIT"  # the trade's state forbids it; a query tells which state
    REFUSED = "REFUSED"  # the gateway says no, and would say so again
    MISUSED = "MISUSED"  # our request or our contract is wrong; a person has to look


_MEANINGS: dict[str, Meaning] = {
    # The gateway does not know.
    "ACQ.SYSTEM_ERROR": Meaning.UNKNOWN,
    "SYSTEM_ERROR": Meaning.UNKNOWN,
    "isp.unknow-error": Meaning.UNKNOWN,
    "aop.unknow-error": Meaning.UNKNOWN,
    "isp.service-unavailable": Meaning.UNKNOWN,
    "UNKNOW_ERROR": Meaning.UNKNOWN,
    # It was there before, or never was.
    "ACQ.TRADE_NOT_EXIST": Meaning.ABSENT,
    "BILL_NOT_EXIST": Meaning.ABSENT,
    "isp.bill_not_exist": Meaning.ABSENT,
    "ACQ.TRADE_HAS_SUCCESS": Meaning.PAID,
    "ACQ.TRADE_HAS_CLOSE": Meaning.CLOSED,
    # Not in this state.
    "ACQ.TRADE_STATUS_ERROR": Meaning.UNFIT,
    "ACQ.REASON_TRADE_STATUS_INVALID": Meaning.UNFIT,
    "ACQ.REASON_ILLEGAL_STATUS": Meaning.UNFIT,
    "ACQ.REASON_TRADE_BEEN_FREEZEN": Meaning.UNFIT,
    # No, and no again.
    "ACQ.TRADE_HAS_FINISHED": Meaning.REFUSED,
    "ACQ.TRADE_NOT_ALLOW_REFUND": Meaning.REFUSED,
    "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL": Meaning.REFUSED,
    "ACQ.REFUND_FEE_ERROR": Meaning.REFUSED,
    "ACQ.REASON_TRADE_REFUND_FEE_ERR": Meaning.REFUSED,
    "ACQ.SELLER_BALANCE_NOT_ENOUGH": Meaning.REFUSED,
    "ACQ.DISCORDANT_REPEAT_REQUEST": Meaning.REFUSED,
    "ACQ.CONTEXT_INCONSISTENT": Meaning.REFUSED,
    "ACQ.TOTAL_FEE_EXCEED": Meaning.REFUSED,
    "ACQ.EXIST_FORBIDDEN_WORD": Meaning.REFUSED,
    # Wrong on our side.
    "ACQ.INVALID_PARAMETER": Meaning.MISUSED,
    "ACQ.ACCESS_FORBIDDEN": Meaning.MISUSED,
    "INVALID_ARGUMENTS": Meaning.MISUSED,
}


def meaning_of(fields: Mapping[str, Any]) -> Meaning:
    """Tell what an answer means; a business no that is not listed is refused, the rest misused.

    >>> meaning_of({"code": "40004", "sub_code": "ACQ.TRADE_NOT_EXIST"}).value
    'ABSENT'
    >>> meaning_of({"code": "40002", "sub_code": "isv.invalid-signature"}).value
    'MISUSED'
    """
    code, sub_code = str(fields.get("code", "")), str(fields.get("sub_code", ""))
    if code == SUCCESS:
        return Meaning.DONE
    listed = _MEANINGS.get(sub_code)
    if listed is not None:
        return listed
    if code == _UNKNOWN:
        return Meaning.UNKNOWN
    return Meaning.REFUSED if code == _BUSINESS else Meaning.MISUSED
