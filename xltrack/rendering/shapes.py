"""Charts as plain shapes, laid out once and drawn as SVG for the web and as EMF for Word.

Lengths are in the picture's own units, y grows downwards. A style names the meaning of a shape; each format has its
colours for it. Where the language runs from right to left, so does time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Literal, NamedTuple

from xltrack.i18n.plain_text import run_on
from xltrack.rendering.page import Axis, Ranked, Stack, StackLabel, Timeline, TimelineRow
from xltrack.xlsx.text_width import width_units

TextAnchor = Literal["start", "middle", "end"]
NAMES, MOST_NAMES = 165, 215
"""Width of the unit names beside the rows of a wide picture, and the most that long ones get."""
WIDE, BESIDE, NARROW = 720, 470, 312
"""Widths of a picture alone, with a ranking beside it, and on a phone."""
PITCH, NARROW_PITCH = 8.7, 7.6
TOP, FOOT = 24, 24
LABELLED_GAP, PLAIN_GAP = 16, 5
"""Room above a row's tallest stack, with words at it and without."""
BAR_HEIGHT = 120
LETTER = 6.2
"""Width of an average letter of a label, to keep it inside the picture."""


class Rect(NamedTuple):
    """A rectangle. `style` names its colours."""

    x: float
    y: float
    width: float
    height: float
    style: str


class Circle(NamedTuple):
    """A circle about its middle. `style` names its colours."""

    x: float
    y: float
    radius: float
    style: str


class Line(NamedTuple):
    """A straight line. `style` names its colour."""

    x1: float
    y1: float
    x2: float
    y2: float
    style: str


class Curve(NamedTuple):
    """A cubic Bézier curve from the first point to the last."""

    points: tuple[tuple[float, float], ...]
    style: str


class Words(NamedTuple):
    """A line of text; `y` is its baseline."""

    x: float
    y: float
    text: str
    style: str
    anchor: TextAnchor


Shape = Rect | Circle | Line | Curve | Words


