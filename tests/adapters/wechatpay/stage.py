"""The parties of a test: a merchant, the local platform, and an independent SDK."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives import serialization
from wechatpayv3 import WeChatPay, WeChatPayType

from qingshou.adapters.gateways.courier import Courier
from qingshou.adapters.gateways.frame import Answer, Message, Request, Switches
from qingshou.adapters.gateways.wechatpay.identity import APPID, MCHID, Identity, make_identity
from qingshou.adapters.gateways.wechatpay.site import Site
from qingshou.adapters.gateways.wechatpay.tidings import LADDER
from qingshou.adapters.wechatpay.client import Client
from qingshou.adapters.wechatpay.gateway import WechatPay
from qingshou.adapters.wechatpay.keyring import Keyring
from qingshou.adapters.wechatpay.notices import WechatPayVerifier
from qingshou.checkout.ports import Merchant, Order
from qingshou.checkout.rules.gateways import GatewayCode, Way
from qingshou.kernel.money import Money

ADDRESS = "http://127.0.0.1:8444"
NOTIFY = "http://127.0.0.1:8000/webhooks/wechatpay/example/"
MERCHANT = Merchant("example", GatewayCode.WECHATPAY, MCHID, APPID, "example", ADDRESS)
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@cache
def keys_folder() -> Path:
    """Make one set of keys per run."""
    folder = Path(tempfile.mkdtemp(prefix="wechatpay-keys-"))
    make_identity(folder / "example", now=datetime.now(UTC))
    return folder


@cache
def identity() -> Identity:
    """Say who the platform is."""
    return make_identity(keys_folder() / "example", now=datetime.now(UTC))


@cache
def keyring() -> Keyring:
    """Hold the merchant's keys."""
    return Keyring(keys_folder())


def verifier() -> WechatPayVerifier:
    """Make the merchant's verifier."""
    return WechatPayVerifier(keyring())


def an_order(number: str = "QS2611241267-0A1B2C", fen: int = 25_440, **more: Any) -> Order:
    """Ask for a payment."""
    more.setdefault("way", Way.NATIVE)
    return Order(number, Money(fen), "示例·物业费", expires_at=NOW + timedelta(minutes=20),
                 notify_url=NOTIFY, **more)  # fmt: skip


class Wire:
    """A merchant's client and the local platform, joined without sockets, at an hour one may move.

    ``tidings`` are the notices sent, in order; ``lose`` swallows answers after the platform has
    acted; ``change`` may spoil an answer on its way.
    """

    def __init__(self, **switches: Any) -> None:
        self.at = NOW
        self.lose = False
        self.change: Any = lambda answer: answer
        self.tidings: list[Message] = []
        self.merchant_says = 200
        self.courier = Courier(self._post, ladder=LADDER, switches=Switches(**switches))
        self.site = Site(identity(), self.courier, address=ADDRESS)
        http = httpx.Client(transport=httpx.MockTransport(self._carry))
        self.gateway = WechatPay(Client(keyring(), now=lambda: self.at, http=http))

    def respond(self, method: str, target: str, body: bytes = b"", **headers: str) -> Answer:
        """Send the platform a request of any kind."""
        return self.site.respond(Request(method, target, body, headers), self.at)

    def _carry(self, request: httpx.Request) -> httpx.Response:
        target = request.url.raw_path.decode()
        wanted = Request(request.method, target, request.content, dict(request.headers))
        answer = self.change(self.site.respond(wanted, self.at))
        if self.lose:
            raise httpx.ReadTimeout("lost", request=request)
        return httpx.Response(answer.status, headers=list(answer.headers), content=answer.body)

    def _post(self, _: str, message: Message) -> tuple[int, bytes]:
        self.tidings.append(message)
        return self.merchant_says, b""


def private_pem() -> str:
    """Write the merchant's private key."""
    return (keys_folder() / "example" / "private.pem").read_text()


def public_pem_of_platform() -> str:
    """Write the platform's public key."""
    return (
        identity()
        .key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


def sdk(notify_url: str = NOTIFY) -> WeChatPay:
    """Make the independent SDK act for the merchant; it trusts the platform's certificate."""
    folder = Path(tempfile.mkdtemp(prefix="wechatpay-certificates-"))
    (folder / "platform.pem").write_bytes(identity().certificate)
    return WeChatPay(
        wechatpay_type=WeChatPayType.NATIVE,
        mchid=MCHID,
        private_key=private_pem(),
        cert_serial_no=identity().merchant_serial,
        appid=APPID,
        apiv3_key=identity().apiv3.decode(),
        notify_url=notify_url,
        cert_dir=str(folder),
    )


def json_of(answer: Answer) -> dict[str, Any]:
    """Read an answer's body."""
    found = json.loads(answer.body)
    assert isinstance(found, dict)
    return found
