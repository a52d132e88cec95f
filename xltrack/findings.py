"""Findings about one cell (or one line of a source), as data. The catalogues word them.

Findings are collected, never raised: one reading reports every one of them, each with its address.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Literal

from xltrack.i18n.catalogue import DEFAULT_LANGUAGE, catalogue

Severity = Literal["error", "warning", "info"]
"""error: the value was not taken; warning: taken, but a person should look; info: how it was understood."""

SEVERITY: Mapping[str, Severity] = {
    # a cell's value
    "unknown_choice": "error",
    "choice_emptied": "error",
    "vague_status": "warning",
    "checkbox_in_cell": "warning",
    "early_completion": "warning",
    "future_completion": "warning",
    "completed_on_open": "warning",
    "totals_row": "warning",
    "lookalike_letters": "error",
    "unreadable_deadline": "error",
    "unreadable_date": "error",
    "formula_in_cell": "warning",
    "error_in_cell": "error",
    "formula_without_value": "error",
    "text_too_long": "error",
    "value_understood": "info",
    "ambiguous_date": "warning",
    "merged_cells": "warning",
    "empty_or_error": "warning",
    # a row
    "duplicate_ref": "error",
    "copied_row": "warning",
    "row_repeated": "info",
    "row_unclear": "error",
    "swapped_row": "warning",
    "rows_sorted": "info",
    "columns_sorted": "warning",
    "foreign_row": "error",
    "unknown_ref": "error",
    "missing_ref": "warning",
    "changed_ref": "warning",
    "row_missing": "warning",
    "row_added": "warning",
    "locked_edited": "warning",
    "completed_without_evidence": "warning",
    "proposal_without_reason": "warning",
    # a workbook
    "beside_form": "warning",
    "sheet_missing": "error",
    "sheet_twice": "warning",
    "not_a_workbook": "info",
    "picked_twice": "error",
    "base_missing": "error",
    "base_damaged": "error",
    "header_renamed": "info",
    "column_missing": "warning",
    "macros_present": "info",
    "links_present": "info",
    "date_system_1904": "info",
    # contacts and what is sent
    "contact_without_unit": "error",
    "contact_address": "error",
    "contact_language": "warning",
    "contact_twice": "warning",
    "contact_unit_unknown": "warning",
    "contact_missing": "warning",
    "action_without_unit": "warning",
    # a merge
    "other_tracker": "error",
    "newer_return": "error",
    "base_rebuilt": "info",
    "same_file": "info",
    "row_gone": "error",
    "decided_before": "warning",
    "passed_over": "warning",
    "copy_beside": "warning",
    # a decision, an undo
    "decision_unknown": "error",
    "decided_twice": "error",
    "ground_moved": "error",
    "bad_take": "error",
    "both_impossible": "error",
    "bad_own_value": "error",
    "own_value_empty": "error",
    "row_without_home": "error",
    "changed_since": "error",
    # a text source
    "unknown_header": "warning",
    "leftover_cell": "warning",
    "status_unmapped": "warning",
    "no_recommendation": "warning",
    "number_not_kept": "warning",
    "encoding_guessed": "warning",
    "unit_guessed": "warning",
    "row_ambiguous": "warning",
    "row_break_guessed": "warning",
    "unknown_status": "warning",
    "unknown_category": "warning",
    "unknown_vocabulary": "warning",
    "label_doubled": "info",
    "label_contradicts": "warning",
    "leftover_text": "warning",
    "span_of_time": "warning",
    "year_or_day": "warning",
    "other_calendar": "warning",
    "no_deadline": "warning",
    "status_guessed": "warning",
    "answer_understood": "info",
    "header_guessed": "warning",
    "menu_words": "info",
    "several_plans": "warning",
    "several_sources": "warning",
    "recommendation_is_action": "warning",
    "mapping_unused": "warning",
    "unit_short": "warning",
    "beside_comment": "warning",
    "beside_footnote": "warning",
    "beside_note": "warning",
    "beside_text_box": "warning",
    "beside_link": "info",
    "beside_page_margin": "info",
    "beside_page_break": "warning",
    "beside_struck_out": "warning",
    "beside_tracked_changes": "warning",
    "beside_picture": "warning",
    "text_cannot_hold": "warning",
}
"""Every code there is. Each has a message and a remedy in every catalogue; a test holds them together."""


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """1 -> A, 27 -> AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True, slots=True, order=True)
class CellAddress:
    """Where a value lies: sheet name, row and column counted from 1."""

    sheet: str
    row: int
    column: int

    @property
    def address(self) -> str:
        return f"{column_letters(self.column)}{self.row}"

    def __str__(self) -> str:
        return f"{self.sheet}!{self.address}"


@dataclass(frozen=True, slots=True, order=True)
class LineNumber:
    """A line of a text source, counted from 1."""

    number: int

    def __str__(self) -> str:
        return f"line {self.number}"


@dataclass(frozen=True, slots=True, order=True)
class DocumentPlace:
    """A place in a document: page, table, row and column in it, or a paragraph. Zero: not known, or none."""

    page: int = 0
    table: int = 0
    row: int = 0
    column: int = 0
    paragraph: int = 0

    def __str__(self) -> str:
        named = ((name, getattr(self, name)) for name in ("page", "table", "row", "column", "paragraph"))
        return ", ".join(f"{name} {number}" for name, number in named if number)


Where = CellAddress | LineNumber | DocumentPlace | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `values` fill the placeholders of its message; `file` is set by whoever opened the file."""

    code: str
    where: Where = None
    found: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    file: str = ""

    @property
    def severity(self) -> Severity:
        return SEVERITY[self.code]

    def message(self, language: str = DEFAULT_LANGUAGE) -> str:
        return catalogue(language).word("findings", self.code, "message", found=self.found, **self.values)

    def remedy(self, language: str = DEFAULT_LANGUAGE) -> str:
        return catalogue(language).word("findings", self.code, "remedy", found=self.found, **self.values)

    def in_file(self, file: str) -> Finding:
        return replace(self, file=file)

    def as_dict(self, language: str = DEFAULT_LANGUAGE) -> dict[str, Any]:
        """The JSON form of every verb: code, severity, file, sheet, cell, line or place, found, message, remedy."""
        place: dict[str, str | int | None] = {"sheet": None, "cell": None, "line": None}
        if isinstance(self.where, CellAddress):
            place |= {"sheet": self.where.sheet, "cell": self.where.address}
        elif isinstance(self.where, LineNumber):
            place |= {"line": self.where.number}
        elif isinstance(self.where, DocumentPlace):
            place |= {"place": str(self.where)}
        return {
            "code": self.code,
            "severity": self.severity,
            "file": self.file,
            **place,
            "found": self.found,
            "message": self.message(language),
            "remedy": self.remedy(language),
        }

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.message()} {self.remedy()}".strip()


def unknown_choice(where: Where, column: str, found: str, choices: Sequence[str]) -> Finding:
    """A cell whose text is on no list, with the nearest choice as a hint."""
    from difflib import get_close_matches  # most files have no such cell

    near = get_close_matches(found.casefold(), [choice.casefold() for choice in choices], n=1)
    hint = next((choice for choice in choices if near and choice.casefold() == near[0]), None)
    question = catalogue(DEFAULT_LANGUAGE).word("words", "did_you_mean", hint=hint) if hint else ""
    return Finding("unknown_choice", where, found, {"column": column, "choices": ", ".join(choices), "hint": question})


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The gravest severity among them, or None."""
    found = {finding.severity for finding in findings}
    order: tuple[Severity, ...] = ("error", "warning", "info")
    return next((severity for severity in order if severity in found), None)
