"""Contacts: the table of recipients, from CSV or from a sheet.

Its columns are unit, name, e-mail, language, stand-in and escalation. The header words are those of the catalogues, in
any language and order; other columns are passed over.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from xltrack.errors import MailError
from xltrack.findings import CellAddress, Finding, LineNumber, Where
from xltrack.findings.mailing import (
    contact_address,
    contact_addresses,
    contact_language,
    contact_name,
    contact_twice,
    contact_without_unit,
)
from xltrack.grid.values import Grid, Sheet, shown_value
from xltrack.i18n.catalogue import LANGUAGES, catalogue, find_code, fold
from xltrack.model.correspondence import Contact

CONTACT_HEADER_ROWS = 50
"""Filled rows from the top in which the header is looked for."""

_BETWEEN = re.compile(r"[,;]")
_ENCODED = re.compile(r"=\?[\w-]+\?[bq]\?", re.IGNORECASE)
"""The notation of mail headers for letters beyond ASCII: drafts would show it as it is, or as somebody else's name."""
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
"""The form that every mail server accepts; addresses with quotes or letters beyond ASCII are not written by hand."""

ContactPlace = Callable[[int, int], Where]
"""A function that gives the place of a line and a column, both counted from 1."""


class Entry(NamedTuple):
    """One line of the table: texts by column (unit, name, email, ...), and the place of each."""

    texts: Mapping[str, str]
    where: Mapping[str, Where]
    line: Where


def contacts_from_csv(text: str, file: str) -> tuple[tuple[Contact, ...], tuple[Finding, ...]]:
    """Return the contacts in a CSV text; its separator may be a comma, a semicolon or a tab.

    Raises XltrackError when no line has the headers of a unit and an e-mail.
    """
    for separator in sorted(",;\t", key=text.count, reverse=True):
        entries = _entries(_lines(text, separator, file), lambda row, column: LineNumber(row))
        if entries is not None:
            return _contacts(entries, file)
    raise MailError("no_contacts", file=file)


def _lines(text: str, separator: str, file: str) -> list[tuple[int, dict[int, str]]]:
    """Return the filled cells of each line, by column, under the number of the line it ends in."""
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    try:
        return [(reader.line_num, {at: cell for at, cell in enumerate(row, 1) if cell.strip()}) for row in reader]
    except csv.Error as error:
        raise MailError("contacts_unreadable", file=file, line=reader.line_num, reason=str(error)) from error


def contacts_from_grid(grid: Grid, file: str) -> tuple[tuple[Contact, ...], tuple[Finding, ...]]:
    """Return the contacts in the first sheet that has such a table. Raises XltrackError when none has."""
    for sheet in grid.sheets:
        entries = _entries(_cells(sheet), partial(CellAddress, sheet.name))
        if entries is not None:
            return _contacts(entries, file)
    raise MailError("no_contacts", file=file)


def _cells(sheet: Sheet) -> list[tuple[int, dict[int, str]]]:
    return [
        (
            row.number,
            {at: shown_value(raw) for at, raw in zip(row.columns, row.values, strict=True) if shown_value(raw).strip()},
        )
        for row in sheet.rows
    ]


def _entries(rows: Sequence[tuple[int, dict[int, str]]], place: ContactPlace) -> list[Entry] | None:
    """Return the lines under the header; None when there is none."""
    for at, (_, cells) in enumerate(rows[:CONTACT_HEADER_ROWS]):
        columns: dict[str, int] = {}
        for column, text in cells.items():
            columns.setdefault(find_code(text, "contacts") or "", column)
        columns.pop("", None)
        if {"unit", "email"} <= columns.keys():
            return [_entry(number, line, columns, place) for number, line in rows[at + 1 :] if line]
    return None


def _entry(number: int, cells: Mapping[int, str], columns: Mapping[str, int], place: ContactPlace) -> Entry:
    texts = {key: " ".join(cells.get(column, "").split()) for key, column in columns.items()}
    return Entry(texts, {key: place(number, column) for key, column in columns.items()}, place(number, 1))


