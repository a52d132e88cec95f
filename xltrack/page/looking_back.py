"""The calls that look back: what happened to the tracker or to one action, and undo of a change, a file or a save."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from xltrack.i18n.catalogue import catalogue
from xltrack.merging.undo_scope import UndoScope, change_scope, file_scope
from xltrack.model.overdue import is_overdue, months_late
from xltrack.model.plan import KeyAction
from xltrack.model.tracker import APPLIED, LogEntry, Tracker
from xltrack.page.forms import Form, finding_form, iso_text
from xltrack.page.open_month import CallAnswer, Files, OpenMonth


def log_entries(month: OpenMonth, files: Files, as_of: str, ref: str = "") -> CallAnswer:
    """List what happened to the tracker, or to one action, newest first, and which files brought changes."""
    entries = month.master.history(ref or None)
    action = month.master.tracker.plan.by_ref.get(ref)
    return {
        "entries": month.changes(reversed(entries)),
        "files": _brought_form(entries),
        "action": _action_form(action, date.fromisoformat(as_of), month.language) if action else None,
    }, []


def take_back(month: OpenMonth, files: Files, when: str, as_of: str, what: Mapping[str, Any], look: bool) -> CallAnswer:
    """Take a save, a change or a file's changes back; with `look`, only tell what that would restore.

    `what` is {"to": 3}, {"ref": "R1.A1", "field": "status", "revision": 4} or {"digest": ...}. Later changes by others
    that would be undone, too, are listed under `since`.
    """
    master, day = month.attempt(), date.fromisoformat(as_of)
    scope = _scope(master.tracker, what)
    result = master.undo(what.get("to"), when=datetime.fromisoformat(when), scope=scope)
    restored = {
        "restored": month.changes(result.restored),
        "refused": [finding_form(entry, month.language) for entry in result.refused],
        "since": month.changes(scope.since) if scope else [],
    }
    if look:
        return restored, []
    master.save(as_of=day)
    month.keep(master)
    value, out = month.answer(day)
    return value | restored, out


def _scope(tracker: Tracker, what: Mapping[str, Any]) -> UndoScope | None:
    if "to" in what:
        return None
    if "digest" in what:
        return file_scope(tracker, what["digest"])
    return change_scope(tracker, what["ref"], what["field"], what["revision"])


def _brought_form(entries: Sequence[LogEntry]) -> list[Form]:
    """List the files that entries of the log came in, the newest first: from whom, when, and how many changes."""
    forms: dict[str, Form] = {}
    for entry in reversed(entries):
        if entry.digest and entry.file and entry.outcome in APPLIED and entry.outcome != "undone":
            about = {"digest": entry.digest, "file": entry.file, "who": "", "when": iso_text(entry.when), "n": 0}
            brought = forms.setdefault(entry.digest, about)
            brought["n"] += 1
            if entry.outcome == "taken":
                brought["who"] = entry.who
    return list(forms.values())


def _action_form(action: KeyAction, day: date, language: str) -> Form:
    """Return one key action as it is now, and since which month it has been overdue."""
    late = is_overdue(action, day)
    return {
        "overdue": months_late(action.deadline, day) if late and action.deadline else 0,
        "since": action.deadline.plus(1).iso if late and action.deadline else "",
        "description": action.description,
        "responsible": action.responsible,
        "deadline": str(action.deadline) if action.deadline else "",
        "status": catalogue(language).word("status", action.status),
    }
