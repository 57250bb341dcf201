"""Every figure equals its rows, every part its whole, for three scopes and four periods."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from tests.reports.figures.invented_book import write_book

from qingshou.kernel.period import Period
from qingshou.platform.db.rights import as_owner
from qingshou.reports.document import FigureValue, RowSet
from qingshou.reports.figures import (
    Figures,
    FiguresDoNotTie,
    Scope,
    ScopeUnknown,
    Topic,
    compute,
    gaps,
    require_tied,
    tie_out,
)
from qingshou.reports.figures.catalogue import BY_ID, EVERY
from qingshou.reports.figures.definition import Atom, Counting, Ratio

SCOPES = ("company", "YSL", "东区=YSL,CHY")
PERIODS = (
    ("2026-09", date(2026, 9, 30)),
    ("2026Q3", date(2026, 9, 30)),
    ("2026H1", date(2026, 7, 15)),
    ("2026", date(2026, 8, 20)),
)
EVERY_REPORT = [(scope, *period) for scope in SCOPES for period in PERIODS]


@pytest.fixture(scope="module")
def book(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The invented book, rolled back after the module."""
    from django.db import transaction

    with django_db_blocker.unblock(), as_owner():
        try:
            with transaction.atomic():
                write_book()
                yield
                transaction.set_rollback(True)
        finally:
            connection.close()


def figures_of(scope: str, period: str, as_of: date) -> Figures:
    return compute(scope=Scope.named(scope), period=Period.named(period), as_of=as_of)


def summed(rows: RowSet) -> int:
    """Add the rows up, away from the database."""
    listed = list(rows.rows)
    if rows.measure is None:
        return len(listed)
    measures = [row[rows.measure] for row in listed]
    assert all(measures), "a row without a measure does not make the figure"
    return sum(measures)


def rounded(exact: Fraction) -> int:
    """Halves away from zero; no average of ours is negative."""
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def recomputed(figures: Figures, figure: FigureValue, known: dict[str, Any]) -> Any:
    """Compute a figure again, from its rows or from what it is made of."""
    if figure.id not in known:
        definition = BY_ID[figure.id.partition("[")[0].partition("@")[0]]
        if figure.rows is not None:
            known[figure.id] = summed(figures.rows(figure.id))
        elif isinstance(definition, Ratio):
            above, below = (
                recomputed(figures, figures[part], known)
                for part in (figure.numerator_id, figure.denominator_id)
            )
            exact = Fraction(above, below) if below else None
            known[figure.id] = (
                rounded(exact) if exact is not None and figure.unit == "YUAN" else exact
            )
        else:
            parts = [recomputed(figures, figures[part], known) for part in figure.parts]
            count = len(definition.plus)
            known[figure.id] = sum(parts[:count]) - sum(parts[count:])
    return known[figure.id]


@pytest.mark.parametrize(("scope", "period", "as_of"), EVERY_REPORT)
def test_parts_add_up(book: None, scope: str, period: str, as_of: date) -> None:
    figures = figures_of(scope, period, as_of)
    assert tie_out(figures) == []
    figures.close()


@pytest.mark.parametrize(("scope", "period", "as_of"), EVERY_REPORT)
def test_every_figure_is_the_sum_of_its_rows(
    book: None, scope: str, period: str, as_of: date
) -> None:
    figures = figures_of(scope, period, as_of)
    known: dict[str, Any] = {}
    wrong = [
        (figure.id, figure.value, again)
        for figure in (figures[definition.id] for definition in EVERY)
        if (again := recomputed(figures, figure, known)) != figure.value
    ]
    assert wrong == []
    figures.close()


def test_every_member_of_every_family_is_the_sum_of_its_rows(book: None) -> None:
    figures = figures_of("YSL", "2026Q3", date(2026, 9, 30))
    known: dict[str, Any] = {}
    wrong = [
        (figure_id, figures[figure_id].value, again)
        for figure_id in figures
        if not figure_id.startswith("target.")
        and (again := recomputed(figures, figures[figure_id], known)) != figures[figure_id].value
    ]
    assert wrong == []
    figures.close()


def test_figures_have_something_to_tell(book: None) -> None:
    """In one of the reports at least, so that no equation holds for nothing."""
    told: set[str] = set()
    for period, as_of in PERIODS:
        figures = figures_of("company", period, as_of)
        told |= {definition.id for definition in EVERY if figures.value(definition.id)}
        figures.close()
    assert {definition.id for definition in EVERY} - told == set()


def test_targets_are_ranges(book: None) -> None:
    figures = figures_of("company", "2026Q3", date(2026, 9, 30))
    for base in ("target.recovery", "target.cleared", "target.rate.collection", "target.closing"):
        low, expected, high = (
            figures.value(f"{base}.{end}") for end in ("low", "expected", "high")
        )
        assert low <= expected <= high
    assert figures.value("target.recovery.high") <= figures.value("overdue.amount")
    figures.close()


def test_gaps_name_what_is_not_recorded(book: None) -> None:
    figures = figures_of("company", "2026Q3", date(2026, 9, 30))
    assert [gap.topic for gap in gaps(figures)] == [
        Topic.REASONS, Topic.PHONES,
        Topic.SURVEYS, Topic.COMPLAINTS, Topic.BUDGETS, Topic.CONTROL_GROUPS,
    ]  # fmt: skip
    figures.close()


def test_a_broken_sum_refuses_the_report(book: None) -> None:
    figures = figures_of("YSL", "2026Q3", date(2026, 9, 30))
    sums = figures._counts.sums
    sums["overdue.amount", "P", (), ()] += 1
    assert {mismatch.equation.split(" ")[0] for mismatch in tie_out(figures)} == {
        "waterfall.closing", "open.amount", "overdue.amount",
    }  # fmt: skip
    with pytest.raises(FiguresDoNotTie):
        require_tied(figures)
    figures.close()


def test_an_unknown_scope_is_refused(book: None) -> None:
    with pytest.raises(ScopeUnknown):
        Scope.named("YSL,NOWHERE")


def test_the_same_books_give_the_same_rows(book: None) -> None:
    once, again = (figures_of("company", "2026Q3", date(2026, 9, 30)) for _ in range(2))
    for definition in EVERY:
        if isinstance(definition, Atom):
            assert list(once.rows(definition.id).rows) == list(again.rows(definition.id).rows)
            if definition.counting is Counting.SUM:
                assert once.rows(definition.id).measure is not None
    assert [once[figure_id] for figure_id in once] == [again[figure_id] for figure_id in again]
    once.close()
    again.close()
