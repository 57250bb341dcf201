"""Verbs for stories at the desk: who pays for a home, what the receipt says."""

from __future__ import annotations

from datetime import date

from tests.builders import a_community, a_unit, an_owner
from tests.builders.two_people import voided
from tests.contexts.ledger.book import a_charge, rows
from tests.contexts.ledger.book import bill as post

from qingshou.estate import queries as estate
from qingshou.estate.models import Unit
from qingshou.estate.rules.cards import UnitCard
from qingshou.kernel.money import Money
from qingshou.kernel.period import Period
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import queries as ledger
from qingshou.ledger.rules.chart import Channel
from qingshou.payments import operations, queries
from qingshou.payments.rules.receipts import Request
from qingshou.platform.identity import Actor

__all__ = ["bill", "check", "home", "owes", "receive", "reverse"]

TODAY = date(2025, 12, 31)
CASHIER = Actor("收费员01")


def home(code: str, *, owner: str, since: str = "2020-01-01", until: str = "") -> None:
    """Let somebody owe for a home of the example community, for a time."""
    known = Unit.objects.filter(community_id=_community(), code=code).first()
    an_owner(
        unit=known or a_unit(community_id=_community(), code=code),
        name=owner,
        since=date.fromisoformat(since),
        until=date.fromisoformat(until) if until else None,
    )


def bill(code: str, month: str, *, yuan: int) -> None:
    """Bill a month's fee to whoever owes for the home on its first day."""
    unit, first = _unit(code), Period.named(month).start
    holder = estate.liable(community_id=unit.community_id, unit_id=unit.unit_id, on=first)
    assert holder is not None
    assert holder.account_id is not None
    fact = a_charge(holder.account_id, yuan * 100, first)
    post([fact], on=first, ref=f"{code} {month}", community_id=unit.community_id)


def receive(code: str, *, yuan: int, on: str, request: str, channel: str = "WECHAT") -> None:
    """Receive money at the desk and say what the receipt says."""
    unit = _unit(code)
    try:
        slip = operations.receive(
            community_id=unit.community_id,
            request=Request(
                unit.unit_id, Money(yuan * 100), Channel(channel), date.fromisoformat(on)
            ),
            request_id=request,
            today=TODAY,
            actor=CASHIER,
            unit=code,
        )
    except Refusal as refusal:
        print(refusal.code)
        return
    parts = ", ".join(f"{part.period_from[:7]} {part.amount}" for part in slip.settled)
    print(f"{slip.number} {slip.amount}: {parts or 'nothing'}; prepaid {slip.prepaid}")


def reverse(number: str, *, on: str) -> None:
    """Let two people void a receipt by its printed number."""
    try:
        slip = voided(
            community_id=_community(), number=number, on=date.fromisoformat(on), today=TODAY
        )
    except Refusal as refusal:
        print(refusal.code)
        return
    print(f"{slip.reversal} takes back {slip.amount}")


def owes(code: str, *, as_of: str) -> None:
    """Say what each account of a home owes and has prepaid."""
    unit = _unit(code)
    for holder in estate.holders(community_id=unit.community_id, unit_id=unit.unit_id):
        assert holder.account_id is not None
        told = ledger.balance(
            community_id=unit.community_id,
            account_id=holder.account_id,
            as_of=date.fromisoformat(as_of),
        )
        [(account,)] = rows("SELECT code FROM ledger_account WHERE id = %s", holder.account_id)
        print(f"{account} owes {told.open}, prepaid {told.prepaid}")


def check() -> None:
    """Prove the receipts and the book."""
    ids = [_community()]
    found = [*queries.check(community_ids=ids), *ledger.check(community_ids=ids)]
    print(found or "all sound")


def _community() -> int:
    try:
        return estate.community(text="DESK").community_id
    except Refusal:
        return a_community(code="DESK").pk


def _unit(code: str) -> UnitCard:
    return estate.unit(community_id=_community(), text=code)
