"""Verbs for stories about bills: price lists, runs, what a home is charged and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tests.builders.estate import a_community, a_unit, an_owner
from tests.builders.tariffs import a_price_list

from qingshou.billing import operations, queries
from qingshou.billing.rules.outcomes import Billed
from qingshou.estate.models import Community, Tenure, Unit
from qingshou.interfaces import wording
from qingshou.interfaces.wording.billing import explain_bill_line, explain_run
from qingshou.kernel.period import Period
from qingshou.kernel.refusals import Refusal
from qingshou.platform.identity import Actor

__all__ = ["bill", "charged", "explain", "home", "measure", "preview", "price", "reverse"]

STORYTELLER = Actor("storyteller")
CODE = "YSL"


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
