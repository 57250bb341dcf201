"""What other contexts left open keeps a month from closing, until it is settled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from tests.contexts.checkout.shop import Shop, hours_of
from tests.contexts.debits.company import Company
from tests.contexts.ledger.book import balances_hold

from qingshou.interfaces.wording.months import tell_point
from qingshou.kernel.period import Period
from qingshou.platform.identity import SYSTEM
from qingshou.processes import month_closes
from qingshou.processes.month_closes import MonthNotReady, OpenPoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    with hours_of(Shop(), monkeypatch) as shop:
        yield shop


def open_points(community_id: int, month: str, today: date) -> list[OpenPoint]:
    period = Period.named(month)
    looked = month_closes.look(community_id=community_id, period=period, today=today)
    return [point for point in looked.points if point.code != "NOT_ENDED"]


def test_a_payment_without_a_result_keeps_the_month_open(shop: Shop) -> None:
    month = f"{shop.today:%Y-%m}"
    after = date(2030, 1, 1)
    assert open_points(shop.community_id, month, after) == []
    line = shop.ask()
    [point] = open_points(shop.community_id, month, after)
    assert point.code == "INTENT"
    sentence = tell_point(point, "示例小区")
    assert line.out_trade_no in sentence and "微信支付" in sentence and "¥300.00" in sentence
    with pytest.raises(MonthNotReady):
        month_closes.close(
            community_id=shop.community_id,
            period=Period.named(month),
            today=after,
            actor=SYSTEM,
        )
    shop.pay(line)
    shop.carry()
    balances_hold()
    assert open_points(shop.community_id, month, after) == []


def test_a_batch_without_an_answer_keeps_the_month_open(db: None) -> None:
    company = Company()
    company.sign(0)
    company.bill(2, 26_000, 30_000, 40_000)
    built = company.build(date(2025, 2, 10))
    points = open_points(company.community_id, "2025-02", date(2025, 3, 2))
    assert [(p.code, p.facts["batch"], p.facts["lines"]) for p in points] == [
        ("DEBIT", built.number, 1)
    ]
    assert "¥260.00 没有回盘" in tell_point(points[0], "示例小区")
    assert open_points(company.community_id, "2025-01", date(2025, 3, 2)) == []
