"""Open actions of one plan carried into the next: new rows there, closed here, each side naming the other.

Both sides are logged changes with the other side's place as their digest. So a second carrying finds what the first one
did, whatever became of either file since, and does only the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from xltrack.errors import MergeError
from xltrack.i18n.catalogue import Catalogue, catalogue
from xltrack.i18n.plain_text import shorten
from xltrack.merging.history import plan_at
from xltrack.merging.log_cells import cells, first_deadline, open_entries
from xltrack.merging.moved_rows import in_present_rows, present_ref, successors
from xltrack.merging.plan_editor import next_ref
from xltrack.merging.revision import Ledger
from xltrack.merging.unit_names import present_row
from xltrack.model.expected import expect, expect_zone
from xltrack.model.fields import Value, value_label
from xltrack.model.own_fields import OwnField
from xltrack.model.plan import KeyAction, Plan, Status
from xltrack.model.plan_fields import own_field
from xltrack.model.text_length import LONGEST_TEXT, fits
from xltrack.model.tracker import APPLIED, Claim, LogEntry, Tracker
from xltrack.model.year_month import YearMonth

CARRIED = "carried"
"""The reason in the log of everything that a carrying changes, in both plans."""
_TITLE_LETTERS = 60


class CarriedAction(NamedTuple):
    """One action: its ref in the old plan and in the new one."""

    old: str
    new: str


class CarryResult(NamedTuple):
    """Both trackers' next states; the same objects where nothing changed. `left` are open actions that no
    recommendation was chosen for."""

    old: Tracker
    new: Tracker
    carried: tuple[CarriedAction, ...] = ()
    left: tuple[str, ...] = ()


def carry(old: Tracker, new: Tracker, under: Mapping[str, str], *, when: datetime, who: str = "") -> CarryResult:
    """Carry the open actions of `old` into `new`, under the recommendations that `under` chooses.

    Its keys are refs of the old plan, of actions or of recommendations, or "" for all the others; an action's own
    choice comes first. A carried action keeps its wording, unit, deadline, status and texts. Its comments begin with
    its origin and first deadline, and the log has that first deadline, so that summaries judge by it. In the old plan
    it becomes no longer applicable. Claims that wait there stay open. Raises MergeError for a ref that neither plan
    has, for two states of one plan, and for a text that no cell can hold.
    """
    for tracker in (old, new):
        expect("each tracker", tracker, Tracker)
    expect_zone("when", when)
    if old.meta.id == new.meta.id:
        raise MergeError("carry_same", id=old.meta.id)
    _check(old.plan, new.plan, under)
    old_ledger, new_ledger = Ledger(old, when), Ledger(new, when)
    known = carried_from(old.meta.id, new)
    carried, left = list[CarriedAction](), list[str]()
    for rec in old.plan.recommendations:
        for action in rec.actions:
            source = _as_open(old, new, action, known)
            if source is None:
                continue
            target = under.get(action.ref) or under.get(rec.ref) or under.get("")
            ref = known.get(action.ref) or (target and _receive(new_ledger, old, source, target, who))
            if not ref:
                left.append(action.ref)
                continue
            carried.append(CarriedAction(action.ref, ref))
            if not action.status.closed:
                _close(old_ledger, new, action, ref, who)
    return CarryResult(old_ledger.close(), new_ledger.close(), tuple(carried), tuple(left))


def _check(old: Plan, new: Plan, under: Mapping[str, str]) -> None:
    recs = {rec.ref for rec in new.recommendations}
    for ref, target in under.items():
        if ref and ref not in old.by_ref and all(rec.ref != ref for rec in old.recommendations):
            raise MergeError("bad_ref", ref=ref)
        if target not in recs:
            raise MergeError("no_such_recommendation", ref=target, known=tuple(sorted(recs)))


def carried_from(old: str, new: Tracker) -> dict[str, str]:
    """Map the refs of a plan (by its tracker's id) to those under which their actions are in another plan now."""
    heirs, prefix = successors(new.log), place_of(old, "")
    added = (entry for entry in new.log if entry.outcome == "added" and entry.digest.startswith(prefix))
    refs = {entry.digest.removeprefix(prefix): present_ref(entry.ref, heirs) for entry in added}
    return {ref: to for ref, to in refs.items() if to in new.plan.by_ref}


def place_of(tracker: str, ref: str) -> str:
    """Return the digest that names an action of another plan in the log."""
    return f"{CARRIED}:{tracker}/{ref}"


def _as_open(old: Tracker, new: Tracker, action: KeyAction, known: Mapping[str, str]) -> KeyAction | None:
    """Return the action as it is to be carried; None if it is closed.

    An action that was carried before and is no longer in the new plan (that half was undone) is returned as it was
    then.
    """
    if not action.status.closed:
        return action
    closing = closed_as_carried(old, new.meta.id).get(action.ref)
    if closing is None or action.ref in known:
        return None
    return plan_at(old, closing.revision - 1).by_ref[action.ref]


def closed_as_carried(old: Tracker, new: str) -> dict[str, LogEntry]:
    """Return the entries that closed actions because they were carried into a plan (its tracker's id), by ref."""
    prefix = place_of(new, "")
    chosen = {entry.ref for entry in old.log if entry.digest.startswith(prefix)}
    by_cell = cells(entry for entry in old.log if entry.ref in chosen and entry.field == "status")
    applied = {
        ref: [entry for entry in open_entries(entries) if entry.outcome in APPLIED]
        for (ref, _), entries in by_cell.items()
    }
    return {ref: entries[-1] for ref, entries in applied.items() if entries and entries[-1].digest.startswith(prefix)}


def _first_due(tracker: Tracker, action: KeyAction) -> YearMonth | None:
    """Return the first deadline of an action that the log knows of, else its present one."""
    log, cell = in_present_rows(tracker.log, successors(tracker.log)), (action.ref, "deadline")
    moves = (entry for entry in log if (entry.ref, entry.field) == cell and entry.outcome in APPLIED)
    return first_deadline(moves) or action.deadline


def _receive(there: Ledger, old: Tracker, action: KeyAction, rec: str, who: str) -> str:
    """Add the action to the new plan, with its first deadline and then its present one. Return its ref."""
    words, plan = catalogue(there.tracker.meta.language), there.tracker.plan
    first, ref = _first_due(old, action), next_ref(rec, there.refs())
    lines = [_origin(words, old, action, first), *_homeless_values(words, old.plan, plan, action), action.comments]
    comments = "\n".join(filter(None, lines))
    if not fits(comments):
        raise MergeError("text_too_long", ref=action.ref, field="comments", length=len(comments), limit=LONGEST_TEXT)
    own = tuple((key, value) for key, value in action.own if _holds(own_field(plan, key), old.plan, key, value))
    values = {"ref": ref, "deadline": first or action.deadline, "comments": comments, "own": own, "source_status": ""}
    row = present_row(action.model_copy(update=values), there.names)
    claim = Claim(by=who, digest=place_of(old.meta.id, action.ref))
    there.add(row, claim, reason=CARRIED)
    if row.deadline != action.deadline:
        there.change((ref, "deadline"), action.deadline, "edited", claim, reason=CARRIED)
    return ref


def _origin(words: Catalogue, old: Tracker, action: KeyAction, first: YearMonth | None) -> str:
    origin = {"plan": _title(old), "id": old.meta.id, "ref": action.ref}
    if first is None:
        return words.word("words", "carried_from", **origin)
    return words.word("words", "carried_from_due", **origin, month=str(first))


def _title(tracker: Tracker) -> str:
    return shorten(tracker.plan.title.partition("\n")[0].strip(), _TITLE_LETTERS) or tracker.meta.id


def _holds(field: OwnField | None, old: Plan, key: str, value: Value) -> bool:
    """Return whether a field of the new plan can hold a value of the old plan's field with that key.

    Another header, editor or rule does no harm, nor do further choices.
    """
    former = own_field(old, key)
    if field is None or former is None or (field.kind, field.sheet) != (former.kind, former.sheet):
        return False
    return field.kind != "choice" or value in field.choices


def _homeless_values(words: Catalogue, old: Plan, new: Plan, action: KeyAction) -> list[str]:
    """Return the values that no own field of the new plan can hold, as lines for the comments."""
    fields = [(own_field(old, key), value) for key, value in action.own]
    gone = [
        (field, value)
        for field, value in fields
        if field is not None and not _holds(own_field(new, field.key), old, field.key, value)
    ]
    return [f"{field.header(words.language)}: {value_label(None, value, words)}" for field, value in gone]


def _close(ledger: Ledger, new: Tracker, action: KeyAction, ref: str, who: str) -> None:
    """Close the action in the old plan as no longer applicable; its last comment names its new place."""
    words = catalogue(ledger.tracker.meta.language)
    claim = Claim(by=who, digest=place_of(new.meta.id, ref))
    line = words.word("words", "carried_to", plan=_title(new), id=new.meta.id, ref=ref)
    comments = f"{action.comments}\n{line}".strip()
    ledger.edit((action.ref, "status"), Status.NO_LONGER_APPLICABLE, claim, reason=CARRIED)
    if fits(comments):
        ledger.edit((action.ref, "comments"), comments, claim, reason=CARRIED)
