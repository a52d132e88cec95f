"""A document without a table of actions as lines of text, each with its place, and the foot of its page."""

from __future__ import annotations

from collections.abc import Sequence

from xltrack.findings import Finding
from xltrack.findings.sources import menu_words
from xltrack.importing.blocks import Document, SourcePlace, TableBlock, TextBlock


def document_lines(document: Document) -> list[tuple[str, SourcePlace]]:
    """Return the lines of paragraphs and the rows of tables, without the foot that a page marks as such."""
    foot = _foot(document.blocks)
    lines: list[tuple[str, SourcePlace]] = []
    for block in document.blocks[: len(document.blocks) - len(foot)]:
        if isinstance(block, TextBlock):
            lines += ((line, block.where) for line in block.text.split("\n"))
        else:
            rows: dict[int, list[str]] = {}
            for (row, _), raw in sorted(block.cells.items()):
                rows.setdefault(row, []).append(str(raw).replace("\n", " "))
            lines += ((" ".join(texts), block.place(row, 1)) for row, texts in rows.items())
    return lines


def foot_findings(document: Document) -> tuple[Finding, ...]:
    """Report the foot that a page marks as such, in one finding."""
    foot = _foot(document.blocks)
    words = " · ".join(dict.fromkeys(block.text for block in foot))
    return (menu_words(foot[0].where, words),) if foot else ()


def _foot(blocks: Sequence[TextBlock | TableBlock]) -> list[TextBlock]:
    foot: list[TextBlock] = []
    for block in reversed(blocks):
        if not isinstance(block, TextBlock) or not block.menu:
            break
        foot.insert(0, block)
    return foot
