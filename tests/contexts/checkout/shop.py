"""A community whose owners pay by phone: homes with bills, tills, and both local gateways.

Nothing is joined by sockets: gateways answer through a transport, notices go through the real
door by Django's request factory. The hour is moved by hand.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from django.db import transaction
from django.test import RequestFactory
from django.urls import resolve
from tests.adapters.wechatpay.stage import keys_folder
from tests.builders import a_community, a_unit, an_owner
from tests.contexts.ledger.book import a_charge, bill

from qingshou.adapters.alipay.gateway import AlipayGateway
from qingshou.adapters.alipay.keyring import Keyring as AlipayKeyring
from qingshou.adapters.alipay.notices import Verifier as AlipayVerifier
from qingshou.adapters.gateways.alipay import identity as alipay_identity
from qingshou.adapters.gateways.alipay.site import Site as AlipaySite
from qingshou.adapters.gateways.alipay.tidings import LADDER as ALIPAY_LADDER
from qingshou.adapters.gateways.courier import Courier
from qingshou.adapters.gateways.frame import Message, Parcel, Request, Site, Switches
from qingshou.adapters.gateways.wechatpay import identity as wechatpay_identity
from qingshou.adapters.gateways.wechatpay.site import Site as WechatPaySite
from qingshou.adapters.gateways.wechatpay.tidings import LADDER as WECHATPAY_LADDER
from qingshou.adapters.wechatpay.client import Client
from qingshou.adapters.wechatpay.gateway import WechatPay
from qingshou.adapters.wechatpay.keyring import Keyring
from qingshou.adapters.wechatpay.notices import WechatPayVerifier
from qingshou.checkout import jobs, operations, ports, queries
from qingshou.checkout.rules.gateways import GatewayCode, Way
from qingshou.checkout.rules.intents import IntentLine, Purpose, Wish
from qingshou.estate.models import Unit
from qingshou.kernel.money import Money
from qingshou.ledger import queries as books
from qingshou.platform import clock, plugs
from qingshou.platform.clock import BUSINESS_ZONE
from qingshou.platform.identity import SYSTEM
from qingshou.project.wiring import wire

OPENED = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
ADDRESSES = {
    GatewayCode.WECHATPAY: "http://127.0.0.1:8444",
    GatewayCode.ALIPAY: "http://127.0.0.1:8443",
}
LADDERS = {GatewayCode.WECHATPAY: WECHATPAY_LADDER, GatewayCode.ALIPAY: ALIPAY_LADDER}
_wishes = count(1)


@cache
def alipay_keys() -> Path:
    """Make Alipay's keys once per run, beside WeChat's."""
    folder = keys_folder()
    alipay_identity.make_identity(folder / "alipay", now=datetime.now(UTC))
    return folder


class Recorder(Courier):
    """A courier that remembers what it was given."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.parcels: list[Parcel] = []

    def take(self, parcel: Parcel, at: datetime) -> None:
        """Take a parcel and remember it."""
        self.parcels.append(parcel)
        super().take(parcel, at)


