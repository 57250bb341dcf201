"""An invoice through the command line: asked for, handed in, answered, made red."""

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
from django.db import IntegrityError, connection, transaction
from tests.builders import a_community, a_unit, an_owner
from tests.builders.tariffs import a_price_list
from tests.contexts.ledger.book import a_charge, bill, rows

from qingshou.interfaces.commands.management.commands.invoice import DEEDS
from qingshou.invoices import queries
from qingshou.kernel.money import Money
from qingshou.ledger import operations as ledger
from qingshou.ledger.rules.chart import Channel
from qingshou.platform.identity import SYSTEM

Run = Callable[..., tuple[int, Any, str]]
UNIT = "YSL/3-2-501"


@pytest.fixture
def run(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command of a town with one home that paid 318 yuan of fee with 18 of VAT in it."""
    monkeypatch.setenv("QINGSHOU_TODAY", "2026-02-02")
    with transaction.atomic():
        community = a_community(code="YSL").pk
        fee = {"kind": "PROPERTY_FEE", "kind_name": "物业服务费", "price_unit": "元/户·月"}
        a_price_list(
            community_id=community,
            rows=[fee | {"price": "318", "from": "2020-01-01", "tax_rate": "0.06"}],
        )
        account = an_owner(unit=a_unit(community_id=community)).account_id or 0
        charge = a_charge(account, 31_800, date(2026, 1, 1), tax_fen=1_800)
        bill([charge], on=date(2026, 1, 1), ref="run:1", community_id=community)
        ledger.receive(
            community_id=community,
            account_id=account,
            payment=ledger.Payment(Money(31_800), Channel.WECHAT, date(2026, 1, 20)),
            source_ref="r:1",
            actor=SYSTEM,
        )

    def call(*arguments: str) -> tuple[int, Any, str]:
        out, err, code = io.StringIO(), io.StringIO(), 0
        try:
            call_command("invoice", *arguments, "--json", stdout=out, stderr=err)
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        return code, json.loads(out.getvalue() or "{}"), err.getvalue()

    return call


def answer_sheet(path: Path, serial: str, number: str, because: str = "") -> Path:
    """Write what the tax platform answers, its columns in another order."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["批量开票结果", "", "", ""])
    sheet.append(["开票日期", "发票流水号", "失败原因", "数电发票号码"])
    sheet.append(["2026-02-03 10:11:12", serial, because, number])
    workbook.save(path)
    return path


def test_the_life_of_an_invoice(run: Run, tmp_path: Path) -> None:
    code, asked, _ = run("request", "--unit", UNIT, "--title", "示例业主")
    assert (code, asked["amount"], asked["tax"]) == (0, "318.00", "18.00")
    batch = tmp_path / "batch.xlsx"
    assert run("batch", "--community", "YSL", "--file", str(batch))[0] == 0

    written = openpyxl.load_workbook(batch)
    heads, details = (
        [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in written.worksheets
    )
    head = dict(zip(heads[0], heads[1], strict=True))
    detail = dict(zip(details[0], details[1], strict=True))
    assert (head["购买方名称"], head["受票方自然人标识"], head["是否含税"]) == (
        "示例业主",
        "是",
        "是",
    )
    assert (detail["项目名称"], detail["金额"], detail["税率"]) == ("物业服务费 2026-01", 318, 0.06)

    number = "26352000000000000001"
    sheet = answer_sheet(tmp_path / "answer.xlsx", head["发票流水号"], number)
    for _ in range(2):
        code, told, _ = run("import_answer", "--community", "YSL", "--file", str(sheet))
        assert (code, told["answers"][0]["state"]) == (0, "ISSUED")

    [(community_id,)] = rows("SELECT id FROM estate_community")
    [vat] = queries.vat_by_kind(
        community_id=community_id, since=date(2026, 2, 1), until=date(2026, 3, 1)
    )
    assert (vat.kind, str(vat.rate), vat.amount, vat.tax) == (
        "PROPERTY_FEE", "0.0600", Money(31_800), Money(1_800),
    )  # fmt: skip

    request = ("red", "--community", "YSL", "--request", str(asked["request"]))
    assert run(*request, "--reason", "抬头错误")[1]["state"] == "RED_REQUESTED"
    assert run(*request, "--number", "26352000000000000009")[1]["state"] == "RED"
    assert run("request", "--unit", UNIT, "--title", "示例科技有限公司")[1]["amount"] == "318.00"
    assert len(run("list", "--community", "YSL")[1]["requests"]) == 2


def test_what_failed_may_be_asked_for_again(run: Run, tmp_path: Path) -> None:
    _, asked, _ = run("request", "--unit", UNIT, "--title", "示例业主")
    run("batch", "--community", "YSL", "--file", str(tmp_path / "batch.xlsx"))
    serial = rows("SELECT community_id || '-' || id FROM invoices_request")[0][0]
    sheet = answer_sheet(tmp_path / "answer.xlsx", serial, "", "抬头与税号不符")
    told = run("import_answer", "--community", "YSL", "--file", str(sheet))[1]
    assert told["answers"][0]["state"] == "FAILED"
    assert run("request", "--unit", UNIT, "--title", "示例业主")[1]["request"] != asked["request"]


def test_refusals(run: Run, tmp_path: Path) -> None:
    asked = ("request", "--unit", UNIT, "--title", "示例科技有限公司")
    wrong = run(*asked, "--tax-number", "91350100M000100Y44")[1]
    assert wrong["refused"] == "invoices.tax-number-wrong"
    assert run(*asked)[0] == 0
    assert run(*asked)[1]["refused"] == "invoices.nothing-to-invoice"
    empty = tmp_path / "empty.xlsx"
    openpyxl.Workbook().save(empty)
    unread = run("import_answer", "--community", "YSL", "--file", str(empty))[1]
    assert unread["refused"] == "invoices.answer-unreadable"
    red = run("red", "--community", "YSL", "--request", "1", "--reason", "示例")[1]
    assert red["refused"] == "invoices.request-unknown"


def test_the_database_is_the_last_to_refuse(run: Run) -> None:
    _, asked, _ = run("request", "--unit", UNIT, "--title", "示例业主")
    more = (
        "INSERT INTO invoices_request (community_id, account_id, title, tax_number, email,"
        " requested_on, state, invoice_number, red_number, note, actor)"
        " SELECT community_id, account_id, title, '', '', requested_on, 'REQUESTED', '', '', '', ''"
        " FROM invoices_request RETURNING id"
    )
    with pytest.raises(IntegrityError, match="beyond what was received"), transaction.atomic():
        [(second,)] = rows(more)
        rows(
            "INSERT INTO invoices_line (community_id, request_id, item_id, kind, rate, amount_fen,"
            " tax_fen) SELECT community_id, %s, item_id, kind, rate, 1, 0 FROM invoices_line"
            " RETURNING id",
            second,
        )
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE invoices_request SET state = 'ISSUED' WHERE id = %s", [asked["request"]]
        )


@pytest.mark.parametrize("deed", DEEDS)
def test_each_deed_needs_its_options(deed: str) -> None:
    with pytest.raises(SystemExit) as leaving:
        call_command("invoice", deed, stdout=io.StringIO(), stderr=io.StringIO())
    assert leaving.value.code == 2
