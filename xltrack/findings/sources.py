"""Findings of an import: what could not be placed, and what was guessed."""

from __future__ import annotations

from typing import Literal

from xltrack.findings.finding import Finding, Named, Term, Where


def unknown_header(where: Where, found: str, field: str) -> Finding:
    """Report a column whose meaning is unknown; `field` is the key of the likeliest field."""
    return Finding("unknown_header", where, found, {"field": Term.field(field)})


def leftover_cell(where: Where, found: str, header: str, field: str) -> Finding:
    """Report a cell of such a column."""
    return Finding("leftover_cell", where, found, {"header": header, "field": Term.field(field)})


def cell_without_place(where: Where, found: str, header: str) -> Finding:
    """Report a cell of a column that is read, in a row that has no place for it."""
    return Finding("cell_without_place", where, found, {"header": header})


def actions_in_response(where: Where, found: str, count: int) -> Finding:
    """Report a response that may list key actions; it was kept as one text."""
    return Finding("actions_in_response", where, found, {"count": count})


def actions_in_one_cell(where: Where, found: str, count: int) -> Finding:
    """Report numbered items in the cell of one action, each of which may be an action."""
    return Finding("actions_in_one_cell", where, found, {"count": count})


def actions_split(where: Where, found: str, count: int) -> Finding:
    """Report numbered items in the cell of one action that became an action each."""
    return Finding("actions_split", where, found, {"count": count})


def label_inside(where: Where, found: str) -> Finding:
    """Report a label of a form inside a text, which may begin another part of the source."""
    return Finding("label_inside", where, found)


def leftover_text(where: Where, found: str) -> Finding:
    """Report a text that has no place in the plan."""
    return Finding("leftover_text", where, found)


def status_unmapped(where: Where, found: str, likely: Named) -> Finding:
    """Report a status word of an office's own; `likely` is the status to propose for it."""
    return Finding("status_unmapped", where, found, {"value": likely})


def status_open(where: Where, found: str, likely: Named) -> Finding:
    """Report a status that says no more than that the action is open; `likely` is the status to propose for it."""
    return Finding("status_open", where, found, {"value": likely})


def no_title() -> Finding:
    """Report a plan whose source gives it no title."""
    return Finding("no_title")


def no_recommendation(title: str) -> Finding:
    """Report that all actions were put under one recommendation."""
    return Finding("no_recommendation", None, title)


def number_not_kept(where: Where, found: str, ref: str) -> Finding:
    """Report a number of the source that the ref does not repeat."""
    return Finding("number_not_kept", where, found, {"ref": ref})


def unit_guessed(where: Where, unit: str) -> Finding:
    """Report a responsible unit whose beginning was guessed."""
    return Finding("unit_guessed", where, unit)


def row_ambiguous(where: Where, found: str) -> Finding:
    """Report a row with more than one deadline and status; `found` was taken."""
    return Finding("row_ambiguous", where, found)


def row_break_guessed(where: Where, found: str) -> Finding:
    """Report a guessed border between two key actions."""
    return Finding("row_break_guessed", where, found)


def unknown_status(where: Where, found: str) -> Finding:
    """Report a row in which no status could be read."""
    return Finding("unknown_status", where, found)


def unknown_category(where: Where, found: str) -> Finding:
    """Report a response category that plans do not use."""
    return Finding("unknown_category", where, found, {"choices": Term.choices("category")})


def unknown_vocabulary(where: Where, found: str, field: str) -> Finding:
    """Report a value that is not in the vocabulary of its field."""
    return Finding("unknown_vocabulary", where, found, {"field": field})


def label_doubled(where: Where, found: str) -> Finding:
    """Report a label that was printed twice."""
    return Finding("label_doubled", where, found)


def label_contradicts(found: str, ref: str, deadline: str) -> Finding:
    """Report a source that calls an action overdue against its own deadline, or the other way round."""
    return Finding("label_contradicts", None, found, {"ref": ref, "deadline": deadline})


def text_cannot_hold(found: str, ref: str, field: str) -> Finding:
    """Report a value that the text form would not give back."""
    return Finding("text_cannot_hold", None, found, {"ref": ref, "field": Term.field(field)})


def no_deadline(where: Where, column: Named, found: str) -> Finding:
    """Report words under a deadline that name no month, such as "ongoing"."""
    return Finding("no_deadline", where, found, {"column": column})


