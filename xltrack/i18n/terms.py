"""An office's own words for the terms that agencies call differently: management response, key action, unit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

OfficeTerms = tuple[tuple[str, tuple[str, ...]], ...]
"""An office's own words: each term with all its forms."""
_ELISION = re.compile("\\b([LlDd])(?:e|a) (?=[aâeéèêiîoôuûhAÂEÉÈÊIÎOÔUÛH])")
"""French: le, la and de before a vowel."""
_JOINED = "\u0590"
"""From here on scripts join words to others: Arabic its article, Chinese all of them."""


def with_terms(
    words: Mapping[str, Any], standard: Mapping[str, Sequence[str]], own: OfficeTerms, language: str
) -> dict[str, Any]:
    """Return texts, in tables of any depth, with the office's terms in place of the standard ones."""
    forms = {form.lower(): mine for term, all_mine in own for form, mine in zip(standard[term], all_mine, strict=True)}
    longest_first = sorted(forms, key=len, reverse=True)
    edge = r"\b" if longest_first[0] < _JOINED else ""
    pattern = re.compile(
        rf"\{{[^{{}}]*\}}|--[\w-]+|{edge}(?:{'|'.join(map(re.escape, longest_first))}){edge}", re.IGNORECASE
    )

    def mine(found: re.Match[str]) -> str:
        text = found[0]
        if text[0] in "{-":
            return text  # a place for a value, an option
        form = forms[text.lower()]
        return form[0].upper() + form[1:] if text[0].isupper() else form

    def replaced(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: inner if key == "by" else replaced(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [replaced(inner) for inner in value]
        changed = pattern.sub(mine, value)
        return _ELISION.sub(r"\1’", changed) if language == "fr" and changed != value else changed

    return {key: replaced(value) for key, value in words.items()}
