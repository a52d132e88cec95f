"""Errors that stop the work. Each has a code, and its words stand in the catalogues.

The person who reads one did not write the code: a message names the file, the reason and the remedy.
"""

from __future__ import annotations

from xltrack.i18n.catalogue import DEFAULT_LANGUAGE, catalogue


class XltrackError(Exception):
    """Root of all errors of this package. `values` fill the placeholders of the code's message."""

    def __init__(self, code: str, **values: object):
        self.code = code
        self.values = values
        super().__init__(code, values)

    def message(self, language: str = DEFAULT_LANGUAGE) -> str:
        return catalogue(language).word("errors", self.code, **self.values)

    def __str__(self) -> str:
        return self.message()


class TextError(XltrackError):
    """A text source that is no management response, or a value that no plan can hold."""


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


class SaveError(XltrackError):
    """A file that could not be written; what was there before is still there."""


class MergeError(XltrackError):
    """A merge, a decision or an undo that cannot be done."""
