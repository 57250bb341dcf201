"""The parties of a test: a merchant, the local channel, and an independent SDK for each side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx
from alipay import AliPay
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from qingshou.adapters.alipay.answers import Node
from qingshou.adapters.alipay.client import Account, Ask, Client
from qingshou.adapters.alipay.codes import Meaning
from qingshou.adapters.alipay.keyring import CHANNEL_KEY, OWN_KEY, Keyring
from qingshou.adapters.alipay.notices import BEIJING, Verifier
from qingshou.adapters.alipay.signing import NOTICE, text_to_sign
from qingshou.adapters.gateways.alipay.identity import Identity
from qingshou.adapters.gateways.alipay.site import Site
from qingshou.adapters.gateways.alipay.tidings import LADDER
from qingshou.adapters.gateways.courier import Courier
from qingshou.adapters.gateways.frame import Answer, Message, Request, Switches
from qingshou.adapters.signatures import sign
from qingshou.checkout.ports import Merchant, Notice
from qingshou.checkout.rules.gateways import GatewayCode

APP_ID, SELLER_ID = "2021000000000001", "2088000000000001"
ADDRESS = "http://127.0.0.1:8443"
NOON = datetime(2026, 10, 15, 12, 0, tzinfo=BEIJING)
US = Merchant("EXAMPLE", GatewayCode.ALIPAY, SELLER_ID, APP_ID, "example", ADDRESS)


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    """Make the key of somebody, once per run."""
    assert name in ("merchant", "channel", "stranger")
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def identity() -> Identity:
    """Say whose gateway it is."""
    return Identity(APP_ID, SELLER_ID, key("merchant").public_key(), key("channel"))


def private_pem(owner: str) -> str:
    """Write somebody's private key."""
    return (
        key(owner)
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )


def public_pem(owner: str) -> str:
    """Write somebody's public key."""
    return (
        key(owner)
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


def sdk(*, signs_as: str = "merchant", trusts: str = "channel", **options: Any) -> AliPay:
    """Make the independent SDK act for somebody."""
    return AliPay(
        appid=APP_ID,
        app_private_key_string=private_pem(signs_as),
        alipay_public_key_string=public_pem(trusts),
        **options,
    )


@cache
def keyring(name: str = US.keys) -> Keyring:
    """Lay our keys into a folder, as an operator does, and read them back."""
    with TemporaryDirectory() as folder:
        own = Path(folder) / name
        own.mkdir()
        (own / OWN_KEY).write_text(private_pem("merchant"))
        (own / CHANNEL_KEY).write_text(public_pem("channel"))
        ring = Keyring(Path(folder))
        ring.of(name)
    return ring


def verify(body: bytes, *, at: datetime, headers: Mapping[str, str] | None = None) -> Notice:
    """Verify a notice to us with the channel's key."""
    return Verifier(keyring()).verify(merchant=US, headers=headers or {}, body=body, now=at)


def fields_of(body: bytes) -> dict[str, str]:
    """Read a form as the SDK's users do."""
    return dict(parse_qsl(body.decode(), keep_blank_values=True))


def resigned(body: bytes, *, by: str = "channel", **changed: str) -> bytes:
    """Change a notice and sign it anew, as only somebody with a key can."""
    form = {**fields_of(body), **changed}
    form["sign"] = sign(text_to_sign(form, without=NOTICE).encode(), key(by))
    return urlencode(form).encode()


class Wire:
    """A merchant's client and the local channel, joined without sockets, at an hour one may move.

    ``tidings`` are the notices the channel sends, in order; ``lose`` swallows answers after
    the channel has acted, as a broken line does; what is ``before`` a method happens once, just before it.
    """

    def __init__(self) -> None:
        self.at = NOON
        self.lose = False
        self._told: list[bytes] = []
        self.requests: list[httpx.Request] = []
        self.before: dict[str, Callable[[], None]] = {}
        self.courier = Courier(self._post, ladder=LADDER, switches=Switches())
        self.site = Site(identity(), self.courier, address=ADDRESS)
        account = Account(
            APP_ID, key("merchant"), key("channel").public_key(), f"{ADDRESS}/gateway.do"
        )
        self.client = Client(account, httpx.Client(transport=httpx.MockTransport(self.carry)))

    def ask(self, method: str, **content: Any) -> tuple[Node, Meaning]:
        """Call a method now."""
        return self.client.call(Ask(f"alipay.{method}", content, f"{ADDRESS}/told"), at=self.at)

    def visit(self, address: str, *, press: bool = False) -> str:
        """Open a page as the payer, or press its button; tell what it shows."""
        target = address.removeprefix(ADDRESS)
        answer = self.respond("POST" if press else "GET", target)
        for name, value in answer.headers:
            if name == "Location":
                return self.visit(value)
        return answer.body.decode()

    def respond(self, method: str, target: str, body: bytes = b"") -> Answer:
        """Let the channel answer a request now."""
        return self.site.respond(Request(method, target, body), self.at)

    def scan_and_pay(self, code: str) -> None:
        """Scan a code and press the button."""
        assert "确认付款" in self.visit(code)
        assert "付款成功" in self.visit(code, press=True)

    def carry(self, request: httpx.Request) -> httpx.Response:
        """Carry a request to the channel, after whatever is to happen just before it."""
        self.requests.append(request)
        self.before.pop(request.url.params.get("method", ""), lambda: None)()
        target = request.url.raw_path.decode()
        answer = self.respond(request.method, target, request.content)
        if self.lose:
            raise httpx.ReadTimeout("lost", request=request)
        return httpx.Response(answer.status, headers=answer.headers, content=answer.body)

    @property
    def tidings(self) -> list[bytes]:
        """Let the courier walk, and tell all it has brought so far."""
        self.courier.carry(self.at)
        return self._told

    def _post(self, url: str, message: Message) -> tuple[int, bytes]:
        self._told.append(message[1])
        return 200, b"success"
