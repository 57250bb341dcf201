"""The month closes through the command line: checklist, statements, lock, two people."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.db import connection, transaction
from tests.builders import a_community, a_unit, an_owner
from tests.contexts.ledger.book import a_charge, bill

from qingshou.kernel.money import Money
from qingshou.ledger import operations as ledger
from qingshou.ledger.rules.chart import Channel
from qingshou.platform.db.rights import as_owner
from qingshou.platform.identity import SYSTEM

Run = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def run(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command of a town with one home that owes 100 yuan and has paid 60."""
    monkeypatch.setenv("QINGSHOU_TODAY", "2026-11-02")
    with transaction.atomic():
        community = a_community(code="YSL").pk
        account = an_owner(unit=a_unit(community_id=community)).account_id or 0
        charge = a_charge(account, 10_000, date(2026, 10, 1), tax_fen=566)
        bill([charge], on=date(2026, 10, 1), ref="run:1", community_id=community)
        payment = ledger.Payment(Money(6_000), Channel.WECHAT, date(2026, 10, 9))
        ledger.receive(
            community_id=community,
            account_id=account,
            payment=payment,
            source_ref="r:1",
            actor=SYSTEM,
        )

    def call(name: str, *arguments: str, plain: bool = False) -> tuple[int, Any, str]:
        out, err, code = io.StringIO(), io.StringIO(), 0
        try:
            call_command(name, *arguments, *(() if plain else ("--json",)), stdout=out, stderr=err)
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        return code, out.getvalue() if plain else json.loads(out.getvalue()), err.getvalue()

    return call


MONTH = ("close_month", "--community", "YSL", "--period", "2026-10")


def test_a_month_is_looked_at_closed_and_locked(run: Run, tmp_path: Path) -> None:
    code, facts, _ = run(*MONTH, "--preview", "--out", str(tmp_path))
    [month] = facts["months"]
    assert (code, month["closed"], month["points"]) == (0, False, [])
    assert month["statements"]["roll"] == [
        ["PROPERTY_FEE", "0.00", "0.00", "100.00", "0.00", "60.00", "0.00", "40.00"]
    ]
    assert run(*MONTH)[1]["months"][0]["closed"] is True
    code, text, _ = run(*MONTH, plain=True)
    assert (code, "本期已经结账，账簿自 2026-11-01 起可记账" in text) == (0, True)

    late = ("--channel", "cash", "--on", "2026-10-31", "--request-id", "late-1")
    code, refused, _ = run("receive", "--unit", "YSL/3-2-501", "--amount", "40", *late)
    assert (code, refused["refused"]) == (1, "ledger.period-closed")
    code, slip, _ = run("receive", "--unit", "YSL/3-2-501", "--amount", "40", *late, "--late")
    assert (code, slip["on"]) == (0, "2026-10-31")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT receipt.received_on, credit.credited_on FROM payments__receipt receipt"
            " JOIN ledger__credit credit ON credit.source_ref = 'request:' || receipt.request_id"
        )
        assert cursor.fetchall() == [(date(2026, 10, 31), date(2026, 11, 1))]
    assert run("check_ledger")[1]["sound"] is True


def test_the_workbook_has_every_statement_and_the_same_bytes(run: Run, tmp_path: Path) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    run(*MONTH, "--preview", "--out", str(first))
    run(*MONTH, "--out", str(second))
    name = "月结-YSL-2026-10.xlsx"
    assert (first / name).read_bytes() == (second / name).read_bytes()
    book = openpyxl.load_workbook(first / name)
    assert book.sheetnames == [
        "试算平衡表",
        "应收变动表",
        "收入与增值税",
        "预存台账",
        "押金台账",
        "待认领台账",
        "应收周转",
    ]
    trial = list(book["试算平衡表"].values)
    assert next(row for row in trial if row[0] == "合计")[5] == 0
    assert next(row for row in trial if row[0] == "1122")[5] == 40


def test_a_broken_book_is_not_closed(run: Run) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE ledger_openitem SET amount_fen = amount_fen + 1")
        cursor.execute("SET session_replication_role = origin")
    code, text, _ = run(*MONTH, plain=True)
    assert code == 1
    assert "暂不能结账" in text
    assert "账户 3-2-501#1 项目 PROPERTY_FEE 2026-10" in text
    assert run("check_ledger")[1]["kept"] == []


def test_a_changed_fen_of_a_closed_month_is_found_in_its_statements(run: Run) -> None:
    run(*MONTH)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE ledger_openitem SET amount_fen = amount_fen + 1")
        cursor.execute("SET session_replication_role = origin")
    code, facts, _ = run("check_ledger")
    assert code == 1
    assert [(found["month"], found["invariant"]) for found in facts["kept"]] == [
        ("2026-10", "roll")
    ]


def test_a_closed_month_is_opened_by_two_people(run: Run) -> None:
    run(*MONTH)
    code, asked, _ = run(*MONTH, "--reopen", "--reason", "审计补记")
    assert code == 0
    number = str(asked["request"])
    code, refused, _ = run(*MONTH, "--reopen", "--approval", number)
    assert (code, refused["refused"]) == (1, "approvals.not-approved")
    run(
        "enroll", "--login", "lina", "--name", "示例经理", "--role", "FINANCE",
        "--community", "YSL",
    )  # fmt: skip
    code, answer, _ = run("approve", number, "--as", "lina")
    assert code == 0, answer
    code, opened, _ = run(*MONTH, "--reopen", "--approval", number)
    assert (code, opened["open_from"]) == (0, "2026-10-01")
    code, refused, _ = run(*MONTH, "--reopen", "--approval", number)
    assert (code, refused["refused"]) == (1, "approvals.already-used")


@pytest.mark.parametrize("arguments", [("--approval", "5"), ("--community", "all", "--reopen")])
def test_wrong_combinations_are_refused(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*MONTH, *arguments, plain=True)[0] == 2


@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
def test_the_journal_is_exported_with_sums_that_agree(
    run: Run, tmp_path: Path, wanted: str
) -> None:
    first, second = tmp_path / f"1.{wanted}", tmp_path / f"2.{wanted}"
    for target in (first, second):
        code, facts, _ = run("export_ledger", "--format", wanted, "--out", str(target))
        assert (code, facts["debit"], facts["credit"]) == (0, "220.00", "220.00")
    assert first.read_bytes() == second.read_bytes()
    if wanted == "csv":
        lines = first.read_text("utf-8-sig").splitlines()
        assert lines[-1].startswith("合计")
        assert lines[-1].endswith("220.00,220.00")
    else:
        rows = list(openpyxl.load_workbook(first).worksheets[0].values)
        booked = [row for row in rows if row[0] == "YSL"]
        assert sum(row[10] or 0 for row in booked) == sum(row[11] or 0 for row in booked) == 220
        assert next(row for row in rows if row[0] == "合计")[10:12] == (220, 220)
