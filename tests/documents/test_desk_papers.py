"""Papers of the desk besides receipts: a refund slip, a day's sheet; nothing is lost or runs out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.documents.pictures import ink

from qingshou.interfaces.documents.day_sheet import _content as day_content
from qingshou.interfaces.documents.day_sheet import day_sheet_pages
from qingshou.interfaces.documents.receipt import PAPERS
from qingshou.interfaces.documents.refund_slip import _content, refund_pages
from qingshou.kernel.money import Money
from qingshou.ledger.rules.chart import Channel
from qingshou.payments.queries import RefundSheet
from qingshou.payments.rules.papers import Paper
from qingshou.reconciliation.queries import FundAccountCard
from qingshou.reconciliation.rules.differences import (
    DaySheet,
    Movement,
    Pair,
    Side,
    differences,
)

ON = date(2026, 3, 31)
SLIP = RefundSheet(
    "TK00000042", ON, "示例·云杉里", "示例物业服务有限公司", "3-2-501", "示例业主", "示例业主",
    Money(150_004), "TRANSFER", "DEPOSIT_ENDED", "YJ00000007", "装修押金", "示例收费员", 1024,
    "示例申请人", "示例审批人",
)  # fmt: skip
LONG = replace(SLIP, payee="示例代收人" * 6, community="示例·很长的小区名称" * 3)


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("slip", [SLIP, LONG], ids=["short", "long"])
def test_a_refund_slip_lies_on_one_page_of_every_paper(slip: RefundSheet, paper: Paper) -> None:
    pages = refund_pages(slip, paper, form="png")
    assert len(pages) == 1
    found, (_, _, margin_x, margin_y) = ink(pages[0]), PAPERS[paper]
    millimetre = 96 / 25.4
    assert found.left >= (margin_x - 1) * millimetre
    assert found.width - found.right >= (margin_x - 1) * millimetre
    assert found.height - found.bottom >= (margin_y - 2) * millimetre


def test_a_refund_slip_says_its_amount_in_words_too() -> None:
    told = _content(SLIP, Paper.A5)
    assert told["amount"] == {"figures": "¥ 1,500.04", "words": "人民币壹仟伍佰元零肆分"}
    assert told["title"] == "押金退还单"
    assert _content(replace(SLIP, deposit=""), Paper.A5)["title"] == "退款单"


def a_day(count: int) -> DaySheet:
    pairs = [Pair(Side(f"CREDIT:{n}", ON, Money(100), f"42000{n:04}"), None) for n in range(count)]
    ours = Movement(Money(100_000), Money(100 * count), Money(0))
    theirs = Movement(Money(100_000), Money(0), Money(0))
    return DaySheet(ON, ours, theirs, tuple(differences(pairs, on=ON)))


CARD = FundAccountCard(
    1, 7, Channel.TRANSFER, "6222000011112222", "示例银行", ON, Money(100_000), True
)


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (3, 1), (60, 3)])
def test_a_day_sheet_goes_on_over_pages(count: int, pages: int) -> None:
    drawn = day_sheet_pages([(CARD, a_day(count))], community="示例小区", on=ON, form="png")
    assert len(drawn) == pages
    for page in drawn:
        found = ink(page)
        assert min(found.left, found.width - found.right) >= 13 * 96 / 25.4


def test_a_day_sheet_tells_both_sides_and_who_closed_it() -> None:
    sheet = replace(a_day(2), closed_by="示例出纳")
    told = day_content([(CARD, sheet), (CARD, sheet)], "示例小区", ON)
    [ours, theirs] = told["accounts"][0]
    assert ours[1:] == ["我方", "1,000.00", "2.00", "0.00", "1,002.00", "已关账 示例出纳"]
    assert theirs[1:] == ["对方", "1,000.00", "0.00", "0.00", "1,000.00", ""]
    assert told["totals"][0][2:] == ["2,000.00", "4.00", "0.00", "2,004.00"]
    assert told["sections"][0]["total"][5] == "2.00"
    assert told["sections"][0]["rows"][1][2] == "420000001"
