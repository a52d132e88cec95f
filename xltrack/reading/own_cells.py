"""Cells of the office's own fields: choices, yes or no, numbers and shares."""

from __future__ import annotations

from xltrack.findings import Finding, Term
from xltrack.findings.cells import unknown_choice, unreadable_number, value_understood
from xltrack.grid.values import Day, Raw, shown_value
from xltrack.i18n.catalogue import find_code
from xltrack.model.fields import Value, find_choice
from xltrack.reading.cell_context import KEEP, CellContext, Keep


def read_own_choice(raw: Raw | None, place: CellContext, hints: list[Finding]) -> str | Keep | None:
    """Return the choice of an own field that a text means."""
    text = "" if raw is None else shown_value(raw).strip()
    own = place.column.own
    if not text or own is None:
        return None
    choice = find_choice(own, text)
    if choice is None:
        hints.append(unknown_choice(place.where, place.label, text[:60], own.choices))
        return KEEP
    return choice


def read_yes_no(raw: Raw | None, place: CellContext, hints: list[Finding]) -> bool | Keep | None:
    """Return the answer in a cell: a word for yes or no in any shipped language, or a ticked box."""
    text = "" if raw is None else shown_value(raw).strip()
    if isinstance(raw, bool) or not text:
        return raw if isinstance(raw, bool) else None
    code = find_code(text, "yes_no")
    if code is None:
        hints.append(unknown_choice(place.where, place.label, text[:60], Term.choices("yes_no")))
        return KEEP
    return code == "yes"


def read_quantity(raw: Raw | None, place: CellContext, hints: list[Finding]) -> Value | Keep:
    """Read the number in a cell; KEEP with a finding where there is none, a finding also where its mark was guessed."""
    text = "" if raw is None else shown_value(raw).strip()
    if raw is None or not text:
        return None
    from xltrack.reading.amounts import read_amount  # few plans have numbers

    amount = None if isinstance(raw, (bool, Day)) else read_amount(raw, text)
    if amount is None:
        hints.append(unreadable_number(place.where, place.label, text[:60]))
        return KEEP
    if amount.guessed:
        hints.append(value_understood(place.where, place.label, text[:60], shown_value(float(amount.value))))
    return amount.value


def read_percent(raw: Raw | None, place: CellContext, hints: list[Finding]) -> Value | Keep:
    """Read the percentage in a cell; KEEP with a finding where there is none."""
    text = "" if raw is None else shown_value(raw).strip()
    if raw is None or not text:
        return None
    from xltrack.reading.amounts import read_share  # as in `read_quantity`

    share = None if isinstance(raw, (bool, Day)) else read_share(raw, text)
    if share is None:
        hints.append(unreadable_number(place.where, place.label, text[:60]))
        return KEEP
    return share
