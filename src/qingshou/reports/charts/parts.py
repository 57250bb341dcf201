"""The few marks every chart is made of, already in the house's look."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import altair as alt

from qingshou.platform.files.fonts import SANS
from qingshou.reports.templates import colors

WIDTH = 620  # drawing units for the full text width of a page
SIZE = 12.5  # of labels; nine points on paper

Layer = alt.Chart | alt.LayerChart
Row = dict[str, Any]
Reach = tuple[float, float]  # the lowest and the highest value that is drawn


def rows(values: list[dict[str, Any]]) -> alt.Chart:
    """Begin a layer over its own values."""
    return alt.Chart(alt.InlineData(values=values))


def words(values: list[dict[str, Any]], **mark: Any) -> alt.Chart:
    """Write ``text`` at x and y, in the color of ``ink``."""
    chosen: Row = {"fontSize": SIZE, "color": colors.TEXT, "baseline": "middle", **mark}
    return rows(values).mark_text(**chosen).encode(text="text:N")


def names_on_y(field: str = "label", **axis: Any) -> alt.Y:
    """Name the rows at the left, in the order given, without any axis lines."""
    look: Row = {"title": None, "labelLimit": 190, "labelPadding": 10, "labelColor": colors.INK}
    return alt.Y(f"{field}:N", sort=None, axis=alt.Axis(**{**look, **axis}))


def names_on_x(names: Iterable[str], **axis: Any) -> alt.X:
    """Name the columns below, in the order given, breaking lines where the text says so."""
    look: Row = {
        "title": None,
        "labelAngle": 0,
        "labelPadding": 8,
        "labelExpr": r"split(datum.label, '\n')",
        "labelOverlap": "parity",
    }
    order = alt.Scale(domain=list(dict.fromkeys(names)))
    return alt.X("label:N", sort=None, scale=order, axis=alt.Axis(**{**look, **axis}))


def hidden(field: str, reach: Reach, kind: type[Any] = alt.X) -> Any:
    """A measured direction whose axis is not drawn, because the marks carry their values."""
    scale = alt.Scale(domain=list(reach), nice=False, zero=False)
    return kind(f"{field}:Q", axis=None, scale=scale)


def fill(field: str = "fill") -> alt.Color:
    """Take the color from the row itself."""
    return alt.Color(f"{field}:N", scale=None, legend=None)


def finished(layers: list[Layer], height: float) -> dict[str, Any]:
    """Put layers together into a specification of the house's width and look."""
    chart: Any = alt.layer(*layers).properties(
        width=WIDTH,
        height=height,
        autosize=alt.AutoSizeParams(type="fit", contains="padding"),
        padding={"left": 2, "right": 6, "top": 6, "bottom": 2},
        background="transparent",
    )
    spec: dict[str, Any] = _dressed(chart).to_dict()
    return spec


def _dressed(chart: Any) -> Any:
    axis: Row = {
        "labelFont": SANS,
        "labelFontSize": SIZE,
        "labelColor": colors.MUTED,
        "domain": False,
        "ticks": False,
        "grid": False,
    }
    return chart.configure(font=SANS, axis=alt.AxisConfig(**axis)).configure_view(
        stroke=None, fill=None
    )
