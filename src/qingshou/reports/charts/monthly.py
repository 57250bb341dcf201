"""Charts that follow months: this year against last year, the heat map, the forecast."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import altair as alt

from qingshou.reports.charts import parts
from qingshou.reports.charts.scales import Scale, scale_of
from qingshou.reports.document import LAST_YEAR, THIS_YEAR, Chart, Point, Unit
from qingshou.reports.templates import colors

Spec = dict[str, Any]
_HEIGHT = 220
_CLOSEST = 16 / (_HEIGHT - 40)  # of two labels, as a share of the height


def line_against_last_year(chart: Chart) -> Spec:
    """Two lines, this year in the accent over last year in grey, named at their ends."""
    scale = scale_of(chart)
    reach = _reach(chart, scale)
    x, layers = parts.names_on_x(_months(chart)), list[parts.Layer]()
    ends: list[dict[str, Any]] = []
    for series, color, width in ((LAST_YEAR, colors.GREY, 2.0), (THIS_YEAR, colors.ACCENT, 2.8)):
        drawn = [
            _spot(p, scale) for p in chart.points if p.series == series and p.value is not None
        ]
        if not drawn:
            continue
        y = parts.hidden("value", reach, alt.Y)
        line = parts.rows(drawn).mark_line(color=color, strokeWidth=width)
        dots = parts.rows(drawn).mark_circle(color=color, size=42, opacity=1)
        layers += [line.encode(x, y), dots.encode(x, y)]
        ends.append({**drawn[-1], "name": series, "fill": _ink(color), "place": drawn[-1]["value"]})
        if series == THIS_YEAR and len(drawn) <= 13:
            layers += [told.encode(x, y) for told in _values_off_the_line(drawn, drawn[:-1])]
    layers += _end_names(ends, x, reach)
    return parts.finished([_floor(reach), *layers], _HEIGHT)


def forecast_band(chart: Chart) -> Spec:
    """What happened as a line, what is expected as a band with its middle dashed."""
    scale = scale_of(chart)
    reach = _reach(chart, scale)
    known = [p for p in chart.points if p.low is None and p.value is not None]
    expected = [*known[-1:], *(p for p in chart.points if p.low is not None)]
    x, y = parts.names_on_x(_months(chart)), parts.hidden("value", reach, alt.Y)
    band = [
        {
            "label": p.label,
            "low": scale.drawn(p.value if p.low is None else p.low),
            "high": scale.drawn(p.value if p.high is None else p.high),
            "value": scale.drawn(p.value),
        }
        for p in expected
    ]
    area = (
        parts.rows(band)
        .mark_area(color=colors.PALE, opacity=0.75)
        .encode(x, parts.hidden("low", reach, alt.Y), alt.Y2("high:Q"))
    )
    drawn = [_spot(point, scale) for point in known]
    line = parts.rows(drawn).mark_line(color=colors.ACCENT, strokeWidth=2.8).encode(x, y)
    dots = parts.rows(drawn).mark_circle(color=colors.ACCENT, size=42, opacity=1).encode(x, y)
    dash = parts.rows(band).mark_line(color=colors.MUTED, strokeWidth=2, strokeDash=[5, 4])
    told = [words.encode(x, y) for words in _values_off_the_line(drawn, drawn)]
    ends = _band_ends(expected[-1], scale, x, reach) if len(expected) > 1 else []
    return parts.finished(
        [_floor(reach), area, dash.encode(x, y), line, dots, *told, *ends], _HEIGHT
    )


def heat_map(chart: Chart) -> Spec:
    """Buildings by months; the worse the value the darker the cell, which carries its number."""
    scale = scale_of(chart)
    values = [scale.drawn(p.value) or 0.0 for p in chart.points if p.value is not None]
    low, high = min(values, default=0.0), max(values, default=1.0)
    cells = [_heat_cell(point, scale, low, high, chart.unit is Unit.RATE) for point in chart.points]
    buildings = len({point.series for point in chart.points})
    x = parts.names_on_x(_months(chart), orient="top", labelPadding=6, labelOverlap=False)
    y = parts.names_on_y("series")
    tiles = (
        parts.rows(cells).mark_rect(stroke=colors.PAPER, strokeWidth=2).encode(x, y, parts.fill())
    )
    numbers = parts.words(cells, fontSize=11.5).encode(x, y).encode(parts.fill("ink"))
    return parts.finished([tiles, numbers], 25 * buildings + 30)


def _months(chart: Chart) -> list[str]:
    return [point.label for point in chart.points]


def _spot(point: Point, scale: Scale) -> dict[str, Any]:
    return {
        "label": point.label,
        "value": scale.drawn(point.value),
        "text": scale.shown(point.value),
    }


def _values_off_the_line(
    drawn: list[dict[str, Any]], told: list[dict[str, Any]]
) -> list[alt.Chart]:
    """Write values above their points, but below where the line dips, so as not to cross it."""
    values = [row["value"] for row in drawn]
    dips = [
        row
        for before, row, after in zip(values, drawn[1:], values[2:], strict=False)
        if row["value"] < before and row["value"] < after and row in told
    ]
    tops = [row for row in told if row not in dips]
    look = {"color": colors.ACCENT, "fontSize": 11.5}
    placed = ((tops, -13), (dips, 14))
    return [parts.words(rows, dy=dy, **look) for rows, dy in placed if rows]


def _reach(chart: Chart, scale: Scale) -> parts.Reach:
    """The lowest and the highest drawn value with room for labels above and below."""
    values = [
        scale.drawn(value) or 0.0
        for point in chart.points
        for value in (point.value, point.low, point.high)
        if value is not None
    ]
    low, high = min(values, default=0.0), max(values, default=1.0)
    room = (high - low) or abs(high) or 1.0
    return low - room * 0.15, high + room * 0.2


def _ink(color: str) -> str:
    return colors.MUTED if color == colors.GREY else color


def _end_names(ends: list[dict[str, Any]], x: alt.X, reach: parts.Reach) -> list[parts.Layer]:
    """Name the lines at their right ends, pushed apart where they would touch."""
    named = [{**end, "text": f"{end['name']} {end['text']}"} for end in ends]
    return [_beside(_apart(named, reach), x, reach)]


def _band_ends(point: Point, scale: Scale, x: alt.X, reach: parts.Reach) -> list[parts.Layer]:
    """Write the range at the right end of the band."""
    told = [(point.high, "高"), (point.value, "预计"), (point.low, "低")]
    rows = [
        {
            "label": point.label,
            "place": scale.drawn(value),
            "text": f"{word} {scale.shown(value)}",
            "fill": colors.TEXT,
        }
        for value, word in told
        if value is not None
    ]
    return [_beside(_apart(rows, reach), x, reach)]


def _apart(rows: list[dict[str, Any]], reach: parts.Reach) -> list[dict[str, Any]]:
    """Spread labels from the lowest up, so that none stands on another."""
    ordered = sorted(rows, key=lambda row: float(row["place"]))
    least = _CLOSEST * (reach[1] - reach[0])
    missing = sum(
        max(least - (above["place"] - below["place"]), 0.0) for below, above in pairwise(ordered)
    )
    reached = float("-inf")
    for row in ordered:
        row["place"] = max(row["place"] - missing / 2, reached)
        reached = row["place"] + least
    return ordered


def _beside(rows: list[dict[str, Any]], x: alt.X, reach: parts.Reach) -> alt.Chart:
    y = parts.hidden("place", reach, alt.Y)
    return parts.words(rows, align="left", dx=10).encode(x, y).encode(parts.fill())


def _heat_cell(
    point: Point, scale: Scale, low: float, high: float, low_is_bad: bool
) -> dict[str, Any]:
    value = scale.drawn(point.value)
    if value is None:
        return {
            "label": point.label,
            "series": point.series,
            "text": "—",
            "fill": "#f6f7f8",
            "ink": colors.GREY,
        }
    share = (value - low) / ((high - low) or 1.0)
    weight = (1 - share if low_is_bad else share) ** 1.15
    return {
        "label": point.label,
        "series": point.series,
        "text": f"{value:.0f}" if low_is_bad else scale.shown(point.value),
        "fill": colors.between("#eef2f3", colors.ACCENT, weight),
        "ink": colors.PAPER if weight > 0.48 else colors.INK,
    }


def _floor(reach: parts.Reach) -> alt.Chart:
    """The line the months stand on."""
    return (
        parts.rows([{"low": reach[0]}])
        .mark_rule(color=colors.PALE, strokeWidth=1)
        .encode(parts.hidden("low", reach, alt.Y))
    )
