"""Recognize what a sheet holds: find the row of titles by meaning, wherever it moved.

Notes may stand above, titles may take two rows with merged groups, columns nobody knows are left
aside and named. What is recognized is a ``Layout``; what is not says which titles were missed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256

from qingshou.intake.rules.problems import column_letters
from qingshou.intake.rules.records import Record
from qingshou.intake.rules.spelling import Cell, heading, text_of

ROWS_SEARCHED = 40
LEAST_TITLES = 2

_COMMUNITY_NOTE = re.compile(r"(?:小区|项目)(?:名称)?[::]\s*(?P<name>[^\s::,;。]{2,40})")
_TEN_THOUSAND = re.compile(r"万元?[)\]】]?\s*$")

Row = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a record's columns are: ``columns`` maps keys to positions, all counted from 0."""

    record: Record
    header_row: int
    first_row: int
    columns: Mapping[str, int]
    titles: tuple[str, ...]
    header: tuple[Cell, ...]
    fingerprint: str
    constants: Mapping[str, str] = field(default_factory=dict)
    remembered: bool = False

    @property
    def left_aside(self) -> tuple[str, ...]:
        """Titles of columns that are not read."""
        used = set(self.columns.values())
        return tuple(title for at, title in enumerate(self.titles) if title and at not in used)

    def letters(self, key: str) -> str:
        """Name the column of a key, or nothing if it has none."""
        return column_letters(self.columns[key]) if key in self.columns else ""


@dataclass(frozen=True, slots=True)
class Unrecognized:
    """A sheet whose titles fit no record; ``nearest`` would have been, ``missing`` what it lacks.

    With fewer than two known titles in any row it is no table of ours at all.
    """

    nearest: Record
    row: int
    known: int
    missing: tuple[str, ...]

    @property
    def is_foreign(self) -> bool:
        """Tell whether the sheet may be passed over, and only be mentioned."""
        return self.known < LEAST_TITLES


def recognize(
    rows: Sequence[Row],
    *,
    sheet: str,
    records: Sequence[Record],
    remembered: Mapping[str, tuple[str, Mapping[str, int]]],
) -> Layout | Unrecognized:
    """Find the titles among the first rows of a sheet.

    ``remembered`` maps fingerprints of titles to (record, columns) that a sender confirmed.
    """
    best: Layout | Unrecognized = Unrecognized(records[0], 0, 0, _lacking(records[0], {}))
    best_rank: tuple[int, ...] = (0,)
    for top, titles, height in _headers(rows):
        known = remembered.get(fingerprint_of(titles))
        if known:
            record = next((record for record in records if record.name == known[0]), None)
            if record:
                return _layout(record, top, height, titles, known[1], rows, remembered=True)
        for order, record in enumerate(records):
            columns = _match(record, titles)
            missing = _lacking(record, columns)
            hinted = any(word in sheet for word in record.sheet_words)
            rank = (not missing, len(columns), hinted, -height, -order, -top)
            if columns and (best_rank == (0,) or rank > best_rank):
                best_rank = rank
                best = (
                    Unrecognized(record, top, len(columns), missing)
                    if missing
                    else _layout(record, top, height, titles, columns, rows)
                )
    return _with_second_row(best, rows) if isinstance(best, Layout) else best


def _with_second_row(layout: Layout, rows: Sequence[Row]) -> Layout:
    """Take the row below into the titles where all it says are titles: 应缴 over 金额."""
    top, below = layout.header_row, rows[layout.first_row : layout.first_row + 1]
    lower = list(map(heading, below[0])) if below else []
    if not any(lower):
        return layout
    titles = _under_groups(list(map(heading, layout.header)), lower)
    columns = _match(layout.record, titles)
    explained = set(columns.values())
    if len(columns) < len(layout.columns) or any(
        text and at not in explained for at, text in enumerate(lower)
    ):
        return layout
    return _layout(layout.record, top, 2, titles, columns, rows)


def _headers(rows: Sequence[Row]) -> Iterator[tuple[int, tuple[str, ...], int]]:
    """Offer every row as titles, and every two rows as titles under groups."""
    spelled = [tuple(map(heading, row)) for row in rows[:ROWS_SEARCHED]]
    for top, titles in enumerate(spelled):
        if any(titles):
            yield top, titles, 1
            if top + 1 < len(spelled):
                yield top, _under_groups(titles, spelled[top + 1]), 2


