"""Corrections at the command line: shown, asked for, approved by somebody else, done, once."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from tests.builders import a_community, a_unit, an_owner
from tests.contexts.ledger.book import a_charge, bill

Run = Callable[..., tuple[int, Any, str]]
HOME = ("--unit", "YSL/3-2-501")


def called(name: str, *arguments: str) -> tuple[int, str, str]:
    out, err, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command(name, *arguments, stdout=out, stderr=err)
    except SystemExit as leaving:
        code = int(leaving.code or 0)
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def run(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run commands of a town where a home owed 200 yuan and paid 300, and two are enrolled."""
    monkeypatch.setenv("QINGSHOU_TODAY", "2025-06-30")
    with transaction.atomic():
        community = a_community(code="YSL").pk
        account = an_owner(unit=a_unit(community_id=community)).account_id or 0
        for month in (1, 2):
            charge = a_charge(account, 10_000, date(2025, month, 1))
            bill([charge], on=date(2025, month, 1), ref=f"run:{month}", community_id=community)

    def call(name: str, *arguments: str) -> tuple[int, Any, str]:
        code, out, err = called(name, *arguments, "--json")
        return code, json.loads(out), err

    for login in ("lina", "weng"):
        call(
            "enroll", "--login", login, "--name", "示例", "--role", "FINANCE", "--community", "YSL"
        )
    return call


def pay(run: Run, amount: str = "300.00") -> str:
    code, slip, _ = run(
        "receive", *HOME, "--amount", amount, "--channel", "WECHAT", "--request-id", f"p{amount}"
    )
    assert code == 0
    return str(slip["number"])


def both(run: Run, *command: str) -> Any:
    """Let Lina ask and Weng approve, and Lina do it; tell what was done."""
    code, asked, _ = run(*command, "--reason", "示例原因", "--as", "lina")
    assert (code, asked["outcome"]) == (0, "ASKED")
    number = str(asked["request"]["request_id"])
    assert run("approve", number, "--as", "lina")[1]["refused"] == "approvals.checker-is-maker"
    early = run(*command, "--approval", number, "--as", "lina")
    assert early[1]["refused"] == "approvals.not-approved"
    assert run("approve", number, "--as", "weng")[0] == 0
    code, done, _ = run(*command, "--approval", number, "--as", "lina")
    assert (code, done["outcome"], done["made_by"], done["decided_by"]) == (
        0,
        "DONE",
        "lina",
        "weng",
    )
    assert run(*command, "--approval", number, "--as", "lina")[1] == done
    again = run(*command, "--approval", number, "--request-id", "again", "--as", "lina")
    assert again[0] == 1
    return done


def owes(run: Run) -> str:
    assert run("check_ledger")[1]["sound"]
    return str(run("aging", "--as-of", "2025-06-30")[1]["total"])


def test_a_waiver(run: Run) -> None:
    waive = ("waive", *HOME, "--amount", "125.00", "--cause", "HARDSHIP", "--evidence", "示例-1")
    code, shown, _ = run(*waive, "--preview")
    assert (code, shown["outcome"]) == (0, "PREVIEWED")
    assert [(part["open"], part["amount"]) for part in shown["parts"]] == [
        ("100.00", "100.00"),
        ("100.00", "25.00"),
    ]
    assert run("approvals")[1] == {"waiting": []}
    assert both(run, *waive)["amount"] == "125.00"
    assert owes(run) == "75.00"


def test_a_write_off_of_a_period(run: Run) -> None:
    done = both(
        run, "write_off", *HOME, "--period", "2025-02", "--cause", "TIME_BARRED",
        "--evidence", "示例-2",
    )  # fmt: skip
    assert (done["amount"], owes(run)) == ("100.00", "100.00")
    assert run(
        "write_off", *HOME, "--period", "2025-02", "--cause", "TIME_BARRED", "--evidence", "x",
        "--preview",
    )[1]["refused"] == "ledger.amount-exceeds-open"  # fmt: skip


