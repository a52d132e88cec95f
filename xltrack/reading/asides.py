"""Lines below the header that are no actions: who updated the form, signatures, notes below the table."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from xltrack.grid.values import shown_value
from xltrack.i18n.catalogue import LANGUAGES, catalogue, fold
from xltrack.model.fields import ACTIONS
from xltrack.reading.sheet_rows import SheetRow, text_at

_APART = 2
"""Number of empty rows from which on a lone text below the table is a text beside the plan, and no new action."""
_LONGEST_REF = 12
_NEVER_TYPED = frozenset(("uid", *(column.key for column in ACTIONS if column.kind == "live")))


def is_aside(line: SheetRow, last: int) -> bool:
    """Return whether a line that belongs to no action is beside the plan. `last`: the row of the last action.

    Such a line is a text alone in a column other than the key action's, a lone text well below the table, or a line
    that begins as such lines do ("Updated by"), unless it has a deadline or a status.
    """
    filled = {key for key, _ in _typed(line)}
    text = text_at(line.cells, "description")
    if not filled or filled & {"deadline", "status"}:
        return False
    if _begins_an_aside(text or text_at(line.cells, "ref") or text_at(line.cells, "recommendation")):
        return True
    if len(filled) > 1:
        return False
    return line.row > last + _APART if text else not _is_ref(text_at(line.cells, "ref"))


def aside_texts(line: SheetRow) -> list[tuple[str, str]]:
    """Return the texts of a line by the keys of their columns, without what formulas show."""
    return list(_typed(line))


def _typed(line: SheetRow) -> Iterable[tuple[str, str]]:
    texts = ((key, shown_value(raw).strip()) for key, raw in line.cells.items() if key not in _NEVER_TYPED)
    return ((key, text) for key, text in texts if text)


def _is_ref(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_REF and " " not in text


def _begins_an_aside(text: str) -> bool:
    folded = fold(text)
    begins, labels = _words()
    return folded.startswith(begins) or folded in labels or folded.partition(":")[0].strip() in labels


@cache
def _words() -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the beginnings of such lines, and the labels that are alone or before a colon, in every language."""
    sections = [catalogue(language).section("row_words") for language in LANGUAGES]
    begins = {fold(word) for words in sections for word in words["asides"]}
    return tuple(begins), frozenset(fold(word) for words in sections for word in words["labels"])
