"""The table of rows on a figure's page: many thousands of lines, so it is lean and quick.

Rows are turned into columns, each column into texts with one look-up a cell, and back. How
a column stands is said once for the table, not in every cell. What is the same in all rows
of the page is said once above them, and a house is named in the first of its rows only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from html import escape
from operator import eq

from qingshou.reports.document import CellKind, RowColumn, RowValue
from qingshou.reports.writers.markup import Markup, joined, tag
from qingshou.reports.writers.rows import NUMERIC, row_text
from qingshou.reports.writers.shelf import Listing

_FEW = 3  # below this many rows every column is shown
_FROM, _UNTIL = "起", "止"
_REMEMBERED = 50_000  # texts of cells kept ready for the next page


@dataclass(frozen=True, slots=True)
class _Shown:
    """A column of the page with its values; ``counts`` where its sum is the figure."""

    column: RowColumn
    values: Sequence[RowValue]
    counts: bool = False

    @property
    def constant(self) -> bool:
        """Whether all rows of the page say the same."""
        first = self.values[0]
        return all(value == first for value in self.values)


def table(listing: Listing, part: slice, *, latest: bool, only: bool) -> Markup:
    """List some rows of a figure, with their sum, and the sum of all beneath the latest."""
    every = _columns(listing, part)
    said, kept = _said_once(_with_spans(every))
    heads = [tag("th", shown.column.title, scope="col") for shown in kept]
    count = len(listing.places[part])
    foot = (
        [] if only and listing.complete else [_foot(kept, "本页小计", count, _sum(listing, part))]
    )
    if latest and listing.complete:
        foot.append(_foot(kept, "合计", listing.count, _total(listing)))
    made = tag(
        "table",
        tag("thead", tag("tr", *heads)),
        tag("tbody", _lines(kept)),
        tag("tfoot", *foot),
        class_=_stands(kept),
    )
    return joined(said, tag("div", made, class_="scroll"))


def total_text(listing: Listing) -> str:
    """The sum of all rows of a figure, or how many they are."""
    told = _total(listing)
    return f"{told} 元" if listing.measure and listing.measure.kind is CellKind.YUAN else told


# --- Columns ------------------------------------------------------------------------------


def _columns(listing: Listing, part: slice) -> list[_Shown]:
    """The columns of the rows, what they count for the figure in its place among them."""
    rows = [listing.drawer.rows[place] for place in listing.places[part]]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(listing.drawer.columns)
    shown = [
        _Shown(column, values)
        for column, values in zip(listing.drawer.columns, columns, strict=True)
    ]
    if listing.measure is not None and listing.values is not None:
        shown.insert(listing.measure_at, _Shown(listing.measure, listing.values[part], True))
    return shown


def _with_spans(every: list[_Shown]) -> list[_Shown]:
    """Put 账期起 and 账期止 together as 账期, a whole month by its name."""
    made: list[_Shown] = []
    for shown in every:
        before = made[-1] if made else None
        if before and _make_a_span(before.column, shown.column):
            title = before.column.title.removesuffix(_FROM)
            spans = tuple(map(_span_text, before.values, shown.values))
            made[-1] = _Shown(RowColumn(title, CellKind.DATE), spans)
        else:
            made.append(shown)
    return made


def _make_a_span(start: RowColumn, end: RowColumn) -> bool:
    return (
        start.kind is end.kind is CellKind.DATE
        and start.title.endswith(_FROM)
        and end.title == start.title.removesuffix(_FROM) + _UNTIL
    )


def _span_text(start: RowValue, end: RowValue) -> str:
    """Write a span of days, whole months by their names.

    >>> _span_text(date(2026, 9, 1), date(2026, 9, 30)), _span_text(date(2026, 9, 1), None)
    ('2026-09', '2026-09-01 至 —')
    >>> _span_text(date(2026, 7, 1), date(2026, 9, 30))
    '2026-07 至 2026-09'
    """
    first, latest = row_text(CellKind.DATE, start), row_text(CellKind.DATE, end)
    if isinstance(start, date) and isinstance(end, date) and start.day == 1 and _ends_month(end):
        first, latest = first[:7], latest[:7]
    return first if first == latest else f"{first} 至 {latest}"


def _ends_month(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


def _said_once(every: list[_Shown]) -> tuple[Markup | None, list[_Shown]]:
    """Take out what all rows share and what repeats the measure; say it in a line above."""
    counts = next((shown for shown in every if shown.counts), None)
    if len(every[0].values) < _FEW:
        return None, every
    facts = [shown for shown in every if not shown.counts]
    shared = [shown for shown in facts if shown.constant]
    if len(shared) == len(facts):
        shared = shared[1:]
    told = [
        joined(f"{s.column.title} ", tag("b", row_text(s.column.kind, s.values[0]))) for s in shared
    ]
    kept = [s for s in every if s not in shared]
    if counts is not None:
        same = [s for s in kept if s is not counts and _repeats(s, counts)]
        kept = [s for s in kept if s not in same]
        told += [
            Markup(f"{escape(s.column.title)} 等于{escape(counts.column.title)}") for s in same
        ]
    if not told:
        return None, kept
    words = joined(*(joined("；" if at else None, words) for at, words in enumerate(told)))
    return tag("p", "本页各行相同：", words, class_="shared"), kept


def _repeats(shown: _Shown, counts: _Shown) -> bool:
    return shown.column.kind is counts.column.kind and list(shown.values) == list(counts.values)


def _stands(kept: list[_Shown]) -> str:
    """Name the columns of numbers and days for the style sheet: ``lines n5 d3``."""
    marks = [
        f"{'n' if shown.column.kind in NUMERIC else 'd'}{at}"
        for at, shown in enumerate(kept, start=1)
        if shown.column.kind in (*NUMERIC, CellKind.DATE)
    ]
    return " ".join(["lines", *marks])


# --- Lines --------------------------------------------------------------------------------


def _lines(kept: list[_Shown]) -> Markup:
    """All rows; end tags that a browser does not need are left out."""
    texts = [list(map(_words(shown.column.kind).__getitem__, shown.values)) for shown in kept]
    if len(texts[0]) >= _FEW:
        _leave_out_repeated(kept, texts)
    return Markup("".join(f"<tr><td>{row}\n" for row in map("<td>".join, zip(*texts, strict=True))))


def _leave_out_repeated(kept: list[_Shown], texts: list[list[str]]) -> None:
    """Leave blank what the row above says already, as far as it goes from the left."""
    same = [False, *([True] * (len(texts[0]) - 1))]
    for shown, column in zip(kept, texts, strict=True):
        if shown.column.kind is not CellKind.TEXT:
            return
        again = map(eq, column[1:], column)
        same = [False, *(before and now for before, now in zip(same[1:], again, strict=True))]
        column[:] = ["" if blank else text for blank, text in zip(same, column, strict=True)]


class _Words(dict[RowValue, str]):
    """What a value reads as in HTML, worked out once for each value."""

    def __init__(self, kind: CellKind) -> None:
        super().__init__()
        self._kind = kind

    def __missing__(self, value: RowValue) -> str:
        if self._kind is CellKind.YUAN and value.__class__ is int:
            return yuan_text(value)  # type: ignore[arg-type]
        told = escape(row_text(self._kind, value), quote=False)
        if isinstance(value, str | date):
            if len(self) >= _REMEMBERED:
                self.clear()
            self[value] = told
        return told


@cache
def _words(kind: CellKind) -> _Words:
    return _Words(kind)


def yuan_text(fen: int) -> str:
    """Write fen as yuan, as ``row_text`` does, without the detour over fractions.

    >>> yuan_text(123_456), yuan_text(-5)
    ('1,234.56', '\u22120.05')
    """
    whole, part = divmod(abs(fen), 100)
    return f"{'−' if fen < 0 else ''}{whole:,}.{part:02d}"


# --- Sums ---------------------------------------------------------------------------------


def _foot(kept: list[_Shown], name: str, count: int, sum_: str) -> Markup:
    """A closing line: how many rows, and the sum of the measure beneath its column."""
    told = f"{name}　{count:,} 行"
    at = next((at for at, shown in enumerate(kept) if shown.counts), None)
    if at is None:
        return tag("tr", tag("th", told, scope="row", colspan=str(len(kept))))
    first = tag("th", told, scope="row", colspan=str(max(at, 1)))
    amount = tag("td", sum_, class_="number")
    return tag("tr", first, amount, *(tag("td") for _ in kept[at + 1 :]))


def _sum(listing: Listing, part: slice) -> str:
    if listing.measure is None or listing.values is None:
        return ""
    return row_text(listing.measure.kind, sum(listing.values[part], start=Fraction(0)))


def _total(listing: Listing) -> str:
    if listing.measure is None:
        return f"{listing.count:,}"
    return row_text(listing.measure.kind, listing.total)
