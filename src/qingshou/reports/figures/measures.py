"""The measures lines and households carry, named once for all statements that add them up."""

from __future__ import annotations

from collections.abc import Iterable

from qingshou.reports.figures.catalogue import EVERY
from qingshou.reports.figures.definition import Atom, Relation

TOTAL = "pg_temp.fen_total"
"""A sum that stays a bigint and is zero over nothing; PostgreSQL's own becomes numeric, slowly."""

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
ACCOUNT_MEASURES = (
    "due_fen",
    "collected_fen",
    "old_fen",
    "recovered_fen",
    "old_open_fen",
    "added_fen",
    "overdue_fen",
    "limitation_soon_items",
    "limitation_expired_items",
)
"""What is told of each household; all else is only added up over many."""


HOUSEHOLD_MEASURES = (
    "overdue_fen",
    *dict.fromkeys(
        atom.measure
        for atom in EVERY
        if isinstance(atom, Atom) and atom.relation is Relation.HOUSEHOLDS
    ),
)
"""What households are added up by."""


def household_sums() -> str:
    """Each measure of households added up, under its own name."""
    return ", ".join(f"{TOTAL}({name}::bigint) AS {name}" for name in HOUSEHOLD_MEASURES)


def account_sums() -> str:
    """Each measure that is told of households added up, under its own name."""
    return ", ".join(f"{TOTAL}({name}::bigint) AS {name}" for name in ACCOUNT_MEASURES)


def calm_counts() -> str:
    """For each compared window: accounts without a line that had dues, that are liable, sums."""
    return ", ".join(
        f"count(*) FILTER (WHERE calm.{role}_fen > 0 AND told.in_{role} IS NOT TRUE)"
        f" AS {role}_homes, "
        f"count(*) FILTER (WHERE account.liable_from <= %({role}_as_of)s"
        f" AND account.liable_until > %({role}_as_of)s AND told.in_{role} IS NOT TRUE)"
        f" AS {role}_managed, "
        f"{TOTAL}(calm.{role}_fen) - {TOTAL}(told.{role}_counted_fen) AS {role}_fen"
        for role in ("p", "q", "y")
    )


def told_counts() -> str:
    """For each compared window: that lines tell of the account, and what of them seems calm."""
    return ", ".join(
        f"bool_or(role = '{role.upper()}') AS in_{role}, "
        f"{TOTAL}(counted_fen::bigint) FILTER (WHERE role = '{role.upper()}')"
        f" AS {role}_counted_fen"
        for role in ("p", "q", "y")
    )


def line_sums() -> str:
    """Each line measure added up, under its own name."""
    return ", ".join(f"{TOTAL}({name}::bigint) AS {name}" for name in LINE_MEASURES)


def account_columns() -> str:
    """Each sum of a household, zero where there is none."""
    return ", ".join(f"COALESCE(summed.{name}, 0) AS {name}" for name in ACCOUNT_MEASURES)


def home_sums() -> str:
    """Each sum of a household with what was simply paid in time."""
    return ", ".join(
        f"told.{name} + told.calm_fen AS {name}" if name in CALM_AMOUNTS else f"told.{name}"
        for name in ACCOUNT_MEASURES
    )


def home_marks() -> str:
    """For each mark of an owing household: that it bears it, and what it owes."""
    return ", ".join(
        f"(owes AND is_{mark})::int AS {mark}_homes, "
        f"CASE WHEN owes AND is_{mark} THEN told.overdue_fen ELSE 0 END AS {mark}_fen"
        for mark in MARKS
    )


def calm_amounts(names: Iterable[str]) -> str:
    """What charges simply paid in time add to each line measure."""
    return ", ".join(f"{'fen' if name in CALM_AMOUNTS else '0'} AS {name}" for name in names)


def calm_dimension(name: str) -> str:
    """The group of households paid in time along a dimension that only others differ in."""
    if name == "late":
        return "CASE WHEN homes > 0 THEN 'ON_TIME' END"
    return f'"{name}"' if name in CALM_DIMENSIONS else "NULL"


def home_dimensions() -> str:
    """The groups a household belongs to."""
    return ", ".join(f'home."{name}"' for name in HOME_DIMENSIONS)
