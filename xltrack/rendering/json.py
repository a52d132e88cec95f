"""The summary as JSON: the values as they are, months as "2022-12", days as "2024-06-30"."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from xltrack.model.year_month import YearMonth
from xltrack.summary.figures import Summary

SCHEMA = "xltrack-summary/1"


def json_data(summary: Summary) -> bytes:
    """Indented UTF-8 with its schema version; field names as in figures.py."""
    form = {"schema": SCHEMA} | _fields(summary)
    return (json.dumps(form, default=_plain, ensure_ascii=False, indent=2) + "\n").encode()


def _plain(value: object) -> Any:
    if isinstance(value, YearMonth):
        return value.iso
    if isinstance(value, date):
        return value.isoformat()
    return _fields(value)


def _fields(value: object) -> dict[str, Any]:
    if not is_dataclass(value):
        raise TypeError(f"{value!r} is no value of a summary")
    return {field.name: getattr(value, field.name) for field in fields(value)}
