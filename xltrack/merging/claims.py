"""One returned workbook as claims (its edits against its own base), or the reason it is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from xltrack.findings import Finding
from xltrack.findings.cells import locked_edited, unknown_choice
from xltrack.findings.merges import base_rebuilt, newer_return, other_tracker, row_gone
from xltrack.findings.rows import unknown_ref
from xltrack.findings.workbooks import base_missing
from xltrack.merging.announced import drop_announced
from xltrack.merging.column_rules import cell_label, rule_of
from xltrack.merging.history import plan_at
from xltrack.merging.log_cells import CellKey
from xltrack.merging.moved_rows import MERGED_ROW, Successors, marked, merged_ref, present_ref
from xltrack.merging.official import NEWER
from xltrack.merging.proposals import edits_since_accepted, proposal_ref
from xltrack.merging.sent_rows import edits_elsewhere, outside, rows_of_other_copies
from xltrack.merging.unit_names import UnitNames, present_claim, present_name, present_row
from xltrack.model.compare import Change, action_changes, diff
from xltrack.model.fields import Value, none_if_empty, plain
from xltrack.model.misplaced import doubtful, only_moved
from xltrack.model.plan import KeyAction, Plan
from xltrack.model.plan_fields import is_official, is_recommendation, own_field
from xltrack.model.remark import Remark
from xltrack.model.submission import MADE_NEEDLESS, Submission
from xltrack.model.tracker import Claim, Meta, Move, Tracker

ReturnState = Literal[
    "merged",
    "nothing_new",
    "same_file",
    "other_tracker",
    "newer_return",
    "base_rebuilt",
    "base_missing",
    "remarks_only",
]

_ASKED_STATUS = {"vague_status": "vague", "text_gone": "text_gone"}
"""Findings of a return after which a status needs confirmation, and the reasons that the question gives."""


@dataclass(slots=True)
class ReturnClaims:
    """One return's claims. `state` says why it cannot be merged, or that its base had to be rebuilt; else None."""

    submission: Submission
    state: ReturnState | None = None
    claims: list[tuple[CellKey, Claim]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    doubts: dict[CellKey, str] = field(default_factory=dict)
    """Cells whose new value needs confirmation, with the code of the reason."""
    remarks: list[Claim] = field(default_factory=list)
    """Words outside the cells, each a claim on the comments."""
    names: UnitNames = field(default_factory=dict)
    """The former names of the master's units."""
    heirs: Successors = field(default_factory=dict)
    """The present rows of actions that were moved or merged."""
    moves: list[Move] = field(default_factory=list)
    """Values that a sort only moved; they wait together."""
    by: str = ""
    """Who claims: the person who saved the file, else the one it was sent to, else the unit, else the file."""

    @property
    def revision(self) -> int:
        """The revision that the return was made from."""
        base = self.submission.base
        return base.meta.revision if base else self.submission.revision or 1

    @property
    def refused(self) -> bool:
        return self.state in ("same_file", "other_tracker", "newer_return", "base_missing")


def gather(master: Tracker, submission: Submission, names: UnitNames, heirs: Successors) -> ReturnClaims:
    """Turn one return into claims on the master's cells. Raises nothing: what is wrong with the return is a finding.

    `names` are the former names of the master's units, `heirs` the present rows of actions that were moved or merged.
    """
    wants = ReturnClaims(submission, names=names, heirs=heirs, by=present_name(_sender(master, submission), names))
    wants.state = _state(master, submission)
    if wants.refused:
        wants.findings = [_refusal(master.meta, wants).in_file(submission.file)]
        return wants
    wants.findings = [
        finding.in_file(submission.file) for finding in submission.findings if finding.code not in MADE_NEEDLESS
    ]
    sent = submission.base.plan.by_ref if submission.base else {}
    wants.remarks = [
        claim_of(wants, None, base=sent[remark.ref].comments if remark.ref in sent else None, remark=remark)
        for remark in submission.remarks
    ]
    if wants.state == "remarks_only":
        return wants
    if wants.state == "base_rebuilt":
        wants.findings = [finding for finding in wants.findings if finding.code != "base_missing"]
        wants.findings.append(base_rebuilt(wants.revision).in_file(submission.file))
    _claim_all(master, wants)
    if names:
        wants.claims = [(cell, present_claim(claim, cell[1], names)) for cell, claim in wants.claims]
    return wants


def _claim_all(master: Tracker, wants: ReturnClaims) -> None:
    """Claim the edits of a return, of its duplicate rows, and its new rows."""
    submission = wants.submission
    base = submission.base.plan if submission.base else plan_at(master, submission.revision or 1)
    _claim_changes(master, submission, base, wants)
    for rival in submission.rivals:
        for change in action_changes(base.by_ref[rival.action.ref], rival.action):
            _claim(master, change, wants, cell=rival.cell)
            wants.doubts[change.ref, change.field] = "twice"
    elsewhere = rows_of_other_copies(master, wants.revision, base) if submission.added else {}
    for row in submission.added:
        edits = edits_elsewhere(elsewhere, row)
        if edits is None:
            _propose(master, row, wants)
        else:
            _claim_elsewhere(master, row, edits, wants)
    for rec in submission.new_recommendations:
        claim = claim_of(wants, rec.text).model_copy(update={"recommendation": rec})
        wants.claims.append(((rec.ref, None), claim))
    if wants.heirs:
        wants.doubts = {(present_ref(ref, wants.heirs), name): reason for (ref, name), reason in wants.doubts.items()}
        merged = (cell for cell, claim in wants.claims if merged_ref(claim.digest) and cell[1] != "comments")
        wants.doubts |= dict.fromkeys(merged, MERGED_ROW)


def _claim_changes(master: Tracker, submission: Submission, base: Plan, wants: ReturnClaims) -> None:
    """Claim what was changed, cell by cell; what a sort only moved is kept together."""
    changes = diff(base, submission.current)
    places = doubtful(base, changes, submission.unsure, submission.added)
    moved = {(change.ref, change.field) for change in only_moved(changes, places)}
    for change in changes:
        if (change.ref, change.field) in moved and unfit(master.plan, change) is None:
            wants.moves.append(move_of(change))
            wants.touched.add(change.ref)
        else:
            _claim(master, change, wants)
    wants.doubts |= {(ref, field): reason for (ref, field), reason in places.items()}
    wants.doubts |= _doubts(master, wants, changes)


def _sender(master: Tracker, submission: Submission) -> str:
    if submission.by:
        return submission.by
    to = submission.base.meta.to if submission.base else ""
    people = {person.name for copy in master.sent if copy.to == to for person in copy.contacts if person.name}
    return people.pop() if len(people) == 1 else to or submission.file


def move_of(change: Change) -> Move:
    """Return a change of a cell as a move of a sort."""
    before, after = none_if_empty(change.before), none_if_empty(change.after)
    return Move(ref=change.ref, field=change.field or "", before=before, after=after)


def _doubts(master: Tracker, wants: ReturnClaims, changes: Sequence[Change]) -> dict[CellKey, str]:
    """Find the cells whose new value needs confirmation in any column. Of several reasons the last one counts."""
    beyond = outside(master, wants.submission.base, changes, wants.names, wants.heirs)
    doubts: dict[CellKey, str] = dict.fromkeys(beyond, "outside")
    if wants.submission.digest.startswith(NEWER):
        official = (change for change in changes if change.field and is_official(master.plan, change.ref, change.field))
        doubts |= {(edit.ref, edit.field): "text_reworded" for edit in official if edit.field != "category"}
    for code, reason in _ASKED_STATUS.items():
        doubts |= {(ref, "status"): reason for ref in _refs_of(code, wants.submission)}
    return doubts


def _refs_of(code: str, submission: Submission) -> Iterator[str]:
    return (str(finding.values.get("ref")) for finding in submission.findings if finding.code == code)


def _state(master: Tracker, submission: Submission) -> ReturnState | None:
    base = submission.base
    known = base.meta.id if base else submission.tracker
    revision = base.meta.revision if base else submission.revision
    if known and known != master.meta.id:
        return "other_tracker"
    if base is None and submission.remarks and not submission.current.recommendations:
        return "remarks_only"
    if revision is None or revision < 1:
        return "base_missing"
    if revision > master.meta.revision:
        return "newer_return"
    return None if base and not submission.rebuilt else "base_rebuilt"


def _refusal(master: Meta, wants: ReturnClaims) -> Finding:
    """Return the finding that says why nothing can be taken from a return."""
    if wants.state == "other_tracker":
        return other_tracker(_form_id(wants.submission), master.id)
    return (
        newer_return(_form_id(wants.submission), master.revision) if wants.state == "newer_return" else base_missing()
    )


def _form_id(submission: Submission) -> str:
    if submission.base is None:
        return submission.tracker
    return f"{submission.base.meta.id}, {submission.base.meta.revision}"


def _claim(master: Tracker, change: Change, wants: ReturnClaims, *, cell: str = "", because: str = "") -> None:
    """Add one change to the claims. `cell` is its address where the return holds the row twice."""
    if change.kind == "added" and isinstance(change.after, KeyAction):
        _propose(master, change.after, wants)
        return
    if change.kind == "missing":
        wants.touched.add(change.ref)
        return
    sent, heir = change.ref, wants.heirs.get(change.ref)
    change = replace(change, ref=heir.ref) if heir else change
    wants.touched.update((sent, change.ref))
    finding = unfit(master.plan, change)
    newer = wants.submission.digest.startswith(NEWER) and is_official(master.plan, change.ref, change.field or "")
    if finding is not None and not newer:
        wants.findings.append(finding.in_file(wants.submission.file))
        return
    now = wants.submission.current.by_ref.get(sent)
    because = (now.reason if now else because) if change.field == "proposed_deadline" else ""
    claim = claim_of(wants, none_if_empty(change.after), base=none_if_empty(change.before), cell=cell, because=because)
    claim = claim.model_copy(update={"digest": marked(claim.digest, heir)}) if heir else claim
    wants.claims.append(((change.ref, change.field), claim))


def unfit(plan: Plan, change: Change) -> Finding | None:
    """Return why a change cannot be merged; None if it can.

    Its column is locked, the master has no such row, or its list of choices is another one by now.
    """
    if change.field is None:
        return unknown_ref(None, change.ref, change.ref)
    gone = change.ref not in plan.by_ref and not is_recommendation(plan, change.ref)
    choices = _missed_choices(plan, change)
    if not gone and not choices and rule_of(plan, change.ref, change.field) != "locked":
        return None
    column, text = cell_label(plan, change.ref, change.field), plain(change.after) or ""
    if gone:
        return row_gone(column, text, change.ref, change.field)
    if choices:
        return unknown_choice(None, column, text, choices, change.ref, change.field)
    return locked_edited(None, column, text, change.ref, change.field)


def _missed_choices(plan: Plan, change: Change) -> tuple[str, ...]:
    """Return the choices of an own field where a change's value is none of them."""
    field = own_field(plan, change.field or "")
    return field.choices if field is not None and change.after not in (None, "", *field.choices) else ()


def claim_of(
    wants: ReturnClaims, value: Value, *, base: Value = None, row: KeyAction | None = None, cell: str = "",
    because: str = "", remark: Remark | None = None,
) -> Claim:  # fmt: skip
    """Return a claim of a return's sender."""
    submission = wants.submission
    file = f"{submission.file}: {cell}" if cell else submission.file
    return Claim(
        by=wants.by, file=file, when=submission.saved, base=base, value=value, digest=submission.key, row=row,
        because=because, remark=remark,
    )  # fmt: skip


def _propose(master: Tracker, row: KeyAction, wants: ReturnClaims) -> None:
    """Claim a new row, or the edits of one that the coordinator has accepted since."""
    row = present_row(row, wants.names)
    cell = (proposal_ref(master.plan, row), None)
    edits = edits_since_accepted(master, cell[0], row, wants.by, wants.heirs)
    for change in edits:
        _claim(master, change, wants)
    if edits:
        drop_announced(wants.findings, cell, row)
    else:
        wants.claims.append((cell, claim_of(wants, row.description, row=row)))


def _claim_elsewhere(master: Tracker, row: KeyAction, edits: Sequence[Change], wants: ReturnClaims) -> None:
    """Claim the edits of an action that came back in another copy than its own."""
    for change in edits:
        _claim(master, change, wants, because=row.reason)
    wants.doubts |= _doubts(master, wants, edits)
    drop_announced(wants.findings, (row.ref, None), row)


def without_twins(returns: list[ReturnClaims]) -> Mapping[int, ReturnClaims]:
    """Mark each return that repeats an earlier file, and map its index to that earlier return."""
    first: dict[str, ReturnClaims] = {}
    same: dict[int, ReturnClaims] = {}
    for at, wants in enumerate(returns):
        known = first.setdefault(wants.submission.key, wants)
        if known is not wants and not wants.refused:
            same[at] = known
            returns[at] = ReturnClaims(wants.submission, "same_file", by=wants.by)
    return same
