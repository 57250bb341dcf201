"""The loop of bank debit: what is due goes out, what the bank says comes in, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from tests.contexts.debits.company import CLERK, Company
from tests.contexts.ledger.book import rows

from qingshou.adapters.bank_files import Disk
from qingshou.debits import operations, queries
from qingshou.debits.rules.batches import State, reference
from qingshou.debits.rules.reasons import Reason
from qingshou.debits.rules.sheets import AnsweredLine, Returned
from qingshou.kernel.money import ZERO, Money
from qingshou.kernel.refusals import Refusal
from qingshou.ledger import queries as books
from qingshou.payments import queries as receipts
from qingshou.platform.db.transactions import transaction
from qingshou.processes import banks_debit_what_is_due as process

pytestmark = pytest.mark.django_db
BUILT_ON, SENT_ON, PAID_ON = date(2025, 3, 10), date(2025, 3, 10), date(2025, 3, 11)
TEMPLATES = ["icbc-same-bank", "icbc-cross-bank", "text-gbk", "pain008"]


@pytest.fixture
def company(db: None) -> Company:
    found = Company()
    for home in range(3):
        found.sign(home)
    found.bill(2, 26_000, 30_000, 40_000)
    found.bill(3, 26_000, 30_000, 40_000)
    return found


def _digest(company: Company) -> list[Any]:
    """Everything the community's debits and books say."""
    tables = ["debits_outcome", "debits_failure", "debits_notice", "debits_returnfile",
              "ledger_settlement", "ledger_credit", "payments_receipt", "payments_tender"]  # fmt: skip
    return [
        rows(f"SELECT * FROM {table} WHERE community_id = %s ORDER BY id", company.community_id)
        for table in tables
    ]


def _returned(batch: int, *lines: tuple[int, int, Reason | None], **facts: Any) -> Returned:
    """An answer by (line, fen, reason)."""
    answered = tuple(
        AnsweredLine(
            reference(batch, line), Money(fen), ZERO if reason else Money(fen), reason, "…"
        )
        for line, fen, reason in lines
    )
    usual: dict[str, Any] = {"name": "回盘.xlsx", "digest": repr(answered), "lines": answered}
    return Returned(**(usual | facts))


def _answer(company: Company, batch: int, returned: Returned, on: date = PAID_ON) -> Any:
    @transaction
    def whole() -> operations.Answered:
        return operations.answer(
            community_id=company.community_id,
            batch=batch,
            returned=returned,
            on=on,
            today=on,
            actor=CLERK,
        )

    return whole()


def _sent(company: Company) -> int:
    batch = company.build(BUILT_ON).number
    assert batch is not None
    company.send(batch, SENT_ON)
    return batch


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_file_goes_round(company: Company, template: str, tmp_path: Path) -> None:
    built = company.build(BUILT_ON, template)
    assert built.number is not None
    assert (built.lines, built.bills, built.total) == (3, 6, Money(192_000))
    sent = process.write(batch=built.number, folder=tmp_path)
    company.send(built.number, SENT_ON)
    back = process.rehearse(path=sent, seed=3, folder=tmp_path)
    answered = company.bring_in(back, PAID_ON)
    assert answered.state is State.RETURNED
    assert answered.paid + answered.failed == built.total
    assert answered.failed_lines and answered.paid_lines
    ids = [company.community_id]
    assert books.check(community_ids=ids) == [] and receipts.check(community_ids=ids) == []
    assert rows(
        "SELECT COALESCE(sum(amount_fen), 0)::bigint FROM payments_tender WHERE channel = 'DEBIT'"
    ) == [(answered.paid.fen,)]

    before = _digest(company)
    again = company.bring_in(back, PAID_ON)
    assert again.again and again.paid == answered.paid
    assert _digest(company) == before


def test_the_same_batch_is_the_same_file(company: Company, tmp_path: Path) -> None:
    for template in TEMPLATES:
        built = company.build(BUILT_ON, template)
        assert built.number is not None
        first = process.write(batch=built.number, folder=tmp_path / "a").read_bytes()
        assert process.write(batch=built.number, folder=tmp_path / "b").read_bytes() == first
        operations.withdraw(
            community_id=company.community_id, batch=built.number, on=BUILT_ON, actor=CLERK
        )


def test_a_running_bill_is_not_debited_again(company: Company) -> None:
    batch = _sent(company)
    with pytest.raises(operations.NothingToDebit):
        company.build(BUILT_ON)
    [left] = company.preview(BUILT_ON).left
    assert (left.because, left.bills) == ("RUNNING", 6)
    _answer(company, batch, _returned(batch, (1, 52_000, None)))
    [left] = company.preview(BUILT_ON).left
    assert (left.because, left.bills) == ("RUNNING", 4)


