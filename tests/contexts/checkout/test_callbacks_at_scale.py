"""Thousands of notices of both gateways, repeated, out of order and forged: the ledger is right.

The model is plain integers: what each account owes and has prepaid. It hears of a payment when
the first good notice of it was answered; forgeries and repetitions do nothing.
"""

from __future__ import annotations

import gzip
import json
import os
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from urllib.parse import parse_qsl, urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from tests.contexts.checkout.shop import OPENED, Shop, alipay_keys, hours_of
from tests.contexts.ledger.book import rows

from qingshou.adapters.alipay.keyring import OWN_KEY
from qingshou.adapters.alipay.signing import NOTICE, text_to_sign
from qingshou.adapters.gateways.alipay import identity as alipay
from qingshou.adapters.gateways.frame import Message, Parcel
from qingshou.adapters.gateways.wechatpay import identity as wechatpay
from qingshou.adapters.gateways.wechatpay.tidings import LADDER, envelope, signed
from qingshou.adapters.signatures import read_private_key, sign
from qingshou.adapters.wechatpay.notices import PROBE
from qingshou.adapters.wechatpay.sealing import unseal
from qingshou.adapters.wechatpay.signing import lines
from qingshou.checkout import operations
from qingshou.checkout.operations import Word
from qingshou.checkout.ports import LARGEST_NOTICE_BYTES
from qingshou.checkout.rules.gateways import GatewayCode
from qingshou.checkout.rules.intents import IntentLine, Purpose
from qingshou.checkout.rules.states import Heard
from qingshou.kernel.money import Money
from qingshou.ledger import queries as books

NIGHTLY = bool(os.environ.get("QINGSHOU_NIGHTLY"))
EVENTS = 10_000 if NIGHTLY else 2_000
SLOWEST_SECONDS = 1.0 if NIGHTLY else 5.0
"""Of a hundred answers ninety-nine are quicker; a gateway waits five seconds for one."""
HOMES, BILL = 40, 30_000
PER_INTENT = 8  # about as many events as an intent brings
STRANGER = wechatpay.fresh_key()

Forge = Callable[["Paid", Random, "Shop"], Message]


@dataclass(frozen=True)
class Paid:
    """A paid intent, and the parcels that tell of it."""

    line: IntentLine
    parcel: Parcel
    refund: Parcel | None


@dataclass(frozen=True, order=True)
class Event:
    """Something that comes to the door, so many seconds after the opening."""

    at: float
    order: float
    index: int
    kind: str


# WeChat Pay's forgeries: each changes one thing of a message that would be good.


def _good(paid: Paid, shop: Shop) -> Message:
    headers, body = paid.parcel.write(shop.now)
    return dict(headers), body


def _signed_anew(headers: dict[str, str], body: bytes, key: object) -> Message:
    text = lines(headers["Wechatpay-Timestamp"], headers["Wechatpay-Nonce"], body)
    return headers | {"Wechatpay-Signature": sign(text, key)}, body  # type: ignore[arg-type]


def _with(name: str, value: str) -> Forge:
    def forge(paid: Paid, _: Random, shop: Shop) -> Message:
        headers, body = _good(paid, shop)
        return headers | {name: value}, body

    return forge


