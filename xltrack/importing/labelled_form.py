"""Documents that write each action as labels with their values, a line or a row of two cells each, in no table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from xltrack.importing.blocks import Document, TextBlock
from xltrack.importing.form_labels import form_label
from xltrack.importing.labelled_lines import ABOUT, with_labelled_lines
from xltrack.importing.lexicon import Lexicon
from xltrack.importing.response_text.lines import blocks, source_lines
from xltrack.importing.table_view import TableView

_FEWEST = 2
"""Fields of an action beside its text that have labels of their own."""


def labelled_form(document: Document, lexicon: Lexicon) -> tuple[Document, Lexicon] | None:
    """Return the document with a line for each label, and the lexicon in which the words over a column of actions are
    labels, too ("Action 1.1: Hire a nurse").

    None for a document that does not write its actions so.
    """
    actions = {word: "key_actions" for word, name in lexicon.columns.items() if name == "description"}
    labelled = replace(lexicon, labels=actions | dict(lexicon.labels))
    action = next((word for word, name in labelled.labels.items() if name == "key_actions"), "")
    lines = with_labelled_lines(document, labelled, action)
    return (lines, labelled) if _has_actions(lines, labelled) else None


def _has_actions(document: Document, labelled: Lexicon) -> bool:
    """Return whether actions and at least two of their fields have labels."""
    fields: set[str] = set()
    for line in _labelled_lines(document):
        label = form_label(line, labelled)
        if label is not None and label.closed and label.value:
            fields.add(label.action or label.field)
    return "key_actions" in fields and len(fields.intersection(ABOUT)) >= _FEWEST


def _labelled_lines(document: Document) -> Iterator[str]:
    """Yield what may be a label with its value; nothing of a text with a line of headers, whose rows have no labels."""
    text = "\n".join(block.text for block in document.blocks if isinstance(block, TextBlock))
    if any(block.label == "header" for block in blocks(source_lines(text))[0]):
        return
    yield from text.split("\n")
    for table in document.tables:
        view = TableView(table)
        for row in view.rows:
            cells = view.own_cells(row)
            if len(cells) > 1:
                yield f"{cells[0].text.rstrip(' :：')}: {cells[1].text}"
            else:
                yield from cells[0].text.split("\n")
