"""The local Alipay's side of the OpenAPI: check a signed request, act, answer signed.

It refuses as the real gateway does, with the same codes, so that a client that works here has
met every answer it will meet there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import unquote

from qingshou.adapters.alipay.answers import node_of
from qingshou.adapters.alipay.notices import BEIJING, CHARSET, INSTANT
from qingshou.adapters.alipay.signing import SIGN_TYPE, text_to_sign
from qingshou.adapters.gateways.alipay.identity import Identity
from qingshou.adapters.gateways.alipay.trades import (
    Declined,
    Order,
    Refund,
    Trade,
    Trades,
    page_of,
)
from qingshou.adapters.signatures import is_signed, sign
from qingshou.kernel.money import AmountUnreadable, Money

PAGE_METHODS = frozenset({"alipay.trade.wap.pay", "alipay.trade.page.pay"})
_DONE = {"code": "10000", "msg": "Success"}

Fields = dict[str, Any]


class Rejected(Exception):  # noqa: N818 - a statement, as refusals are
    """A request is not let in: it is not signed, not for this app, or not understood."""

    def __init__(self, code: str, sub_code: str, sub_msg: str) -> None:
        super().__init__(sub_code)
        self.code, self.sub_code, self.sub_msg = code, sub_code, sub_msg


class Protocol:
    """Answers the methods of one merchant; ``address`` is where this gateway is reached."""

    def __init__(self, identity: Identity, trades: Trades, *, address: str) -> None:
        self._identity, self._trades, self._address = identity, trades, address
        self._methods: dict[str, Callable[[Fields, Mapping[str, str], datetime], Fields]] = {
            "alipay.trade.precreate": self._precreate,
            "alipay.trade.query": self._query,
            "alipay.trade.close": self._close,
            "alipay.trade.cancel": self._cancel,
            "alipay.trade.refund": self._refund,
            "alipay.trade.fastpay.refund.query": self._refund_query,
            "alipay.data.dataservice.bill.downloadurl.query": self._bill,
        }

    def answer(self, request: Mapping[str, str], at: datetime) -> bytes:
        """Answer a request, whatever it is, as the gateway would."""
        method = request.get("method", "")
        try:
            content = self._admit(request)
            act = self._methods.get(method)
            if act is None:
                raise Rejected("40002", "isv.invalid-method", "不存在的方法名")
            fields = _DONE | act(content, request, at)
        except Rejected as no:
            fields = {"code": no.code, "msg": "Invalid Arguments"}
            fields |= {"sub_code": no.sub_code, "sub_msg": no.sub_msg}
        except Declined as no:
            fields = {"code": "40004", "msg": "Business Failed"}
            fields |= {"sub_code": no.sub_code, "sub_msg": no.sub_msg}
        return self._signed(node_of(method or "error"), fields)

    def open_page(self, request: Mapping[str, str], at: datetime) -> Trade:
        """Open the trade of a signed page request.

        Raises:
            Rejected: If the request is not let in.
            Declined: If the trade cannot be opened.
        """
        content = self._admit(request)
        if request["method"] not in PAGE_METHODS:
            raise Rejected("40002", "isv.invalid-method", "不存在的方法名")
        return self._trades.open(_order(content, request, scanned=False), at)

    def _admit(self, request: Mapping[str, str]) -> Fields:
        if request.get("app_id") != self._identity.app_id:
            raise Rejected("40002", "isv.invalid-app-id", "无效的AppID参数")
        if request.get("sign_type") != SIGN_TYPE:
            raise Rejected("40002", "isv.invalid-signature-type", "无效的签名类型")
        if request.get("charset", "").lower() != CHARSET:
            raise Rejected("40002", "isv.invalid-charset", "字符集错误")
        text = text_to_sign(request).encode()
        if not is_signed(text, request.get("sign", ""), self._identity.merchant_key):
            raise Rejected("40002", "isv.invalid-signature", "验签出错，请检查签名")
        try:
            datetime.strptime(request.get("timestamp", ""), INSTANT).replace(tzinfo=BEIJING)
            content = json.loads(request.get("biz_content", "{}"))
        except ValueError as fault:
            raise Rejected("40002", "isv.invalid-parameter", "参数无效") from fault
        if not isinstance(content, dict):
            raise Rejected("40002", "isv.invalid-parameter", "参数无效")
        return content

    def _signed(self, name: str, fields: Fields) -> bytes:
        node = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
        signature = sign(node.encode(), self._identity.own_key)
        return f'{{"{name}":{node},"sign":"{signature}"}}'.encode()

    def _find(self, content: Fields, at: datetime) -> Trade:
        order_no, number = _word(content, "out_trade_no"), _word(content, "trade_no")
        if not order_no and not number:
            raise Rejected("40001", "isv.missing-parameter", "缺少交易号")
        return self._trades.find(order_no=order_no, number=number, at=at)

    def _precreate(self, content: Fields, request: Mapping[str, str], at: datetime) -> Fields:
        trade = self._trades.open(_order(content, request, scanned=True), at)
        code = f"{self._address}{page_of(trade)}"
        return {"out_trade_no": trade.order.order_no, "qr_code": code}

    def _query(self, content: Fields, _: Mapping[str, str], at: datetime) -> Fields:
        trade = self._find(content, at)
        amount = trade.order.amount.yuan
        told = _names(trade) | {"trade_status": trade.status.value, "total_amount": amount}
        told |= {"buyer_logon_id": "示例***@example.test", "buyer_user_id": trade.buyer_id}
        if trade.paid_at is None:
            return told
        return told | {
            "send_pay_date": trade.paid_at.strftime(INSTANT),
            "receipt_amount": amount,
            "buyer_pay_amount": amount,
            "invoice_amount": amount,
            "point_amount": "0.00",
            "fund_bill_list": [{"amount": amount, "fund_channel": "ALIPAYACCOUNT"}],
        }

    def _close(self, content: Fields, _: Mapping[str, str], at: datetime) -> Fields:
        trade = self._find(content, at)
        self._trades.close(trade)
        return _names(trade)

    def _cancel(self, content: Fields, _: Mapping[str, str], at: datetime) -> Fields:
        order_no = _word(content, "out_trade_no")
        if not order_no:
            raise Rejected("40001", "isv.missing-parameter", "缺少交易号")
        trade, action = self._trades.cancel(order_no, at)
        told = {"out_trade_no": order_no, "retry_flag": "N"}
        if trade is not None and trade.known:
            told["trade_no"] = trade.number
        return told | ({"action": action} if action else {})

    def _refund(self, content: Fields, _: Mapping[str, str], at: datetime) -> Fields:
        trade = self._find(content, at)
        request_no = _word(content, "out_request_no") or trade.order.order_no
        refund = Refund(
            request_no, _amount(content, "refund_amount"), at, _word(content, "refund_reason")
        )
        moved = self._trades.refund(trade, refund)
        return _names(trade) | {
            "buyer_user_id": trade.buyer_id,
            "fund_change": "Y" if moved else "N",
            "refund_fee": trade.refunded.yuan,
            "gmt_refund_pay": at.strftime(INSTANT),
        }

    def _refund_query(self, content: Fields, _: Mapping[str, str], at: datetime) -> Fields:
        trade, request_no = self._find(content, at), _word(content, "out_request_no")
        for refund in trade.refunds:
            if refund.request_no == request_no:
                return _names(trade) | {
                    "out_request_no": request_no,
                    "total_amount": trade.order.amount.yuan,
                    "refund_amount": refund.amount.yuan,
                    "refund_status": "REFUND_SUCCESS",
                    "gmt_refund_pay": refund.at.strftime(INSTANT),
                }
        return {}

    def _bill(self, content: Fields, _: Mapping[str, str], at: datetime) -> Fields:
        try:
            day = date.fromisoformat(_word(content, "bill_date"))
        except ValueError as fault:
            raise Declined("INVALID_ARGUMENTS", "账单日期格式错误") from fault
        if _word(content, "bill_type") != "trade":
            raise Declined("INVALID_ARGUMENTS", "账单类型不支持")
        if day > at.date() or not self._trades.moved_on(day):
            raise Declined("BILL_NOT_EXIST", "账单不存在")
        return {"bill_download_url": f"{self._address}/bill/{day.isoformat()}.csv.zip"}


def _order(content: Fields, request: Mapping[str, str], *, scanned: bool) -> Order:
    order_no, subject = _word(content, "out_trade_no"), _word(content, "subject")
    if not order_no or not subject:
        raise Rejected("40001", "isv.missing-parameter", "缺少订单号或标题")
    return Order(
        order_no=order_no,
        amount=_amount(content, "total_amount"),
        subject=subject,
        notify_url=request.get("notify_url", ""),
        return_url=request.get("return_url", ""),
        expires_at=_expiry(content),
        passback=unquote(_word(content, "passback_params")),
        must_be_scanned=scanned,
    )


def _expiry(content: Fields) -> datetime | None:
    text = _word(content, "time_expire")
    try:
        return datetime.strptime(text, INSTANT).replace(tzinfo=BEIJING) if text else None
    except ValueError as fault:
        raise Rejected("40002", "isv.invalid-parameter", "time_expire 格式错误") from fault


def _amount(content: Fields, name: str) -> Money:
    try:
        amount = Money.from_yuan(str(content.get(name, "")))
    except AmountUnreadable as fault:
        raise Declined("ACQ.INVALID_PARAMETER", f"{name} 无效") from fault
    if amount.fen <= 0:
        raise Declined("ACQ.INVALID_PARAMETER", f"{name} 无效")
    return amount


def _word(content: Fields, name: str) -> str:
    value = content.get(name, "")
    return value if isinstance(value, str) else str(value)


def _names(trade: Trade) -> Fields:
    return {"trade_no": trade.number, "out_trade_no": trade.order.order_no}
