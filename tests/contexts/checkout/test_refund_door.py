"""The door to refunds through a gateway: two people, then the gateway, once whoever tells first."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from tests.builders.two_people import MAKER, approved
from tests.contexts.checkout.shop import Shop, hours_of
from tests.contexts.ledger.book import rows
from tests.processes.test_bill_settles_payments import let_in

from qingshou.checkout import jobs, operations, queries
from qingshou.checkout.rules.gateways import CHANNELS, GatewayCode
from qingshou.checkout.rules.intents import IntentLine, Purpose, RefundWish
from qingshou.kernel.money import Money
from qingshou.ledger import queries as books
from qingshou.payments.rules.givings import Cause, Refund
from qingshou.reconciliation import queries as reconciled

BOTH = pytest.mark.parametrize("gateway", list(GatewayCode))


@pytest.fixture
def shop(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    with hours_of(Shop(), monkeypatch) as shop:
        yield shop


@pytest.fixture
def counter(fresh_database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """Open the shop where commands can be called, and enroll two people."""
    with hours_of(Shop(), monkeypatch) as shop:
        for login in ("lina", "weng"):
            run("enroll", "--login", login, "--name", "示例", "--role", "FINANCE",
                "--community", _code(shop))  # fmt: skip
        yield shop


def _code(shop: Shop) -> str:
    [(code,)] = rows("SELECT code FROM estate_community WHERE id = %s", shop.community_id)
    return str(code)


def run(name: str, *arguments: str) -> tuple[int, Any]:
    out, err, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command(name, *arguments, "--json", stdout=out, stderr=err)
    except SystemExit as leaving:
        code = int(leaving.code or 0)
    return code, json.loads(out.getvalue() or "{}")


def paid(shop: Shop, gateway: GatewayCode, fen: int = 50_000) -> IntentLine:
    """Let somebody pay ahead through a gateway."""
    line = shop.ask(fen, purpose=Purpose.PREPAY, gateway=gateway)
    shop.pay(line)
    shop.carry()
    return line


def refund(line: IntentLine, amount: str = "200.00") -> tuple[str, ...]:
    return ("refund_online", line.out_trade_no, "--amount", amount, "--payee", "示例业主",
            "--cause", "OVERPAID")  # fmt: skip


def given_back(shop: Shop, line: IntentLine, fen: int = 20_000) -> None:
    """Let two people refund, and the gateway be asked."""
    wanted = Refund(line.account_id, Money(fen), CHANNELS[line.gateway], "示例业主", Cause.OVERPAID)
    request = operations.ask_to_refund_online(
        community_id=shop.community_id, intent_id=line.intent_id, refund=wanted, today=shop.today,
        reason="示例", actor=MAKER,
    )  # fmt: skip
    wish = RefundWish(
        wanted.amount, wanted.payee, wanted.cause,
        approved(community_id=shop.community_id, request_id=request, today=shop.today),
    )  # fmt: skip
    opened = operations.open_refund(
        community_id=shop.community_id, intent_id=line.intent_id, wish=wish, now=shop.now,
        today=shop.today, actor=MAKER,
    )  # fmt: skip
    jobs.pursue(opened, now=shop.now, today=shop.today)


@BOTH
def test_two_people_give_a_payment_back(counter: Shop, gateway: GatewayCode) -> None:
    line = paid(counter, gateway)
    command = refund(line)
    assert run(*command, "--preview")[1]["left"] == "200.00"  # 300.00 of it were dues
    code, asked = run(*command, "--reason", "示例", "--as", "lina")
    number = str(asked["request"]["request_id"])
    early = run(*command, "--approval", number, "--as", "lina")
    assert (early[0], early[1]["refused"]) == (1, "approvals.not-approved")
    assert run("approve", number, "--as", "lina")[1]["refused"] == "approvals.checker-is-maker"
    assert run("approve", number, "--as", "weng")[0] == 0

    code, done = run(*command, "--approval", number, "--as", "lina")
    assert (code, done["outcome"], done["amount"]) == (0, "DONE", "200.00")
    again = run(*command, "--approval", number, "--as", "lina")[1]
    assert again["refund_number"] == done["refund_number"]
    counter.carry()
    counter.pass_time(600)
    counter.look()
    counter.carry()
    assert stands(counter, line) == ["DONE"]
    assert rows("SELECT count(*) FROM payments_refund") == [(1,)]
    assert counter.balance(line) == (0, 0)
    assert books.check(community_ids=[counter.community_id]) == []


@pytest.mark.parametrize(
    ("amount", "refusal"),
    [("200.01", "ledger.amount-exceeds-prepayment"), ("500.01", "checkout.refund-exceeds-payment")],
)
def test_more_than_may_go_back_is_refused(counter: Shop, amount: str, refusal: str) -> None:
    line = paid(counter, GatewayCode.WECHATPAY)
    code, told = run(*refund(line, amount), "--reason", "示例", "--as", "lina")
    assert (code, told["refused"]) == (1, refusal)


def test_what_was_not_paid_online_does_not_go_back_there(counter: Shop) -> None:
    line = counter.ask()
    assert run(*refund(line), "--preview")[1]["refused"] == "checkout.not-paid-through-gateway"
    unknown = ("refund_online", "QS0", *refund(line)[2:], "--preview")
    assert run(*unknown)[1]["refused"] == "checkout.intent-unknown"


@BOTH
@pytest.mark.parametrize("order", ["notice query bill", "bill query notice", "query bill notice"])
def test_a_refund_ends_once_whoever_tells_first(
    shop: Shop, gateway: GatewayCode, order: str, tmp_path: Path
) -> None:
    line, day = paid(shop, gateway), shop.today
    given_back(shop, line)
    shop.pass_time(86_400)
    told = {
        "notice": shop.carry,
        "query": shop.look,
        "bill": lambda: let_in(shop, gateway, tmp_path, day),
    }
    for word in order.split():
        told[word]()
    assert stands(shop, line) == ["DONE"]
    assert rows("SELECT count(*) FROM payments_refund") == [(1,)]
    [account] = reconciled.fund_accounts(community_id=shop.community_id)
    assert reconciled.day_sheet(account=account, on=day).differences == ()
    ended = rows("SELECT count(*) FROM checkout_intentstep WHERE state_after = 'DONE'")
    assert ended == [(1,)]


@BOTH
def test_a_bill_ends_a_refund_the_gateway_kept_silent_about(
    shop: Shop, gateway: GatewayCode, tmp_path: Path
) -> None:
    line, day = paid(shop, gateway), shop.today
    given_back(shop, line)
    rows_before = stands(shop, line)
    shop.pass_time(86_400)
    let_in(shop, gateway, tmp_path, day)
    assert rows_before[0] in ("RUNNING", "DONE")
    assert stands(shop, line) == ["DONE"]


def stands(shop: Shop, line: IntentLine) -> list[str]:
    """Tell where the refunds of a payment stand."""
    found = queries.refunds(community_id=shop.community_id, intent_id=line.intent_id)
    return [each.state.value for each in found]
