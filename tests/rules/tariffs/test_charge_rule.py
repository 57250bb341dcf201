"""The charge rule: a table of situations, and the independent day-by-day model."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.models import slow_charge

from qingshou.interfaces.wording.tariffs import explain_charge
from qingshou.kernel.period import Period, month
from qingshou.tariffs.rules.charges import NoPriceInForce, PriceFrom, PriceNamedTwice, Terms, charge
from qingshou.tariffs.rules.forms import Form
from qingshou.tariffs.rules.proration import Per, Proration
from qingshou.tariffs.rules.quotes import read_question
from qingshou.tariffs.rules.rounding import read_steps

STEPS = ["FEN:MONTH", "FEN:LINE", "JIAO:LINE", "YUAN:TOTAL", "JIAO:MONTH;YUAN:TOTAL", ""]


def asked(start: str, until: str, proration: str, rounding: str, **more: object) -> dict:
    steps = [step.split(":") for step in rounding.split(";") if step]
    return {
        "from": start,
        "until": until,
        "proration": proration,
        "rounding": [{"unit": unit, "stage": stage} for unit, stage in steps],
        **more,
    }


AREA = {"area_m2": "87.53", "price_per_m2_month": "2.35"}
RISE = [{"from": "2026-03-16", "price_per_m2_month": "2.65"}]

TABLE = [
    # Whole months count one, whatever their length and the contract.
    ("2026-02-01", "2026-03-01", "ACTUAL_MONTH", "FEN:LINE", {}, "205.70"),
    ("2026-02-01", "2026-03-01", "THIRTY", "FEN:LINE", {}, "205.70"),
    ("2026-02-01", "2026-03-01", "YEAR_365", "FEN:LINE", {}, "205.70"),
    # Part months: 15 of 30, 20 of 31 and 9 of 28 days.
    ("2026-04-01", "2026-04-16", "ACTUAL_MONTH", "FEN:LINE", {}, "102.85"),
    ("2026-01-12", "2026-02-10", "ACTUAL_MONTH", "FEN:LINE", {}, "198.82"),
    ("2026-01-12", "2026-02-10", "THIRTY", "FEN:LINE", {}, "198.84"),
    ("2026-01-12", "2026-02-10", "YEAR_365", "FEN:LINE", {}, "196.12"),
    # The same quarter, three roundings, three totals.
    ("2026-01-01", "2026-04-01", "ACTUAL_MONTH", "FEN:LINE", {}, "617.09"),
    ("2026-01-01", "2026-04-01", "ACTUAL_MONTH", "YUAN:MONTH", {}, "618.00"),
    ("2026-01-01", "2026-04-01", "ACTUAL_MONTH", "JIAO:LINE", {}, "617.10"),
    ("2026-01-01", "2026-04-01", "ACTUAL_MONTH", "YUAN:TOTAL", {}, "617.00"),
    # A price change in the middle of a month; with THIRTY a day of March is a thirtieth.
    ("2026-03-01", "2026-04-01", "ACTUAL_MONTH", "FEN:LINE", {"prices": RISE}, "219.25"),
    ("2026-03-01", "2026-04-01", "THIRTY", "FEN:LINE", {"prices": RISE}, "226.56"),
    # A factor, and no rounding step at all: half up to the fen at the end.
    ("2026-02-01", "2026-03-01", "THIRTY", "", {"factor": "0.7"}, "143.99"),
]


@pytest.mark.parametrize(("start", "until", "proration", "rounding", "more", "amount"), TABLE)
def test_a_quote(start, until, proration, rounding, more, amount):
    question = read_question(Form(asked(start, until, proration, rounding, **AREA, **more)))
    assert question.answer().amount.yuan == amount


def test_lines_add_up_and_the_largest_carries_the_difference():
    question = read_question(
        Form(asked("2026-01-01", "2026-04-16", "ACTUAL_MONTH", "YUAN:TOTAL", **AREA, prices=RISE))
    )
    charged = question.answer()
    assert sum(line.amount.fen for line in charged.lines) == charged.amount.fen == 74700
    assert [bool(line.rounding_fen) for line in charged.lines] == [True, False]
    assert "含合计取整差" in explain_charge(charged, by_area=True)


@pytest.mark.parametrize(
    ("per", "price", "amount"),
    [
        (Per.YEAR, "30", "2500.00"),
        (Per.QUARTER, "7.5", "2500.00"),
        (Per.HALF_YEAR, "15", "2500.00"),
        (Per.DAY, "0.1", "3040.00"),
        (Per.ONCE, "25", "2500.00"),
    ],
)
def test_a_price_may_be_for_other_times_than_a_month(per, price, amount):
    period = Period(date(2025, 3, 1), date(2025, 12, 31) + timedelta(days=1))
    if per is Per.DAY:
        period = Period(date(2025, 3, 1), date(2025, 12, 30))
    charged = charge(
        period=period,
        quantity=Fraction(100),
        prices=[PriceFrom(date(2025, 1, 1), Fraction(price))],
        terms=Terms(per=per, rounding=read_steps("FEN:LINE")),
    )
    assert charged.amount.yuan == amount


def test_no_price_and_two_prices_are_refused():
    early = PriceFrom(date(2026, 2, 1), Fraction(2))
    for prices, refusal in (([early], NoPriceInForce), ([early, early], PriceNamedTwice)):
        with pytest.raises(refusal):
            charge(period=month(2026, 1), quantity=Fraction(1), prices=prices, terms=Terms())


days = st.dates(date(2023, 12, 1), date(2025, 4, 1))
numbers = st.decimals("0.01", "400", places=2).map(str)
prices = st.decimals("0", "9", places=4).map(str)
steps = st.builds(
    lambda unit, stage: {"unit": unit, "stage": stage},
    st.sampled_from(["FEN", "JIAO", "YUAN"]),
    st.sampled_from(["MONTH", "LINE", "TOTAL"]),
)


@st.composite
def forms(draw: st.DrawFn) -> dict:
    start = draw(days)
    until = start + timedelta(days=draw(st.integers(1, 460)))
    field, form = "fixed_per_month", {}
    if draw(st.booleans()):
        field, form = "price_per_m2_month", {"area_m2": draw(numbers)}
    changes = draw(st.dictionaries(days, prices, max_size=3))
    form |= {
        field: draw(prices),
        "from": start.isoformat(),
        "until": until.isoformat(),
        "proration": draw(st.sampled_from(list(Proration))).value,
        "rounding": draw(st.lists(steps, max_size=3)),
        "prices": [{"from": on.isoformat(), field: price} for on, price in changes.items()],
    }
    if draw(st.booleans()):
        form["factor"] = draw(st.sampled_from(["1", "0.7", "1.1234", "0"]))
    return form


@settings(max_examples=400, deadline=None)
@given(forms())
def test_every_combination_equals_the_slow_model(form):
    charged = read_question(Form(form)).answer()
    assert charged.amount.fen == slow_charge.charge(form)
    assert sum(line.amount.fen for line in charged.lines) == charged.amount.fen
    assert all(line.amount.fen >= 0 for line in charged.lines)


@settings(max_examples=100, deadline=None)
@given(forms(), st.data())
def test_the_halves_of_a_period_equal_the_whole_before_rounding(form, data):
    form |= {"proration": "ACTUAL_MONTH", "rounding": []}
    whole = read_question(Form(form)).answer()
    start, until = date.fromisoformat(form["from"]), date.fromisoformat(form["until"])
    cut = start + timedelta(days=data.draw(st.integers(0, (until - start).days)))
    exact = Fraction(0)
    for a, b in ((start, cut), (cut, until)):
        if a < b:
            half = read_question(Form(form | {"from": str(a), "until": str(b)})).answer()
            exact += sum(line.fen for line in half.lines)
    assert exact == sum(line.fen for line in whole.lines)
