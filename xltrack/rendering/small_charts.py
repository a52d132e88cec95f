"""Small charts: overdue actions at month ends, and a plan's deadlines in one row of a ranking."""

from __future__ import annotations

from xltrack.rendering.page import Axis, Ranked, TrendChart
from xltrack.rendering.shapes import Line, Picture, Rect, Shape, Words, bars, mirrored


def trend_picture(trend: TrendChart, direction: str, width: float = 228) -> Picture:
    """Draw a bar a month end with its number; the last one is now. Rebuilt ones are hollow."""
    top, foot, height = 16.0, 56.0, 74.0
    highest = max((bar.n for bar in trend.bars), default=1) or 1
    step = width / len(trend.bars)
    shapes: list[Shape] = []
    for at, bar in enumerate(trend.bars):
        last = at == len(trend.bars) - 1
        x, wide = at * step + step * 0.18, step * 0.64
        tall = bar.n / highest * (foot - top)
        style = "late" if last and bar.n else "done" if bar.published else "hollow-done"
        shapes.append(Rect(x, foot - max(tall, 1), wide, max(tall, 1), style))
        shapes.append(
            Words(x + wide / 2, foot - tall - 4, str(bar.n), "label-late" if last and bar.n else "label", "middle")
        )
        if step >= 24 or (len(trend.bars) - 1 - at) % 2 == 0:
            shapes.append(Words(x + wide / 2, height - 4, bar.label, "axis", "middle"))
    picture = Picture(width, height, tuple(shapes), str(trend.title), str(trend.described))
    return mirrored(picture) if direction == "rtl" else picture


def spark_picture(row: Ranked, axis: Axis, highest: int, direction: str, width: float = 150) -> Picture:
    """Draw a plan's deadlines as a small histogram: overdue before the line, still to come after it."""
    height, base = 18.0, 15.0
    step = width / axis.bins
    edge = axis.as_of * step
    shapes: list[Shape] = [
        Rect(edge, 0, width - edge, base, "ahead"),
        Line(0, base, width, base, "base"),
        *bars(row.stacks, lambda at: at * step, step, base, base - 1, highest),
        Line(edge, 0, edge, height - 1, "as-of"),
    ]
    picture = Picture(width, height, tuple(shapes), row.name, "")
    return mirrored(picture) if direction == "rtl" else picture
