"""The check of an office's own words: every form that the texts of a language use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xltrack.i18n.catalogue import LANGUAGES, catalogue
from xltrack.i18n.terms import OfficeTerms

LONGEST_TERM = 40
_MARKS_SHOWN = '{ } "'
_MARKS = frozenset(_MARKS_SHOWN) - {" "}
"""Marks that would be read as a place in a message, or end a text in a formula."""


def office_terms(words: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, OfficeTerms]:
    """Return an office's terms by language, checked. Raises ValueError that says which forms are wanted."""
    found: dict[str, OfficeTerms] = {}
    for language, terms in words.items():
        if language not in LANGUAGES:
            raise ValueError(f"{language} is none of the languages {', '.join(LANGUAGES)}")
        standard = catalogue(language).section("terms")
        for term, forms in terms.items():
            if term not in standard:
                raise ValueError(f"{term} is none of the terms {', '.join(standard)}")
            if any(len(form) > LONGEST_TERM or not form.isprintable() or set(form) & _MARKS for form in forms):
                raise ValueError(
                    f"{language}.{term}: a word has at most {LONGEST_TERM} letters, and none of {_MARKS_SHOWN}"
                )
            if len(forms) != len(standard[term]) or not all(form.strip() for form in forms):
                wanted = ", ".join(f'"{form}"' for form in standard[term])
                raise ValueError(f"{language}.{term} wants your word for each of [{wanted}], in this order")
        found[language] = tuple((term, tuple(terms[term])) for term in standard if term in terms)
    return found
