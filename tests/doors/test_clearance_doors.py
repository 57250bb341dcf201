"""A sold home at the command line: the change, the sheet, money back by two, the certificate."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from tests.builders.sold_home import SoldHome

from qingshou.estate import queries as estate

DAY = ("--on", "2026-03-16")


def called(name: str, *arguments: str) -> tuple[int, Any, str]:
    out, err, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command(name, *arguments, "--json", stdout=out, stderr=err)
    except SystemExit as leaving:
        code = int(leaving.code or 0)
    return code, json.loads(out.getvalue()) if out.getvalue() else None, err.getvalue()


def told(name: str, *arguments: str) -> str:
    out = io.StringIO()
    with contextlib.suppress(SystemExit):
        call_command(name, *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


@pytest.fixture
def town(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """March is billed and paid; two are enrolled; it is 10 March."""
    monkeypatch.setenv("QINGSHOU_TODAY", "2026-03-10")
    with transaction.atomic():
        home = SoldHome()
    home.bill("2026-03")
    home.pay(25_000)
    [community] = estate.communities()
    for login in ("lina", "weng"):
        called(
            "enroll", "--login", login, "--name", "示例", "--role", "FINANCE",
            "--community", community.code,
        )  # fmt: skip
    return community.code


def both(*command: str) -> Any:
    code, asked, err = called(*command, "--reason", "示例过户", "--as", "lina")
    assert code == 0, err
    number = str(asked["request"]["request_id"])
    assert called("approve", number, "--as", "weng")[0] == 0
    code, done, err = called(*command, "--approval", number, "--as", "lina")
    assert code == 0, err
    return done


def test_a_home_is_sold_at_the_desk(town: str, tmp_path: Path) -> None:
    home = f"{town}/3-2-501"
    code, sold, _ = called("change_owner", home, "--to", "示例乙", *DAY)
    assert (code, sold["buyer_accounts"], sold["certificate"]) == (0, ["3-2-501#2"], None)
    assert [line["amount"] for line in sold["billed"]] == ["120.97", "129.03"]
    assert sold["seller"]["hindrances"] == ["PREPAID"]

    code, sheet, _ = called("clearance", home, *DAY)
    assert (code, sheet["owed"], sheet["held"]) == (1, "0.00", "129.03")
    assert "预存 129.03 元：请退还" in told("clearance", home, *DAY)
    issue = ("clearance", "issue", home, *DAY, "--request-id", "jq-1")
    code, refused, sentence = called(*issue)
    assert (code, refused["refused"]) == (1, "payments.clearance-withheld")
    assert "尚欠 0.00 元" in sentence
    assert "129.03 元" in sentence

    move = ("move_prepayment", "--unit", home, "--account", "3-2-501#1", "--to", "3-2-501#2")
    code, refused, _ = called(*move, "--reason", "示例", "--as", "lina")
    assert refused["refused"] == "payments.consent-missing"
    assert both(*move, "--consent", "示例同意书001", "--amount", "29.03")["settled"] == "29.03"
    back = ("refund", "--unit", home, "--account", "3-2-501#1", "--channel", "TRANSFER")
    assert both(*back, "--payee", "示例甲", "--cause", "MOVED_OUT")["amount"] == "100.00"

    assert called("clearance", home, *DAY)[0] == 0
    code, slip, _ = called(*issue)
    assert (code, slip["number"]) == (0, "JQ00000001")
    assert called(*issue)[1] == slip

    out = tmp_path / "证明.pdf"
    paper = ("clearance", "print", "JQ00000001", "--community", town, "--out", str(out))
    assert called(*paper)[1]["ordinal"] == 1
    assert out.read_bytes().startswith(b"%PDF")
    assert "已标明补打" in told(*paper)

    shown = called("clearance", "show", "JQ00000001", "--community", town)[1]
    assert (shown["standing"], shown["facts"]["buyer_since"]) == ("STANDS", "2026-03-16")
    assert called("clearance", "show", "JQ00000009", "--community", town)[1]["refused"] == (
        "payments.certificate-unknown"
    )


def test_bills_are_brought_to_the_day_and_the_seller_pays_late(town: str) -> None:
    home = f"{town}/3-2-501"
    bring = ("clearance", "bill", home, *DAY)
    assert called(*bring)[1]["refused"] == "payments.change-not-recorded"
    called("change_owner", home, "--to", "示例乙", *DAY)
    assert called(*bring)[1]["billed"] == []
    pay = ("receive", "--unit", home, "--amount", "1.00", "--channel", "WECHAT")
    code, slip, _ = called(*pay, "--account", "3-2-501#1", "--request-id", "late")
    assert (code, slip["prepaid"]) == (0, "1.00")
    assert called("clearance", home, *DAY)[1]["prepaid"] == "130.03"


@pytest.mark.parametrize(
    "words",
    [
        ("3-2-501",),
        ("issue", "3-2-501", *DAY),
        ("issue", *DAY, "--request-id", "x"),
        ("quote", "3-2-501", "3-2-502", *DAY),
        ("print", "JQ00000001", "--community", "YSL"),
    ],
)
def test_what_is_missing_is_wrong_usage(words: tuple[str, ...]) -> None:
    assert called("clearance", *words)[0] == 2
