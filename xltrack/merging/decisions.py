"""Decisions of the coordinator, applied to the plan; undecided conflicts stay open.

Granting a proposed deadline moves the deadline itself and leaves the proposal's cell as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from xltrack.findings import CellAddress, Finding, Named
from xltrack.findings.decided import (
    Refusal,
    bad_own_value,
    bad_take,
    both_impossible,
    decided_twice,
    decision_unknown,
    filled_by_formula,
    ground_moved,
    own_value_empty,
)
from xltrack.i18n.catalogue import catalogue
from xltrack.merging.alike_units import is_one_unit, make_one_unit
from xltrack.merging.append_text import merged_text
from xltrack.merging.column_rules import cell_label, rule_of
from xltrack.merging.corrections import Correction, correct, waiting_on
from xltrack.merging.decision_choices import Choice
from xltrack.merging.history import open_conflicts
from xltrack.merging.log_cells import CellKey
from xltrack.merging.official import decide_recommendation
from xltrack.merging.policy import DecisionContext
from xltrack.merging.proposals import decide_rows
from xltrack.merging.remark_claims import decide_remark
from xltrack.merging.revision import Ledger
from xltrack.merging.row_moves import decide_move
from xltrack.merging.sorts import decide_sort
from xltrack.merging.verification import verify
from xltrack.model.compare import same
from xltrack.model.declarations import is_declaration
from xltrack.model.expected import expect, expect_each, expect_zone
from xltrack.model.fields import Value, from_typed, value_label
from xltrack.model.plan import Status
from xltrack.model.plan_fields import REF
from xltrack.model.remark import is_remark
from xltrack.model.sorts import is_sort
from xltrack.model.text_length import fits
from xltrack.model.tracker import Claim, Conflict, LogEntry, Tracker


class Decision(NamedTuple):
    """One pick of the coordinator, made in the `cell` of the Decisions sheet.

    `own_value` is the typed text, in the sheet's words; for a new row, the recommendation that it joins.
    """

    conflict_id: str
    take: Choice
    own_value: str = ""
    reason: str = ""
    cell: CellAddress | None = None
    about: str = ""
    """The row and column it decides, as the sheet shows them: R1.A2 Status."""


class ResolveResult(NamedTuple):
    """`applied`: the new log entries; `refused`: why a decision was not applied, at its cell."""

    tracker: Tracker
    applied: tuple[LogEntry, ...]
    refused: tuple[Finding, ...]

    @property
    def still_open(self) -> tuple[Conflict, ...]:
        return self.tracker.conflicts

    def __repr__(self) -> str:
        return f"<ResolveResult: {len(self.applied)} log entries, {len(self.refused)} refused, {self.tracker!r}>"


class _Refused(Exception):
    """A decision that cannot be applied, with the finding that says why."""

    def __init__(self, finding: Finding):
        super().__init__(finding.code)
        self.finding = finding


def resolve(
    tracker: Tracker,
    decisions: Sequence[Decision | Correction],
    *,
    when: datetime,
    who: str = "",
    filled: Collection[CellKey] = (),
) -> ResolveResult:
    """Apply every decision that can be applied. The others are refused, each with its reason.

    The tracker's plan must be what the master's sheets say now: a decision whose cell was edited by hand since
    the conflict was written is refused, and so is one that would write into a cell that is `filled` by a formula over
    several cells. The tracker is the same object when nothing was applied.
    """
    expect("tracker", tracker, Tracker)
    expect_zone("when", when)
    expect("who", who, str)
    expect("filled", filled, Collection)
    ledger, refused = Ledger(tracker, when), []
    conflicts = {conflict.id: conflict for conflict in tracker.conflicts}
    fields, decided = {one.id: one.field for one in tracker.conflicts}, set[str]()
    decisions, corrections = _sorted_out(decisions, tracker.conflicts)
    for decision in sorted(decisions, key=lambda one: _turn(fields.get(one.conflict_id))):
        conflict = conflicts.get(decision.conflict_id)
        if conflict is None or decision.conflict_id in decided:
            because = decision_unknown if conflict is None else decided_twice
            refused.append(because(decision.cell, str(decision.take), _named(decision)))
            continue
        try:
            _refuse_filled(ledger, conflict, decision, filled)
            refused += _decide(ledger, conflict, decision, who, filled)
            decided.add(conflict.id)
        except _Refused as why:
            refused.append(why.finding.about(conflict.ref))
    refused += correct(ledger, corrections, who, filled)
    return ResolveResult(ledger.close(), tuple(ledger.entries), tuple(refused))


def _sorted_out(
    picks: Sequence[Decision | Correction], conflicts: Sequence[Conflict]
) -> tuple[list[Decision], list[Correction]]:
    """Separate decisions from corrections; a correction of a cell that waits becomes a decision."""
    decisions, corrections = list[Decision](), list[Correction]()
    for pick in expect_each("each decision", picks, Decision, Correction):
        if isinstance(pick, Decision):
            decisions.append(pick)
        elif waiting := waiting_on(pick, conflicts):
            decisions.append(Decision(waiting, "own", pick.value))
        else:
            corrections.append(pick)
    return decisions, corrections


def decide_by(
    ledger: Ledger, choose: Callable[[Conflict, DecisionContext], Choice | None], filled: Collection[CellKey]
) -> list[Finding]:
    """Ask a function about every open conflict and apply what it picks. Return the findings of picks that were refused.

    The function gets the conflict and its context, and returns the number of a claim, "keep", "both", or None to leave
    it open. Raises TypeError for any other answer.
    """
    tracker, plan, refused = ledger.tracker, ledger.draft.plan(), list[Finding]()
    for conflict in open_conflicts(tracker.meta.id, plan, (*tracker.log, *ledger.entries)):
        pick = choose(conflict, DecisionContext(plan, ledger.draft.action(conflict.ref), conflict.field or ""))
        if pick is None or conflict.field == REF or is_declaration(conflict.field):  # for the coordinator alone
            continue
        if pick not in ("keep", "both") and type(pick) is not int:
            raise TypeError(f'a policy returns a claim\'s number, "keep", "both" or None, not {pick!r}')
        decision = Decision(conflict.id, pick, reason="policy")
        try:
            _refuse_filled(ledger, conflict, decision, filled)
            refused += _decide(ledger, conflict, decision, "policy", filled)
        except _Refused as why:
            refused.append(why.finding.about(conflict.ref))
    return refused


def _refuse_filled(ledger: Ledger, conflict: Conflict, decision: Decision, filled: Collection[CellKey]) -> None:
    """Refuse a decision that would write into a cell filled by a formula. "Keep" writes nothing and passes."""
    name = conflict.field or ""
    targets = {"proposed_deadline": ("deadline", name)}.get(name, ("comments" if is_remark(name) else name,))
    if decision.take != "keep" and any((conflict.ref, target) in filled for target in targets):
        taken: Value = decision.own_value
        if isinstance(decision.take, int) and 0 < decision.take <= len(conflict.claims):
            taken = conflict.claims[decision.take - 1].value
        value = value_label(name, taken, catalogue()) or str(decision.take)
        raise _Refused(filled_by_formula(decision.cell, _cell(ledger, conflict), value, conflict.ref, conflict.field))


def _named(decision: Decision) -> str:
    return f"{decision.about} ({decision.conflict_id})" if decision.about else decision.conflict_id


def _cell(ledger: Ledger, conflict: Conflict) -> Named:
    """Return the conflict's cell as findings name it; of a proposed row, its ref."""
    return cell_label(ledger.tracker.plan, conflict.ref, conflict.field) if conflict.field else conflict.ref


