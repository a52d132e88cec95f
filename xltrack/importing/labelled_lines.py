"""Paragraphs that hold several labels with their values, as a line for each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xltrack.importing.blocks import Document, TableBlock, TextBlock
from xltrack.importing.form_labels import form_label
from xltrack.importing.labels_inside import BORDERS, inner_labels
from xltrack.importing.lexicon import Lexicon
from xltrack.importing.listed_actions import item_text

_SEPARATORS = " \t|;,–—-"
ABOUT = ("responsible", "deadline", "status")
"""Fields of an action, of which a document that writes actions as labels has some."""


def with_labelled_lines(document: Document, lexicon: Lexicon, action: str) -> Document:
    """Return the document with each label of a paragraph in a line of its own.

    An item of a list is an action if a field of one follows it; it gets the label `action`.
    """
    blocks: list[TextBlock | TableBlock] = []
    for block in document.blocks:
        blocks += [block] if isinstance(block, TableBlock) else _parted(block, lexicon)
    blocks = list(_joined(blocks, lexicon))
    items = {at for at in range(len(blocks) - 1) if _is_item(blocks, at, lexicon)}
    marked = [
        block._replace(text=f"{action}: {item_text(block.text) or block.text}")
        if at in items and isinstance(block, TextBlock)
        else block
        for at, block in enumerate(blocks)
    ]
    return document._replace(blocks=tuple(marked))


def _parted(block: TextBlock, lexicon: Lexicon) -> Iterator[TextBlock]:
    """Yield the pieces of a paragraph that begin with labels."""
    lines = block.text.split("\n")
    if not any(form_label(line, lexicon) for line in lines[1:]):
        lines = [block.text]
    for line in lines:
        starts = [found.start for found in inner_labels(line, lexicon, (*BORDERS, "action"))]
        for start, end in zip((0, *starts), (*starts, len(line)), strict=True):
            if piece := line[start:end].rstrip(_SEPARATORS):
                label = form_label(piece, lexicon) if starts else None
                yield block._replace(text=piece.removesuffix(".") if label and label.action else piece)


def _joined(blocks: Sequence[TextBlock | TableBlock], lexicon: Lexicon) -> Iterator[TextBlock | TableBlock]:
    """Yield the blocks, a heading "Action 2" joined with the text under it."""
    heading = ""
    for block, following in zip(blocks, (*blocks[1:], None), strict=True):
        label = form_label(block.text, lexicon)
        if heading and isinstance(block, TextBlock):
            block = block._replace(text=f"{heading}: {block.text}")
        heading = ""
        is_heading = label is not None and label.field == "key_actions" and label.number and not label.value
        if is_heading and isinstance(following, TextBlock) and form_label(following.text, lexicon) is None:
            heading = block.text.rstrip(" :：")
        else:
            yield block


def _is_item(blocks: Sequence[TextBlock | TableBlock], at: int, lexicon: Lexicon) -> bool:
    """Return whether a field of an action follows a text: an item of a list, or the beginning of the same paragraph."""
    this, following = blocks[at], blocks[at + 1]
    if isinstance(this, TableBlock) or isinstance(following, TableBlock) or form_label(this.text, lexicon):
        return False
    if item_text(this.text) is None and this.where != following.where:
        return False
    label = form_label(following.text, lexicon)
    return label is not None and label.closed and label.action in ABOUT
