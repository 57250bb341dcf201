"""Charts: one specification for screen and paper, drawn without a browser or a network.

The message of a chart stands in the caption that the writer sets above it, not in the
picture; the picture holds marks, names and values only. The same chart gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

import vl_convert

from qingshou.platform.files.fonts import font_directory
from qingshou.reports.charts import flow, monthly, ranked
from qingshou.reports.charts.scales import scale_of
from qingshou.reports.charts.spark import spark_svg
from qingshou.reports.document import Chart, ChartKind

__all__ = ["caption_unit", "described", "png", "png_of", "spark_svg", "spec", "svg"]

_REMEMBERED = 128  # pictures drawn once for all forms of the reports of a run
_DRAWN_BY: dict[ChartKind, Callable[[Chart], dict[str, Any]]] = {
    ChartKind.BARS: ranked.bars,
    ChartKind.LINE_AGAINST_LAST_YEAR: monthly.line_against_last_year,
    ChartKind.WATERFALL: flow.waterfall,
    ChartKind.STACKED_AGING: ranked.stacked_aging,
    ChartKind.FUNNEL: ranked.funnel,
    ChartKind.HEAT_MAP: monthly.heat_map,
    ChartKind.CONTACTS_AND_PROMISES: ranked.contacts_and_promises,
    ChartKind.HISTOGRAM: ranked.histogram,
    ChartKind.FORECAST_BAND: monthly.forecast_band,
}


def spec(chart: Chart) -> dict[str, Any]:
    """The Vega-Lite specification of a chart, for a screen or for a printer."""
    return _DRAWN_BY[chart.kind](chart)


@lru_cache(maxsize=_REMEMBERED)
def svg(chart: Chart) -> str:
    """Draw a chart as SVG with live text in the font that travels with the program."""
    _know_the_fonts()
    drawn: str = vl_convert.vegalite_to_svg(spec(chart))
    return drawn


def png(chart: Chart, *, scale: float = 2.0) -> bytes:
    """Draw a chart as PNG, for programs that cannot show SVG everywhere."""
    return png_of(svg(chart), scale=scale)


@lru_cache(maxsize=_REMEMBERED)
def png_of(drawing: str, *, scale: float = 2.0) -> bytes:
    """Turn an SVG into a PNG of ``scale`` pixels a drawing unit."""
    _know_the_fonts()
    return vl_convert.svg_to_png(drawing, scale=scale)


def caption_unit(chart: Chart) -> str:
    """The unit a caption has to name, such as 万元; empty where nothing is measured."""
    return scale_of(chart).word


def described(chart: Chart) -> str:
    """Say in words what the picture shows, for those who cannot see it."""
    scale = scale_of(chart)
    told = [
        " ".join(filter(None, (point.series, point.label, scale.shown(point.value))))
        for point in chart.points[:24]
    ]
    more = f"，等共 {len(chart.points)} 项" if len(chart.points) > 24 else ""
    return f"{chart.title}（{scale.word}）：" + "；".join(told) + more


@cache
def _know_the_fonts() -> None:
    vl_convert.register_font_directory(str(font_directory()))
