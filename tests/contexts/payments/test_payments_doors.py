"""Receipt, aging, proof and export through the command line."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from tests.builders import a_community, a_unit, an_owner
from tests.contexts.ledger.book import a_charge, bill

from qingshou.platform.db.rights import as_owner

Run = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def run(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command of a town with one home that owes 100 yuan for each of two months."""
    monkeypatch.setenv("QINGSHOU_TODAY", "2025-06-30")
    with transaction.atomic():
        community = a_community(code="YSL").pk
        account = an_owner(unit=a_unit(community_id=community)).account_id or 0
        for month in (1, 2):
            charge = a_charge(account, 10_000, date(2025, month, 1))
            bill([charge], on=date(2025, month, 1), ref=f"run:{month}", community_id=community)

    def call(name: str, *arguments: str) -> tuple[int, Any, str]:
        out, err, code = io.StringIO(), io.StringIO(), 0
        try:
            call_command(name, *arguments, "--json", stdout=out, stderr=err)
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        return code, json.loads(out.getvalue()), err.getvalue()

    return call


def receipt(amount: str, request_id: str, on: str = "2025-02-10") -> list[str]:
    return [
        "receive", "--unit", "YSL/3-2-501", "--amount", amount, "--channel", "wechat",
        "--on", on, "--request-id", request_id,
    ]  # fmt: skip


def test_a_payment_from_receipt_to_proof(run: Run, tmp_path: Path) -> None:
    code, slip, _ = run(*receipt("250.00", "a"))
    assert (code, slip["number"], slip["prepaid"]) == (0, "SJ00000001", "50.00")
    assert run(*receipt("250.00", "a"))[1] == slip

    code, refused, sentence = run(*receipt("250.01", "a"))
    assert (code, refused["refused"]) == (1, "platform.request-id-reused")
    assert "请求编号 a" in sentence
    assert run(*receipt("1.00", "b", on="2025-07-01"))[0] == 1
    assert run(*receipt("1.001", "b"))[1]["refused"] == "kernel.amount-unreadable"

    assert run("aging", "--as-of", "2025-02-09")[1]["total"] == "200.00"
    aging = run("aging", "--as-of", "2025-02-10", "--community", "YSL")[1]
    assert (aging["total"], aging["communities"][0]["total"]) == ("0.00", "0.00")

    assert run("check_ledger")[:2] == (
        0,
        {"sound": True, "communities": ["YSL"], "breaks": [], "gaps": [], "kept": []},
    )
    book = tmp_path / "book.beancount"
    assert run("export_ledger", "--format", "beancount", "--out", str(book))[0] == 0
    assert "Liabilities:2203-Prepayment:YSL  -50.00 ~ 0.00 CNY" in book.read_text("utf-8")


def test_a_changed_fen_is_named_and_exits_with_one(run: Run) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "UPDATE ledger_openitem SET amount_fen = amount_fen + 1 WHERE period_from = '2025-02-01'"
        )
        cursor.execute("SET session_replication_role = origin")
    code, facts, _ = run("check_ledger")
    assert code == 1
    assert {
        "community": "YSL",
        "invariant": "POSTINGS",
        "account": "3-2-501#1",
        "kind": "PROPERTY_FEE",
        "month": "2025-02",
        "told": "100.00",
        "found": "100.01",
        "document": "run:2",
    } in facts["breaks"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["receive", "--unit", "X"],
        ["aging", "--as-of", "yesterday"],
        ["export_ledger", "--format", "pdf", "--out", "x"],
    ],
)
def test_wrong_usage_exits_with_two(arguments: list[str]) -> None:
    import subprocess
    import sys

    ran = subprocess.run(
        [sys.executable, "-m", "qingshou.interfaces.commands.main", *arguments],
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 2
