"""The likeliest title of a source that names none: its heading, its first line, or the text over its table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xltrack.importing.blocks import Document, TextBlock
from xltrack.importing.form_labels import form_label
from xltrack.importing.lexicon import Lexicon
from xltrack.importing.table_view import TableView

_LONGEST, _SHORTEST = 300, 6
_BORDER = re.compile(r"\s*[:：|\n]\s*|\s+[-–—]\s+")
"""The marks between the name of a form and a title: "Management response: Evaluation of the harbours"."""


def likely_title(document: Document, lexicon: Lexicon) -> str:
    """Return the title that a person would guess; "" where nothing looks like one."""
    return next(filter(None, (_title_in(text, lexicon) for text in _candidates(document))), "")


def _candidates(document: Document) -> Iterator[str]:
    """Yield headings, the title of a page, the text that comes first, and the one over the columns of a table."""
    texts = [block for block in document.blocks if isinstance(block, TextBlock)]
    yield from (block.text for block in texts if block.heading)
    yield from (block.text for block in texts[:1] if block.menu or block is document.blocks[0])
    for block in document.tables[:1]:
        view = TableView(block)
        for row in list(view.rows)[:1]:
            cells = view.own_cells(row)
            yield from (cell.text for cell in cells if len(cells) == 1)


def _title_in(text: str, lexicon: Lexicon) -> str:
    """Return the title in a text, without the name of a form before or behind it; "" where it is none."""
    parts = _BORDER.split(text.strip(), maxsplit=1)
    named = len(parts) > 1 and lexicon.is_generic_title(parts[0])
    title = _without_form(parts[1] if named else text.strip(), lexicon)
    if lexicon.is_generic_title(title) or not (named or _may_be_title(title, lexicon)):
        return ""
    whole = _SHORTEST <= len(title) <= _LONGEST and "\n" not in title
    return title if whole and any(map(str.isalpha, title)) else ""


def _without_form(title: str, lexicon: Lexicon) -> str:
    """Return a title without the name of a form behind it."""
    last, *rest = _BORDER.split(title[::-1], maxsplit=1)
    return rest[0][::-1] if rest and lexicon.is_generic_title(last[::-1]) else title


def _may_be_title(title: str, lexicon: Lexicon) -> bool:
    """Return whether a text without the name of a form before it is not a label with its value."""
    return form_label(title, lexicon) is None and (": " not in title[:60] or lexicon.names_study(title))
