"""The content of a cell as a field's value: forgiving in form, strict in meaning.

Every reading that was not plain is reported, unless it equals the value as sent: a program that stores a month as a
text has changed nothing. A cell that cannot be read gives `KEEP`: the value as sent stays.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from xltrack.findings import Finding, Term
from xltrack.findings.cells import (
    base_in_cell,
    checkbox_in_cell,
    choice_emptied,
    error_in_cell,
    formula_in_cell,
    formula_without_value,
    lookalike_letters,
    text_too_long,
    unknown_choice,
    vague_status,
    value_understood,
)
from xltrack.grid.values import Day, ErrorValue, Formula, LinkedText, Raw, StruckText, shown_value
from xltrack.i18n.catalogue import catalogue, find_code, fold
from xltrack.model.compare import comparable, same
from xltrack.model.fields import Column, Value
from xltrack.model.plan import Category, Status
from xltrack.model.serialize import looks_like_a_chunk
from xltrack.model.text_length import fits, utf16_units
from xltrack.model.year_month import YearMonth
from xltrack.reading.cell_context import KEEP, CellContext, Keep
from xltrack.reading.cell_words import address_behind, is_cell_picture, with_target
from xltrack.reading.date_cells import month_of, read_day_cell, read_month_cell
from xltrack.reading.own_cells import read_own_choice, read_percent, read_quantity, read_yes_no
from xltrack.reading.table_locator import code_of_label, labels_of

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]"), re.compile("[\ud800-\udfff\ufffe\uffff]")
"""Two patterns, since one of so many ranges takes a hundredth of a run to compile."""
_LOOKALIKES = str.maketrans(
    "асеіјкмнорԛѕтухвгүԁһАСЕІЈКМНОРЅТУХВΑΒΕΖΗΙΚΜΝΟΡΤΥΧαειορνκтп",
    "aceijkmhopqstyxbrydhaceijkmhopstyxbabezhikmnoptyxaeiopvktn",
)


_CHECKBOX = frozenset(
    ("true", "false", "vrai", "faux", "verdadero", "falso", "истина", "ложь", "صواب", "خطأ", "真", "假", "☐", "☑", "☒")
)
"""The texts that a checkbox leaves in its cell, by the language of the program."""
_TICKS = frozenset(("✓", "✔", "✗", "✘", "√", "🗸", "🗹", "✅", "❌", "x"))
"""Signs that people type instead of a checkbox, which are no evidence either."""


def read_value(raw: Raw | None, place: CellContext) -> tuple[Value | Keep, tuple[Finding, ...]]:
    """Return the value of a cell, or KEEP, with its findings. `raw` is None for an empty cell."""
    findings: list[Finding] = []
    settled = _settle(raw, place, findings)
    if isinstance(settled, Keep):
        return KEEP, tuple(findings)
    hints: list[Finding] = []
    value = _READERS[place.column.kind](settled, place, hints)
    if not isinstance(value, Keep) and unchanged(value, place.sent):
        return place.sent, tuple(findings)
    return value, (*findings, *hints)


def says(raw: Raw, sent: Value, column: Column) -> bool:
    """Return whether a cell plainly holds the value as sent: a short cut for most cells, equal to `read_value`."""
    if column.kind == "month":
        return isinstance(raw, Day) and isinstance(sent, YearMonth) and month_of(raw.serial) == sent
    if column.own is not None and column.kind in ("percent", "yes_no"):
        return False
    if column.kind == "choice" and column.own is None:
        return isinstance(raw, str) and isinstance(sent, str) and _code_of(raw, column.choices) == sent
    return bool(raw == sent)


def unchanged(value: Value, sent: Value) -> bool:
    """Return whether a cell has the value as sent, as far as a cell can show it."""
    if isinstance(value, str) and isinstance(sent, str):
        return value == sent or same(printable(value), printable(sent))
    if isinstance(value, tuple) and isinstance(sent, tuple):
        return same(printable("\n".join(value)), printable("\n".join(item.strip() for item in sent)))
    return bool(value == sent)


def printable(text: str) -> str:
    """Return a text without the characters that no cell can hold, with the blanks that programs exchange made alike."""
    if text.isprintable():
        return text
    for pattern in _UNPRINTABLE:
        text = pattern.sub("", text)
    return text.replace("\xa0", " ").replace("\r\n", "\n").replace("\r", "\n")


def _settle(raw: Raw | None, place: CellContext, findings: list[Finding]) -> Raw | Keep | None:
    """Return a formula's shown result; KEEP for an error, a formula without one, and a text beyond the limit."""
    if isinstance(raw, (StruckText, LinkedText)):
        raw = _marked_text(raw, place)
        if raw is None:
            return KEEP
    if raw is not None and is_cell_picture(raw):
        return KEEP
    if isinstance(raw, Formula):
        formula = f"={raw.text}"[:80] if raw.text else catalogue().word("words", "shared_formula")
        if raw.cached is None:
            findings.append(formula_without_value(place.where, place.label, formula))
            return KEEP
        if not isinstance(raw.cached, ErrorValue):
            findings.append(formula_in_cell(place.where, place.label, shown_value(raw.cached), formula))
        target = address_behind(raw) if place.column.key == "evidence" else ""
        raw = with_target(shown_value(raw.cached), target) if target else raw.cached
    if isinstance(raw, ErrorValue):
        findings.append(error_in_cell(place.where, place.label, raw.text))
        return KEEP
    if isinstance(raw, str) and not fits(raw, place.longest):
        shown = f"{raw[:40]}…"
        findings.append(text_too_long(place.where, place.label, shown, utf16_units(raw), place.longest))
        return KEEP
    return raw


