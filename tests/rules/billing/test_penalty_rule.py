"""The penalty rule: a table of situations, and the independent day-by-day model."""

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.models import slow_penalty

import qingshou.billing.rules.lpr as lpr
from qingshou.billing.rules.penalty_quotes import read_question
from qingshou.interfaces.wording.billing import explain_penalty
from qingshou.kernel.refusals import Refusal
from qingshou.tariffs.rules.forms import Form

TABLE_OF_RATES = slow_penalty.publications(Path(lpr.__file__).with_name("lpr.csv"))
THOUSAND = [{"principal": "1000.00", "due_on": "2026-01-31"}]
DAILY = {"kind": "DAILY", "rate": "0.0005"}
FEN = [{"unit": "FEN", "stage": "SEGMENT"}]


def asked(**more: object) -> dict:
    return {
        "items": THOUSAND,
        "rule": DAILY,
        "grace_days": 0,
        "day_basis": "ACTUAL",
        "year_days": 365,
        "count_first_day": True,
        "count_last_day": False,
        "until": "2026-03-01",
        "cap": "NONE",
        "rounding": FEN,
    } | more


def said(form: dict) -> str:
    try:
        return read_question(Form(form)).answer().amount.yuan
    except Refusal as refusal:
        return refusal.code


OLD = [{"principal": "1000.00", "due_on": "2024-09-30"}]
ONE_YEAR = {"kind": "LPR", "term": "1Y", "multiple": "1"}

TABLE = [
    # February 2026 has 28 days of default: from the day after the due day, the last not counted.
    ({}, "14.00"),
    ({"count_last_day": True}, "14.50"),
    ({"count_first_day": False}, "13.50"),
    ({"count_first_day": False, "count_last_day": True}, "14.00"),
    ({"grace_days": 10}, "9.00"),
    ({"grace_days": 28}, "0.00"),
    ({"from": "2026-02-15"}, "7.00"),
    ({"from": "2026-02-15", "grace_days": 10}, "7.00"),
    ({"until": "2026-01-15"}, "0.00"),
    # Months of thirty days: February counts thirty.
    ({"day_basis": "THIRTY_DAY_MONTHS"}, "15.00"),
    ({"rule": {"kind": "MONTHLY", "rate": "0.02"}, "day_basis": "THIRTY_DAY_MONTHS"}, "20.00"),
    ({"rule": {"kind": "MONTHLY", "rate": "0.02"}}, "18.67"),
    # What is paid bears nothing from that day on; the oldest item is paid first.
    ({"settlements": [{"on": "2026-02-15", "amount": "400.00"}]}, "11.20"),
    ({"settlements": [{"on": "2026-01-01", "amount": "1000.00"}]}, "0.00"),
    ({"settlements": [{"on": "2026-02-15", "amount": "9999.00"}]}, "7.00"),
    # The cap holds against every rounding.
    ({"rule": {"kind": "DAILY", "rate": "1"}, "cap": "PRINCIPAL"}, "1000.00"),
    # The published rate: 3.35 % until 2024-10-21, then 3.10 %; 20 and 11 days.
    ({"items": OLD, "rule": ONE_YEAR, "until": "2024-11-01"}, "2.77"),
    ({"items": OLD, "rule": ONE_YEAR, "until": "2024-11-01", "year_days": 360}, "2.81"),
    # Never guessed.
    ({"items": OLD, "rule": ONE_YEAR, "until": "2025-06-20"}, "22.31"),
    ({"items": OLD, "rule": ONE_YEAR, "until": "2025-06-21"}, "billing.date-beyond-rate-table"),
    ({"rule": ONE_YEAR}, "billing.date-beyond-rate-table"),
    (
        {"items": OLD, "rule": ONE_YEAR, "from": "2019-08-19", "until": "2019-09-01"},
        "billing.date-before-rate-table",
    ),
    # Bad questions.
    ({"until": "2026-02-15", "from": "2026-02-15"}, "tariffs.period-empty"),
    ({"items": []}, "tariffs.field-missing"),
    ({"items": {}}, "tariffs.not-a-list"),
    ({"items": [{"principal": "-1.00", "due_on": "2026-01-31"}]}, "tariffs.not-an-amount"),
    ({"items": [{"principal": "1.001", "due_on": "2026-01-31"}]}, "tariffs.not-an-amount"),
    ({"items": [{"principal": 1000, "due_on": "2026-01-31"}]}, "tariffs.not-an-amount"),
    ({"rule": {"kind": "DAILY", "rate": 0.0005}}, "tariffs.not-a-decimal"),
    ({"rule": {"kind": "WEEKLY", "rate": "1"}}, "tariffs.not-one-of"),
    ({"rule": DAILY | {"term": "1Y"}}, "tariffs.field-unknown"),
    ({"rule": "DAILY"}, "tariffs.form-unreadable"),
    ({"grace_days": -1}, "tariffs.not-a-whole-number"),
    ({"grace_days": True}, "tariffs.not-a-whole-number"),
    ({"year_days": 366}, "tariffs.not-one-of"),
    ({"year_days": True}, "tariffs.not-one-of"),
    ({"count_first_day": 1}, "tariffs.not-one-of"),
    ({"cap": "HALF"}, "tariffs.not-one-of"),
    ({"rounding": [{"unit": "FEN", "stage": "LINE"}]}, "tariffs.not-one-of"),
    ({"until": "2026-02-30"}, "tariffs.not-a-date"),
    ({"until": "20260301"}, "tariffs.not-a-date"),
    ({"untill": "2026-03-01"}, "tariffs.field-unknown"),
]


