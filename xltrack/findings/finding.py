"""A finding: one thing to know about one cell (or one line of a source), as data. The catalogues word it.

Findings are collected, never raised: one reading reports every one of them, each with its address. They are made by
the factories of this room alone, one function a finding, so that a message never lacks what it names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, NamedTuple

from xltrack.findings.severity import SEVERITY, Severity
from xltrack.i18n.catalogue import DEFAULT_LANGUAGE, Catalogue, catalogue, fold
from xltrack.i18n.html_table import html_table
from xltrack.i18n.plain_text import run_on, shorten


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """Return the letters of a column's number: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class CellAddress(NamedTuple):
    """The place of a value: sheet name, row and column counted from 1."""

    sheet: str
    row: int
    column: int

    @property
    def address(self) -> str:
        return f"{column_letters(self.column)}{self.row}"

    def __str__(self) -> str:
        return f"{self.sheet}!{self.address}"


class LineNumber(NamedTuple):
    """A line of a text source, counted from 1."""

    number: int

    def __str__(self) -> str:
        return f"line {self.number}"


class DocumentPlace(NamedTuple):
    """A place in a document: page, table, row and column in it, or a paragraph. Unknown or unused numbers are 0."""

    page: int = 0
    table: int = 0
    row: int = 0
    column: int = 0
    paragraph: int = 0

    def __str__(self) -> str:
        named = ((name, getattr(self, name)) for name in ("page", "table", "row", "column", "paragraph"))
        return ", ".join(f"{name} {number}" for name, number in named if number)


Where = CellAddress | LineNumber | DocumentPlace | None


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the catalogues by its code, so that a finding names columns and choices in its reader's language."""

    section: tuple[str, ...]
    code: str
    ref: str = ""
    """The row, written before the column's header when a cell is named without its address."""
    labels: tuple[tuple[str, str], ...] = ()
    """For a column that no catalogue has: its headers by language; "" stands for any language."""

    @classmethod
    def column(cls, sheet: str, key: str, ref: str = "") -> Term:
        """Return a column by its key, in the words of its header."""
        return cls(("columns", sheet), key, ref)

    @classmethod
    def field(cls, key: str) -> Term:
        """Return a field of an action or a recommendation by its key, in the words of its header; else by the key."""
        for place in (("import_fields",), ("columns", "actions"), ("columns", "recommendations")):
            if key in catalogue().section(*place):
                return cls(place, key)
        return cls((), key, labels=(("", key),))

    @classmethod
    def choices(cls, section: str) -> tuple[Term, ...]:
        """Return the choices of a catalogue section, such as the statuses or the categories."""
        return tuple(cls((section,), code) for code in catalogue().section(section))

    def text(self, words: Catalogue) -> str:
        """Return the word in that language."""
        labels = dict(self.labels)
        word = labels.get(words.language, self.labels[0][1]) if labels else words.word(*self.section, self.code)
        return f"{self.ref} {word}".strip()

    def __str__(self) -> str:
        return self.text(catalogue())


@dataclass(frozen=True, slots=True)
class DidYouMean:
    """The question "Did you mean ...?"; an empty text if no value is near."""

    meant: Term | str | None

    def text(self, words: Catalogue, labels: Catalogue | None = None) -> str:
        """Return the question in that language; `labels` name what was meant, if in another."""
        meant = _shown(self.meant, labels or words, words)
        return words.word("words", "did_you_mean", hint=meant) if self.meant else ""


Named = Term | str
"""The name of a column, a choice or a cell in a message: a term if it has a code, else the text itself."""
Placeholder = Named | int | DidYouMean | tuple[Named, ...] | None


_LONGEST_SHOWN = 1000
"""Characters of a text from a file that a message repeats."""


def _shown(value: Placeholder, labels: Catalogue, words: Catalogue) -> Any:
    """Return a value as a message shows it: a term in the words of `labels`, a question in those of `words`."""
    if isinstance(value, DidYouMean):
        return value.text(words, labels)
    if isinstance(value, Term):
        return value.text(labels)
    if isinstance(value, tuple):
        return words.word("language", "comma").join(str(_shown(part, labels, words)) for part in value)
    return shorten(value, _LONGEST_SHOWN) if isinstance(value, str) and len(value) > _LONGEST_SHOWN else value


