"""Staging, remembering, refusing twice, taking back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qingshou.intake import operations, queries
from qingshou.intake.models import Import, Mapping, StagedRow
from qingshou.intake.rules.staging import Staged
from qingshou.platform.files.cage import FileMissing
from qingshou.platform.files.spreadsheet import Column, SheetOut, write_workbook
from qingshou.platform.identity import Actor

pytestmark = pytest.mark.django_db
CLERK = Actor("clerk")
TODAY = date(2026, 11, 20)
TITLES = ["房号", "收费项目", "缴费日期", "实缴金额"]


def a_file(
    folder: Path, *rows: list[Any], titles: list[str] = TITLES, name: str = "缴费.xlsx"
) -> Path:
    columns = [Column(title) for title in titles]
    return write_workbook(folder / name, [SheetOut("缴费", columns=columns, rows=rows)])


def paid(room: str = "3-2-501", amount: Any = 260) -> list[Any]:
    return [room, "物业费", "2026-01-05", amount]


def staged(path: Path, *, sender: str = "", column_map: Any = None) -> Staged:
    return operations.stage(
        kind="PAYMENTS", path=path, sender=sender, column_map=column_map, actor=CLERK
    )


def finished(path: Path, **options: Any) -> Staged:
    found = staged(path, **options)
    operations.begin(import_id=found.import_id)
    operations.finish(import_id=found.import_id, on=TODAY, totals={"receipts": 1}, actor=CLERK)
    return found


def test_rows_are_staged_as_clean_text_with_their_place(tmp_path: Path) -> None:
    found = staged(a_file(tmp_path, paid(), paid("3栋2单元502", "1,000.5元")))
    rows = list(StagedRow.objects.order_by("line").values("sheet", "row_no", "record", "cells"))
    assert (found.counts, found.totals) == ({"payment": 2}, {"payment.paid_amount": "1260.50"})
    assert rows[1]["row_no"] == 3
    assert rows[1]["cells"] == {
        "kind": "PROPERTY_FEE", "kind_name": "物业费", "paid_on": "2026-01-05",
        "paid_amount": "1000.50", "building": "3", "entrance": "2", "room": "502", "code": "3-2-502",
    }  # fmt: skip


def test_a_problem_leaves_nothing_staged(tmp_path: Path) -> None:
    found = staged(a_file(tmp_path, paid(), paid(amount="若干")))
    assert [(p.cell, p.code) for p in found.problems] == [("D3", "intake.number-unreadable")]
    assert not StagedRow.objects.exists()


def test_signs_with_a_meaning_in_copy_stay_signs(tmp_path: Path) -> None:
    titles = [*TITLES, "备注"]
    memo = 'a\\b\\N "quoted" \t 表'
    staged(a_file(tmp_path, [*paid(), memo], titles=titles))
    assert StagedRow.objects.get().cells["memo"] == 'a\\b\\N "quoted" 表'


def test_the_same_file_is_let_in_once(tmp_path: Path) -> None:
    path = a_file(tmp_path, paid())
    first = finished(path)
    copy = path.rename(tmp_path / "另名.xlsx")
    with pytest.raises(operations.AlreadyImported) as refusal:
        staged(copy)
    assert refusal.value.facts["import_id"] == first.import_id
    assert refusal.value.facts["earlier"] == "缴费.xlsx"


def test_after_an_undo_the_file_may_come_again(tmp_path: Path) -> None:
    path = a_file(tmp_path, paid())
    first = finished(path)
    operations.mark_undone(import_id=first.import_id, on=TODAY, actor=CLERK, totals={})
    assert queries.import_of(first.import_id).state == "UNDONE"
    assert finished(path).import_id != first.import_id


def test_an_interrupted_import_bars_its_file_until_it_is_undone(tmp_path: Path) -> None:
    path = a_file(tmp_path, paid())
    cut_off = staged(path)
    operations.begin(import_id=cut_off.import_id)
    with pytest.raises(operations.ImportInterrupted):
        staged(path)
    operations.mark_undone(import_id=cut_off.import_id, on=TODAY, actor=CLERK, totals={})
    assert staged(path).problems == ()


def test_a_refused_import_leaves_no_rows_and_may_be_tried_again(tmp_path: Path) -> None:
    path = a_file(tmp_path, paid())
    first = staged(path)
    operations.begin(import_id=first.import_id)
    operations.give_up(import_id=first.import_id)
    assert not StagedRow.objects.exists()
    assert finished(path)


def test_a_finished_import_forgets_its_rows_and_keeps_its_totals(tmp_path: Path) -> None:
    found = finished(a_file(tmp_path, paid()))
    card = queries.import_of(found.import_id)
    assert (card.state, card.done_on, card.totals) == ("DONE", TODAY, {"receipts": 1})
    assert not StagedRow.objects.exists()


@pytest.mark.parametrize("state", ["PREVIEWED", "UNDONE"])
def test_what_is_not_in_cannot_be_taken_back(state: str, tmp_path: Path) -> None:
    found = staged(a_file(tmp_path, paid()))
    Import.objects.filter(pk=found.import_id).update(state=state)
    with pytest.raises(operations.ImportNotLive):
        operations.mark_undone(import_id=found.import_id, on=TODAY, actor=CLERK, totals={})


def test_an_unknown_number_is_no_import() -> None:
    with pytest.raises(queries.ImportNotFound):
        queries.import_of(404)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        staged(tmp_path / "无.xlsx")


# Mappings.

ODD = ["门", "费", "哪天", "钱"]
MAP = {
    "sheets": [
        {
            "sheet": "缴费",
            "record": "payment",
            "columns": {"room": "门", "kind": "费", "paid_on": "C", "paid_amount": "钱"},
        }
    ]
}


def test_a_mapping_is_remembered_for_its_sender_once_the_import_is_done(tmp_path: Path) -> None:
    finished(a_file(tmp_path, paid(), titles=ODD), sender="甲公司", column_map=MAP)
    again = a_file(tmp_path, paid("3-2-502"), titles=ODD, name="二月.xlsx")
    found = staged(again, sender="甲公司")
    assert (found.sheets[0].remembered, found.counts) == (True, {"payment": 1})
    with pytest.raises(operations.NoTableFound):
        staged(again, sender="乙公司")


def test_a_preview_remembers_nothing(tmp_path: Path) -> None:
    found = staged(a_file(tmp_path, paid(), titles=ODD), sender="甲公司", column_map=MAP)
    operations.discard(import_id=found.import_id)
    assert not Mapping.objects.exists()


def test_sheets_a_mapping_does_not_name_are_passed_over(tmp_path: Path) -> None:
    columns = [Column(title) for title in ODD]
    path = write_workbook(
        tmp_path / "两张.xlsx",
        [SheetOut("缴费", columns=columns, rows=[paid()]), SheetOut("草稿", rows=[["随手记"]])],
    )
    found = staged(path, column_map=MAP)
    assert [(p.sheet, p.because) for p in found.passed_over] == [("草稿", "not-mapped")]


def test_rows_take_the_only_community_the_workbook_describes(tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path / "台账.xlsx",
        [
            SheetOut(
                "房产", columns=[Column("房号"), Column("建筑面积")], rows=[["3-2-501", 89.5]]
            ),
            SheetOut(
                "概况", columns=[Column("小区"), Column("地址")], rows=[["示例·云杉里", "示例路"]]
            ),
        ],
    )
    operations.stage(kind="REGISTRY", path=path, sender="", column_map=None, actor=CLERK)
    assert StagedRow.objects.get(record="unit").cells["community"] == "示例·云杉里"
