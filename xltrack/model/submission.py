"""A workbook that came back, read."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from xltrack.model.compare import Change
from xltrack.model.correspondence import last_sent
from xltrack.model.misplaced import SURE, Unsure
from xltrack.model.own_fields import OwnSheet
from xltrack.model.plan import KeyAction, Plan, Recommendation
from xltrack.model.remark import Remark
from xltrack.model.tracker import Tracker, fingerprint

if TYPE_CHECKING:
    from xltrack.findings import CellAddress, Finding


class DuplicateRow(NamedTuple):
    """One of several rows of a return for the same action with different contents; `cell` is its address."""

    action: KeyAction
    cell: str


FIELD_MARK = "*"
"""The end of a header in the master by which the coordinator says that the column is to be a field."""
MADE_NEEDLESS = frozenset({"words_removed"})
"""Findings of the reader that a merge makes needless: it takes the change or asks about it."""


@dataclass(frozen=True)
class Submission:
    """A workbook that came back: the tracker as sent (`base`), the plan as returned (`current`), and the findings.

    `base` is None when the hidden sheet is gone. `added` are rows that belong to no action of the base,
    with provisional refs. `missing` are refs of the base's scope that have no row; never deletions.
    """

    file: str
    by: str
    saved: datetime | None
    base: Tracker | None
    current: Plan
    added: tuple[KeyAction, ...] = ()
    missing: tuple[str, ...] = ()
    rivals: tuple[DuplicateRow, ...] = ()
    """Rows of one action with different contents. None of them was taken: in `current` the action is as it was sent."""
    findings: Sequence[Finding] = ()
    remarks: tuple[Remark, ...] = ()
    """Words and pictures outside the cells that were asked for."""
    digest: str = ""
    """SHA-256 of the file, so that the same file is recognised under another name."""
    tracker: str = ""
    """The tracker id that the workbook shows, where its base is gone."""
    revision: int | None = None
    """The revision that the workbook shows, where its base is gone: the master can rebuild that base."""
    more: tuple[Submission, ...] = ()
    """Further copies of the form in the same workbook, each a return of its own."""
    rebuilt: bool = False
    """Whether `base` was rebuilt from the master's log, because the workbook has lost its own."""
    filled: frozenset[tuple[str, str]] = frozenset()
    """(ref, field) of cells that a formula over several cells fills: in a master, nothing can be written there."""
    official: tuple[Change, ...] = ()
    """In a master: what the coordinator changed in the plan as agreed. `current` still has the agreed values."""
    moves: tuple[Change, ...] = ()
    """Of a master: actions that the coordinator moved or merged by typing, as changes of their refs."""
    marked: tuple[tuple[str, OwnSheet], ...] = ()
    """Of a master: headers of columns that are to be fields, each with its sheet."""
    new_recommendations: tuple[Recommendation, ...] = ()
    """Of a master: recommendations that the coordinator added, with their actions, under the refs they will have."""
    unsure: Unsure = SURE
    """Cells for which the sheet does not show whether they moved with the key action of their row."""
    cells: Mapping[tuple[str, str], CellAddress] = field(default_factory=dict)
    """(ref, field) -> the cell it was read from."""

    def __repr__(self) -> str:
        counts = f"{len(self.current.actions)} actions, {len(self.added)} added, {len(self.findings)} findings"
        return f"<Submission {self.file!r} by {self.by!r}: {counts}, {len(self.remarks)} remarks>"

    def _repr_html_(self) -> str:
        from xltrack.findings.finding import findings_table

        return findings_table(repr(self)[1:-1], self.findings)

    @property
    def findings_as_master(self) -> list[Finding]:
        """The findings about a master, without what is the coordinator's to do: words beside the cells, or removed."""
        own = (
            finding
            for finding in self.findings
            if not finding.code.startswith("remark_") and finding.code not in MADE_NEEDLESS
        )
        return [finding.in_file(self.file) for finding in own]

    @cached_property
    def key(self) -> str:
        """The identity of the return: its digest, or that of its content, whatever the file is called."""
        if self.digest:
            return self.digest[:16]
        known = self.base.meta.model_dump_json() if self.base else ""
        rows = (row.model_dump_json(exclude=None if row.own else {"own"}) for row in self.added)
        says = [known, self.by, self.current.model_dump_json(exclude=self.current.unused), *rows]
        says += [remark.code for remark in self.remarks]
        return hashlib.sha256("\0".join(says).encode()).hexdigest()[:16]

    def dealt_with(self, tracker: Tracker) -> Submission:
        """Return this workbook of a master once its edits are in `tracker`, or wait there."""
        waits = {(conflict.ref, conflict.field) for conflict in tracker.conflicts}
        official, moves = (
            tuple(edit for edit in edits if (edit.ref, edit.field) in waits) for edits in (self.official, self.moves)
        )
        return replace(
            self,
            base=tracker,
            current=tracker.plan,
            official=official,
            moves=moves,
            new_recommendations=(),
            unsure=SURE,
            added=(),
            missing=(),
            findings=(),
        )


def recipients(tracker: Tracker, submission: Submission) -> tuple[str, ...]:
    """Return the units or persons whose copies a return answers, the one it was written for first; none if unknown.

    The base names that one if it holds any of the rows. Without such a name, the rows do, if they were sent to only
    one unit. Whoever else was sent a copy is answered, too, where more than half of its rows are in the return.
    """
    base, texts = submission.base, {fingerprint(row) for row in submission.added}
    if base is not None and base.meta.to and base.plan.actions:
        return tuple(dict.fromkeys((base.meta.to, *_guests(tracker, set(), texts))))
    scope = base.meta.scope if base else (action.ref for action in submission.current.actions)
    refs = set(scope) - set(submission.missing)
    fitting = {copy.to for copy in tracker.sent if refs and refs <= set(copy.refs)}
    return tuple(dict.fromkeys((*(fitting if len(fitting) == 1 else ()), *_guests(tracker, refs, texts))))


def _guests(tracker: Tracker, refs: Collection[str], texts: Collection[str]) -> list[str]:
    """Return whoever was sent a copy of which more than half of the rows have one of these refs or texts.

    People who were sent the same rows cannot be told apart by them: none of them is returned.
    """
    if not refs and not texts:
        return []
    rows, copies = tracker.plan.by_ref, {to: sending.refs for to, sending in last_sent(tracker.sent).items()}

    def is_held(ref: str) -> bool:
        return ref in refs or (ref in rows and fingerprint(rows[ref]) in texts)

    held = {to: sent for to, sent in copies.items() if 2 * sum(map(is_held, sent)) > len(sent)}
    times = Counter(ref for sent in held.values() for ref in sent)
    return [to for to, sent in held.items() if all(times[ref] == 1 for ref in sent)]


def answered_copies(tracker: Tracker, submission: Submission) -> Mapping[str, str]:
    """Return the keys under which a return is on record, each with the recipient of the copy that it answers."""
    to = recipients(tracker, submission)
    keys = (f"{submission.key}/{number}" if number else submission.key for number in range(len(to)))
    return dict(zip(keys, to, strict=True)) or {submission.key: ""}
