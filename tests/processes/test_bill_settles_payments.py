"""A bill settles payments whose notices were all lost, once, and leaves strangers alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.contexts.checkout.shop import Shop, hours_of
from tests.contexts.ledger.book import balances_hold, rows

from qingshou.checkout import ports, queries
from qingshou.checkout.ports import BillKind
from qingshou.checkout.rules.gateways import CHANNELS, GatewayCode
from qingshou.kernel.money import ZERO
from qingshou.ledger import queries as books
from qingshou.payments import queries as receipts
from qingshou.platform import plugs
from qingshou.platform.identity import SYSTEM
from qingshou.processes import bill_settles_payments
from qingshou.reconciliation import operations
from qingshou.reconciliation import queries as reconciled
from qingshou.reconciliation.operations import LetIn, Offer
from qingshou.reconciliation.rules.lines import Source

BOTH = pytest.mark.parametrize("gateway", list(GatewayCode))
SUFFIX = {GatewayCode.WECHATPAY: ".csv", GatewayCode.ALIPAY: ".csv.zip"}


@pytest.fixture
def shop(db: None, monkeypatch: pytest.MonkeyPatch):
    with hours_of(Shop(homes=2, loss=100), monkeypatch) as shop:
        yield shop


def let_in(shop: Shop, gateway: GatewayCode, folder: Path, day: date) -> LetIn:
    """Fetch the day's bill from the local gateway, as the nightly job would, and let it in."""
    merchant = queries.merchant(code={"WECHATPAY": "example", "ALIPAY": "alipay"}[gateway.value])
    bill = plugs.plugged(ports.Gateway, gateway).download_bill(
        merchant=merchant, kind=BillKind.TRADE, day=day
    )
    path = folder / f"bill{SUFFIX[gateway]}"
    path.write_bytes(bill)
    operations.open_fund_account(
        community_id=shop.community_id, channel=CHANNELS[gateway], number=merchant.mchid,
        bank="", opened_on=day, opening=ZERO, actor=SYSTEM,
    )  # fmt: skip
    offer = Offer(Source(gateway.value), path)
    return bill_settles_payments.import_statement(
        community_id=shop.community_id,
        offer=offer,
        now=shop.now,
        today=shop.today,
        actor=SYSTEM,
    )


@BOTH
def test_a_lost_payment_is_settled_by_the_bill(
    shop: Shop, gateway: GatewayCode, tmp_path: Path
) -> None:
    line, day = shop.ask(gateway=gateway), shop.today
    shop.pay(line)
    assert shop.state(line) == "PENDING"
    shop.pass_time(86_400)
    told = let_in(shop, gateway, tmp_path, day)
    assert (shop.state(line), shop.balance(line)) == ("PAID", (0, 0))
    assert told.settled.by_number == 1
    [account] = reconciled.fund_accounts(community_id=shop.community_id)
    sheet = reconciled.day_sheet(account=account, on=day)
    assert (list(sheet.differences), sheet.unexplained) == ([], ZERO)
    shop.look()
    assert rows("SELECT count(*) FROM payments_receipt") == [(1,)]
    assert receipts.check(community_ids=[shop.community_id]) == []
    assert books.check(community_ids=[shop.community_id]) == []
    balances_hold()


@BOTH
def test_what_was_heard_before_is_only_matched(
    shop: Shop, gateway: GatewayCode, tmp_path: Path
) -> None:
    line, day = shop.ask(gateway=gateway), shop.today
    shop.pay(line)
    shop.pass_time(60)
    shop.look()
    assert shop.state(line) == "PAID"
    shop.pass_time(86_400)
    told = let_in(shop, gateway, tmp_path, day)
    assert (told.settled.by_number, told.settled.waiting) == (1, 0)
    assert rows("SELECT count(*) FROM payments_receipt") == [(1,)]
