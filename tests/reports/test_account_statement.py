"""The statement of an account adds up, is told again later, and is written as a page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.builders import a_community, a_unit, an_owner
from tests.contexts.ledger.book import a_charge, bill

from qingshou.estate import queries as estate
from qingshou.kernel.calendar import add_months
from qingshou.kernel.money import Money
from qingshou.ledger import operations as ledger
from qingshou.ledger import queries
from qingshou.ledger.rules.chart import Channel
from qingshou.ledger.rules.natures import CreditNature
from qingshou.platform.identity import SYSTEM
from qingshou.reports.account_statement import AccountStatement, NoStatementToTell, draw_up
from qingshou.reports.writers import account_statement

pytestmark = pytest.mark.django_db
START = date(2025, 9, 1)


def told(
    *, as_of: date = date(2026, 10, 31), since: date = date(2026, 1, 1), account: str = ""
) -> AccountStatement:
    community = estate.community(text="YSL")
    unit = estate.unit(community_id=community.community_id, text="3-2-501")
    return draw_up(community=community, unit=unit, as_of=as_of, since=since, account=account)


@pytest.fixture(autouse=True)
def a_home(db: None) -> None:
    """A home that owes since September 2025, paid twice, was waived a little, has a deposit."""
    community = a_community(code="YSL").pk
    account = an_owner(unit=a_unit(community_id=community)).account_id or 0
    named = {"community_id": community, "actor": SYSTEM}
    for number in range(14):
        month = add_months(START, number)
        charges = [a_charge(account, 25_440, month), a_charge(account, 3_000, month, kind="LIFT")]
        bill(charges, on=month, ref=f"run:{number}", community_id=community)
    for fen, on in ((113_760, date(2025, 12, 20)), (200_000, date(2026, 8, 15))):
        ledger.receive(
            account_id=account,
            payment=ledger.Payment(Money(fen), Channel.WECHAT, on),
            source_ref=f"r:{on}",
            **named,
        )
    *_, newest = queries.open_items(
        community_id=community, account_id=account, as_of=date(2026, 10, 31)
    )
    ledger.relieve(
        item_id=newest.item_id,
        relief=ledger.Relief(CreditNature.WAIVER, Money(1_000)),
        on=date(2026, 10, 9),
        source_ref="w",
        **named,
    )
    ledger.hold_deposit(
        account_id=account,
        payment=ledger.Payment(Money(200_000), Channel.CASH, date(2026, 3, 5)),
        kind="RENOVATION",
        source_ref="d",
        **named,
    )


def test_it_adds_up() -> None:
    statement = told()
    assert statement.opening.fen == 4 * 28_440 - 113_760
    assert statement.charged.fen == 10 * 28_440
    assert statement.credited.fen == 200_000 + 1_000
    assert statement.closing.fen == statement.open.fen == 10 * 28_440 - 201_000
    assert sum(amount.fen for _, amount in statement.aging) == statement.open.fen
    assert statement.deposited.fen == 200_000
    assert statement.movements[-1].balance == statement.closing


def test_a_past_day_is_told_as_it_was() -> None:
    early = told(as_of=date(2025, 12, 31), since=date(2025, 9, 1))
    assert (early.opening.fen, early.closing.fen, early.deposited.fen) == (0, 0, 0)
    assert told().opening == early.closing


def test_an_account_of_another_unit_has_no_statement_here() -> None:
    assert told(account="3-2-501#1").account == "3-2-501#1"
    with pytest.raises(NoStatementToTell):
        told(account="9-9-999#1")


def test_the_page_is_equal_twice(tmp_path: Path) -> None:
    statement = told()
    first = account_statement.write(statement, tmp_path / "1.pdf")
    second = account_statement.write(statement, tmp_path / "2.pdf")
    assert first.read_bytes() == second.read_bytes()
    assert first.read_bytes()[:5] == b"%PDF-"


def test_the_page_says_the_sums_and_the_ages() -> None:
    words = account_statement.content(told())
    assert words["deposits"][0][0] == "装修押金"
    assert words["sums"] == [
        ["期初余额", "0.00", False],
        ["本期应收", "2,844.00", False],
        ["本期已收及冲减", "2,010.00", False],
        ["期末欠缴", "834.00", True],
        ["其中逾期", "834.00", False],
    ]
    assert words["owing_total"][-1] == "834.00"
    assert [amount for _, amount in words["aging"]] == [
        "0.00", "274.40", "559.60", "0.00", "0.00", "0.00", "0.00", "0.00"
    ]  # fmt: skip
    assert words["movements"][-1][1:] == ["减免", "", "", "10.00", "834.00"]
