"""The measures lines and households carry, named once for all statements that add them up."""

from __future__ import annotations

TOTAL = "pg_temp.fen_total"
"""A sum that stays a bigint: PostgreSQL's own becomes numeric, at a third of the whole cost."""

LINE_MEASURES = (
    "billed_fen",
    "due_reversed_fen",
    "due_fen",
    "collected_fen",
    "due_waived_fen",
    "uncollected_fen",
    "on_time_fen",
    "old_fen",
    "recovered_fen",
    "old_waived_fen",
    "old_reversed_fen",
    "old_open_fen",
    "added_fen",
    "chain_collected_fen",
    "chain_waived_fen",
    "chain_reversed_fen",
    "chain_open_fen",
    "overdue_fen",
    "due_today_fen",
    "not_due_fen",
    "open_fen",
    "later_fen",
    "overdue_items",
    "limitation_soon_fen",
    "limitation_soon_items",
    "limitation_expired_fen",
    "limitation_expired_items",
)
CALM_AMOUNTS = ("billed_fen", "due_fen", "collected_fen", "on_time_fen", "chain_collected_fen")
CALM_HOMES = {
    "due_homes": "homes",
    "settled_homes": "homes",
    "on_time_homes": "homes",
    "managed_homes": "managed",
    **dict.fromkeys(CALM_AMOUNTS, "fen"),
}
MARKS = (
    "contacted",
    "uncontacted",
    "unreachable",
    "wrong_number",
    "no_phone",
    "promised",
    "vacant",
)
HOME_DIMENSIONS = (
    "group",
    "usage",
    "floor",
    "tenure",
    "reason",
    "stage",
    "duration",
    "band",
    "late",
)
CALM_DIMENSIONS = ("group", "usage", "floor", "tenure")


KIND_MEASURES = (
    "billed_fen",
    "due_reversed_fen",
    "due_fen",
    "collected_fen",
    "due_waived_fen",
    "uncollected_fen",
    "on_time_fen",
    "old_fen",
    "recovered_fen",
    "old_waived_fen",
    "old_reversed_fen",
    "old_open_fen",
    "overdue_fen",
    "overdue_items",
)


def kind_sums() -> str:
    """Each measure that is told by kind or by age added up."""
    return ", ".join(f"{TOTAL}({name}::bigint) AS {name}" for name in KIND_MEASURES)


def calm_counts() -> str:
    """For each compared window: accounts without a line that had dues, that are liable, and sums."""
    return ", ".join(
        f"count(*) FILTER (WHERE {fen} > 0 AND {rest}) AS {role}_homes, "
        f"count(*) FILTER (WHERE account.liable_from <= %({role}_as_of)s"
        f" AND account.liable_until > %({role}_as_of)s AND {rest}) AS {role}_managed, "
        f"COALESCE(sum({fen}) FILTER (WHERE {rest}), 0)::bigint AS {role}_fen"
        for role in ("p", "q", "y")
        for fen, rest in [(f"calm.{role}_fen", f"told.in_{role} IS NOT TRUE")]
    )


def line_sums() -> str:
    """Each line measure added up, under its own name."""
    return ", ".join(f"{TOTAL}({name}::bigint) AS {name}" for name in LINE_MEASURES)


def line_columns() -> str:
    """Each sum of a household, zero where there is none."""
    return ", ".join(f"COALESCE(summed.{name}, 0) AS {name}" for name in LINE_MEASURES)


def home_sums() -> str:
    """Each sum of a household with what was simply paid in time."""
    return ", ".join(
        f"told.{name} + told.calm_fen AS {name}" if name in CALM_AMOUNTS else f"told.{name}"
        for name in LINE_MEASURES
    )


def home_marks() -> str:
    """For each mark of an owing household: that it bears it, and what it owes."""
    return ", ".join(
        f"(owes AND is_{mark})::int AS {mark}_homes, "
        f"CASE WHEN owes AND is_{mark} THEN told.overdue_fen ELSE 0 END AS {mark}_fen"
        for mark in MARKS
    )


def calm_line() -> str:
    """What a cell of charges paid in time adds to each line measure."""
    return ", ".join("calm.paid_fen" if name in CALM_AMOUNTS else "0" for name in KIND_MEASURES)


def calm_dimension(name: str) -> str:
    """The group of households paid in time along a dimension that only others differ in."""
    if name == "late":
        return "CASE WHEN homes > 0 THEN 'ON_TIME' END"
    return f'"{name}"' if name in CALM_DIMENSIONS else "NULL"


def home_dimensions() -> str:
    """The groups a household belongs to."""
    return ", ".join(f'home."{name}"' for name in HOME_DIMENSIONS)
