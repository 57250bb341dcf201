"""A company's own sheet of penalty terms: read whole or not at all, and nothing is guessed."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from tests.builders import a_community

from qingshou.billing import operations, queries
from qingshou.billing.rules.lpr import Term
from qingshou.billing.rules.penalties import Cap, Daily, LoanPrimeRate, Monthly
from qingshou.platform.files.spreadsheet import Column, SheetOut, write_workbook
from qingshou.platform.identity import SYSTEM

TITLES = [
    "小区",
    "收费项目",
    "生效日期",
    "违约金比例(日/月)",
    "计算方式",
    "宽限期",
    "封顶",
    "合同条款",
]
ANSWER = dict[str, Any]


@pytest.fixture
def town(fresh_database: str) -> int:
    return int(a_community(code="YSL").pk)


def a_line(rate: Any, **cells: Any) -> list[Any]:
    line: dict[str, Any] = {
        "小区": "YSL", "收费项目": "", "生效日期": date(2026, 1, 1), "违约金比例": rate,
        "计算方式": "", "宽限期": "", "封顶": "", "合同条款": "示例合同第12条",
    }  # fmt: skip
    return [*(line | cells).values()]


def offer(folder: Path, *lines: list[Any], more: tuple[str, ...] = ()) -> tuple[int, ANSWER]:
    """Import a sheet of lines; tell the exit code and the answer."""
    columns = [Column(title) for title in TITLES]
    path = write_workbook(
        folder / f"条款{len(lines)}.xlsx", [SheetOut("违约金", columns=columns, rows=[*lines])]
    )
    return run("import_penalty_terms", str(path), *more)


def run(*arguments: str) -> tuple[int, ANSWER]:
    out, code = StringIO(), 0
    try:
        call_command(*arguments, "--json", stdout=out, stderr=StringIO())
    except SystemExit as left:
        code = int(left.code or 0)
    return code, json.loads(out.getvalue())


def test_lines_become_versions(town: int, tmp_path: Path) -> None:
    lines = [
        a_line("LPR 四倍", 生效日期="2026-07-01", 封顶="不封顶"),
        a_line("日万分之五", 收费项目="全部", 宽限期=15),
        a_line("每月2%", 生效日期="2026年4月1日"),
    ]
    code, previewed = offer(tmp_path, *lines, more=("--preview",))
    assert (code, previewed["arrival"]["versions"]) == (0, 3)
    assert queries.penalty_terms(community_id=town) == []

    code, told = offer(tmp_path, *lines)
    assert (code, told["arrival"]) == (0, {"versions": 3, "communities": 1})
    versions = queries.penalty_terms(community_id=town)
    assert [(one.valid_from.month, one.clause.rule) for one in versions] == [
        (1, Daily(Fraction("0.0005"))),
        (4, Monthly(Fraction("0.02"))),
        (7, LoanPrimeRate(Term.ONE_YEAR, Fraction(4))),
    ]
    assert [one.clause.grace_days for one in versions] == [15, 0, 0]
    assert [one.clause.cap for one in versions] == [Cap.PRINCIPAL, Cap.PRINCIPAL, Cap.NONE]
    assert {one.document for one in versions} == {"示例合同第12条"}


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        (a_line("每日0.5%"), "D2", "billing.daily-penalty-unusual"),
        (a_line(0.05, 计算方式="按日"), "D2", "billing.daily-penalty-unusual"),
        (a_line("每月20%"), "D2", "billing.monthly-penalty-unusual"),
        (a_line("LPR的五倍"), "D2", "billing.lpr-penalty-unusual"),
        (a_line("每日0‰"), "D2", "billing.daily-penalty-unusual"),
        (a_line("0.05%"), "D2", "billing.penalty-way-missing"),
        (a_line("日万分之五", 计算方式="按月"), "E2", "billing.penalty-ways-differ"),
        (a_line("年利率6%"), "D2", "intake.penalty-rate-unreadable"),
        (a_line("日万分之五", 宽限期="半个月"), "F2", "billing.grace-unreadable"),
        (a_line("日万分之五", 收费项目="示例没有的费"), "B2", "billing.terms-of-unknown-kind"),
        (a_line("日万分之五", 小区="示例没有的小区"), "A2", "payments.community-unknown"),
        (a_line("日万分之五", 生效日期="2026年2月30日"), "C2", "intake.date-impossible"),
    ],
)
def test_what_cannot_stand_is_told_by_its_cell(
    town: int, tmp_path: Path, line: list[Any], column: str, code: str
) -> None:
    done, told = offer(tmp_path, line, a_line("日万分之五", 生效日期="2027-01-01"))
    [problem] = told["problems"]
    assert (done, problem["cell"], problem["code"]) == (1, column, code)
    assert problem["sentence"].endswith("。") and "{" not in problem["sentence"]
    assert queries.penalty_terms(community_id=town) == []


def test_a_slip_of_one_place_is_told_with_both_figures(town: int, tmp_path: Path) -> None:
    _, told = offer(tmp_path, a_line("每日0.5%"))
    assert "每日 5‰ 高于常见约定的每日 3‰" in told["problems"][0]["sentence"]
    code, told = offer(tmp_path, a_line("0.05%", 计算方式="按日"))
    assert (code, told["arrival"]["versions"]) == (0, 1)


def test_a_line_that_reaches_back_is_a_problem(town: int, tmp_path: Path) -> None:
    offer(tmp_path, a_line("日万分之五"))
    twice = [a_line("日万分之三", 生效日期="2026-03-01"), a_line("每月2%", 生效日期="2026-03-01")]
    code, told = offer(tmp_path, *twice)
    [problem] = told["problems"]
    assert (code, problem["cell"], problem["code"]) == (1, "C3", "billing.terms-reach-back")
    assert len(queries.penalty_terms(community_id=town)) == 1


def test_what_was_entered_is_not_taken_back(town: int, tmp_path: Path) -> None:
    _, told = offer(tmp_path, a_line("日万分之五"))
    code, refused = run("undo_import", str(told["import_id"]))
    assert (code, refused["refused"]) == (1, "billing.imported-terms-stand")
    assert len(queries.penalty_terms(community_id=town)) == 1
    operations.accrue_penalties(community_id=town, as_of=date(2026, 3, 1), actor=SYSTEM)
