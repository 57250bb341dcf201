"""Verbs for stories about bills: price lists, runs, what a home is charged and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from tests.builders.estate import a_community, a_unit, an_owner
from tests.builders.tariffs import a_price_list
from tests.contexts.ledger.book import rows

from qingshou.approvals import operations as approvals
from qingshou.billing import operations, queries
from qingshou.billing.rules.discounts import Scheme, Terms
from qingshou.billing.rules.outcomes import Billed
from qingshou.estate.models import Community, Tenure, Unit
from qingshou.interfaces import wording
from qingshou.interfaces.wording.billing import explain_bill_line, explain_run
from qingshou.kernel.money import Money, RoundingUnit
from qingshou.kernel.period import Period
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import operations as ledger
from qingshou.ledger import queries as books
from qingshou.ledger.rules.chart import Channel
from qingshou.platform.identity import Actor

__all__ = [
    "agree",
    "bill",
    "campaign",
    "charged",
    "discounts",
    "explain",
    "home",
    "measure",
    "offer",
    "pay",
    "preview",
    "price",
    "promise_gift",
    "reverse",
    "round_off",
    "stands",
]

STORYTELLER = Actor("storyteller")
CODE = "YSL"
OFFERED = date(2025, 1, 2)


def home(code: str, *, area: str, sold_on: str | None = None) -> None:
    """Build a home with its owner; sold, it has another owner from that day on."""
    unit = a_unit(community_id=_community(), code=code, area_m2=area)
    sold = date.fromisoformat(sold_on) if sold_on else None
    an_owner(unit=unit, since=date(2020, 1, 1), until=sold)
    if sold:
        an_owner(unit=unit, since=sold)


def measure(code: str, *, area: str) -> None:
    """Correct the area of a home."""
    Unit.objects.filter(community_id=_community(), code=code).update(building_area_m2=area)


def price(yuan: str, *, since: str, unit: str = "元/㎡·月", **more: str) -> None:
    """Enter a price of the property fee, from a day on."""
    row = {"kind": "PROPERTY_FEE", "kind_name": "物业服务费", "price_unit": unit, "price": yuan}
    a_price_list(community_id=_community(), rows=[row | {"from": since} | more])


def preview(month: str) -> None:
    """Show what a month would be billed."""
    period = Period.named(month)
    _told(lambda: operations.preview(community_id=_community(), period=period, on=period.start))


def bill(month: str) -> None:
    """Bill a month."""
    period = Period.named(month)
    _told(
        lambda: operations.bill(
            community_id=_community(), period=period, on=period.start, actor=STORYTELLER
        )
    )


def reverse(month: str, *, on: str, because: str) -> None:
    """Take a month's bills back."""
    done = operations.reverse_month(
        community_id=_community(),
        period=Period.named(month),
        on=date.fromisoformat(on),
        because=because,
        actor=STORYTELLER,
    )
    print(f"{done.lines} lines, {done.total} reversed")


def charged(code: str, *, year: int) -> None:
    """Say what the owners of a home were charged, in their order."""
    for owner, account in enumerate(_accounts(code), start=1):
        for line in _lines(account, year):
            print(f"owner {owner}: {line.period.start}..{line.period.latest_day} {line.amount}")


def explain(code: str, *, year: int) -> None:
    """Say why."""
    for account in _accounts(code):
        for line in _lines(account, year):
            print(explain_bill_line(line))


def offer(name: str, scheme: str, *, by: str, alone: str, **terms: Any) -> None:
    """Ask for the terms of an offer that runs through 2025; amounts are in yuan."""
    global _asked
    if "unit" in terms:
        terms["unit"] = RoundingUnit(terms["unit"])
    named = {key: Money.from_yuan(terms.pop(key)) for key in ("budget",) if key in terms}
    offered = Terms(
        name,
        Scheme(scheme),
        Period(date(2025, 1, 1), date(2026, 1, 1)),
        tuple(terms.pop("kinds", ())),
        Money.from_yuan(alone),
        **named,
        **terms,
    )
    number = operations.ask_to_offer(
        community_id=_community(), terms=offered, reason="示例", today=OFFERED, actor=Actor(by)
    )
    _asked = (offered, number, Actor(by))
    print(f"waits for somebody other than {by}")


