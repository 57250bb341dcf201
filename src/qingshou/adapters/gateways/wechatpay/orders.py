"""What the local platform remembers: orders and refunds; it lives in memory and dies with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from qingshou.adapters.wechatpay.words import BEIJING
from qingshou.kernel.money import ZERO, Money, total

FEE_PERMILLE = 6


class State(StrEnum):
    """How an order stands, in the platform's own words."""

    NOTPAY = "NOTPAY"
    SUCCESS = "SUCCESS"
    REFUND = "REFUND"
    CLOSED = "CLOSED"


class Declined(Exception):  # noqa: N818 - a statement, as refusals are
    """The platform says no, with its own status, code and words."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code)
        self.status, self.code, self.message = status, code, message


@dataclass(frozen=True, slots=True)
class Asked:
    """What a merchant asks to be paid."""

    out_trade_no: str
    amount: Money
    description: str
    notify_url: str
    trade_type: str
    expires_at: datetime | None = None
    attach: str = ""


@dataclass(slots=True)
class Refund:
    """Money given back, known by the merchant's number."""

    out_refund_no: str
    refund_id: str
    amount: Money
    asked_at: datetime
    notify_url: str
    reason: str = ""


@dataclass(slots=True)
class Order:
    """One order and its whole life."""

    asked: Asked
    transaction_id: str
    state: State = State.NOTPAY
    paid_at: datetime | None = None
    refunds: list[Refund] = field(default_factory=list)

    @property
    def refunded(self) -> Money:
        """What was given back so far."""
        return total(refund.amount for refund in self.refunds)

    @property
    def openid(self) -> str:
        """The invented payer."""
        return f"oExample{self.transaction_id[-12:]}"


def fee_of(amount: Money) -> Money:
    """Tell what the platform keeps of an amount."""
    return Money((amount.fen * FEE_PERMILLE + 500) // 1000)


class Orders:
    """All orders of one merchant; callers take turns."""

    def __init__(self) -> None:
        self._orders: dict[str, Order] = {}

    def __iter__(self) -> Iterator[Order]:
        return iter(tuple(self._orders.values()))

    def place(self, asked: Asked, at: datetime) -> Order:
        """Place an order; the same order again is the same order.

        Raises:
            Declined: If the number was used for something else, or the order is over.
        """
        order = self._orders.get(asked.out_trade_no)
        if order is None:
            number = f"4200{at:%Y%m%d}{len(self._orders) + 1:016d}"
            order = self._orders[asked.out_trade_no] = Order(asked, number)
            return order
        if (order.asked.amount, order.asked.description) != (asked.amount, asked.description):
            raise Declined(400, "INVALID_REQUEST", "订单号重复，且参数与原订单不一致")
        if order.paid_at is not None:
            raise Declined(400, "ORDERPAID", "该订单已支付")
        if self.look(order, at).state is State.CLOSED:
            raise Declined(400, "ORDER_CLOSED", "订单已关闭")
        return order

    def find(self, out_trade_no: str, at: datetime) -> Order:
        """Find an order by the merchant's number.

        Raises:
            Declined: If there is none.
        """
        order = self._orders.get(out_trade_no)
        if order is None:
            raise Declined(404, "ORDER_NOT_EXIST", "查询的订单不存在")
        return self.look(order, at)

    def find_by_id(self, transaction_id: str) -> Order:
        """Find an order by the platform's number.

        Raises:
            Declined: If there is none.
        """
        for order in self:
            if order.transaction_id == transaction_id and order.paid_at is not None:
                return order
        raise Declined(404, "ORDER_NOT_EXIST", "查询的订单不存在")

    def look(self, order: Order, at: datetime) -> Order:
        """Close an order whose time is over."""
        expires_at = order.asked.expires_at
        if order.state is State.NOTPAY and expires_at is not None and at >= expires_at:
            order.state = State.CLOSED
        return order

    def pay(self, out_trade_no: str, at: datetime) -> Order:
        """Let the payer pay.

        Raises:
            Declined: If there is no such order, or it is over.
        """
        order = self.find(out_trade_no, at)
        if order.state is not State.NOTPAY:
            raise Declined(400, "ORDER_CLOSED", "订单已关闭或已支付")
        order.state, order.paid_at = State.SUCCESS, at
        return order

    def close(self, out_trade_no: str, at: datetime) -> None:
        """Close an order nobody paid; closing twice is closing once.

        Raises:
            Declined: If there is no such order, or it was paid.
        """
        order = self.find(out_trade_no, at)
        if order.paid_at is not None:
            raise Declined(400, "ORDERPAID", "该订单已支付")
        order.state = State.CLOSED

    def refund(self, order: Order, refund: Refund) -> bool:
        """Give money back; tell whether money moved, which a repeated request does not do.

        Raises:
            Declined: If nothing was paid, the rest does not suffice, or the number was used for
                another amount.
        """
        before = next((x for x in order.refunds if x.out_refund_no == refund.out_refund_no), None)
        if before is not None:
            if before.amount != refund.amount:
                raise Declined(400, "INVALID_REQUEST", "退款单号重复，且金额与原退款不一致")
            return False
        if order.paid_at is None:
            raise Declined(400, "INVALID_REQUEST", "订单未支付，不能退款")
        if refund.amount <= ZERO or order.refunded + refund.amount > order.asked.amount:
            raise Declined(403, "NOT_ENOUGH", "退款金额大于可退金额")
        order.refunds.append(refund)
        order.state = State.REFUND
        return True

    def refund_of(self, out_refund_no: str) -> tuple[Order, Refund]:
        """Find a refund by the merchant's number.

        Raises:
            Declined: If there is none.
        """
        for order in self:
            for refund in order.refunds:
                if refund.out_refund_no == out_refund_no:
                    return order, refund
        raise Declined(404, "RESOURCE_NOT_EXISTS", "退款单不存在")

    def moved_on(self, day: date) -> list[tuple[datetime, Order, Refund | None]]:
        """List what moved money on a day of Beijing, in order."""
        moves: list[tuple[datetime, Order, Refund | None]] = [
            (order.paid_at, order, None) for order in self if order.paid_at
        ]
        moves += [(refund.asked_at, order, refund) for order in self for refund in order.refunds]
        mine = [move for move in moves if move[0].astimezone(BEIJING).date() == day]
        return sorted(mine, key=lambda move: move[0])