def test_a_refund_and_a_void(run: Run) -> None:
    number = pay(run)
    refund = (
        "refund",
        *HOME,
        "--channel",
        "transfer",
        "--payee",
        "示例业主",
        "--cause",
        "OVERPAID",
    )
    code, refused, sentence = run(*refund, "--amount", "100.01", "--reason", "x", "--as", "lina")
    assert (code, refused["refused"]) == (1, "ledger.amount-exceeds-prepayment")
    assert "100.01" in sentence
    assert "100.00" in sentence
    assert both(run, *refund, "--amount", "40")["left"] == "60.00"
    void = ("void_receipt", number, "--community", "YSL", "--cause", "WRONG_UNIT")
    assert run(*void, "--reason", "x")[1]["refused"] == "payments.receipt-refunded"
    other = pay(run, "10.00")
    done = both(run, "void_receipt", other, "--community", "YSL", "--cause", "BOUNCED")
    assert (done["reversal"], done["reopened"], owes(run)) == ("HC00000001", "0.00", "0.00")


def test_a_deposit(run: Run) -> None:
    take = ("deposit", "take", *HOME, "--kind", "RENOVATION", "--amount", "2000", "--channel",
            "CASH", "--request-id", "d1")  # fmt: skip
    slip = run(*take)[1]
    assert slip["number"] == "YJ00000001"
    assert run(*take)[1] == slip
    back = ("deposit", "return", *HOME, "--receipt", "YJ00000001", "--amount", "1500",
            "--channel", "CASH", "--payee", "示例业主")  # fmt: skip
    assert both(run, *back)["left"] == "500.00"
    applied = run(
        "deposit", "apply", *HOME, "--receipt", "YJ00000001", "--amount", "300", "--wish", "签字",
        "--request-id", "d2",
    )[1]  # fmt: skip
    assert (applied["settled"], applied["left"], owes(run)) == ("200.00", "200.00", "0.00")
    [line] = run("deposit", "list", *HOME)[1]["deposits"]
    assert (line["kind_name"], line["left"]) == ("装修押金", "200.00")


@pytest.mark.parametrize(
    "arguments",
    [
        ["refund", *HOME, "--channel", "CASH", "--payee", "x", "--cause", "OVERPAID"],
        ["deposit", "take", *HOME],
        ["deposit", "apply", *HOME, "--receipt", "x", "--wish", "x", "--request-id", "a",
         "--preview"],
    ],
)  # fmt: skip
def test_wrong_combinations_end_before_the_database(arguments: list[str]) -> None:
    code, _, said = called(*arguments)
    assert code == 2
    assert "Wrong usage" in said


def test_what_people_read(run: Run) -> None:
    pay(run)
    refund = ("refund", *HOME, "--channel", "WECHAT", "--payee", "示例业主", "--cause", "OVERPAID")
    _, told, _ = called(*refund, "--reason", "多缴", "--as", "lina")
    assert "现有预存 100.00 元，退后 0.00 元" in told
    assert "须由 lina 以外的人" in told
    _, inbox, _ = called("approvals")
    assert "预存退款" in inbox
    assert "账户 3-2-501#1" in inbox
    assert "金额 100.00，方式 微信" in inbox


def offered(run: Run, name: str, *terms: str) -> None:
    """Let both agree on the terms of an offer."""
    offer = ("discount", "offer", "--community", "YSL", "--name", name, "--from", "2025-01-01")
    code, asked, _ = run(*offer, *terms, "--reason", "示例", "--as", "lina")
    assert (code, asked["outcome"]) == (0, "ASKED")
    number = str(asked["request"]["request_id"])
    assert run("approve", number, "--as", "weng")[0] == 0
    assert run(*offer, *terms, "--approval", number, "--as", "lina")[0] == 0


