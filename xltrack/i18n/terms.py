"""An office's own words for the terms that agencies call differently: management response, key action, action, unit."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

OfficeTerms = tuple[tuple[str, tuple[str, ...]], ...]
"""An office's own words: each term with all its forms."""
_LIAISONS = {
    "fr": ((re.compile("\\b([LlDd])(?:e|a) (?=[aâeéèêiîoôuûhAÂEÉÈÊIÎOÔUÛH])"), r"\1’"),),
    "es": ((re.compile(r"\b[yY] (?=[iíIÍ]|[hH][iíIÍ](?!e))"), "e "), (re.compile(r"\b[oO] (?=[hH]?[oóOÓ])"), "u ")),
}
"""Small words before a vowel: le, la and de in French, y and o in Spanish."""
_ARTICLE = re.compile(r"\b([Aa])n? (?=(\w+))")
_LIKE_A_CONSONANT = ("uni", "use", "usa", "eu", "one", "once")
"""English words that begin with a vowel, as written, and take "a"."""
_JOINED = "\u0590"
"""From here on scripts join words to others: Arabic its article, Chinese all of them."""


def with_terms(
    words: Mapping[str, Any], standard: Mapping[str, Sequence[str]], office_terms: OfficeTerms, language: str
) -> dict[str, Any]:
    """Return texts, in tables of any depth, with the office's terms in place of the standard ones."""
    forms = {
        form.lower(): mine
        for term, all_mine in office_terms
        for form, mine in zip(standard[term], all_mine, strict=True)
    }
    longest_first = sorted(forms, key=len, reverse=True)
    edge = r"\b" if longest_first[0] < _JOINED else ""
    pattern = re.compile(
        rf"\{{[^{{}}]*\}}|--[\w-]+|{edge}(?:{'|'.join(map(re.escape, longest_first))}){edge}", re.IGNORECASE
    )

    def mine(match: re.Match[str]) -> str:
        text = match[0]
        if text[0] in "{-":
            return text  # a place for a value, an option
        form = forms[text.lower()]
        return form[0].upper() + form[1:] if text[0].isupper() else form

    first_words = {form.lower().split()[0] for form in forms.values()}

    def replaced(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: inner if key == "by" else replaced(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [replaced(inner) for inner in value]
        changed = pattern.sub(mine, value)
        return _linked(changed, language, first_words) if changed != value else value

    return {key: replaced(value) for key, value in words.items()}


def _linked(text: str, language: str, first_words: Collection[str]) -> str:
    """Return a text whose small words fit what now follows them: an office's term, by the first word of its forms."""

    def article(match: re.Match[str]) -> str:
        word = match[2].lower()
        if word not in first_words:
            return match[0]
        vowel = word[0] in "aeiou" and not word.startswith(_LIKE_A_CONSONANT)
        return f"{match[1]}{'n' if vowel else ''} "

    if language == "en":
        return _ARTICLE.sub(article, text)
    for before, after in _LIAISONS.get(language, ()):
        text = before.sub(after, text)
    return text