class Shop:
    """Homes that owe, and the gateways they pay through."""

    def __init__(self, *, homes: int = 1, fen: int = 30_000, **switches: Any) -> None:
        self.now = OPENED
        self.answers: list[int] = []
        self.community_id = a_community().pk
        self.units = [self._home(number, fen) for number in range(homes)]
        self.sites, self.couriers = self._gateways(Switches(**switches))
        for gateway in GatewayCode:
            self._till(gateway)

    @property
    def today(self) -> date:
        """The business day."""
        return self.now.astimezone(BUSINESS_ZONE).date()

    @property
    def unit(self) -> Unit:
        """The first home."""
        return self.units[0]

    def _home(self, number: int, fen: int) -> Unit:
        unit = a_unit(community_id=self.community_id, code=f"3-2-{501 + number}")
        account = an_owner(unit=unit).account_id
        assert account is not None
        if fen:
            charges = [a_charge(account, fen, date(2026, 11, 1))]
            with transaction.atomic():
                bill(charges, on=date(2026, 11, 1), ref=f"run:{unit.code}",
                     community_id=self.community_id)  # fmt: skip
        return unit

    def _gateways(
        self, switches: Switches
    ) -> tuple[dict[GatewayCode, Site], dict[GatewayCode, Recorder]]:
        keys = alipay_keys()
        couriers = {
            gateway: Recorder(self.deliver, ladder=LADDERS[gateway], switches=switches, seed=1)
            for gateway in GatewayCode
        }
        sites: dict[GatewayCode, Site] = {
            GatewayCode.WECHATPAY: WechatPaySite(
                wechatpay_identity.make_identity(keys / "example", now=datetime.now(UTC)),
                couriers[GatewayCode.WECHATPAY],
                address=ADDRESSES[GatewayCode.WECHATPAY],
            ),
            GatewayCode.ALIPAY: AlipaySite(
                alipay_identity.make_identity(keys / "alipay", now=datetime.now(UTC)),
                couriers[GatewayCode.ALIPAY],
                address=ADDRESSES[GatewayCode.ALIPAY],
            ),
        }
        self.silent = False
        http = httpx.Client(transport=httpx.MockTransport(self._carry))
        wechatpay: ports.Gateway = WechatPay(Client(Keyring(keys), now=lambda: self.now, http=http))
        alipay: ports.Gateway = AlipayGateway(AlipayKeyring(keys), now=lambda: self.now, http=http)
        plugs.plug(ports.Gateway, GatewayCode.WECHATPAY, wechatpay)
        plugs.plug(ports.Gateway, GatewayCode.ALIPAY, alipay)
        wechatpay_verifier: ports.NoticeVerifier = WechatPayVerifier(Keyring(keys))
        alipay_verifier: ports.NoticeVerifier = AlipayVerifier(AlipayKeyring(keys))
        plugs.plug(ports.NoticeVerifier, GatewayCode.WECHATPAY, wechatpay_verifier)
        plugs.plug(ports.NoticeVerifier, GatewayCode.ALIPAY, alipay_verifier)
        return sites, couriers

    def _till(self, gateway: GatewayCode) -> None:
        company = companies_of(self.community_id)
        merchant = {
            GatewayCode.WECHATPAY: ports.Merchant(
                "example", gateway, wechatpay_identity.MCHID, wechatpay_identity.APPID,
                "example", ADDRESSES[gateway],
            ),
            GatewayCode.ALIPAY: ports.Merchant(
                "alipay", gateway, alipay_identity.SELLER_ID, alipay_identity.APP_ID,
                "alipay", ADDRESSES[gateway],
            ),
        }[gateway]  # fmt: skip
        operations.register_merchant(company_id=company, merchant=merchant, actor=SYSTEM)
        operations.open_till(
            community_id=self.community_id, merchant=merchant.code, at=self.now, actor=SYSTEM
        )

    def wish(self, fen: int = 30_000, *, unit: Unit | None = None, **more: Any) -> IntentLine:
        """Open an intent without asking the gateway yet."""
        more.setdefault("gateway", GatewayCode.WECHATPAY)
        more.setdefault("way", Way.NATIVE)
        more.setdefault("purpose", Purpose.DUES)
        request_id = more.pop("request_id", f"wish-{next(_wishes)}")
        unit = unit or self.unit
        return operations.open_intent(
            community_id=self.community_id,
            wish=Wish(unit_id=unit.id, amount=Money(fen), subject="示例 物业缴费", **more),
            request_id=request_id,
            now=self.now,
            today=self.today,
            actor=SYSTEM,
            unit=unit.code,
        )

    def ask(self, fen: int = 30_000, **more: Any) -> IntentLine:
        """Open an intent and place the order."""
        return jobs.place(self.wish(fen, **more), now=self.now, today=self.today)

    def pay(self, line: IntentLine) -> None:
        """Let the payer press the button."""
        page = Request("POST", f"/pay/{line.out_trade_no}")
        assert self.sites[line.gateway].respond(page, self.now).status == 200

    def carry(self) -> int:
        """Let both couriers carry what is due."""
        return sum(courier.carry(self.now) for courier in self.couriers.values())

    def pass_time(self, seconds: float) -> None:
        """Move the hour."""
        self.now += timedelta(seconds=seconds)

    def look(self) -> int:
        """Let the ladder be climbed."""
        looked = jobs.look_at_due(now=self.now, today=self.today)
        return looked + jobs.pursue_due(now=self.now, today=self.today)

    def state(self, line: IntentLine) -> str:
        """Tell where an intent stands."""
        found = queries.intent(community_id=self.community_id, intent_id=line.intent_id)
        return found.state.value

    def balance(self, line: IntentLine) -> tuple[int, int]:
        """Tell what the intent's account owes and has prepaid, in fen."""
        found = books.balance(
            community_id=self.community_id, account_id=line.account_id, as_of=self.today
        )
        return found.open.fen, found.prepaid.fen

    def deliver(self, url: str, message: Message) -> tuple[int, bytes]:
        """Bring a message to the real door."""
        headers, body = message
        path = urlsplit(url).path
        told = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
        told.pop("HTTP_CONTENT_TYPE", None)
        kind = headers.get("Content-Type", "application/x-www-form-urlencoded")
        request = RequestFactory().post(path, data=body, content_type=kind, **told)
        view, arguments, named = resolve(path)
        answer = view(request, *arguments, **named)
        self.answers.append(answer.status_code)
        return answer.status_code, answer.content

    def _carry(self, request: httpx.Request) -> httpx.Response:
        if self.silent:
            raise httpx.ConnectTimeout("silence", request=request)
        port = {"8444": GatewayCode.WECHATPAY, "8443": GatewayCode.ALIPAY}[str(request.url.port)]
        target = request.url.raw_path.decode()
        wanted = Request(request.method, target, request.content, dict(request.headers))
        answer = self.sites[port].respond(wanted, self.now)
        return httpx.Response(answer.status, headers=list(answer.headers), content=answer.body)


def companies_of(community_id: int) -> int:
    """Tell the company of a community."""
    from qingshou.estate.models import Community

    return int(Community.objects.values_list("company_id", flat=True).get(pk=community_id))


@contextlib.contextmanager
def hours_of(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """Let the doors live at the shop's hour."""
    monkeypatch.setattr(clock, "now", lambda: shop.now)
    monkeypatch.setattr(clock, "today", lambda: shop.today)
    yield shop
    wire()
