"""A deadline and a status in one cell: "November 29,2011,On Schedule", "Ongoing (Dec 2024)"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from xltrack.grid.dates import names_no_deadline, read_deadline
from xltrack.i18n.catalogue import fold
from xltrack.importing.lexicon import Lexicon
from xltrack.model.plan import Status

_LONGEST = 120
_BORDER = re.compile(r"[\s,;:|/()\-–—]+")
_MARKS = " \t\n,;:|/()-–—."
_HEADER_BORDER = re.compile(r"[/|\n;,&+]|\s[-–—]\s|\s(?:and|et|y|e|и)\s|\sو\s?|[和及与、]")


class DueAndStatus(NamedTuple):
    """The words of a cell for the deadline, and those for the status."""

    deadline: str
    status: str


def due_and_status(text: str, lexicon: Lexicon, own_statuses: Mapping[str, Status]) -> DueAndStatus | None:
    """Return the two parts of a text of which one is a date and the other a status word, or None.

    >>> from xltrack.importing.form_files import shipped_lexicon
    >>> due_and_status("Not started - 30 June 2024", shipped_lexicon(), {})
    DueAndStatus(deadline='30 June 2024', status='Not started')
    """
    if len(text) > _LONGEST or read_deadline(text):  # "late 2026" is a date, whatever "late" may say elsewhere
        return None
    for border in _BORDER.finditer(text.strip()):
        left, right = text.strip()[: border.start()].strip(_MARKS), text.strip()[border.end() :].strip(_MARKS)
        for date, word in ((left, right), (right, left)):
            if date and word and _is_status(word, lexicon, own_statuses) and _is_date(date):
                return DueAndStatus(date, word)
    return None


def _is_date(text: str) -> bool:
    return names_no_deadline(text) or (any(map(str.isdigit, text)) and read_deadline(text) is not None)


def _is_status(text: str, lexicon: Lexicon, own_statuses: Mapping[str, Status]) -> bool:
    return fold(text) in own_statuses or (lexicon.status(text) is not None and not any(map(str.isdigit, text)))


def names_both(header: str, lexicon: Lexicon) -> bool:
    """Return whether a header names the deadline and the status: "Due / status", "Échéance et statut"."""
    return {"deadline", "status"} <= {lexicon.column(part.strip()) for part in _HEADER_BORDER.split(header)}
