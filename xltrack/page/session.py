"""One coordinator's month behind a single call: JSON and bytes in, JSON and bytes out.

The browser's worker and the local server both use it. It contains no rule of its own: every call opens, merges,
decides, undoes or summarizes with the functions that the command line uses, and words the result as JSON.

call("open", '{"name": "tracker.xlsx", ...}', [data])  ->  ('{"value": {...}}', [data])
call("open", '{"name": "letter.odt", ...}', [data])    ->  ('{"error": {"code": ..., "message": ...}}', [])
"""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from xltrack.errors import XltrackError
from xltrack.page import collecting, looking_back, office, opening, reminding, reporting, saving, sending, wording
from xltrack.page.open_month import CallAnswer, Files, OpenMonth

METHODS: Mapping[str, Callable[..., CallAnswer]] = {
    "hello": opening.hello,
    "trackers": opening.trackers,
    "open": opening.open_file,
    "make": opening.make,
    "practice": opening.practice,
    "about": opening.about,
    "contacts": sending.contacts,
    "copies": sending.copies,
    "send": sending.send,
    "wording": wording.shipped_wording,
    "reminders": reminding.reminders,
    "remind": reminding.remind,
    "again": reminding.again,
    "foreign": collecting.foreign_files,
    "cells": collecting.foreign_cells,
    "add": collecting.add,
    "set_aside": collecting.set_aside,
    "return_status": collecting.return_status,
    "findings": collecting.findings,
    "decide": collecting.decide,
    "preview": saving.save_preview,
    "save": saving.save,
    "history": looking_back.log_entries,
    "undo": looking_back.take_back,
    "earlier": reporting.earlier_months,
    "summary": reporting.summary,
    "report": reporting.report,
    "joint_report": reporting.joint_report,
    "settings": office.settings,
    "fill_settings": office.fill_settings,
    "change_settings": office.change_settings,
    "add_own_field": office.add_own_field,
    "portfolio": reporting.portfolio,
}
"""The calls that a page may make; every other one is refused."""


class Session:
    """The calls of one page, on one month."""

    def __init__(self, home: Path | None = None) -> None:
        self._month = OpenMonth(home)

    def call(self, method: str, arguments: str, files: Files = ()) -> tuple[str, list[bytes]]:
        """Answer one request. No input gives anything but an answer: an error has a code and a message."""
        answer: dict[str, Any]
        out: list[bytes] = []
        try:
            value, out = METHODS[method](self._month, files, **json.loads(arguments))
            answer = {"value": value}
        except XltrackError as error:
            answer = {"error": {"code": error.code, "message": error.message(self._month.language)}}
        except Exception as error:  # a mistake of ours costs the request, never the page
            answer = {
                "error": {"code": "unknown", "message": f"{type(error).__name__}: {error}", "where": _lines(error)}
            }
        return json.dumps(answer, ensure_ascii=False), out


def _lines(error: Exception) -> str:
    """Return the lines of the program that led to an error, without any value."""
    steps = traceback.extract_tb(error.__traceback__)
    return "\n".join(f"{Path(step.filename).name}:{step.lineno} {step.name}" for step in steps)
