"""The live columns: computed by the workbook while people type, and by the same rules here.

Each formula is beside its twin in Python, whose result is stored with it: Protected View, previews and phones do not
recalculate. Formulas use cell addresses only, reach other sheets only by cells or whole columns, and use no function
that Excel 2003, LibreOffice or Gnumeric lacks or computes differently.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

from xltrack.findings import column_letters
from xltrack.i18n.catalogue import Catalogue
from xltrack.i18n.plurals import PATTERN, PLURAL_FORMS, plural_form
from xltrack.model.fields import ACTION_FIELDS, Column
from xltrack.model.overdue import is_overdue, months_late
from xltrack.model.plan import KeyAction
from xltrack.model.ready_fields import PROGRESS
from xltrack.model.row_rules import ROW_RULES, RowState
from xltrack.reading.live_texts import LONGEST_SHOWN

WORDS: tuple[tuple[str, ...], ...] = (
    ("words", "months_1"),
    ("words", "months_2"),
    ("words", "months_many"),
    *(("check", code) for code in ("status", "bare", "open", "not_a_day", "future", "month", "no_reason", "deadline")),
    ("check", "waiting"),
    *(("check", code) for code in ("no_day", "early", "moved", "locked")),
)
"""The texts that formulas show. They are on the Lists sheet, so that a copy in another language shows its own.

An office's own template may still have the formulas of the first version, which find them by their places: what is
new comes at the end, see LATER_WORDS.
"""
FIRST_SENT = 4
"""The column of the base sheet with the first field of an action as it was sent; the row id is in the one before."""
MONTHS = ("words", "months")
"""The plural forms of a month in one cell, after the WORDS: see `months_cell`."""
FORM_LETTERS = 40
"""Letters reserved there for each plural form."""
LATER_WORDS: tuple[tuple[str, ...], ...] = (("check", "withdrawn"), ("check", PROGRESS))
"""Texts of later versions, after the cell of MONTHS."""
LIST_WORDS = (*WORDS, MONTHS, *LATER_WORDS)
"""All texts of the Lists sheet's column of words, from the top."""


def list_words(words: Catalogue, *, copy: bool) -> list[str]:
    """Return the texts of the Lists sheet's column of words, from the top. Rules for copies have none in a master."""
    first = {"months_1": words.months(1), "months_2": words.months(2)}
    many = {"months_many": str(words.section("units", "months")["other"])}
    silent = {} if copy else {rule.code: "" for rule in ROW_RULES if rule.in_copies}
    known = first | many | silent | {"months": months_cell(words)}
    return [known[key] if key in known else words.word(section, key) for section, key in LIST_WORDS]


def months_cell(words: Catalogue) -> str:
    """Return a digit for each count up to PATTERN, which numbers its plural form, and the forms behind them."""
    forms: Mapping[str, str] = words.section("units", "months")
    known = [form for form in PLURAL_FORMS if form in forms]
    digits = "".join(str(known.index(plural_form(words.language, count)) + 1) for count in range(1, PATTERN + 1))
    return digits + "".join(forms[form].ljust(FORM_LETTERS) for form in known)


class ColumnPlaces(NamedTuple):
    """Places that formulas use: `letters` of the Actions columns, header and model row, cells of the Lists sheet."""

    letters: Mapping[str, str]
    header: int
    model: int
    words: Mapping[tuple[str, ...], str]
    """A word to its cell: `Lists!$C$2`."""
    statuses: Mapping[str, str]
    """A status code to its cell."""
    status_list: str
    base: str
    """The base sheet's name as formulas write it."""
    fields: tuple[Column, ...] = ACTION_FIELDS
    """The columns whose values are compared with those that were sent."""

    def cell(self, key: str) -> str:
        return f"${self.letters[key]}{self.model}"

    def changed(self, key: str) -> str:
        """Return the condition that the Changed column names a field."""
        header = f"{self.letters[key]}${self.header}"
        return f'ISNUMBER(FIND(", "&{header}&", ",", "&{self.cell("changed")}&", "))'


def overdue_text(action: KeyAction, as_of: date, words: Catalogue) -> str:
    """Return "14 months" if the action is overdue, else ""."""
    if action.deadline is None or not is_overdue(action, as_of):
        return ""
    return words.months(months_late(action.deadline, as_of))


