"""One clear message for any error: what the library says, and the option that helps on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from xltrack.cli.language import message, spoken
from xltrack.cli.output import safe
from xltrack.errors import XltrackError

_LIMITS: Mapping[str, str] = {
    "source_too_large": "source_bytes",
    "file_too_big": "file_bytes",
    "too_many_parts": "parts",
    "part_too_big": "part_bytes",
    "parts_too_big": "total_bytes",
    "part_ratio": "ratio",
    "too_many_strings": "shared_strings",
    "too_many_formats": "formats",
    "sheet_rows": "rows",
    "sheet_cells": "cells",
    "base_too_big": "base_bytes",
    "base_actions": "rows",
    "foreign_time": "child_seconds",
    "foreign_memory": "child_bytes",
}
"""The limit that each error of a file beyond the limits speaks of."""

HINTS: Mapping[str, str] = {code: f"--limit {name}=N" for code, name in _LIMITS.items()} | {
    "output_exists": "--force",
    "no_table": '--map "HEADER=description" --map "HEADER=status"',
    "base_needed": "xltrack diff SENT.xlsx RETURNED.xlsx",
    "template_column": "xltrack template",
    "save_read_only": "-o FILE",
    "no_month_tracker": "--tracker FILE",
    "copy_as_master": "xltrack merge TRACKER RETURNED...",
}
"""What the command line can do about an error, by its code."""


def explain(error: Exception) -> str:
    """Return one clear message for any error."""
    if isinstance(error, XltrackError):
        hint = HINTS.get(error.code)
        text = error.message(error.language or spoken())
        return safe(f"{text}\n{message('hint', hint=hint)}" if hint else text)
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
        return json_form("xltrack-error/1", code="usage", message=error.format_message(), values={})
    code = "system" if isinstance(error, OSError) else "internal"
    return json_form("xltrack-error/1", code=code, message=explain(error), values={})
