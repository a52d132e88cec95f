"""What one return wants: its edits against its own base, as claims on cells, or why it cannot be read so."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from xltrack.findings import Finding
from xltrack.i18n.catalogue import DEFAULT_LANGUAGE, catalogue
from xltrack.merging.history import CellKey, plan_at
from xltrack.merging.plan_editor import parent
from xltrack.model.compare import Change, action_changes, diff
from xltrack.model.fields import ACTIONS, RECOMMENDATIONS, Rule, plain
from xltrack.model.plan import KeyAction, Plan
from xltrack.model.submission import Submission
from xltrack.model.tracker import Claim, Tracker, fingerprint

ReturnState = Literal[
    "merged", "nothing_new", "same_file", "other_tracker", "newer_return", "base_rebuilt", "base_missing"
]

_ACTION_RULES: Mapping[str, Rule] = {column.key: column.rule for column in ACTIONS}
_REC_RULES: Mapping[str, Rule] = {column.key: column.rule for column in RECOMMENDATIONS}
_TELLING = 20
"""Characters of a text that hardly two people write alike."""
_GIVEN = re.compile(r".+\.A\d+")


@dataclass(slots=True)
class ReturnClaims:
    """One return's claims. `state` is set when nothing can be taken from it, or how its base was had."""

    submission: Submission
    state: ReturnState | None = None
    claims: list[tuple[CellKey, Claim]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    doubts: dict[CellKey, str] = field(default_factory=dict)
    """Cells in which nothing is to be taken unasked, with the code of the reason."""

    @property
    def refused(self) -> bool:
        return self.state in ("same_file", "other_tracker", "newer_return", "base_missing")


def gather(master: Tracker, submission: Submission) -> ReturnClaims:
    """The claims of one return on the master's cells. Raises nothing: what is wrong with it is a finding."""
    wants = ReturnClaims(submission)
    wants.state = _state(master, submission)
    if wants.refused:
        values = {"id": master.meta.id, "revision": master.meta.revision}
        wants.findings = [Finding(wants.state or "", None, _told(submission), values, submission.file)]
        return wants
    wants.findings = [finding.in_file(submission.file) for finding in submission.findings]
    base = submission.base.plan if submission.base else plan_at(master, submission.revision or 1)
    if wants.state == "base_rebuilt":
        missing = [finding for finding in wants.findings if finding.code == "base_missing"]
        wants.findings = [finding for finding in wants.findings if finding not in missing]
        found = str(submission.revision)
        wants.findings.append(Finding("base_rebuilt", None, found, {"revision": found}, submission.file))
    changes = diff(base, submission.current)
    for change in changes:
        _claim(master.plan, change, wants)
    wants.doubts |= dict.fromkeys(_swapped(changes), "swapped")
    for rival in submission.rivals:
        for change in action_changes(base.by_ref[rival.action.ref], rival.action):
            _claim(master.plan, change, wants, cell=rival.cell)
            wants.doubts[change.ref, change.field] = "twice"
    for row in submission.added:
        _propose(master.plan, row, wants)
    return wants


def _swapped(changes: Iterable[Change]) -> set[CellKey]:
    """Cells whose text came from another row: somebody sorted one column alone, or pasted into the wrong row."""
    texts = [change for change in changes if change.field in ("comments", "evidence")]
    left = {(change.field, change.before): change.ref for change in texts if len(change.before or "") >= _TELLING}
    return {(c.ref, c.field) for c in texts if left.get((c.field, c.after), c.ref) != c.ref}


def _state(master: Tracker, submission: Submission) -> ReturnState | None:
    base = submission.base
    known = base.meta.id if base else submission.tracker
    revision = base.meta.revision if base else submission.revision
    if known and known != master.meta.id:
        return "other_tracker"
    if revision is None or revision < 1:
        return "base_missing"
    if revision > master.meta.revision:
        return "newer_return"
    return None if base else "base_rebuilt"


def _told(submission: Submission) -> str:
    if submission.base is None:
        return submission.tracker
    return f"{submission.base.meta.id}, {submission.base.meta.revision}"


def _claim(plan: Plan, change: Change, wants: ReturnClaims, *, cell: str = "") -> None:
    """`cell` is named where a row stands twice, so that the two can be told apart."""
    if change.kind == "added" and isinstance(change.after, KeyAction):
        _propose(plan, change.after, wants)
        return
    if change.kind == "missing":
        wants.touched.add(change.ref)
        return
    wants.touched.add(change.ref)
    found = unfit(plan, change)
    if found is not None:
        wants.findings.append(found.in_file(wants.submission.file))
        return
    claim = _claim_of(wants.submission, plain(change.after), base=plain(change.before), cell=cell)
    wants.claims.append(((change.ref, change.field), claim))


def unfit(plan: Plan, change: Change) -> Finding | None:
    """Why a change cannot be merged: its column is locked, or the master has no such row. None if it can."""
    if change.field is None:
        return Finding("unknown_ref", None, change.ref, {"ref": change.ref, "field": None})
    gone = change.ref not in plan.by_ref and not _is_rec(plan, change.ref)
    if not gone and rule_of(plan, change.ref, change.field) != "locked":
        return None
    values = {"column": f"{change.ref} {cell_label(plan, change.ref, change.field)}", "ref": change.ref}
    values["field"] = change.field
    return Finding("row_gone" if gone else "locked_edited", None, plain(change.after) or "", values)


def rule_of(plan: Plan, ref: str, field: str) -> Rule:
    """The merge rule of a cell's column."""
    return (_ACTION_RULES if not _is_rec(plan, ref) else _REC_RULES)[field]


def cell_label(plan: Plan, ref: str, field: str) -> str:
    """The header word of a cell's column."""
    sheet = "recommendations" if _is_rec(plan, ref) else "actions"
    return catalogue(DEFAULT_LANGUAGE).word("columns", sheet, field)


def _is_rec(plan: Plan, ref: str) -> bool:
    return ref not in plan.by_ref and any(rec.ref == ref for rec in plan.recommendations)


def _claim_of(
    one: Submission, value: str | None, *, base: str | None = None, row: KeyAction | None = None, cell: str = ""
) -> Claim:
    by = one.by or (one.base.meta.to if one.base else "") or one.file
    file = f"{one.file}: {cell}" if cell else one.file
    return Claim(by=by, file=file, when=one.saved, base=base, value=value, digest=one.key, row=row)


def _propose(plan: Plan, row: KeyAction, wants: ReturnClaims) -> None:
    claim = _claim_of(wants.submission, row.description, row=row)
    wants.claims.append(((proposal_ref(plan, row), None), claim))


def proposal_ref(plan: Plan, row: KeyAction) -> str:
    """What a proposed row is called until it is decided: the same for the same text, whoever proposes it.

    A ref that somebody typed and that is free stays, so that two texts under one ref meet in one conflict.
    """
    if _GIVEN.fullmatch(row.ref) and row.ref not in plan.by_ref and home(plan, row.ref):
        return row.ref
    digits = hashlib.sha256(fingerprint(row).encode()).digest()[:6]
    return f"{home(plan, row.ref) or '?'}.new-" + "".join(chr(97 + digit % 26) for digit in digits)


def home(plan: Plan, ref: str) -> str | None:
    """The recommendation that a ref lies under."""
    return next((rec.ref for rec in plan.recommendations if parent(rec.ref, ref)), None)


def twins(plan: Plan, row: KeyAction, rec: str) -> Iterator[KeyAction]:
    """The actions of a recommendation that have the row's text already."""
    print_ = fingerprint(row)
    yield from (action for action in plan.actions if parent(rec, action.ref) and fingerprint(action) == print_)


def as_master(tracker: Tracker, by: str = "") -> Submission:
    """A tracker as a master whose sheets nobody has touched."""
    return Submission(file="", by=by, saved=None, base=tracker, current=tracker.plan)


def without_twins(returns: list[ReturnClaims]) -> Mapping[int, ReturnClaims]:
    """For each return that is the same file as one before it, that one, by place; the later is marked."""
    first: dict[str, ReturnClaims] = {}
    same: dict[int, ReturnClaims] = {}
    for at, wants in enumerate(returns):
        known = first.setdefault(wants.submission.key, wants)
        if known is not wants and not wants.refused:
            same[at] = known
            returns[at] = replace(wants, state="same_file", claims=[], findings=[], touched=set(), doubts={})
    return same