def days_left_out(where: Where, found: str, count: int) -> Finding:
    """Report deadlines that name a day: `found` is the first of them."""
    return Finding("days_left_out", where, found, {"count": count})


def units_guessed(where: Where, units: str, count: int) -> Finding:
    """Report rows in which the border between action and unit was guessed, and the units that came out."""
    return Finding("units_guessed", where, units, {"count": count})


def header_date(where: Where, found: str) -> Finding:
    """Report a header with a date inside."""
    return Finding("header_date", where, found)


def status_guessed(where: Where, column: Named, found: str, value: Named) -> Finding:
    """Report a status that was read from words of an office's own."""
    return Finding("status_guessed", where, found, {"column": column, "value": value})


def answer_understood(where: Where, found: str, value: Named) -> Finding:
    """Report how management's answer was read."""
    return Finding("answer_understood", where, found, {"value": value})


def header_guessed(where: Where, found: str, field: str) -> Finding:
    """Report a header that was taken for a field's because of the cells under it."""
    return Finding("header_guessed", where, found, {"field": Term.field(field)})


def menu_words(where: Where, found: str) -> Finding:
    """Report the navigation of a web page and the choices of a form, which are no text of the plan."""
    return Finding("menu_words", where, found)


def no_action(where: Where, found: str) -> Finding:
    """Report words in the place of a key action which say that there is none."""
    return Finding("no_action", where, found)


def several_plans(titles: str, count: int) -> Finding:
    """Report a source that holds several plans."""
    return Finding("several_plans", None, titles, {"count": count})


def several_sources(titles: str, count: int) -> Finding:
    """Report that several sources became one plan."""
    return Finding("several_sources", None, titles, {"count": count})


def same_actions(count: int) -> Finding:
    """Report actions of a source that an earlier one has as well."""
    return Finding("same_actions", None, "", {"count": count})


def same_in_other_plan(where: Where, found: str, ref: str, other: str) -> Finding:
    """Report a row that says the same as one of an earlier source with another title; both are kept."""
    return Finding("same_in_other_plan", where, found, {"ref": ref, "other": other})


def value_replaced(where: Where, found: str, old: str, ref: str, field: Named) -> Finding:
    """Report a value that replaces that of an earlier source."""
    return Finding("value_replaced", where, found, {"old": old, "ref": ref, "field": field})


def recommendation_is_action(where: Where, found: str) -> Finding:
    """Report a recommendation that became its own action, because its table lists no actions."""
    return Finding("recommendation_is_action", where, found, {"field": Term.field("description")})


def mapping_unused(word: str, option: str) -> Finding:
    """Report a mapping whose word is nowhere in the source."""
    return Finding("mapping_unused", None, word, {"option": option})


def status_elsewhere(where: Where, word: str, header: str) -> Finding:
    """Report a status word, given with its meaning, in a column that is not read as a status."""
    return Finding("status_elsewhere", where, word, {"header": header})


def title_said(own: str, title: str) -> Finding:
    """Report the source's own title where a person gave the plan another one."""
    return Finding("title_said", None, own, {"title": title})


def sheet_gone(sheet: str) -> Finding:
    """Report a sheet that an earlier import of this source was to read, and that it has no more."""
    return Finding("sheet_gone", None, sheet)


def unit_short(unit: str, where: Where = None) -> Finding:
    """Report a unit given by an abbreviation, which other words may contain and other units share."""
    return Finding("unit_short", where, unit)


AsideKind = Literal[
    "comment", "footnote", "note", "text_box", "link", "page_margin", "page_break", "word_break", "struck_out",
    "tracked_changes", "picture", "scanned_page", "unreadable_letters", "hidden", "columns_guessed", "columns_joined",
]  # fmt: skip
"""The kinds of words that are beside the text of a source."""


def beside_unread(suffix: str) -> Finding:
    """Report a format of which only the cells are read."""
    return Finding("beside_unread", None, suffix)


def beside_source(kind: AsideKind, where: Where, found: str, author: str = "") -> Finding:
    """Report words beside the text of a source: a note, a comment, a link."""
    return Finding(f"beside_{kind}", where, found or "–", {"author": f" ({author})" if author else ""})