def _contacts(entries: Iterable[Entry], file: str) -> tuple[tuple[Contact, ...], tuple[Finding, ...]]:
    """Return each usable line, once. A fault in a line is a finding and costs no other line."""
    kept: dict[tuple[str, str], Contact] = {}
    findings: list[Finding] = []
    for entry in entries:
        if not any(entry.texts.values()):
            continue
        contact = _contact(entry, findings)
        if contact is None:
            continue
        key = (fold(contact.unit), contact.email.casefold() or fold(contact.name))
        if key in kept:
            findings.append(contact_twice(entry.line, contact.email or contact.name, contact.unit))
        kept.setdefault(key, contact)
    return _with_escalation(kept.values()), tuple(finding.in_file(file) for finding in findings)


def _with_escalation(contacts: Collection[Contact]) -> tuple[Contact, ...]:
    """Return the contacts, each with the escalation contact of its unit: named once, it is for everybody there."""
    of_unit: dict[str, str] = {}
    for one in contacts:
        if one.escalation:
            of_unit.setdefault(fold(one.unit), one.escalation)
    found = []
    for one in contacts:
        address = of_unit.get(fold(one.unit), "")
        is_lacking = not one.escalation and address.casefold() != one.email.casefold()
        found.append(one.model_copy(update={"escalation": address}) if is_lacking else one)
    return tuple(found)


def _contact(entry: Entry, findings: list[Finding]) -> Contact | None:
    texts = entry.texts
    if not texts["unit"]:
        words = ", ".join(text for text in texts.values() if text)
        findings.append(contact_without_unit(entry.where["unit"], words))
        return None
    addresses = {key: _address(entry, key, findings) for key in ("email", "stand_in", "escalation")}
    language = _language(texts.get("language", ""))
    if language is None:
        findings.append(contact_language(entry.where["language"], texts["language"], LANGUAGES))
    name = texts.get("name", "")
    if _ENCODED.search(name):
        findings.append(contact_name(entry.where["name"], name))
        name = ""
    return Contact(unit=texts["unit"], name=name, language=language or "", **addresses)


def _address(entry: Entry, key: str, findings: list[Finding]) -> str:
    """Return the address in a cell, or "" with a finding. Mail programs write "Name <address>"; both forms are read."""
    text = entry.texts.get(key, "")
    parts = [_bare(part.strip()) for part in _BETWEEN.split(text)]
    if all(map(_ADDRESS.fullmatch, parts)) or not text:
        if len(parts) > 1:
            findings.append(contact_addresses(entry.where[key], text, parts[0]))
        return parts[0]
    findings.append(contact_address(entry.where[key], text))
    return ""


def each_address_once(contacts: Iterable[Contact]) -> list[Contact]:
    """Return the contacts that have an address; several with the same one are one person, with every stand-in and
    escalation contact."""
    people: dict[str, list[Contact]] = {}
    for contact in contacts:
        if contact.email:
            people.setdefault(contact.email.casefold(), []).append(contact)
    return [_one_person(entries) for entries in people.values()]


def _one_person(entries: Sequence[Contact]) -> Contact:
    others = {
        key: ", ".join(dict.fromkeys(filter(None, (getattr(entry, key) for entry in entries))))
        for key in ("stand_in", "escalation")
    }
    return entries[0].model_copy(update=others)


def is_address(text: str) -> bool:
    """Return whether a text is an e-mail address that every mail server accepts."""
    return _ADDRESS.fullmatch(text) is not None


def _bare(text: str) -> str:
    return text.rpartition("<")[2].removesuffix(">").removeprefix("mailto:").strip() if text.endswith(">") else text


def _language(text: str) -> str | None:
    """Return a language's code, given its code (fr, FR, fr-CH) or its own name; "" for no text, None if unknown."""
    if not text:
        return ""
    code = fold(text).partition(" ")[0]
    if code in LANGUAGES:
        return code
    named = (language for language in LANGUAGES if fold(catalogue(language).word("language", "name")) == fold(text))
    return next(named, None)
