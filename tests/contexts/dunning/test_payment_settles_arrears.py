"""A receipt at the desk takes a paid account off the list, once."""

from __future__ import annotations

from datetime import date

import pytest
from tests.builders import a_community, a_unit, an_owner
from tests.contexts.dunning.arrears import COLLECTOR, day, owes, watched

from qingshou.dunning import queries
from qingshou.dunning.rules.stages import Because, Close
from qingshou.estate.models import Tenure
from qingshou.kernel.money import Money
from qingshou.ledger.rules.chart import Channel
from qingshou.payments import operations as payments
from qingshou.payments.rules.receipts import Request
from qingshou.platform import outbox
from qingshou.processes import payment_settles_arrears

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Tenure:
    """Make a home on the list: its owner has owed three hundred yuan since January."""
    community = a_community()
    owner = an_owner(unit=a_unit(community_id=community.id), since=date(2024, 1, 1))
    owes(owner.account_id, due="01-25", community_id=community.id)
    watched("01-31", community.id)
    return owner


def _pay(home: Tenure, *, on: str, yuan: int, request_id: str) -> payment_settles_arrears.Paid:
    return payment_settles_arrears.receive(
        community_id=home.community_id,
        request=Request(
            unit_id=home.unit_id, amount=Money(yuan * 100), channel=Channel.CASH, on=day(on)
        ),
        request_id=request_id,
        today=day("10-31"),
        actor=COLLECTOR,
    )


def test_a_settled_account_leaves_the_list_and_a_part_does_not(home: Tenure) -> None:
    assert _pay(home, on="02-03", yuan=100, request_id="desk-1").closed is None
    paid = _pay(home, on="02-05", yuan=200, request_id="desk-2")
    assert paid.closed == Close(Because.PAID)
    case = queries.case_of(community_id=home.community_id, account_id=home.account_id)
    assert case.closed_on == day("02-05")
    again = _pay(home, on="02-05", yuan=200, request_id="desk-2")
    assert (again.slip, again.closed) == (paid.slip, None)


def test_a_receipt_of_any_channel_is_heard_of(home: Tenure) -> None:
    payments.receive(
        community_id=home.community_id,
        request=Request(home.unit_id, Money(30_000), Channel.WECHAT, day("02-05")),
        request_id="phone-1",
        today=day("10-31"),
        actor=COLLECTOR,
    )
    outbox.deliver_pending()
    case = queries.case_of(community_id=home.community_id, account_id=home.account_id)
    assert case.closed_on == day("02-05")
