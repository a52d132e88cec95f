"""The plan's rows changed officially: an action moved to another recommendation, merged into another one, or split.

Refs are never reused: a moved action gets the next one of its new recommendation, and returns of copies with the old
one are understood (see `moved_rows`). Each is one revision of the log, which an undo takes back as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from xltrack.errors import MergeError
from xltrack.i18n.catalogue import Catalogue, catalogue
from xltrack.merging.moved_rows import MERGED, MERGED_ROW, MOVED, SPLIT, Successor, marked
from xltrack.merging.plan_editor import next_ref, parent
from xltrack.merging.revision import Ledger
from xltrack.merging.settle import is_agreed
from xltrack.model.expected import expect, expect_zone
from xltrack.model.fields import none_if_empty, value_label
from xltrack.model.plan import KeyAction, Plan, Status
from xltrack.model.plan_fields import REF, fields_of, value_of
from xltrack.model.text_length import LONGEST_TEXT, fits
from xltrack.model.tracker import Claim, Tracker, unspaced

RESTRUCTURED = "restructured:"
"""The beginning of the digest that all entries of one such change have."""


class Restructured(NamedTuple):
    """The tracker's next state, and the refs of the rows that have the action now."""

    tracker: Tracker
    refs: tuple[str, ...]


def move_action(tracker: Tracker, ref: str, rec: str, *, when: datetime, who: str = "") -> Restructured:
    """Move an action under another recommendation, with all that is known of it. Claims that wait go with it.

    Raises MergeError for a ref or a recommendation that the plan does not have, and where the action is there already.
    """
    ledger = _begin(tracker, when)
    moved = move_row(ledger, ref, rec, _claim(ledger, ref, who))
    return Restructured(ledger.close(), (moved,))


def move_row(ledger: Ledger, ref: str, rec: str, claim: Claim) -> str:
    """Move an action under another recommendation and return its new ref. Raises like `move_action`."""
    action, plan = _known(ledger, ref), ledger.draft.plan()
    if all(recommendation.ref != rec for recommendation in plan.recommendations):
        known = tuple(recommendation.ref for recommendation in plan.recommendations)
        raise MergeError("no_such_recommendation", ref=rec, known=known)
    if parent(rec, ref):
        raise MergeError("moved_already", ref=ref, rec=rec)
    row = action.model_copy(update={"ref": next_ref(rec, ledger.refs())})
    _settle_typed(ledger, ref, MOVED)
    ledger.withdraw(action, row.ref, claim, reason=MOVED)
    ledger.add(row, claim, reason=MOVED)
    return row.ref


def merge_actions(
    tracker: Tracker, ref: str, into: str, *, when: datetime, who: str = "", wording: str = ""
) -> Restructured:
    """Merge an action into another one, which keeps its values and takes the first one's words into its comments.

    `wording` is the new text of the whole. Claims that wait on the first one wait on the other; one for a value that it
    has is agreed. Raises MergeError for a ref that the plan does not have, for an open action that would join a closed
    one, and for texts that are too long.
    """
    ledger = _begin(tracker, when)
    merge_rows(ledger, ref, into, _claim(ledger, ref, who), wording)
    return Restructured(ledger.close(), (into,))


def merge_rows(ledger: Ledger, ref: str, into: str, claim: Claim, wording: str = "") -> None:
    """Merge an action into another one. Raises like `merge_actions`; nothing is changed then."""
    action, target = _known(ledger, ref), _known(ledger, into)
    if ref == into:
        raise MergeError("merged_with_itself", ref=ref)
    if target.status.closed and not action.status.closed:
        raise MergeError("merged_into_closed", ref=ref, into=into)
    words = catalogue(ledger.tracker.meta.language)
    lines = [words.word("words", "merged_from", ref=ref, text=action.description)]
    lines += [*_values(words, ledger.tracker.plan, action, target), action.comments]
    texts = {"comments": _joined(target, "comments", lines), "evidence": _joined(target, "evidence", [action.evidence])}
    _reword(ledger, target, wording, claim, MERGED, but=(ref,))
    for field, text in texts.items():
        if text != value_of(target, field):
            ledger.edit((into, field), text, claim, reason=MERGED)
    _settle_typed(ledger, ref, MERGED)
    for cell in ledger.open_cells(ref):
        for asked in ledger.waiting(cell):
            moved = asked.model_copy(update={"digest": marked(asked.digest, Successor(into, ref))})
            there, ours = (into, cell[1]), ledger.draft.value(into, cell[1])
            agreed = is_agreed(cell[1], asked.value, ours, ledger.draft.action(into))
            ledger.note(there, "agreed" if agreed else "asked", moved, reason=MERGED if agreed else MERGED_ROW)
    ledger.withdraw(action, into, claim, reason=MERGED)