class Picture(NamedTuple):
    """A chart: its size, its shapes from back to front, and its description for readers who cannot see it."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    title: str
    described: str


def mirrored(picture: Picture) -> Picture:
    """Turn a picture round, for languages that run from right to left."""
    width = picture.width
    return picture._replace(shapes=tuple(_mirror(shape, width) for shape in picture.shapes))


def _mirror(shape: Shape, width: float) -> Shape:
    if isinstance(shape, Rect):
        return shape._replace(x=width - shape.x - shape.width)
    if isinstance(shape, Line):
        return shape._replace(x1=width - shape.x1, x2=width - shape.x2)
    if isinstance(shape, Curve):
        return shape._replace(points=tuple((width - x, y) for x, y in shape.points))
    if isinstance(shape, Words):
        turned: dict[TextAnchor, TextAnchor] = {"start": "end", "end": "start", "middle": "middle"}
        return shape._replace(x=width - shape.x, anchor=turned[shape.anchor])
    return shape._replace(x=width - shape.x)


# --- the timeline ------------------------------------------------------------------------------------------


class _Frame(NamedTuple):
    """The place of the axis in the picture, and the base line of each row."""

    axis: Axis
    left: float
    step: float
    width: float
    bases: tuple[float, ...]
    wide: bool

    def x(self, at: float) -> float:
        return self.left + at * self.step

    def middle(self, at: int) -> float:
        return self.x(at + 0.5)


def timeline_picture(timeline: Timeline, width: float = WIDE) -> Picture:
    """Lay a timeline out for a width. A narrow one has the names above the rows."""
    wide = width > NARROW
    named = timeline.kind == "dots"
    left = _names_width(timeline.rows) if wide and named else 2
    pitch = PITCH if wide else NARROW_PITCH
    bases, y = [], float(TOP)
    for at, row in enumerate(timeline.rows):
        tall = _tall(row, timeline.kind, pitch)
        tall += LABELLED_GAP if any(label.row == at for label in timeline.labels) else PLAIN_GAP
        y += tall + (20 if named and not wide else 11)
        bases.append(y)
    axis = timeline.axis
    frame = _Frame(axis, left, (width - left - 6) / axis.bins, width, tuple(bases), wide)
    shapes = list(_grid(frame, y))
    for at, row in enumerate(timeline.rows):
        shapes += _row_head(row, frame, bases[at], at, timeline, pitch)
        if timeline.kind == "dots":
            shapes += _dots(row, frame, bases[at], pitch)
        else:
            shapes += bars(row.stacks, frame.x, frame.step, bases[at], BAR_HEIGHT, _highest([row]))
    moves = [
        shape for move in timeline.moves for shape in _move(frame, move.before, move.after, bases[move.row], pitch)
    ]
    shapes += moves
    shapes += _as_of(frame, y)
    for label in timeline.labels:
        shapes.append(_label(label, timeline, frame, pitch))
    described = run_on(timeline.described)
    picture = Picture(width, y + FOOT + 4, tuple(shapes), str(timeline.title), described)
    return mirrored(picture) if timeline.direction == "rtl" else picture


def _tall(row: TimelineRow, kind: str, pitch: float) -> float:
    if kind == "bars":
        return BAR_HEIGHT
    return max((stack.overdue + stack.open + stack.completed for stack in row.stacks), default=1) * pitch


def _highest(rows: Iterable[TimelineRow | Ranked]) -> int:
    sums = (stack.overdue + stack.open + stack.completed for row in rows for stack in row.stacks)
    return max(sums, default=1)


def _grid(frame: _Frame, foot: float) -> Iterator[Shape]:
    """Draw the time ahead, the years, and the numbers of actions due outside the axis."""
    edge = frame.x(frame.axis.as_of)
    yield Rect(edge, TOP - 6, frame.x(frame.axis.bins) - edge, foot - TOP + 6, "ahead")
    last = -1000.0
    for at, year in frame.axis.ticks:
        x = frame.x(at)
        yield Line(x, TOP - 6, x, foot, "grid")
        if x - last > 34 and x < frame.width - 30:
            yield Words(x + 4, TOP - 12, year, "axis", "start")
            last = x
    if frame.axis.before:
        yield Words(frame.left, foot + 16, str(frame.axis.before), "axis", "start")
    if frame.axis.after:
        yield Words(frame.width - 4, foot + 16, str(frame.axis.after), "axis", "end")


def _row_head(
    row: TimelineRow, frame: _Frame, base: float, at: int, timeline: Timeline, pitch: float
) -> Iterator[Shape]:
    yield Line(0, base, frame.width - 6, base, "base")
    if not row.name:
        return
    if frame.wide:
        yield Words(0, base - 6, _cut(row.name, frame.left - 16), "name", "start")
        return
    tall = _tall(row, timeline.kind, pitch)
    tall += LABELLED_GAP if any(label.row == at for label in timeline.labels) else PLAIN_GAP
    yield Words(0, base - tall - 2, _cut(row.name, frame.width - 8), "name", "start")


def _names_width(rows: Iterable[TimelineRow]) -> float:
    return min(max(NAMES, 16 + LETTER * max((width_units(row.name) for row in rows), default=0)), MOST_NAMES)


def _cut(name: str, width: float) -> str:
    """Keep a name inside its column."""
    if LETTER * width_units(name) <= width:
        return name
    while name and LETTER * width_units(name) > width - LETTER:
        name = name[:-1]
    return name.rstrip() + "\u2026"


def _dots(row: TimelineRow, frame: _Frame, base: float, pitch: float) -> Iterator[Shape]:
    size = pitch / PITCH
    for stack in row.stacks:
        x, y = frame.middle(stack.bin), base - pitch * 0.85
        for style, radius, count in (
            ("late", 3.6, stack.overdue), ("todo", 3.0, stack.open), ("done", 2.4, stack.completed)
        ):  # fmt: skip
            for _ in range(count):
                yield Circle(x, y, radius * size, style)
                y -= pitch


def bars(
    stacks: Iterable[Stack], x: Callable[[float], float], step: float, base: float, height: float, highest: int
) -> Iterator[Shape]:
    """Draw a bar a bin: overdue at the base, open hollow above, completed on top, with a gap between fills."""
    gap = min(1.4, step * 0.2)
    for stack in stacks:
        y = base
        for style, count in (("late", stack.overdue), ("hollow", stack.open), ("done", stack.completed)):
            if count:
                tall = count / highest * height
                y -= tall
                inset = 0.6 if style == "hollow" else 0
                yield Rect(
                    x(stack.bin) + gap / 2 + inset,
                    y + inset,
                    max(step - gap - 2 * inset, 0.6),
                    max(tall - 2 * inset - (0.8 if style != "hollow" and tall > 2 else 0), 0.8),
                    style,
                )


def _move(frame: _Frame, before: int, after: int, base: float, pitch: float) -> Iterator[Shape]:
    y = base - pitch * 0.85
    x1, x2 = frame.middle(before), frame.middle(after)
    high = min(36.0, 14 + abs(x2 - x1) / 12)
    bend = min(36.0, abs(x2 - x1) / 3) * (1 if x2 > x1 else -1)
    yield Curve(((x1, y - 2), (x1 + bend, y - high), (x2 - bend, y - high), (x2, y - 4)), "move")
    yield Circle(x1, y, 3.0 * pitch / PITCH, "was")


def _as_of(frame: _Frame, foot: float) -> Iterator[Shape]:
    x = frame.x(frame.axis.as_of)
    yield Line(x, TOP - 8, x, foot + 6, "as-of")
    text = str(frame.axis.day)
    half = len(text) * LETTER / 2
    anchor: TextAnchor = "start" if x < half else "end" if x > frame.width - half else "middle"
    yield Words(x, foot + 19, text, "as-of-day", anchor)


def _label(label: StackLabel, timeline: Timeline, frame: _Frame, pitch: float) -> Words:
    row = timeline.rows[label.row]
    stack = next(stack for stack in row.stacks if stack.bin == label.bin)
    count = stack.overdue + stack.open + stack.completed
    tall = count * pitch if timeline.kind == "dots" else count / _highest([row]) * BAR_HEIGHT
    ahead = label.bin >= frame.axis.as_of
    low, high = (frame.x(frame.axis.as_of) + 4, frame.width - 4) if ahead else (0, frame.x(frame.axis.as_of) - 4)
    number = str(getattr(stack, label.mark))
    brief = re.split("[,:،，]", str(label.text))[0]  # the number and what it counts, without the month
    fitting = (text for text in (str(label.text), brief) if LETTER * width_units(text) <= high - low)
    text = next(fitting, number)
    x, anchor = _kept_between(low, high, frame.middle(label.bin), LETTER * width_units(text))
    style = "label-late" if label.mark == "overdue" else "label-todo"
    return Words(x, frame.bases[label.row] - tall - 7, text, style, anchor)


def _kept_between(low: float, high: float, x: float, wide: float) -> tuple[float, TextAnchor]:
    """Place a text over a stack, on the stack's own side of the as-of line."""
    if x + wide / 2 > high:
        end = min(x + 6, high)
        return (end, "end") if end - wide >= low else (low, "start")
    if x - wide / 2 < low:
        start = max(x - 6, low)
        return (start, "start") if start + wide <= high else (high, "end")
    return x, "middle"
