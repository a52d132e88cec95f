"""Pictures as Enhanced Metafiles (MS-EMF), the vector format that Word has always shown, on paper colours."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from xltrack.palette import light
from xltrack.rendering.shapes import Circle, Curve, Line, Picture, Rect, Shape, Words

SCALE = 20
"""Units of the metafile for one of the picture."""
EMF_FONT = "Calibri"
_HEADER, _EOF = 1, 14
_SET_BACKGROUND, _SET_ALIGN, _SET_COLOUR = 18, 22, 24
_MOVE, _LINE, _SELECT, _DELETE = 27, 54, 37, 40
_PEN, _BRUSH, _FONT = 38, 39, 82
_ELLIPSE, _RECTANGLE, _BEZIER, _TEXT = 42, 43, 2, 84
_STOCK_EMPTY_BRUSH, _STOCK_NO_PEN, _STOCK_FONT = 0x80000005, 0x80000008, 0x8000000D
_TRANSPARENT, _BASELINE = 1, 24
_ALIGN_LEFTWARD, _READ_LEFTWARD, _GO_ON = 0x100, 0x80, 1
_ANCHORS = {"start": 0, "end": 2, "middle": 6}
_MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u2066\u2067\u2068\u2069"))
_ARABIC = re.compile("[\u0590-\u08ff]")
_PIECE = re.compile(
    r"[\u0590-\u08ff]+(?:[ \u00a0]+[\u0590-\u08ff]+)*"  # Arabic words
    r"|[^\W\d_\u0590-\u08ff](?:[^\u0590-\u08ff]*[^\W_\u0590-\u08ff])?"  # words that run from left to right
    r"|\d+(?:[.,:]\d+)*%?|."  # numbers, and the signs in between
)
_MIRRORED = str.maketrans("()[]«»", ")(][»«")


class _Style(NamedTuple):
    fill: str = ""
    stroke: str = ""
    wide: float = 1.0
    dashed: bool = False


_STYLES = {
    "ahead": _Style("ahead"),
    "grid": _Style(stroke="rule"),
    "base": _Style(stroke="rule"),
    "as-of": _Style(stroke="ink", wide=1.4),
    "late": _Style("late"),
    "done": _Style("done"),
    "todo": _Style("ground", "todo", 1.6),
    "hollow": _Style("ground", "todo", 1.2),
    "hollow-done": _Style("ground", "done", 1.4),
    "was": _Style("ground", "soft", 1.2, True),
    "move": _Style("", "soft", 1.0, True),
}
_TEXTS = {
    "axis": ("soft", 12.0, False),
    "name": ("ink", 12.5, False),
    "label": ("ink", 12.0, True),
    "label-late": ("late", 12.0, True),
    "label-todo": ("todo", 12.0, True),
    "as-of-day": ("ink", 12.0, True),
}


def emf(picture: Picture) -> bytes:
    """Return the metafile. The same picture gives the same bytes."""
    records = [
        _record(_SET_BACKGROUND, struct.pack("<I", _TRANSPARENT)),
        *(record for shape in picture.shapes for record in _draw(shape)),
        _record(_EOF, struct.pack("<III", 0, 16, 20)),
    ]
    body = b"".join(records)
    return _head(picture, len(body), len(records) + 1) + body


def _head(picture: Picture, size: int, records: int) -> bytes:
    width, height = round(picture.width * SCALE), round(picture.height * SCALE)
    millimetres = (round(picture.width * 25.4 / 96), round(picture.height * 25.4 / 96))
    frame = (0, 0, millimetres[0] * 100, millimetres[1] * 100)
    bounds = (0, 0, width, height)
    return _record(
        _HEADER,
        struct.pack("<4i4i", *bounds, *frame)
        + b" EMF"
        + struct.pack("<IIIHHIII", 0x10000, size + 108, records, 4, 0, 0, 0, 0)
        + struct.pack("<4i", width, height, *millimetres)
        + struct.pack("<III", 0, 0, 0)
        + struct.pack("<2i", millimetres[0] * 1000, millimetres[1] * 1000),
    )


def _record(kind: int, content: bytes) -> bytes:
    content += b"\0" * (-len(content) % 4)
    return struct.pack("<II", kind, len(content) + 8) + content


def _point(x: float, y: float) -> bytes:
    return struct.pack("<2i", round(x * SCALE), round(y * SCALE))


def _colour(name: str) -> int:
    """Return a colour as Windows orders it: blue, green, red."""
    code = light(name)
    return int(code[5:7] + code[3:5] + code[1:3], 16)


def _draw(shape: Shape) -> Iterator[bytes]:
    if isinstance(shape, Words):
        yield from _words(shape)
        return
    style = _STYLES[shape.style]
    yield from _tools(style)
    if isinstance(shape, Rect):
        yield _box(_RECTANGLE, shape.x, shape.y, shape.x + shape.width, shape.y + shape.height)
    elif isinstance(shape, Circle):
        r = shape.radius
        yield _box(_ELLIPSE, shape.x - r, shape.y - r, shape.x + r, shape.y + r)
    elif isinstance(shape, Line):
        yield _record(_MOVE, _point(shape.x1, shape.y1))
        yield _record(_LINE, _point(shape.x2, shape.y2))
    elif isinstance(shape, Curve):
        points = b"".join(_point(x, y) for x, y in shape.points)
        yield _record(_BEZIER, struct.pack("<4iI", 0, 0, -1, -1, len(shape.points)) + points)
    for handle in (1, 2):
        yield _record(_SELECT, struct.pack("<I", _STOCK_NO_PEN if handle == 1 else _STOCK_EMPTY_BRUSH))
        yield _record(_DELETE, struct.pack("<I", handle))


def _tools(style: _Style) -> Iterator[bytes]:
    """Select pen 1 and brush 2 for a style."""
    kind = 5 if not style.stroke else 2 if style.dashed else 0
    width = 1 if style.dashed else round(style.wide * SCALE)  # Windows dashes only thin pens
    yield _record(_PEN, struct.pack("<IIiiI", 1, kind, width, 0, _colour(style.stroke or "ink")))
    yield _record(_SELECT, struct.pack("<I", 1))
    yield _record(_BRUSH, struct.pack("<IIII", 2, 0 if style.fill else 1, _colour(style.fill or "ground"), 0))
    yield _record(_SELECT, struct.pack("<I", 2))


def _box(kind: int, x1: float, y1: float, x2: float, y2: float) -> bytes:
    return _record(kind, _point(x1, y1) + _point(x2, y2))


def _words(words: Words) -> Iterator[bytes]:
    colour, size, bold = _TEXTS[words.style]
    face = EMF_FONT.encode("utf-16-le").ljust(64, b"\0")
    height = -round(size * SCALE)
    font = struct.pack("<5i8B", height, 0, 0, 0, 700 if bold else 400, 0, 0, 0, 1, 0, 0, 0, 0) + face
    yield _record(_FONT, struct.pack("<I", 1) + font + b"\0" * 232)
    yield _record(_SELECT, struct.pack("<I", 1))
    yield _record(_SET_COLOUR, struct.pack("<I", _colour(colour)))
    text = words.text.translate(_MARKS)
    if _ARABIC.search(text):
        yield from _leftward(words._replace(text=text), size, bold)
    else:
        yield _record(_SET_ALIGN, struct.pack("<I", _ANCHORS[words.anchor] | _BASELINE))
        yield _text(text, words.x, words.y, [_advance(letter, bold) * size for letter in text])
    yield _record(_SELECT, struct.pack("<I", _STOCK_FONT))
    yield _record(_DELETE, struct.pack("<I", 1))


def _leftward(words: Words, size: float, bold: bool) -> Iterator[bytes]:
    """Write a text that runs from right to left, piece by piece from its left end, each where the one before ended.

    Programs differ in how they order Arabic words and numbers within one text of a metafile, not within a piece.
    """
    wide = sum(_advance(letter, bold) for letter in words.text) * size
    left = words.x - {"start": 0.0, "middle": wide / 2, "end": wide}[words.anchor]
    yield _record(_MOVE, _point(left, words.y))
    for piece in reversed(_PIECE.findall(words.text)):
        arabic = bool(_ARABIC.search(piece))
        yield _record(_SET_ALIGN, struct.pack("<I", _BASELINE | _GO_ON | arabic * _ALIGN_LEFTWARD))
        # Joined letters must not be placed one by one: they keep the widths of their font.
        advances = [] if arabic else [_advance(letter, bold) * size for letter in piece]
        yield _text(piece.translate(_MIRRORED), left, words.y, advances)


def _text(text: str, x: float, y: float, advances: Sequence[float]) -> bytes:
    """Write a text with the width of each letter, or without widths one that is read from right to left."""
    encoded = text.encode("utf-16-le")
    padded = encoded + b"\0" * (-len(encoded) % 4)
    where, options = (76 + len(padded), 0) if advances else (0, _READ_LEFTWARD)
    return _record(
        _TEXT,
        struct.pack("<4iIff", 0, 0, -1, -1, 2, 1.0, 1.0)
        + _point(x, y)
        + struct.pack("<III4iI", len(encoded) // 2, 76, options, 0, 0, -1, -1, where)
        + padded
        + b"".join(struct.pack("<I", round(advance * SCALE)) for advance in advances),
    )


def _advance(letter: str, bold: bool) -> float:
    """Return a letter's width as a fraction of its size, close to Calibri's: a metafile places every letter itself."""
    if letter in "iljtfrI.,:;'|!() \u00a0":
        width = 0.27
    elif letter == "\u202f":
        width = 0.15
    elif letter in "mwMW@%жмфшщыюЖМФШЩЫЮ":
        width = 0.82
    elif letter.isupper():
        width = 0.6
    else:
        width = 1.0 if ord(letter) > 0x2E80 else 0.53 if letter >= "\u0400" else 0.5
    return width * (1.04 if bold else 1.0)
