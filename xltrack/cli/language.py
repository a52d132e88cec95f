"""The language of the terminal, and the messages in it.

Messages are in the language that --language names, else in that of the system, else in that of the file. Columns,
statuses and sheets are named as the file names them, unless --language asks for another language; the verbs whose
result is a paper of the tracker (summary, month, status) speak the tracker's language throughout. Errors keep to this,
too; before a tracker is read, the language in xltrack.toml counts as the file's.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from xltrack.i18n.catalogue import DEFAULT_LANGUAGE, LANGUAGES, Catalogue, catalogue

if TYPE_CHECKING:
    from xltrack.errors import XltrackError
    from xltrack.model.own_fields import OwnField

_CHOSEN, _OF_THE_FILE, _FILE_FIRST = (f"xltrack.language.{name}" for name in ("chosen", "of_the_file", "file_first"))
_FIELDS = "xltrack.fields"


def choose_language(ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """Remember the language that --language names for as long as the command runs, and the verbs that it calls."""
    if value:
        ctx.meta[_CHOSEN] = value
    return value


def speak_as_papers(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Remember --language of a verb that writes a tracker's papers: its messages are in the tracker's language, too,
    whatever the system's is."""
    ctx.meta[_FILE_FIRST] = True
    return choose_language(ctx, param, value)


def speak(language: str, fields: Sequence[OwnField] = ()) -> None:
    """Name fields, sheets and own fields in the words of a file from here on."""
    context = click.get_current_context(silent=True)
    if context is not None:
        context.meta[_OF_THE_FILE], context.meta[_FIELDS] = language, fields


def spoken_about(error: XltrackError) -> str:
    """Return the language of an error's message; before a file is read, the error's own counts as the file's."""
    if error.language and not _known()[1]:
        speak(error.language)
    return spoken()


def header_of(field: str | None) -> str:
    """Return what a field is called in the file; see `xltrack.model.fields.field_label`."""
    from xltrack.model.fields import field_label

    context = click.get_current_context(silent=True)
    own_fields: Sequence[OwnField] = context.meta.get(_FIELDS, ()) if context is not None else ()
    return field_label(field, file_words(), own_fields)


def spoken() -> str:
    """Return the language of messages and findings."""
    chosen, of_the_file, file_first = _known()
    language = chosen or (file_first and of_the_file) or system_language() or of_the_file or DEFAULT_LANGUAGE
    return of_the_file if language == of_the_file else language  # with the words of its office


def file_words() -> Catalogue:
    """Return the words for columns and statuses: those of --language, else of the file."""
    chosen, of_the_file, _ = _known()
    return catalogue(chosen or of_the_file or spoken())


def sheet_name(sheet: str) -> str:
    """Return the name that a sheet has in the file."""
    return catalogue(_known()[1] or spoken()).word("sheets", sheet)


def _known() -> tuple[str, str, bool]:
    context = click.get_current_context(silent=True)
    meta = context.meta if context is not None else {}
    return meta.get(_CHOSEN) or "", meta.get(_OF_THE_FILE) or "", bool(meta.get(_FILE_FIRST))


def message(*keys: str, **values: object) -> str:
    """Return a message of the command line in the language of the terminal, with dates in the form of that language."""
    words = {name: _day(value) if isinstance(value, date) else value for name, value in values.items()}
    return catalogue(spoken()).word("terminal", *keys, **words)


def _day(day: date) -> str:
    from xltrack.i18n.formatting import NO_BREAK, Wording

    return Wording(spoken()).write(day).replace(NO_BREAK, " ")


def labelled(label: object, text: object) -> str:
    """Write a text behind its label, with the colon of the language spoken."""
    return catalogue(spoken()).labelled(label, text)


def listed(items: list[str]) -> str:
    """Join short items with the comma of the language spoken."""
    return catalogue(spoken()).word("language", "comma").join(items)


def any_of(items: Sequence[str]) -> str:
    """Join alternatives with the "or" of the language spoken."""
    if len(items) == 1:
        return items[0]
    from xltrack.i18n.formatting import Wording

    return Wording(spoken()).any_of(items)


def system_language() -> str:
    """Return the language of the system's locale if it is one of ours, else ""."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return _ours(value)
    if sys.platform == "win32":
        import ctypes
        import locale

        return _ours(locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), ""))
    return ""


def _ours(locale_name: str) -> str:
    """Return the language of a locale such as fr_CH.UTF-8."""
    code = locale_name.partition(".")[0].partition("_")[0].partition("-")[0].lower()
    return code if code in LANGUAGES else ""
