"""What was debited meets the bank's line: batch by batch, or all batches of a day in one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.contexts.debits.company import Company
from tests.contexts.debits.test_debit_loop import _answer, _returned
from tests.contexts.ledger.book import rows
from tests.contexts.reconciliation.till import Till
from tests.contexts.reconciliation.town import a_fund_account

pytestmark = pytest.mark.django_db
ASKED_ON, PAID_ON, BANK_ON = date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 11)


class Bank(Till):
    """The bank of a company that debits."""

    def __init__(self, folder: Path, community_id: int) -> None:
        super().__init__(folder, town=(community_id, []))
        a_fund_account(community_id)


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    """Let two batches of one day be answered: 260.00 + 300.00, and 400.00."""
    company = Company()
    for home in range(2):
        company.sign(home)
    company.bill(3, 26_000, 30_000, 40_000)
    first = company.build(ASKED_ON).number
    company.sign(2)
    second = company.build(ASKED_ON).number
    assert first is not None
    assert second is not None
    for batch in (first, second):
        company.send(batch, ASKED_ON)
    _answer(company, first, _returned(first, (1, 26_000, None), (2, 30_000, None)), on=PAID_ON)
    _answer(company, second, _returned(second, (1, 40_000, None)), on=PAID_ON)
    return Bank(tmp_path, company.community_id)


def tied() -> list[tuple[int, int]]:
    """Tell the receipts each line is tied to: how many, and what they come to."""
    return rows(
        "SELECT count(*), sum(matched.amount_fen)::bigint FROM reconciliation_match matched"
        " JOIN reconciliation_line line ON line.id = matched.line_id"
        " WHERE matched.released_on IS NULL GROUP BY line.row_no ORDER BY line.row_no"
    )


@pytest.mark.parametrize(
    ("paid", "ties"),
    [
        ((56_000,), [(2, 56_000)]),
        ((56_000, 40_000), [(2, 56_000), (1, 40_000)]),
        ((96_000,), [(3, 96_000)]),
    ],
)
def test_a_line_is_its_batches(
    bank: Bank, paid: tuple[int, ...], ties: list[tuple[int, int]]
) -> None:
    told = bank.tell(*[(BANK_ON, fen, "", "批量代扣") for fen in paid])
    assert told.settled.batches == len(paid)
    assert tied() == ties
    assert bank.account("1002") == 96_000
    kinds = {each.split()[0] for each in bank.differences(PAID_ON)}
    assert kinds == ({"DATE"} if sum(paid) == 96_000 else {"DATE", "OURS_ONLY"})


def test_lines_that_would_take_the_same_receipts_wait(bank: Bank) -> None:
    told = bank.tell((BANK_ON, 96_000, "", "批量代扣"), (BANK_ON, 40_000, "", "批量代扣"))
    assert told.settled.batches == 0


def test_a_batch_the_bank_never_paid_stays_ours_only(bank: Bank) -> None:
    bank.tell((BANK_ON, 55_999, "", "批量代扣"))
    assert {each.split()[0] for each in bank.differences(PAID_ON)} == {"OURS_ONLY"}
