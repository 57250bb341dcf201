"""A shift through the command line: opened, paid into, closed by its cashier or with an approval."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from tests.contexts.payments.test_payments_doors import run

__all__ = ["run"]

Run = Callable[..., tuple[int, Any, str]]
TOWN = ("--community", "YSL")


@pytest.fixture
def staffed(run: Run) -> Run:
    for login in ("jia", "yi", "weng"):
        name = ("--name", "示例员工", "--role", "cashier")
        assert run("enroll", "--login", login, *name, *TOWN)[0] == 0
    return run


def pay(run: Run, request_id: str, *tenders: str, login: str = "jia") -> tuple[int, Any, str]:
    told = [word for tender in tenders for word in ("--tender", tender)]
    return run(
        "receive", "--unit", "YSL/3-2-501", *told, "--request-id", request_id, "--as", login
    )  # fmt: skip


def test_a_shift_of_a_member_from_float_to_report(staffed: Run, tmp_path: Path) -> None:
    run = staffed
    assert run("shift", "rule", *TOWN, "--cash-needs-shift", "yes")[1] == {"cash_needs_shift": True}
    assert pay(run, "early", "CASH=100")[1]["refused"] == "payments.shift-needed"
    code, shift, _ = run(
        "shift", "open", *TOWN, "--float", "500", "--camera", "CAM-01", "--as", "jia"
    )
    assert (code, shift["cashier"], shift["float"]) == (0, "jia", "500.00")
    assert pay(run, "a", "CASH=100", "WECHAT=50.00@4200001")[0] == 0
    assert run("shift", "show", *TOWN, "--as", "jia")[1]["lines"][0]["expected"] == "600.00"

    code, refused, sentence = run("shift", "close", *TOWN, "--counted", "CASH=599", "--as", "jia")
    assert (code, refused["refused"]) == (1, "payments.difference-unexplained")
    assert "现金 应有 600.00 元，实点 599.00 元，相差 -1.00 元" in sentence
    counted = ("--counted", "CASH=599", "--counted", "WECHAT=50", "--reason", "示例找零差错")
    code, closed, _ = run("shift", "close", *TOWN, *counted, "--as", "jia")
    assert (code, closed["closed_by"]) == (0, "jia")

    for size in ("A4", "80"):
        paper = tmp_path / f"{size}.pdf"
        assert (
            run("shift", "report", *TOWN, "--size", size, "--out", str(paper), "--as", "jia")[0]
            == 0
        )
        assert paper.read_bytes().startswith(b"%PDF")
    again = run("shift", "close", *TOWN, "--counted", "CASH=600", "--as", "jia")
    assert again[1]["refused"] == "payments.shift-already-closed"


def test_another_finds_the_shift_asks_and_closes_it(staffed: Run) -> None:
    run = staffed
    run("shift", "open", *TOWN, "--float", "20", "--as", "jia")
    [waiting] = run("shift", "list", *TOWN)[1]["shifts"]
    assert waiting["cashier"] == "jia"
    which = (*TOWN, "--shift", str(waiting["shift_id"]))
    close = ("shift", "close", *which, "--counted", "CASH=20", "--as", "yi")
    assert run(*close)[1]["refused"] == "payments.shift-of-another"

    asked = run("shift", "ask-close", *which, "--reason", "示例请假", "--as", "yi")[1][
        "approval_id"
    ]
    approval = ("--approval", str(asked))
    assert run("approve", str(asked), "--as", "yi")[1]["refused"] == "approvals.checker-is-maker"
    assert run("approve", str(asked), "--as", "weng")[0] == 0
    code, closed, _ = run(*close, *approval)
    assert (code, closed["closed_by"], closed["approval_id"]) == (0, "yi", asked)
    assert run("shift", "list", *TOWN)[1]["shifts"] == []


@pytest.mark.parametrize(
    ("counted", "told"),
    [
        (["GOLD=1"], "没有这种方式，可选：CASH 现金"),
        (["CASH"], "缺少金额，请写成 CASH=1254.40"),
        (["CASH=1", "cash=2"], "填了两次"),
    ],
)
def test_a_count_nobody_can_read_is_wrong_usage(run: Run, counted: list[str], told: str) -> None:
    err = io.StringIO()
    options = [word for text in counted for word in ("--counted", text)]
    with pytest.raises(SystemExit) as leaving:
        call_command("shift", "close", *TOWN, *options, stderr=err)
    assert (leaving.value.code, told in err.getvalue()) == (2, True)
