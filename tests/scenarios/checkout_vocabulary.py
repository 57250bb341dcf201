"""Verbs for stories about paying by phone: ask, pay, lose, find, give back."""

from __future__ import annotations

from datetime import timedelta

from tests.contexts.checkout.shop import OPENED, Shop
from tests.contexts.ledger.book import rows

from qingshou.checkout import jobs
from qingshou.checkout.operations import Word, hear
from qingshou.checkout.ports import Told, TradeState
from qingshou.checkout.rules.gateways import GatewayCode
from qingshou.checkout.rules.intents import IntentLine, Purpose
from qingshou.checkout.rules.states import Heard
from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal
from qingshou.ledger.rules.chart import Channel
from qingshou.payments import operations as payments
from qingshou.payments.rules.receipts import Request
from qingshou.platform import clock
from qingshou.platform.identity import SYSTEM

__all__ = ["ask", "cash", "clock_says", "community", "notice", "pay", "stands", "tells", "wait"]

_shops: list[Shop] = []


def community(*, owes: int) -> None:
    """Open a community with one home that owes so many yuan, at ten in the morning."""
    shop = Shop(fen=owes * 100)
    _shops[:] = [shop]
    clock.now = lambda: shop.now  # the story's hour; its fixture gives the real one back
    clock.today = lambda: shop.today


def ask(yuan: int, *, gateway: str = "wechatpay", prepay: bool = False) -> IntentLine | None:
    """Ask to pay by phone, and say where the payment stands."""
    try:
        line = _shop().ask(
            yuan * 100,
            gateway=GatewayCode(gateway.upper()),
            purpose=Purpose.PREPAY if prepay else Purpose.DUES,
        )
    except Refusal as refusal:
        print(refusal.code)
        return None
    return line


def pay(line: IntentLine) -> None:
    """Press the button on the phone."""
    _shop().pay(line)


def notice(*, times: int = 1) -> None:
    """Let the gateway tell, so many times in a row."""
    shop = _shop()
    for _ in range(times):
        for courier in shop.couriers.values():
            for parcel in courier.parcels:
                status, _body = shop.deliver(parcel.url, parcel.write(shop.now))
                print(f"answered {status}")


def tells(line: IntentLine, *, yuan: int) -> None:
    """Let a query tell of a payment of so many yuan."""
    shop = _shop()
    told = Told(TradeState.PAID, line.out_trade_no, "4200", Money(yuan * 100), paid_at=shop.now)
    try:
        hear(
            community_id=shop.community_id, intent_id=line.intent_id,
            word=Word("QUERY", Heard.PAID, told), now=shop.now, today=shop.today,
        )  # fmt: skip
    except Refusal as refusal:
        print(refusal.code)


def cash(yuan: int) -> None:
    """Pay in cash at the desk."""
    shop = _shop()
    payments.receive(
        community_id=shop.community_id,
        request=Request(shop.unit.id, Money(yuan * 100), Channel.CASH, shop.today),
        request_id=f"desk-{shop.now}",
        today=shop.today,
        actor=SYSTEM,
    )


def wait(*, minutes: int) -> None:
    """Let time pass; the ladder is climbed whenever a look is due."""
    shop = _shop()
    until = shop.now + timedelta(minutes=minutes)
    while shop.now < until:
        [(due,)] = rows("SELECT min(look_at) FROM checkout_intent")
        shop.now = min(due, until) if due is not None and due > shop.now else until
        jobs.look_at_due(now=shop.now, today=shop.today)


def clock_says() -> str:
    """Tell how long after the opening it is."""
    return str(_shop().now - OPENED)


def stands(line: IntentLine) -> None:
    """Say where a payment stands, what the home owes and has prepaid, and how many receipts."""
    shop = _shop()
    owed, prepaid = shop.balance(line)
    [(receipts,)] = rows(
        "SELECT count(*) FROM payments_receipt WHERE community_id = %s", shop.community_id
    )
    print(
        f"{shop.state(line)}; owes {Money(owed).yuan}, prepaid {Money(prepaid).yuan};"
        f" {receipts} receipts"
    )


def _shop() -> Shop:
    return _shops[0]
