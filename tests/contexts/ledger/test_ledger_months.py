"""Statements of a period: they agree with each other and with plain sums of what was done."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from tests.contexts.ledger.book import (
    COMMUNITY,
    a_charge,
    a_relation,
    an_account,
    balances_hold,
    bill,
    rows,
)

from qingshou.kernel.money import Money
from qingshou.kernel.period import Period
from qingshou.ledger import operations, queries
from qingshou.ledger.rules.chart import Channel, Chart
from qingshou.ledger.rules.natures import CreditNature
from qingshou.platform.identity import SYSTEM

pytestmark = pytest.mark.django_db
OCTOBER = Period.named("2026-10")
COMMON = {"community_id": COMMUNITY, "actor": SYSTEM}


def on(day: int, month: int = 10) -> date:
    return date(2026, month, day)


def pay(account: int, fen: int, day: date, ref: str) -> None:
    payment = operations.Payment(Money(fen), Channel.CASH, day)
    operations.receive(account_id=account, payment=payment, source_ref=ref, **COMMON)


@pytest.fixture
def told(db: None) -> queries.Statements:
    """September leaves 700 open and 50 prepaid; October has one of everything."""
    first, second, third = (an_account(f"1-1-{room}#1") for room in (101, 102, 103))
    bill([a_charge(first, 1_000, on(1, 9), tax_fen=57)], on=on(1, 9), ref="sep")
    pay(first, 300, on(5, 9), "r:1")
    pay(second, 50, on(6, 9), "r:2")

    october = [a_charge(account, 2_000, on(1), tax_fen=113) for account in (first, second, third)]
    bill([*october, a_charge(third, 400, on(1), kind="PENALTY")], on=on(1), ref="oct")
    operations.settle_from(source_ref="s:1", **COMMON)
    pay(first, 900, on(10), "r:3")
    pay(third, 5_000, on(12), "r:4")
    [(item,)] = rows(
        "SELECT id FROM ledger_openitem WHERE account_id = %s AND kind = 'PROPERTY_FEE'", second
    )
    for nature, fen in ((CreditNature.WAIVER, 100), (CreditNature.WRITE_OFF, 200)):
        operations.relieve(
            item_id=item,
            relief=operations.Relief(nature, Money(fen)),
            on=on(15),
            source_ref=nature,
            **COMMON,
        )
    operations.refund(
        account_id=third,
        amount=Money(600),
        channel=Channel.CASH,
        on=on(16),
        source_ref="back",
        **COMMON,
    )
    operations.move_prepayment(
        from_account_id=third,
        to_account_id=second,
        amount=Money(1_000),
        on=on(17),
        source_ref="move",
        **COMMON,
    )
    operations.reverse_items_from(
        relation=a_relation("test_items", {"item_id": "bigint"}, [{"item_id": item}]),
        on=on(18),
        source_ref="undo",
        **COMMON,
    )
    _hold(first)
    bill([a_charge(first, 9_999, on(1, 11))], on=on(1, 11), ref="nov")
    balances_hold()
    return queries.statements(community_id=COMMUNITY, period=OCTOBER)


def _hold(account: int) -> None:
    deposit = operations.hold_deposit(
        account_id=account,
        payment=operations.Payment(Money(800), Channel.CASH, on(2)),
        kind="RENOVATION",
        source_ref="d",
        **COMMON,
    )
    operations.return_deposit(
        credit_id=deposit,
        payment=operations.Payment(Money(300), Channel.CASH, on(20)),
        source_ref="d/back",
        **COMMON,
    )
    parked = operations.park_suspense(
        amount=Money(90), channel=Channel.TRANSFER, on=on(3), source_ref="line", **COMMON
    )
    operations.claim_suspense(
        credit_id=parked,
        payment=operations.Payment(Money(40), Channel.TRANSFER, on(21)),
        to_account_id=account,
        source_ref="claim",
        **COMMON,
    )
    operations.transfer(
        debit=Chart.BANK,
        credit=Chart.CASH,
        amount=Money(1_000),
        on=on(22),
        source_ref="banked",
        **COMMON,
    )


def test_the_statements_agree(told: queries.Statements) -> None:
    assert queries.disagreements(told) == []


def test_receivables_roll_forward_by_kind(told: queries.Statements) -> None:
    lines = {
        line.kind: tuple(
            getattr(line, part).fen
            for part in ("opening", "billed", "credited", "received", "written_off", "closing")
        )
        for line in told.roll
    }
    # 6,000 billed; 100 waived and 1,700 reversed; 900 + 40 + 2,000 received, the second home's
    # 50 settled and taken back; 200 written off.
    assert lines == {
        "PENALTY": (0, 400, 0, 400, 0, 0),
        "PROPERTY_FEE": (700, 6_000, 1_800, 2_940, 200, 1_760),
    }


def test_income_is_net_of_what_was_reversed(told: queries.Statements) -> None:
    lines = {line.kind: (line.net.fen, line.vat.fen, line.gross.fen) for line in told.income}
    reversed_vat = 96  # 113 × 1,700 ÷ 2,000 = 96.05
    vat = 3 * 113 - reversed_vat
    assert lines == {"PENALTY": (400, 0, 400), "PROPERTY_FEE": (4_300 - vat, vat, 4_300)}


def test_money_held_is_told_by_account_and_row(told: queries.Statements) -> None:
    prepaid = {
        move.account: (
            *(getattr(move, part).fen for part in ("opening", "came", "moved", "applied")),
            move.returned.fen,
            move.closing.fen,
        )
        for move in told.prepayments
    }
    assert prepaid == {
        "1-1-102#1": (50, 0, 1_000, 0, 0, 1_050),
        "1-1-103#1": (0, 5_000, -1_000, 2_400, 600, 1_000),
        "": (0, 940, 0, 940, 0, 0),
    }
    [deposit] = told.deposits
    assert (deposit.kind, deposit.came.fen, deposit.returned.fen) == ("RENOVATION", 800, 300)
    [waiting] = told.unclaimed
    assert (waiting.came.fen, waiting.applied.fen, waiting.closing.fen) == (90, 40, 50)


def test_turnover_is_billed_by_average_receivable(told: queries.Statements) -> None:
    assert told.turnover.rate == Fraction(6_400 * 2, 700 + 1_760)
    assert told.turnover.turnover_days == Fraction(31 * (700 + 1_760), 2 * 6_400)


def test_an_empty_month_tells_nothing(db: None) -> None:
    told = queries.statements(community_id=COMMUNITY, period=OCTOBER)
    assert (told.trial, told.roll, told.prepayments) == ((), (), ())
    assert told.turnover.rate is None
    assert told.turnover.turnover_days is None


def test_a_month_opens_where_the_one_before_closed(told: queries.Statements) -> None:
    november = queries.statements(community_id=COMMUNITY, period=Period.named("2026-11"))
    closings = {line.kind: line.closing for line in told.roll}
    assert {line.kind: line.opening for line in november.roll} == closings
    assert queries.disagreements(november) == []
    assert {line.code: line.opening for line in november.trial} == {
        line.code: line.closing for line in told.trial
    }
