"""Notes on cells: the comments part, and the legacy drawing that Excel needs to show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from xltrack.xlsx.addresses import column_number
from xltrack.xlsx.shared_strings import escape, holdable

COMMENT_BLOCK = 1024
"""Shapes that one block of ids holds."""
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{ids}"/>'
    '</o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202"'
    ' path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/>'
    "</v:shapetype>"
)
_SHAPE = (
    '<v:shape id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;margin-left:80pt;margin-top:5pt;'
    'width:240pt;height:90pt;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 10, {row}, 5, {right}, 10, {bottom}, 5</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)

Notes = Mapping[tuple[int, str], str]
"""(row, column letters) -> the text of the note."""


def comments_part(notes: Notes, author: str) -> bytes:
    """Return the texts, in the order of rows and columns."""
    items = "".join(
        f'<comment ref="{letters}{row}" authorId="0"><text><r><t xml:space="preserve">{escape(holdable(text))}</t></r>'
        "</text></comment>"
        for (row, letters), text in _in_order(notes)
    )
    head = f'<comments xmlns="{_MAIN}"><authors><author>{escape(author)}</author></authors>'
    return f"{head}<commentList>{items}</commentList></comments>".encode()


def drawing_part(notes: Notes, block: int) -> bytes:
    """Return the boxes in which Excel shows the texts. `block` keeps the shape ids of this sheet apart from other
    sheets'."""
    blocks = range(block, block + len(notes) // COMMENT_BLOCK + 1)
    shapes = []
    for at, ((row, letters), _) in enumerate(_in_order(notes), 1):
        column = column_number(letters) - 1
        place = {"row": row - 1, "bottom": row + 3, "column": column, "left": column + 1, "right": column + 4}
        shapes.append(_SHAPE.format(id=block * COMMENT_BLOCK + at, **place))
    return (_VML.format(ids=",".join(map(str, blocks))) + "".join(shapes) + "</xml>").encode()


def _in_order(notes: Notes) -> Iterable[tuple[tuple[int, str], str]]:
    return sorted(notes.items(), key=lambda note: (note[0][0], column_number(note[0][1])))
