"""Alipay as checkout wants a gateway: orders in, instructions and states out.

A code that nobody has scanned is no trade yet, so a query tells ``ABSENT`` until somebody does;
it dies with the order's own hour. A trade that was given back in full is closed at the channel
and still ``PAID`` here: the payment happened, and the refund is told for itself.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import httpx

from qingshou.adapters.alipay.answers import Node
from qingshou.adapters.alipay.client import Account, Ask, Client
from qingshou.adapters.alipay.codes import Meaning
from qingshou.adapters.alipay.keyring import Keyring
from qingshou.adapters.alipay.notices import BEIJING, INSTANT, state_of
from qingshou.adapters.wire import fresh_http
from qingshou.checkout.ports import (
    BillKind,
    Forged,
    Instruction,
    Malformed,
    Merchant,
    Order,
    RefundOrder,
    RefundState,
    RefundTold,
    Told,
    TradeState,
    Unavailable,
)
from qingshou.checkout.rules.gateways import Way
from qingshou.kernel.money import AmountUnreadable, Money

PUBLIC_ADDRESS = "https://openapi.alipay.com"
PATH = "/gateway.do"

_PAGES = {
    Way.H5: ("alipay.trade.wap.pay", "QUICK_WAP_WAY"),
    Way.PAGE: ("alipay.trade.page.pay", "FAST_INSTANT_TRADE_PAY"),
}
_BILLS = {BillKind.TRADE: "trade", BillKind.FUND_FLOW: "signcustomer"}


class AlipayGateway:
    """Takes payments through Alipay, for any merchant whose keys are in the ring."""

    def __init__(
        self,
        keyring: Keyring,
        *,
        now: Callable[[], datetime],
        http: httpx.Client | None = None,
    ) -> None:
        self._keyring, self._now = keyring, now
        self._http = http or fresh_http()
        self._clients: dict[Merchant, Client] = {}

    def create(self, *, merchant: Merchant, order: Order) -> Instruction:
        """Ask for a payment: a code to scan, or a page that opens the payer's Alipay."""
        content = {
            "out_trade_no": order.out_trade_no,
            "total_amount": order.amount.yuan,
            "subject": order.subject,
            "seller_id": merchant.mchid,
            "time_expire": _written(order.expires_at),
        }
        if order.way is Way.NATIVE:
            content["product_code"] = "FACE_TO_FACE_PAYMENT"
            ask = Ask("alipay.trade.precreate", content, order.notify_url)
            node = self._done(merchant, ask)
            return Instruction(code_url=_word(node, "qr_code"))
        if order.way not in _PAGES:
            raise Malformed(f"Alipay is not asked for {order.way}", code="way-unknown")
        method, content["product_code"] = _PAGES[order.way]
        ask = Ask(method, content, order.notify_url, order.return_url)
        return Instruction(page_url=self._client(merchant).page(ask, at=self._now()))

    def query(self, *, merchant: Merchant, out_trade_no: str) -> Told:
        """Tell what became of an order."""
        ask = Ask("alipay.trade.query", {"out_trade_no": out_trade_no})
        node, meaning = self._call(merchant, ask)
        if meaning is Meaning.ABSENT:
            return Told(TradeState.ABSENT, out_trade_no)
        _demand(node, meaning, ask)
        _same(node, "out_trade_no", out_trade_no)
        paid_at = _instant(node, "send_pay_date")
        try:
            state = state_of(_word(node, "trade_status"), was_paid=paid_at is not None)
        except KeyError as fault:
            raise _unread(node, "trade_status") from fault
        return Told(
            state=state,
            out_trade_no=out_trade_no,
            gateway_ref=_word(node, "trade_no"),
            amount=_money(node, "total_amount"),
            mchid=merchant.mchid,
            appid=merchant.appid,
            paid_at=paid_at,
            payer=str(node.fields.get("buyer_user_id") or node.fields.get("buyer_open_id") or ""),
        )

    def close(self, *, merchant: Merchant, out_trade_no: str) -> TradeState:
        """Close an order nobody paid.

        What nobody has scanned cannot be closed, only canceled. Should somebody pay between the
        two, canceling gives the money back; the order then counts as paid, and its refund is told
        as any refund from the channel's side is.
        """
        content = {"out_trade_no": out_trade_no}
        _, meaning = self._call(merchant, Ask("alipay.trade.close", content))
        if meaning is Meaning.DONE:
            return TradeState.CLOSED
        if meaning is Meaning.ABSENT:
            node = self._done(merchant, Ask("alipay.trade.cancel", content))
            if node.fields.get("action") != "refund":
                return TradeState.CLOSED
        state = self.query(merchant=merchant, out_trade_no=out_trade_no).state
        if state not in (TradeState.PAID, TradeState.CLOSED):
            raise Unavailable(f"{out_trade_no} cannot be closed and is {state}")
        return state

    def refund(self, *, merchant: Merchant, order: RefundOrder) -> RefundTold:
        """Give money back; where the channel says that nothing moved, ask what did before."""
        content = {
            "out_trade_no": order.out_trade_no,
            "out_request_no": order.out_refund_no,
            "refund_amount": order.amount.yuan,
            "refund_reason": order.reason,
        }
        node = self._done(merchant, Ask("alipay.trade.refund", content))
        if node.fields.get("fund_change") != "Y":
            return self.query_refund(
                merchant=merchant,
                out_trade_no=order.out_trade_no,
                out_refund_no=order.out_refund_no,
            )
        return RefundTold(
            state=RefundState.DONE,
            out_refund_no=order.out_refund_no,
            out_trade_no=order.out_trade_no,
            amount=order.amount,
            mchid=merchant.mchid,
            refunded_at=_instant(node, "gmt_refund_pay"),
        )

    def query_refund(
        self, *, merchant: Merchant, out_trade_no: str, out_refund_no: str
    ) -> RefundTold:
        """Tell what became of a refund; one the channel does not speak of does not exist."""
        content = {
            "out_trade_no": out_trade_no,
            "out_request_no": out_refund_no,
            "query_options": ["gmt_refund_pay"],
        }
        ask = Ask("alipay.trade.fastpay.refund.query", content)
        node, meaning = self._call(merchant, ask)
        if meaning is Meaning.ABSENT:
            return RefundTold(RefundState.ABSENT, out_refund_no, out_trade_no)
        _demand(node, meaning, ask)
        if node.fields.get("refund_status") != "REFUND_SUCCESS":
            return RefundTold(RefundState.ABSENT, out_refund_no, out_trade_no)
        _same(node, "out_request_no", out_refund_no)
        return RefundTold(
            state=RefundState.DONE,
            out_refund_no=out_refund_no,
            out_trade_no=out_trade_no,
            amount=_money(node, "refund_amount"),
            mchid=merchant.mchid,
            refunded_at=_instant(node, "gmt_refund_pay"),
        )

    def download_bill(self, *, merchant: Merchant, kind: BillKind, day: date) -> bytes:
        """Fetch a day's zip; the address that is asked for lives half a minute."""
        content = {"bill_type": _BILLS[kind], "bill_date": day.isoformat()}
        ask = Ask("alipay.data.dataservice.bill.downloadurl.query", content)
        node = self._done(merchant, ask)
        return self._client(merchant).download(_word(node, "bill_download_url"))

    def _done(self, merchant: Merchant, ask: Ask) -> Node:
        node, meaning = self._call(merchant, ask)
        _demand(node, meaning, ask)
        return node

    def _call(self, merchant: Merchant, ask: Ask) -> tuple[Node, Meaning]:
        try:
            return self._client(merchant).call(ask, at=self._now())
        except Forged as unproven:
            raise Unavailable(f"an answer that is not proven is none: {unproven}") from unproven

    def _client(self, merchant: Merchant) -> Client:
        client = self._clients.get(merchant)
        if client is None:
            keys = self._keyring.of(merchant.keys)
            account = Account(
                app_id=merchant.appid,
                own_key=keys.own,
                channel_key=keys.channel,
                gateway=(merchant.base_url or PUBLIC_ADDRESS) + PATH,
            )
            client = self._clients[merchant] = Client(account, self._http)
        return client


