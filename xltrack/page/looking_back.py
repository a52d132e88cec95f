"""The calls that look back: what happened to the tracker or to one action, and undo of a change, a file or a save."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from xltrack.merging.undo_scope import UndoScope, change_scope, file_scope
from xltrack.model.tracker import Tracker
from xltrack.page.forms import action_form, brought_form, finding_form
from xltrack.page.open_month import CallAnswer, Files, OpenMonth


def log_entries(month: OpenMonth, files: Files, as_of: str, ref: str = "") -> CallAnswer:
    """List what happened to the tracker, or to one action, newest first, and which files brought changes."""
    entries = month.master.history(ref or None)
    action = month.master.tracker.plan.by_ref.get(ref)
    return {
        "entries": month.changes(reversed(entries)),
        "files": brought_form(entries),
        "action": action_form(action, date.fromisoformat(as_of), month.language) if action else None,
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
        "refused": [finding_form(one, month.language) for one in result.refused],
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
