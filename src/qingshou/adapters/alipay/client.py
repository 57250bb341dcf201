"""Speak to the gateway: one signed request, one answer that is proven before it is believed.

Every request has its own time limits and is never followed anywhere else. What is logged is the
method, the order's number, the codes and the time it took: no names, no keys, no signatures.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import httpx
from cryptography.hazmat.primitives.asymmetric import rsa

from qingshou.adapters.alipay.answers import AnswerUnreadable, Node, read_answer
from qingshou.adapters.alipay.codes import SUCCESS, Meaning, meaning_of
from qingshou.adapters.alipay.notices import BEIJING, CHARSET, INSTANT
from qingshou.adapters.alipay.signing import SIGN_TYPE, text_to_sign
from qingshou.adapters.signatures import sign
from qingshou.adapters.wire import LARGEST_ANSWER, LARGEST_BILL, LIMITS, fetch
from qingshou.checkout.ports import Forged, Forgery, Malformed, Unavailable

_CONTENT = "biz_content"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, repr=False)
class Account:
    """A merchant's account at the channel, with the keys of both sides; never shown."""

    app_id: str
    own_key: rsa.RSAPrivateKey
    channel_key: rsa.RSAPublicKey
    gateway: str

    def __repr__(self) -> str:
        return f"Account(app_id={self.app_id!r})"


@dataclass(frozen=True, slots=True)
class Ask:
    """One call: the method, its business content, and where the channel should report."""

    method: str
    content: Mapping[str, Any]
    notify_url: str = ""
    return_url: str = ""


class Client:
    """Asks the gateway on behalf of one account."""

    def __init__(self, account: Account, http: httpx.Client) -> None:
        self.account, self._http = account, http

    def request(self, ask: Ask, *, at: datetime) -> dict[str, str]:
        """Write the signed parameters of a call."""
        parameters = {
            "app_id": self.account.app_id,
            "method": ask.method,
            "format": "JSON",
            "charset": CHARSET,
            "sign_type": SIGN_TYPE,
            "timestamp": at.astimezone(BEIJING).strftime(INSTANT),
            "version": "1.0",
            _CONTENT: json.dumps(ask.content, ensure_ascii=False, separators=(",", ":")),
        }
        if ask.notify_url:
            parameters["notify_url"] = ask.notify_url
        if ask.return_url:
            parameters["return_url"] = ask.return_url
        text = text_to_sign(parameters).encode()
        return parameters | {"sign": sign(text, self.account.own_key)}

    def page(self, ask: Ask, *, at: datetime) -> str:
        """Write the address at which a payer opens a signed page."""
        return f"{self.account.gateway}?{urlencode(self.request(ask, at=at))}"

    def call(self, ask: Ask, *, at: datetime) -> tuple[Node, Meaning]:
        """Ask, and tell the answer with what it means.

        Raises:
            Unavailable: If there was no answer, or the gateway does not know: it may have acted.
            Malformed: If the answer cannot be read, or tells that our request is wrong.
            Forged: If the answer claims something without the channel's signature.
        """
        began = time.monotonic()
        raw = self._post(self.request(ask, at=at))
        try:
            node = read_answer(raw, method=ask.method, key=self.account.channel_key)
        except AnswerUnreadable as fault:
            raise Malformed(f"{ask.method}: {fault}", raw=raw) from fault
        _log.info(
            "%s %s: %s %s in %d ms", ask.method, ask.content.get("out_trade_no", ""),
            node.fields.get("code"), node.fields.get("sub_code", ""),
            (time.monotonic() - began) * 1000,
        )  # fmt: skip
        return node, _believed(node, ask.method)

    def download(self, url: str) -> bytes:
        """Fetch the file an answer pointed at.

        Raises:
            Unavailable: If it cannot be fetched now.
            Malformed: If it is larger than a bill can be.
        """
        return self._fetch(self._http.build_request("GET", url, timeout=LIMITS), LARGEST_BILL)

    def _post(self, parameters: Mapping[str, str]) -> bytes:
        """Send the content in the body; the charset it is in must stand in the address."""
        address = {name: value for name, value in parameters.items() if name != _CONTENT}
        request = self._http.build_request(
            "POST",
            self.account.gateway,
            params=address,
            data={_CONTENT: parameters[_CONTENT]},
            timeout=LIMITS,
        )
        return self._fetch(request, LARGEST_ANSWER)

    def _fetch(self, request: httpx.Request, largest: int) -> bytes:
        response, body = fetch(self._http, request, largest=largest)
        if response.status_code != httpx.codes.OK:
            raise Unavailable(f"the gateway answered HTTP {response.status_code}")
        return body


def _believed(node: Node, method: str) -> Meaning:
    """Tell what an answer means; one without a signature can prove nothing about money."""
    meaning, code = meaning_of(node.fields), node.fields.get("code")
    said = f"{method}: {code} {node.fields.get('sub_code', '')}"
    if not node.signed and (code == SUCCESS or meaning not in (Meaning.UNKNOWN, Meaning.MISUSED)):
        raise Forged(Forgery.SIGNATURE, said)
    if meaning is Meaning.UNKNOWN:
        raise Unavailable(said)
    if meaning is Meaning.MISUSED:
        raise Malformed(said, code=str(node.fields.get("sub_code", "")), raw=node.text.encode())
    return meaning
