"""Where a community decides so, money of every channel posts what its payer bears, or nothing."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from tests.builders import a_community, a_unit, an_owner
from tests.contexts.checkout.shop import Shop, hours_of
from tests.contexts.ledger.book import a_charge, balances_hold, bill, rows
from tests.scenarios import reconciliation_vocabulary as town

from qingshou.billing import operations
from qingshou.billing.rules.penalties import Clause, Daily
from qingshou.billing.rules.penalty_terms import Terms
from qingshou.estate import queries as estate
from qingshou.estate.models import Tenure
from qingshou.kernel.money import Money
from qingshou.ledger import operations as ledger
from qingshou.ledger.operations import NothingReceived, PeriodClosed
from qingshou.ledger.rules.chart import Channel
from qingshou.payments.rules.receipts import Request
from qingshou.platform.identity import SYSTEM
from qingshou.processes import payment_posts_penalty

HALF_A_PERMILLE = Terms(date(2026, 1, 1), Clause(Daily(Fraction("0.0005"))))


def accrued(community_id: int, *, until: date, since: date | None = date(2026, 1, 1)) -> None:
    """Accrue half a per mille a day, and let money of a day and later post it."""
    operations.enter_penalty_terms(community_id=community_id, terms=HALF_A_PERMILLE, actor=SYSTEM)
    operations.accrue_penalties(community_id=community_id, as_of=until, actor=SYSTEM)
    if since is not None:
        operations.decide_penalty_posting(
            community_id=community_id, with_receipts=True, since=since, actor=SYSTEM
        )


def penalties() -> list[tuple[date, int, int]]:
    """Tell the penalties that were posted: day, fen, and what is open of it."""
    return rows(
        "SELECT posted_on, amount_fen, open_fen FROM ledger__item WHERE kind = 'PENALTY'"
        " ORDER BY item_id"
    )


@pytest.fixture
def home(db: None) -> Tenure:
    """A home that owes 1,000 yuan since 31 January 2026 and has accrued until 11 February."""
    community_id = a_community().pk
    home = an_owner(unit=a_unit(community_id=community_id))
    charge = a_charge(home.account_id or 0, 100_000, date(2026, 1, 1), due_on=date(2026, 1, 31))
    bill([charge], on=date(2026, 1, 1), ref="run:1", community_id=community_id)
    accrued(community_id, until=date(2026, 2, 11))
    return home


def receive(home: Tenure, fen: int, *, on: date, late: bool = False) -> None:
    payment_posts_penalty.receive(
        community_id=home.community_id,
        request=Request(home.unit_id, Money(fen), Channel.WECHAT, on, late=late),
        request_id=f"{fen} {on}",
        today=date(2026, 3, 1),
        actor=SYSTEM,
    )


def test_the_desk_posts_what_was_accrued_on_the_day_of_the_money(home: Tenure) -> None:
    receive(home, 10_200, on=date(2026, 2, 5))
    assert penalties() == [(date(2026, 2, 5), 200, 0)]
    balances_hold()


def test_the_same_request_posts_once(home: Tenure) -> None:
    for _ in range(2):
        receive(home, 100_500, on=date(2026, 2, 11))
    assert penalties() == [(date(2026, 2, 11), 500, 0)]


def test_what_is_refused_posts_nothing(home: Tenure) -> None:
    with pytest.raises(NothingReceived):
        receive(home, 0, on=date(2026, 2, 11))
    assert penalties() == []


def test_money_of_a_closed_month_posts_nothing(home: Tenure) -> None:
    ledger.close_books(
        community_id=home.community_id, until=date(2026, 3, 1), facts={}, actor=SYSTEM
    )
    with pytest.raises(PeriodClosed):
        receive(home, 10_000, on=date(2026, 2, 11))
    receive(home, 10_000, on=date(2026, 2, 11), late=True)
    assert penalties() == []


def test_money_before_the_decision_posts_nothing(home: Tenure) -> None:
    operations.decide_penalty_posting(
        community_id=home.community_id, with_receipts=False, since=date(2026, 2, 6), actor=SYSTEM
    )
    receive(home, 1_000, on=date(2026, 2, 6))
    assert penalties() == []
    receive(home, 1_000, on=date(2026, 2, 5))
    assert penalties() == [(date(2026, 2, 5), 200, 0)]


def test_a_statement_posts_as_of_the_first_day_of_each_payer(db: None) -> None:
    town.home("1-1-101", owner="示例甲")
    town.home("1-1-102", owner="示例乙")
    town.follow("示例账号0001")
    for code in ("1-1-101", "1-1-102"):
        town.bill(code, "2026-01", yuan=1000)
    accrued(estate.community(text="RECON").community_id, until=date(2026, 3, 31))

    town.bank_tells(
        ("2026-02-11", 100, "示例甲", "1-1-101 物业费"),
        ("2026-02-20", 100, "示例甲", "1-1-101 物业费"),
        ("2026-02-21", 100, "示例丙", "转账"),
    )
    assert penalties() == [(date(2026, 2, 11), 800, 0)]
    town.accept("示例丙", unit="1-1-102")
    assert penalties() == [(date(2026, 2, 11), 800, 0), (date(2026, 3, 31), 3_200, 0)]
    balances_hold()


def test_a_payment_by_phone_posts_when_it_is_opened(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hours_of(Shop(), monkeypatch) as shop:
        account = Tenure.objects.get(community_id=shop.community_id).account_id
        charge = a_charge(account or 0, 10_000, date(2026, 10, 1), due_on=date(2026, 10, 31))
        bill([charge], on=date(2026, 10, 1), ref="run:10", community_id=shop.community_id)
        accrued(shop.community_id, until=shop.today)
        line = shop.ask(40_115)
        assert penalties() == [(date(2026, 11, 24), 115, 115)]
        shop.pay(line)
        shop.carry()
        assert (penalties(), shop.balance(line)) == ([(date(2026, 11, 24), 115, 0)], (0, 0))
