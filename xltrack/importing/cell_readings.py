"""Deadlines, statuses and answers as offices write them in a cell: each value with its findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from xltrack.findings import Finding, Term
from xltrack.findings.cells import incomplete_date, unreadable_deadline
from xltrack.findings.sources import days_left_out, no_deadline, status_guessed, status_open, status_unmapped
from xltrack.i18n.catalogue import fold
from xltrack.importing.blocks import SourcePlace
from xltrack.importing.lexicon import Lexicon
from xltrack.model.plan import Status
from xltrack.model.year_month import YearMonth

_PERCENT = re.compile(r"(\d{1,3})(?:[.,](\d+))?\s*(?:%|per cent|percent|pour cent|por ciento|٪)?", re.IGNORECASE)
_SIGNED_PERCENT = re.compile(r"(?<![\d.,])\d{1,3}(?:[.,]\d+)?\s*[%٪]")
_PARTS = re.compile(r"\s*(?:[,;|\n()]|\s[-–—]\s|:\s)\s*")
_SHOWN = 80


class StatusReading(NamedTuple):
    """A status as it was read. `status` is None if the word is unknown, or does not name a progress."""

    status: Status | None
    findings: tuple[Finding, ...] = ()


def deadline_of(text: str, where: SourcePlace, label: str) -> tuple[YearMonth | None, tuple[Finding, ...]]:
    """Return the deadline in a text, with its findings. Words that name no month give None and are reported."""
    if not any(ch.isalnum() for ch in text):
        return None, ()
    from xltrack.grid.date_findings import month_finding
    from xltrack.grid.dates import names_no_deadline, read_deadline  # the form's own text needs none of its words

    if names_no_deadline(text):
        return None, (no_deadline(where, label, text),)
    reading = read_deadline(text)
    if reading is None:
        return None, (_unread_deadline(text, where, label),)
    if reading.plain and reading.day is None:
        return reading.month, ()
    finding = month_finding(reading, text, where, label)
    if finding is None:
        finding = days_left_out(where, text, 1)
    return reading.month, (finding,)


def _unread_deadline(text: str, where: SourcePlace, label: str) -> Finding:
    """Report a deadline that could not be read, with what it lacks if it is a season."""
    from xltrack.grid.incomplete_dates import read_incomplete  # few deadlines are a season

    readings = read_incomplete(text, None, "month")
    if readings is None:
        return unreadable_deadline(where, label, text[:_SHOWN])
    return incomplete_date(where, label, text, Term(("words",), f"missing_{readings.missing}"), str(readings.month))


def days_once(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings with one, at the first place, for all days that a deadline has no room for."""
    kept = list(findings)
    days = [finding for finding in kept if finding.code == "days_left_out"]
    rest = [finding for finding in kept if finding.code != "days_left_out"]
    if days:
        rest.insert(kept.index(days[0]), days_left_out(days[0].where, days[0].found, len(days)))
    return rest


def unread_status(text: str, where: SourcePlace, lexicon: Lexicon) -> Finding:
    """Report a status that names no progress: a word for "open", or one of the office's own."""
    from xltrack.importing.likely_meanings import likely_status  # most words for a status are known

    likely = Term(("status",), likely_status(text, lexicon))
    return (status_open if lexicon.status(text) else status_unmapped)(where, text, likely)


def status_of(
    text: str, where: SourcePlace, label: str, lexicon: Lexicon, own_statuses: Mapping[str, Status]
) -> StatusReading:
    """Read a status word of any form: alone, with a date or more words beside it, or as a percentage."""
    status = own_statuses.get(fold(text))
    if status is not None:
        return StatusReading(status)
    meant = lexicon.status(text)
    if meant is not None:
        sure = meant.sure
        if meant.status is None:
            return StatusReading(None)
        return StatusReading(meant.status, () if sure else (_understood(text, where, label, meant.status),))
    status = _percent(text) or _broken(text, lexicon)
    if status is None:
        status = _among_others(text, lexicon, own_statuses) or _percent_among_words(text)
    return StatusReading(status, (_understood(text, where, label, status),) if status else ())


def status_words(text: str) -> list[str]:
    """Return a status with its parts, between marks: "In progress - see notes" names "In progress", too."""
    return [text, *filter(None, _PARTS.split(text))]


def _understood(text: str, where: SourcePlace, label: str, status: Status) -> Finding:
    return status_guessed(where, label, text, Term(("status",), status))


def _broken(text: str, lexicon: Lexicon) -> Status | None:
    """Read a word broken by a narrow column ("Comple ted"), alone or after other words."""
    last = _PARTS.split(text)[-1]
    meant = lexicon.status(last.replace(" ", "")) if " " in last else None
    return meant.status if meant else None


def _percent(text: str) -> Status | None:
    """Read 0 % as not initiated, 100 % as completed, and anything between as initiated."""
    match = _PERCENT.fullmatch(text.strip())
    if match is None or int(match[1]) > 100:
        return None
    done = float(f"{match[1]}.{match[2] or 0}")
    return Status.NOT_INITIATED if done == 0 else Status.COMPLETED if done >= 100 else Status.INITIATED


def _percent_among_words(text: str) -> Status | None:
    """Read the only percentage in a few words: "Completed to 50 %"."""
    found = _SIGNED_PERCENT.findall(text) if len(text) <= _SHOWN else []
    return _percent(found[0]) if len(found) == 1 else None


def _among_others(text: str, lexicon: Lexicon, own_statuses: Mapping[str, Status]) -> Status | None:
    """Read the status before or after other words: "June 06,2013,Completed", "In progress - see notes"."""
    if len(text) > 400:
        return None
    parts = [part for part in _PARTS.split(text) if part]
    for part in (parts[:1] + parts[-1:]) if len(parts) > 1 else ():
        meant = lexicon.status(part)
        status = own_statuses.get(fold(part)) or (meant.status if meant else None)
        if status is not None:
            return status
    from xltrack.grid.dates import read_month  # as in `deadline_of`

    words = text.split()
    for size in range(min(4, len(words) - 1), 0, -1):
        for part, rest in ((words[-size:], words[:-size]), (words[:size], words[size:])):
            meant = lexicon.status(" ".join(part))
            if meant and meant.status and read_month(" ".join(rest)):
                return meant.status
    return None
