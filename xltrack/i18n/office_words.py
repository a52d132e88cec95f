"""The check of an office's own words: every form that the texts of a language use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from xltrack.errors import SettingsError
from xltrack.i18n.catalogue import LANGUAGES, OfficeLanguage, catalogue, fold
from xltrack.i18n.terms import OfficeTerms, with_terms

LONGEST_TERM = 40
_MARKS_SHOWN = '{ } "'
_MARKS = frozenset(_MARKS_SHOWN) - {" "}
"""Characters that a term must not contain: they would be read as a placeholder, or end a text in a formula."""
_LONGEST_SHEET = 31
_NO_SHEET = frozenset("[]:*?/\\'")
_RESERVED = ("history", "historique", "historial", "журнал", "محفوظات", "历史记录")
"""Names that Excel keeps for itself, in the languages of its programs."""


def office_terms(words: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, OfficeTerms]:
    """Return an office's terms by language, checked. Raises ValueError that holds the reason, as a SettingsError."""
    by_language: dict[str, OfficeTerms] = {}
    for language, terms in words.items():
        if language not in LANGUAGES:
            raise _refused("words_language", found=language, known=", ".join(LANGUAGES))
        standard = catalogue(language).section("terms")
        for term, forms in terms.items():
            if term not in standard:
                raise _refused("words_term", found=term, known=", ".join(standard))
            _check_forms(f"{language}.{term}", forms, standard[term])
        by_language[language] = tuple((term, tuple(terms[term])) for term in standard if term in terms)
        if by_language[language]:
            _check_sheets(language, by_language[language])
    return by_language


def office_languages(terms: Iterable[tuple[str, OfficeTerms]]) -> tuple[OfficeLanguage, ...]:
    """Return the languages in which an office has words of its own, with these words."""
    return tuple(OfficeLanguage(code, own) for code, own in terms if own)


def _check_forms(key: str, forms: Sequence[str], standard: Sequence[str]) -> None:
    """Raise ValueError if a term lacks one of its forms, or a form cannot stand in a text."""
    if any(len(form) > LONGEST_TERM or not form.isprintable() or set(form) & _MARKS for form in forms):
        raise _refused("words_marks", key=key, most=LONGEST_TERM, marks=_MARKS_SHOWN)
    if len(forms) != len(standard) or not all(form.strip() for form in forms):
        raise _refused("words_forms", key=key, wanted=", ".join(f'"{form}"' for form in standard))


def _check_sheets(language: str, own: OfficeTerms) -> None:
    """Raise ValueError if a word makes the name of a sheet that no workbook can have."""
    words = catalogue(language)
    names = list(with_terms(words.section("sheets"), words.section("terms"), own, language).values())
    seen = [fold(name) for name in names]
    for name in names:
        bad = len(name) > _LONGEST_SHEET or set(name) & _NO_SHEET or fold(name) in _RESERVED
        if bad or seen.count(fold(name)) > 1:
            raise _refused("words_sheet", found=name, most=_LONGEST_SHEET)


def _refused(code: str, **values: object) -> ValueError:
    return ValueError(SettingsError(code, **values))
