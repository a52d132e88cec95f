"""Actions written as labels with their values, a line each: "Key action 1: ...", "Responsible: ...", "Status: ..."."""

from __future__ import annotations

from xltrack.findings.sources import no_action
from xltrack.importing.blocks import SourcePlace
from xltrack.importing.form_labels import Label
from xltrack.importing.no_action import says_no_action
from xltrack.importing.recognition import Recognition

_TEXTS = ("responsible", "comments", "evidence", "reason")


def take_action_label(label: Label, value: str, where: SourcePlace, reading: Recognition) -> bool:
    """Begin an action, or set a field of the action begun by a label. Return whether the label is one of these."""
    if _begins_action(label, value, where, reading):
        reading.open_field = ""
        return True
    action = reading.labelled_action
    if action is None or not label.action or label.action in action.values:
        return False
    if not value:
        reading.waiting = label
        return True
    if label.action in _TEXTS:
        action.values[label.action] = value
        if label.action == "responsible":
            reading.question_units(value, where)
    elif label.action in ("deadline", "proposed_deadline"):
        action.values[label.action] = reading.deadline(value, where, label.words)
    elif label.action == "status":
        reading.take_status(action, value, where, label.words)
    else:
        return False
    reading.open_field = ""
    return True


def _begins_action(label: Label, value: str, where: SourcePlace, reading: Recognition) -> bool:
    """Begin an action with the text behind its label, or report that the text says there is none."""
    if label.field in ("key_actions", "no_actions") and says_no_action(value, reading.lexicon):
        reading.report(no_action(where, value))
        return True
    if label.field != "key_actions" or reading.draft.now is None:
        return False
    if not value:
        reading.waiting = label if label.number else None
        return False
    reading.labelled_action = reading.draft.add(value, where, reading.draft.now)
    return True
