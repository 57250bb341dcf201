"""The import commands: what a person reads, what a program reads, what comes back."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from qingshou.intake.models import Import, StagedRow
from qingshou.platform.files.spreadsheet import Column, SheetOut, write_workbook

pytestmark = pytest.mark.usefixtures("fresh_database")
TITLES = ["小区", "楼栋", "单元", "房号", "用途", "建筑面积", "交付日期", "业主", "电话"]


def a_home(room: str = "501", **cells: Any) -> list[Any]:
    row: dict[str, Any] = {
        "小区": "示例·云杉里", "楼栋": "3栋", "单元": "2单元", "房号": room, "用途": "住宅",
        "建筑面积": 89.5, "交付日期": date(2020, 6, 1), "业主": f"示例业主{room}",
        "电话": "13900000001",
    }  # fmt: skip
    return [*(row | cells).values()]


def a_registry(folder: Path, *homes: list[Any]) -> Path:
    project = [Column("小区"), Column("小区编号"), Column("物业公司")]
    return write_workbook(
        folder / "台账.xlsx",
        [
            SheetOut(
                "项目", columns=project, rows=[["示例·云杉里", "YSL", "示例物业服务有限公司"]]
            ),
            SheetOut("房产", columns=[Column(title) for title in TITLES], rows=homes),
        ],
    )


def run(command: str, *arguments: Any) -> tuple[int, str, str]:
    """Run a command; tell exit code, answer, errors."""
    out, err = StringIO(), StringIO()
    try:
        call_command(command, *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as left:
        return int(left.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_a_preview_shows_the_mapping_and_the_totals_and_lets_nothing_in(tmp_path: Path) -> None:
    code, text, _ = run(
        "import_registry", a_registry(tmp_path, a_home(), a_home("502")), "--preview"
    )
    assert code == 0
    for piece in ("预览", "房屋 2 行", "F 建筑面积 → 建筑面积（㎡）", "179.00", "表头在第 1 行"):
        assert piece in text
    assert not Import.objects.filter(state="DONE").exists()
    assert not StagedRow.objects.exists()


def test_an_import_is_done_once_and_can_be_undone(tmp_path: Path) -> None:
    path = a_registry(tmp_path, a_home(), a_home("502"))
    code, text, _ = run("import_registry", path, "--json")
    facts = json.loads(text)
    assert (code, facts["imported"], facts["counts"]["unit"]) == (0, True, 2)
    assert facts["totals"]["unit.building_area_m2"] == "179.00"

    code, _, err = run("import_registry", path)
    assert code == 1
    assert f"undo_import {facts['import_id']}" in err

    assert run("undo_import", facts["import_id"])[0] == 0
    code, _, err = run("undo_import", facts["import_id"])
    assert (code, "此前已撤销" in err) == (1, True)
    assert run("import_registry", path)[0] == 0


def test_problems_name_the_cells_and_come_back_as_a_workbook(tmp_path: Path) -> None:
    path = a_registry(tmp_path, a_home(), a_home("502", 建筑面积=-1), a_home(电话="139****0001"))
    returned = tmp_path / "问题.xlsx"
    code, text, _ = run("import_registry", path, "--errors", returned)
    assert code == 1
    for piece in ("未导入", "「房产」F3", "「房产」I4", "「房产」D4", str(returned)):
        assert piece in text

    book = load_workbook(returned)
    assert book.sheetnames == ["问题清单", "房产"]
    page = book["房产"]
    assert [cell.value for cell in page[1]] == TITLES
    assert "负数" in page["F3"].comment.text
    assert page["G2"].value.date() == date(2020, 6, 1)
    assert {row[1].value for row in book["问题清单"].iter_rows(min_row=4)} == {"房产"}


def test_problems_in_json_carry_sheet_cell_and_sentence(tmp_path: Path) -> None:
    path = a_registry(tmp_path, a_home(交付日期="2020-02-30"))
    code, text, _ = run("import_registry", path, "--json", "--errors", tmp_path / "p.xlsx")
    facts = json.loads(text)
    assert (code, facts["imported"]) == (1, False)
    problem = facts["problems"][0]
    assert (problem["sheet"], problem["cell"], problem["code"]) == (
        "房产", "G2", "intake.date-impossible",
    )  # fmt: skip
    assert "不存在" in problem["sentence"]


def test_what_a_process_finds_is_placed_in_the_customers_own_cell(tmp_path: Path) -> None:
    """The room stands in two sheets; only the registry's process can see that."""
    twice = SheetOut(
        "房产二", columns=[Column(title) for title in TITLES], rows=[a_home(建筑面积=90.5)]
    )
    path = a_registry(tmp_path, a_home())
    project = [Column("小区"), Column("小区编号"), Column("物业公司")]
    write_workbook(
        path,
        [
            SheetOut(
                "项目", columns=project, rows=[["示例·云杉里", "YSL", "示例物业服务有限公司"]]
            ),
            SheetOut("房产", columns=[Column(title) for title in TITLES], rows=[a_home()]),
            twice,
        ],
    )
    code, text, _ = run("import_registry", path, "--errors", tmp_path / "p.xlsx")
    assert code == 1
    assert "「房产二」D2" in text
    assert not Import.objects.filter(state__in=["DONE", "ARRIVING"]).exists()


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("{", "JSON"),
        ("[]", "sheets"),
        ('{"sheets": [{"sheet": "x", "columns": {"y": "A"}}]}', "不存在"),
    ],
)
def test_a_wrong_map_is_refused(document: str, said: str, tmp_path: Path) -> None:
    map_file = tmp_path / "map.json"
    map_file.write_text(document, "utf-8")
    path = a_registry(tmp_path, a_home())
    code, _, err = run("import_registry", path, "--map", map_file)
    assert code == 1
    assert said in err


def test_a_missing_file_is_refused_in_words(tmp_path: Path) -> None:
    code, _, err = run("import_payments", tmp_path / "无.xlsx")
    assert (code, "无.xlsx" in err) == (1, True)


def test_undoing_what_never_was_is_refused() -> None:
    code, _, err = run("undo_import", 404)
    assert (code, "404" in err) == (1, True)
