"""The temporary tables of one report: made by the statements in ``reports/sql``, in one order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from importlib.resources import files
from itertools import count
from string import Template
from typing import Any

from django.db import connection

from qingshou.kernel.calendar import add_months, month_start
from qingshou.reports.figures import measures
from qingshou.reports.figures.windows import CURRENT, PREVIOUS, YEAR_BEFORE, Window

_NAMES = (
    "account", "window", "period_window", "detailed", "watched_item", "watched_settlement",
    "calm_home", "calm_sum", "calm_kind", "due_cell", "line", "charge_cell", "home_line", "rank",
    "home", "home_cell", "charge_row", "month_sum", "balance", "restart", "contact", "promise",
    "visit", "situation", "receipt", "payer", "refund", "prepayment", "price_change",
)  # fmt: skip
_STATEMENTS = (
    "account", "detailed", "watched_item", "odd_item", "partly_paid", "watched_settlement",
    "calm_home", "due_cell", "due_unplaced", "due_less_told", "line", "contact", "promise",
    "visit", "restart", "situation", "charge_cell", "home_line", "rank", "home_cell", "calm_sum",
    "calm_kind", "month_sum", "balance", "receipt", "payer", "refund", "prepayment",
    "price_change",
)  # fmt: skip
_LARGE = (
    "account", "detailed", "watched_item", "watched_settlement", "calm_home", "line", "restart",
    "situation", "home_line", "rank",
)  # fmt: skip
_FEW_GROUPS = ("charge_cell",)  # fewer than the planner thinks, so nothing is worth sorting
_PARTS = ("measured", "households")  # subqueries of several statements
_numbers = count(1)

_FAST_HOMES = (
    "(SELECT role, as_of FROM $window WHERE NOT due_only) seen"
    " JOIN $home_line summed ON summed.role = seen.role JOIN $account account"
    " ON account.community_id = summed.community_id AND account.account_id = summed.account_id"
)
_EVERY_HOME = (
    "(SELECT role, as_of FROM $window WHERE NOT due_only) seen CROSS JOIN $account account"
    " LEFT JOIN $home_line summed ON summed.role = seen.role"
    " AND summed.community_id = account.community_id AND summed.account_id = account.account_id"
)
_ALL_ITEMS = (
    "(SELECT community_id, id AS item_id, account_id, kind, period_from, period_until, due_on,"
    " posted_on, closed_on, amount_fen FROM ledger_openitem"
    " WHERE community_id = ANY (%(communities)s::bigint[]) AND nature <> 'REFUND')"
)
_ALL_SETTLEMENTS = (
    '(SELECT paid.community_id, paid.item_id, item.due_on, paid."on", paid.nature,'
    " paid.amount_fen FROM ledger_settlement paid JOIN ledger_openitem item"
    " ON item.community_id = paid.community_id AND item.id = paid.item_id"
    " WHERE paid.community_id = ANY (%(communities)s::bigint[]) AND item.nature <> 'REFUND')"
)
_MONTH_END = "(%(month_end_of_day)s::date[])[item.due_on - %(horizon)s::date + 1]"
_BY_MONTH_END = "(item.{day} <= item.due_on OR item.{day} <= " + _MONTH_END + ")"
_DETAILED = "(SELECT DISTINCT community_id, item_id FROM $detailed)"
_NOBODY_CALM = (
    "(SELECT NULL::bigint AS community_id, NULL::bigint AS account_id, 0::bigint AS p_fen,"
    " 0::bigint AS q_fen, 0::bigint AS y_fen WHERE false)"
)


def _month_ends(first: date, latest: date) -> list[date]:
    """For each day up to the latest one: the end of its month, or the latest day."""
    days = (first + timedelta(days=place) for place in range((latest - first).days + 1))
    return [min(add_months(month_start(day), 1) - timedelta(days=1), latest) for day in days]


def text_of(name: str) -> str:
    """Read a statement of ``reports/sql``."""
    return files("qingshou.reports").joinpath("sql", f"{name}.sql").read_text("utf-8")


@dataclass(slots=True)
class Tables:
    """The temporary tables of one report in this session, and what they were made with."""

    communities: list[int]
    as_of: date
    windows: list[Window]
    months: list[Window]
    periods: list[Window]
    number: int = field(default_factory=lambda: next(_numbers))

    @property
    def names(self) -> dict[str, str]:
        """The name in the database of each table and text the statements speak of."""
        tables = {name: f"pg_temp.figures_{self.number}_{name}" for name in _NAMES}
        return tables | {
            "items": tables["watched_item"],
            "settlements": tables["watched_settlement"],
            "perhaps_open": "(item.closed_on IS NULL OR item.closed_on >= seen.start)",
            "seen_home": Template(_FAST_HOMES).substitute(tables),
            "watched": self._watched,
            "is_detailed": Template(_DETAILED).substitute(tables),
            "is_simple": "detailed.item_id IS NULL",
            "total": measures.TOTAL,
            "is_posted": _BY_MONTH_END.format(day="posted_on"),
            "is_closed": _BY_MONTH_END.format(day="closed_on"),
            "line_sums": measures.line_sums(),
            "account_sums": measures.account_sums(),
            "account_columns": measures.account_columns(),
            "calm_counts": measures.calm_counts(),
            "told_counts": measures.told_counts(),
            "home_sums": measures.home_sums(),
            "household_sums": measures.household_sums(),
            "flags": measures.home_marks(),
            "home_dimensions": measures.home_dimensions(),
        }

    @property
    def parameters(self) -> dict[str, Any]:
        """The values the statements ask for."""
        by_role = {window.role: window for window in self.windows}
        bounds = {
            f"{role.lower()}_{side}": getattr(by_role[role], side)
            for role in (CURRENT, PREVIOUS, YEAR_BEFORE)
            for side in ("start", "until", "as_of")
        }
        horizon = min(window.start for window in (*self.windows, *self.months))
        return bounds | {
            "communities": self.communities,
            "as_of": self.as_of,
            "horizon": horizon,
            "month_end_of_day": _month_ends(horizon, self.as_of),
            "month_starts": [month.start for month in self.months],
            "month_ends": [month.until for month in self.months],
        }

    @property
    def _watched(self) -> str:
        """Late, open, or in advance of a compared day: what the aggregate passes cannot tell."""
        early = " OR ".join(
            f"(item.posted_on <= '{window.as_of}' AND item.due_on > '{window.as_of}'"
            f" AND item.closed_on > '{window.as_of}')"
            for window in self.windows
        )
        return f"item.closed_on IS NULL OR item.closed_on > item.due_on OR {early}"

    def run(self, name: str, **texts: str) -> None:
        """Run one statement of ``reports/sql`` for these tables."""
        names = self.names
        for part in _PARTS:
            names[part] = Template(text_of(part)).substitute(names | texts)
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL enable_sort = {name not in _FEW_GROUPS}")
            cursor.execute(Template(text_of(name)).substitute(names | texts), self.parameters)

    def analyze(self, *names: str) -> None:
        """Let the planner know how large the tables are."""
        with connection.cursor() as cursor:
            for name in names:
                cursor.execute(f"ANALYZE {self.names[name]}")

    def make_windows(self, name: str, windows: Iterable[Window]) -> None:
        """Make a table of windows."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE TABLE {name} (role text, name text,"
                " start date, until date, as_of date, due_only boolean)"
            )
            cursor.executemany(
                f"INSERT INTO {name} VALUES (%s, %s, %s, %s, %s, %s)",  # noqa: S608 - our own name
                [(w.role, w.name, w.start, w.until, w.as_of, w.due_only) for w in windows],
            )

    def make_rows_of(self, window: Window, suffix: str) -> dict[str, str]:
        """Make lines and households of one window from the books themselves, no pass skipped.

        These are the rows people see. They are counted another way than the figures, which
        is what makes the proof that both agree worth having.
        """
        names = self.names
        own = {
            name: f"{names[name]}_{suffix}"
            for name in ("window", "line", "home_line", "rank", "home", "charge_row")
        }
        self.make_windows(own["window"], [replace(window, due_only=False)])
        sources = names | own
        texts = own | {
            "items": _ALL_ITEMS,
            "settlements": _ALL_SETTLEMENTS,
            "perhaps_open": "true",
            "is_simple": "false",
            "calm_home": _NOBODY_CALM,
            "seen_home": Template(_EVERY_HOME).substitute(sources),
        }
        for name in ("line", "home_line", "rank", "home", "charge_row"):
            self.run(name, **texts)
        return own

    def make(self) -> None:
        """Make all tables, in the order in which they need one another."""
        self._make_total()
        self.make_windows(self.names["window"], [*self.windows, *self.months])
        self.make_windows(self.names["period_window"], [*self.windows, *self.periods])
        for name in _STATEMENTS:
            self.run(name)
            if name in _LARGE:
                self.analyze(name)

    def _make_total(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regprocedure(%s)", [f"{measures.TOTAL}(bigint)"])
            if cursor.fetchone()[0] is None:
                cursor.execute(
                    f"CREATE AGGREGATE {measures.TOTAL} (bigint)"
                    " (sfunc = int8pl, stype = bigint, initcond = '0',"
                    " combinefunc = int8pl, parallel = safe)"
                )

    def drop(self) -> None:
        """Forget the tables."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT relname FROM pg_class WHERE relnamespace = pg_my_temp_schema()"
                " AND relkind = 'r' AND relname LIKE %s",
                [f"figures\\_{self.number}\\_%"],
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TABLE pg_temp."{name}"')
