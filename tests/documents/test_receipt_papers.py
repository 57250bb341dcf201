"""Receipts on paper: exact sizes, everything within the box, equal bytes for equal words."""

from __future__ import annotations

import re

import pytest
from tests.documents.pictures import ink
from tests.documents.sheets import PRINTED, a_sheet, cases

from qingshou.interfaces.documents.receipt import PAPERS, _content, receipt_pages
from qingshou.kernel.money import Money
from qingshou.payments.rules.papers import Paper

CASES = cases()


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("name", list(CASES))
def test_all_ink_lies_within_the_margins_of_one_page(name: str, paper: Paper) -> None:
    sheet, printed = CASES[name]
    pages = receipt_pages(sheet, printed, paper, form="png")
    assert len(pages) == 1, "the paper is one page"
    found = ink(pages[0])
    millimetre = 96 / 25.4
    width, height, margin_x, margin_y = PAPERS[paper]
    assert abs(found.width - width * millimetre) <= 1
    if height is not None:
        assert abs(found.height - height * millimetre) <= 1
    assert found.left >= (margin_x - 1) * millimetre
    assert found.width - found.right >= (margin_x - 1) * millimetre
    assert found.top >= (margin_y - 1) * millimetre
    assert found.height - found.bottom >= (margin_y - 1) * millimetre


@pytest.mark.parametrize(
    ("paper", "box"), [(Paper.FORM, (683.15, 396.0)), (Paper.A5, (595.28, 419.53))]
)
def test_the_page_has_the_size_of_the_paper(paper: Paper, box: tuple[float, float]) -> None:
    [page] = receipt_pages(a_sheet(), PRINTED, paper)
    found = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", page)
    assert found
    assert (float(found[1]), float(found[2])) == pytest.approx(box, abs=0.05)


def test_equal_words_give_equal_bytes() -> None:
    assert receipt_pages(a_sheet(), PRINTED, Paper.A5) == receipt_pages(
        a_sheet(), PRINTED, Paper.A5
    )


@pytest.mark.parametrize("items", [1, 13, 14, 30])
@pytest.mark.parametrize("paper", list(Paper))
def test_the_rows_sum_to_the_receipt_even_where_some_are_not_listed(
    items: int, paper: Paper
) -> None:
    sheet = a_sheet(items=items)
    content = _content(sheet, PRINTED, paper)
    amounts = [Money.from_yuan(row["amount"].replace(",", "")).fen for row in content["rows"]]
    assert sum(amounts) == sheet.amount.fen
    listed = len(content["rows"])
    assert listed == (min(items + 1, 14) if PAPERS[paper][1] else items + 1)
    if listed < items + 1:
        assert "未逐项列出" in content["rows"][-1]["name"]


def test_the_paper_says_what_became_of_the_receipt() -> None:
    first = _content(*CASES["short"], Paper.A5)
    assert (first["marks"], first["void"]) == ([], "")
    void = _content(*CASES["void"], Paper.A5)
    assert void["marks"] == ["补打 第 3 次打印", "作废 已由 HC00000007 冲销"]
    assert void["void"] == "作废"
    reversal = _content(*CASES["reversal"], Paper.A5)
    assert reversal["title"] == "红冲收据"
    assert reversal["rows"] == [{"name": "冲销收据 SJ00000042", "period": "", "amount": "-508.80"}]
