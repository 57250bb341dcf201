"""The local platform's side of the API: check a signed request, act, answer signed.

It refuses as the real one does, with the same status and codes, so that a client that works here
has met the answers it will meet there.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from qingshou.adapters.gateways.frame import Answer, Request
from qingshou.adapters.gateways.wechatpay.bills import fund_flow_of, trade_bill_of
from qingshou.adapters.gateways.wechatpay.identity import Identity
from qingshou.adapters.gateways.wechatpay.orders import Asked, Declined, Order, Orders, Refund
from qingshou.adapters.gateways.wechatpay.tidings import refund_of, signed, transaction_of
from qingshou.adapters.signatures import is_signed
from qingshou.adapters.wechatpay.sealing import ALGORITHM, seal
from qingshou.adapters.wechatpay.signing import lines, read_authorization
from qingshou.adapters.wechatpay.words import BEIJING, instant, written
from qingshou.kernel.money import Money

WINDOW = timedelta(minutes=5)
_NUMBER = re.compile(r"[0-9A-Za-z_\-|*@]{6,32}")
_TRADE_TYPES = {"native": "NATIVE", "jsapi": "JSAPI", "h5": "MWEB"}

Fields = dict[str, Any]
Route = tuple[str, re.Pattern[str], Callable[..., Fields | None]]


class Protocol:
    """Answers one merchant; ``refunded`` is told of every refund that moved money."""

    def __init__(
        self,
        identity: Identity,
        orders: Orders,
        *,
        address: str,
        refunded: Callable[[Order, Refund, datetime], None],
    ) -> None:
        self._identity, self._orders, self._address = identity, orders, address
        self._refunded = refunded
        self._bills: dict[str, bytes] = {}
        self._routes: tuple[Route, ...] = (
            ("POST", _path(r"/v3/pay/transactions/(native|jsapi|h5)"), self._place),
            ("GET", _path(r"/v3/pay/transactions/out-trade-no/([^/]+)"), self._query),
            ("GET", _path(r"/v3/pay/transactions/id/([^/]+)"), self._query_by_id),
            ("POST", _path(r"/v3/pay/transactions/out-trade-no/([^/]+)/close"), self._close),
            ("POST", _path(r"/v3/refund/domestic/refunds"), self._refund),
            ("GET", _path(r"/v3/refund/domestic/refunds/([^/]+)"), self._query_refund),
            ("GET", _path(r"/v3/bill/(tradebill|fundflowbill)"), self._bill),
            ("GET", _path(r"/v3/certificates"), self._certificates),
        )

    def answer(self, request: Request, at: datetime) -> Answer:
        """Answer a request, whatever it is, as the platform would."""
        try:
            self._admit(request, at)
            return self._act(request, at)
        except Declined as no:
            body = _json({"code": no.code, "message": no.message})
            return self._signed(no.status, body, at)

    def _act(self, request: Request, at: datetime) -> Answer:
        url = urlsplit(request.target)
        if url.path == "/v3/billdownload/file":
            return self._download(dict(parse_qsl(url.query)))
        for method, pattern, act in self._routes:
            found = pattern.fullmatch(url.path)
            if found and method == request.method:
                asked = dict(parse_qsl(url.query)) | _fields(request.body)
                told = act(asked, at, *found.groups())
                body = b"" if told is None else _json(told)
                return self._signed(204 if told is None else 200, body, at)
        raise Declined(404, "RESOURCE_NOT_EXISTS", "没有这个接口")

    def _admit(self, request: Request, at: datetime) -> None:
        named = read_authorization(_header(request, "Authorization"))
        if named is None:
            raise Declined(401, "SIGN_ERROR", "Http头Authorization值格式错误")
        mchid, given = named
        if mchid != self._identity.mchid or given.serial != self._identity.merchant_serial:
            raise Declined(401, "SIGN_ERROR", "商户号或证书序列号有误")
        if not given.timestamp.isdigit() or abs(_stamp(given.timestamp) - at) > WINDOW:
            raise Declined(401, "SIGN_ERROR", "时间戳与服务器时间相差过大")
        text = lines(request.method, request.target, given.timestamp, given.nonce, request.body)
        if not is_signed(text, given.signature, self._identity.merchant_key):
            raise Declined(401, "SIGN_ERROR", "签名错误")

    def _signed(self, status: int, body: bytes, at: datetime) -> Answer:
        return Answer(status, tuple(signed(body, self._identity, at).items()), body)

    def _place(self, asked: Fields, at: datetime, kind: str) -> Fields:
        self._own(asked)
        if asked.get("appid") != self._identity.appid:
            raise Declined(400, "APPID_MCHID_NOT_MATCH", "appid和mchid不匹配")
        payer = asked.get("payer")
        if kind == "jsapi" and not (isinstance(payer, dict) and payer.get("openid")):
            raise Declined(400, "PARAM_ERROR", "缺少 payer.openid")
        order = self._orders.place(_asked(asked, _TRADE_TYPES[kind]), at)
        page = f"{self._address}/pay/{order.asked.out_trade_no}"
        if kind == "native":
            return {"code_url": page}
        return {"h5_url": page} if kind == "h5" else {"prepay_id": f"wx{order.transaction_id}"}

    def _query(self, asked: Fields, at: datetime, out_trade_no: str) -> Fields:
        self._own(asked)
        return transaction_of(self._orders.find(out_trade_no, at), self._identity)

    def _query_by_id(self, asked: Fields, _: datetime, transaction_id: str) -> Fields:
        self._own(asked)
        return transaction_of(self._orders.find_by_id(transaction_id), self._identity)

    def _close(self, asked: Fields, at: datetime, out_trade_no: str) -> None:
        self._own(asked)
        self._orders.close(out_trade_no, at)

    def _refund(self, asked: Fields, at: datetime) -> Fields:
        amount = asked.get("amount")
        if not isinstance(amount, dict):
            raise Declined(400, "PARAM_ERROR", "缺少 amount")
        if "transaction_id" in asked:
            order = self._orders.find_by_id(str(asked["transaction_id"]))
        else:
            order = self._orders.find(str(asked.get("out_trade_no", "")), at)
        if _fen(amount, "total") != order.asked.amount:
            raise Declined(400, "PARAM_ERROR", "订单金额不一致")
        position = len(order.refunds) + 1
        refund = Refund(
            out_refund_no=_number(asked, "out_refund_no"),
            refund_id=f"5030{order.transaction_id[4:]}{position}",
            amount=_fen(amount, "refund"),
            asked_at=at,
            notify_url=str(asked.get("notify_url", "")),
            reason=str(asked.get("reason", "")),
        )
        if self._orders.refund(order, refund):
            self._refunded(order, refund, at)
        return refund_of(*self._orders.refund_of(refund.out_refund_no))

    def _query_refund(self, _: Fields, __: datetime, out_refund_no: str) -> Fields:
        return refund_of(*self._orders.refund_of(out_refund_no))

    def _bill(self, asked: Fields, at: datetime, kind: str) -> Fields:
        try:
            day = date.fromisoformat(str(asked.get("bill_date", "")))
        except ValueError as fault:
            raise Declined(400, "PARAM_ERROR", "bill_date 格式错误") from fault
        if day > at.astimezone(BEIJING).date():
            raise Declined(400, "STATEMENT_CREATING", "账单生成中")
        if kind == "tradebill":
            raw = trade_bill_of(self._orders, self._identity, day)
        else:
            raw = fund_flow_of(self._orders, day)
        if not raw:
            raise Declined(400, "NO_STATEMENT_EXIST", "账单文件不存在")
        token = secrets.token_urlsafe(24)
        self._bills[token] = raw
        return {
            "hash_type": "SHA1",
            "hash_value": hashlib.sha1(raw, usedforsecurity=False).hexdigest(),
            "download_url": f"{self._address}/v3/billdownload/file?token={token}",
        }

    def _download(self, asked: Fields) -> Answer:
        raw = self._bills.pop(str(asked.get("token", "")), None)
        if raw is None:
            raise Declined(404, "RESOURCE_NOT_EXISTS", "下载地址已失效")
        return Answer(200, (("Content-Type", "text/plain"),), raw)

    def _certificates(self, _: Fields, at: datetime) -> Fields:
        nonce = secrets.token_hex(6)
        sealed = seal(
            self._identity.certificate,
            key=self._identity.apiv3,
            nonce=nonce,
            associated="certificate",
        )
        certificate = {
            "serial_no": self._identity.serial,
            "effective_time": written(at - timedelta(days=1)),
            "expire_time": written(at + timedelta(days=365)),
            "encrypt_certificate": {
                "algorithm": ALGORITHM,
                "nonce": nonce,
                "associated_data": "certificate",
                "ciphertext": sealed,
            },
        }
        return {"data": [certificate]}

    def _own(self, asked: Fields) -> None:
        if asked.get("mchid") != self._identity.mchid:
            raise Declined(400, "MCH_NOT_EXISTS", "商户号不存在")


def _path(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _header(request: Request, name: str) -> str:
    found = (value for key, value in request.headers.items() if key.lower() == name.lower())
    return next(found, "")


def _stamp(timestamp: str) -> datetime:
    return datetime.fromtimestamp(int(timestamp[:12]), UTC)


def _json(fields: Fields) -> bytes:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def _fields(body: bytes) -> Fields:
    if not body:
        return {}
    try:
        found = json.loads(body)
    except ValueError as fault:
        raise Declined(400, "PARAM_ERROR", "请求不是 JSON") from fault
    if not isinstance(found, dict):
        raise Declined(400, "PARAM_ERROR", "请求不是对象")
    return found


def _asked(asked: Fields, trade_type: str) -> Asked:
    amount = asked.get("amount")
    if not isinstance(amount, dict) or amount.get("currency", "CNY") != "CNY":
        raise Declined(400, "PARAM_ERROR", "amount 无效")
    try:
        expires_at = instant(str(asked["time_expire"])) if asked.get("time_expire") else None
    except ValueError as fault:
        raise Declined(400, "PARAM_ERROR", "time_expire 格式错误") from fault
    description = asked.get("description")
    if not isinstance(description, str) or not 0 < len(description) <= 127:
        raise Declined(400, "PARAM_ERROR", "description 无效")
    return Asked(
        out_trade_no=_number(asked, "out_trade_no"),
        amount=_fen(amount, "total"),
        description=description,
        notify_url=str(asked.get("notify_url", "")),
        trade_type=trade_type,
        expires_at=expires_at,
        attach=str(asked.get("attach", "")),
    )


def _number(asked: Fields, name: str) -> str:
    number = asked.get(name)
    if not isinstance(number, str) or not _NUMBER.fullmatch(number):
        raise Declined(400, "PARAM_ERROR", f"{name} 无效")
    return number


def _fen(amount: Fields, name: str) -> Money:
    fen = amount.get(name)
    if type(fen) is not int or fen <= 0:
        raise Declined(400, "PARAM_ERROR", f"amount.{name} 无效")
    return Money(fen)
