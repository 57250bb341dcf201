"""Doors for notices: whatever is sent, the answer is small, strict and below 500."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from tests.contexts.checkout.shop import Shop, hours_of
from tests.contexts.ledger.book import rows

from qingshou.adapters.wechatpay.keyring import Keyring
from qingshou.adapters.wechatpay.notices import WechatPayVerifier
from qingshou.checkout.ports import LARGEST_NOTICE_BYTES, NoticeVerifier
from qingshou.checkout.rules.gateways import GatewayCode
from qingshou.platform.plugs import plug

DOORS = ("/webhooks/wechatpay/example/", "/webhooks/alipay/alipay/")


@pytest.fixture
def shop(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    with hours_of(Shop(), monkeypatch) as shop:
        yield shop


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[]", b"\xff\xfe\x00", b"null", b"{" * 5_000, b"a=1&a=2", b"%00=%00",
     b"x" * (LARGEST_NOTICE_BYTES + 1)],
    ids=["nothing", "object", "list", "bytes", "null", "deep", "twice", "zero", "large"],
)  # fmt: skip
def test_noise_is_refused_and_kept(shop: Shop, door: str, body: bytes) -> None:
    answer = Client().post(door, data=body, content_type="application/x-www-form-urlencoded")
    assert 400 <= answer.status_code < 500
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert rows("SELECT verdict, octet_length(body) <= 65536 FROM checkout_notice") == [
        ("REFUSED", True)
    ]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", DOORS[0], 405),
        ("PUT", DOORS[0], 405),
        ("POST", "/webhooks/wechatpay/nobody/", 404),
        ("POST", "/webhooks/wechatpay/alipay/", 404),  # a merchant of the other gateway
        ("POST", "/webhooks/wechatpay/../../etc/", 404),
    ],
)
def test_other_requests_leave_nothing(shop: Shop, method: str, path: str, status: int) -> None:
    answer = Client().generic(method, path)
    assert answer.status_code == status
    assert rows("SELECT count(*) FROM checkout_notice") == [(0,)]


def test_a_missing_key_asks_the_gateway_to_come_again(shop: Shop, tmp_path: Path) -> None:
    keyless: NoticeVerifier = WechatPayVerifier(Keyring(tmp_path))
    plug(NoticeVerifier, GatewayCode.WECHATPAY, keyless)
    answer = Client().post(DOORS[0], data=b"{}", content_type="application/json")
    assert answer.status_code == 429
