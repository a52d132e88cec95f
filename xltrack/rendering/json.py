"""The summary as JSON: the values as they are, months as "2022-12", days as "2024-06-30", and the page composed from
them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from xltrack.i18n.formatting import Percent
from xltrack.model.year_month import YearMonth
from xltrack.rendering.page import Page
from xltrack.summary.figures import Summary

SUMMARY_SCHEMA = "xltrack-summary/1"
LEFT_OUT = ("annex", "words")
"""Parts of the page whose values are in the summary itself."""


def json_data(summary: Summary, page: Page) -> bytes:
    """Write indented UTF-8 with its schema version; field names as in summary/figures.py, and under `page` the page."""
    shown = {name: value for name, value in page._asdict().items() if name not in LEFT_OUT}
    form = {"schema": SUMMARY_SCHEMA, **_form(summary), "page": _form(shown)}
    if not summary.by_own:
        del form["by_own"]  # a summary of trackers without own fields says nothing about them
    for plan in form["plans"]:
        if not plan["region"]:
            del plan["region"]
    if summary.verified is None:
        del form["verified"]
    return (json.dumps(form, default=_plain, ensure_ascii=False, indent=2) + "\n").encode()


def _form(value: object) -> Any:
    """Return a value in which everything with named parts is an object, at every depth."""
    if isinstance(value, YearMonth):
        return value.iso
    if is_dataclass(value):
        return {field.name: _form(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_asdict") and not isinstance(value, Percent):
        return {name: _form(part) for name, part in value._asdict().items() if name != "link"}
    if isinstance(value, Mapping):
        return {name: _form(part) for name, part in value.items()}
    return [_form(part) for part in value] if isinstance(value, (list, tuple)) else value


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} is no value of a summary")
