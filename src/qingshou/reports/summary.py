"""Make the summary report: count, tie out, put into words, write."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Literal

from django.db import connection, transaction

from qingshou.kernel.period import Period
from qingshou.kernel.refusals import Refusal
from qingshou.platform.files import spreadsheet
from qingshou.reports.definitions.build import build
from qingshou.reports.document import FigureValue, Report
from qingshou.reports.figures import Figures, Scope, compute, require_tied
from qingshou.reports.figures.scope import COMPANY
from qingshou.reports.surroundings import background_of
from qingshou.reports.writers import take_rows, write_all
from qingshou.reports.writers.rows import CheckedRows, cell_of

Outline = Literal[1, 2]


class FigureUnknown(Refusal):
    """There is no figure of this id in this scope and period."""

    code = "reports.figure-unknown"

    def __init__(self, *, figure: str) -> None:
        super().__init__(figure=figure)


class FigureIsComputed(Refusal):
    """A figure is made of other figures and has no rows of its own."""

    code = "reports.figure-is-computed"

    def __init__(self, *, figure: str, name: str, parts: str) -> None:
        super().__init__(figure=figure, name=name, parts=parts)


def count(*, scope: Scope, period: Period, as_of: date) -> Figures:
    """Count all figures and refuse those whose parts do not add up.

    Raises:
        FiguresDoNotTie: If an equation between figures does not hold.
    """
    figures = compute(scope=scope, period=period, as_of=as_of)
    require_tied(figures)
    return figures


def word(figures: Figures, *, outline: Outline) -> Report:
    """Put counted figures into the words of an outline."""
    background = background_of(figures.scope, as_of=figures.as_of)
    return build(figures, background, outline=outline, period=figures.period)


def make(
    *,
    scope: Scope,
    period: Period,
    as_of: date,
    outlines: Collection[Outline],
    out: Path,
    formats: Collection[str],
    template: Path | None = None,
) -> list[Path]:
    """Make the reports of one scope and period; tell the files a reader would open.

    Figures and rows are read at one moment of the books; the files are written afterwards.

    Raises:
        FiguresDoNotTie: If an equation between figures does not hold.
        RowsDoNotAddUp: If the rows of a figure do not make it.
    """
    with _counted_at_one_moment(scope, period, as_of) as figures:
        reports = [word(figures, outline=outline) for outline in sorted(set(outlines))]
        shelf = take_rows(reports, figures, formats)
        export = _export_command(scope, period, as_of)
    return write_all(reports, shelf, out, formats, template=template, export=export)


def export_rows(
    *, figure_id: str, scope: Scope, period: Period, as_of: date, out: Path
) -> FigureValue:
    """Write every row of one figure to a CSV file, amounts in yuan; tell the figure.

    The file is in its place only after its rows have made the figure.

    Raises:
        FigureUnknown: If there is no such figure.
        FigureIsComputed: If it is made of other figures.
        FiguresDoNotTie: If an equation between figures does not hold.
        RowsDoNotAddUp: If the rows do not make the figure.
    """
    with _counted_at_one_moment(scope, period, as_of) as figures:
        try:
            figure = figures[figure_id]
        except KeyError as missing:
            raise FigureUnknown(figure=figure_id) from missing
        if figure.rows is None:
            parts = "、".join(figure.made_of)
            raise FigureIsComputed(figure=figure_id, name=figure.name, parts=parts)
        checked = CheckedRows(figure, figures)
        columns = checked.found.columns
        kinds = [column.kind for column in columns]
        lines = ([cell_of(*pair) for pair in zip(kinds, row, strict=True)] for row in checked)
        out.parent.mkdir(parents=True, exist_ok=True)
        spreadsheet.write_csv(out, [column.title for column in columns], lines)
    return figure


@contextmanager
def _counted_at_one_moment(scope: Scope, period: Period, as_of: date) -> Iterator[Figures]:
    """Count the figures, and keep the books as they are while their rows are read."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        figures = count(scope=scope, period=period, as_of=as_of)
        yield figures
        figures.close()


def _export_command(scope: Scope, period: Period, as_of: date) -> str:
    whole = scope.communities == Scope.named(COMPANY).communities
    named = COMPANY if whole else ",".join(community.code for community in scope.communities)
    return (
        f"qingshou report_rows --scope {named} --period {period.name} --as-of {as_of.isoformat()}"
    )
