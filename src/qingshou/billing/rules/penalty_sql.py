"""The penalty of one item in SQL: the arithmetic of ``rules.penalties``, written once.

Between two roundings everything is exact: principal × rate × days is a decimal number, and all
of an item's segments share the divisor of its clause. A property test keeps both rules equal.
"""

from __future__ import annotations


def days_between(start: str, until: str, basis: str) -> str:
    """Write the days that count from a day until another, not included."""
    return (
        f"CASE {basis} WHEN 'ACTUAL' THEN {until} - {start}"
        f" ELSE {_thirties(until)} - {_thirties(start)} END"
    )


def _thirties(day: str) -> str:
    return (
        f"((extract(year FROM {day})::int * 12 + extract(month FROM {day})::int) * 30"
        f" + LEAST(extract(day FROM {day})::int, 30))"
    )


def whole_segment(exact: str, *, divisor: str, grain: str) -> str:
    """Write a finished segment, times the divisor, rounded if its stage rounds."""
    rounded = f"{_nearest(exact, divisor, grain)} * {divisor}"
    return f"CASE WHEN {grain} IS NULL THEN {exact} ELSE {rounded} END"


def whole_item(exact: str, *, divisor: str, grain: str, cap: str) -> str:
    """Write an item's penalty in fen from its segments' sum times the divisor, capped."""
    return f"LEAST({_nearest(exact, divisor, f'COALESCE({grain}, 1)')}, {cap})::bigint"


def _nearest(exact: str, divisor: str, grain: str) -> str:
    """Write the nearest multiple of the grain, halves up; nothing here is below zero."""
    return f"div(({exact}) * 2 + {divisor} * {grain}, {divisor} * {grain} * 2) * {grain}"


def at_day(until: str, *, row: str = "stretch", clause: str = "clause") -> str:
    """Write what a row of accruals comes to at a counted day that its current segment reaches."""
    days = days_between(f"{row}.segment_from", until, f"{clause}.day_basis")
    divisor = f"{clause}.divisor"
    segment = whole_segment(
        f"{row}.principal_fen * {row}.rate * ({days})",
        divisor=divisor,
        grain=f"{clause}.segment_fen",
    )
    return whole_item(
        f"{row}.earlier + {segment}",
        divisor=divisor,
        grain=f"{clause}.item_fen",
        cap=f"{row}.cap_fen",
    )