_CONTENTS = frozenset(("found", "value", "before", "ours"))
"""Placeholders for what a cell holds: a message names an empty one."""
_SWALLOWED = (
    "row_break_guessed", "row_ambiguous", "beside_page_break", "unknown_status", "actions_in_one_cell",
    "actions_in_response", "actions_split", "label_inside",
)  # fmt: skip
"""Findings about rows that may hold another one."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `values` fill the placeholders of its message; `file` is set by whoever opened the file."""

    code: str
    where: Where = None
    found: str = ""
    values: Mapping[str, Placeholder] = field(default_factory=dict)
    file: str = ""

    def __repr__(self) -> str:
        return f"<Finding {self.severity} {self.code}: {shorten(self.text(), 80)}>"

    def _repr_html_(self) -> str:
        return findings_table("Finding", [self])

    @property
    def severity(self) -> Severity:
        return SEVERITY[self.code]

    @property
    def needs_attention(self) -> bool:
        """True if a person should act on it; how a value was understood needs no action."""
        return self.severity != "info"

    @property
    def is_error(self) -> bool:
        """True if something could not be read or done, so that a value or a whole file is left out."""
        return self.severity == "error"

    @property
    def may_swallow(self) -> bool:
        """True if the row that it is about may hold another one."""
        return self.code in _SWALLOWED

    @property
    def refused(self) -> bool:
        """True if the typed value was kept out of the plan: unreadable, or in a cell that nobody may edit."""
        return self.is_error or self.code == "locked_edited"

    @property
    def ref(self) -> str:
        """The action or recommendation that it is about; "" when that is unknown."""
        return str(self.values.get("ref") or "")

    def about(self, ref: str) -> Finding:
        """Return the finding with the action or recommendation that it is about."""
        return replace(self, values={**self.values, "ref": ref})

    def in_file(self, file: str) -> Finding:
        return replace(self, file=file)

    def message(self, language: str = DEFAULT_LANGUAGE, labels: str = "") -> str:
        """Return the sentence that says what was found. `labels` is the language of columns and choices, if another."""
        return self._worded("message", language, labels)

    def remedy(self, language: str = DEFAULT_LANGUAGE, labels: str = "") -> str:
        """Return the sentence that says what to do. Parameters as in `message`."""
        return self._worded("remedy", language, labels)

    def _worded(self, part: str, language: str, labels: str) -> str:
        words, named = catalogue(language), catalogue(labels or language)
        values = {"found": self.found, **self.values}
        shown = {
            key: words.word("updates", "empty") if value == "" and key in _CONTENTS else _shown(value, named, words)
            for key, value in values.items()
        }
        return words.word("findings", self.code, part, **shown)

    def as_dict(self, language: str = DEFAULT_LANGUAGE) -> dict[str, Any]:
        """Return the JSON form of every verb: code, severity, file, sheet, cell, line or place, found, message,
        remedy."""
        place: dict[str, str | int | None] = {"sheet": None, "cell": None, "line": None}
        if isinstance(self.where, CellAddress):
            place |= {"sheet": self.where.sheet, "cell": self.where.address}
        elif isinstance(self.where, LineNumber):
            place |= {"line": self.where.number}
        elif isinstance(self.where, DocumentPlace):
            place |= {"place": str(self.where)}
        return {
            "code": self.code,
            "severity": self.severity,
            "file": self.file,
            **place,
            "found": self.found,
            "message": self.message(language),
            "remedy": self.remedy(language),
        }

    def text(self, language: str = DEFAULT_LANGUAGE, labels: str = "") -> str:
        """Return place, message and remedy in one line. Parameters as in `message`."""
        place = f"{self.where}: " if self.where else ""
        return f"{place}{run_on([self.message(language, labels), self.remedy(language, labels)])}".strip()

    def __str__(self) -> str:
        return self.text()


def findings_table(caption: str, findings: Iterable[Finding]) -> str:
    """Return the table of findings that a notebook shows."""
    rows = [
        (finding.severity, finding.file, finding.where, finding.message(), finding.remedy()) for finding in findings
    ]
    return html_table(caption, ("severity", "file", "place", "message", "remedy"), rows)


def gravest_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings about rows that may hold another, then the others by severity, else in their order."""
    order = ("error", "warning", "info")
    return sorted(findings, key=lambda finding: (not finding.may_swallow, order.index(finding.severity)))


def nearest(text: str, known: Iterable[str], *, likeness: float = 0.6) -> str | None:
    """Return the known word that is most like a text, ignoring case and marks; None when none is near.

    `likeness` is the least likeness accepted, from 0 to 1 (the same word).

    >>> nearest("complete", ["Initiated", "Completed"]), nearest("soon", ["Initiated"])
    ('Completed', None)
    """
    from difflib import get_close_matches  # few texts are misspelt

    by_form = {fold(word): word for word in known}
    near = get_close_matches(fold(text), by_form, n=1, cutoff=likeness)
    return by_form[near[0]] if near else None
