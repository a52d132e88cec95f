"""The values a source's classification lines may hold, and the names of units: lists that are open, as data.

A value that holds a comma can only be told from two values by being on the list, which is why an office may
bring its own (`load_vocabulary`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache, cached_property, lru_cache

from xltrack.errors import TextError
from xltrack.grid.toml_text import toml_values
from xltrack.i18n.catalogue import fold
from xltrack.shipped import shipped_text

_fold = lru_cache(maxsize=4096)(fold)

LIST_FIELDS = ("thematic_areas", "operating_principles", "organizational_priorities", "uneg_criteria")
"""The fields of a recommendation that hold several values."""


@dataclass(frozen=True)
class Vocabulary:
    """Known values of each classification line, and known units. Spelling in a source may differ in case and blanks."""

    thematic_areas: tuple[str, ...] = ()
    operating_principles: tuple[str, ...] = ()
    organizational_priorities: tuple[str, ...] = ()
    uneg_criteria: tuple[str, ...] = ()
    units: tuple[str, ...] = ()

    def plus(self, other: Vocabulary) -> Vocabulary:
        """Return both vocabularies' values, each once, `other`'s first."""
        names = [field.name for field in fields(self)]
        return Vocabulary(**{name: tuple(dict.fromkeys(getattr(other, name) + getattr(self, name))) for name in names})

    @cached_property
    def _known(self) -> dict[str, frozenset[str]]:
        return {name: frozenset(map(_fold, getattr(self, name))) for name in LIST_FIELDS}

    @cached_property
    def _most_commas(self) -> dict[str, int]:
        return {name: max((value.count(",") for value in getattr(self, name)), default=0) for name in LIST_FIELDS}

    def knows(self, field: str, value: str) -> bool:
        return _fold(value) in self._known[field]

    def split(self, field: str, text: str) -> tuple[str, ...]:
        """Return the values of a comma-separated line, the longest known value first; a comma in brackets parts
        nothing.

        >>> DEFAULT_VOCABULARY.split("operating_principles", "Advocacy, Evidence, Data and statistics")
        ('Advocacy', 'Evidence, Data and statistics')
        >>> DEFAULT_VOCABULARY.split("thematic_areas", "Peace, Income security, decent work and autonomy (new)")
        ('Peace', 'Income security, decent work and autonomy (new)')
        """
        pieces = self._with_lower_case(field, _outside_brackets(text))
        values: list[str] = []
        at = 0
        while at < len(pieces):
            size = next((n for n in range(1 + self._most_commas[field], 1, -1) if self._joins(field, pieces, at, n)), 1)
            values.append(",".join(pieces[at : at + size]).strip())
            at += size
        return tuple(value for value in values if value)

    def _with_lower_case(self, field: str, pieces: Sequence[str]) -> list[str]:
        """Join a piece that begins in lower case to the one before it, unless it is a known value by itself."""
        joined: list[str] = []
        for piece in pieces:
            if joined and piece.strip()[:1].islower() and not self.knows(field, piece):
                joined[-1] = f"{joined[-1]},{piece}"
            else:
                joined.append(piece)
        return joined

    def _joins(self, field: str, pieces: Sequence[str], at: int, size: int) -> bool:
        return at + size <= len(pieces) and self.knows(field, ",".join(pieces[at : at + size]))


def _outside_brackets(text: str) -> list[str]:
    """Split a text at the commas outside round brackets; at every comma if the brackets do not pair."""
    pieces, depth, start = [], 0, 0
    for at, ch in enumerate(text):
        depth += (ch == "(") - (ch == ")")
        if depth < 0:
            return text.split(",")
        if ch == "," and not depth:
            pieces.append(text[start:at])
            start = at + 1
    return text.split(",") if depth else [*pieces, text[start:]]


def vocabulary_from_toml(toml_text: str, file: str = "") -> Vocabulary:
    """Return the shipped vocabulary with a file's own values before it: TOML, any of the five lists, each a list of
    texts.

    Raises TextError when it is not TOML, names an unknown list, or holds anything but texts.
    """
    return default_vocabulary().plus(_from_toml(toml_text, file))


def _from_toml(toml_text: str, file: str) -> Vocabulary:
    lists = toml_values(toml_text, file, TextError)
    known = {field.name for field in fields(Vocabulary)}
    for name, values in lists.items():
        if name not in known:
            raise TextError("toml_unknown", file=file, found=name, choices=", ".join(sorted(known)))
        if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
            raise TextError("toml_no_list", file=file, key=name, example=f'{name} = ["..."]')
    return Vocabulary(**{name: tuple(values) for name, values in lists.items()})


@cache
def default_vocabulary() -> Vocabulary:
    """Return the vocabulary that xltrack ships."""
    return _from_toml(shipped_text("i18n/locale", "vocabulary.toml"), "vocabulary.toml")


DEFAULT_VOCABULARY = default_vocabulary()
