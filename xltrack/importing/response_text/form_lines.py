"""Lines with the labels of any form and language as blocks, for texts that do not have the form's English labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from xltrack.importing.form_labels import Label, form_label
from xltrack.importing.lexicon import LISTS, Lexicon
from xltrack.importing.no_action import says_no_action
from xltrack.importing.response_text.lines import Block, SourceLine, is_page_number, source_line, strip
from xltrack.importing.word_keys import unbracketed, word_key

_FIELDS: Mapping[str, str] = {
    "recommendation": "text", "response": "response", "category": "category", "rec_description": "description",
    "key_actions": "key_actions", "no_actions": "no_actions", "title": "title", **{name: name for name in LISTS},
}  # fmt: skip
"""Fields of labels -> labels of blocks."""
_HEADER_WORDS = 14
_NEEDS_COLON = ("text", "response", "category", "description", "title", *LISTS)


def form_blocks(lines: Iterable[SourceLine], lexicon: Lexicon) -> tuple[list[Block], list[SourceLine]]:
    """Part the source at its labels; page numbers and a page's own messages come beside."""
    blocks, noise = [Block("", "")], []
    for line in lines:
        if is_page_number(line.text) or (line.text and lexicon.is_noise(line.text)):
            noise.append(line)
            continue
        label = form_label(line.text, lexicon) if line.text else None
        name = _block_name(label, blocks, lexicon) if label else ""
        if label and name:
            rest = source_line(
                line.number, "" if name in ("key_actions", "no_actions") else strip(label.value), line.width
            )
            blocks.append(Block(name, label.words, [rest]))
            if name == "key_actions" and label.value:
                blocks[-1].lines.append(source_line(line.number, label.value, line.width))
        elif line.text and _is_header(line.text, lexicon):
            blocks.append(Block("header", line.text, [source_line(line.number, "", line.width)]))
        else:
            blocks[-1].lines.append(line)
    return blocks, noise


def _block_name(label: Label, blocks: list[Block], lexicon: Lexicon) -> str:
    name = _FIELDS.get(label.field, "")
    if name in _NEEDS_COLON and not label.closed and not label.number:
        return ""
    if name == "title" and any(block.label == "text" for block in blocks):
        return ""
    if name in ("key_actions", "no_actions") and label.value and not says_no_action(label.value, lexicon):
        return ""
    return name


def _is_header(text: str, lexicon: Lexicon) -> bool:
    """Return whether a line is nothing but column headers: "Responsable Plazo Estado Comentarios"."""
    words = [part for word in unbracketed(text).split() for part in word_key(word).split()]
    fields: list[str] = []
    at = 0
    if not 3 <= len(words) <= _HEADER_WORDS:
        return False
    while at < len(words):
        for size in range(min(5, len(words) - at), 0, -1):
            name = lexicon.columns.get(" ".join(words[at : at + size]))
            if name:
                fields.append(name)
                at += size
                break
        else:
            return False
    return len({"responsible", "deadline", "status"} & set(fields)) > 1
