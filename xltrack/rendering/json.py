"""The summary as JSON: the values as they are, months as "2022-12", days as "2024-06-30", and the page they make."""

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
    form = {"schema": SUMMARY_SCHEMA} | _fields(summary)
    form["page"] = {name: value for name, value in _fields(page).items() if name not in LEFT_OUT}
    return (json.dumps(form, default=_plain, ensure_ascii=False, indent=2) + "\n").encode()


def _plain(value: object) -> Any:
    if isinstance(value, YearMonth):
        return value.iso
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Percent):
        return value.value
    if isinstance(value, Mapping):
        return dict(value)
    return _fields(value)


def _fields(value: object) -> dict[str, Any]:
    if not is_dataclass(value):
        raise TypeError(f"{value!r} is no value of a summary")
    return {field.name: getattr(value, field.name) for field in fields(value) if field.name != "link"}
