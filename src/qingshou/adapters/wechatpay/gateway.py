"""WeChat Pay as a gateway of checkout: Native, JSAPI and H5 orders, refunds, bills of a day."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from qingshou.adapters.wechatpay import words
from qingshou.adapters.wechatpay.client import Answer, Client
from qingshou.checkout.ports import (
    BillKind,
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
from qingshou.checkout.rules.gateways import CURRENCY, Way

T = TypeVar("T")

_PATHS = {Way.NATIVE: "native", Way.JSAPI: "jsapi", Way.H5: "h5"}
_ABSENT = frozenset({"ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS"})
_BILLS = {
    BillKind.TRADE: ("tradebill", {"bill_type": "ALL"}),
    BillKind.FUND_FLOW: ("fundflowbill", {"account_type": "BASIC"}),
}
_LONGEST_SUBJECT, _LONGEST_REASON = 127, 80


class WechatPay:
    """Speaks for every merchant whose keys the client holds."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def create(self, *, merchant: Merchant, order: Order) -> Instruction:
        """Place an order; the same order again gives an instruction again.

        Raises:
            Unavailable: If it may be tried again.
            Malformed: If the platform refuses the order, or the way is not WeChat's.
        """
        if order.way not in _PATHS:
            raise Malformed(f"WeChat Pay knows no {order.way}", code="WAY")
        answer = self._client.ask(
            merchant, "POST", f"/v3/pay/transactions/{_PATHS[order.way]}", _order(merchant, order)
        )
        fields = _done(answer).fields
        if order.way is Way.NATIVE:
            return Instruction(code_url=_read(words.text, fields, "code_url"))
        if order.way is Way.H5:
            return Instruction(page_url=_page(_read(words.text, fields, "h5_url"), order))
        return self._phone_parameters(merchant, _read(words.text, fields, "prepay_id"))

    def query(self, *, merchant: Merchant, out_trade_no: str) -> Told:
        """Tell what became of an order, by the merchant's own number.

        Raises:
            Unavailable: If it may be tried again.
            Malformed: If the answer cannot be believed or read.
        """
        path = f"/v3/pay/transactions/out-trade-no/{_segment(out_trade_no)}"
        return self._told(merchant, path, out_trade_no)

    def query_by_id(self, *, merchant: Merchant, transaction_id: str) -> Told:
        """Tell what became of an order, by the platform's number.

        Raises:
            Unavailable: If it may be tried again.
            Malformed: If the answer cannot be believed or read.
        """
        return self._told(merchant, f"/v3/pay/transactions/id/{_segment(transaction_id)}", "")

    def close(self, *, merchant: Merchant, out_trade_no: str) -> TradeState:
        """Close an order; tell ``PAID`` where the payer was faster.

        Raises:
            Unavailable: If it may be tried again.
            Malformed: If the answer cannot be believed.
        """
        path = f"/v3/pay/transactions/out-trade-no/{_segment(out_trade_no)}/close"
        answer = self._client.ask(merchant, "POST", path, {"mchid": merchant.mchid})
        if answer.code in ("ORDERPAID", "ORDER_PAID", "TRADE_ERROR"):
            return self.query(merchant=merchant, out_trade_no=out_trade_no).state
        if answer.code in _ABSENT:
            return TradeState.ABSENT
        if answer.code not in ("ORDER_CLOSED", "ORDERCLOSED"):
            _done(answer)
        return TradeState.CLOSED

    def refund(self, *, merchant: Merchant, order: RefundOrder) -> RefundTold:
        """Ask for a refund; the same number again is the same refund.

        Raises:
            Unavailable: If it may be tried again.
            Malformed: If the platform refuses it.
        """
        body: dict[str, Any] = {
            "out_trade_no": order.out_trade_no,
            "out_refund_no": order.out_refund_no,
            "reason": order.reason[:_LONGEST_REASON],
            "amount": {
                "refund": order.amount.fen,
                "total": order.total.fen,
                "currency": CURRENCY,
            },
        }
        if order.notify_url:
            body["notify_url"] = order.notify_url
        answer = self._client.ask(merchant, "POST", "/v3/refund/domestic/refunds", body)
        return _read(words.refund, _done(answer).fields)

    def query_refund(
        self, *, merchant: Merchant, out_trade_no: str, out_refund_no: str
    ) -> RefundTold:
        """Tell what became of a refund.

        Raises:
            Unavailable: If it may be tried again.
            Malformed: If the answer cannot be believed or read.
        """
        path = f"/v3/refund/domestic/refunds/{_segment(out_refund_no)}"
        answer = self._client.ask(merchant, "GET", path)
        if answer.code in _ABSENT:
            return RefundTold(RefundState.ABSENT, out_refund_no, out_trade_no)
        return _read(words.refund, _done(answer).fields)

    def download_bill(self, *, merchant: Merchant, kind: BillKind, day: date) -> bytes:
        """Fetch a day's bill, proven by the hash in the signed answer; empty where none is.

        Raises:
            Unavailable: If it may be tried again, as before ten on the next morning.
            Malformed: If the file does not fit its hash.
        """
        name, more = _BILLS[kind]
        path = f"/v3/bill/{name}?{urlencode({'bill_date': day.isoformat()} | more)}"
        answer = self._client.ask(merchant, "GET", path)
        if answer.code == "NO_STATEMENT_EXIST":
            return b""
        if answer.code == "STATEMENT_CREATING":
            raise Unavailable(answer.code)
        fields = _done(answer).fields
        raw = self._client.download(merchant, _read(_address, fields))
        if fields.get("hash_type") != "SHA1":
            raise Malformed("the bill comes with an unknown kind of hash")
        told, found = fields.get("hash_value"), hashlib.sha1(raw, usedforsecurity=False)
        if told != found.hexdigest():
            raise Malformed(f"the bill has hash {found.hexdigest()}, not {told}", code="HASH")
        return raw

    def _told(self, merchant: Merchant, path: str, out_trade_no: str) -> Told:
        answer = self._client.ask(merchant, "GET", f"{path}?mchid={merchant.mchid}")
        if answer.code in _ABSENT:
            return Told(TradeState.ABSENT, out_trade_no)
        return _read(words.trade, _done(answer).fields)

    def _phone_parameters(self, merchant: Merchant, prepay_id: str) -> Instruction:
        """Sign what the phone hands to WeChat."""
        package = f"prepay_id={prepay_id}"
        signed = self._client.signed(merchant, merchant.appid, package)
        return Instruction(
            parameters={
                "appId": merchant.appid,
                "timeStamp": signed.timestamp,
                "nonceStr": signed.nonce,
                "package": package,
                "signType": "RSA",
                "paySign": signed.signature,
            }
        )


