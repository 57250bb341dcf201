"""Two members of the staff at one machine: enrolled, named with --as, and never one of them alone."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import call_command
from tests.builders import a_community

from qingshou.approvals import operations
from qingshou.platform import clock
from qingshou.platform.identity import staff
from qingshou.platform.identity.models import Grant, User


@pytest.fixture(autouse=True)
def a_town(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("QINGSHOU_TODAY", "2026-03-01")
    return a_community(code="YSL").pk


def run(name: str, *arguments: str) -> tuple[int, Any, str]:
    out, err, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command(name, *arguments, "--json", stdout=out, stderr=err)
    except SystemExit as leaving:
        code = int(leaving.code or 0)
    return code, json.loads(out.getvalue()), err.getvalue()


def enrolled(login: str) -> staff.Actor:
    code, _, _ = run(
        "enroll", "--login", login, "--name", "示例员工", "--role", "finance", "--community", "YSL"
    )
    assert code == 0
    return User.objects.get(login=login).actor


def a_request(community_id: int, actor: Any) -> str:
    return str(
        operations.open_request(
            community_id=community_id,
            action="payments.refund",
            subject="account:1",
            facts={"amount": "100.00", "channel": "WECHAT"},
            reason="重复缴费",
            today=clock.today(),
            actor=actor,
        )
    )


def test_one_asks_and_the_other_approves(a_town: int) -> None:
    maker = enrolled("lina")
    enrolled("weng")
    asked = a_request(a_town, maker)
    [waiting] = run("approvals", "--community", "YSL")[1]["waiting"]
    assert (waiting["request_id"], waiting["made_by"]) == (int(asked), "lina")

    code, refused, sentence = run("approve", asked, "--as", "lina")
    assert (code, refused["refused"]) == (1, "approvals.checker-is-maker")
    assert "不能审批自己的申请" in sentence
    code, decided, _ = run("approve", asked, "--as", "weng", "--note", "已核对")
    assert (code, decided["state"], decided["decided_by"]) == (0, "APPROVED", "weng")
    assert run("approvals")[1] == {"waiting": []}


def test_whoever_is_not_of_the_staff_is_refused(a_town: int) -> None:
    asked = a_request(a_town, enrolled("lina"))
    assert run("approve", asked, "--as", "nobody")[1]["refused"] == "platform.member-unknown"
    enrolled("weng")
    Grant.objects.filter(user__login="weng").update(revoked_on="2026-03-01")
    assert run("approve", asked, "--as", "weng")[1]["refused"] == "platform.member-unknown"
    enrolled("chen")
    User.objects.filter(login="chen").update(is_active=False)
    assert run("approve", asked, "--as", "chen")[1]["refused"] == "platform.member-unknown"


def test_a_login_is_plain() -> None:
    for login in ("system", "SYSTEM", "a", "x" * 41, "有名", "cli:root", ""):
        code, refused, _ = run(
            "enroll", "--login", login, "--name", "示例", "--role", "FINANCE", "--community", "YSL"
        )
        assert (code, refused["refused"]) == (1, "platform.login-not-usable"), login


def test_the_shell_approves_what_somebody_else_asked(a_town: int) -> None:
    asked = a_request(a_town, enrolled("lina"))
    assert run("approve", asked, "--reject")[1]["state"] == "REJECTED"
    own = a_request(a_town, enrolled("weng"))
    assert run("approve", own, "--withdraw", "--as", "weng")[1]["state"] == "WITHDRAWN"