def _marked_text(raw: StruckText | LinkedText, place: CellContext) -> str | None:
    """Return the text that counts; None where all of it is struck out. Evidence keeps the address behind its name.

    Words that were sent and are struck out now stay in the value, and a remark names them: whoever strikes out
    another's words does not remove them.
    """
    if isinstance(raw, LinkedText):
        keeps = place.column.key == "evidence" and raw.says_more
        return f"{raw.text.strip()} ({raw.target})" if keeps else raw.text
    if isinstance(place.sent, str) and comparable(raw.struck) in comparable(place.sent):
        return raw.full
    return raw.live or None


def _text(raw: Raw | None, place: CellContext, hints: list[Finding]) -> str | Keep:
    text = "" if raw is None else printable(shown_value(raw)).strip()
    word = text.casefold().replace("\ufe0f", "") if len(text) < 12 else ""
    if isinstance(raw, bool) or word in _CHECKBOX or (place.column.key == "evidence" and word in _TICKS):
        hints.append(checkbox_in_cell(place.where, place.label, text))
        return KEEP
    if looks_like_a_chunk(text):
        hints.append(base_in_cell(place.where, place.label, text[:40]))
    return text


def _list(raw: Raw | None, place: CellContext, hints: list[Finding]) -> tuple[str, ...]:
    text = "" if raw is None else printable(shown_value(raw))
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def _choice(raw: Raw | None, place: CellContext, hints: list[Finding]) -> Value | Keep:
    """Return a status or a category by any label of any language, or by another word that people use for it."""
    if place.column.own is not None:
        return read_own_choice(raw, place, hints)
    section = place.column.choices
    kind: type[Status] | type[Category] = Status if section == "status" else Category
    text = "" if raw is None else shown_value(raw)
    if not text.strip():
        if kind is Category:
            return None
        hints.append(choice_emptied(place.where, place.label, Term.choices(section)))
        return KEEP
    if len(text) > 200:
        hints.append(_no_choice(text[:60] + "…", place))
        return KEEP
    code = _code_of(text, section) or find_code(text, section) or find_code(text, f"{section}_words")
    if code is None:
        hints.append(_no_choice(text.strip(), place))
        return KEEP
    if code == Status.NO_LONGER_APPLICABLE and find_code(text, "status_vague"):
        hints.append(vague_status(place.where, place.label, text.strip(), Term((section,), code)))
    elif _code_of(comparable(text), section) is None:
        hints.append(value_understood(place.where, place.label, text.strip(), Term((section,), code)))
    return kind(code)


def _no_choice(text: str, place: CellContext) -> Finding:
    section = place.column.choices
    meant = next((code for known, code in labels_of(section).items() if _skeleton(known) == _skeleton(text)), None)
    if meant is not None:
        return lookalike_letters(place.where, place.label, text, Term((section,), meant))
    return unknown_choice(place.where, place.label, text, Term.choices(section))


_code_of = lru_cache(maxsize=64)(code_of_label)


def _skeleton(text: str) -> str:
    """Return a text with its letters of other alphabets replaced by the Latin ones they look like."""
    stripped = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return fold(fold(stripped.translate(_LOOKALIKES)).translate(_LOOKALIKES))


_READERS: Mapping[str, Callable[[Any, CellContext, list[Finding]], Any]] = {
    "text": _text,
    "list": _list,
    "choice": _choice,
    "month": read_month_cell,
    "month_text": read_month_cell,
    "date": read_day_cell,
    "person": _text,
    "number": read_quantity,
    "percent": read_percent,
    "yes_no": read_yes_no,
}
