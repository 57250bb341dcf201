"""The company's own money on its bank statement: cash paid in, cards settled, money sent back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.contexts.reconciliation.till import TODAY, Till
from tests.contexts.reconciliation.town import CLERK, a_fund_account, digest

from qingshou.kernel.money import Money
from qingshou.ledger.rules.chart import Channel
from qingshou.reconciliation import operations
from qingshou.reconciliation.rules.own_money import CardTerms, CashEvidence

pytestmark = pytest.mark.django_db
THIRD, FOURTH = date(2026, 3, 3), date(2026, 3, 4)


@pytest.fixture
def till(tmp_path: Path) -> Till:
    return Till(tmp_path)


# Cash.


def test_what_a_shift_counted_and_the_bank_received_is_no_receipt(till: Till) -> None:
    till.shift(THIRD, 40_000, 20_700)
    before = digest(till.community_id)

    told = till.tell((FOURTH, 60_700, "", "现金存款"))

    assert (told.settled.cash, told.settled.parked, told.settled.waiting) == (1, 0, 0)
    assert till.hows(told) == ["CASH"]
    assert (till.account("1001"), till.account("1002"), till.account("224102")) == (0, 60_700, 0)
    assert till.differences(FOURTH) == []
    till.check()

    till.undo(told)
    assert digest(till.community_id) == before


def test_the_companys_own_name_alone_waits_for_a_person(till: Till) -> None:
    till.receive(90_000, THIRD)
    told = till.tell((FOURTH, 50_000, till.name, "ATM存款"))

    assert till.hows(told) == [None]
    [waiting] = till.waiting()
    assert waiting.cash is not None
    assert waiting.cash.evidence == (CashEvidence.MARK, CashEvidence.OWN)
    assert till.differences(FOURTH) == ["THEIRS_ONLY -500.00 FIND_THE_HOME"]

    operations.accept_cash(
        community_id=till.community_id, line_id=waiting.line_id, today=TODAY, actor=CLERK
    )
    assert (till.account("1001"), till.account("1002")) == (40_000, 50_000)
    assert till.waiting() == []
    assert till.differences(FOURTH) == []
    till.check()


def test_cash_never_falls_below_what_the_book_holds(till: Till) -> None:
    till.shift(THIRD, 60_000)
    # Half of it was given to somebody else before the bank had it, on the next day.
    till.receive(10_000, FOURTH)
    told = till.tell((THIRD, 60_000, "", "缴存"), (FOURTH, 60_000, "", "缴存"))
    assert till.hows(told) == [None, None]  # one count, two lines
    evidence = [waiting.cash.evidence for waiting in till.waiting() if waiting.cash]
    assert evidence[0] == (CashEvidence.MARK, CashEvidence.COUNTED, CashEvidence.SHARED)

    first, second = (waiting.line_id for waiting in till.waiting())
    place = {"community_id": till.community_id, "today": TODAY, "actor": CLERK}
    operations.accept_cash(line_id=first, **place)
    with pytest.raises(operations.CashBeyondBook) as refused:
        operations.accept_cash(line_id=second, **place)
    assert refused.value.facts == {
        "line_id": second, "on": FOURTH, "asked": "600.00", "held": "100.00",
    }  # fmt: skip
    assert till.account("1001") == 10_000


@pytest.mark.parametrize(
    ("payer", "remark"),
    [("示例邻居", "现金存款"), ("", "现金存款 1-1-101 物业费"), ("", "转账存款")],
)
def test_cash_of_somebody_else_is_not_the_companys(till: Till, payer: str, remark: str) -> None:
    till.shift(THIRD, 60_000)
    told = till.tell((FOURTH, 60_000, payer, remark))
    assert told.settled.cash == 0
    assert till.hows(told) == ["SUSPENSE"]
    assert till.account("1001") == 60_000


def test_money_that_was_parked_may_still_be_the_companys_cash(till: Till) -> None:
    till.receive(30_000, THIRD)
    till.tell((FOURTH, 30_000, "", "营业款"))
    [waiting] = till.waiting()
    assert waiting.in_suspense
    operations.accept_cash(
        community_id=till.community_id, line_id=waiting.line_id, today=TODAY, actor=CLERK
    )
    assert (till.account("1001"), till.account("1002"), till.account("224102")) == (0, 30_000, 0)
    assert till.waiting() == []
    till.check()


# Cards.


def set_terms(till: Till, millionths: int = 3_800, *, most: Money | None = None) -> None:
    operations.set_card_terms(
        community_id=till.community_id,
        number="898000000000001",
        acquirer="示例收单",
        terms=CardTerms(date(2026, 1, 1), millionths, most),
        actor=CLERK,
    )


def test_a_days_cards_come_as_one_sum_less_the_fee(till: Till) -> None:
    set_terms(till)
    till.receive(100_000, THIRD, channel=Channel.POS)
    till.receive(50_000, THIRD, channel=Channel.POS, home=1)
    till.receive(70_000, FOURTH, channel=Channel.POS, home=2)
    before = digest(till.community_id)

    told = till.tell((FOURTH, 149_430, "银联商务股份有限公司", "0303商户结算"))

    assert told.settled.cards == 1
    assert (till.account("1002"), till.account("1012"), till.account("6603")) == (
        149_430, 70_000, 570,
    )  # fmt: skip
    assert till.differences(FOURTH) == []
    till.check()
    # The same sum again is nobody's: the cards of that day are paid for.
    again = till.tell((date(2026, 3, 5), 149_430, "银联商务股份有限公司", "0303商户结算"))
    assert till.hows(again) == [None]
    assert till.differences(date(2026, 3, 5)) == ["DUPLICATE -1494.30 ASK_ABOUT_THE_DOUBLE"]

    till.undo(again)
    till.undo(told)
    assert digest(till.community_id) == before


def test_two_days_that_fit_alike_wait(till: Till) -> None:
    set_terms(till)
    for on in (THIRD, FOURTH):
        till.receive(100_000, on, channel=Channel.POS)
    told = till.tell((date(2026, 3, 5), 99_620, "银联商务股份有限公司", ""))
    assert till.hows(told) == [None]
    assert till.account("1012") == 200_000


def test_what_no_day_of_cards_comes_to_is_not_parked(till: Till) -> None:
    told = till.tell((FOURTH, 12_345, "示例拉卡拉支付", "商户结算"))
    assert (till.hows(told), till.account("1002")) == ([None], 0)
    assert till.differences(FOURTH) == ["THEIRS_ONLY -123.45 FIND_THE_HOME"]


def test_a_line_that_waited_is_looked_at_with_the_next_statement(till: Till) -> None:
    set_terms(till, most=Money(2_000))
    first = till.tell((FOURTH, 998_000, "银联商务股份有限公司", ""))
    assert till.hows(first) == [None]
    till.receive(1_000_000, THIRD, channel=Channel.POS)
    till.tell((date(2026, 3, 6), -1_000, "示例供应商", "材料"))
    assert till.hows(first) == ["CARDS"]
    assert (till.account("1012"), till.account("6603")) == (0, 2_000)


# Money that was sent back.


def test_what_two_people_gave_back_is_found_on_the_statement(till: Till) -> None:
    till.receive(900_000, THIRD, channel=Channel.TRANSFER)
    till.refund(40_000, "示例业主甲", FOURTH)
    till.refund(40_000, "示例业主乙", FOURTH)
    told = till.tell(
        (date(2026, 3, 5), -40_000, "示例业主乙", "退款"),
        (date(2026, 3, 6), -40_000, "示例业主甲", "退物业费"),
        (date(2026, 3, 6), -40_000, "示例业主甲", "退物业费"),
        (date(2026, 3, 6), -12_345, "示例供应商", "材料款"),
    )
    assert told.settled.given_back == 2
    assert till.hows(told) == ["EVIDENCE", "EVIDENCE", None, None]
    assert till.differences(date(2026, 3, 6)) == [
        "DATE 400.00 WAIT_FOR_THE_DAY",
        "THEIRS_ONLY 400.00 BOOK_THE_REFUND",
        "THEIRS_ONLY 123.45 BOOK_THE_REFUND",
    ]
    till.check()


# Payouts of channels.


@pytest.fixture
def wechat(till: Till) -> Till:
    a_fund_account(till.community_id, channel=Channel.WECHAT, number="1900000109")
    till.receive(100_000, THIRD, channel=Channel.WECHAT)
    return till


PAYER = "财付通支付科技有限公司"


def test_a_payout_is_one_transfer_whoever_tells_first(wechat: Till) -> None:
    wechat.tell((FOURTH, 100_000, PAYER, "提现"))
    assert wechat.differences(FOURTH) == ["THEIRS_ONLY -1000.00 FIND_THE_PAYOUT"]
    wechat.flow((THIRD, -100_000, "提现"))
    assert wechat.differences(FOURTH) == []
    assert (wechat.account("1002"), wechat.account("1012")) == (100_000, 0)
    wechat.check()


def test_a_payout_that_never_came_is_theirs_only(wechat: Till) -> None:
    wechat.flow((THIRD, -100_000, "提现"))
    wechat.tell((FOURTH, -100, "", "手续费"))
    assert "THEIRS_ONLY 1000.00 FIND_THE_PAYOUT" in wechat.differences(
        THIRD, channel=Channel.WECHAT
    )
    assert wechat.account("1012") == 100_000


def test_a_payout_that_came_short_differs_in_its_amount(wechat: Till) -> None:
    wechat.flow((FOURTH, -100_000, "提现"))
    told = wechat.tell((FOURTH, 99_900, PAYER, "提现"))
    assert told.settled.payouts == 1
    assert wechat.differences(FOURTH) == []
    assert wechat.differences(FOURTH, channel=Channel.WECHAT) == ["AMOUNT 1.00 ASK_FOR_THE_REST"]
    assert (wechat.account("1002"), wechat.account("1012")) == (99_900, 100)
    wechat.undo(told)
    assert (wechat.account("1002"), wechat.account("1012")) == (0, 100_000)


def test_a_payout_that_came_twice_is_a_duplicate(wechat: Till) -> None:
    wechat.flow((FOURTH, -100_000, "提现"))
    wechat.tell((FOURTH, 100_000, PAYER, "提现"), (FOURTH, 100_000, PAYER, "提现"))
    assert wechat.differences(FOURTH) == ["DUPLICATE -1000.00 ASK_ABOUT_THE_DOUBLE"]
    assert wechat.account("1002") == 100_000


# A closed period.


def test_money_of_a_closed_period_is_booked_on_the_first_open_day(wechat: Till) -> None:
    till, first_open = wechat, date(2026, 3, 15)
    home = till.homes[0]
    till.shift(THIRD, 60_000)
    till.flow((THIRD, -100_000, "提现"))
    till.close_books(first_open)
    told = till.tell(
        (FOURTH, home.monthly.fen, home.holder, home.code),
        (FOURTH, 60_000, "", "现金存款"),
        (FOURTH, 100_000, PAYER, "提现"),
        (FOURTH, 77_700, "示例路人", "货款"),
        (FOURTH, -500, "", "汇划手续费"),
    )
    assert till.hows(told) == ["EVIDENCE", "CASH", "PAYOUT", "SUSPENSE", "FEE"]
    came = home.monthly.fen + 60_000 + 100_000 + 77_700 - 500
    assert till.account("1002") == came
    assert len(till.differences(FOURTH)) == 5
    assert all(each.startswith("DATE") for each in till.differences(FOURTH))
    assert all(each.startswith("DATE") for each in till.differences(first_open))
    till.check()
