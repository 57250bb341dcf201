"""Due days, cycles, units, formulas, meters, shares, tax and rounding: small tables."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qingshou.kernel.money import Money
from qingshou.kernel.period import Period
from qingshou.kernel.refusals import Refusal
from qingshou.tariffs.rules import rounding
from qingshou.tariffs.rules.cycles import Cycle, billed_in, cycle_around
from qingshou.tariffs.rules.due_dates import read_due_rule
from qingshou.tariffs.rules.formulas import read_formula
from qingshou.tariffs.rules.meters import Read, use_between
from qingshou.tariffs.rules.price_units import read_price_unit
from qingshou.tariffs.rules.shares import share_out
from qingshou.tariffs.rules.taxes import tax_within


def said(call, *arguments) -> str:
    try:
        return str(call(*arguments))
    except Refusal as refusal:
        return refusal.code


@pytest.mark.parametrize(
    ("rule", "month", "due"),
    [
        ("FIRST_DAY", "2026-02-01", "2026-02-01"),
        ("END", "2024-02-01", "2024-02-29"),
        ("DAY:25", "2026-02-01", "2026-02-25"),
        # A day the month lacks becomes its last.
        ("DAY:31", "2026-02-01", "2026-02-28"),
        ("NEXT:DAY:31", "2026-01-01", "2026-02-28"),
        ("NEXT:FIRST_DAY", "2026-12-01", "2027-01-01"),
        # 1 November 2026 is a Sunday.
        ("WORKDAY:5", "2026-11-01", "2026-11-06"),
        ("next: workday:1", "2026-10-01", "2026-11-02"),
        ("DAY:0", "2026-01-01", "tariffs.due-rule-unreadable"),
        ("WORKDAY:16", "2026-01-01", "tariffs.due-rule-unreadable"),
        ("月底", "2026-01-01", "tariffs.due-rule-unreadable"),
    ],
)
def test_due_days(rule, month, due):
    assert said(lambda: read_due_rule(rule).on(date.fromisoformat(month))) == due


@pytest.mark.parametrize(
    ("day", "cycle", "name"),
    [
        ("2026-03-31", Cycle.MONTH, "2026-03"),
        ("2026-03-31", Cycle.QUARTER, "2026Q1"),
        ("2026-07-01", Cycle.HALF_YEAR, "2026H2"),
        ("2026-07-01", Cycle.YEAR, "2026"),
    ],
)
def test_cycles(day, cycle, name):
    assert cycle_around(date.fromisoformat(day), cycle).name == name


def test_a_stretch_is_billed_in_its_first_or_last_month():
    stretch = Period(date(2026, 2, 10), date(2026, 4, 1))
    assert billed_in(stretch, in_advance=True) == date(2026, 2, 1)
    assert billed_in(stretch, in_advance=False) == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("元/㎡·月", "area MONTH"),
        ("元/月·㎡", "area MONTH"),
        ("元／平方米／年", "area YEAR"),
        ("元/m²·日", "area DAY"),
        ("每月每平米", "area MONTH"),
        ("元/户·月", "fixed MONTH"),
        ("元/车位·季度", "fixed QUARTER"),
        ("元/年", "fixed YEAR"),
        ("元/半年", "fixed HALF_YEAR"),
        ("元/次", "fixed ONCE"),
        ("一次性", "fixed ONCE"),
        ("", "fixed MONTH"),
        ("元/度", "metered ONCE"),
        ("元/吨", "metered ONCE"),
        ("元/立方米", "metered ONCE"),
        ("元/㎡", "tariffs.price-unit-unreadable"),
        ("元/光年", "tariffs.price-unit-unreadable"),
        ("元/月·年", "tariffs.price-unit-unreadable"),
    ],
)
def test_price_units(text, meaning):
    def words(text):
        unit = read_price_unit(text)
        kind = "metered" if unit.metered else "area" if unit.by_area else "fixed"
        return f"{kind} {unit.per}"

    assert said(words, text) == meaning


FACTS = {"area": Fraction("89.5"), "usable_area": None, "floor": Fraction(12), "price": Fraction(2)}


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("price * area", "179"),
        ("price * max(area, 90) * (1 + (floor - 1) * 0.02)", "1098/5"),
        ("单价 × 面积 ÷ 3", "179/3"),
        ("0 if floor <= 2 else 30 if floor < 10 else 45.5", "91/2"),
        ("min(area, 60) * 1.1 + max(area - 60, 0) * price", "125"),
        ("area > 80 and not floor == 1", "tariffs.formula-fails"),
        # Needs a fact that is not known; divides by zero; is negative.
        ("usable_area * price", "tariffs.formula-lacks-value"),
        ("price / (floor - 12)", "tariffs.formula-fails"),
        ("price - area", "tariffs.formula-fails"),
        # Anything outside the language.
        ("__import__('os').system('true')", "tariffs.formula-unreadable"),
        ("area ** 9", "tariffs.formula-unreadable"),
        ("area.real", "tariffs.formula-unreadable"),
        ("[area for area in (1,)]", "tariffs.formula-unreadable"),
        ("lambda: 1", "tariffs.formula-unreadable"),
        ("max + 1", "tariffs.formula-unreadable"),
        ("max(area)", "tariffs.formula-unreadable"),
        ("price(area, 1)", "tariffs.formula-unreadable"),
        ("1e9", "tariffs.formula-unreadable"),
        ("True", "tariffs.formula-unreadable"),
        ("area +", "tariffs.formula-unreadable"),
        ("", "tariffs.formula-unreadable"),
        ("+".join(["1"] * 90), "tariffs.formula-unreadable"),
    ],
)
def test_formulas(formula, result):
    assert said(lambda: read_formula(formula).monthly_yuan(FACTS)) == result


def test_a_meter_counts_up_only():
    before, latest = Read(date(2026, 1, 1), Fraction(100)), Read(date(2026, 2, 1), Fraction("98.5"))
    assert use_between(latest, before, Fraction(10)) == 15
    assert said(use_between, before, latest) == "tariffs.meter-rolled-back"


def test_nobody_to_share_is_refused():
    assert said(share_out, Money(1), {1: Fraction(0)}) == "tariffs.nobody-shares"


@settings(max_examples=2000, deadline=None)
@given(
    st.integers(0, 10**9),
    st.dictionaries(st.integers(1, 99), st.integers(0, 30000), min_size=1, max_size=30).filter(
        lambda weights: any(weights.values())
    ),
)
def test_shares_always_sum_to_the_pool_and_stay_within_a_fen(pool, weights):
    exact = {unit: Fraction(weight, 100) for unit, weight in weights.items()}
    shares = share_out(Money(pool), exact)
    assert sum(share.fen for share in shares.values()) == pool
    whole = sum(exact.values())
    assert all(abs(share.fen - pool * exact[unit] / whole) < 1 for unit, share in shares.items())


@given(st.integers(0, 10**8), st.sampled_from(["0", "0.03", "0.06", "0.09", "0.13"]))
def test_net_and_tax_make_the_amount(fen, rate):
    tax = tax_within(Money(fen), Fraction(rate))
    assert abs((fen - tax.fen) * Fraction(rate) - tax.fen) <= Fraction(1, 2) * (1 + Fraction(rate))


@settings(max_examples=500)
@given(st.lists(st.fractions(0, 10**6), min_size=1, max_size=8), st.sampled_from([1, 10, 100]))
def test_carried_differences_make_the_total_and_never_a_negative_part(parts, unit):
    total = int(sum(parts) + Fraction(unit, 2)) // unit * unit
    carried = rounding.carry(parts, total)
    assert sum(fen for fen, _ in carried) == total
    assert all(fen >= 0 for fen, _ in carried)


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("分:每行", "FEN@LINE"),
        ("角：每月；元：合计", "JIAO@MONTH YUAN@TOTAL"),
        ("LINE:FEN, TOTAL:YUAN", "FEN@LINE YUAN@TOTAL"),
        ("", ""),
        ("分", "tariffs.rounding-unreadable"),
        ("厘:每行", "tariffs.rounding-unreadable"),
    ],
)
def test_rounding_steps_in_workbooks(text, steps):
    def written(text):
        return " ".join(f"{step.unit}@{step.stage}" for step in rounding.read_steps(text))

    assert said(written, text) == steps
