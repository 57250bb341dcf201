"""The exported book is accepted by bean-check, and an independent sum of it equals ours."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.contexts.ledger.book import COMMUNITY, an_account, rows
from tests.contexts.ledger.test_ledger_proof import accounts  # noqa: F401 - a fixture

from qingshou.kernel.money import Money
from qingshou.ledger import operations, queries
from qingshou.ledger.queries.export import account_name
from qingshou.ledger.rules.chart import Channel, Chart
from qingshou.platform.identity import SYSTEM

pytestmark = pytest.mark.django_db
LINE = re.compile(r"  (?P<account>[A-Z]\S+)  (?P<yuan>-?[\d.]+) CNY")


def _bean_check(path: Path) -> None:
    program = Path(sys.executable).with_name("bean-check")
    checked = subprocess.run([program, path], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr[:2000]


def _sums(path: Path) -> dict[str, Decimal]:
    """Add the lines up, without the product or the checker."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in path.read_text("utf-8").splitlines():
        if found := LINE.fullmatch(line):
            sums[found["account"]] += Decimal(found["yuan"])
    return sums


def _hold_and_move(account: int) -> None:
    """A deposit of ten yuan of which three go back, unclaimed money in part claimed, a fee."""
    common = {"community_id": COMMUNITY, "actor": SYSTEM}
    day = date(2025, 5, 3)
    deposit = operations.hold_deposit(
        account_id=account,
        payment=operations.Payment(Money(1_000), Channel.CASH, day),
        source_ref="deposit:1",
        **common,
    )
    operations.return_deposit(
        credit_id=deposit,
        payment=operations.Payment(Money(300), Channel.CASH, day),
        source_ref="deposit:1/back",
        **common,
    )
    parked = operations.park_suspense(
        amount=Money(400), channel=Channel.TRANSFER, on=day, source_ref="line:1", **common
    )
    operations.claim_suspense(
        credit_id=parked,
        payment=operations.Payment(Money(150), Channel.TRANSFER, day),
        to_account_id=account,
        source_ref="claim:1",
        **common,
    )
    operations.transfer(
        debit=Chart.CHANNEL_FEE,
        credit=Chart.CLEARING,
        amount=Money(6),
        on=day,
        source_ref="fee:1",
        **common,
    )


def test_the_export_balances_and_equals_aging(
    accounts: list[int],  # noqa: F811 - the fixture
    tmp_path: Path,
) -> None:
    common = {"community_id": COMMUNITY, "on": date(2025, 5, 2), "actor": SYSTEM}
    buyer = an_account("1-101#2")
    operations.receive(
        community_id=COMMUNITY,
        account_id=accounts[0],
        payment=operations.Payment(Money(99_999), Channel.ALIPAY, date(2025, 5, 2)),
        source_ref="r:99",
        actor=SYSTEM,
    )
    operations.move_prepayment(
        from_account_id=accounts[0],
        to_account_id=buyer,
        amount=Money(500),
        source_ref="move:1",
        **common,
    )
    operations.refund(
        account_id=buyer, amount=Money(120), channel=Channel.CASH, source_ref="back:1", **common
    )
    _hold_and_move(buyer)
    book = tmp_path / "book.beancount"
    book.write_text("\n".join(queries.beancount(communities={COMMUNITY: "YSL"})) + "\n", "utf-8")
    _bean_check(book)

    sums = _sums(book)
    owed = sum(fen for name, fen in sums.items() if name.startswith("Assets:1122"))
    aging = queries.aging(community_ids=[COMMUNITY], as_of=date(2030, 1, 1))
    assert owed == Decimal(aging.total.yuan)
    [(unused,)] = rows(
        "SELECT sum(amount_fen - used_fen) FROM ledger_credit WHERE nature IN ('RECEIPT', 'OPENING')"
    )
    assert sums["Liabilities:2203-Prepayment:YSL"] * 100 == -unused
    assert sums["Liabilities:224101-Deposit:YSL"] == -Decimal("7.00")
    assert sums["Liabilities:224102-Suspense:YSL"] == -Decimal("2.50")
    assert sums["Expenses:6603-ChannelFee:YSL"] == Decimal("0.06")
    assert sum(sums.values()) == 0
    assert queries.check(community_ids=[COMMUNITY]) == []


def test_a_wrong_fen_is_not_accepted(accounts: list[int], tmp_path: Path) -> None:  # noqa: F811
    text = "\n".join(queries.beancount(communities={COMMUNITY: "YSL"}))
    line = next(line for line in text.splitlines() if " balance Assets:1122" in line)
    book = tmp_path / "book.beancount"
    book.write_text(text.replace(line, line.replace(".", "1.", 1)), "utf-8")
    with pytest.raises(AssertionError):
        _bean_check(book)


def test_two_exports_are_equal(accounts: list[int]) -> None:  # noqa: F811
    assert list(queries.beancount(communities={COMMUNITY: "A"})) == list(
        queries.beancount(communities={COMMUNITY: "A"})
    )


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("PROPERTY_FEE", "Assets:1122-Receivable:C1:PROPERTY-FEE"),
        ("lift", "Assets:1122-Receivable:C1:Xlift"),
        ("电梯费", "Assets:1122-Receivable:C1:U7535U68AFU8D39"),
    ],
)
def test_every_kind_becomes_a_legal_name(kind: str, name: str) -> None:
    assert account_name("1122", "C1", kind) == name