@pytest.mark.parametrize(("more", "answer"), TABLE)
def test_a_quote(more, answer):
    assert said(asked(**more)) == answer


def test_two_items_settled_oldest_first():
    items = [
        {"principal": "300.00", "due_on": "2026-02-28"},
        {"principal": "500.00", "due_on": "2026-01-31"},
    ]
    form = asked(
        items=items, settlements=[{"on": "2026-03-11", "amount": "600.00"}], until="2026-03-31"
    )
    answer = read_question(Form(form)).answer()
    told = [
        (one.item, str(one.period.start), one.days, one.principal.yuan, one.amount.yuan)
        for one in answer.segments
    ]
    assert told == [
        (0, "2026-03-01", 10, "300.00", "1.50"),
        (0, "2026-03-11", 20, "200.00", "2.00"),
        (1, "2026-02-01", 38, "500.00", "9.50"),
    ]
    assert explain_penalty(answer).endswith("违约金合计 13.00 元。")


def test_a_segment_begins_with_each_publication():
    answer = read_question(
        Form(asked(items=OLD, rule=ONE_YEAR | {"multiple": "1.3"}, until="2024-12-21"))
    ).answer()
    assert [str(one.period.start) for one in answer.segments] == [
        "2024-10-01",
        "2024-10-21",
        "2024-11-20",
        "2024-12-20",
    ]


days = st.dates(date(2023, 12, 20), date(2024, 12, 31))
amounts = st.decimals("0.01", "3000", places=2).map(str)
rules = st.one_of(
    st.builds(
        lambda rate: {"kind": "DAILY", "rate": rate},
        st.sampled_from(["0.0003", "0.0005", "0.001", "0.003", "0.02"]),
    ),
    st.builds(
        lambda rate: {"kind": "MONTHLY", "rate": rate}, st.sampled_from(["0.02", "0.015", "0.5"])
    ),
    st.builds(
        lambda term, multiple: {"kind": "LPR", "term": term, "multiple": multiple},
        st.sampled_from(["1Y", "5Y"]),
        st.sampled_from(["1", "1.3", "1.5", "4", "30"]),
    ),
)
steps = st.builds(
    lambda unit, stage: {"unit": unit, "stage": stage},
    st.sampled_from(["FEN", "JIAO", "YUAN"]),
    st.sampled_from(["SEGMENT", "ITEM", "TOTAL"]),
)


@st.composite
def forms(draw: st.DrawFn) -> dict:
    pairs = st.tuples(amounts, days)
    items = draw(st.lists(pairs, min_size=1, max_size=3))
    settled = draw(st.lists(pairs, max_size=3))
    until = draw(st.dates(date(2024, 1, 1), date(2025, 6, 19)))
    form = asked(
        items=[{"principal": amount, "due_on": str(on)} for amount, on in items],
        settlements=[{"on": str(on), "amount": amount} for amount, on in settled],
        rule=draw(rules),
        grace_days=draw(st.sampled_from([0, 3, 15, 60])),
        day_basis=draw(st.sampled_from(["ACTUAL", "THIRTY_DAY_MONTHS"])),
        year_days=draw(st.sampled_from([365, 360])),
        count_first_day=draw(st.booleans()),
        count_last_day=draw(st.booleans()),
        until=str(until),
        cap=draw(st.sampled_from(["NONE", "PRINCIPAL"])),
        rounding=draw(st.lists(steps, max_size=2)),
    )
    if draw(st.booleans()):
        form["from"] = str(until - timedelta(days=draw(st.integers(1, 200))))
    return form


@settings(max_examples=250, deadline=None)
@given(forms())
def test_every_combination_equals_the_slow_model(form):
    answer = read_question(Form(form)).answer()
    assert answer.amount.fen == slow_penalty.penalty(form, TABLE_OF_RATES)
    assert sum(one.amount.fen for one in answer.segments) == answer.amount.fen
    assert all(one.amount.fen >= 0 for one in answer.segments)
    if form["cap"] == "PRINCIPAL":
        principals = sum(Fraction(item["principal"]) * 100 for item in form["items"])
        assert answer.amount.fen <= principals
