"""Tables that a page lays out without the elements of one: rows of cells in divisions, under a header that is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from xltrack.importing.document.markup import MarkupTag
from xltrack.importing.form_files import shipped_lexicon
from xltrack.importing.table_layout import is_header

_BOXES = frozenset(
    (
        "div", "span", "section", "article", "main", "ul", "ol", "li", "dl", "dt", "dd", "header", "p", "a", "b",
        "strong", "h1", "h2", "h3", "h4", "h5", "h6", "label", "button", "em", "i", "body", "form", "fieldset",
    )
)  # fmt: skip
"""Elements of which such a table may be made."""
_FEWEST, _MOST = 3, 30
"""Columns of such a table."""
_LONGEST_HEADER = 60
_MOST_ELEMENTS, _MOST_CELLS = 200_000, 20_000
_DEEPEST = 200
_NESTED = 50
"""Open elements among which the one that ends is looked for."""
_AROUND = 3
"""Elements around a header's row in which the other rows are looked for."""


@dataclass(slots=True)
class _Box:
    """An element: where its tags are among the tokens, those inside it, and its own text."""

    name: str
    begin: int
    end: int = 0
    depth: int = 0
    parent: _Box | None = None
    inner: list[_Box] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def has_own_text(self) -> bool:
        return any(text.strip() for text in self.texts)

    def all_text(self) -> str:
        """Return the beginning of its text, that of a header at most."""
        words = " ".join(self.texts).split()
        for box in self.inner[:_FEWEST]:
            words += box.all_text().split() if len(words) < _LONGEST_HEADER else []
        return " ".join(words)


def with_tables(tokens: Sequence[MarkupTag | str]) -> list[MarkupTag | str]:
    """Return the tokens of a page with the tags of such tables, rows and cells renamed to those of a table."""
    names: dict[int, str] = {}
    before: dict[int, int] = {}
    boxes = list(_boxes(tokens))
    for box in boxes:
        if box.begin not in names and not _name(box, names):
            _name_flat(box, names, before)
    out: list[MarkupTag | str] = []
    for at, token in enumerate(tokens):
        out += [MarkupTag("tr", False, {})] * before.get(at, 0)
        out.append(token._replace(name=names[at]) if at in names and isinstance(token, MarkupTag) else token)
    return out


def _boxes(tokens: Sequence[MarkupTag | str]) -> Iterator[_Box]:
    """Yield the closed elements of a page in the order in which they begin."""
    boxes: list[_Box] = []
    open_boxes: list[_Box] = []
    for at, token in enumerate(tokens):
        if isinstance(token, str):
            if open_boxes:
                open_boxes[-1].texts.append(token)
        elif token.name not in _BOXES or len(boxes) > _MOST_ELEMENTS:
            continue
        elif not token.ends:
            parent = open_boxes[-1] if open_boxes else None
            box = _Box(token.name, at, depth=len(open_boxes), parent=parent)
            boxes.append(box)
            if parent:
                parent.inner.append(box)
            if len(open_boxes) < _DEEPEST:
                open_boxes.append(box)
        else:
            names = [box.name for box in open_boxes[-_NESTED:]]
            if token.name in names:
                while open_boxes[-1].name != token.name:
                    open_boxes.pop()
                open_boxes.pop().end = at
    return (box for box in boxes if box.end)


def _is_row(box: _Box, size: int) -> bool:
    return len(box.inner) == size and not box.has_own_text and all(cell.end for cell in box.inner)


def _heads(cells: Sequence[_Box], unknown: int = 1) -> bool:
    """Return whether cells are the header of a table of actions, at most so many of them `unknown` words."""
    texts = [cell.all_text() for cell in cells]
    if not all(0 < len(text) <= _LONGEST_HEADER for text in texts):
        return False
    named = [name for text in texts if (name := shipped_lexicon().column(text))]
    return len(named) >= max(_FEWEST, len(texts) - unknown) and is_header(named)


def _name(head: _Box, names: dict[int, str]) -> bool:
    """Name a table whose header row is `head`; return whether it is one."""
    size = len(head.inner)
    if not (_FEWEST <= size <= _MOST and _is_row(head, size) and _heads(head.inner)):
        return False
    table, rows = head, [head]
    for _ in range(_AROUND):
        if table.parent and len(rows) == 1:
            table = table.parent
            rows = [box for box in _at_depth(table, head.depth) if box.begin >= head.begin and _is_row(box, size)]
    if len(rows) == 1:
        return False
    _rename(table, "table", names)
    for row in rows:
        _rename(row, "tr", names)
        for cell in row.inner:
            _rename(cell, "td", names)
    return True


def _at_depth(box: _Box, depth: int) -> Iterator[_Box]:
    if box.depth == depth:
        yield box
    else:
        for inner in box.inner:
            yield from _at_depth(inner, depth)


def _name_flat(box: _Box, names: dict[int, str], before: dict[int, int]) -> bool:
    """Name a table whose cells all are in one element, the header's first, as a grid of columns lays them out."""
    few = len(box.inner) < 2 * _FEWEST or len(box.inner) > _MOST_CELLS
    if few or box.has_own_text or not _heads(box.inner[:_FEWEST], unknown=0):
        return False
    size = max(
        size for size in range(_FEWEST, min(_MOST, len(box.inner) // 2) + 1) if _heads(box.inner[:size], unknown=0)
    )
    if len(box.inner) % size or not all(cell.end and cell.name == box.inner[0].name for cell in box.inner):
        return False
    _rename(box, "table", names)
    for at, cell in enumerate(box.inner):
        _rename(cell, "td", names)
        if at % size == 0:
            before[cell.begin] = 1
    return True


def _rename(box: _Box, name: str, names: dict[int, str]) -> None:
    names[box.begin] = names[box.end] = name
