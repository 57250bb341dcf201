"""Money that only moves between accounts is neither received nor refunded: the case of figures.md."""

from __future__ import annotations

from datetime import date

import pytest
from tests.builders import a_community, a_unit, an_owner

from qingshou.kernel.money import Money
from qingshou.kernel.period import Period
from qingshou.ledger import operations as ledger
from qingshou.ledger.rules.chart import Channel
from qingshou.platform.identity import SYSTEM
from qingshou.reports.figures import Figures, Scope, compute, tie_out

ON = date(2026, 8, 10)
WORKED = {
    "receipts.amount": 50_000,
    "receipts.count": 1,
    "receipts.households": 1,
    "receipts.average": 50_000,
    "refunds.amount": 5_000,
    "refunds.count": 1,
    "receipts.net": 45_000,
    "prepaid.amount": 45_000,
}


@pytest.fixture
def figures(db: None) -> Figures:
    """Received 500.00 from one home, of which 200.00 moved to another and 50.00 went back."""
    community_id = a_community(code="YSL").pk
    homes = [
        an_owner(unit=a_unit(community_id=community_id, code=code)).account_id or 0
        for code in ("1-1-101", "1-1-102")
    ]
    ledger.receive(
        community_id=community_id,
        account_id=homes[0],
        payment=ledger.Payment(Money(50_000), Channel.WECHAT, ON),
        source_ref="came",
        actor=SYSTEM,
    )
    ledger.move_prepayment(
        community_id=community_id,
        from_account_id=homes[0],
        to_account_id=homes[1],
        amount=Money(20_000),
        on=ON,
        source_ref="moved",
        actor=SYSTEM,
    )
    ledger.refund(
        community_id=community_id,
        account_id=homes[0],
        amount=Money(5_000),
        channel=Channel.TRANSFER,
        on=ON,
        source_ref="went",
        actor=SYSTEM,
    )
    return compute(scope=Scope.named("YSL"), period=Period.named("2026Q3"), as_of=date(2026, 9, 30))


def test_what_only_moved_is_not_told_twice(figures: Figures) -> None:
    assert {figure_id: figures.value(figure_id) for figure_id in WORKED} == WORKED
    assert tie_out(figures) == []


@pytest.mark.parametrize("figure_id", ["receipts.amount", "refunds.amount"])
def test_the_rows_people_open_leave_it_out_too(figures: Figures, figure_id: str) -> None:
    rows = figures.rows(figure_id)
    assert rows.measure is not None
    assert sum(row[rows.measure] for row in rows.rows) == WORKED[figure_id]