def split_action(
    tracker: Tracker, ref: str, texts: Sequence[str], *, when: datetime, who: str = "", wording: str = ""
) -> Restructured:
    """Split actions with these texts off from an action; they have its unit, deadline, status and own values.

    What is known of the action stays with it, and so do returns of earlier copies; `wording` is its new text. Raises
    MergeError for a ref that the plan does not have, and for a text that another action has.
    """
    ledger = _begin(tracker, when)
    action = _known(ledger, ref)
    rec, claim = ref.rpartition(".")[0], _claim(ledger, ref, who)
    words, made = catalogue(tracker.meta.language), [ref]
    _reword(ledger, action, wording, claim, SPLIT)
    for text in texts:
        _refuse_known(ledger.draft.plan(), text)
        row = KeyAction(
            ref=next_ref(rec, ledger.refs()),
            description=text,
            responsible=action.responsible,
            deadline=action.deadline,
            status=Status.NOT_INITIATED if action.status.closed else action.status,
            comments=words.word("words", "split_from", ref=ref),
            own=action.own,
        )
        ledger.add(row, claim, reason=SPLIT)
        made.append(row.ref)
    return Restructured(ledger.close(), tuple(made))


def _begin(tracker: Tracker, when: datetime) -> Ledger:
    expect("tracker", tracker, Tracker)
    expect_zone("when", when)
    return Ledger(tracker, when)


def _known(ledger: Ledger, ref: str) -> KeyAction:
    action = ledger.draft.action(ref)
    if action is None:
        raise MergeError("bad_ref", ref=ref)
    return action


def _claim(ledger: Ledger, ref: str, who: str) -> Claim:
    return Claim(by=who, digest=restructuring(ledger, ref))


def restructuring(ledger: Ledger, ref: str) -> str:
    """Return the digest of the entries that change the row of an action."""
    return f"{RESTRUCTURED}{ledger.tracker.meta.revision + 1}:{ref}"


def _settle_typed(ledger: Ledger, ref: str, reason: str) -> None:
    """Close the question about a move of this action that was typed into the master."""
    for claim in ledger.waiting((ref, REF)):
        ledger.note((ref, REF), "agreed", claim, reason=reason)


def _reword(
    ledger: Ledger, action: KeyAction, wording: str, claim: Claim, reason: str, but: Sequence[str] = ()
) -> None:
    text = wording.strip()
    if text and text != action.description:
        _refuse_known(ledger.draft.plan(), text, (action.ref, *but))
        ledger.edit((action.ref, "description"), text, claim, reason=reason)


def _refuse_known(plan: Plan, text: str, but: Sequence[str] = ()) -> None:
    """Raise MergeError for a text that is empty, or that another action has: rows are known by their texts."""
    if not text.strip():
        raise MergeError("action_without_text")
    other = next(
        (action for action in plan.actions if action.ref not in but and unspaced(action.description) == unspaced(text)),
        None,
    )
    if other is not None:
        raise MergeError("text_of_another", ref=other.ref)


def _values(words: Catalogue, plan: Plan, action: KeyAction, target: KeyAction) -> Iterator[str]:
    """Yield the values of the merged action that the other does not have, as lines for its comments."""
    for column in fields_of(plan):
        value = none_if_empty(value_of(action, column.key))
        carried = column.key not in ("description", "comments", "evidence")
        if carried and value is not None and value != value_of(target, column.key):
            yield f"{column.header('actions', words)}: {value_label(column.key, value, words)}"


def _joined(target: KeyAction, field: str, texts: Sequence[str]) -> str:
    """Return a text of the action that stays, with more lines. Raises MergeError where they are too long."""
    after = "\n".join(filter(None, [str(value_of(target, field) or ""), *texts]))
    if not fits(after):
        raise MergeError("text_too_long", ref=target.ref, field=field, length=len(after), limit=LONGEST_TEXT)
    return after
