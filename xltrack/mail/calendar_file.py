"""The days of a round as a calendar file (iCalendar, RFC 5545): the day of return, and the reminders before it.

All are whole days without a time zone. Equal rounds give equal bytes; a day that is moved keeps its UID, so that the
calendar moves its entry instead of adding another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from xltrack.i18n.catalogue import catalogue
from xltrack.mail.letters import written_day
from xltrack.mail.reminders import Rhythm
from xltrack.model.tracker import Meta

LONGEST_LINE = 75
"""Octets of a line, its end not counted."""
PRODUCT = "PRODID:-//xltrack//xltrack//EN"
"""The line by which a calendar file of ours is known."""
_ESCAPED = re.compile(r"([\\;,])")


def calendar_name(meta: Meta, return_by: date, language: str) -> str:
    """Return the name of the calendar file for the readers of a language."""
    return f"return-by_{meta.id}_{return_by}_{language}.ics"


def calendar_file(meta: Meta, title: str, issued: date, return_by: date, rhythm: Rhythm, language: str) -> bytes:
    """Return the calendar file of a copy that was sent on `issued`, in its reader's language."""
    words = catalogue(language)
    facts = {"title": title, "return_by": written_day(words, return_by), "form_id": meta.id}
    ahead = sorted({before for before in rhythm.before if before and return_by - timedelta(before) > issued})
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", PRODUCT, "CALSCALE:GREGORIAN"]
    for before in (0, *ahead):
        day = return_by - timedelta(before)
        text = words.word("mail", "calendar", "reminder" if before else "return", **facts)
        uid = f"{meta.id}-{issued}-{before}@xltrack"
        lines += _event(uid, issued, day, text, words.word("mail", "calendar", "how", **facts))
    return "".join(f"{piece}\r\n" for line in (*lines, "END:VCALENDAR") for piece in _folded(line)).encode()


def _event(uid: str, stamp: date, day: date, summary: str, description: str) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{stamp:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(1):%Y%m%d}",
        f"SUMMARY:{_escaped(summary)}",
        f"DESCRIPTION:{_escaped(description)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    shown = "".join(ch if ch.isprintable() or ch == "\n" else " " for ch in text)
    return _ESCAPED.sub(r"\\\1", shown).replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Yield a line in pieces of at most 75 octets; each but the first begins with a blank. No letter is cut."""
    piece, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LONGEST_LINE:
            yield piece
            piece, size = " ", 1
        piece, size = piece + letter, size + octets
    yield piece
