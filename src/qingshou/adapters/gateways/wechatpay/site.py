"""The local WeChat Pay as a web site: the API, the payer's page, the list of orders.

It knows no sockets. What happened to money is packed for the courier, which carries it.
"""

from __future__ import annotations

from datetime import datetime
from random import Random
from threading import Lock
from urllib.parse import unquote, urlsplit

from qingshou.adapters.gateways.courier import Courier
from qingshou.adapters.gateways.frame import Answer, Request
from qingshou.adapters.gateways.page import POLICY
from qingshou.adapters.gateways.wechatpay.identity import Identity
from qingshou.adapters.gateways.wechatpay.orders import Declined, Order, Orders, Refund, State
from qingshou.adapters.gateways.wechatpay.pages import LOOK, order_page, orders_page
from qingshou.adapters.gateways.wechatpay.protocol import Protocol
from qingshou.adapters.gateways.wechatpay.tidings import payment_parcel, refund_parcel
from qingshou.kernel.money import Money

_HTML = (("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", POLICY))


class Site:
    """One merchant's WeChat Pay; requests take turns."""

    def __init__(
        self, identity: Identity, courier: Courier, *, address: str, refund_percent: int = 0
    ) -> None:
        self.identity, self.orders, self._courier = identity, Orders(), courier
        self._protocol = Protocol(identity, self.orders, address=address, refunded=self._tell)
        self._refund_percent, self._chance = refund_percent, Random(0)  # noqa: S311 - mishaps
        self._turn = Lock()

    def respond(self, request: Request, at: datetime) -> Answer:
        """Answer one request, whatever it is."""
        path = urlsplit(request.target).path
        with self._turn:
            if path.startswith("/v3/"):
                return self._protocol.answer(request, at)
            if path == "/":
                return Answer(200, _HTML, orders_page(list(self.orders)))
            if path.startswith("/pay/"):
                return self._page(request.method, unquote(path.removeprefix("/pay/")), at)
        return Answer(404, _HTML, LOOK.sentence("没有这个页面", "请检查地址。"))

    def pay(self, out_trade_no: str, at: datetime) -> Order:
        """Let the payer pay; the merchant will hear of it.

        Raises:
            Declined: If there is no such order, or it is over.
        """
        with self._turn:
            return self._pay(out_trade_no, at)

    def refund_from_outside(self, out_trade_no: str, amount: Money, at: datetime) -> Refund:
        """Give money back without the merchant asking, as the platform's own console can.

        Raises:
            Declined: If the order cannot be refunded so.
        """
        with self._turn:
            return self._refund_outside(self.orders.find(out_trade_no, at), amount, at)

    def _pay(self, out_trade_no: str, at: datetime) -> Order:
        order = self.orders.pay(out_trade_no, at)
        self._courier.take(payment_parcel(order, self.identity), at)
        if self._chance.randrange(100) < self._refund_percent:
            self._refund_outside(order, order.asked.amount, at)
        return order

    def _refund_outside(self, order: Order, amount: Money, at: datetime) -> Refund:
        position = len(order.refunds) + 1
        refund = Refund(
            out_refund_no=f"{order.asked.out_trade_no[:28]}C{position}",
            refund_id=f"5030{order.transaction_id[4:]}{position}",
            amount=amount,
            asked_at=at,
            notify_url=order.asked.notify_url,
            reason="商户平台退款",
        )
        if self.orders.refund(order, refund):
            self._tell(order, refund, at)
        return refund

    def _page(self, method: str, out_trade_no: str, at: datetime) -> Answer:
        try:
            order = self.orders.find(out_trade_no, at)
            if method == "POST" and order.state is State.NOTPAY:
                self._pay(out_trade_no, at)
        except Declined as no:
            return Answer(404, _HTML, LOOK.sentence(no.code, no.message))
        return Answer(200, _HTML, order_page(order))

    def _tell(self, order: Order, refund: Refund, at: datetime) -> None:
        if refund.notify_url:
            self._courier.take(refund_parcel(order, refund, self.identity), at)
