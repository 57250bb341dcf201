"""Verbs for stories about invoices: money that came, an invoice over it, and its correction."""

from __future__ import annotations

from datetime import date

from django.db import connection
from tests.builders.estate import a_community, a_unit, an_owner
from tests.builders.tariffs import a_price_list
from tests.contexts.ledger.book import a_charge, bill

from qingshou.estate.models import Community, Tenure
from qingshou.interfaces import wording
from qingshou.interfaces.wording.invoices import STATES, tell_request, tell_requests
from qingshou.invoices import operations, queries
from qingshou.invoices.rules.requests import Buyer
from qingshou.kernel.money import Money
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import operations as ledger
from qingshou.ledger.rules.chart import Channel
from qingshou.platform.identity import SYSTEM

__all__ = ["answered", "ask", "ask_for_red", "listed", "owe", "pay", "red", "sent", "take_back"]

CODE = "YSL"
_requests: list[int] = []


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _community() -> int:
    found = Community.objects.filter(code=CODE).first()
    if found is None:
        found = a_community(code=CODE)
        rows = [("PROPERTY_FEE", "物业服务费", "0.06"), ("WASTE", "垃圾费", "0")]
        a_price_list(
            community_id=found.id,
            rows=[
                {
                    "kind": kind, "kind_name": name, "price_unit": "元/户·月", "price": "1",
                    "from": "2020-01-01", "tax_rate": rate,
                }
                for kind, name, rate in rows
            ],
        )  # fmt: skip
    return int(found.id)


def _account() -> int:
    tenure = Tenure.objects.filter(community_id=_community()).first()
    if tenure is None:
        tenure = an_owner(unit=a_unit(community_id=_community()))
    return int(tenure.account_id or 0)


def owe(kind: str, yuan: str, *, tax: str, month: str) -> None:
    """Bill the home a charge with its VAT."""
    first = _day(f"{month}-01")
    charge = a_charge(
        _account(), Money.from_yuan(yuan).fen, first, kind=kind, tax_fen=Money.from_yuan(tax).fen
    )
    bill([charge], on=first, ref=f"bill:{kind}/{month}", community_id=_community())


def pay(yuan: str, *, on: str) -> None:
    """Receive a payment."""
    ledger.receive(
        community_id=_community(),
        account_id=_account(),
        payment=ledger.Payment(Money.from_yuan(yuan), Channel.WECHAT, _day(on)),
        source_ref=f"pay:{on}",
        actor=SYSTEM,
    )


def take_back(*, on: str) -> None:
    """Reverse the receipt of a day."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT entry_id FROM ledger__credit WHERE community_id = %s AND credited_on = %s",
            [_community(), _day(on)],
        )
        [(entry_id,)] = cursor.fetchall()
    ledger.reverse_entry(
        community_id=_community(),
        entry_id=entry_id,
        on=_day(on),
        source_ref=f"back:{on}",
        actor=SYSTEM,
    )


def ask(title: str, tax_number: str = "", *, on: str) -> None:
    """Ask for an invoice over all that came."""
    try:
        number = operations.request_invoice(
            community_id=_community(),
            account_id=_account(),
            buyer=Buyer(title, tax_number),
            on=_day(on),
            actor=SYSTEM,
        )
    except Refusal as refusal:
        print(wording.of(refusal))
        return
    _requests.append(number)
    [card] = queries.requests(community_id=_community(), request_id=number)
    print(tell_request(card).replace(str(number), f"第{len(_requests)}号"))


def sent() -> None:
    """Hand the latest request to the tax platform."""
    operations.send(community_id=_community(), request_ids=[_requests[-1]], actor=SYSTEM)


def answered(number: str = "", *, on: str = "", because: str = "") -> None:
    """Take the platform's answer to the latest request."""
    day = _day(on) if on else None
    _told(
        lambda: operations.answer(
            community_id=_community(),
            request_id=_requests[-1],
            number=number,
            on=day,
            because=because,
            actor=SYSTEM,
        )
    )


def ask_for_red(because: str) -> None:
    """Ask for the red letter of the latest invoice."""
    _told(
        lambda: operations.ask_for_red(
            community_id=_community(), request_id=_requests[-1], because=because, actor=SYSTEM
        )
    )


def red(number: str) -> None:
    """Record the red letter."""
    _told(
        lambda: operations.make_red(
            community_id=_community(), request_id=_requests[-1], number=number, actor=SYSTEM
        )
    )


def listed() -> None:
    """Say all requests."""
    cards = queries.requests(community_id=_community())
    text = tell_requests(cards, queries.beyond_receipts(community_id=_community()))
    for at, number in enumerate(_requests, 1):
        text = text.replace(str(number), f"第{at}号")
    print(text)


def _told(act: object) -> None:
    try:
        print(STATES[act()])  # type: ignore[operator]
    except Refusal as refusal:
        print(wording.of(refusal).replace(str(_requests[-1]), f"第{len(_requests)}号"))
