"""Make the summary report: count, tie out, put into words, write."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Literal

from qingshou.kernel.period import Period
from qingshou.reports.definitions.build import build
from qingshou.reports.document import Report
from qingshou.reports.figures import Figures, Scope, compute, require_tied
from qingshou.reports.surroundings import background_of
from qingshou.reports.writers import write

Outline = Literal[1, 2]


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

    Raises:
        FiguresDoNotTie: If an equation between figures does not hold.
    """
    figures = count(scope=scope, period=period, as_of=as_of)
    try:
        return [
            path
            for outline in sorted(outlines)
            for path in write(word(figures, outline=outline), figures, out, formats, template=template)
        ]
    finally:
        figures.close()
