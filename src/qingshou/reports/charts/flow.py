"""The waterfall: from opening to closing arrears, step by step."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import altair as alt

from qingshou.reports.charts import parts
from qingshou.reports.charts.scales import in_lines, scale_of
from qingshou.reports.document import Chart
from qingshou.reports.templates import colors

_RISE = "#8f9aa5"


def waterfall(chart: Chart) -> dict[str, Any]:
    """Standing columns for totals, hanging ones for what was added (grey) or taken off."""
    scale = scale_of(chart)
    steps = _steps(chart)
    room = parts.WIDTH / max(len(steps), 1) - 6
    drawn: list[parts.Row] = [
        {
            "label": in_lines(point.label, room),
            "from": scale.drawn(start),
            "to": scale.drawn(until),
            "top": scale.drawn(max(start, until)),
            "text": scale.shown(point.value, signed=not point.total),
            "fill": colors.TEXT if point.total else colors.ACCENT if until < start else _RISE,
        }
        for point, start, until in steps
    ]
    links = [
        {"label": here["label"], "next": after["label"], "level": here["to"]}
        for here, after in pairwise(drawn)
    ]
    low = min((min(row["from"], row["to"]) for row in drawn), default=0.0)
    high = max((row["top"] for row in drawn), default=1.0) or 1.0
    reach = (min(low, 0.0), high * 1.1)
    x = parts.names_on_x((row["label"] for row in drawn), labelOverlap=False)
    bridge = (
        parts.rows(links)
        .mark_rule(color=colors.GREY, strokeWidth=1)
        .encode(x, alt.X2("next:N"), parts.hidden("level", reach, alt.Y))
    )
    columns = (
        parts.rows(drawn)
        .mark_bar(width={"band": 0.62})
        .encode(x, parts.hidden("from", reach, alt.Y), alt.Y2("to:Q"), parts.fill())
    )
    tops = parts.words(drawn, dy=-10, color=colors.INK).encode(x, parts.hidden("top", reach, alt.Y))
    return parts.finished([bridge, columns, tops], 250)


def _steps(chart: Chart) -> list[tuple[Any, Fraction, Fraction]]:
    """Where each column starts and ends; a total starts on the ground."""
    level, steps = Fraction(0), []
    for point in chart.points:
        start = Fraction(0) if point.total else level
        level = start + Fraction(point.value or 0)
        steps.append((point, start, level))
    return steps
