"""Status words of a text source: their meaning, and the word that is true of an action on a day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from xltrack.i18n.catalogue import DEFAULT_LANGUAGE, catalogue, fold
from xltrack.importing.response_text.lines import BLANK
from xltrack.model.overdue import is_overdue
from xltrack.model.plan import KeyAction, Status

OVERDUE = "Overdue-"
"""The form's mark before the status of an action that is overdue."""


class Meaning(NamedTuple):
    """A status word's status, and whether it claims the action overdue; None if it claims neither (a closed action)."""

    status: Status
    overdue: bool | None


@cache
def words() -> tuple[str, ...]:
    """Return every status word that is read, the longest first, so that "Not Initiated" is never read as
    "Initiated"."""
    shipped = catalogue(DEFAULT_LANGUAGE)
    labels = [str(label) for label in shipped.section("status").values()]
    others = [word for group in shipped.section("status_words").values() for word in group]
    return tuple(sorted({*labels, *others}, key=lambda word: (-len(word), word)))


@cache
def meanings() -> Mapping[str, Meaning]:
    """Return the meaning of each folded status word.

    A word for an open action also says whether the action is overdue: either the word itself does ("overdue"), or the
    other rows of its column do.
    """
    shipped = catalogue(DEFAULT_LANGUAGE)
    table: dict[str, Meaning] = {}
    for status in Status:
        for word in [shipped.word("status", status), *shipped.section("status_words")[status]]:
            says_so = fold(word).replace(" ", "").startswith("overdue")
            table[fold(word)] = Meaning(status, None if status.closed else says_so)
    return table


@lru_cache(maxsize=256)
def meaning(word: str) -> Meaning | None:
    """Return the meaning of a source's status word, or None for an unknown word."""
    return meanings().get(fold(word))


def derived_label(action: KeyAction, as_of: date) -> str:
    """Return the form's own word for an action on a day.

    >>> late = KeyAction(ref="R1.A1", description="Run the survey", deadline="2022/12", status="initiated")
    >>> derived_label(late, date(2022, 12, 31)), derived_label(late, date(2023, 1, 1))
    ('Initiated', 'Overdue-Initiated')
    """
    word = catalogue(DEFAULT_LANGUAGE).word("status", action.status)
    return OVERDUE + word if is_overdue(action, as_of) else word


def status_label(action: KeyAction, as_of: date) -> str:
    """Return the source's own word while what it says holds on the day, else the derived one."""
    source = meaning(action.source_status) if action.source_status else None
    if source and source.status == action.status and source.overdue in (None, is_overdue(action, as_of)):
        return action.source_status
    return derived_label(action, as_of)


@cache
def status_pattern() -> str:
    """Return a regular expression for any status word, blanks and dashes in it as sources print them."""
    dash = rf"{BLANK}*[-\u2010-\u2015\u2212]{BLANK}*"
    return "|".join(
        dash.join(rf"{BLANK}+".join(map(re.escape, part.split())) for part in word.split("-")) for word in words()
    )
