"""A penalty counted day by day from the form of ``quote_penalty``; answers in fen."""

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from tests.models.slow_charge import rounded, to_unit

DAY = timedelta(days=1)


def publications(path: Path) -> list[tuple[date, dict[str, Fraction]]]:
    rows = [line.split(",") for line in path.read_text().split()[1:]]
    return [
        (date.fromisoformat(on), {"1Y": Fraction(one) / 100, "5Y": Fraction(five) / 100})
        for on, one, five in rows
    ]


def thirty(day: date) -> int:
    return day.year * 360 + day.month * 30 + min(day.day, 30)


def left_on(day: date, form: dict) -> list[int]:
    """What is left of each principal on a day, all settlements replayed from the beginning."""
    left = [int(Fraction(item["principal"]) * 100) for item in form["items"]]
    order = sorted(range(len(left)), key=lambda at: (form["items"][at]["due_on"], at))
    money = sum(
        int(Fraction(one["amount"]) * 100)
        for one in form.get("settlements", [])
        if one["on"] <= day.isoformat()
    )
    for at in order:
        taken = min(money, left[at])
        left[at] -= taken
        money -= taken
    return left


def rate_on(day: date, form: dict, table: list) -> tuple[int, Fraction, Fraction]:
    """The number of publications so far, the rate, and its part for one day."""
    rule = form["rule"]
    if rule["kind"] == "DAILY":
        return 0, Fraction(rule["rate"]), Fraction(rule["rate"])
    if rule["kind"] == "MONTHLY":
        return 0, Fraction(rule["rate"]), Fraction(rule["rate"]) / 30
    known = [rates for on, rates in table if on <= day]
    rate = known[-1][rule["term"]] * Fraction(rule["multiple"])
    return len(known), rate, rate / form["year_days"]


def penalty(form: dict, table: list) -> int:
    total, principals = Fraction(0), 0
    for at, item in enumerate(form["items"]):
        principal = int(Fraction(item["principal"]) * 100)
        principals += principal
        amount = rounded(sum(segments(at, form, table), Fraction(0)), form, "ITEM")
        total += min(amount, principal) if form["cap"] == "PRINCIPAL" else amount
    total = to_unit(rounded(total, form, "TOTAL"), "FEN")
    return int(min(total, principals) if form["cap"] == "PRINCIPAL" else total)


def segments(at: int, form: dict, table: list) -> list[Fraction]:
    due = date.fromisoformat(form["items"][at]["due_on"])
    day = due + DAY * (1 + form["grace_days"])
    if form.get("from"):
        day = date.fromisoformat(form["from"])
    if not form["count_first_day"]:
        day += DAY
    end = date.fromisoformat(form["until"]) + (DAY if form["count_last_day"] else timedelta())
    found: dict[tuple, Fraction] = {}
    while day < end:
        left = left_on(day, form)[at]
        if left:
            number, _, daily = rate_on(day, form, table)
            actual = form["day_basis"] == "ACTUAL"
            counts = 1 if actual else thirty(day + DAY) - thirty(day)
            key = (number, left)
            found[key] = found.get(key, Fraction(0)) + left * daily * counts
        day += DAY
    return [rounded(amount, form, "SEGMENT") for amount in found.values()]
