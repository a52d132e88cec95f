"""The meaning of an office's own words: given by option, asked for at a terminal, remembered beside the output."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import click

from xltrack.cli.language import file_words, message
from xltrack.i18n.catalogue import fold

if TYPE_CHECKING:
    from xltrack.findings import Finding
    from xltrack.importing.imported_plan import ImportedPlan
    from xltrack.model.own_fields import OwnField
    from xltrack.workflows.source_answers import ImportOptions

ImportWords = dict[str, str]
_NONE = "0"
"""The answer that a word means none of the choices."""
_EXAMPLES, _SHOWN = 3, 60
"""Cells of a column that are shown when its meaning is asked for, and the characters of each."""
_MOST_UNITS = 12
"""Borders between action and unit that are asked for in one run."""


def pairs(option: str, texts: Collection[str], choices_of: Callable[[], Mapping[str, str]]) -> ImportWords:
    """Return `Word=meaning` options as a mapping, split at the last `=`. Raises SettingsError."""
    if not texts:
        return {}
    from xltrack.errors import SettingsError

    choices = choices_of()
    known = {fold(name): code for code, label in choices.items() for name in (code, label)}
    found: ImportWords = {}
    for text in texts:
        word, sign, meaning = text.rpartition("=")
        if not sign or not word.strip() or fold(meaning) not in known:
            example = next(iter(choices))
            raise SettingsError("bad_mapping", option=option, found=text, example=example, choices=", ".join(choices))
        found[word.strip()] = known[fold(meaning)]
    return found


def meanings_given(maps: Collection[str], statuses: Collection[str], own: Iterable[OwnField]) -> dict[str, Any]:
    """Return the meanings that --map and --status give, as arguments of `import_options`."""
    return {
        "headers": pairs("--map", maps, lambda: field_choices(own)),
        "statuses": pairs("--status", statuses, status_choices),
    }


def field_choices(own: Iterable[OwnField]) -> ImportWords:
    """Return the fields that a column can be mapped to, by key, each with its name in the file's language."""
    from xltrack.findings.finding import Term
    from xltrack.importing.lexicon import IMPORT_FIELDS

    words = file_words()
    return {name: Term.field(name).text(words) for name in IMPORT_FIELDS} | {
        one.key: one.header(words.language) for one in own
    }


def status_choices() -> ImportWords:
    """Return the statuses that a word can be mapped to, by code, each with its label in the file's language."""
    return {code: str(label) for code, label in file_words().section("status").items()}


def read_asking(
    read: Callable[[ImportOptions], Sequence[ImportedPlan]], options: ImportOptions
) -> tuple[Sequence[ImportedPlan], ImportOptions]:
    """Read the plans. At a terminal, ask for what the sources do not say, and read them again with the answers."""
    plans = read(options)
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return plans, options
    headers = _asked_columns(plans, options.fields)
    answered = replace(options, headers={**options.headers, **headers})
    if headers:  # a column of statuses that is known now may hold words that are not
        plans = read(answered)
    statuses, units = _asked_statuses(plans), _asked_units(plans)
    answered = replace(
        answered,
        remembered=options.remembered.union(units),
        statuses={**options.statuses, **statuses},
        units=(*options.units, *units),
        title=options.title or _asked_title(plans),
    )
    return (plans, options) if answered == options else (read(answered), answered)


def _asked_columns(plans: Sequence[ImportedPlan], own: Iterable[OwnField]) -> ImportWords:
    """Ask for the fields of columns that are unknown or guessed, with some of their cells."""
    from xltrack.importing.form_files import shipped_lexicon

    findings = [finding for plan in plans for finding in plan.findings]
    guesses = _proposals(findings, "unknown_header", "field")
    guesses |= {header: name for plan in plans for header, name in plan.guesses.items()}
    cells: dict[str, list[str]] = {}
    for finding in findings:
        if finding.code == "leftover_cell":
            cells.setdefault(str(finding.values["header"]), []).append(finding.found)
    headers = _each((*(plan.headers for plan in plans), *(plan.guesses for plan in plans)))
    return _asked("what_column", headers, field_choices(own), guesses, cells, shipped_lexicon().column)