def agree(*, by: str) -> None:
    """Agree to the terms that were asked for; then they stand."""
    assert _asked is not None
    offered, number, maker = _asked
    try:
        approvals.approve(
            community_id=_community(), request_id=number, today=OFFERED, actor=Actor(by)
        )
    except Refusal as refusal:
        print(refusal.code)
        return
    operations.make_offer(
        community_id=_community(),
        terms=offered,
        approval_id=number,
        request_id=f"offer {offered.name}",
        today=OFFERED,
        actor=maker,
    )
    print(f"{offered.name} stands")


def campaign(name: str, *, on: str) -> None:
    """Grant a campaign in the whole community."""
    order = operations.DiscountOrder(_community(), name, Scheme.CAMPAIGN, date.fromisoformat(on))
    _granted(order, f"{name} {on}")


def round_off(code: str, name: str, *, on: str) -> None:
    """Cut off the small change of what a home owes."""
    [account] = _accounts(code)
    order = operations.DiscountOrder(
        _community(), name, Scheme.ROUNDING_OFF, date.fromisoformat(on), account
    )
    _granted(order, f"{name} {code} {on}")


def promise_gift(code: str, name: str, *, on: str) -> None:
    """Promise a home the months its prepayment has earned."""
    [account] = _accounts(code)
    try:
        told = operations.promise_gift(
            community_id=_community(),
            account_id=account,
            name=name,
            on=date.fromisoformat(on),
            actor=STORYTELLER,
        )
    except Refusal as refusal:
        _refused(refusal)
        return
    gifted = ", ".join(f"{month:%Y-%m}" for month in told.gifted)
    print(f"paid from {told.paid_from:%Y-%m}, gifted {gifted}")


def pay(code: str, yuan: str, *, on: str) -> None:
    """Receive money for a home."""
    [account] = _accounts(code)
    with transaction.atomic():
        ledger.receive(
            community_id=_community(),
            account_id=account,
            payment=ledger.Payment(Money.from_yuan(yuan), Channel.WECHAT, date.fromisoformat(on)),
            source_ref=f"{code} {yuan} {on}",
            actor=STORYTELLER,
        )
    stands(code, as_of=on)


def stands(code: str, *, as_of: str) -> None:
    """Say what a home owes and has prepaid."""
    [account] = _accounts(code)
    told = books.balance(
        community_id=_community(), account_id=account, as_of=date.fromisoformat(as_of)
    )
    print(f"owes {told.open.yuan}, prepaid {told.prepaid.yuan}")


def discounts(code: str) -> None:
    """List the discounts of a home, each with the charge it is on."""
    [account] = _accounts(code)
    for month, charge, name, fen in rows(
        "SELECT item.period_from, item.amount_fen, given.offer_name, given.amount_fen"
        " FROM billing__discount given JOIN ledger__item item"
        " ON item.community_id = given.community_id AND item.item_id = given.item_id"
        " WHERE given.community_id = %s AND given.account_id = %s"
        " ORDER BY given.given_on, given.discount_id",
        _community(),
        account,
    ):
        print(f"{month:%Y-%m} {Money(charge).yuan}: {name} {Money(fen).yuan}")


_asked: tuple[Terms, int, Actor] | None = None


def _granted(order: operations.DiscountOrder, request_id: str) -> None:
    try:
        done = operations.grant_discounts(
            order=order, today=order.on, request_id=request_id, actor=STORYTELLER
        )
    except Refusal as refusal:
        _refused(refusal)
        return
    print(f"{done.discounts} discounts, {done.amount}")


def _refused(refusal: Refusal) -> None:
    facts = refusal.facts
    amounts = ", ".join(f"{name} {fact}" for name, fact in facts.items() if "." in str(fact))
    print(f"{refusal.code}: {amounts}" if amounts else refusal.code)


def _lines(account: int, year: int) -> list[queries.BillLine]:
    period = Period(date(year, 1, 1), date(year + 1, 1, 1))
    return queries.bill_lines(community_id=_community(), account_id=account, period=period)


def _accounts(code: str) -> list[int]:
    unit = Unit.objects.get(community_id=_community(), code=code)
    tenures = Tenure.objects.filter(community_id=_community(), unit_id=unit.id)
    return [int(tenure.account_id or 0) for tenure in tenures.order_by("held")]


def _told(act: Callable[[], Billed]) -> None:
    try:
        told = explain_run(act(), community="示例·云杉里", kinds={"PROPERTY_FEE": "物业服务费"})
        print("\n".join(line for line in told.split("\n") if not line.startswith("摘要")))
    except Refusal as refusal:
        print(wording.of(refusal))


def _community() -> int:
    found = Community.objects.filter(code=CODE).first()
    return int((found or a_community(code=CODE)).id)
