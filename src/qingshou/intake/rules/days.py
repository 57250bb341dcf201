"""Days, months and periods as ledgers write them.

Periods come out half-open: ``until`` is the first day that no longer belongs. Ledgers mean the
opposite (an end date is the last day), so ends move one day on; an end that is plainly exclusive
already (from 1 January to 1 April) stays. ``docs/specs/import.md`` has the table.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from qingshou.intake.rules.problems import Unreadable
from qingshou.intake.rules.spelling import Cell, clean, is_nothing, text_of
from qingshou.kernel.calendar import add_months

EARLIEST_YEAR, LATEST_YEAR = 1980, 2099

_SERIAL_START = date(1899, 12, 30)
_SERIAL_FIRST, _SERIAL_LATEST = 29_221, 73_050  # 1980-01-01 … 2099-12-31
_DAY = re.compile(
    r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?(?:[ T]\d{1,2}:\d{2}.*)?"
)
_MONTH = re.compile(r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})月?份?")
_EIGHT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
_SIX = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})")
_ONE = (
    r"\d{4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?|月)?(?=$|[^\d.])|\d{8}(?!\d)|\d{6}(?!\d)"
    r"|\d{4}[-/.年]\d{1,2}"
)
_RANGE = re.compile(
    rf"(?:自|从)?(?P<first>{_ONE})(?:起)?(?:至|到|~|—+|–|-+)(?P<latest>{_ONE})(?:止)?"
)
_MONTHS_OF_YEAR = re.compile(
    r"(?P<year>\d{4})[年.\-/](?P<first>\d{1,2})月?(?:至|到|~|—|–|-)(?P<latest>\d{1,2})月?份?"
)
_OPEN = re.compile(rf"(?:自|从)?(?P<first>{_ONE})(?:[-~—至到]*今|起至今|以来|起|[-~—至到]+)")
_YEAR_POINT_MONTH = re.compile(r"\d{4}\.\d{2}")  # 2026.1 may have been 2026.10
_SEPARATOR = re.compile(r"[-/.]")
_NAMED = re.compile(
    r"(?P<year>\d{4})年?(?:第?(?P<quarter>[一二三四1-4])季度?|Q(?P<q>[1-4])|(?P<half>[上下])半年"
    r"|H(?P<h>[12])|全年|年度|度)?"
)
_ORDER = {"一": 1, "二": 2, "三": 3, "四": 4}
_OPEN_END = frozenset({"至今", "今", "长期", "永久", "现在", "目前", "无限期", "9999-12-31"})


def read_day(cell: Cell) -> str:
    """Read a day exactly, as ISO text.

    >>> read_day("2020-6-10"), read_day(43992.0), read_day("２０２０年６月１０日")
    ('2020-06-10', '2020-06-10', '2020-06-10')
    """
    day = _day(cell, month_means=None)
    return day.isoformat() if day else ""


def read_first_day(cell: Cell) -> str:
    """Read a day; a bare month means its first day."""
    day = _day(cell, month_means="first")
    return day.isoformat() if day else ""


def read_end(cell: Cell) -> str:
    """Read the last day of something and tell the first day after it; open ends are empty.

    >>> read_end("2026-03-31"), read_end("2026年3月"), read_end("至今")
    ('2026-04-01', '2026-04-01', '')
    """
    if isinstance(cell, str) and clean(cell) in _OPEN_END:
        return ""
    day = _day(cell, month_means="last")
    return (day + timedelta(days=1)).isoformat() if day else ""


def read_month(cell: Cell) -> str:
    """Read a month, as the ISO text of its first day."""
    day = _day(cell, month_means="first")
    return day.replace(day=1).isoformat() if day else ""


def read_period(cell: Cell) -> tuple[str, str]:
    """Read a period written in one cell: first day, and first day after it (empty if open).

    >>> read_period("2026.01-2026.03"), read_period("2026年第一季度")
    (('2026-01-01', '2026-04-01'), ('2026-01-01', '2026-04-01'))
    """
    if isinstance(cell, date) or (isinstance(cell, float) and not cell.is_integer()):
        return _single(cell)
    text = text_of(cell).replace(" ", "")
    if is_nothing(text):
        return "", ""
    if _DAY.fullmatch(text) and len(set(_SEPARATOR.findall(text))) < 2:
        return _single(text)  # but 2026.1-3 is January to March
    if found := _MONTHS_OF_YEAR.fullmatch(text):
        first = _made(found["year"], found["first"], "1", text)
        latest = _made(found["year"], found["latest"], "1", text)
        return _ordered(first, add_months(latest, 1), text)
    if found := _RANGE.fullmatch(text):
        return period_between(found["first"], found["latest"])
    if found := _NAMED.fullmatch(text):
        return _named(found, text)
    if found := _OPEN.fullmatch(text):
        return read_first_day(found["first"]), ""
    return _single(text)


def period_between(first: Cell, latest: Cell) -> tuple[str, str]:
    """Join a start and an end, each from its own cell.

    >>> period_between("2026-01-01", "2026-04-01"), period_between("2026-01-01", "2026-03-31")
    (('2026-01-01', '2026-04-01'), ('2026-01-01', '2026-04-01'))
    """
    start, end = read_first_day(first), read_end(latest)
    if not start or not end:
        return start, end
    begins, ends = date.fromisoformat(start), date.fromisoformat(end)
    exclusive = ends - timedelta(days=1)  # what the cell says, had it meant the day after
    if exclusive > begins and exclusive.day == begins.day and _says_a_day(latest):
        return start, exclusive.isoformat()
    return _ordered(begins, ends, f"{first}-{latest}")


def _says_a_day(cell: Cell) -> bool:
    """Tell whether an end names a day; 2026年4月 names only a month."""
    return not isinstance(cell, str) or not (
        _MONTH.fullmatch(clean(cell)) or _SIX.fullmatch(clean(cell))
    )


def _single(cell: Cell) -> tuple[str, str]:
    """A period of one month; the first of a month stands for it, as Excel makes of 2026年1月."""
    first = _day(cell, month_means="first")
    if first is None:
        return "", ""
    if first.day != 1:
        raise Unreadable("period-is-a-day", text=text_of(cell))
    return first.isoformat(), add_months(first, 1).isoformat()


def _named(found: re.Match[str], text: str) -> tuple[str, str]:
    quarter = found["quarter"] or found["q"]
    half = found["half"] or found["h"]
    first, months = 1, 12
    if quarter:
        number = _ORDER.get(quarter) or int(quarter)
        first, months = number * 3 - 2, 3
    elif half:
        first, months = (1, 6) if half in "上1" else (7, 6)
    start = _made(found["year"], str(first), "1", text)
    return start.isoformat(), add_months(start, months).isoformat()


def _ordered(start: date, until: date, text: str) -> tuple[str, str]:
    if until <= start:
        raise Unreadable("period-backwards", text=text)
    return start.isoformat(), until.isoformat()


def _day(cell: Cell, *, month_means: str | None) -> date | None:
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return _in_range(cell, cell.isoformat())
    if isinstance(cell, str):
        return _day_of_text(clean(cell), month_means)
    return _day_of_number(cell, month_means)


def _day_of_number(cell: int | float, month_means: str | None) -> date:
    if not float(cell).is_integer():
        if isinstance(cell, float) and _SERIAL_FIRST <= cell <= _SERIAL_LATEST:
            return _SERIAL_START + timedelta(days=int(cell))  # the time of day is dropped
        if month_means and _YEAR_POINT_MONTH.fullmatch(str(cell)):
            return _day_of_text(str(cell), month_means) or _unreadable(str(cell))
        raise Unreadable("date-number-ambiguous", text=str(cell))
    number = int(cell)
    if _SERIAL_FIRST <= number <= _SERIAL_LATEST:
        return _SERIAL_START + timedelta(days=number)
    return _day_of_text(str(number), month_means) or _unreadable(str(number))


def _day_of_text(text: str, month_means: str | None) -> date | None:
    if is_nothing(text):
        return None
    bare = text.rstrip(".")
    if found := _DAY.fullmatch(bare) or _EIGHT.fullmatch(bare):
        return _made(found["year"], found["month"], found["day"], text)
    if found := _MONTH.fullmatch(bare) or _SIX.fullmatch(bare):
        if month_means is None:
            raise Unreadable("date-lacks-day", text=text)
        first = _made(found["year"], found["month"], "1", text)
        return first if month_means == "first" else add_months(first, 1) - timedelta(days=1)
    if bare.isdigit() and _SERIAL_FIRST <= int(bare) <= _SERIAL_LATEST:
        return _SERIAL_START + timedelta(days=int(bare))
    return _unreadable(text)


def _unreadable(text: str) -> date:
    raise Unreadable("date-unreadable", text=text)


def _made(year: str, month: str, day: str, text: str) -> date:
    try:
        return _in_range(date(int(year), int(month), int(day)), text)
    except ValueError:
        raise Unreadable("date-impossible", text=text) from None


def _in_range(day: date, text: str) -> date:
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise Unreadable("date-out-of-range", text=text, earliest=EARLIEST_YEAR, latest=LATEST_YEAR)
    return day
