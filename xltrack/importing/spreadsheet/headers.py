"""What the columns of somebody else's table mean: by the person's own mapping, else by words that offices use."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache

from xltrack.i18n.catalogue import fold
from xltrack.model.fields import ACTION_FIELDS, RECOMMENDATIONS
from xltrack.shipped import shipped_text

LISTS = tuple(column.key for column in RECOMMENDATIONS if column.kind == "list")
REC_TEXTS = ("recommendation", "response")
IGNORED = "ignore"
"""As a field: the column is known, and is to be listed as left over without a question."""
IMPORT_FIELDS: tuple[str, ...] = (
    "number", *REC_TEXTS, "category", *LISTS, *(column.key for column in ACTION_FIELDS), IGNORED,
)  # fmt: skip
"""What a column may be mapped to."""

HeaderWords = Mapping[str, str]
"""Folded header -> field, as a person mapped it."""


@cache
def _known() -> HeaderWords:
    shipped = shipped_text("i18n/locale", "headers.toml")
    return {fold(word): field for field, words in tomllib.loads(shipped).items() for word in (field, *words)}


def folded(mapping: Mapping[str, str]) -> HeaderWords:
    """A mapping as it is looked up."""
    return {fold(word): field for word, field in mapping.items()}


def field_of(header: str, own: HeaderWords) -> str | None:
    """The field that a header names, or None.

    >>> field_of("Responsible unit:", {}), field_of("Q3 update", {"q3 update": "comments"}), field_of("Budget", {})
    ('responsible', 'comments', None)
    """
    word = fold(header)
    return own.get(word) or _known().get(word)


def is_header(fields: Iterable[str | None]) -> bool:
    """Whether a row with these fields is a header: it names the actions, and something about them."""
    found = set(fields)
    return "description" in found and len(found & {"status", "responsible", "deadline", "comments"}) > 0
