"""Ask WeChat Pay: one signed request, one answer that is proven before it is believed.

Every request has its own time limits and is followed nowhere else. What is logged is method,
path, status, code and time: no names, no keys, no signatures, no bodies.
"""

from __future__ import annotations

import json
import logging
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from qingshou.adapters.signatures import is_signed, sign
from qingshou.adapters.wechatpay.keyring import Keyring, MerchantKeys
from qingshou.adapters.wechatpay.notices import WINDOW
from qingshou.adapters.wechatpay.signing import Signed, authorization, lines
from qingshou.adapters.wire import LARGEST_ANSWER, LARGEST_BILL, LIMITS, fetch, fresh_http
from qingshou.checkout.ports import Malformed, Merchant, Unavailable

BASE_URL = "https://api.mch.weixin.qq.com"
AGAIN = frozenset({429, 500, 502, 503, 504})

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, and the object of the body where there is one."""

    status: int
    fields: dict[str, Any]

    @property
    def code(self) -> str:
        """The error's code, empty for success."""
        found = self.fields.get("code", "")
        return found if self.status >= 400 and isinstance(found, str) else ""


class Client:
    """Asks on behalf of any merchant whose keys are in the ring."""

    def __init__(
        self,
        keyring: Keyring,
        *,
        now: Callable[[], datetime],
        http: httpx.Client | None = None,
    ) -> None:
        self._keyring, self._now = keyring, now
        self._http = http or fresh_http()

    def keys_of(self, merchant: Merchant) -> MerchantKeys:
        """Tell a merchant's keys."""
        return self._keyring.of(merchant.keys)

    def signed(self, merchant: Merchant, *parts: str) -> Signed:
        """Sign parts between which time and nonce stand as they do in a request."""
        keys, timestamp = self.keys_of(merchant), str(int(self._now().timestamp()))
        nonce = secrets.token_hex(16).upper()
        first, rest = parts[:-1], parts[-1]
        text = lines(*first, timestamp, nonce, rest)
        return Signed(timestamp, nonce, sign(text, keys.private), keys.serial)

    def ask(
        self, merchant: Merchant, method: str, path: str, body: Mapping[str, Any] | None = None
    ) -> Answer:
        """Ask, and tell the answer; a refusal of the platform is an answer as well.

        Raises:
            Unavailable: If there was no answer, or it says to come again.
            Malformed: If the answer cannot be read or is not signed by the platform.
        """
        content = "" if body is None else json.dumps(body, ensure_ascii=False)
        began = time.monotonic()
        response, raw = self._send(merchant, method, path, content, LARGEST_ANSWER)
        answer = Answer(response.status_code, _fields(raw, response.status_code))
        _log.info(
            "%s %s: %s %s in %d ms", method, urlsplit(path).path, answer.status, answer.code,
            (time.monotonic() - began) * 1000,
        )  # fmt: skip
        if answer.status in AGAIN:
            raise Unavailable(f"{method} {urlsplit(path).path}: {answer.status} {answer.code}")
        if answer.status < 400:
            self._check(merchant, response.headers, raw)
        return answer

    def download(self, merchant: Merchant, url: str) -> bytes:
        """Fetch a file an answer pointed at; it must lie where the merchant's gateway is.

        Raises:
            Unavailable: If it cannot be fetched now.
            Malformed: If it lies elsewhere, or is refused.
        """
        place, own = urlsplit(url), urlsplit(merchant.base_url or BASE_URL)
        if (place.scheme, place.netloc) != (own.scheme, own.netloc):
            raise Malformed("the file lies at another address than the gateway's")
        path = f"{place.path}?{place.query}" if place.query else place.path
        response, raw = self._send(merchant, "GET", path, "", LARGEST_BILL)
        if response.status_code in AGAIN:
            raise Unavailable(f"download: {response.status_code}")
        if response.status_code != httpx.codes.OK:
            raise Malformed(f"download: {response.status_code}")
        return raw

    def _send(
        self, merchant: Merchant, method: str, path: str, content: str, largest: int
    ) -> tuple[httpx.Response, bytes]:
        signed = self.signed(merchant, method, path, content)
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/json",
            "User-Agent": "qingshou",
            "Authorization": authorization(merchant.mchid, signed),
        }
        request = self._http.build_request(
            method,
            f"{merchant.base_url or BASE_URL}{path}",
            headers=headers,
            content=content.encode() if content else None,
            timeout=LIMITS,
        )
        return fetch(self._http, request, largest=largest)

    def _check(self, merchant: Merchant, headers: httpx.Headers, raw: bytes) -> None:
        """Believe an answer only with the platform's signature over its bytes, made just now."""
        timestamp, nonce = (headers.get(f"Wechatpay-{x}", "") for x in ("Timestamp", "Nonce"))
        key = self.keys_of(merchant).platform_key(headers.get("Wechatpay-Serial", ""))
        signature = headers.get("Wechatpay-Signature", "")
        if key is None or not is_signed(lines(timestamp, nonce, raw), signature, key):
            raise Malformed("the answer is not signed by the platform", code="SIGNATURE")
        signed_at = datetime.fromtimestamp(int(timestamp), UTC)
        if abs(self._now() - signed_at) > WINDOW:
            raise Malformed("the answer was signed at another time", code="STALE")


def _fields(raw: bytes, status: int) -> dict[str, Any]:
    if not raw:
        return {}
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError) as fault:
        if status in AGAIN:
            return {}
        raise Malformed("the answer is not JSON", raw=raw[:2000]) from fault
    if not isinstance(found, dict):
        raise Malformed("the answer is not an object", raw=raw[:2000])
    return found
