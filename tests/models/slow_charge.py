"""A charge counted day by day from the form of ``quote_charge``; answers in fen."""

from calendar import monthrange
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

UNIT = {"FEN": 1, "JIAO": 10, "YUAN": 100}


def to_unit(fen: Fraction, unit: str) -> Fraction:
    size = UNIT[unit]
    lower = fen // size * size
    return Fraction(lower + size if (fen - lower) * 2 >= size else lower)


def rounded(fen: Fraction, form: dict, stage: str) -> Fraction:
    for step in form["rounding"]:
        if step["stage"] == stage:
            fen = to_unit(fen, step["unit"])
    return fen


def charge(form: dict) -> int:
    by_area = "price_per_m2_month" in form
    field = "price_per_m2_month" if by_area else "fixed_per_month"
    quantity = Fraction(form["area_m2"]) if by_area else Fraction(1)
    changes = {change["from"]: change[field] for change in form.get("prices", [])}
    days: dict[tuple[str, str], Counter] = {}
    day, until = date.fromisoformat(form["from"]), date.fromisoformat(form["until"])
    while day < until:
        begun = max((since for since in changes if since <= day.isoformat()), default="")
        days.setdefault(begun, Counter())[(day.year, day.month)] += 1
        day += timedelta(days=1)
    total = Fraction(0)
    for begun, months in days.items():
        price = Fraction(changes[begun] if begun else form[field])
        monthly = quantity * price * Fraction(form.get("factor", "1")) * 100
        line = Fraction(0)
        for (year, month), count in months.items():
            length = monthrange(year, month)[1]
            share = {
                "ACTUAL_MONTH": Fraction(count, length),
                "THIRTY": Fraction(count, 30),
                "YEAR_365": Fraction(count, 365) * 12,
            }[form["proration"]]
            line += rounded(monthly * (1 if count == length else share), form, "MONTH")
        total += rounded(line, form, "LINE")
    return int(to_unit(rounded(total, form, "TOTAL"), "FEN"))
