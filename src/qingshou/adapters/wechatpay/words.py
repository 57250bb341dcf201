"""What WeChat Pay says, in the words of the port."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from qingshou.checkout.ports import RefundState, RefundTold, Told, TradeState
from qingshou.kernel.money import Money

BEIJING = timezone(timedelta(hours=8))

TRADE_STATES = {
    "SUCCESS": TradeState.PAID,
    "REFUND": TradeState.PAID,
    "NOTPAY": TradeState.WAITING,
    "USERPAYING": TradeState.WAITING,
    "ACCEPT": TradeState.WAITING,
    "PAYERROR": TradeState.WAITING,
    "CLOSED": TradeState.CLOSED,
    "REVOKED": TradeState.CLOSED,
}
REFUND_STATES = {
    "SUCCESS": RefundState.DONE,
    "PROCESSING": RefundState.RUNNING,
    "CLOSED": RefundState.CLOSED,
    "ABNORMAL": RefundState.ABNORMAL,
}


def trade(fields: Mapping[str, Any]) -> Told:
    """Read a transaction of an answer or a notice.

    Raises:
        ValueError: If a field is missing, unknown or not of its kind.
    """
    state = _known(TRADE_STATES, fields, "trade_state")
    paid = state is TradeState.PAID
    amount = fields.get("amount")
    if paid and not isinstance(amount, Mapping):
        raise ValueError("a paid transaction without its amount")
    amount = amount if isinstance(amount, Mapping) else {}
    return Told(
        state=state,
        out_trade_no=text(fields, "out_trade_no"),
        gateway_ref=text(fields, "transaction_id") if paid else "",
        amount=fen(amount, "total") if paid else None,
        currency=_word(amount, "currency", "CNY"),
        mchid=text(fields, "mchid"),
        appid=_word(fields, "appid"),
        paid_at=instant(text(fields, "success_time")) if paid else None,
        payer=_word(fields["payer"], "openid") if isinstance(fields.get("payer"), Mapping) else "",
    )


def refund(fields: Mapping[str, Any]) -> RefundTold:
    """Read a refund of an answer (``status``) or a notice (``refund_status``).

    Raises:
        ValueError: If a field is missing, unknown or not of its kind.
    """
    name = "refund_status" if "refund_status" in fields else "status"
    state = _known(REFUND_STATES, fields, name)
    amount = fields.get("amount")
    if not isinstance(amount, Mapping):
        raise ValueError("a refund without its amount")
    told_at = _word(fields, "success_time")
    return RefundTold(
        state=state,
        out_refund_no=text(fields, "out_refund_no"),
        out_trade_no=text(fields, "out_trade_no"),
        gateway_ref=text(fields, "refund_id"),
        amount=fen(amount, "refund"),
        currency=_word(amount, "currency", "CNY"),
        mchid=_word(fields, "mchid"),
        refunded_at=instant(told_at) if told_at else None,
    )


def text(fields: Mapping[str, Any], name: str) -> str:
    """Read a short, printable text that must be there.

    Raises:
        ValueError: If it is missing, empty or no text.
    """
    value = fields.get(name)
    if not isinstance(value, str) or not value or len(value) > 128 or not value.isprintable():
        raise ValueError(f"{name} is not a text")
    return value


def fen(fields: Mapping[str, Any], name: str) -> Money:
    """Read an amount: a whole number of fen above zero.

    Raises:
        ValueError: If it is anything else.
    """
    value = fields.get(name)
    if type(value) is not int or not 0 < value < 10**12:
        raise ValueError(f"{name} is no amount in fen")
    return Money(value)


def instant(told: str) -> datetime:
    """Read an instant with its zone.

    Raises:
        ValueError: If it is none, or has no zone.
    """
    found = datetime.fromisoformat(told)
    if found.tzinfo is None:
        raise ValueError(f"{told} has no zone")
    return found


def written(at: datetime) -> str:
    """Write an instant as the API wants it.

    >>> written(datetime(2026, 11, 24, 1, 2, 3, tzinfo=BEIJING))
    '2026-11-24T01:02:03+08:00'
    """
    return at.astimezone(BEIJING).replace(microsecond=0).isoformat()


def _known(states: Mapping[str, Any], fields: Mapping[str, Any], name: str) -> Any:
    try:
        return states[text(fields, name)]
    except KeyError:
        raise ValueError(f"{name} is not a known state") from None


def _word(fields: Mapping[str, Any], name: str, default: str = "") -> str:
    value = fields.get(name, default)
    fits = isinstance(value, str) and len(value) <= 128 and value.isprintable()
    return value if fits else default
