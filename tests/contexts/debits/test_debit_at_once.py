"""Two people at once: a bill goes to the bank once, an answer comes home once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.db import transaction
from tests.builders.at_once import at_once
from tests.contexts.debits.company import CLERK, Company
from tests.contexts.ledger.book import rows

from qingshou.kernel.money import Money
from qingshou.ledger import queries as books
from qingshou.ledger.rules.chart import Channel
from qingshou.payments import operations as payments
from qingshou.payments.rules.receipts import Request
from qingshou.processes import banks_debit_what_is_due as process

ON = date(2025, 3, 10)


def _company() -> Company:
    with transaction.atomic():
        company = Company(homes=4)
    for home in range(4):
        company.sign(home)
    company.bill(3, 26_000, 26_000, 26_000, 26_000)
    return company


def test_a_bill_goes_to_the_bank_once(fresh_database: str) -> None:
    company = _company()
    told = at_once(*[lambda: company.build(ON)] * 4)
    assert told == ["debits.nothing-to-debit"] * 3 + ["done"]
    assert rows("SELECT count(*), count(DISTINCT item_id) FROM debits_portion") == [(4, 4)]


def test_an_answer_comes_home_once_beside_the_desk(fresh_database: str, tmp_path: Path) -> None:
    """Eight imports of one file, and four owners who pay at the desk in the same moment."""
    company = _company()
    batch = company.build(ON).number
    assert batch is not None
    sent = process.write(batch=batch, folder=tmp_path)
    company.send(batch, ON)
    back = process.rehearse(path=sent, seed=2, folder=tmp_path)
    units = rows("SELECT id FROM estate_unit ORDER BY code")

    def pay(unit_id: int) -> None:
        payments.receive(
            community_id=company.community_id,
            request=Request(unit_id, Money(26_000), Channel.CASH, ON),
            request_id=f"desk-{unit_id}",
            today=ON,
            actor=CLERK,
        )

    told = at_once(
        *[lambda: company.bring_in(back, ON)] * 8,
        *[lambda unit_id=unit_id: pay(unit_id) for (unit_id,) in units],
    )
    assert told == ["done"] * 12
    assert rows("SELECT count(*) FROM debits_returnfile") == [(1,)]
    paid = rows("SELECT COALESCE(sum(paid_fen), 0)::bigint FROM debits_returnfile")[0][0]
    assert rows("SELECT sum(amount_fen)::bigint FROM payments_tender") == [(paid + 4 * 26_000,)]
    assert rows("SELECT sum(open_fen)::bigint FROM ledger__item") == [(0,)]
    assert rows("SELECT sum(unused_fen)::bigint FROM ledger__credit") == [(paid,)]
    assert books.check(community_ids=[company.community_id]) == []


def test_two_papers_for_one_fee_are_one(fresh_database: str) -> None:
    with transaction.atomic():
        company = Company(homes=1)
    told = at_once(*[lambda n=n: company.sign(0, document=f"P{n}") for n in range(4)])
    assert told == ["debits.mandate-overlaps"] * 3 + ["done"]
