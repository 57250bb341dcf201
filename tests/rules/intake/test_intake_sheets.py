"""Sheets are recognized wherever their titles stand, and their rows are read exactly."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from qingshou.intake.rules.maps import MapNamesUnknown, MapUnreadable, lay_out, read_map
from qingshou.intake.rules.reading import SheetReader
from qingshou.intake.rules.recognition import Layout, Unrecognized, recognize
from qingshou.intake.rules.records import RECORDS_OF
from qingshou.intake.rules.sieve import Found

Rows = Sequence[Sequence[Any]]


def padded(rows: Rows) -> list[list[Any]]:
    width = max(map(len, rows))
    return [[*row, *[""] * (width - len(row))] for row in rows]


def recognized(rows: Rows, kind: str, sheet: str = "Sheet1") -> Layout | Unrecognized:
    return recognize(padded(rows), sheet=sheet, records=RECORDS_OF[kind], remembered={})


def read(
    rows: Rows, kind: str, found: Found | None = None, size: int = 3
) -> tuple[list[dict[str, Any]], SheetReader]:
    """Read rows in small batches, as the cage hands them over."""
    layout = recognized(rows, kind)
    assert isinstance(layout, Layout), layout
    reader = SheetReader(found or Found("Sheet1"), layout)
    records = []
    for first in range(0, len(rows), size):
        batch = list(zip(*padded(rows)[first : first + size], strict=True))
        records += [json.loads(cells) for cells in reader.read(first, batch).cells]
    return records, reader


def places(reader: SheetReader) -> list[str]:
    return [f"{p.cell} {p.code.removeprefix('intake.')}" for p in reader.problems]


HEAD = ["房号", "收费项目", "缴费日期", "应缴金额", "实缴金额"]
PAID = ["3-2-501", "物业费", "2026-01-05", 260, 260]


@pytest.mark.parametrize(
    ("above", "titles", "below"),
    [
        # At the top; under a title; under notes.
        ([], [HEAD], []),
        ([["收费明细表"]], [HEAD], []),
        ([["收费明细表"], ["单位：示例", "", "2026年"], []], [HEAD], []),
        # Spaces, brackets, units, marks.
        ([], [["房 号", "收费项目*", "缴费\n日期", "应缴金额（元）", "实缴金额(元)"]], []),
        # Two rows with groups above.
        (
            [],
            [["房屋", "费用", "", "金额", ""], ["房号", "收费项目", "缴费日期", "应缴", "实缴"]],
            [],
        ),
        # Two rows, the upper merged downward for some.
        (
            [],
            [["房号", "收费项目", "缴费日期", "金额", ""], ["", "", "", "应缴金额", "实缴金额"]],
            [],
        ),
        # The same word under two groups.
        (
            [],
            [["房号", "收费项目", "缴费日期", "应缴", "实缴"], ["", "", "", "金额", "金额"]],
            [],
        ),
        # Lines below that are no records.
        ([], [HEAD], [[], ["制表：收费员01        复核：财务02"], ["以上金额均已与银行流水逐笔核对"]]),
    ],
)  # fmt: skip
def test_titles_are_found_where_they_stand(above: Rows, titles: Rows, below: Rows) -> None:
    records, reader = read([*above, *titles, PAID, *below], "PAYMENTS")
    assert places(reader) == []
    assert [(r["code"], r["due_amount"], r["paid_amount"]) for r in records] == [
        ("3-2-501", "260.00", "260.00")
    ]


@pytest.mark.parametrize(
    ("titles", "kind", "sheet", "record"),
    [
        (["小区名称", "项目编号", "物业公司"], "REGISTRY", "", "community"),
        (["楼栋", "单元", "房号", "建筑面积", "业主"], "REGISTRY", "", "unit"),
        (["房号", "业主姓名", "身份", "入住日期"], "REGISTRY", "", "party"),
        (["收费项目", "单价", "计费方式", "收费周期"], "REGISTRY", "", "tariff"),
        (["房号", "表号", "抄表日期", "本次读数"], "REGISTRY", "", "reading"),
        (["费用名称", "分摊月份", "分摊金额"], "REGISTRY", "", "share_pool"),
        (["车位号", "用途", "业主"], "REGISTRY", "车位", "unit"),
        (["房间号", "收款日期", "实收金额"], "PAYMENTS", "", "payment"),
        (["房号", "欠费金额", "欠费期间"], "ARREARS", "", "arrears"),
        (["房屋", "联系日期", "催缴方式", "结果"], "CONTACTS", "", "contact"),
    ],
)
def test_a_sheet_is_what_its_titles_say(
    titles: list[str], kind: str, sheet: str, record: str
) -> None:
    layout = recognized([titles], kind, sheet)
    assert isinstance(layout, Layout)
    assert layout.record.name == record


def test_a_sheet_that_is_nearly_a_table_says_what_is_missing() -> None:
    found = recognized([["业主", "收费项目", "缴费日期", "实缴金额"]], "PAYMENTS")
    assert isinstance(found, Unrecognized)
    assert (found.missing, found.is_foreign) == (("房号",), False)


def test_a_sheet_about_something_else_is_foreign() -> None:
    found = recognized([["早餐", "午餐"], ["粥", "面"]], "PAYMENTS")
    assert isinstance(found, Unrecognized) and found.is_foreign


def test_columns_nobody_knows_are_left_aside() -> None:
    layout = recognized([[*HEAD, "心情"]], "PAYMENTS")
    assert isinstance(layout, Layout) and layout.left_aside == ("心情",)


def test_the_community_may_stand_in_a_note() -> None:
    records, _ = read([["小区：示例·云杉里   2026年"], HEAD, PAID], "PAYMENTS")
    assert records[0]["community"] == "示例·云杉里"


def test_totals_are_checked_and_are_no_records() -> None:
    rows = [
        HEAD,
        PAID,
        PAID,
        ["小计", "", "", 520, 520],
        PAID,
        ["小计", "", "", 260, 260],
        ["合计", "", "", 780, 780],
    ]
    records, reader = read(rows, "PAYMENTS")
    assert (len(records), places(reader)) == (3, [])
    assert reader.sums.whole == {"due_amount": 78_000, "paid_amount": 78_000}


def test_a_subtotal_named_after_its_building_is_no_home() -> None:
    rows = [["房号", "建筑面积"], ["3-2-501", 80], ["3栋小计", 80], ["4-1-101", 70], ["总计", 150]]
    records, reader = read(rows, "REGISTRY")
    assert ([record["code"] for record in records], places(reader)) == (["3-2-501", "4-1-101"], [])


def test_a_total_that_differs_tells_both_numbers() -> None:
    _, reader = read([HEAD, PAID, PAID, ["", "合  计", "", 520, 500]], "PAYMENTS")
    assert places(reader) == ["E4 total-differs"]
    assert reader.problems[0].facts == {"stated": "500.00", "summed": "520.00"}


def test_titles_repeated_on_every_page_are_skipped() -> None:
    records, reader = read([HEAD, PAID, HEAD, PAID], "PAYMENTS")
    assert (len(records), places(reader)) == (2, [])


def test_several_fees_in_one_cell_are_several_records() -> None:
    joined = ["3-2-501", "物业费#电梯费#垃圾费", "2026-01-05", "260#35.5＃6", "260#35.5#6"]
    records, reader = read([HEAD, PAID, joined], "PAYMENTS")
    assert places(reader) == []
    assert [(r["kind"], r["paid_amount"]) for r in records] == [
        ("PROPERTY_FEE", "260.00"), ("PROPERTY_FEE", "260.00"), ("LIFT", "35.50"), ("WASTE", "6.00"),
    ]  # fmt: skip


def test_fees_without_as_many_amounts_are_a_problem() -> None:
    _, reader = read([HEAD, ["3-2-501", "物业费#电梯费", "2026-01-05", 295, 295]], "PAYMENTS")
    assert places(reader) == ["B2 fees-and-amounts-differ"]


def test_merged_places_are_copied_down_but_amounts_never() -> None:
    rows = [
        ["楼栋", "房号", "建筑面积", "业主"],
        ["3栋", "101", 80, "示例业主01"],
        ["", "102", 90, ""],
        ["", "103", "", ""],
    ]
    merges = ((1, 0, 3, 0), (1, 3, 3, 3), (2, 2, 3, 2))
    records, reader = read(rows, "REGISTRY", Found("Sheet1", merges=merges), size=2)
    assert [record["code"] for record in records] == ["3-101", "3-102", "3-103"]
    assert [record["owner"] for record in records] == ["示例业主01"] * 3
    assert places(reader) == ["C4 area-missing"]


def test_a_formula_without_value_is_told_once() -> None:
    found = Found("Sheet1", blind=((1, 4, "uncalculated"), (1, 9, "error"), (7, 4, "error")))
    _, reader = read([HEAD, [*PAID[:4], ""]], "PAYMENTS", found)
    assert places(reader) == ["E2 formula-uncalculated"]


def test_serials_are_counted_from_1904_where_the_workbook_says_so() -> None:
    rows = [HEAD, ["3-2-501", "物业费", 44561.0 - 1462, 260, 260]]
    records, _ = read(rows, "PAYMENTS", Found("Sheet1", starts_1904=True))
    assert records[0]["paid_on"] == "2021-12-31"


@pytest.mark.parametrize(
    ("row", "place"),
    [
        (["", "物业费", "2026-01-05", 260, 260], "A2 room-missing"),
        (["3-2-501", "物业费", "", 260, 260], "C2 missing"),
        (["3-2-501", "物业费", "2026-01-05", 260, ""], "E2 missing"),
        (["3-2-501", "物业费", "2026-01-05", 260, -260], "E2 negative"),
        (["3-2-501", "", "2026-01-05", 260, 260], "B2 missing"),
    ],
)
def test_what_is_missing_is_named(row: list[Any], place: str) -> None:
    _, reader = read([HEAD, row], "PAYMENTS")
    assert places(reader) == [place]


def test_nothing_paid_is_a_line_but_nothing_owed_is_no_debt() -> None:
    records, reader = read([HEAD, ["3-2-501", "物业费", "2026-01-05", 260, 0]], "PAYMENTS")
    assert (records[0]["paid_amount"], places(reader)) == ("0.00", [])
    _, reader = read([["房号", "欠费金额"], ["3-2-501", 0]], "ARREARS")
    assert places(reader) == ["B2 amount-is-zero"]


def test_rooms_that_come_twice_name_the_first() -> None:
    rows = [["房号", "建筑面积"], ["3-2-501", 80], ["3-2-502", 80], ["3栋2单元501", 80]]
    _, reader = read(rows, "REGISTRY", size=2)
    assert places(reader) == ["A4 room-twice"]
    assert reader.problems[0].facts == {"room": "3-2-501", "first_row": 2}


def test_a_parking_space_needs_no_area_but_a_home_does() -> None:
    rows = [["房号", "用途", "建筑面积"], ["P-B1-001", "车位", ""], ["3-2-501", "住宅", 0]]
    _, reader = read(rows, "REGISTRY")
    assert places(reader) == ["C3 area-missing"]


def test_batches_of_any_size_read_the_same() -> None:
    rows = [HEAD, *[[f"3-2-{n}01", "物业费", "2026-01-05", n, n] for n in range(1, 12)]]
    rows.append(["合计", "", "", 66, 66])
    alike = [read(rows, "PAYMENTS", size=size) for size in (1, 2, 5, 50)]
    assert all(records == alike[0][0] for records, _ in alike)
    assert all(reader.sums.whole == alike[0][1].sums.whole for _, reader in alike)
    assert all(places(reader) == [] for _, reader in alike)


# Mappings by hand.

MAPPED = {
    "sheets": [
        {
            "sheet": "Sheet1",
            "record": "payment",
            "columns": {"room": "门", "paid_on": "B", "paid_amount": "钱"},
            "constants": {"community": "示例·云杉里"},
        }
    ]
}


def test_a_mapping_names_columns_by_title_or_letters() -> None:
    asked = read_map(MAPPED, RECORDS_OF["PAYMENTS"])["Sheet1"]
    layout = lay_out(asked, [["某表"], ["门", "何时", "钱"]], RECORDS_OF["PAYMENTS"])
    assert (layout.header_row, dict(layout.columns)) == (
        1, {"room": 0, "paid_on": 1, "paid_amount": 2},
    )  # fmt: skip
    reader = SheetReader(Found("Sheet1"), layout)
    got = reader.read(2, [("3-2-501",), ("2026-01-05",), (260.0,)])
    assert json.loads(got.cells[0])["community"] == "示例·云杉里"


@pytest.mark.parametrize(
    ("document", "refusal"),
    [
        ([], MapUnreadable),
        ({"sheets": []}, MapUnreadable),
        ({"sheets": [{"columns": {}}]}, MapUnreadable),
        ({"sheets": [{"sheet": "a", "columns": {"room": 3}}]}, MapUnreadable),
        ({"sheets": [{"sheet": "a", "columns": {}, "header_row": 0}]}, MapUnreadable),
        ({"sheets": [{"sheet": "a", "columns": {"rooom": "A"}}]}, MapNamesUnknown),
        ({"sheets": [{"sheet": "a", "record": "unit", "columns": {}}]}, MapNamesUnknown),
    ],
)
def test_a_mapping_of_another_form_is_refused(document: Any, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        read_map(document, RECORDS_OF["PAYMENTS"])


def test_a_mapping_whose_titles_do_not_exist_is_refused() -> None:
    asked = read_map(MAPPED, RECORDS_OF["PAYMENTS"])["Sheet1"]
    with pytest.raises(MapNamesUnknown):
        lay_out(asked, [["房号", "日期", "金额"]], RECORDS_OF["PAYMENTS"])
