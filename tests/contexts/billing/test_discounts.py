"""Discounts by agreed terms: campaigns in budget, small change at the desk, months for a year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders.two_people import CHECKER, MAKER, approved
from tests.contexts.ledger.book import COMMUNITY, a_charge, an_account, balances_hold, bill, rows

from qingshou.approvals import operations as approvals
from qingshou.billing import models, operations
from qingshou.billing.operations.gifting import settle_gifts
from qingshou.billing.rules.discounts import (
    Granted,
    Scheme,
    Terms,
    TermsUnfit,
    campaign_off,
    refuse_unfit,
)
from qingshou.kernel.calendar import add_months
from qingshou.kernel.money import ZERO, Money, RoundingUnit
from qingshou.kernel.period import Period
from qingshou.ledger import operations as ledger
from qingshou.ledger import queries as books
from qingshou.ledger.rules.chart import Channel
from qingshou.platform.identity import SYSTEM

pytestmark = pytest.mark.django_db
TODAY = date(2025, 6, 30)
FEE = "PROPERTY_FEE"
SPRING = Period(date(2025, 1, 1), date(2025, 7, 1))
CAMPAIGN = Terms(
    "示例春季", Scheme.CAMPAIGN, SPRING, (FEE,), Money(2_000), per_mille=50, budget=Money(10_000)
)
CHANGE = Terms("示例抹零", Scheme.ROUNDING_OFF, SPRING, (), Money(50), unit=RoundingUnit.YUAN)
YEAR = Terms(
    "缴一年送一月", Scheme.PREPAY_GIFT, SPRING, (FEE,), Money(15_000), months_paid=12,
    months_gifted=1,
)  # fmt: skip


def offer(terms: Terms) -> int:
    asked = operations.ask_to_offer(
        community_id=COMMUNITY, terms=terms, reason="示例", today=TODAY, actor=MAKER
    )
    return operations.make_offer(
        community_id=COMMUNITY,
        terms=terms,
        approval_id=approved(community_id=COMMUNITY, request_id=asked, today=TODAY),
        request_id=f"offer-{terms.name}",
        today=TODAY,
        actor=MAKER,
    )


def order(terms: Terms, **changes: Any) -> operations.DiscountOrder:
    return operations.DiscountOrder(
        **({"community_id": COMMUNITY, "name": terms.name, "scheme": terms.scheme, "on": TODAY}
           | changes)
    )  # fmt: skip


def grant(asked: operations.DiscountOrder, request_id: str = "a", **more: Any) -> Granted:
    done = operations.grant_discounts(
        order=asked, today=TODAY, request_id=request_id, actor=MAKER, **more
    )
    balances_hold()
    return done


def charges(account: int, *fen: int) -> None:
    for month, amount in enumerate(fen, 1):
        first = date(2025, month, 1)
        bill([a_charge(account, amount, first)], on=first, ref=f"{account}:{month}")


def receive(account: int, fen: int) -> None:
    ledger.receive(
        community_id=COMMUNITY,
        account_id=account,
        payment=ledger.Payment(Money(fen), Channel.WECHAT, TODAY),
        source_ref=f"r:{account}:{fen}",
        actor=SYSTEM,
    )


def stands(account: int, as_of: date = TODAY) -> tuple[int, int]:
    assert books.check(community_ids=[COMMUNITY]) == []
    told = books.balance(community_id=COMMUNITY, account_id=account, as_of=as_of)
    return told.open.fen, told.prepaid.fen


def test_a_campaign_takes_its_part_of_each_charge_once() -> None:
    one, other = int(an_account()), int(an_account("2-2-202#1"))
    charges(one, 25_450, 10_010)
    charges(other, 20_000)
    receive(other, 19_500)
    offer(CAMPAIGN)
    shown = operations.preview_discounts(order=order(CAMPAIGN))
    # 12.725 → 12.73, 5.005 → 5.01, and 10.00 of which only 5.00 are open.
    assert (shown.discounts, shown.amount.fen) == (3, 1_273 + 501 + 500)
    done = grant(order(CAMPAIGN))
    assert (done.discounts, done.amount, done.budget_left) == (3, "22.74", "77.26")
    assert grant(order(CAMPAIGN)) == done
    assert stands(one) == (25_450 + 10_010 - 1_774, 0)
    assert stands(other) == (0, 0)
    with pytest.raises(operations.NothingToDiscount):
        grant(order(CAMPAIGN), "b")
    assert rows("SELECT count(*), sum(amount_fen) FROM billing__discount") == [(3, 2_274)]


def test_a_campaign_stays_in_its_budget_and_window() -> None:
    account = int(an_account())
    charges(account, 30_000, 30_000)
    offer(replace(CAMPAIGN, budget=Money(2_999)))
    with pytest.raises(operations.BudgetExceeded) as refused:
        grant(order(CAMPAIGN))
    assert refused.value.facts == {"name": "示例春季", "asked": "30.00", "left": "29.99"}
    with pytest.raises(operations.OfferNotRunning):
        grant(order(CAMPAIGN, on=date(2024, 12, 31)))
    with pytest.raises(operations.OfferUnknown):
        grant(order(CAMPAIGN, name="没有"))
    assert stands(account) == (60_000, 0)


def test_more_than_one_may_grant_takes_two() -> None:
    account = int(an_account())
    charges(account, 60_000)
    offer(CAMPAIGN)
    with pytest.raises(operations.DiscountNeedsTwo) as refused:
        grant(order(CAMPAIGN))
    assert (refused.value.facts["largest"], refused.value.facts["alone"]) == ("30.00", "20.00")
    asked = operations.ask_to_discount(
        order=order(CAMPAIGN), reason="示例", today=TODAY, actor=MAKER
    )
    with pytest.raises(approvals.NotApproved):
        grant(order(CAMPAIGN), approval_id=asked)
    approved(community_id=COMMUNITY, request_id=asked, today=TODAY)
    assert grant(order(CAMPAIGN), approval_id=asked).amount == "30.00"
    assert rows("SELECT maker, checker FROM billing__discount") == [(MAKER.name, CHECKER.name)]
    bill([a_charge(account, 1_000, date(2025, 5, 1))], on=date(2025, 5, 1), ref="later")
    [(item,)] = rows("SELECT max(item_id) FROM ledger__item")
    [known] = models.Discount.objects.values()
    known |= {"id": known["id"] + 1, "approval_id": None, "maker": None, "checker": None}
    known |= {"item_id": item}
    with pytest.raises(IntegrityError, match="large_discount"), transaction.atomic():
        models.Discount.objects.create(**known)


def test_small_change_is_cut_off_at_the_desk() -> None:
    account = int(an_account())
    charges(account, 10_020, 15_017)
    offer(CHANGE)
    done = grant(order(CHANGE, account_id=account))
    assert (done.amount, stands(account)) == ("0.37", (25_000, 0))
    with pytest.raises(operations.NothingToDiscount):
        grant(order(CHANGE, account_id=account), "b")
    stranger = int(an_account("2-2-202#1"))
    charges(stranger, 10_099)
    with pytest.raises(operations.DiscountNeedsTwo):
        grant(order(CHANGE, account_id=stranger), "c")


def promise(account: int) -> operations.Promised:
    return operations.promise_gift(
        community_id=COMMUNITY, account_id=account, name=YEAR.name, on=TODAY, actor=MAKER
    )


def test_a_year_paid_ahead_earns_a_month() -> None:
    account = int(an_account())
    charges(account, 10_000, 10_000, 10_000)
    offer(YEAR)
    with pytest.raises(operations.ArrearsFirst):
        promise(account)
    receive(account, 149_999)
    with pytest.raises(operations.GiftNotEarned) as refused:
        promise(account)
    assert refused.value.facts["needed"] == "1200.00"
    assert refused.value.facts["prepaid"] == "1199.99"
    receive(account, 1)
    promised = promise(account)
    assert (promised.paid_from, promised.gifted) == (date(2025, 4, 1), (date(2026, 4, 1),))
    assert promise(account) == promised

    # Twelve months use the money up, the thirteenth is the gift, at its own price.
    for month in range(13):
        first = add_months(date(2025, 4, 1), month)
        fen = 10_000 if month < 12 else 11_000
        bill([a_charge(account, fen, first)], on=first, ref=f"run:{first}")
        settle_gifts(community_id=COMMUNITY, month=first, source_ref=f"gifts:{first}", actor=SYSTEM)
        ledger.settle_from(community_id=COMMUNITY, source_ref=f"s:{first}", actor=SYSTEM)
        balances_hold()
    assert stands(account, date(2026, 5, 1)) == (0, 0)
    assert rows("SELECT amount_fen, gift_id IS NOT NULL FROM billing__discount") == [(11_000, True)]


def test_a_gifted_month_above_the_limit_waits_for_two() -> None:
    account = int(an_account())
    charges(account, 10_000)
    receive(account, 130_000)
    offer(replace(YEAR, alone=Money(9_999)))
    with pytest.raises(operations.GiftAboveLimit):
        promise(account)


@pytest.mark.parametrize(
    "terms",
    [
        replace(CAMPAIGN, each=Money(100)),
        replace(CAMPAIGN, per_mille=0),
        replace(CAMPAIGN, per_mille=1_001),
        replace(CAMPAIGN, budget=ZERO),
        replace(CAMPAIGN, kinds=()),
        replace(CAMPAIGN, name=" "),
        replace(CAMPAIGN, alone=Money(-1)),
        replace(YEAR, months_gifted=13),
        replace(YEAR, months_paid=0),
        replace(YEAR, kinds=(FEE, "LIFT")),
        replace(CHANGE, unit=None),
        replace(CHANGE, unit=RoundingUnit.FEN),
    ],
)
def test_terms_say_all_they_need(terms: Terms) -> None:
    with pytest.raises(TermsUnfit):
        refuse_unfit(terms)


def test_terms_are_agreed_on_by_two_and_never_changed() -> None:
    asked = operations.ask_to_offer(
        community_id=COMMUNITY, terms=CAMPAIGN, reason="示例", today=TODAY, actor=MAKER
    )
    named: dict[str, Any] = {
        "community_id": COMMUNITY, "approval_id": asked, "actor": MAKER, "request_id": "o",
        "today": TODAY,
    }  # fmt: skip
    with pytest.raises(approvals.NotApproved):
        operations.make_offer(terms=CAMPAIGN, **named)
    approved(community_id=COMMUNITY, request_id=asked, today=TODAY)
    with pytest.raises(approvals.OtherThanApproved):
        operations.make_offer(terms=replace(CAMPAIGN, budget=Money(10_001)), **named)
    first = operations.make_offer(terms=CAMPAIGN, **named)
    assert operations.make_offer(terms=CAMPAIGN, **named) == first
    with pytest.raises(operations.OfferNameTaken):
        operations.ask_to_offer(
            community_id=COMMUNITY, terms=CAMPAIGN, reason="示例", today=TODAY, actor=MAKER
        )


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    fen=st.integers(1, 10**9),
    paid=st.integers(0, 10**9),
    off=st.one_of(st.integers(1, 1_000), st.integers(-(10**6), -1)),
)
def test_sql_takes_off_what_the_rule_takes_off(fen: int, paid: int, off: int) -> None:
    terms = replace(
        CAMPAIGN,
        name=f"示例{models.Offer.objects.count()}",
        alone=Money(10**12),
        budget=Money(10**12),
        per_mille=max(off, 0),
        each=Money(max(-off, 0)),
    )
    account = int(an_account(f"P-{models.Offer.objects.count()}#1"))
    charges(account, fen)
    if 0 < paid < fen:
        receive(account, paid)
    left = Money(fen - paid if 0 < paid < fen else fen)
    offer(terms)
    expected = campaign_off(Money(fen), left, terms)
    try:
        shown = operations.preview_discounts(order=order(terms, account_id=account)).amount
    except operations.NothingToDiscount:
        shown = ZERO
    assert shown == expected