def test_money_settles_the_bills_it_was_for(company: Company) -> None:
    """A bill in dispute is older, and stays open."""
    [(item,)] = rows(
        "SELECT item_id FROM ledger__item WHERE account_id = %s ORDER BY due_on LIMIT 1",
        company.accounts[0],
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO dunning_hold (community_id, account_id, item_id, reason, start, note,"
            " actor) VALUES (%s, %s, %s, 'DISPUTE', '2025-03-01', '', 'test')",
            [company.community_id, company.accounts[0], item],
        )
    built = company.build(BUILT_ON)
    assert [(left.because, left.bills) for left in built.left] == [("HELD", 1)]
    assert built.number is not None
    company.send(built.number, SENT_ON)
    _answer(company, built.number, _returned(built.number, (1, 26_000, None)))
    assert rows(
        "SELECT period_from, open_fen FROM ledger__item WHERE account_id = %s ORDER BY 1",
        company.accounts[0],
    ) == [(date(2025, 2, 1), 26_000), (date(2025, 3, 1), 0)]


def test_an_answer_may_come_in_pieces(company: Company) -> None:
    batch = _sent(company)
    first = _answer(company, batch, _returned(batch, (1, 52_000, None)))
    assert (first.state, first.waiting) == (State.PARTLY, 2)
    second = _answer(
        company,
        batch,
        _returned(batch, (1, 52_000, None), (2, 60_000, Reason.OTHER), (3, 80_000, None)),
    )
    assert (second.state, second.known, second.paid) == (State.RETURNED, 1, Money(80_000))


REFUSED: list[tuple[type[Refusal], Callable[[int], Returned]]] = [
    (operations.LineUnknown, lambda b: _returned(b, (1, 52_000, None), (9, 100, None))),
    (operations.LineUnknown, lambda b: _returned(b + 1, (1, 52_000, None))),
    (operations.AmountDiffers, lambda b: _returned(b, (1, 52_001, None))),
    (operations.LineDoubled, lambda b: _returned(b, (1, 52_000, None), (1, 52_000, None))),
    (operations.TotalsDiffer, lambda b: _returned(b, (1, 52_000, None), declared_lines=2)),
    (operations.TotalsDiffer, lambda b: _returned(b, (1, 52_000, None), declared_total=Money(1))),
    (operations.TotalsDiffer, lambda b: _returned(b, (1, 52_000, None), original_lines=4)),
    (operations.TotalsDiffer, lambda b: _returned(b, (1, 52_000, None), original_total=Money(1))),
]


@pytest.mark.parametrize(("refusal", "made"), REFUSED)
def test_a_wrong_answer_leaves_nothing(
    company: Company, refusal: type[Refusal], made: Callable[[int], Returned]
) -> None:
    batch = _sent(company)
    before = _digest(company)
    with pytest.raises(refusal):
        _answer(company, batch, made(batch))
    assert _digest(company) == before
    assert _answer(company, batch, _returned(batch, (1, 52_000, None))).paid_lines == 1


def test_a_part_of_a_line_is_refused(company: Company) -> None:
    batch = _sent(company)
    whole = _returned(batch, (1, 52_000, None))
    part = replace(whole, lines=(replace(whole.lines[0], paid=Money(50_000)),))
    with pytest.raises(operations.PartlyDebited):
        _answer(company, batch, part)


def test_an_answer_cannot_be_changed(company: Company) -> None:
    batch = _sent(company)
    _answer(company, batch, _returned(batch, (1, 52_000, None)))
    with pytest.raises(operations.AnswerContradicts):
        _answer(company, batch, _returned(batch, (1, 52_000, Reason.INSUFFICIENT_FUNDS)))


def test_an_answer_needs_a_sent_batch(company: Company) -> None:
    batch = company.build(BUILT_ON).number
    assert batch is not None
    with pytest.raises(operations.BatchNotSent):
        _answer(company, batch, _returned(batch, (1, 52_000, None)))
    with pytest.raises(operations.SettledAhead):
        company.send(batch, date(2025, 3, 12))
        _answer(company, batch, _returned(batch, (1, 52_000, None)))


def test_a_batch_goes_once_or_not_at_all(company: Company) -> None:
    batch = company.build(BUILT_ON).number
    assert batch is not None
    named = {"community_id": company.community_id, "batch": batch, "actor": CLERK}
    operations.withdraw(on=BUILT_ON, **named)
    with pytest.raises(operations.BatchWithdrawn):
        operations.send(on=BUILT_ON, **named)
    later = _sent(company)
    with pytest.raises(operations.BatchAlreadySent):
        operations.withdraw(on=BUILT_ON, **(named | {"batch": later}))
    with pytest.raises(queries.BatchUnknown):
        operations.send(on=BUILT_ON, **(named | {"batch": later + 100}))


def test_tries_end_and_the_last_is_told(company: Company) -> None:
    """Three tries: 10 March, 17 March (the 15th is a Saturday), 25 March."""
    days = [date(2025, 3, 10), date(2025, 3, 17), date(2025, 3, 25)]
    for number, day in enumerate(days, 1):
        assert {left.because for left in company.preview(date(2025, 3, 9)).left} <= {"NOT_YET"}
        batch = company.build(day).number
        assert batch is not None
        company.send(batch, day)
        funds = Reason.INSUFFICIENT_FUNDS
        told = _answer(company, batch, _returned(
            batch, (1, 52_000, funds), (2, 60_000, funds), (3, 80_000, funds)), day)  # fmt: skip
        assert told.notices == (3 if number == 2 else 0)
        if number < 3:
            assert company.preview(day).left[0].because == "NOT_YET"
    [left] = company.preview(date(2025, 4, 30)).left
    assert (left.because, left.bills) == ("ENDED", 6)
    assert rows("SELECT DISTINCT told_on, try_on, reason FROM debits_notice") == [
        (days[1], days[2], "INSUFFICIENT_FUNDS")
    ]
    assert rows(
        "SELECT count(*) FROM outbox_announcement WHERE event LIKE %s", "%LastTryAhead"
    ) == [(3,)]


def test_a_lasting_reason_rests_the_mandate_until_a_new_one(company: Company) -> None:
    batch = _sent(company)
    _answer(company, batch, _returned(
        batch, (1, 52_000, Reason.ACCOUNT_CLOSED), (2, 60_000, None), (3, 80_000, None)))  # fmt: skip
    company.bill(4, 26_000)
    reasons = {left.because: left.bills for left in company.preview(date(2025, 4, 10)).left}
    assert reasons == {"ENDED": 2, "MANDATE_RESTS": 1}
    operations.revoke(
        community_id=company.community_id,
        document="DK-0001",
        on=date(2025, 4, 1),
        because="换卡",
        actor=CLERK,
    )
    company.sign(0, document="DK-0009", signed_on=date(2025, 4, 1), since=date(2025, 4, 1))
    assert company.preview(date(2025, 4, 10)).bills == 3


def test_limits_of_a_debit_and_of_a_month(db: None) -> None:
    company = Company(homes=1)
    company.sign(0, limit=Money(50_000), monthly=Money(70_000))
    company.bill(2, 30_000)
    company.bill(3, 30_000)
    company.bill(3, 15_000, kind="PARKING")
    built = company.build(date(2025, 3, 10))
    assert (built.total, {left.because for left in built.left}) == (
        Money(30_000), {"ABOVE_LIMIT", "KIND_NOT_COVERED"})  # fmt: skip
    assert built.number is not None
    company.send(built.number, date(2025, 3, 10))
    _answer(company, built.number, _returned(built.number, (1, 30_000, None)))
    company.bill(1, 45_000)
    second = company.preview(date(2025, 3, 20))
    assert {left.because for left in second.left} == {"ABOVE_MONTH", "KIND_NOT_COVERED"}
    assert second.total == Money(30_000)


def test_numbers_are_never_in_the_clear(company: Company) -> None:
    number = "6222000000000001"
    for table in ("debits_mandate", "audit_event", "outbox_announcement"):
        [(told,)] = rows(f"SELECT COALESCE(string_agg(t::text, ' '), '') FROM {table} t")
        assert number not in told
    listed = queries.mandates(community_id=company.community_id)
    assert [one.number for one in listed][1] == "6222********0001"
    built = company.build(BUILT_ON)
    assert built.number is not None
    outgoing = queries.outgoing(batch=built.number)
    assert outgoing.lines[1].number == number and number not in repr(outgoing)


def test_files_of_strangers_are_refused(company: Company, tmp_path: Path) -> None:
    path = tmp_path / "什么.txt"
    path.write_text("你好", encoding="gbk")
    with pytest.raises(process.NoBatchNamed):
        company.bring_in(path, PAID_ON)
    path.write_text("00001-000001 00002-000001", encoding="gbk")
    with pytest.raises(process.SeveralBatchesNamed):
        company.bring_in(path, PAID_ON)
    batch = _sent(company)
    path.write_text(reference(batch, 1), encoding="gbk")
    with pytest.raises(process.OtherBatch):
        company.bring_in(path, PAID_ON, only=batch + 1)
    with pytest.raises(process.TemplateUnknown):
        company.build(BUILT_ON, "no-such-template")


def test_a_preview_keeps_nothing(company: Company, tmp_path: Path) -> None:
    built = company.build(BUILT_ON)
    assert built.number is not None
    sent = process.write(batch=built.number, folder=tmp_path)
    company.send(built.number, SENT_ON)
    back = Disk().rehearse(queries.template_of(batch=built.number), sent, seed=1, folder=tmp_path)
    before = _digest(company)
    previewed = company.bring_in(back, PAID_ON, preview=True)
    assert _digest(company) == before
    assert company.bring_in(back, PAID_ON).paid == previewed.paid
