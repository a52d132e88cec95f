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
    from xltrack.importing.imported_plan import ImportedPlan
    from xltrack.model.own_fields import OwnField
    from xltrack.workflows.import_questions import WordQuestion
    from xltrack.workflows.source_answers import ImportOptions

ImportWords = dict[str, str]
_NONE = "0"
"""The answer that a word means none of the choices."""
_EXAMPLES = 3
"""Rows that are shown when a border between action and unit is asked for."""
_MOST_UNITS = 12
"""Borders between action and unit that are asked for in one run."""


def pairs(option: str, texts: Collection[str], choices_of: Callable[[], Mapping[str, str]]) -> ImportWords:
    """Return `Word=meaning` options as a mapping, split at the last `=`. Raises SettingsError."""
    if not texts:
        return {}
    from xltrack.errors import SettingsError

    choices = choices_of()
    known = {fold(name): code for code, label in choices.items() for name in (code, label)}
    import_words: ImportWords = {}
    for text in texts:
        word, sign, meaning = text.rpartition("=")
        if not sign or not word.strip() or fold(meaning) not in known:
            example = next(iter(choices))
            raise SettingsError("bad_mapping", option=option, found=text, example=example, choices=", ".join(choices))
        import_words[word.strip()] = known[fold(meaning)]
    return import_words


def meanings_given(maps: Collection[str], statuses: Collection[str], own_fields: Iterable[OwnField]) -> dict[str, Any]:
    """Return the meanings that --map and --status give, as arguments of `import_options`."""
    from xltrack.workflows.import_questions import field_choices, status_choices

    return {
        "headers": pairs("--map", maps, lambda: field_choices(own_fields, file_words())),
        "statuses": pairs("--status", statuses, lambda: status_choices(file_words())),
    }


def read_asking(
    read: Callable[[ImportOptions], Sequence[ImportedPlan]], options: ImportOptions
) -> tuple[Sequence[ImportedPlan], ImportOptions]:
    """Read the plans. At a terminal, ask for what the sources do not say, and read them again with the answers."""
    from xltrack.workflows.import_questions import column_questions

    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return read(options), options
    plans, options = _read_with_headers(read, options)
    headers = _asked_columns(column_questions(plans), options.fields)
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


def _read_with_headers(
    read: Callable[[ImportOptions], Sequence[ImportedPlan]], options: ImportOptions
) -> tuple[Sequence[ImportedPlan], ImportOptions]:
    """Read the plans. Where no row of a source is a header, ask what the columns of the likeliest one mean."""
    from xltrack.errors import SourceError
    from xltrack.workflows.import_questions import refusal_questions

    try:
        return read(options), options
    except SourceError as error:
        headers = _asked_columns(refusal_questions(error), options.fields)
        if not headers:
            raise
    answered = replace(options, headers={**options.headers, **headers})
    return read(answered), answered


def _asked_columns(questions: Iterable[WordQuestion], own_fields: Iterable[OwnField]) -> ImportWords:
    """Ask for the fields of columns, with some of their cells."""
    from xltrack.importing.form_files import shipped_lexicon
    from xltrack.workflows.import_questions import field_choices

    return _asked("what_column", questions, field_choices(own_fields, file_words()), shipped_lexicon().column)


def _asked_statuses(plans: Sequence[ImportedPlan]) -> ImportWords:
    from xltrack.importing.form_files import shipped_lexicon
    from xltrack.workflows.import_questions import status_choices, status_questions

    def meaning(word: str) -> str | None:
        meant = shipped_lexicon().status(word)
        return meant.status if meant else None

    return _asked("what_status", status_questions(plans), status_choices(file_words()), meaning)


def _asked(
    question: str,
    words: Iterable[WordQuestion],
    choices: Mapping[str, str],
    meaning: Callable[[str], str | None],
) -> ImportWords:
    """Ask for the meaning of each word; an empty line takes the best guess."""
    answers: ImportWords = {}
    for word, guess, _, examples in words:
        click.echo(message("import", question, word=word), err=True)
        if examples:
            click.echo(message("import", "cells", words=" · ".join(examples)), err=True)
        for number, label in enumerate(choices.values(), 1):
            click.echo(f"  {number:>2}  {label}", err=True)
        if answer := _answer(choices, choices.get(guess, _NONE), meaning):
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
