"""Errors that stop the work. Each has a code, and its words are in the catalogues.

The person who reads one did not write the code: a message names the file, the reason and the remedy.

    XltrackError                root of them all: `except xltrack.XltrackError`
    |-- FileError               a file or folder that is missing, of another kind, or in the way
    |-- SourceError             a source from which no plan can be read
    |   `-- TextError           a text that is no management response, or a value that no plan can hold
    |-- WorkbookError           a workbook that cannot be read or written
    |   |-- UnsafeWorkbook      refused before it was parsed: too large, encrypted, not what its name says
    |   |-- NotATracker         readable, but neither ours nor with an Actions sheet
    |   |-- BaseMissing         a tracker whose hidden base is gone
    |   |-- BaseDamaged         a tracker whose hidden base was changed: its digest does not match
    |   |-- BaseTooBig          a hidden base that unpacks to more than its reader allows
    |   |-- NewerFormat         written by a newer version, in a format that this one does not know
    |   `-- TemplateError       a template that lacks something a tracker needs
    |-- MergeError              a merge, a decision or an undo that cannot be done
    |-- SummaryError            a summary that cannot be made: an unknown earlier summary, format or grouping
    |-- MailError               contacts or a letter that cannot be used, or nobody to write to
    |-- SettingsError           xltrack.toml, or a setting given in its place, that cannot be used
    `-- SaveError               a file that could not be written; an earlier file is untouched

They travel between processes: an error pickles with its code and its values.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from xltrack.i18n.catalogue import DEFAULT_LANGUAGE, catalogue


class XltrackError(Exception):
    """Root of all errors of this package. `values` fill the placeholders of the code's message."""

    language = ""
    """The language of the file that it is about, or of its reader, where the work that it stopped knew it."""

    def __init__(self, code: str, **values: object):
        self.code = code
        self.values = values
        super().__init__(code, values)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (type(self), self.code, self.values)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and isinstance(other, XltrackError) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash((type(self), self.code))

    def message(self, language: str = "") -> str:
        """Return the reason and the remedy in a language, else in its reader's, else in English."""
        language = language or self.language or DEFAULT_LANGUAGE
        words = catalogue(language)
        values = dict(self.values)
        for key, value in self.values.items():
            if isinstance(value, XltrackError):
                values[key] = value.message(language)
            elif isinstance(value, tuple):
                values[key] = words.word("language", "comma").join(map(str, value))
        return words.word("errors", self.code, **values)

    def as_dict(self, language: str = "") -> dict[str, Any]:
        """Return the JSON form: code, message, values."""
        values = {
            key: ", ".join(map(str, value)) if isinstance(value, tuple) else value for key, value in self.values.items()
        }
        plain = {key: value if isinstance(value, (int, float)) else str(value) for key, value in values.items()}
        return {"code": self.code, "message": self.message(language), "values": plain}

    def __str__(self) -> str:
        return self.message()


@contextmanager
def work_on_file_in(language: str) -> Iterator[None]:
    """Name the language of the file at work in every error that stops this work."""
    try:
        yield
    except XltrackError as error:
        error.language = error.language or language
        raise


def _rebuilt(kind: type[XltrackError], code: str, values: dict[str, object]) -> XltrackError:
    return kind(code, **values)


class FileError(XltrackError):
    """A file or folder that is missing, of another kind, or in the way."""


class SourceError(XltrackError):
    """A source from which no plan can be read."""


class TextError(SourceError):
    """A text that is no management response, or a value that no plan can hold."""


class WorkbookError(XltrackError):
    """A workbook that cannot be read or written."""


class NotATracker(WorkbookError):
    """A readable workbook that xltrack did not write and that has no Actions sheet."""


class BaseMissing(WorkbookError):
    """A tracker whose hidden base is gone."""


class BaseDamaged(WorkbookError):
    """A tracker whose hidden base was changed: its digest does not match."""


class NewerFormat(WorkbookError):
    """A workbook that a newer version wrote, in a format that this one does not know."""


class BaseTooBig(WorkbookError):
    """A hidden base that unpacks to more than its reader allows."""


class UnsafeWorkbook(WorkbookError):
    """A file refused before it was parsed: too large, encrypted, not what its name says."""


class TemplateError(WorkbookError):
    """A template that lacks something a tracker needs."""


class MergeError(XltrackError):
    """A merge, a decision or an undo that cannot be done."""


class SummaryError(XltrackError):
    """A summary that cannot be made: an unknown earlier summary, format or grouping."""


class MailError(XltrackError):
    """Contacts or a letter that cannot be used, or nobody to write to."""


class SettingsError(XltrackError):
    """Settings of xltrack.toml, or given in its place, that cannot be used."""


class SaveError(XltrackError):
    """A file that could not be written; an earlier file is untouched."""
