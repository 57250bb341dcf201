"""The small line beside a headline figure."""

from __future__ import annotations

from fractions import Fraction

from qingshou.reports.templates import colors

_WIDTH, _HEIGHT, _EDGE = 96, 26, 4


def spark_svg(history: tuple[int | Fraction | None, ...]) -> str:
    """Draw the latest periods of a figure, the newest marked; empty below two known values."""
    known = [(at, Fraction(value)) for at, value in enumerate(history) if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(v for _, v in known), max(v for _, v in known)
    across = Fraction(_WIDTH - 2 * _EDGE, len(history) - 1)
    spots = [
        (float(_EDGE + at * across), _HEIGHT - _EDGE - _height(value, low, high))
        for at, value in known
    ]
    path = " ".join(f"{x:.2f},{y:.2f}" for x, y in spots)
    end_x, end_y = spots[-1]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}"'
        f' viewBox="0 0 {_WIDTH} {_HEIGHT}" class="spark">'
        f'<polyline points="{path}" fill="none" stroke="{colors.GREY}" stroke-width="1.6"'
        ' stroke-linejoin="round" stroke-linecap="round"/>'
        f'<circle cx="{end_x:.2f}" cy="{end_y:.2f}" r="3" fill="{colors.ACCENT}"/></svg>'
    )


def _height(value: Fraction, low: Fraction, high: Fraction) -> float:
    span = _HEIGHT - 2 * _EDGE
    return span / 2 if high == low else float((value - low) / (high - low) * span)
