"""What an office's own headers and status words mean: told by option, asked for, remembered beside the output."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from xltrack.importing.spreadsheet.plan import ForeignPlan

ImportWords = dict[str, str]


def pairs(option: str, texts: Collection[str], meanings: Callable[[], Mapping[str, str]]) -> ImportWords:
    """`Word=meaning` options as a mapping; the last `=` parts them. Raises XltrackError for a meaning there is not."""
    if not texts:
        return {}
    from xltrack.errors import XltrackError
    from xltrack.i18n.catalogue import fold

    choices = meanings()
    known = {fold(name): code for code, label in choices.items() for name in (code, label)}
    found: ImportWords = {}
    for text in texts:
        word, sign, meaning = text.rpartition("=")
        if not sign or not word.strip() or fold(meaning) not in known:
            example = next(iter(choices))
            raise XltrackError("bad_mapping", option=option, found=text, example=example, choices=", ".join(choices))
        found[word.strip()] = known[fold(meaning)]
    return found


def field_choices() -> ImportWords:
    from xltrack.importing.spreadsheet.headers import IMPORT_FIELDS

    return {name: name.replace("_", " ") for name in IMPORT_FIELDS}


def status_choices() -> ImportWords:
    from xltrack.i18n.catalogue import catalogue

    return {code: str(label) for code, label in catalogue().section("status").items()}


def read_asking(
    read: Callable[[ImportWords, ImportWords], ForeignPlan | None], headers: ImportWords, statuses: ImportWords
) -> ForeignPlan | None:
    """The plan; at a terminal, words that nobody has said the meaning of are asked for, and added to the mappings."""
    found = read(headers, statuses)
    if found is None or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return found
    headers |= _asked("the column", found.headers, field_choices())
    statuses |= _asked("the status", found.statuses, status_choices())
    return read(headers, statuses)


def _asked(what: str, words: Iterable[str], choices: Mapping[str, str]) -> ImportWords:
    answers: ImportWords = {}
    for word in words:
        click.echo(f'What does {what} "{word}" mean? Leave empty if it means none of these.', err=True)
        for number, label in enumerate(choices.values(), 1):
            click.echo(f"  {number:>2}  {label}", err=True)
        number = click.prompt("Number", default=0, show_default=False, type=click.IntRange(0, len(choices)), err=True)
        if number:
            answers[word] = list(choices)[number - 1]
    return answers


def remember(folder: Path, headers: ImportWords, statuses: ImportWords) -> Path | None:
    """Write what is new into xltrack.toml in that folder, every other line as it was; None when nothing is new."""
    from xltrack.storage.atomic import atomic_write
    from xltrack.workflows.files import load_settings, read_text
    from xltrack.workflows.settings import SETTINGS_FILE, Settings, remembered

    known = load_settings(folder).imports
    path = folder / SETTINGS_FILE
    text = read_text(path) if path.is_file() else ""
    after = text
    for table, old, new in (("headers", known.headers, headers), ("statuses", known.statuses, statuses)):
        fresh = {word: meaning for word, meaning in new.items() if old.get(word) != meaning}
        after = remembered(after, f"import.{table}", fresh) if fresh else after
    if after == text:
        return None
    Settings.from_toml(after, str(path))
    atomic_write(path, after.encode())
    return path