def _under_groups(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """Join each lower title with the group it stands under: 应缴 over 金额 is 应缴\\n金额."""
    joined, group = [], ""
    for at in range(max(len(upper), len(lower))):
        above = upper[at] if at < len(upper) else ""
        below = lower[at] if at < len(lower) else ""
        group = above or (group if below else "")
        joined.append(f"{group}\n{below}" if below else above)
    return tuple(joined)


@cache
def _keys_by_title(name: str, record: Record) -> dict[str, tuple[str, ...]]:
    index: dict[str, tuple[str, ...]] = {}
    for known in record.fields:
        for title in (*known.titles, known.key):
            index[heading(title)] = (*index.get(heading(title), ()), known.key)
    return index


def _match(record: Record, titles: Sequence[str]) -> dict[str, int]:
    """Give columns their keys; a title with two meanings takes the one that is still free."""
    index = _keys_by_title(record.name, record)
    columns: dict[str, int] = {}
    ambiguous: list[tuple[int, tuple[str, ...]]] = []
    for at, title in enumerate(titles):
        keys = _meanings(index, title)
        if len(keys) == 1:
            columns.setdefault(keys[0], at)
        elif keys:
            ambiguous.append((at, keys))
    needed = {key for group in record.needed for key in group}
    for at, keys in ambiguous:
        free = sorted((key for key in keys if key not in columns), key=lambda k: k not in needed)
        if free:
            columns[free[0]] = at
    return columns


def _meanings(index: Mapping[str, tuple[str, ...]], title: str) -> tuple[str, ...]:
    if not title:
        return ()
    group, parted, below = title.partition("\n")
    if not parted:
        return index.get(title, ())
    return index.get(group + below) or index.get(below) or ()


def _lacking(record: Record, columns: Mapping[str, int]) -> tuple[str, ...]:
    """Name, by their usual titles, the groups of which no column was found."""
    fields = record.by_key
    return tuple(
        "/".join(fields[key].titles[0] for key in group)
        for group in record.needed
        if not any(key in columns for key in group)
    )


def _layout(
    record: Record,
    top: int,
    height: int,
    titles: Sequence[str],
    columns: Mapping[str, int],
    rows: Sequence[Row],
    *,
    remembered: bool = False,
) -> Layout:
    return Layout(
        record=record,
        header_row=top + height - 1,
        first_row=top + height,
        columns=dict(columns),
        titles=tuple(title.replace("\n", "") for title in titles),
        header=tuple(rows[top + height - 1]),
        fingerprint=fingerprint_of(titles),
        constants={} if _community_key(record) in columns else _noted(record, rows[:top]),
        remembered=remembered,
    )


def _community_key(record: Record) -> str:
    return "name" if record.name == "community" else "community"


def _noted(record: Record, above: Sequence[Row]) -> dict[str, str]:
    """Take the community from a note above the titles: 小区：示例·云杉里."""
    for row in above:
        line = " ".join(text for text in map(text_of, row) if text)
        found = _COMMUNITY_NOTE.search(line)
        if found and record.name != "community":
            return {"community": found["name"]}
    return {}


def fingerprint_of(titles: Sequence[str]) -> str:
    """Know a row of titles again, whatever its spacing and brackets."""
    return sha256("\x1f".join(titles).rstrip("\x1f").encode()).hexdigest()


def with_constants(layout: Layout, constants: Mapping[str, str]) -> Layout:
    """Add values that hold for all rows of a sheet."""
    return replace(layout, constants={**layout.constants, **constants})


def counted_in_ten_thousands(layout: Layout) -> list[str]:
    """Find money columns whose title says 万元; reading them as yuan would be wrong by 10,000."""
    fields = layout.record.by_key
    return [
        key
        for key, at in layout.columns.items()
        if key in fields
        and fields[key].read == "amount"
        and at < len(layout.header)
        and _TEN_THOUSAND.search(text_of(layout.header[at]))
    ]