def _demand(node: Node, meaning: Meaning, ask: Ask) -> None:
    """Take nothing but a yes; any other answer is for a person.

    Raises:
        Malformed: With the channel's own code.
    """
    if meaning is not Meaning.DONE:
        code = str(node.fields.get("sub_code", ""))
        raise Malformed(f"{ask.method}: {code}", code=code, raw=node.text.encode())


def _same(node: Node, name: str, asked: str) -> None:
    if node.fields.get(name) != asked:
        raise _unread(node, name)


def _word(node: Node, name: str) -> str:
    value = node.fields.get(name)
    if not isinstance(value, str) or not value:
        raise _unread(node, name)
    return value


def _money(node: Node, name: str) -> Money:
    try:
        return Money.from_yuan(_word(node, name))
    except AmountUnreadable as fault:
        raise _unread(node, name) from fault


def _instant(node: Node, name: str) -> datetime | None:
    text: Any = node.fields.get(name)
    if not text:
        return None
    try:
        return datetime.strptime(str(text), INSTANT).replace(tzinfo=BEIJING)
    except ValueError as fault:
        raise _unread(node, name) from fault


def _written(instant: datetime) -> str:
    return instant.astimezone(BEIJING).strftime(INSTANT)


def _unread(node: Node, name: str) -> Malformed:
    return Malformed(f"{name} of the answer cannot be read", raw=node.text.encode())
