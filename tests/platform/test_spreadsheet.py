"""The gateway out, and the cage in: what goes out comes back as it was, and nothing acts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import load_workbook

from qingshou.kernel.money import Money
from qingshou.platform.files import cage
from qingshou.platform.files.spreadsheet import (
    Column,
    Group,
    Kind,
    Link,
    SheetOut,
    Typed,
    sheet_name,
    write_csv,
    write_workbook,
)

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "http://example.invalid", "{=1}"]


def a_sheet() -> SheetOut:
    return SheetOut(
        "明细",
        columns=[Column("房号"), Column("欠费(元)", Kind.AMOUNT), Column("日期", Kind.DATE)],
        rows=[
            ["3-2-501", Money(25_440), date(2026, 1, 2)],
            [Link("看", "明细", 3), Decimal("0.10"), None],
            ["比率", Typed(Fraction(1, 3), Kind.PERCENT, bold=True), None],
        ],
        totals=["合计", Money(25_450)],
        title="欠费明细",
        notes=["截至 2026-09-30"],
        groups=[Group("费用", 1, 2)],
        comments={(0, 1): "请核对"},
    )


def test_equal_content_gives_equal_bytes(tmp_path: Path) -> None:
    one, two = (write_workbook(tmp_path / name, [a_sheet()]) for name in ("a.xlsx", "b.xlsx"))
    assert one.read_bytes() == two.read_bytes()


def test_text_never_acts(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "t.xlsx", [SheetOut("S", rows=[DANGEROUS])])
    page = load_workbook(path)["S"]
    assert [cell.data_type for cell in page[1]] == ["s"] * len(DANGEROUS)
    assert not any(cell.hyperlink for cell in page[1])
    text = write_csv(tmp_path / "t.csv", ["=a"], [[word] for word in DANGEROUS]).read_text(
        "utf-8-sig"
    )
    assert not any(
        line.lstrip('"').startswith(("=", "+", "-", "@", "\t", "＝")) for line in text.split("\n")
    )


def test_numbers_dates_totals_and_comments_arrive(tmp_path: Path) -> None:
    page = load_workbook(write_workbook(tmp_path / "t.xlsx", [a_sheet()]))["明细"]
    assert [cell.value for cell in page[4]] == ["房号", "欠费(元)", "日期"]
    assert page["B5"].value == 254.4
    assert page["C5"].value.date() == date(2026, 1, 2)
    assert page["B5"].comment.text == "请核对"
    assert page["B8"].value == 254.5
    assert page.freeze_panes == "A5"


def test_a_sheet_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "t.xlsx", [a_sheet()])
    before = path.read_bytes()

    def failing() -> object:
        yield ["a"]
        raise RuntimeError("the source broke")

    with pytest.raises(RuntimeError):
        write_workbook(path, [SheetOut("S", rows=failing())])  # type: ignore[arg-type]
    assert path.read_bytes() == before
    assert [found.name for found in tmp_path.iterdir()] == ["t.xlsx"]


@pytest.mark.parametrize(
    ("asked", "given"),
    [("3/4号楼", "3_4号楼"), ("", "Sheet"), ("长" * 40, "长" * 31), ("'a'", "a")],
)
def test_sheet_names_are_made_to_fit(asked: str, given: str) -> None:
    assert sheet_name(asked) == given


def test_equal_sheet_names_are_numbered(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "t.xlsx", [SheetOut("甲"), SheetOut("甲")])
    assert load_workbook(path).sheetnames == ["甲", "甲(2)"]


def test_what_goes_out_comes_back_through_the_cage(tmp_path: Path) -> None:
    rows = [["示例", 1, Decimal("2.5"), date(2026, 1, 2)], ["", None, None, None]] * 3_000
    path = write_workbook(
        tmp_path / "t.xlsx", [SheetOut("甲", rows=rows), SheetOut("乙", rows=[["x"]])]
    )
    with cage.opened(path) as book:
        sheets = {
            sheet.name: [row for b in sheet.batches for row in b.rows()] for sheet in book.sheets
        }
    assert sheets["甲"][0] == ("示例", 1, 2.5, date(2026, 1, 2))
    assert sheets["甲"][4096] == sheets["甲"][0]
    assert sheets["乙"] == [("x",)]


def test_a_sheet_may_be_left_half_read(tmp_path: Path) -> None:
    sheets = [SheetOut(name, rows=[[number] for number in range(9_000)]) for name in "甲乙"]
    path = write_workbook(tmp_path / "t.xlsx", sheets)
    with cage.opened(path) as book:
        assert [(sheet.name, next(sheet.batches).first_row) for sheet in book.sheets] == [
            ("甲", 0), ("乙", 0),
        ]  # fmt: skip
