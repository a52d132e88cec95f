"""One clear message for any error: the library's words, and the option that helps on the command line."""

from __future__ import annotations

from typing import Any

import click

from xltrack.cli.hints import HINTS
from xltrack.cli.language import message, spoken
from xltrack.cli.output import safe
from xltrack.cli.usage import usage_text
from xltrack.errors import XltrackError
from xltrack.i18n.catalogue import catalogue


def explain(error: Exception) -> str:
    """Return one clear message for any error."""
    if isinstance(error, XltrackError):
        hint = HINTS.get(error.code)
        language = error.language or spoken()
        text = error.message(language)
        return safe(f"{text}\n{catalogue(language).word('terminal', 'hint', hint=hint)}" if hint else text)
    if isinstance(error, OSError) and error.strerror:
        place = f"{error.filename}: " if error.filename else ""
        return safe(f"{place}{error.strerror}.")
    return safe(message("mistake", error=f"{type(error).__name__}: {error}"))


def error_form(error: Exception) -> dict[str, Any]:
    """Return the JSON form of any error: code, message, values."""
    from xltrack.workflows.json_forms import json_form

    if isinstance(error, XltrackError):
        return json_form("xltrack-error/1", **error.as_dict()) | {"message": explain(error)}
    if isinstance(error, click.ClickException):
        return json_form("xltrack-error/1", code="usage", message=usage_text(error), values={})
    code = "system" if isinstance(error, OSError) else "internal"
    return json_form("xltrack-error/1", code=code, message=explain(error), values={})