def _flipped(paid: Paid, chance: Random, shop: Shop) -> Message:
    headers, body = _good(paid, shop)
    changed = bytearray(body)
    changed[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
    return headers, bytes(changed)


def _by_merchant(paid: Paid, _: Random, shop: Shop) -> Message:
    own = read_private_key((alipay_keys() / "example" / "private.pem").read_bytes())
    return _signed_anew(*_good(paid, shop), own)


def _by_stranger(paid: Paid, _: Random, shop: Shop) -> Message:
    return _signed_anew(*_good(paid, shop), STRANGER)


def _at(seconds: int) -> Forge:
    def forge(paid: Paid, _: Random, shop: Shop) -> Message:
        return paid.parcel.write(shop.now + timedelta(seconds=seconds))

    return forge


def _inside(**changed: object) -> Forge:
    """Change what is sealed inside; the platform itself signs it."""

    def forge(paid: Paid, _: Random, shop: Shop) -> Message:
        who = shop.sites[GatewayCode.WECHATPAY].identity  # type: ignore[attr-defined]
        sealed = json.loads(_good(paid, shop)[1])["resource"]
        plain = unseal(
            sealed["ciphertext"], key=who.apiv3, nonce=sealed["nonce"],
            associated=sealed["associated_data"],
        )  # fmt: skip
        inner = json.loads(plain)
        for name, value in changed.items():
            inner[name] = value(inner[name]) if callable(value) else value
        outer = ("TRANSACTION.SUCCESS", "transaction", "支付成功")
        body = envelope(f"{paid.line.out_trade_no}{changed}", outer, inner, who.apiv3, shop.now)
        return signed(body, who, shop.now), body

    return forge


def _amount(fen: int = 0, **more: object) -> Callable[[dict], dict]:
    return lambda told: told | {"total": told["total"] + fen} | more


def _spelled_anew(paid: Paid, _: Random, shop: Shop) -> Message:
    headers, body = _good(paid, shop)
    name = "Wechatpay-Signature"
    return headers | {name: respelled(headers[name])}, body


def _encoded_again(paid: Paid, _: Random, shop: Shop) -> Message:
    headers, body = _good(paid, shop)
    return headers, json.dumps(json.loads(body), ensure_ascii=True, indent=1).encode()


def _packed_wrongly(paid: Paid, _: Random, shop: Shop) -> Message:
    headers, body = _good(paid, shop)
    return headers | {"Content-Encoding": "gzip"}, gzip.compress(body)[:-9]


def _packed(headers: dict[str, str], body: bytes) -> Message:
    return headers | {"Content-Encoding": "gzip"}, gzip.compress(body)


def _packed_tightly(paid: Paid, _: Random, shop: Shop) -> Message:
    """Send what is small on the way and too large when it is unpacked."""
    headers, body = _good(paid, shop)
    return _packed(headers, body + b" " * LARGEST_NOTICE_BYTES)


def _too_large(paid: Paid, _: Random, shop: Shop) -> Message:
    headers, body = _good(paid, shop)
    return headers, body + b" " * LARGEST_NOTICE_BYTES


WECHATPAY_FORGERIES: dict[str, Forge] = {
    "flipped bit": _flipped,
    "probe": _with("Wechatpay-Signature", f"{PROBE}q83vEjRW"),
    "unknown serial": _with("Wechatpay-Serial", "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"),
    "serial not hex": _with("Wechatpay-Serial", "不是十六进制"),
    "merchant's key": _by_merchant,
    "stranger's key": _by_stranger,
    "too old": _at(-301),
    "too young": _at(301),
    "other merchant": _inside(mchid="1900000002"),
    "other app": _inside(appid="wx00000000example1"),
    "a fen more": _inside(amount=_amount(1)),
    "a fen less": _inside(amount=_amount(-1)),
    "dollars": _inside(amount=_amount(currency="USD")),
    "respelled": _spelled_anew,
    "encoded again": _encoded_again,
    "packed wrongly": _packed_wrongly,
    "packed tightly": _packed_tightly,
    "too large": _too_large,
}


# Alipay's forgeries: a form is changed, and signed again where a thief could.


def _form(changed: Callable[[dict[str, str]], dict[str, str]], *, by: str = "channel") -> Forge:
    def forge(paid: Paid, _: Random, shop: Shop) -> Message:
        headers, body = _good(paid, shop)
        form = changed(dict(parse_qsl(body.decode(), keep_blank_values=True)))
        who: alipay.Identity = shop.sites[GatewayCode.ALIPAY].identity  # type: ignore[attr-defined]
        if by != "nobody":
            key = {"channel": who.own_key, "merchant": _own_key(), "stranger": STRANGER}[by]
            form["sign"] = sign(text_to_sign(form, without=NOTICE).encode(), key)
        return headers, urlencode(form).encode()

    return forge


def _own_key() -> RSAPrivateKey:
    return read_private_key((alipay_keys() / "alipay" / OWN_KEY).read_bytes())


def _form_flipped(paid: Paid, chance: Random, shop: Shop) -> Message:
    """Flip a bit that changes what the form says; ``%3a`` and ``%3A`` are the same letter."""
    headers, body = _good(paid, shop)
    while True:
        changed = _flipped(paid, chance, shop)[1]
        if parse_qsl(changed.decode("latin-1")) != parse_qsl(body.decode("latin-1")):
            return headers, changed


def _respelled(paid: Paid, _: Random, shop: Shop) -> Message:
    """Spell the signature in another way that base64 reads as the same."""
    headers, body = _good(paid, shop)
    form = dict(parse_qsl(body.decode(), keep_blank_values=True))
    return headers, urlencode(form | {"sign": respelled(form["sign"])}).encode()


def respelled(signature: str) -> str:
    """Change the bits of the last letter that nobody reads."""
    assert signature.endswith("==")
    return f"{signature[:-3]}{chr(ord(signature[-3]) + 1)}=="


def _as_json(paid: Paid, _: Random, shop: Shop) -> Message:
    headers, body = _good(paid, shop)
    form = dict(parse_qsl(body.decode(), keep_blank_values=True))
    return headers | {"Content-Type": "application/json"}, json.dumps(form).encode()


def _packed_form(paid: Paid, _: Random, shop: Shop) -> Message:
    return _packed(*_good(paid, shop))


def _fen(change: int) -> Callable[[dict[str, str]], dict[str, str]]:
    def changed(form: dict[str, str]) -> dict[str, str]:
        amount = Money.from_yuan(form["total_amount"]) + Money(change)
        return form | {"total_amount": amount.yuan, "notify_id": f"x{change}"}

    return changed


def _doubled(paid: Paid, _: Random, shop: Shop) -> Message:
    headers, body = _good(paid, shop)
    return headers, body + b"&total_amount=0.01"


ALIPAY_FORGERIES: dict[str, Forge] = {
    "flipped bit": _form_flipped,
    "respelled": _respelled,
    "stranger's key": _form(dict, by="stranger"),
    "merchant's key": _form(dict, by="merchant"),
    "unsigned change": _form(lambda form: form | {"subject": "改"}, by="nobody"),
    "other seller": _form(lambda form: form | {"seller_id": "2088000000000002"}),
    "other app": _form(lambda form: form | {"app_id": "2021000000000002"}),
    "a fen more": _form(_fen(1)),
    "a fen less": _form(_fen(-1)),
    "too old": _form(lambda form: form | {"notify_time": "2026-11-20 08:00:00"}),
    "too young": _at(301),
    "encoded again": _as_json,
    "packed": _packed_form,
    "other sign type": _form(lambda form: form | {"sign_type": "RSA"}),
    "doubled": _doubled,
    "too large": _too_large,
}
FORGERIES = {GatewayCode.WECHATPAY: WECHATPAY_FORGERIES, GatewayCode.ALIPAY: ALIPAY_FORGERIES}


@pytest.fixture
def shop(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    with hours_of(Shop(homes=HOMES, fen=BILL), monkeypatch) as shop:
        yield shop


def test_the_ledger_equals_the_model(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = Random(20261124)
    paid = [_pay(shop, chance, number) for number in range(EVENTS // PER_INTENT + 1)]
    model = {line_account: [BILL, 0] for line_account in _accounts(shop)}
    events, heard, forged, statuses = _events(paid, chance), set(), Counter(), []
    took: list[float] = []
    outbound = _block(monkeypatch)

    for event in events:
        one, shop.now = paid[event.index], OPENED + timedelta(seconds=1500 + event.at)
        began = time.monotonic()
        status, good = _deliver(shop, one, event.kind, chance)
        took.append(time.monotonic() - began)
        statuses.append(status)
        if not good:
            forged[one.line.gateway, event.kind] += 1
            assert 400 <= status < 500, event
        elif event.kind in ("payment", "packed"):
            assert status == 200, event
            _tell(model, heard, one.line)

    slow = sorted(took)[int(len(took) * 0.99)]
    print(f"{len(events)} events, {sum(forged.values())} forged, p99 of an answer {slow:.3f} s")
    assert slow < SLOWEST_SECONDS
    assert {
        (gateway, f"forgery {name}") for gateway in FORGERIES for name in FORGERIES[gateway]
    } | {(GatewayCode.WECHATPAY, "replay")} == set(forged)
    assert len(events) >= EVENTS
    assert max(statuses) < 500
    assert outbound == []
    assert sum(forged.values()) > EVENTS // 4
    assert len(heard) == len(paid)
    assert _ledger(shop) == {account: tuple(told) for account, told in model.items()}
    assert rows("SELECT count(*) FROM payments_receipt") == [(len(paid),)]
    assert rows("SELECT count(*) FROM checkout_notice") == [(len(events) + replays(events),)]
    assert books.check(community_ids=[shop.community_id]) == []


def replays(events: list[Event]) -> int:
    """Count the good messages that were sent once more as they were."""
    return sum(event.kind == "replay" for event in events)


def _pay(shop: Shop, chance: Random, number: int) -> Paid:
    gateway = chance.choice(list(GatewayCode))
    unit = shop.units[number % HOMES]
    fen = chance.choice([BILL, BILL // 2, BILL * 2, 1])
    line = shop.ask(fen, unit=unit, gateway=gateway, purpose=Purpose.PREPAY)
    shop.pay(line)
    parcel = shop.couriers[gateway].parcels[-1]
    refund = None
    if chance.random() < 0.2 and fen > 1:
        shop.sites[gateway].refund_from_outside(line.out_trade_no, Money(1), shop.now)  # type: ignore[attr-defined]
        refund = shop.couriers[gateway].parcels[-1]
    if chance.random() < 0.1:
        closed = Word("CLOSING", Heard.CLOSED)
        operations.hear(
            community_id=line.community_id, intent_id=line.intent_id, word=closed, now=shop.now,
            today=shop.today,
        )  # fmt: skip
    return Paid(line, parcel, refund)


def _events(paid: list[Paid], chance: Random) -> list[Event]:
    """Repeat each payment by the ladder, and put refunds, replays and forgeries in between."""
    events = []
    for index, one in enumerate(paid):
        at = chance.uniform(0, 600)
        attempts = [at]
        for pause in LADDER[: chance.choice([1, 2, 3, 5])]:
            attempts.append(attempts[-1] + pause.total_seconds())
        events += [Event(at, chance.random(), index, "payment") for at in attempts]
        if one.refund is not None:
            events.append(Event(at - chance.uniform(-60, 60), chance.random(), index, "refund"))
        for name in chance.sample(sorted(FORGERIES[one.line.gateway]), 4):
            when = at + chance.uniform(-300, 900)
            events.append(Event(when, chance.random(), index, f"forgery {name}"))
        if one.line.gateway is GatewayCode.WECHATPAY:
            events.append(Event(at + chance.uniform(1, 900), chance.random(), index, "replay"))
            if chance.random() < 0.1:
                events.append(Event(at, chance.random(), index, "packed"))
    return sorted(events)


def _deliver(shop: Shop, one: Paid, kind: str, chance: Random) -> tuple[int, bool]:
    """Bring one event to the door; tell the answer, and whether it was to be believed."""
    url = one.parcel.url
    if kind == "payment":
        return shop.deliver(url, one.parcel.write(shop.now))[0], True
    if kind == "packed":
        return shop.deliver(url, _packed(*one.parcel.write(shop.now)))[0], True
    if kind == "refund":
        assert one.refund is not None
        return shop.deliver(url, one.refund.write(shop.now))[0], True
    if kind == "replay":
        message = one.parcel.write(shop.now)
        assert shop.deliver(url, message)[0] == 200
        return shop.deliver(url, message)[0], False
    forge = FORGERIES[one.line.gateway][kind.removeprefix("forgery ")]
    return shop.deliver(url, forge(one, chance, shop))[0], False


def _tell(model: dict[int, list[int]], heard: set[int], line: IntentLine) -> None:
    if line.intent_id in heard:
        return
    heard.add(line.intent_id)
    told = model[line.account_id]
    settled = min(told[0], line.amount.fen)
    told[0] -= settled
    told[1] += line.amount.fen - settled


def _accounts(shop: Shop) -> list[int]:
    return [
        account
        for (account,) in rows(
            "SELECT id FROM ledger_account WHERE community_id = %s AND code LIKE '3-2-%%'",
            shop.community_id,
        )
    ]


def _ledger(shop: Shop) -> dict[int, tuple[int, int]]:
    found = {}
    for account in _accounts(shop):
        told = books.balance(community_id=shop.community_id, account_id=account, as_of=shop.today)
        found[account] = (told.open.fen, told.prepaid.fen)
    return found


def _block(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Let nobody leave the house; the database is reached without Python's sockets."""
    calls: list[object] = []

    def nobody(*call: object, **__: object) -> None:
        calls.append(call)
        raise OSError("no network here")

    monkeypatch.setattr(socket.socket, "connect", nobody)
    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    monkeypatch.setattr(socket, "create_connection", nobody)
    return calls
