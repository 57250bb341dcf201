"""Charts that compare sizes: sorted bars, the funnel of stages, the histogram."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import altair as alt

from qingshou.reports.charts import parts
from qingshou.reports.charts.scales import Scale, in_lines, scale_of, text_width
from qingshou.reports.document import Chart, Point
from qingshou.reports.templates import colors

Spec = dict[str, Any]
_KEY_LINE = 18  # drawing units from one line of a key to the next
_KEY_ROOM = 480


def bars(chart: Chart) -> Spec:
    """Horizontal bars, the largest on top, each with its value at its end."""
    scale = scale_of(chart)
    ordered = sorted(chart.points, key=lambda point: -(point.value or 0))
    drawn = [_bar(point, scale, chart) for point in ordered]
    largest = max((row["value"] for row in drawn), default=1.0) or 1.0
    y, x = parts.names_on_y(), parts.hidden("value", (0, largest * 1.16))
    strip = parts.rows(drawn).mark_bar(height={"band": 0.66}).encode(x, y, parts.fill())
    ends = parts.words(drawn, align="left", dx=7, color=colors.INK).encode(x, y)
    return parts.finished([strip, ends], 27 * len(drawn) + 8)


def histogram(chart: Chart) -> Spec:
    """Upright bars in their natural order, nearly touching, each with its value on top."""
    scale, room = scale_of(chart), parts.WIDTH / max(len(chart.points), 1) - 6
    drawn = [
        {**_bar(point, scale, chart), "label": in_lines(point.label, room)}
        for point in chart.points
    ]
    largest = max((row["value"] for row in drawn), default=1.0) or 1.0
    x = parts.names_on_x(row["label"] for row in drawn)
    y = parts.hidden("value", (0, largest * 1.12), alt.Y)
    columns = parts.rows(drawn).mark_bar(width={"band": 0.86}).encode(x, y, parts.fill())
    tops = parts.words(drawn, dy=-10, color=colors.INK).encode(x, y)
    return parts.finished([_ground(), columns, tops], 210)


def funnel(chart: Chart) -> Spec:
    """Stages under each other, centered, with their counts and what part went on."""
    scale = scale_of(chart)
    largest = float(max((Fraction(p.value or 0) for p in chart.points), default=Fraction(1)) or 1)
    drawn = list[parts.Row]()
    for point, before in zip(chart.points, (None, *chart.points), strict=False):
        half = float(Fraction(point.value or 0)) / largest / 2
        drawn.append(
            {
                "label": point.label,
                "from": -half,
                "to": half,
                "text": f"{scale.shown(point.value)} {scale.word}",
                "share": _went_on(point, before),
                "fill": _fill_of(point, chart),
                "edge": 0.98,
            }
        )
    y = parts.names_on_y()
    reach = (-0.56, 1.0)
    strip = (
        parts.rows(drawn)
        .mark_bar(height={"band": 0.72})
        .encode(parts.hidden("from", reach), alt.X2("to:Q"), y, parts.fill())
    )
    counts = parts.words(drawn, align="left", dx=9, color=colors.INK).encode(
        parts.hidden("to", reach), y
    )
    shares = (
        parts.rows(drawn)
        .mark_text(align="right", fontSize=parts.SIZE, color=colors.MUTED, baseline="middle")
        .encode(parts.hidden("edge", reach), y, text="share:N")
    )
    return parts.finished([strip, counts, shares], 38 * len(drawn) + 6)


def contacts_and_promises(chart: Chart) -> Spec:
    """One row a channel, one column a step; each column is drawn to its own largest value."""
    scale = scale_of(chart)
    channels = list(dict.fromkeys(point.label for point in chart.points))
    steps = list(dict.fromkeys(point.series for point in chart.points))
    marked = steps[-1] if steps else ""
    value_of = {(p.label, p.series): p.value for p in chart.points}
    drawn: list[dict[str, Any]] = []
    for at, step in enumerate(steps):
        most = max((value_of.get((c, step)) or 0 for c in channels), default=0) or 1
        drawn += [
            {
                "label": channel,
                "from": float(at),
                "to": at + 0.6 * float(Fraction(value_of.get((channel, step)) or 0) / most),
                "text": scale.shown(value_of.get((channel, step))),
                "fill": colors.ACCENT if step == marked else colors.GREY,
            }
            for channel in channels
        ]
    heads: list[parts.Row] = [
        {"at": float(at), "text": step + (f"（{scale.word}）" if scale.word else "")}
        for at, step in enumerate(steps)
    ]
    y, reach = parts.names_on_y(), (0.0, len(steps) - 0.1)
    strip = (
        parts.rows(drawn)
        .mark_bar(height={"band": 0.62})
        .encode(parts.hidden("from", reach), alt.X2("to:Q"), y, parts.fill())
    )
    ends = parts.words(drawn, align="left", dx=6, color=colors.INK).encode(
        parts.hidden("to", reach), y
    )
    top = parts.words(heads, align="left", color=colors.MUTED, baseline="bottom").encode(
        parts.hidden("at", reach), y=alt.value(-6)
    )
    return parts.finished([strip, ends, top], 30 * len(channels) + 30)


def stacked_aging(chart: Chart) -> Spec:
    """One bar a community on a shared scale, from fresh (pale) to old (accent)."""
    scale = scale_of(chart)
    communities = list(dict.fromkeys(point.label for point in chart.points))
    bands = list(dict.fromkeys(point.series for point in chart.points))
    sums = {c: sum((p.value or 0) for p in chart.points if p.label == c) for c in communities}
    reach = float(Fraction(max(sums.values(), default=0) or 1) / scale.divisor) * 1.14
    drawn, ends = list[parts.Row](), list[parts.Row]()
    for community in communities:
        at = 0.0
        for point in (p for p in chart.points if p.label == community):
            size = scale.drawn(point.value) or 0.0
            drawn.append(_segment(point, scale, at, size, bands.index(point.series), len(bands)))
            drawn[-1]["text"] = _if_it_fits(drawn[-1]["text"], size / reach)
            at += size
        ends.append({"label": community, "to": at, "text": f"{scale.shown(sums[community])}"})
    y = parts.names_on_y()
    strip = (
        parts.rows(drawn)
        .mark_bar(height={"band": 0.62}, stroke=colors.PAPER, strokeWidth=1)
        .encode(parts.hidden("from", (0, reach)), alt.X2("to:Q"), y, parts.fill())
    )
    inside = (
        parts.words(drawn, fontSize=11.5)
        .encode(parts.hidden("middle", (0, reach)), y)
        .encode(parts.fill("ink"))
    )
    totals = parts.words(ends, align="left", dx=7, color=colors.INK).encode(
        parts.hidden("to", (0, reach)), y
    )
    key, lines = _band_names(bands), len(_in_key_lines(bands))
    height = 38 * len(communities) + 16 + _KEY_LINE * lines
    return parts.finished([strip, inside, totals, *key], height)


def _bar(point: Point, scale: Scale, chart: Chart) -> dict[str, Any]:
    return {
        "label": point.label,
        "value": scale.drawn(point.value) or 0.0,
        "text": scale.shown(point.value),
        "fill": _fill_of(point, chart),
    }


def _fill_of(point: Point, chart: Chart) -> str:
    """The accent for what the title speaks of; for everything where it speaks of the whole."""
    if not any(other.marked for other in chart.points):
        return colors.ACCENT
    return colors.ACCENT if point.marked else colors.GREY


def _went_on(point: Point, before: Point | None) -> str:
    if before is None or not before.value:
        return ""
    share = Fraction(point.value or 0) / Fraction(before.value) * 100
    return f"占{before.label} {float(share):.1f}%"


def _segment(
    point: Point, scale: Scale, at: float, size: float, band: int, bands: int
) -> dict[str, Any]:
    return {
        "label": point.label,
        "from": at,
        "to": at + size,
        "middle": at + size / 2,
        "text": scale.shown(point.value),
        "fill": _band_fill(band, bands),
        "ink": colors.PAPER if band >= bands - 2 and bands > 1 else colors.INK,
    }


def _band_fill(band: int, bands: int) -> str:
    if band == bands - 1:
        return colors.ACCENT
    return colors.between(colors.HAIR, "#6f7d89", band / max(bands - 2, 1))


def _if_it_fits(text: str, share: float) -> str:
    return text if share * parts.WIDTH * 0.8 > text_width(text, 11.5) + 6 else ""


def _band_names(bands: list[str]) -> list[parts.Layer]:
    """Name the bands once above the bars, in their order, each behind its color."""
    layers: list[parts.Layer] = []
    lines = _in_key_lines(bands)
    for number, line in enumerate(lines):
        height = -14 - _KEY_LINE * (len(lines) - 1 - number)
        for x, band in line:
            color = _band_fill(bands.index(band), len(bands))
            one = [{"text": band}]
            square = parts.rows(one).mark_square(size=110, opacity=1, color=color)
            layers.append(square.encode(x=alt.value(x + 6), y=alt.value(height)))
            name = parts.words(one, align="left", fontSize=12)
            layers.append(name.encode(x=alt.value(x + 17), y=alt.value(height)))
    return layers


def _in_key_lines(bands: list[str]) -> list[list[tuple[float, str]]]:
    """Place the names of the bands from left to right, in as many lines as they need."""
    lines: list[list[tuple[float, str]]] = [[]]
    x = 0.0
    for band in bands:
        wide = 16 + text_width(band, 12) + 20
        if lines[-1] and x + wide > _KEY_ROOM:
            lines.append([])
            x = 0.0
        lines[-1].append((x, band))
        x += wide
    return lines


def _ground() -> alt.Chart:
    """The line the columns stand on."""
    return (
        parts.rows([{"zero": 0}])
        .mark_rule(color=colors.GREY, strokeWidth=1)
        .encode(alt.Y("zero:Q", axis=None))
    )
