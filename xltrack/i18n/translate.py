"""A finding in another language than the one it was made in: the labels that it names, said again.

A finding is made with the labels of the default language, because a reader does not know who will read it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from xltrack.findings import Finding
from xltrack.i18n.catalogue import DEFAULT_LANGUAGE, catalogue, find_code

_COLUMNS = (("columns", "actions"), ("columns", "recommendations"))
_CHOICES = (("status",), ("category",))


def in_language(finding: Finding, language: str) -> Finding:
    """The finding whose message in that language names columns and choices in it too. Raises nothing."""
    if language == DEFAULT_LANGUAGE:
        return finding
    values = dict(finding.values)
    if "column" in values:
        values["column"] = _said(str(values["column"]), _COLUMNS, language)
    for key in ("choices", "hint", "value"):
        if values.get(key):
            values[key] = _hint(str(values[key]), language) if key == "hint" else _each(str(values[key]), language)
    return replace(finding, values=values)


def _said(label: str, sections: Iterable[tuple[str, ...]], language: str) -> str:
    for section in sections:
        code = find_code(label, *section)
        if code is not None:
            return catalogue(language).word(*section, code)
    return label


def _each(labels: str, language: str) -> str:
    return ", ".join(_said(label, _CHOICES, language) for label in labels.split(", "))


def _hint(text: str, language: str) -> str:
    """A label, or the question whether it was meant."""
    before, _, after = catalogue().word("words", "did_you_mean").partition("{hint}")
    if text.startswith(before) and text.endswith(after):
        label = _said(text[len(before) : len(text) - len(after)], _CHOICES, language)
        return catalogue(language).word("words", "did_you_mean", hint=label)
    return _said(text, _CHOICES, language)
