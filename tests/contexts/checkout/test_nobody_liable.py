"""Money for a home nobody is liable for is money: it waits in suspense until a person claims it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, transaction
from tests.builders import an_owner
from tests.contexts.checkout.shop import Shop, hours_of
from tests.contexts.ledger.book import rows
from tests.processes.test_bill_settles_payments import let_in

from qingshou.checkout import queries as intents
from qingshou.checkout.rules.gateways import GatewayCode
from qingshou.checkout.rules.intents import IntentLine
from qingshou.interfaces.wording.checkout import tell_intent
from qingshou.ledger import operations as ledger
from qingshou.ledger import queries as books
from qingshou.payments import queries as receipts
from qingshou.platform.db.rights import as_owner
from qingshou.platform.identity import SYSTEM
from qingshou.reconciliation import operations, queries

BOTH = pytest.mark.parametrize("gateway", list(GatewayCode))


@pytest.fixture
def shop(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    with hours_of(Shop(), monkeypatch) as shop:
        yield shop


def leave(shop: Shop) -> None:
    """Let the owner have left before the day of the payment, with nobody behind."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE estate_tenure SET held = daterange(lower(held), %s) WHERE unit_id = %s",
            [date(2026, 11, 20), shop.unit.id],
        )


def paid_for_nobody(shop: Shop, gateway: GatewayCode) -> IntentLine:
    line = shop.ask(gateway=gateway)
    leave(shop)
    shop.pay(line)
    return line


def suspense() -> list[tuple[int, int]]:
    return rows("SELECT amount_fen, used_fen FROM ledger_credit WHERE nature = 'SUSPENSE'")


@BOTH
@pytest.mark.parametrize("order", ["notice query", "query notice"])
def test_it_waits_in_suspense_once_whoever_tells(
    shop: Shop, gateway: GatewayCode, order: str
) -> None:
    line = paid_for_nobody(shop, gateway)
    for word in order.split():
        shop.pass_time(60)
        _ = shop.carry() if word == "notice" else shop.look()
    assert shop.state(line) == "PAID"
    told = intents.intent(community_id=shop.community_id, intent_id=line.intent_id)
    assert (told.is_unclaimed, "待认领款" in tell_intent(told)) == (True, True)
    assert suspense() == [(30_000, 0)]
    assert rows("SELECT count(*) FROM payments_receipt") == [(0,)]
    assert set(shop.answers) <= {200}
    assert books.check(community_ids=[shop.community_id]) == []


@BOTH
def test_the_bill_finds_it_and_a_person_claims_it(
    shop: Shop, gateway: GatewayCode, tmp_path: Path
) -> None:
    line, day = paid_for_nobody(shop, gateway), shop.today
    shop.carry()
    shop.pass_time(86_400)
    let_in(shop, gateway, tmp_path, day)
    assert suspense() == [(30_000, 0)]
    [account] = queries.fund_accounts(community_id=shop.community_id)
    assert queries.day_sheet(account=account, on=day).differences == ()

    [waiting] = queries.waiting(community_id=shop.community_id)
    assert waiting.in_suspense
    holder = an_owner(unit=shop.unit, name="示例新业主", since=day)
    assert holder.account_id is not None
    operations.accept_line(
        community_id=shop.community_id,
        line_id=waiting.line_id,
        account_id=holder.account_id,
        today=shop.today,
        actor=SYSTEM,
    )
    assert suspense() == [(30_000, 30_000)]
    assert queries.waiting(community_id=shop.community_id) == []
    assert receipts.check(community_ids=[shop.community_id]) == []
    assert shop.state(line) == "PAID"


def test_a_bill_alone_parks_it(shop: Shop, tmp_path: Path) -> None:
    line, day = paid_for_nobody(shop, GatewayCode.WECHATPAY), shop.today
    shop.pass_time(86_400)
    told = let_in(shop, GatewayCode.WECHATPAY, tmp_path, day)
    assert (shop.state(line), suspense()) == ("PAID", [(30_000, 0)])
    assert told.settled.waiting == 0
    assert len(queries.waiting(community_id=shop.community_id)) == 1

    # Taking the bill back does not send the money back: the gateway's word made it, not the bill.
    operations.withdraw_statement(
        community_id=shop.community_id,
        statement_id=told.statement_id,
        today=shop.today,
        actor=SYSTEM,
    )
    assert suspense() == [(30_000, 0)]


def test_a_payment_of_a_closed_period_keeps_its_day(shop: Shop) -> None:
    line = shop.ask()
    shop.pay(line)
    paid_on = shop.today
    shop.pass_time(10 * 86_400)
    with transaction.atomic():
        ledger.close_books(
            community_id=shop.community_id, until=date(2026, 12, 1), facts={}, actor=SYSTEM
        )
    shop.look()
    assert shop.state(line) == "PAID"
    assert rows('SELECT "on" FROM payments_receipt') == [(paid_on,)]
    assert rows('SELECT "on" FROM ledger_credit') == [(date(2026, 12, 1),)]
    assert shop.balance(line) == (0, 0)
    assert receipts.check(community_ids=[shop.community_id]) == []
