"""An intent is settled once, whatever the order of notice, query and bill."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from tests.builders import a_community
from tests.contexts.checkout.shop import Shop, hours_of
from tests.contexts.ledger.book import balances_hold, rows

from qingshou.adapters.gateways.wechatpay.site import Site as WechatPaySite
from qingshou.checkout import jobs, operations, queries
from qingshou.checkout.models import Till
from qingshou.checkout.operations import Word
from qingshou.checkout.ports import Merchant, Told, TradeState
from qingshou.checkout.rules.gateways import GatewayCode
from qingshou.checkout.rules.intents import Purpose, RefundWish
from qingshou.checkout.rules.states import Heard
from qingshou.kernel.money import Money
from qingshou.ledger import queries as books
from qingshou.ledger.rules.chart import Channel
from qingshou.payments import operations as payments
from qingshou.payments.rules.givings import Cause, Refund
from qingshou.payments.rules.receipts import Request
from qingshou.platform.identity import SYSTEM, Actor
from qingshou.platform.requests import RequestIdReused
from qingshou.platform.tenancy.models import Company

BOTH = pytest.mark.parametrize("gateway", list(GatewayCode))


@pytest.fixture
def shop(db: None, monkeypatch: pytest.MonkeyPatch):
    with hours_of(Shop(), monkeypatch) as shop:
        yield shop


def receipts() -> int:
    [(number,)] = rows("SELECT count(*) FROM payments_receipt")
    return int(number)


@BOTH
def test_a_notice_settles_the_bill(shop: Shop, gateway: GatewayCode) -> None:
    line = shop.ask(gateway=gateway)
    assert (line.state, "/pay/" in line.instruction["code_url"]) == ("PENDING", True)
    shop.pay(line)
    shop.carry()
    assert (shop.state(line), shop.balance(line), shop.answers) == ("PAID", (0, 0), [200])
    assert shop.couriers[gateway].waiting == 0
    balances_hold()


@BOTH
@pytest.mark.parametrize("order", ["notice query", "query notice", "notice notice", "query query"])
def test_the_order_does_not_matter(shop: Shop, gateway: GatewayCode, order: str) -> None:
    line = shop.ask(gateway=gateway)
    shop.pay(line)
    for word in order.split():
        if word == "query":
            jobs.look(line, now=shop.now, today=shop.today)
        else:
            shop.carry()
    assert (shop.state(line), shop.balance(line), receipts()) == ("PAID", (0, 0), 1)


def test_a_statement_that_was_first_is_taken_as_the_receipt(shop: Shop) -> None:
    line = shop.ask()
    shop.pay(line)
    site = shop.sites[GatewayCode.WECHATPAY]
    assert isinstance(site, WechatPaySite)
    reference = site.orders.find(line.out_trade_no, shop.now).transaction_id
    slip = payments.receive(
        community_id=shop.community_id,
        request=Request(
            shop.unit.id, Money(30_000), Channel.WECHAT, shop.today, outside_number=reference
        ),
        request_id="statement:1",
        today=shop.today,
        actor=SYSTEM,
    )
    shop.carry()
    found = queries.intent(community_id=shop.community_id, intent_id=line.intent_id)
    assert (found.state, found.receipt_id, receipts()) == ("PAID", slip.receipt_id, 1)


def test_the_same_wish_is_one_intent(shop: Shop) -> None:
    first = shop.wish(request_id="a")
    assert shop.wish(request_id="a") == first
    with pytest.raises(RequestIdReused):
        shop.wish(29_999, request_id="a")


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        ({"fen": 30_001}, operations.AmountExceedsDues),
        ({"fen": 0}, operations.NothingAsked),
        ({"fen": -1, "purpose": Purpose.PREPAY}, operations.NothingAsked),
        ({"way": "JSAPI"}, operations.PayerMissing),
    ],
)
def test_a_wish_that_cannot_be_is_refused(shop: Shop, wish: dict, refusal: type) -> None:
    from qingshou.checkout.rules.gateways import Way

    if "way" in wish:
        wish = {**wish, "way": Way(wish["way"])}
    with pytest.raises(refusal):
        shop.wish(**wish)
    assert rows("SELECT count(*) FROM checkout_intent") == [(0,)]


def test_paying_ahead_is_prepaid(shop: Shop) -> None:
    line = shop.ask(50_000, purpose=Purpose.PREPAY)
    shop.pay(line)
    shop.carry()
    assert shop.balance(line) == (0, 20_000)


def test_a_bill_settled_meanwhile_leaves_the_payment_prepaid(shop: Shop) -> None:
    line = shop.ask()
    payments.receive(
        community_id=shop.community_id,
        request=Request(shop.unit.id, Money(30_000), Channel.CASH, shop.today),
        request_id="desk",
        today=shop.today,
        actor=SYSTEM,
    )
    shop.pay(line)
    shop.carry()
    assert (shop.state(line), shop.balance(line)) == ("PAID", (0, 30_000))


@BOTH
def test_an_order_nobody_pays_is_closed_at_the_gateway(shop: Shop, gateway: GatewayCode) -> None:
    line = shop.ask(gateway=gateway)
    shop.pass_time(20 * 60 + 5)
    shop.look()
    assert shop.state(line) == "CLOSED"
    assert shop.balance(line) == (30_000, 0)


def test_a_payment_after_closing_is_still_money(shop: Shop) -> None:
    line = shop.ask()
    common = {"community_id": shop.community_id, "intent_id": line.intent_id}
    told = Told(TradeState.PAID, line.out_trade_no, "42001", line.amount, mchid="1900000001",
                paid_at=shop.now)  # fmt: skip
    operations.hear(**common, word=Word("CLOSING", Heard.CLOSED), now=shop.now, today=shop.today)
    assert shop.state(line) == "CLOSED"
    operations.hear(**common, word=Word("BILL", Heard.PAID, told), now=shop.now, today=shop.today)
    assert (shop.state(line), shop.balance(line)) == ("PAID", (0, 0))


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"amount": Money(29_999)}, "AMOUNT"),
        ({"amount": None}, "AMOUNT"),
        ({"mchid": "1900000002"}, "MERCHANT"),
        ({"currency": "USD"}, "CURRENCY"),
    ],
)
def test_another_payment_than_asked_is_refused(shop: Shop, changed: dict, what: str) -> None:
    line = shop.ask()
    facts = {"amount": line.amount, "mchid": "1900000001", "paid_at": shop.now} | changed
    told = Told(TradeState.PAID, line.out_trade_no, "42001", **facts)
    with pytest.raises(operations.ToldOtherThanAsked) as refused:
        operations.hear(
            community_id=shop.community_id, intent_id=line.intent_id,
            word=Word("QUERY", Heard.PAID, told), now=shop.now, today=shop.today,
        )  # fmt: skip
    assert refused.value.facts["what"] == what
    assert receipts() == 0


def test_silence_is_unknown_and_ends_with_a_person(shop: Shop) -> None:
    shop.silent = True
    line = shop.ask()
    assert shop.state(line) == "UNKNOWN"
    for _ in range(400):
        shop.pass_time(300)
        shop.look()
    assert shop.state(line) == "STRAYED"
    [(event,)] = rows("SELECT event FROM outbox_announcement WHERE event LIKE '%%Strayed'")
    assert event.endswith("IntentStrayed")


def test_money_is_never_pooled(shop: Shop) -> None:
    other = Company.objects.create(name="示例另一家物业公司", code="OTHER")
    merchant = Merchant("other", GatewayCode.WECHATPAY, "1900000009", "wx9", "other")
    operations.register_merchant(company_id=other.pk, merchant=merchant, actor=SYSTEM)
    with pytest.raises(operations.MoneyWouldBePooled):
        operations.open_till(
            community_id=shop.community_id, merchant="other", at=shop.now, actor=SYSTEM
        )
    stolen = Merchant("mine", GatewayCode.WECHATPAY, "1900000009", "wx9", "mine")
    with pytest.raises(operations.MerchantTaken):
        operations.register_merchant(company_id=other.pk + 1, merchant=stolen, actor=SYSTEM)
    with pytest.raises(IntegrityError, match="does not take money"), transaction.atomic():
        Till.objects.filter(gateway="WECHATPAY")[0].close(shop.now)
        Till.objects.create(
            community_id=shop.community_id, merchant_id=_id_of("other"), gateway="WECHATPAY",
            opened_at=shop.now,
        )  # fmt: skip
    community = a_community()
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SELECT count(*) FROM checkout_till WHERE community_id = %s", [community.pk])
        assert cursor.fetchone() == (0,)


def _id_of(code: str) -> int:
    [(found,)] = rows("SELECT id FROM checkout_merchant WHERE code = %s", code)
    return int(found)


MAKER, CHECKER = Actor("财务01", 1), Actor("经理01", 2)


@BOTH
def test_money_goes_back_the_way_it_came(shop: Shop, gateway: GatewayCode) -> None:
    from qingshou.approvals import operations as approvals

    line = shop.ask(50_000, purpose=Purpose.PREPAY, gateway=gateway)
    shop.pay(line)
    shop.carry()
    channel = {"WECHATPAY": Channel.WECHAT, "ALIPAY": Channel.ALIPAY}[gateway.value]
    wanted = Refund(line.account_id, Money(20_000), channel, "示例业主", Cause.OVERPAID)
    request = payments.ask_to_refund(
        community_id=shop.community_id, refund=wanted, today=shop.today, reason="多缴",
        actor=MAKER,
    )  # fmt: skip
    approvals.approve(
        community_id=shop.community_id, request_id=request, today=shop.today, actor=CHECKER
    )
    wish = RefundWish(Money(20_000), "示例业主", Cause.OVERPAID, request)
    refund = operations.open_refund(
        community_id=shop.community_id, intent_id=line.intent_id, wish=wish, now=shop.now,
        today=shop.today, actor=MAKER,
    )  # fmt: skip
    assert shop.balance(line) == (0, 0)
    shop.look()
    found = queries.refund(community_id=shop.community_id, refund_id=refund.refund_id)
    assert found.state == "DONE"
    shop.carry()
    assert set(shop.answers) == {200}
    assert books.check(community_ids=[shop.community_id]) == []
    with pytest.raises(operations.RefundExceedsPayment):
        operations.open_refund(
            community_id=shop.community_id, intent_id=line.intent_id,
            wish=RefundWish(Money(30_001), "示例业主", Cause.OVERPAID, request), now=shop.now,
            today=shop.today, actor=MAKER,
        )  # fmt: skip


def test_a_lost_creation_is_found_by_the_ladder(shop: Shop) -> None:
    shop.silent = True
    line = shop.ask()
    assert shop.state(line) == "UNKNOWN"
    shop.silent = False
    placed = jobs.place(line, now=shop.now, today=shop.today)
    assert placed.state == "PENDING"
    shop.pay(line)
    shop.now += timedelta(seconds=15)
    shop.look()
    assert shop.state(line) == "PAID"