def _order(merchant: Merchant, order: Order) -> dict[str, Any]:
    body: dict[str, Any] = {
        "appid": merchant.appid,
        "mchid": merchant.mchid,
        "description": order.subject[:_LONGEST_SUBJECT],
        "out_trade_no": order.out_trade_no,
        "time_expire": words.written(order.expires_at),
        "notify_url": order.notify_url,
        "amount": {"total": order.amount.fen, "currency": CURRENCY},
    }
    if order.way is Way.JSAPI:
        body["payer"] = {"openid": order.payer}
    if order.way is Way.H5:
        body["scene_info"] = {"payer_client_ip": order.client_ip, "h5_info": {"type": "Wap"}}
    return body


def _page(url: str, order: Order) -> str:
    if not order.return_url:
        return url
    return f"{url}{'&' if '?' in url else '?'}redirect_url={quote(order.return_url, safe='')}"


def _done(answer: Answer) -> Answer:
    if answer.status >= 400:
        raise Malformed(
            f"{answer.status} {answer.code}",
            code=answer.code,
            raw=json.dumps(answer.fields, ensure_ascii=False).encode()[:2000],
        )
    return answer


def _read(reader: Callable[..., T], *arguments: Any) -> T:
    try:
        return reader(*arguments)
    except ValueError as fault:
        raise Malformed(f"the answer cannot be read: {fault}") from fault


def _address(fields: dict[str, Any]) -> str:
    url = fields.get("download_url")
    if not isinstance(url, str) or not url:
        raise ValueError("download_url is not a text")
    return url


def _segment(text: str) -> str:
    return quote(text, safe="")
