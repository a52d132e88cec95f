"""Findings as data. Each kind of finding has one typed factory, in the module of its topic; nothing else builds one."""

from __future__ import annotations

from xltrack.findings.finding import (
    CellAddress,
    DidYouMean,
    DocumentPlace,
    Finding,
    LineNumber,
    Named,
    Term,
    Where,
    column_letters,
    gravest_first,
    nearest,
)
from xltrack.findings.severity import SEVERITY, Severity

__all__ = [
    "SEVERITY",
    "CellAddress",
    "DidYouMean",
    "DocumentPlace",
    "Finding",
    "LineNumber",
    "Named",
    "Severity",
    "Term",
    "Where",
    "column_letters",
    "gravest_first",
    "nearest",
]
