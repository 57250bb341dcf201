"""Verbs for stories about homes: who holds them, who owes for them, from which day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tests.builders import a_community, a_party, a_unit, an_owner
from tests.contexts.dunning.arrears import owe, pays

from qingshou.estate import operations
from qingshou.estate import queries as estate
from qingshou.estate.rules.cards import UnitCard
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import queries as ledger
from qingshou.parties import queries as parties
from qingshou.platform.identity import Actor

__all__ = [
    "arrears",
    "bill",
    "hand_over",
    "home",
    "let",
    "pay",
    "sell",
    "who_holds",
    "who_owes",
]

STORYTELLER = Actor("storyteller")


def home(code: str, *, owner: str = "", developer: str = "", since: str = "2020-01-01") -> None:
    """Build a home of the example community that an owner, or still the developer, pays for."""
    unit = a_unit(community_id=_community_id(), code=code)
    role = "OWNER" if owner else "DEVELOPER"
    an_owner(unit=unit, name=owner or developer, since=_day(since), role=role)


def sell(code: str, *, to: str, on: str) -> None:
    """Enter a change of owner."""
    unit = _unit(code)
    _try(
        lambda: operations.change_owner(
            community_id=unit.community_id,
            unit_id=unit.unit_id,
            party_id=_party(to),
            on=_day(on),
            actor=STORYTELLER,
        )
    )


def hand_over(code: str, *, to: str, on: str) -> None:
    """Enter that the developer handed a home over."""
    unit = _unit(code)
    _try(
        lambda: operations.deliver(
            community_id=unit.community_id,
            unit_id=unit.unit_id,
            party_id=_party(to),
            on=_day(on),
            actor=STORYTELLER,
        )
    )


def let(code: str, *, to: str, since: str, until: str | None = None, pays_fees: bool) -> None:
    """Enter a lease; ``until`` is the first day after it."""
    unit = _unit(code)
    _try(
        lambda: operations.add_tenant(
            community_id=unit.community_id,
            unit_id=unit.unit_id,
            party_id=_party(to),
            since=_day(since),
            until=_day(until) if until else None,
            liable=pays_fees,
            actor=STORYTELLER,
        )
    )


def who_holds(code: str) -> None:
    """Say who holds a home in which role, and who of them owes."""
    unit = _unit(code)
    for holder in estate.holders(community_id=unit.community_id, unit_id=unit.unit_id):
        owes = "owes" if holder.liable else "does not owe"
        print(f"{holder.role} {_name(holder.party_id)} {holder.held} {owes}")


def who_owes(code: str, *, on: str) -> None:
    """Say who owes for a home on a day."""
    unit = _unit(code)
    holder = estate.liable(community_id=unit.community_id, unit_id=unit.unit_id, on=_day(on))
    print(_name(holder.party_id) if holder else "nobody")


def bill(code: str, *, yuan: int, due: str) -> None:
    """Bill a fee to whoever owes for the home on the day it is due."""
    unit = _unit(code)
    owe(unit.community_id, [(_account(unit, due), _day(due), yuan * 100)])


def pay(code: str, *, by: str, yuan: int, on: str) -> None:
    """Receive money for a home from one of those who held it."""
    unit = _unit(code)
    account_id = next(account for name, account in _accounts(unit) if name == by)
    pays(account_id, on=on, yuan=yuan, community_id=unit.community_id)


def arrears(code: str, *, as_of: str) -> None:
    """Say what each of those who ever owed for a home still owes."""
    unit = _unit(code)
    for name, account_id in _accounts(unit):
        balance = ledger.balance(
            community_id=unit.community_id, account_id=account_id, as_of=_day(as_of)
        )
        print(f"{name} owes {balance.open}")


def _community_id() -> int:
    try:
        return estate.community(text="STORY").community_id
    except Refusal:
        return a_community(code="STORY").pk


def _unit(code: str) -> UnitCard:
    return estate.unit_anywhere(text=f"STORY/{code}")


def _party(name: str) -> int:
    found = parties.find(community_id=_community_id(), text=name)
    return found[0].party_id if found else a_party(community_id=_community_id(), name=name).id


def _name(party_id: int) -> str:
    card = parties.card(community_id=_community_id(), party_id=party_id)
    assert card is not None
    return card.name


def _accounts(unit: UnitCard) -> list[tuple[str, int]]:
    holders = estate.holders(community_id=unit.community_id, unit_id=unit.unit_id)
    return [(_name(each.party_id), each.account_id) for each in holders if each.account_id]


def _account(unit: UnitCard, on: str) -> int:
    holder = estate.liable(community_id=unit.community_id, unit_id=unit.unit_id, on=_day(on))
    assert holder is not None and holder.account_id is not None
    return holder.account_id


def _try(act: Callable[[], object]) -> None:
    try:
        act()
    except Refusal as refusal:
        print(f"refused: {refusal.code}")


def _day(text: str) -> date:
    return date.fromisoformat(text)
