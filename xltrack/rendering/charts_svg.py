"""Charts as inline SVG. Numbers stand in the picture, so that no colour has to be told from another.

Lengths are in the picture's own units; it scales to the width it is given. Colours are classes of the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from xltrack.rendering.page import Chart

CHART_WIDTH = 540
ROW = 50
HEIGHT = 230
CHART_LETTERS = 60
SKIP = 3
"""Of the days under a line one in three has a label, counted from the last."""
_DIGIT = 9
"""A number is drawn into a bar's part that has room for it."""


def svg(chart: Chart, identity: str) -> str:
    """The chart as an `<svg>` element with a title and a description; `identity` is unique in the page."""
    draw = {"bars": _bars, "columns": _columns, "lines": _lines}[chart.kind]
    height, shapes = draw(chart)
    return (
        f'<svg viewBox="0 0 {CHART_WIDTH} {height}" role="img" aria-labelledby="{identity}-t {identity}-d">'
        f'<title id="{identity}-t">{escape(chart.title)}</title><desc id="{identity}-d">{escape(chart.alt)}</desc>'
        f"{''.join(shapes)}</svg>"
    )


def _text(x: float, y: float, text: str, css: str = "", anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{css}" text-anchor="{anchor}">{escape(text)}</text>'


def _legend(chart: Chart, y: float) -> Iterator[str]:
    x = 0.0
    for key, label in chart.series:
        yield f'<rect x="{x:.1f}" y="{y - 11:.1f}" width="12" height="12" rx="2" class="fill-{key}"/>'
        yield _text(x + 17, y, label, "small")
        x += 36 + 7.2 * len(label)


def _bars(chart: Chart) -> tuple[float, list[str]]:
    """A bar a row; its parts lie one after the other, the first series at the left."""
    longest = max((sum(values) for _, values in chart.points), default=0) or 1
    scale = (CHART_WIDTH - 20) / longest
    shapes = list(_legend(chart, 16))
    for at, (label, values) in enumerate(chart.points):
        y, x = 54 + at * ROW, 0.0
        short = label if len(label) <= CHART_LETTERS else label[: CHART_LETTERS - 1].rstrip() + "\u2026"
        shapes.append(_text(0, y - 6, short, "label"))
        for (key, name), value in zip(chart.series, values, strict=True):
            if value:
                wide = value * scale
                tip = f"<title>{escape(f'{label}: {name} {value}')}</title>"
                shapes.append(
                    f'<rect x="{x:.1f}" y="{y}" width="{wide:.1f}" height="24" class="fill-{key}">{tip}</rect>'
                )
                if wide >= _DIGIT * len(str(value)) + 2:
                    shapes.append(_text(x + wide / 2, y + 17, str(value), f"on-{key}", "middle"))
                x += wide
    return 36 + len(chart.points) * ROW + 6, shapes


def _columns(chart: Chart) -> tuple[float, list[str]]:
    """A column a point, its number above it."""
    top, foot = 28, HEIGHT - 34
    highest = max((values[0] for _, values in chart.points), default=0) or 1
    step = (CHART_WIDTH - 60) / max(len(chart.points), 1)
    shapes = [f'<line x1="30" x2="{CHART_WIDTH - 30}" y1="{foot}" y2="{foot}" class="axis"/>']
    for at, (label, (value, *_)) in enumerate(chart.points):
        x, tall = 30 + at * step + step * 0.2, value / highest * (foot - top)
        shapes.append(
            f'<rect x="{x:.1f}" y="{foot - tall:.1f}" width="{step * 0.6:.1f}" height="{tall:.1f}" '
            f'class="fill-{chart.series[0][0]}"/>'
        )
        shapes.append(_text(x + step * 0.3, foot - tall - 8, str(value), "value", "middle"))
        shapes.append(_text(x + step * 0.3, foot + 22, label, "label", "middle"))
    return HEIGHT, shapes


def _lines(chart: Chart) -> tuple[float, list[str]]:
    """A line a series, each point with its number; the second line is dashed."""
    top, foot, left = 44, HEIGHT - 34, 40
    highest = max((value for _, values in chart.points for value in values), default=0) or 1
    step = (CHART_WIDTH - left - 40) / max(len(chart.points) - 1, 1)
    shapes = [*_legend(chart, 16), f'<line x1="30" x2="{CHART_WIDTH - 20}" y1="{foot}" y2="{foot}" class="axis"/>']
    for at, (label, _) in list(enumerate(chart.points))[::-SKIP]:
        shapes.append(_text(left + at * step, foot + 22, label, "small", "middle"))
    for at, (key, _) in enumerate(chart.series):
        spots = [
            (left + n * step, foot - values[at] / highest * (foot - top), values[at])
            for n, (_, values) in enumerate(chart.points)
        ]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in spots)
        shapes.append(f'<polyline points="{path}" class="line-{key}"/>')
        shapes += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" class="fill-{key}"/>' for x, y, _ in spots]
        shapes += [_text(x, y - 9, str(value), "value small", "middle") for x, y, value in spots]
    return HEIGHT, shapes