def _turn(field: str | None) -> int:
    """Return when a decision is applied: sorts after single cells, then remarks, and last the moves of whole rows."""
    return 3 if field == REF else 2 if is_remark(field) else int(is_sort(field))


def _decide(
    ledger: Ledger, conflict: Conflict, decision: Decision, who: str, filled: Collection[CellKey]
) -> Sequence[Finding]:
    """Apply one decision; return a finding for each cell that a formula over several cells fills. Raises _Refused."""
    if decision.take != "keep" and isinstance(decision.take, int) and not 1 <= decision.take <= len(conflict.claims):
        raise _Refused(bad_take(decision.cell, _cell(ledger, conflict), str(decision.take), len(conflict.claims)))
    if conflict.claims[-1].recommendation is not None:
        decide_recommendation(ledger, conflict, decision.take != "keep", who, decision.reason)
        return ()
    if is_sort(conflict.field):
        if decision.take in ("both", "own"):
            raise _Refused(both_impossible(decision.cell, _cell(ledger, conflict)))
        return decide_sort(ledger, conflict, decision.take != "keep", decision.reason, who, filled)
    if decide := _decider(conflict.field):
        refusal = decide(ledger, conflict, decision.take, decision.own_value, decision.reason, who)
        if refusal is not None:
            raise _Refused(refusal(decision.cell, _cell(ledger, conflict), decision.own_value))
        return ()
    name = conflict.field or ""  # only rows have none
    now = ledger.draft.value(conflict.ref, name)
    if not ledger.draft.holds(conflict.ref) or not same(now, conflict.ours):
        raise _moved(ledger, conflict, decision, now, conflict.ours)
    after = _value(ledger, conflict, name, decision)
    if decision.take != "keep" and is_one_unit(conflict, after, decision.take):
        return make_one_unit(ledger, conflict, after, Claim(by=who, because=decision.reason), filled)
    _apply(ledger, conflict, name, after, decision, who)
    return ()