def overdue_formula(at: ColumnPlaces) -> str:
    """Write the months since the deadline's, in words: the count picks its plural form by a digit of one cell."""
    deadline, status = at.cell("deadline"), f"TRIM({at.cell('status')})"
    closed = f"OR({status}={at.statuses['completed']},{status}={at.statuses['no_longer_applicable']})"
    late = f"(YEAR(TODAY())-YEAR({deadline}))*12+MONTH(TODAY())-MONTH({deadline})"
    months, half = at.words[MONTHS], PATTERN // 2
    digit = f"MID({months},IF({late}<{half},{late},{half}+MOD({late},{half})),1)"
    form = f"TRIM(MID({months},{PATTERN + 1 - FORM_LETTERS}+{FORM_LETTERS}*{digit},{FORM_LETTERS}))"
    text = f'SUBSTITUTE({form},"{{count}}",{late})'
    return f'IF(ISNUMBER({deadline}),IF({closed},"",IF({late}>0,{text},"")),"")'


def changed_formula(at: ColumnPlaces) -> str:
    """Return the headers of the cells that differ from the grid on the base sheet, found by the row id."""
    uid = at.cell("uid")
    match = f"MATCH({uid},{at.base}!$C:$C,0)"
    parts = []
    for number, column in enumerate(at.fields, FIRST_SENT):
        letter = column_letters(number)
        own_cell, sent = at.cell(column.key), f"INDEX({at.base}!${letter}:${letter},{match})"
        same = f"{own_cell}={sent}" if column.kind in ("month", "date") else f"EXACT({own_cell},{sent})"
        parts.append(f'IF({same},"",", "&{at.letters[column.key]}${at.header})')
    return f'IF(ISNUMBER({match}),MID({"&".join(parts)},3,{LONGEST_SHOWN}),"")'


def check_text(
    action: KeyAction, as_of: date, words: Catalogue, waiting: str = "", changed: Collection[str] = ()
) -> str:
    """Return the text of a row's Check cell, in one line. The values of a plan have their types already.

    `waiting` are the headers of its cells that wait for a decision, `changed` the fields that are not as sent.
    """
    row = RowState(action, as_of, frozenset(changed))
    broken = [words.word("check", rule.code) for rule in ROW_RULES if rule.broken is not None and rule.broken(row)]
    return "; ".join([*broken, words.word("check", "waiting", fields=waiting)] if waiting else broken)


def conditions(status: str, statuses: Mapping[str, str]) -> dict[str, str]:
    """Return the conditions about a status by the names that rules have for them, given its cell and those of the
    choices."""
    codes = {"done": "completed", "withdrawn": "no_longer_applicable"} | {
        code: code for code in ("initiated", "not_initiated")
    }
    return {name: f"TRIM({status})={statuses[code]}" for name, code in codes.items()}


def check_formula(at: ColumnPlaces) -> str:
    """Write the formula for `check_text`, which also finds values of the wrong type."""
    cells = {column.key: at.cell(column.key) for column in at.fields}
    names = cells | conditions(cells["status"], at.statuses) | {"choices": at.status_list}
    names |= {f"changed_{key}": at.changed(key) for key in cells}
    shares = {column.key for column in at.fields if column.kind == "percent"}
    parts = ""
    for rule in ROW_RULES:
        if rule.own and rule.field not in shares:
            continue
        word, wrong = at.words["check", rule.code], rule.formula.format_map(names)
        wrong = f"IF(LEN({word})>0,{wrong},FALSE)" if rule.in_copies else wrong
        parts += f'IF({wrong},"; "&{word},"")&'
    waiting = at.cell("waiting")
    shown = f'"; "&SUBSTITUTE({at.words["check", "waiting"]},"{{fields}}",{waiting})'
    parts += f'IF(LEN({waiting})>0,{shown},"")'
    return f'IF(LEN({at.cell("ref")}&{cells["description"]})=0,"",MID({parts},3,{LONGEST_SHOWN}))'


def count_formula(ref: str, refs: str, also: str = "") -> str:
    """Count the refs in the range `refs` under the recommendation in `ref`; `also` a text that must not be empty.

    Wildcards, because sums of products over texts come out as 0 in Gnumeric and cost more in every program.
    """
    more = f',{also},"?*"' if also else ""
    return f'IF({ref}="","",COUNTIFS({refs},{ref}&".*"{more}))'
