"""Rules of bank debit: who is debited, when again, how files and numbers are written."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingshou.debits.rules.batches import batch_of, batches_named, reference
from qingshou.debits.rules.eligibility import Due, Terms, choose
from qingshou.debits.rules.numbers import NumberUnreadable, masked, plain
from qingshou.debits.rules.reasons import LASTING, PASSING, Reason
from qingshou.debits.rules.retries import Again, Ended, RetryCalendar, after_failure, next_payday
from qingshou.debits.rules.templates import (
    Column,
    TemplateUnusable,
    TextTooLong,
    cell,
    read,
)
from qingshou.kernel.money import Money
from qingshou.tariffs.rules.working_days import is_working_day

ON = date(2025, 3, 10)


def _due(fen: int = 100, **facts: Any) -> Due:
    return Due(**({"item_id": 1, "account_id": 7, "open": Money(fen), "mandate_id": 5} | facts))


def _terms(limit: int = 1_000, monthly: int = 2_000, used: int = 0, rests: bool = False) -> Terms:
    return Terms(5, Money(limit), Money(monthly), Money(used), rests)


ELIGIBLE = [
    # Nothing stands against it.
    (_due(), _terms(), "taken"),
    (_due(rests_until=ON, tries=1), _terms(), "taken"),
    # A hold outranks everything; a running batch outranks the mandate.
    (_due(held=True, running=True), _terms(), "HELD"),
    (_due(running=True, ended=True), _terms(), "RUNNING"),
    # No mandate; a mandate the bank refused for good; no more tries; not yet.
    (_due(mandate_id=None), _terms(), "NO_MANDATE"),
    (_due(), _terms(rests=True), "MANDATE_RESTS"),
    (_due(ended=True), _terms(), "ENDED"),
    (_due(rests_until=ON + timedelta(days=1)), _terms(), "NOT_YET"),
    # Limits are taken to the fen.
    (_due(1_000), _terms(), "taken"),
    (_due(1_001), _terms(), "ABOVE_LIMIT"),
    (_due(500), _terms(used=1_500), "taken"),
    (_due(501), _terms(used=1_500), "ABOVE_MONTH"),
]


@pytest.mark.parametrize(("due", "terms", "expected"), ELIGIBLE)
def test_a_bill_is_debited_or_has_a_reason(due: Due, terms: Terms, expected: str) -> None:
    choice = choose([due], {5: terms}, on=ON)
    assert (choice.left[0][1].value if choice.left else "taken") == expected


def test_another_kind_is_told_apart_from_no_mandate() -> None:
    choice = choose([_due(), _due(item_id=2, mandate_id=None)], {5: _terms()}, on=ON)
    assert [because.value for _, because in choice.left] == ["KIND_NOT_COVERED"]


@given(
    fens=st.lists(st.integers(1, 3_000), max_size=12),
    limit=st.integers(1, 4_000),
    more=st.integers(0, 4_000),
    used=st.integers(0, 5_000),
)
def test_never_above_a_limit_and_nothing_is_lost(
    fens: list[int], limit: int, more: int, used: int
) -> None:
    dues = [_due(fen, item_id=number) for number, fen in enumerate(fens)]
    choice = choose(dues, {5: _terms(limit, limit + more, used)}, on=ON)
    total = sum(due.open.fen for due in choice.taken)
    assert total <= limit and (not total or used + total <= limit + more)
    assert sorted([*choice.taken, *(due for due, _ in choice.left)], key=dues.index) == dues


FUNDS = Reason.INSUFFICIENT_FUNDS
RETRIES = [
    # The 15th of March 2025 is a Saturday, the 10th is too near.
    ("2025-03-10", FUNDS, 1, "2025-03-17"),
    # The last of three is told as such.
    ("2025-03-17", FUNDS, 2, "2025-03-25 last"),
    ("2025-03-25", FUNDS, 3, "TRIES_USED_UP"),
    # The next month; the long holiday moves the 1st of October week to the 10th.
    ("2025-03-26", FUNDS, 1, "2025-04-10"),
    ("2025-12-24", FUNDS, 1, "2026-01-12"),
    # The Sunday of 28 September 2025 is a working day; it is no payday.
    ("2025-09-23", FUNDS, 1, "2025-10-10"),
    # What another day does not change.
    ("2025-03-10", Reason.ACCOUNT_CLOSED, 1, "REASON_LASTS"),
    ("2025-03-10", Reason.OTHER, 1, "REASON_LASTS"),
]


@pytest.mark.parametrize(("on", "reason", "tries", "expected"), RETRIES)
def test_what_follows_a_failure(on: str, reason: Reason, tries: int, expected: str) -> None:
    step = after_failure(
        reason,
        tries=tries,
        failed_on=date.fromisoformat(on),
        calendar=RetryCalendar(),
        is_working_day=is_working_day,
    )
    told = f"{step.on}{' last' if step.is_last else ''}" if isinstance(step, Again) else step.value
    assert told == expected


@given(st.dates(date(2024, 1, 1), date(2026, 11, 30)), st.lists(st.integers(1, 31), min_size=1))
def test_a_payday_lies_ahead_and_offices_work(day: date, paydays: list[int]) -> None:
    found = next_payday(day, RetryCalendar(tuple(paydays)), is_working_day)
    assert day <= found <= day + timedelta(days=45) and is_working_day(found)


@given(st.sampled_from(sorted(PASSING)), st.dates(date(2024, 1, 1), date(2026, 6, 30)))
def test_tries_are_bounded(reason: Reason, on: date) -> None:
    steps: list[Again | Ended] = []
    while not steps or isinstance(steps[-1], Again):
        last = steps[-1] if steps else None
        failed_on = last.on if isinstance(last, Again) else on
        steps.append(
            after_failure(
                reason,
                tries=len(steps) + 1,
                failed_on=failed_on,
                calendar=RetryCalendar(),
                is_working_day=is_working_day,
            )
        )
    assert len(steps) == RetryCalendar().tries and steps[-1] is Ended.TRIES_USED_UP
    assert [step.is_last for step in steps[:-1] if isinstance(step, Again)] == [False, True]


def test_reasons_pass_last_or_need_a_person() -> None:
    assert frozenset() == PASSING & LASTING
    assert set(Reason) - PASSING - LASTING == {Reason.OTHER}


@given(st.integers(1, 99_999), st.integers(1, 999_999))
def test_a_reference_names_its_batch_in_twelve_bytes(batch: int, line: int) -> None:
    written = reference(batch, line)
    assert len(written.encode()) == 12 and batch_of(written) == batch
    assert batches_named([f"第1行 {written} 扣款"]) == {batch}


@pytest.mark.parametrize(
    "text", ["", "1234567", "62220000a1112222", "6" * 33, "６２２２００００１１１１"]
)
def test_a_number_is_8_to_32_digits(text: str) -> None:
    with pytest.raises(NumberUnreadable) as refused:
        plain(text)
    assert text == "" or text not in str(refused.value)


@given(st.from_regex(r"[0-9]{8,32}", fullmatch=True))
def test_a_mask_hides_at_least_half_but_keeps_the_end(number: str) -> None:
    shown = masked(plain(number))
    assert len(shown) == len(number) and shown.endswith(number[-4:])
    assert shown.count("*") * 2 >= len(number) or len(number) == 8


TEMPLATE: dict[str, Any] = {
    "title": "示例",
    "form": "TEXT",
    "file": "{batch}.txt",
    "paid": ["001"],
    "column": [
        {"title": "卡号", "value": "{number}"},
        {"title": "金额", "value": "{amount}"},
        {"title": "编号", "value": "{reference}"},
        {"title": "结果", "answer": "OUTCOME", "answer_at": 3},
    ],
    "reasons": {"002": "INSUFFICIENT_FUNDS"},
}


def test_a_template_is_plain_values() -> None:
    template = read("x", TEMPLATE)
    assert template.reason("002") is Reason.INSUFFICIENT_FUNDS
    assert template.reason("有002字样") is Reason.INSUFFICIENT_FUNDS
    assert template.reason("不明") is Reason.OTHER


@pytest.mark.parametrize(
    "change",
    [
        {"title": None},
        {"colour": "红"},
        {"form": "FAX"},
        {"file": "{today}"},
        {"unit": "JIAO"},
        {"encoding": "no-such"},
        {"paid": []},
        {"column": TEMPLATE["column"][:3]},
        {"column": TEMPLATE["column"][1:]},
        {"column": [{"title": "卡号", "value": "{number}", "size": 3}]},
        {"reasons": {"002": "NO_SUCH"}},
        {"form": "PAIN008"},
    ],
)
def test_a_misspelled_template_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(TemplateUnusable):
        read("x", TEMPLATE | change)


def test_columns_are_padded_and_bounded() -> None:
    facts = {"line": "7", "name": "示例业主", "reference": "00001-000001"}
    padded = Column("序号", "{line}", width=6, pad="0", right=True)
    assert cell(padded, facts, encoding="gbk") == "000007"
    assert cell(Column("户名", "{name}", most_bytes=8), facts, encoding="gbk") == "示例业主"
    with pytest.raises(TextTooLong):
        cell(Column("户名", "{name}", most_bytes=7), facts, encoding="gbk")
