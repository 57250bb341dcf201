"""The local Alipay as a web site: the gateway, the payer's page, the day's bill.

It knows no sockets: a request goes in, an answer comes out, and what happened to money is told to
``happened``, which sees to it that the merchant hears of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from urllib.parse import parse_qsl, urlsplit

from qingshou.adapters.gateways.alipay.bills import bill_of
from qingshou.adapters.gateways.alipay.pages import POLICY, notice_page, trade_page
from qingshou.adapters.gateways.alipay.protocol import (
    PAGE_METHODS,
    Identity,
    Protocol,
    Rejected,
)
from qingshou.adapters.gateways.alipay.trades import Declined, Refund, Status, Trade, Trades
from qingshou.kernel.money import Money
from qingshou.reconciliation.rules.shapes.alipay_trade import write_zip

GATEWAY = "/gateway.do"
_HTML = (("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", POLICY))
_JSON = (("Content-Type", "application/json;charset=utf-8"),)
_ZIP = (("Content-Type", "application/zip"),)

Happened = Callable[[Trade, Refund | None], None]


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over the wire."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Site:
    """One merchant's Alipay; requests take turns."""

    def __init__(self, identity: Identity, *, address: str, happened: Happened) -> None:
        self.identity, self.trades = identity, Trades()
        self._protocol = Protocol(identity, self.trades, address=address)
        self._happened, self._turn = happened, Lock()

    def respond(self, method: str, target: str, body: bytes, at: datetime) -> Answer:
        """Answer one request."""
        url = urlsplit(target)
        form = dict(parse_qsl(url.query, keep_blank_values=True))
        form |= dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        with self._turn:
            if url.path == GATEWAY:
                return self._gateway(form, at)
            if url.path.startswith("/pay/"):
                return self._pay(method, url.path.removeprefix("/pay/"), at)
            if url.path.startswith("/bill/"):
                return self._bill(url.path.removeprefix("/bill/"), at)
        return Answer(404, _HTML, notice_page("没有这个页面", "请检查地址。"))

    def refund_from_outside(self, order_no: str, amount: Money, at: datetime) -> None:
        """Give money back without the merchant asking, as the channel's own console can.

        Raises:
            Declined: If the trade cannot be refunded so.
        """
        with self._turn:
            trade = self.trades.find(order_no=order_no, number="", at=at)
            refund = Refund(f"console-{len(trade.refunds) + 1}", amount, at, "渠道后台退款")
            if self.trades.refund(trade, refund):
                self._happened(trade, refund)

    def _gateway(self, form: dict[str, str], at: datetime) -> Answer:
        if form.get("method") in PAGE_METHODS:
            return self._open(form, at)
        before = {trade.number: len(trade.refunds) for trade in self.trades}
        answer = self._protocol.answer(form, at)
        for trade in self.trades:
            for refund in trade.refunds[before.get(trade.number, 0) :]:
                self._happened(trade, refund)
        return Answer(200, _JSON, answer)

    def _open(self, form: dict[str, str], at: datetime) -> Answer:
        try:
            trade = self._protocol.open_page(form, at)
        except (Rejected, Declined) as no:
            return Answer(200, _HTML, notice_page(no.sub_code, no.sub_msg))
        return Answer(302, (("Location", f"/pay/{trade.order.order_no}"),), b"")

    def _pay(self, method: str, order_no: str, at: datetime) -> Answer:
        try:
            trade = self.trades.on_the_page(order_no, at)
            if method == "POST" and trade.status is Status.WAITING:
                self._happened(self.trades.pay(order_no, at), None)
        except Declined as no:
            return Answer(200, _HTML, notice_page(no.sub_code, no.sub_msg))
        return Answer(200, _HTML, trade_page(trade))

    def _bill(self, name: str, at: datetime) -> Answer:
        try:
            day = date.fromisoformat(name.removesuffix(".csv.zip"))
        except ValueError:
            return Answer(404, _HTML, notice_page("没有这份账单", "账单日期无法识别。"))
        bill = bill_of(self.trades, seller_id=self.identity.seller_id, day=day, at=at)
        return Answer(200, _ZIP, write_zip(bill))