def _asked_statuses(plans: Sequence[ImportedPlan]) -> ImportWords:
    from xltrack.importing.form_files import shipped_lexicon

    def meaning(word: str) -> str | None:
        meant = shipped_lexicon().status(word)
        return meant.status if meant else None

    findings = [finding for plan in plans for finding in plan.findings]
    guesses = _proposals(findings, "status_unmapped", "value") | _proposals(findings, "status_open", "value")
    return _asked("what_status", _each(plan.statuses for plan in plans), status_choices(), guesses, {}, meaning)


def _proposals(findings: Iterable[Finding], code: str, value: str) -> ImportWords:
    """Return the words that findings of one kind speak of, each with the code that they propose for it."""
    from xltrack.findings.finding import Term

    terms = ((one.found, one.values[value]) for one in findings if one.code == code)
    return {word: term.code for word, term in terms if isinstance(term, Term)}


def _each(words: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for group in words for word in group))


def _asked(
    question: str,
    words: Iterable[str],
    choices: Mapping[str, str],
    guesses: Mapping[str, str],
    cells: Mapping[str, Sequence[str]],
    meaning: Callable[[str], str | None],
) -> ImportWords:
    """Ask for the meaning of each word; an empty line takes the best guess."""
    answers: ImportWords = {}
    for word in words:
        click.echo(message("import", question, word=word), err=True)
        if word in cells:
            examples = " · ".join(dict.fromkeys(text[:_SHOWN] for text in cells[word][:_EXAMPLES]))
            click.echo(message("import", "cells", words=examples), err=True)
        for number, label in enumerate(choices.values(), 1):
            click.echo(f"  {number:>2}  {label}", err=True)
        if answer := _answer(choices, choices.get(guesses.get(word, ""), _NONE), meaning):
            answers[word] = answer
    return answers


def _answer(choices: Mapping[str, str], guess: str, meaning: Callable[[str], str | None]) -> str:
    """Return the code of the choice that a person names by its number, its code, or a word for it; "" for none."""
    codes = list(choices)
    known = {fold(name): code for code, label in choices.items() for name in (code, label)}
    known |= {str(number): code for number, code in enumerate(codes, 1)} | {_NONE: ""}
    while True:
        typed = str(click.prompt(message("import", "number"), default=guess, show_default=guess != _NONE, err=True))
        code = known.get(fold(typed)) if fold(typed) in known else meaning(typed)
        if code is not None and code in ("", *choices):
            return code
        click.echo(message("import", "none_of_these", word=typed), err=True)


def _asked_units(plans: Sequence[ImportedPlan]) -> tuple[str, ...]:
    """Ask which words name the unit where that was a guess. An empty answer keeps the guess."""
    guesses = dict.fromkeys(
        finding.found for plan in plans for finding in plan.findings if finding.code == "unit_guessed"
    )
    rows = [action for plan in plans for action in plan.plan.actions]
    units: list[str] = []
    for guess in list(guesses)[:_MOST_UNITS]:
        click.echo(message("import", "which_unit", word=guess), err=True)
        words = [f"{action.description} {action.responsible}" for action in rows if action.responsible == guess]
        for text in words[:_EXAMPLES]:
            click.echo(f"  {text}", err=True)
        units.append(_unit(guess, words))
    return tuple(dict.fromkeys(units))


def _unit(guess: str, rows: Collection[str]) -> str:
    """Return the unit that a person names: words at the end of one of the rows, which are those before its deadline."""
    while True:
        answer = str(click.prompt(message("import", "unit"), default=guess, show_default=True, err=True)).strip()
        if not rows or any(f" {fold(row)}".endswith(f" {fold(answer)}") for row in rows):
            return answer
        click.echo(message("import", "not_before", word=answer), err=True)


def _asked_title(plans: Sequence[ImportedPlan]) -> str:
    """Ask for the title of a plan that has none; the guess is its source's likeliest heading, or the source's name."""
    if len(plans) != 1 or plans[0].plan.title:
        return ""
    name = " ".join(re.split(r"[\s_-]+", PurePath(plans[0].source).stem)).strip()
    guess = plans[0].title_guess or name
    return str(click.prompt(message("import", "title"), default=guess, show_default=bool(guess), err=True)).strip()
