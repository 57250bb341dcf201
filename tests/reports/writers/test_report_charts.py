"""Every chart can be drawn, also from little or nothing, and always the same way."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest
from tests.reports.writers.sample import AS_OF, sample_report

from qingshou.reports import charts
from qingshou.reports.document import Chart, ChartKind, Point, Unit, charts_of

_CHARTS = {chart.kind: chart for chart in charts_of(sample_report()[0])}


def test_the_sample_shows_every_kind() -> None:
    assert set(_CHARTS) == set(ChartKind)


@pytest.mark.parametrize("kind", list(ChartKind))
def test_a_chart_names_its_points_and_obeys_a_strict_content_policy(kind: ChartKind) -> None:
    drawing = charts.svg(_CHARTS[kind])
    words = "".join(re.findall(r"<text[^>]*>([^<]*)", drawing)).replace(" ", "")
    assert "style=" not in drawing and "<script" not in drawing and "NaN" not in drawing
    for point in _CHARTS[kind].points:
        assert point.label.replace(" ", "") in words


@pytest.mark.parametrize("kind", list(ChartKind))
@pytest.mark.parametrize("points", [(), (Point("一月", None),), (Point("一月", 0, "今年"),)])
def test_little_or_nothing_is_drawn_without_falling_over(kind, points) -> None:
    chart = Chart(kind, "没有数据", Unit.YUAN, AS_OF, "账务台账", points)
    drawing = charts.svg(chart)
    assert drawing.startswith("<svg") and "NaN" not in drawing and "undefined" not in drawing


def test_a_chart_is_drawn_the_same_twice() -> None:
    chart = _CHARTS[ChartKind.HEAT_MAP]
    first = charts.png(chart)
    charts.svg.cache_clear()
    assert charts.png(chart) == first


def test_labels_at_line_ends_keep_apart_when_values_are_equal() -> None:
    chart = _CHARTS[ChartKind.LINE_AGAINST_LAST_YEAR]
    level = replace(chart, points=tuple(replace(p, value=Fraction(8, 10)) for p in chart.points))
    drawing = charts.svg(level)
    heights = [
        float(found)
        for found in re.findall(r'translate\([^,]+,([\d.]+)\)"[^>]*>(?:今年|去年同期) ', drawing)
    ]
    assert len(heights) == 2 and abs(heights[0] - heights[1]) > 12


def test_the_alternative_text_tells_the_values() -> None:
    words = charts.described(_CHARTS[ChartKind.FUNNEL])
    assert "跟进催收 143" in words and "（户）" in words
