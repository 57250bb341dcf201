"""What the local Alipay remembers: trades from the code on the screen to the last refund.

It behaves as the real one where that matters: a precreated trade does not exist for queries
until somebody scans its code, a refund keeps the trade's own number and is known by its request
number, and a trade given back in full is closed. It lives in memory and dies with the process.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from qingshou.kernel.money import ZERO, Money, total

FEE_PERMILLE = 6


class Status(StrEnum):
    """How a trade stands, in the channel's own words."""

    WAITING = "WAIT_BUYER_PAY"
    CLOSED = "TRADE_CLOSED"
    SUCCESS = "TRADE_SUCCESS"


class Declined(Exception):  # noqa: N818 - a statement, as refusals are
    """The channel says no, with its own code and words."""

    def __init__(self, sub_code: str, sub_msg: str) -> None:
        super().__init__(sub_code)
        self.sub_code, self.sub_msg = sub_code, sub_msg


@dataclass(frozen=True, slots=True)
class Order:
    """What a merchant asks to be paid."""

    order_no: str
    amount: Money
    subject: str
    notify_url: str = ""
    return_url: str = ""
    expires_at: datetime | None = None
    passback: str = ""
    must_be_scanned: bool = False


@dataclass(frozen=True, slots=True)
class Refund:
    """Money given back, known by the merchant's request number."""

    request_no: str
    amount: Money
    at: datetime
    reason: str = ""


@dataclass(slots=True)
class Trade:
    """One trade and its whole life."""

    order: Order
    number: str
    created_at: datetime
    status: Status = Status.WAITING
    known: bool = True
    paid_at: datetime | None = None
    refunds: list[Refund] = field(default_factory=list)

    @property
    def refunded(self) -> Money:
        """What was given back so far."""
        return total(refund.amount for refund in self.refunds)

    @property
    def buyer_id(self) -> str:
        """The invented payer."""
        return f"20889{self.number[-11:]}"

    def fee(self, amount: Money) -> Money:
        """What the channel keeps of an amount."""
        return Money((amount.fen * FEE_PERMILLE + 500) // 1000)


class Trades:
    """All trades of one merchant; callers take turns."""

    def __init__(self) -> None:
        self._trades: dict[str, Trade] = {}

    def __iter__(self) -> Any:
        return iter(tuple(self._trades.values()))

    def open(self, order: Order, at: datetime) -> Trade:
        """Open a trade; the same order again is the same trade.

        Raises:
            Declined: If the number was used for something else, is paid or closed.
        """
        trade = self._trades.get(order.order_no)
        if trade is None:
            number = f"{at:%Y%m%d}22001{len(self._trades) + 1:015d}"
            trade = Trade(order, number, at, known=not order.must_be_scanned)
            self._trades[order.order_no] = trade
            return trade
        self._expire(trade, at)
        if (trade.order.amount, trade.order.subject) != (order.amount, order.subject):
            raise Declined("ACQ.CONTEXT_INCONSISTENT", "交易信息被篡改")
        if trade.paid_at is not None:
            raise Declined("ACQ.TRADE_HAS_SUCCESS", "交易已被支付")
        if trade.status is Status.CLOSED:
            raise Declined("ACQ.TRADE_HAS_CLOSE", "交易已经关闭")
        trade.order = replace(order, must_be_scanned=trade.order.must_be_scanned)
        return trade

    def on_the_page(self, order_no: str, at: datetime) -> Trade:
        """Show a trade to somebody who scanned its code or opened its page.

        Raises:
            Declined: If there is no such trade.
        """
        trade = self._trades.get(order_no)
        if trade is None:
            raise _unknown()
        self._expire(trade, at)
        trade.known = True
        return trade

    def pay(self, order_no: str, at: datetime) -> Trade:
        """Let the payer pay; paying twice is paying once.

        Raises:
            Declined: If there is no such trade, or it is closed.
        """
        trade = self.on_the_page(order_no, at)
        if trade.status is Status.CLOSED:
            raise Declined("ACQ.TRADE_HAS_CLOSE", "交易已经关闭")
        if trade.paid_at is None:
            trade.status, trade.paid_at = Status.SUCCESS, at
        return trade

    def find(self, *, order_no: str, number: str, at: datetime) -> Trade:
        """Find a trade the channel knows, by its own number before the merchant's.

        Raises:
            Declined: If there is none; a code nobody scanned counts as none.
        """
        for trade in self._trades.values():
            wanted = trade.number == number if number else trade.order.order_no == order_no
            if wanted and trade.known:
                self._expire(trade, at)
                return trade
        raise _unknown()

    def close(self, trade: Trade) -> None:
        """Close a trade nobody paid.

        Raises:
            Declined: If it was paid or closed before.
        """
        if trade.status is not Status.WAITING:
            raise Declined("ACQ.TRADE_STATUS_ERROR", "交易状态不合法")
        trade.status = Status.CLOSED

    def cancel(self, order_no: str, at: datetime) -> tuple[Trade | None, str]:
        """Undo a trade whatever became of it; tell how: ``close``, ``refund`` or not at all."""
        trade = self._trades.get(order_no)
        if trade is None or trade.status is Status.CLOSED:
            return trade, ""
        if trade.paid_at is None:
            trade.status = Status.CLOSED
            return trade, "close"
        rest = trade.order.amount - trade.refunded
        self.refund(trade, Refund(f"cancel-{order_no}", rest, at))
        return trade, "refund"

    def refund(self, trade: Trade, refund: Refund) -> bool:
        """Give money back; tell whether money moved, which a repeated request does not do.

        Raises:
            Declined: If nothing was paid, the rest does not suffice, or the request's number was
                used for another amount.
        """
        if trade.paid_at is None:
            raise Declined("ACQ.TRADE_STATUS_ERROR", "交易状态不合法")
        before = next((x for x in trade.refunds if x.request_no == refund.request_no), None)
        if before is not None:
            if before.amount != refund.amount:
                raise Declined("ACQ.DISCORDANT_REPEAT_REQUEST", "请求信息不一致")
            return False
        if refund.amount <= ZERO or trade.refunded + refund.amount > trade.order.amount:
            raise Declined("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额超限")
        trade.refunds.append(refund)
        if trade.refunded == trade.order.amount:
            trade.status = Status.CLOSED
        return True

    def moved_on(self, day: date) -> list[tuple[Trade, Refund | None, datetime]]:
        """List what moved money on a day, in order: payments, and refunds of any trade."""
        moves: list[tuple[Trade, Refund | None, datetime]] = [
            (trade, None, trade.paid_at) for trade in self if trade.paid_at
        ]
        moves += [(trade, refund, refund.at) for trade in self for refund in trade.refunds]
        return sorted((move for move in moves if move[2].date() == day), key=lambda m: m[2])

    def _expire(self, trade: Trade, at: datetime) -> None:
        expires_at = trade.order.expires_at
        if trade.status is Status.WAITING and expires_at is not None and at >= expires_at:
            trade.status = Status.CLOSED


def page_of(trade: Trade) -> str:
    """Tell the path of a trade's page."""
    return f"/pay/{quote(trade.order.order_no, safe='')}"


def _unknown() -> Declined:
    return Declined("ACQ.TRADE_NOT_EXIST", "交易不存在")
