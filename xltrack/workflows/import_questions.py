"""Questions of an import to a person: columns and words of the sources whose meaning is unknown or was guessed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from xltrack.errors import XltrackError
from xltrack.findings import Finding, Term
from xltrack.i18n.catalogue import Catalogue
from xltrack.importing.form_files import shipped_lexicon
from xltrack.importing.imported_plan import ImportedPlan
from xltrack.importing.lexicon import IMPORT_FIELDS
from xltrack.model.own_fields import OwnField

_EXAMPLES, _SHOWN = 3, 60
"""Cells of a column that are shown when its meaning is asked for, and the characters of each."""


class WordQuestion(NamedTuple):
    """A header or a status word to be explained. `guess` is the code proposed for it, "" if there is none."""

    word: str
    guess: str = ""
    is_read_so: bool = False
    """Whether the plan was read with the guess."""
    examples: tuple[str, ...] = ()
    """Cells under the header, shortened."""


def field_choices(own_fields: Iterable[OwnField], words: Catalogue) -> dict[str, str]:
    """Return the fields that a column can be mapped to, by key, each with its name in a language."""
    return {name: Term.field(name).text(words) for name in IMPORT_FIELDS} | {
        field.key: field.header(words.language) for field in own_fields
    }


def status_choices(words: Catalogue) -> dict[str, str]:
    """Return the statuses that a word can be mapped to, by code, each with its label in a language."""
    return {code: str(label) for code, label in words.section("status").items()}


def column_questions(plans: Sequence[ImportedPlan]) -> tuple[WordQuestion, ...]:
    """Return the columns that are unknown or were guessed, with some of their cells that have no place in the plan."""
    findings = [finding for plan in plans for finding in plan.findings]
    taken = {header: name for plan in plans for header, name in plan.guesses.items()}
    guesses = {**_proposals(findings, "unknown_header", "field"), **taken}
    cells: dict[str, dict[str, None]] = {}
    for finding in findings:
        if finding.code == "leftover_cell":
            cells.setdefault(str(finding.values["header"]), {})[finding.found[:_SHOWN]] = None
    headers = dict.fromkeys((*(word for plan in plans for word in plan.headers), *taken))
    return tuple(
        WordQuestion(word, guesses.get(word, ""), word in taken, (*cells.get(word, ()),)[:_EXAMPLES])
        for word in headers
    )


def status_questions(plans: Sequence[ImportedPlan]) -> tuple[WordQuestion, ...]:
    """Return the status words whose meaning nobody has given yet."""
    findings = [finding for plan in plans for finding in plan.findings]
    guesses = _proposals(findings, "status_unmapped", "value") | _proposals(findings, "status_open", "value")
    words = dict.fromkeys(word for plan in plans for word in plan.statuses)
    return tuple(WordQuestion(word, guesses.get(word, "")) for word in words)


def refusal_questions(error: XltrackError) -> tuple[WordQuestion, ...]:
    """Return the columns of a source that was refused because none of its rows is a header; none for another error."""
    headers = error.values.get("headers", ())
    if error.code != "no_table" or not isinstance(headers, tuple):
        return ()
    return tuple(WordQuestion(word, shipped_lexicon().column(word) or "") for word in dict.fromkeys(headers))


def _proposals(findings: Iterable[Finding], code: str, value: str) -> dict[str, str]:
    """Return the words that findings of one kind speak of, each with the code that they propose for it."""
    terms = ((finding.found, finding.values[value]) for finding in findings if finding.code == code)
    return {word: term.code for word, term in terms if isinstance(term, Term)}
