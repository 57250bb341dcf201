"""Statements at the command line: accounts, imports, the day, decisions; and two at once."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from tests.builders import a_community, a_unit, an_owner
from tests.builders.at_once import at_once
from tests.contexts.ledger.book import a_charge, bill, rows
from tests.contexts.reconciliation.bank_month import Told, ccb

from qingshou.kernel.money import Money
from qingshou.ledger.rules.chart import Channel
from qingshou.payments import operations as payments
from qingshou.payments.rules.receipts import Request
from qingshou.platform.files.cage import FileMissing
from qingshou.platform.identity import SYSTEM
from qingshou.reconciliation import operations
from qingshou.reconciliation.rules.lines import Source

ON, TODAY = date(2026, 3, 3), date(2026, 3, 31)
ACCOUNT = ("fund_account", "--community", "YSL")
DAY = ("reconcile", "--community", "YSL")
LET_IN = ("import_statement", "--source", "bank", "--community", "YSL")


def run(name: str, *arguments: str) -> tuple[int, Any, str]:
    out, err, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command(name, *arguments, "--json", stdout=out, stderr=err)
    except SystemExit as leaving:
        code = int(leaving.code or 0)
    except CommandError as wrong:
        code = wrong.returncode
    return code, json.loads(out.getvalue() or "null"), err.getvalue()


@pytest.fixture
def community(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Let a home owe 200 yuan, and the desk hold 300 yuan of cash."""
    monkeypatch.setenv("QINGSHOU_TODAY", TODAY.isoformat())
    with transaction.atomic():
        community_id = a_community(code="YSL").pk
        unit = a_unit(community_id=community_id)
        account = an_owner(unit=unit, name="示例张三").account_id or 0
        bill([a_charge(account, 20_000, date(2026, 1, 1))], on=date(2026, 1, 1), ref="run",
             community_id=community_id)  # fmt: skip
    payments.receive(
        community_id=community_id,
        request=Request(unit.id, Money(30_000), Channel.CASH, ON),
        request_id="desk",
        today=TODAY,
        actor=SYSTEM,
    )
    return int(community_id)


def a_file(folder: Path, name: str = "流水.csv") -> str:
    """Write a statement: a known payer, our own cash, a stranger."""
    lines = [
        Told(ON, "S1", 20_000, "示例张三", "6222000011110001", "3-2-501 物业费"),
        Told(ON, "S2", 12_000, "", "", "现金存款"),
        Told(ON, "S3", 777, "示例路人", "6222000011110002", "货款"),
    ]
    path = folder / name
    path.write_bytes(ccb(lines, opening_fen=100_000))
    return str(path)


def opened(*more: str) -> tuple[int, Any, str]:
    return run(*ACCOUNT, "--open", "bank", "--number", "6222000011112222", "--bank", "示例银行",
               "--since", "2026-01-01", *more)  # fmt: skip