def _decider(field: str | None) -> Callable[..., Refusal | None] | None:
    """Return the function that decides on a row or a remark; None for a cell."""
    if field is None:
        return decide_rows
    return decide_move if field == REF else decide_remark if is_remark(field) else None


def _moved(ledger: Ledger, conflict: Conflict, decision: Decision, now: Value, ours: Value) -> _Refused:
    now, ours = (value_label(conflict.field, value, catalogue()) for value in (now, ours))
    return _Refused(ground_moved(decision.cell, _cell(ledger, conflict), now, ours, str(decision.take)))


def _value(ledger: Ledger, conflict: Conflict, name: str, decision: Decision) -> Value:
    """Return the value that was decided."""
    if decision.take == "keep":
        return conflict.ours
    if decision.take == "own":
        if not decision.own_value.strip():
            raise _Refused(own_value_empty(decision.cell, _cell(ledger, conflict)))
        try:
            return from_typed(name, decision.own_value, ledger.tracker.plan.fields)
        except ValueError as error:
            column = _cell(ledger, conflict)
            raise _Refused(bad_own_value(decision.cell, column, decision.own_value.strip())) from error
    if decision.take == "both":
        if rule_of(ledger.tracker.plan, conflict.ref, name) != "append":
            raise _Refused(both_impossible(decision.cell, _cell(ledger, conflict)))
        text = merged_text(conflict.ours, conflict.claims)
        if not fits(text):
            raise _Refused(bad_own_value(decision.cell, _cell(ledger, conflict), text[:40]))
        return text
    return conflict.claims[decision.take - 1].value


def _apply(ledger: Ledger, conflict: Conflict, name: str, after: Value, decision: Decision, who: str) -> None:
    """Set the cell, and log for each claim whether it was accepted."""
    cell = (conflict.ref, name)
    chosen = [claim for claim in conflict.claims if decision.take == "both" or claim.value == after]
    source = chosen[0] if chosen else Claim(by=who)
    if name == "proposed_deadline" and after is not None and decision.take != "keep":
        _grant(ledger, conflict, after, source, decision, who)
    elif decision.take != "keep":
        ledger.change(cell, after, "decided", source, who=who, reason=decision.reason)
        if conflict.reason == "verify" and after is Status.COMPLETED:
            verify(ledger, conflict.ref, source, who, decision.reason)
    for claim in conflict.claims:
        if claim not in chosen:
            ledger.note(cell, "rejected", claim, reason=_why_not(decision))
        elif claim is not source:
            ledger.note(cell, "agreed", claim, reason=decision.reason)


def _why_not(decision: Decision) -> str:
    """Return the reason for which a claim is left out, as typed or as a code."""
    return decision.reason or ("kept" if decision.take == "keep" else "decided")


def _grant(ledger: Ledger, conflict: Conflict, after: Value, source: Claim, decision: Decision, who: str) -> None:
    """Move the deadline to the proposed month, which also settles open claims on the deadline itself."""
    cell = (conflict.ref, "deadline")
    before, now = ledger.tracker.plan.by_ref[conflict.ref].deadline, ledger.draft.value(*cell)
    if now not in (before, after):
        raise _moved(ledger, conflict, decision, now, before)
    waiting = ledger.waiting(cell)
    ledger.change(cell, after, "decided", source, who=who, reason=decision.reason)
    for claim in waiting:
        ledger.note(cell, "agreed" if claim.value == after else "rejected", claim, reason="granted")
    proposal = (conflict.ref, "proposed_deadline")
    ledger.change(proposal, conflict.ours, "decided", source, who=who, reason=decision.reason or "granted")
