"""Terms, accrual, explanation and waiver through the command line."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from tests.builders import a_community, a_unit, an_owner
from tests.builders.two_people import CHECKER
from tests.contexts.ledger.book import a_charge, bill, rows

from qingshou.approvals import operations as approvals
from qingshou.billing.jobs import accrue_tonight
from qingshou.dunning import operations as dunning
from qingshou.dunning.rules.holds import HoldReason, Pause
from qingshou.platform import outbox

Run = Callable[..., tuple[int, Any, str]]
UNIT = "YSL/3-2-501"
TODAY = date(2026, 3, 1)


@pytest.fixture
def run(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command of a town with one home that owes 1,000 yuan since 31 January 2026."""
    monkeypatch.setenv("QINGSHOU_TODAY", "2026-03-01")
    with transaction.atomic():
        community = a_community(code="YSL").pk
        account = an_owner(unit=a_unit(community_id=community)).account_id or 0
        charge = a_charge(account, 100_000, date(2026, 1, 1), due_on=date(2026, 1, 31))
        bill([charge], on=date(2026, 1, 1), ref="run:1", community_id=community)

    def call(name: str, *arguments: str) -> tuple[int, Any, str]:
        out, err, code = io.StringIO(), io.StringIO(), 0
        try:
            call_command(name, *arguments, "--json", stdout=out, stderr=err)
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        return code, json.loads(out.getvalue() or "{}"), err.getvalue()

    return call


def enter(run: Run) -> None:
    code, told, _ = run(
        "penalty_terms", "--community", "YSL", "--from", "2026-01-01", "--rule", "DAILY",
        "--rate", "0.0005", "--document", "示例合同第12条",
    )  # fmt: skip
    assert code == 0 and [one["rule"] for one in told["versions"]] == ["DAILY"]


def test_a_day_is_accrued_once_explained_and_posted(run: Run) -> None:
    assert run("accrue_penalties")[1]["communities"][0]["standing"] == "NO_TERMS"
    enter(run)

    [previewed] = run("accrue_penalties", "--preview")[1]["communities"]
    [accrued] = run("accrue_penalties", "--post")[1]["communities"]
    [again] = run("accrue_penalties", "--post")[1]["communities"]
    assert (previewed["added"], accrued["added"], again["added"]) == ("14.00", "14.00", "0.00")
    assert (accrued["posted"]["amount"], again["posted"]["amount"]) == ("14.00", "0.00")

    code, told, _ = run("explain_penalty", "--unit", UNIT)
    assert (code, told["items"][0]["amount"], told["items"][0]["accrued"]) == (0, "14.00", "14.00")
    assert rows("SELECT amount_fen FROM ledger_openitem WHERE kind = 'PENALTY'") == [(1400,)]
    income = "SELECT sum(amount_fen) FROM ledger_posting WHERE account_code = '6301'"
    assert rows(income) == [(-1400,)]


def test_the_desk_takes_both_where_it_was_decided(run: Run) -> None:
    enter(run)
    run("accrue_penalties")
    code, _, said = run("penalty_terms", "--community", "YSL", "--with-receipts", "yes")
    assert code == 2 and "--from" in said
    _, told, _ = run("penalty_terms", "--community", "YSL", "--with-receipts", "yes",
                     "--from", "2026-03-01")  # fmt: skip
    assert told["posting"] == {"since": "2026-03-01", "with_receipts": True}

    code, told, _ = run("receive", "--unit", UNIT, "--amount", "1014.00", "--channel", "WECHAT",
                        "--request-id", "r1")  # fmt: skip
    settled = [(part["kind"], part["amount"]) for part in told["settled"]]
    assert (code, settled) == (0, [("PENALTY", "14.00"), ("PROPERTY_FEE", "1000.00")])
    assert told["prepaid"] == "0.00"


def test_a_waiver_waits_for_another_person(run: Run) -> None:
    enter(run)
    run("accrue_penalties")
    code, told, _ = run("waive_penalty", "--unit", UNIT, "--amount", "4.00", "--reason", "首次逾期")
    number = told["approval"]
    waive = ("waive_penalty", "--unit", UNIT, "--amount", "4.00", "--approval", str(number))
    code, refused, _ = run(*waive)
    assert (code, refused["refused"]) == (1, "approvals.not-approved")

    [(community_id,)] = rows("SELECT id FROM estate_community")
    approvals.approve(community_id=community_id, request_id=number, today=TODAY, actor=CHECKER)
    assert run(*waive)[1]["waived"] == "4.00"
    code, refused, _ = run(*waive)
    assert (code, refused["refused"]) == (1, "approvals.already-used")
    relieved = "SELECT amount_fen, cause FROM billing_relief"
    assert rows(relieved) == [(400, "PENALTY_RELIEF")]


def test_waived_days_bear_nothing(run: Run) -> None:
    enter(run)
    run("accrue_penalties")
    days = ("--unit", UNIT, "--from", "2026-02-01", "--until", "2026-02-11")
    number = run("waive_penalty", *days, "--reason", "系统故障期间")[1]["approval"]
    [(community_id,)] = rows("SELECT id FROM estate_community")
    approvals.approve(community_id=community_id, request_id=number, today=TODAY, actor=CHECKER)
    assert run("waive_penalty", *days, "--approval", str(number))[0] == 0
    assert run("accrue_penalties")[1]["communities"][0]["added"] == "-5.00"


@pytest.mark.parametrize(
    "arguments",
    [
        ("accrue_penalties", "--preview", "--post"),
        ("penalty_terms", "--community", "YSL", "--rate", "0.0005"),
        ("waive_penalty", "--unit", UNIT, "--from", "2026-02-01", "--reason", "示例"),
    ],
)
def test_wrong_combinations_are_wrong_usage(arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as leaving:
        call_command(*arguments, stdout=io.StringIO(), stderr=io.StringIO())
    assert leaving.value.code == 2


def test_accruals_are_never_edited(run: Run) -> None:
    enter(run)
    run("accrue_penalties")
    for table in ("penaltyaccrual", "penaltyterms", "penaltyfreeze", "penaltyrun"):
        with pytest.raises(DatabaseError):
            rows(f"DELETE FROM billing_{table} RETURNING id")


def test_the_night_hears_of_holds_and_posts_on_the_first(run: Run) -> None:
    enter(run)
    [(community_id,)] = rows("SELECT id FROM estate_community")
    [(account_id,)] = rows("SELECT id FROM ledger_account")
    dunning.hold(
        community_id=community_id,
        account_id=account_id,
        pause=Pause(HoldReason.DISPUTE, date(2026, 2, 21)),
        actor=CHECKER,
    )
    outbox.deliver_pending()
    accrue_tonight()
    posted = "SELECT amount_fen FROM ledger_openitem WHERE kind = 'PENALTY'"
    assert rows(posted) == [(1000,)]