def test_a_statement_goes_its_whole_way(community: int, tmp_path: Path) -> None:
    code, told, _ = opened("--opening", "1000")
    assert (code, told["accounts"][0]["opening"]) == (0, "1000.00")
    assert opened()[1]["refused"] == "reconciliation.fund-account-open"
    pos = (*ACCOUNT, "--open", "pos", "--number", "898000000000001", "--since", "2026-01-01")
    assert run(*pos, "--rate", "0.38", "--most", "20")[1]["card_terms"] == [
        {"number": "898000000000001", "since": "2026-01-01", "rate_millionths": 3800,
         "most": "20.00"}
    ]  # fmt: skip
    assert run(*pos, "--rate", "0.5")[1]["refused"] == "reconciliation.card-terms-already-set"
    for wrong in (pos, (*pos, "--rate", "11"), (*pos, "--rate", "x"), (*ACCOUNT, "--open", "bank")):
        assert run(*wrong)[0] == 2

    file = a_file(tmp_path)
    code, seen, _ = run(*LET_IN, file, "--preview")
    assert (code, seen["preview"], seen["settled"]["waiting"]) == (0, True, 1)
    assert rows("SELECT count(*) FROM reconciliation_line") == [(0,)]
    code, told, _ = run(*LET_IN, file)
    assert (code, told["lines"], told["in"]) == (0, 3, "327.77")
    assert told["settled"] | {"by_evidence": 1, "parked": 1, "waiting": 1} == told["settled"]
    again = run(*LET_IN, file)
    assert (again[0], again[1]["refused"]) == (1, "reconciliation.statement-already-in")

    code, told, _ = run(*DAY, "--date", "2026-03-03", "--close")
    assert (code, told["accounts"][0]["differences"][0]["kind"]) == (1, "THEIRS_ONLY")
    cash, stranger = run(*DAY, "--waiting")[1]["waiting"]
    assert (cash["cash"]["evidence"], stranger["in_suspense"]) == (["MARK"], True)
    code, told, _ = run(*DAY, "--accept-cash", str(cash["line_id"]))
    assert (code, told["amount"]) == (0, "120.00")
    code, told, _ = run(*DAY, "--accept", str(stranger["line_id"]), "--unit", "3-2-501")
    assert (code, told["amount"]) == (0, "7.77")
    assert run(*DAY, "--accept-cash", "999999999")[1]["refused"] == "reconciliation.line-unknown"
    workbook = tmp_path / "对账单.xlsx"
    code, told, _ = run(*DAY, "--date", "2026-03-03", "--close", "--xlsx", str(workbook))
    assert (code, told["accounts"][0]["closed"], workbook.exists()) == (0, True, True)
    assert run("check_ledger")[1]["sound"]


def test_wrong_input_changes_nothing(community: int, tmp_path: Path) -> None:
    opened()
    empty = tmp_path / "空.csv"
    empty.write_text("示例", "utf-8")
    refused = {
        FileMissing.code: (*LET_IN, str(tmp_path / "没有.csv")),
        "reconciliation.layout-unknown": (*LET_IN, str(empty)),
        "reconciliation.statement-unknown": ("import_statement", "--community", "YSL", "--undo", "9"),
        "reconciliation.fund-account-unknown": (
            *LET_IN, a_file(tmp_path), "--account", "9999000011112222"
        ),
        "estate.community-unknown": (*DAY[:2], "没有的小区"),
    }  # fmt: skip
    told = {code: run(*command) for code, command in refused.items()}
    assert {code: found[1]["refused"] for code, found in told.items()} == {
        code: code for code in refused
    }
    assert all(found[0] == 1 and found[2] for found in told.values())
    for wrong in (
        (*DAY, "--accept", "5"),
        (*DAY, "--explain", "1"),
        (*DAY, "--date", "昨天"),
        ("import_statement", "--community", "YSL"),
        (*LET_IN[:2], "没有", "--community", "YSL", "x.csv"),
    ):
        assert run(*wrong)[0] == 2
    assert rows("SELECT count(*) FROM reconciliation_statement") == [(0,)]


def test_two_imports_of_one_statement_at_once(community: int, tmp_path: Path) -> None:
    opened()
    paths = [Path(a_file(tmp_path, name)) for name in ("甲.csv", "乙.csv")]

    def let_in(path: Path) -> None:
        operations.import_statement(
            community_id=community,
            offer=operations.Offer(Source.BANK, path),
            today=TODAY,
            actor=SYSTEM,
        )

    told = at_once(*[lambda path=path: let_in(path) for path in paths])
    assert told == ["done", "reconciliation.statement-already-in"]
    assert rows("SELECT count(*) FROM reconciliation_line") == [(3,)]
    assert rows("SELECT count(*), sum(amount_fen)::bigint FROM payments_receipt") == [(2, 50_000)]
    assert rows("SELECT sum(amount_fen)::bigint FROM ledger_credit WHERE nature = 'SUSPENSE'") == [
        (777,)
    ]
