"""Findings about the value of one cell. `column` is the header above it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from xltrack.findings.finding import DidYouMean, Finding, Named, Where, nearest


def unknown_choice(
    where: Where, column: Named, found: str, choices: Sequence[Named], ref: str = "", field: str | None = None
) -> Finding:
    """Report a text that is on no list, with the nearest choice as a hint.

    `ref` and `field` are given where a merge refuses it.
    """
    edit = {"ref": ref, "field": field} if ref else {}
    texts = {str(choice): choice for choice in choices}
    hint = DidYouMean(texts.get(nearest(found, texts) or ""))
    return Finding("unknown_choice", where, found, {"column": column, "choices": tuple(choices), "hint": hint, **edit})


def lookalike_letters(where: Where, column: Named, found: str, hint: Named) -> Finding:
    """Report a choice typed with letters of another alphabet that look the same."""
    return Finding("lookalike_letters", where, found, {"column": column, "hint": hint})


def unreadable_deadline(where: Where, column: Named, found: str) -> Finding:
    """Report a text that is no month."""
    return Finding("unreadable_deadline", where, found, {"column": column})


def unreadable_date(where: Where, column: Named, found: str) -> Finding:
    """Report a text that is no day."""
    return Finding("unreadable_date", where, found, {"column": column})


def incomplete_date(where: Where, column: Named, found: str, missing: Named, value: str) -> Finding:
    """Report a month or a day that lacks a part; `value` is what it probably is."""
    return Finding("incomplete_date", where, found, {"column": column, "missing": missing, "value": value})


def unreadable_number(where: Where, column: Named, found: str) -> Finding:
    """Report a text that is no number, or a share that is not between 0% and 100%."""
    return Finding("unreadable_number", where, found, {"column": column})


def formula_in_cell(where: Where, column: Named, found: str, formula: str) -> Finding:
    """Report a formula whose stored result was taken."""
    return Finding("formula_in_cell", where, found, {"column": column, "formula": formula})


def error_in_cell(where: Where, column: Named, found: str) -> Finding:
    """Report an error value such as #REF!."""
    return Finding("error_in_cell", where, found, {"column": column})


def formula_without_value(where: Where, column: Named, formula: str) -> Finding:
    """Report a formula whose result was never stored."""
    return Finding("formula_without_value", where, formula, {"column": column})


def text_too_long(where: Where, column: Named, found: str, length: int, limit: int) -> Finding:
    """Report a text of more UTF-16 units than a cell holds."""
    return Finding("text_too_long", where, found, {"column": column, "length": length, "limit": limit})


def value_understood(where: Where, column: Named, found: str, value: Named) -> Finding:
    """Report how a value in an unusual form was read."""
    return Finding("value_understood", where, found, {"column": column, "value": value})


def ambiguous_date(where: Where, column: Named, found: str, value: str, form: str) -> Finding:
    """Report a date that can be read in two ways; `form` is how to write the other one."""
    return Finding("ambiguous_date", where, found, {"column": column, "value": value, "form": form})


def span_of_time(where: Where, column: Named, found: str, value: str) -> Finding:
    """Report a deadline longer than a month, such as a quarter, of which the last month was taken."""
    return Finding("span_of_time", where, found, {"column": column, "value": value})


def year_or_day(where: Where, column: Named, found: str, value: str) -> Finding:
    """Report a month with two digits, such as June 26, that may be its year or its day."""
    return Finding("year_or_day", where, found, {"column": column, "value": value})


def other_calendar(where: Where, column: Named, found: str, value: str) -> Finding:
    """Report a year of the Buddhist or the Persian calendar."""
    return Finding("other_calendar", where, found, {"column": column, "value": value})


def words_removed(where: Where, column: Named, found: str) -> Finding:
    """Report words of the sent text that were deleted or replaced."""
    return Finding("words_removed", where, found, {"column": column})


def base_in_cell(where: Where, column: Named, found: str) -> Finding:
    """Report a text that looks like a part of our hidden sheet where words were asked for."""
    return Finding("base_in_cell", where, found, {"column": column})


def checkbox_in_cell(where: Where, column: Named, found: str) -> Finding:
    """Report a checkbox where words were asked for."""
    return Finding("checkbox_in_cell", where, found, {"column": column})


def choice_emptied(where: Where, column: Named, choices: Sequence[Named]) -> Finding:
    """Report an emptied cell that needs one of its choices."""
    return Finding("choice_emptied", where, "", {"column": column, "choices": tuple(choices)})


def vague_status(where: Where, column: Named, found: str, value: Named) -> Finding:
    """Report a status such as N/A, which may withdraw the action or say nothing."""
    return Finding("vague_status", where, found, {"column": column, "value": value})


def early_completion(where: Where, column: Named, day: date) -> Finding:
    """Report a completion before 1990."""
    return Finding("early_completion", where, day.isoformat(), {"column": column})


def evidence_unfollowable(where: Where, column: Named, found: str) -> Finding:
    """Report a link that is none, or a file on the writer's own machine."""
    return Finding("evidence_unfollowable", where, found, {"column": column})


def evidence_missing(column: Named, found: str, ref: str) -> Finding:
    """Report a file that a row's evidence names and that did not come with the returns."""
    return Finding("evidence_missing", None, found, {"column": column, "ref": ref}).about(ref)


def progress_unlike_status(where: Where, column: Named, progress: str, status: Named) -> Finding:
    """Report a progress that the status contradicts."""
    return Finding("progress_unlike_status", where, progress, {"column": column, "status": status})


def future_completion(where: Where, column: Named, day: date) -> Finding:
    """Report a completion in the future."""
    return Finding("future_completion", where, day.isoformat(), {"column": column})


def completed_on_open(where: Where, column: Named, day: date, status: Named) -> Finding:
    """Report a completion date on an action that is still open."""
    return Finding("completed_on_open", where, day.isoformat(), {"column": column, "status": status})


def deadline_overwritten(where: Where, column: Named, found: str) -> Finding:
    """Report a deadline that was changed in a copy, where the coordinator decides about deadlines."""
    return Finding("deadline_overwritten", where, found, {"column": column})


def merged_cells(where: Where, area: str) -> Finding:
    """Report cells that were merged, so that only the first row has their value."""
    return Finding("merged_cells", where, area)


def empty_or_error(where: Where, column: Named) -> Finding:
    """Report an empty cell of a format that shows errors as empty cells."""
    return Finding("empty_or_error", where, values={"column": column})


def locked_edited(where: Where, column: Named, found: str, ref: str = "", field: str | None = None) -> Finding:
    """Report an edit of a column that returns may not change; `ref` and `field` where a merge refuses it."""
    edit = {"ref": ref, "field": field} if ref else {}
    return Finding("locked_edited", where, found, {"column": column, **edit})


def withdrawn_without_reason(where: Where, ref: str) -> Finding:
    """Report a withdrawn action whose row does not say why."""
    return Finding("withdrawn_without_reason", where, values={"ref": ref})


def completed_without_evidence(where: Where, ref: str) -> Finding:
    """Report a completed action without comments or evidence."""
    return Finding("completed_without_evidence", where, values={"ref": ref})


def proposal_without_reason(where: Where, deadline: str) -> Finding:
    """Report a proposed deadline without a reason."""
    return Finding("proposal_without_reason", where, deadline)
