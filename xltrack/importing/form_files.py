"""Form files: TOML texts read into a lexicon, the shipped ones and an office's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from xltrack.errors import SourceError
from xltrack.grid.toml_text import toml_values
from xltrack.importing.lexicon import IMPORT_FIELDS, LISTS, OPEN, READ_ONLY_FIELDS, REC_TEXTS, Lexicon
from xltrack.importing.word_keys import word_key
from xltrack.model.plan import Category, Status

_TABLES = ("columns", "labels", "answers", "statuses", "titles", "noise")


def lexicon_from_toml(texts: Mapping[str, str]) -> Lexicon:
    """Build a lexicon from form files, given by name; the first file that has a word gives its meaning.

    Raises SourceError for a file that is no TOML, has an unknown table, field or status, or no word lists.
    """
    columns: dict[str, str] = {}
    labels: dict[str, str] = {}
    answers: dict[str, str] = {}
    statuses: dict[str, str] = {}
    titles: dict[str, list[str]] = {}
    noise: dict[str, list[str]] = {}
    for name, text in texts.items():
        form = _form(name, text)
        _take(columns, form.get("columns", {}), name, (*IMPORT_FIELDS, *READ_ONLY_FIELDS))
        _take(labels, form.get("labels", {}), name, None)
        _take(answers, form.get("answers", {}), name, tuple(Category))
        _take(statuses, form.get("statuses", {}), name, (*Status, OPEN), guesses=True)
        for target, table in ((titles, "titles"), (noise, "noise")):
            for entry, words in form.get(table, {}).items():
                target.setdefault(entry, []).extend(words)
    for word, meaning in columns.items():
        if meaning in (*REC_TEXTS, "category", *LISTS, "no_field"):
            labels.setdefault(word, "head" if meaning == "no_field" else meaning)
    return Lexicon(
        columns, labels, answers, statuses,
        generic_titles=frozenset(map(word_key, titles.get("generic", ()))),
        suffixes=tuple(titles.get("suffixes", ())),
        studies=frozenset(map(word_key, titles.get("studies", ()))),
        noise_lines=frozenset(map(word_key, noise.get("lines", ()))),
        foot=frozenset(map(word_key, noise.get("foot", ()))),
        trailing=tuple(noise.get("trailing", ())),
        dates=tuple(noise.get("dates", ())),
        totals=frozenset(map(word_key, noise.get("totals", ()))),
        endings=frozenset(map(word_key, noise.get("endings", ()))),
        ending_heads=frozenset(map(word_key, noise.get("ending_heads", ()))),
        heads=frozenset(map(word_key, noise.get("head", ()))),
        references=frozenset(map(word_key, noise.get("references", ()))),
        no_action=frozenset(map(word_key, noise.get("no_action", ())))
        | frozenset(word for word, meaning in labels.items() if meaning == "no_actions" and meaning != word),
    )  # fmt: skip


def _form(name: str, text: str) -> dict[str, Any]:
    form = toml_values(text, name, SourceError)
    for table, entries in form.items():
        if table == "form" and isinstance(entries, str):
            continue
        if table not in _TABLES or not isinstance(entries, dict):
            raise SourceError("toml_unknown", file=name, found=table, choices=", ".join(_TABLES))
        for entry, words in entries.items():
            if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
                raise SourceError("toml_no_list", file=name, key=f"{table}.{entry}", example=f'{entry} = ["..."]')
    return form


def _take(
    target: dict[str, str],
    table: Mapping[str, Sequence[str]],
    name: str,
    known: Sequence[str] | None,
    guesses: bool = False,
) -> None:
    for meaning, words in table.items():
        if known is not None and meaning not in known:
            raise SourceError("toml_unknown", file=name, found=meaning, choices=", ".join(known))
        target.setdefault(word_key(meaning), meaning)
        for word in words:
            guess = guesses and word.endswith("?")
            target.setdefault(word_key(word), f"{meaning}?" if guess else meaning)


def shipped_forms() -> dict[str, str]:
    """Return the texts of the form files that xltrack ships, the shared words last."""
    folder = files("xltrack").joinpath("importing", "forms")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    names.sort(key=lambda name: name == "common.toml")
    return {name: folder.joinpath(name).read_text(encoding="utf-8") for name in names}


@cache
def shipped_lexicon() -> Lexicon:
    """Return the lexicon of the shipped forms."""
    return lexicon_from_toml(shipped_forms())


def lexicon_with(own: Mapping[str, str]) -> Lexicon:
    """Return the shipped lexicon with an office's own form files before it."""
    return lexicon_from_toml({**own, **shipped_forms()}) if own else shipped_lexicon()
