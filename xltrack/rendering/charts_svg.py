"""Pictures as inline SVG. Colours are classes of the page's style sheet; texts keep their own direction."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from xltrack.rendering.shapes import Circle, Curve, Line, Picture, Rect, Shape, Words


def svg(picture: Picture, identity: str) -> str:
    """Return an `<svg>` element with a title and a description. `identity` is unique in the page."""
    ids = f"{identity}-t {identity}-d" if picture.described else f"{identity}-t"
    described = f'<desc id="{identity}-d">{escape(picture.described)}</desc>' if picture.described else ""
    return (
        f'<svg viewBox="0 0 {picture.width:g} {picture.height:.4g}" direction="ltr" role="img" aria-labelledby="{ids}">'
        f'<title id="{identity}-t">{escape(picture.title)}</title>{described}'
        f"{''.join(map(_element, picture.shapes))}</svg>"
    )


def _element(shape: Shape) -> str:
    return "".join(_parts(shape))


def _parts(shape: Shape) -> Iterator[str]:
    if isinstance(shape, Rect):
        yield f'<rect x="{shape.x:.1f}" y="{shape.y:.1f}" width="{shape.width:.1f}" height="{shape.height:.1f}"'
    elif isinstance(shape, Circle):
        yield f'<circle cx="{shape.x:.1f}" cy="{shape.y:.1f}" r="{shape.radius:.1f}"'
    elif isinstance(shape, Line):
        yield f'<line x1="{shape.x1:.1f}" y1="{shape.y1:.1f}" x2="{shape.x2:.1f}" y2="{shape.y2:.1f}"'
    elif isinstance(shape, Curve):
        first, *rest = (f"{x:.1f} {y:.1f}" for x, y in shape.points)
        yield f'<path d="M{first} C {", ".join(rest)}"'
    elif isinstance(shape, Words):
        text = escape(f"\u2068{shape.text}\u2069")
        place = f'x="{shape.x:.1f}" y="{shape.y:.1f}" text-anchor="{shape.anchor}"'
        yield f'<text {place} class="s-{shape.style}">{text}</text>'
        return
    yield f' class="s-{shape.style}"/>'
