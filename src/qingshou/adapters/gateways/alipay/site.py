"""The local Alipay as a web site: the gateway, the payer's page, the day's bill.

It knows no sockets. What happened to money is packed for the courier, which carries it.
"""

from __future__ import annotations

from datetime import date, datetime
from random import Random
from threading import Lock
from urllib.parse import parse_qsl, unquote, urlsplit

from qingshou.adapters.alipay.notices import BEIJING
from qingshou.adapters.gateways.alipay.bills import bill_of
from qingshou.adapters.gateways.alipay.identity import Identity
from qingshou.adapters.gateways.alipay.pages import LOOK, trade_page, trades_page
from qingshou.adapters.gateways.alipay.protocol import PAGE_METHODS, Protocol, Rejected
from qingshou.adapters.gateways.alipay.tidings import parcel_of
from qingshou.adapters.gateways.alipay.trades import (
    Declined,
    Refund,
    Status,
    Trade,
    Trades,
    page_of,
)
from qingshou.adapters.gateways.courier import Courier
from qingshou.adapters.gateways.frame import Answer, Request
from qingshou.adapters.gateways.page import POLICY
from qingshou.kernel.money import Money
from qingshou.reconciliation.rules.shapes.alipay_trade import write_zip

GATEWAY = "/gateway.do"
_HTML = (("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", POLICY))
_JSON = (("Content-Type", "application/json;charset=utf-8"),)
_ZIP = (("Content-Type", "application/zip"),)


class Site:
    """One merchant's Alipay; requests take turns."""

    def __init__(
        self, identity: Identity, courier: Courier, *, address: str, refund_percent: int = 0
    ) -> None:
        self.identity, self.trades, self._courier = identity, Trades(), courier
        self._protocol = Protocol(identity, self.trades, address=address)
        self._refund_percent, self._chance = refund_percent, Random(0)  # noqa: S311 - mishaps
        self._turn = Lock()

    def respond(self, request: Request, at: datetime) -> Answer:
        """Answer one request, whatever it is."""
        url, at = urlsplit(request.target), at.astimezone(BEIJING)
        form = dict(parse_qsl(url.query, keep_blank_values=True))
        form |= dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
        with self._turn:
            if url.path == GATEWAY:
                return self._gateway(form, at)
            if url.path == "/":
                return Answer(200, _HTML, trades_page(list(self.trades)))
            if url.path.startswith("/pay/"):
                return self._page(request.method, unquote(url.path.removeprefix("/pay/")), at)
            if url.path.startswith("/bill/"):
                return self._bill(url.path.removeprefix("/bill/"), at)
        return Answer(404, _HTML, LOOK.sentence("没有这个页面", "请检查地址。"))

    def pay(self, order_no: str, at: datetime) -> Trade:
        """Let the payer pay; the merchant will hear of it.

        Raises:
            Declined: If there is no such trade, or it is over.
        """
        with self._turn:
            return self._pay(order_no, at.astimezone(BEIJING))

    def refund_from_outside(self, order_no: str, amount: Money, at: datetime) -> Refund:
        """Give money back without the merchant asking, as the channel's own console can.

        Raises:
            Declined: If the trade cannot be refunded so.
        """
        at = at.astimezone(BEIJING)
        with self._turn:
            trade = self.trades.find(order_no=order_no, number="", at=at)
            return self._refund_outside(trade, amount, at)

    def _pay(self, order_no: str, at: datetime) -> Trade:
        trade = self.trades.pay(order_no, at)
        self._tell(trade, None, at)
        if self._chance.randrange(100) < self._refund_percent:
            self._refund_outside(trade, trade.order.amount, at)
        return trade

    def _refund_outside(self, trade: Trade, amount: Money, at: datetime) -> Refund:
        request_no = f"{trade.number}C{len(trade.refunds) + 1}"
        refund = Refund(request_no, amount, at, "渠道后台退款")
        if self.trades.refund(trade, refund):
            self._tell(trade, refund, at)
        return refund

    def _tell(self, trade: Trade, refund: Refund | None, at: datetime) -> None:
        if trade.order.notify_url:
            self._courier.take(parcel_of(trade, refund, self.identity), at)

    def _gateway(self, form: dict[str, str], at: datetime) -> Answer:
        if form.get("method") in PAGE_METHODS:
            return self._open(form, at)
        before = {trade.number: len(trade.refunds) for trade in self.trades}
        answer = self._protocol.answer(form, at)
        for trade in self.trades:
            for refund in trade.refunds[before.get(trade.number, 0) :]:
                self._tell(trade, refund, at)
        return Answer(200, _JSON, answer)

    def _open(self, form: dict[str, str], at: datetime) -> Answer:
        try:
            trade = self._protocol.open_page(form, at)
        except (Rejected, Declined) as no:
            return Answer(200, _HTML, LOOK.sentence(no.sub_code, no.sub_msg))
        return Answer(302, (("Location", page_of(trade)),), b"")

    def _page(self, method: str, order_no: str, at: datetime) -> Answer:
        try:
            trade = self.trades.on_the_page(order_no, at)
            if method == "POST" and trade.status is Status.WAITING:
                self._pay(order_no, at)
        except Declined as no:
            return Answer(200, _HTML, LOOK.sentence(no.sub_code, no.sub_msg))
        return Answer(200, _HTML, trade_page(trade))

    def _bill(self, name: str, at: datetime) -> Answer:
        try:
            day = date.fromisoformat(name.removesuffix(".csv.zip"))
        except ValueError:
            return Answer(404, _HTML, LOOK.sentence("没有这份账单", "账单日期无法识别。"))
        bill = bill_of(self.trades, seller_id=self.identity.seller_id, day=day, at=at)
        return Answer(200, _ZIP, write_zip(bill))
