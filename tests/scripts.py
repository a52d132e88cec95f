"""Random edit scripts: what people do to copies of a tracker, as hypothesis strategies."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from tests.returns import returned
from tests.strategies import filled, months, own_value, sentences, statuses, units
from xltrack.merging.merge_result import MergeResult
from xltrack.model.compare import appended, comparable, diff, same
from xltrack.model.fields import none_if_empty, plain
from xltrack.model.plan import KeyAction, Plan
from xltrack.model.plan_fields import value_of
from xltrack.model.submission import Submission
from xltrack.model.tracker import Tracker

people = st.sampled_from(["Country Office", "Regional Office", "HQ", ""])
few = st.sampled_from(["Venue booked", "Draft is here", "Waiting\nfor funds", "Begun"])
"""Few texts, so that people often write the same."""


def _texts_after(before: str) -> st.SearchStrategy[str]:
    """Return a comment as people change it: added to behind, in front, a line removed, rewritten or cleared."""
    lines = before.split("\n")
    return st.one_of(
        st.integers(0, len(lines) - 1).map(lambda at: "\n".join(lines[:at] + lines[at + 1 :])),
        few.map(lambda text: f"{before}\n{text}"),
        few.map(lambda text: f"{text}\n{before}"),
        few,
        sentences,
        st.just(""),
    )


@st.composite
def edits(draw: st.DrawFn, action: KeyAction, plan: Plan, locked: bool = True) -> dict[str, str]:
    """Some fields of one action, edited."""
    fields: dict[str, st.SearchStrategy[str | None]] = {
        "status": statuses.map(plain),
        "comments": _texts_after(action.comments),
        "evidence": few,
        "deadline": months.map(plain),
        "proposed_deadline": months.map(plain),
        "responsible": units,
        "reason": sentences,
    }
    if locked:
        fields["description"] = filled
    fields |= {one.key: own_value(one).map(plain) for one in plan.fields if one.sheet == "actions"}
    chosen = draw(st.sets(st.sampled_from(sorted(fields)), max_size=3))
    return {field: draw(fields[field]) or "" for field in sorted(chosen)}


@st.composite
def returns(draw: st.DrawFn, sent: Tracker, at: int = 0) -> Submission:
    """A copy of `sent` that came back: edited in some rows, perhaps with a row added; `at` tells files apart."""
    refs = (
        draw(st.sets(st.sampled_from([a.ref for a in sent.plan.actions]), max_size=3)) if sent.plan.actions else set()
    )
    done = {ref: draw(edits(sent.plan.by_ref[ref], sent.plan)) for ref in sorted(refs)}
    rec = draw(st.sampled_from([rec.ref for rec in sent.plan.recommendations]))
    text = draw(st.none() | few)
    added = (KeyAction(ref=f"{rec}.new", description=text, status=draw(statuses)),) if text else ()
    file = returned(draw(people), sent, done, added=added, day=draw(st.integers(0, 3)), file=f"{at}.xlsx")
    return replace(file, digest=hashlib.sha256(file.file.encode()).hexdigest())


SORTABLE = ("status", "comments", "completed_on", "evidence", "reason")
"""Columns side by side: whoever sorts some of them without the key actions moves their values to other rows."""


@st.composite
def sorted_apart(draw: st.DrawFn, file: Submission) -> Submission:
    """The return with neighbouring columns sorted without the key actions, after or before what was typed."""
    first, last = sorted((draw(st.integers(0, len(SORTABLE) - 1)), draw(st.integers(0, len(SORTABLE) - 1))))
    keys, rows = SORTABLE[first : last + 1], list(file.current.actions)
    order = draw(st.permutations(rows))
    moved = {
        row.ref: row.model_copy(update={key: getattr(other, key) for key in keys})
        for row, other in zip(rows, order, strict=True)
    }
    return replace(file, current=file.current.with_actions(moved))


@dataclass(frozen=True)
class Wave:
    """Returns that arrive together; `bases` says how many states back each one's copy was sent, `hand` what the
    coordinator edited in the master."""

    submissions: tuple[Submission, ...]
    hand: dict[str, dict[str, str]]


@st.composite
def waves(draw: st.DrawFn, states: list[Tracker], most: int = 3) -> Wave:
    """The next returns, on any of the earlier states, and the coordinator's own edits."""
    count = draw(st.integers(0, most))
    sent = [draw(st.sampled_from(states)) for _ in range(count)]
    files = tuple(draw(returns(one, len(states) * 10 + at)) for at, one in enumerate(sent))
    now = states[-1].plan
    refs = [action.ref for action in now.actions]
    edited = draw(st.sets(st.sampled_from(refs), max_size=1)) if refs else set()
    hand = {ref: draw(edits(now.by_ref[ref], now, locked=False)) for ref in edited}
    return Wave(files, hand)


def lost_edits(submission: Submission, result: MergeResult) -> list[str]:
    """The edits of one return that are nowhere: not in the plan, not waiting, not told.

    A value that the master had already counts as said, though another return, built on it, replaced it since.
    """
    told = {(p.file, p.ref, p.values.get("field")) for p in result.findings}
    waiting = {(c.ref, c.field, claim.value) for c in result.conflicts for claim in c.claims}
    moves = [move for conflict in result.conflicts for claim in conflict.claims for move in claim.moves]
    moves += [move for entry in result.agreements for move in entry.moves]
    waiting |= {(move.ref, move.field, move.after) for move in moves}
    agreed = {(entry.ref, entry.field) for entry in result.agreements if entry.file == submission.file}
    replaced = [entry for entry in result.changes if (entry.ref, entry.field) in agreed]
    lost, own = [], submission.base.plan.fields
    for change in diff(submission.base.plan, submission.current):
        row, value = result.plan.by_ref.get(change.ref), none_if_empty(change.after)
        if (submission.file, change.ref, change.field) in told or (change.ref, change.field, value) in waiting:
            continue
        now = none_if_empty(value_of(row, change.field)) if row else None
        if same(now, value) or (change.field == "proposed_deadline" and row and row.deadline == value):
            continue
        if any((one.ref, one.field) == (change.ref, change.field) and same(one.before, value) for one in replaced):
            continue
        adds = change.field == "comments" or change.field in {one.key for one in own if one.rule == "append"}
        added = appended(change.before or "", change.after or "") if adds else None
        if added is None or not all(line in comparable(now or "") for line in comparable(added).split("\n")):
            lost.append(f"{change.ref}.{change.field}: {value!r}")
    texts = {row.description for row in result.plan.actions} | {value for _, field, value in waiting if field is None}
    return lost + [row.description for row in submission.added if row.description not in texts]