def test_a_campaign_and_small_change(run: Run) -> None:
    offered(
        run, "示例春季", "--scheme", "CAMPAIGN", "--kinds", "PROPERTY_FEE", "--percent", "2.5",
        "--budget", "100", "--alone", "2",
    )  # fmt: skip
    campaign = ("discount", "campaign", "--community", "YSL", "--name", "示例春季")
    shown = run(*campaign, "--preview")[1]
    assert (shown["amount"], shown["needs_two"], shown["budget_left"]) == ("5.00", True, "100.00")
    code, refused, _ = run(*campaign, "--request-id", "c1")
    assert (code, refused["refused"]) == (1, "billing.discount-needs-two")
    asked = run(*campaign, "--request-id", "c1", "--reason", "示例", "--as", "lina")[1]
    number = str(asked["request"]["request_id"])
    assert run("approve", number, "--as", "weng")[0] == 0
    done = run(*campaign, "--approval", number, "--as", "lina")[1]
    assert (done["amount"], done["budget_left"], owes(run)) == ("5.00", "95.00", "195.00")

    pay(run, "50.66")
    offered(run, "示例抹零", "--scheme", "ROUNDING_OFF", "--round-to", "YUAN", "--alone", "1")
    cut = ("discount", "round_off", *HOME, "--name", "示例抹零", "--request-id", "r1")
    assert (run(*cut)[1]["amount"], owes(run)) == ("0.34", "144.00")


def test_a_gifted_month(run: Run) -> None:
    offered(
        run, "缴一年送一月", "--scheme", "PREPAY_GIFT", "--kinds", "PROPERTY_FEE",
        "--months-paid", "12", "--months-gifted", "1", "--alone", "150",
    )  # fmt: skip
    gift = ("discount", "gift", *HOME, "--name", "缴一年送一月")
    assert run(*gift)[1]["refused"] == "billing.arrears-first"
    pay(run, "1399.99")
    refused = run(*gift)[1]
    assert (refused["refused"], refused["facts"]["prepaid"]) == (
        "billing.gift-not-earned",
        "1199.99",
    )
    pay(run, "0.01")
    promised = run(*gift)[1]
    assert (promised["gifted"], promised["paid_through"]) == (["2026-03-01"], "2026-02-28")


def test_unclaimed_money_goes_back_by_two_people(run: Run, tmp_path: Path) -> None:
    town = ("--community", "YSL")
    run("fund_account", *town, "--open", "bank", "--number", "6222000011112222",
        "--since", "2025-06-01")  # fmt: skip
    bill_of_the_bank = tmp_path / "流水.csv"
    bill_of_the_bank.write_text(
        "账号,账户名称,交易时间,借方发生额,贷方发生额,余额,对方户名,对方账号,摘要\n"
        "6222000011112222,示例物业,2025-06-20 10:00:00,0.00,88.00,88.00,示例路人,,转账\n",
        "utf-8",
    )
    code, told, err = run("import_statement", *town, "--source", "bank", str(bill_of_the_bank))
    assert (code, told["settled"]["parked"]) == (0, 1), err
    [waiting] = run("reconcile", *town, "--waiting")[1]["waiting"]
    command = ("return_unclaimed", str(waiting["line_id"]), *town)
    code, asked, _ = run(*command, "--reason", "示例来函", "--as", "lina")
    assert (code, asked["outcome"], asked["amount"]) == (0, "ASKED", "88.00")
    number = str(asked["request"]["request_id"])
    early = run(*command, "--approval", number, "--as", "lina")
    assert early[1]["refused"] == "approvals.not-approved"
    assert run("approve", number, "--as", "weng")[0] == 0
    assert run(*command, "--approval", number, "--as", "lina")[1]["outcome"] == "DONE"
    assert run("reconcile", *town, "--waiting")[1]["waiting"] == []
    gone = run(*command, "--approval", number, "--as", "lina")
    assert gone[1]["refused"] == "reconciliation.line-not-in-suspense"
    assert run("check_ledger")[0] == 0
