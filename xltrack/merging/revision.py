"""The next revision while it is being written. Every change of a cell goes through here and is logged."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import datetime

from xltrack.merging.append_text import holds
from xltrack.merging.column_rules import rule_of
from xltrack.merging.history import commit, every_ref
from xltrack.merging.log_cells import CellKey, as_claim, cells, open_claims, open_entries
from xltrack.merging.moved_rows import in_present_rows, merged_ref, successors, unmarked
from xltrack.merging.plan_editor import PlanDraft
from xltrack.merging.removed_text import line_authors
from xltrack.merging.unit_names import names_of, present_log
from xltrack.model.compare import appended, comparable_value, same
from xltrack.model.fields import Value
from xltrack.model.plan import KeyAction, Recommendation
from xltrack.model.remark import is_remark
from xltrack.model.sorts import has_no_cell, is_sort
from xltrack.model.tracker import APPLIED, Claim, LogEntry, Move, Outcome, Tracker

_DECIDED: frozenset[Outcome] = frozenset(("decided", "rejected", "agreed"))
"""Outcomes of a waiting claim once the coordinator has decided."""

MoveKey = tuple[Hashable, ...]


def move_key(move: Move) -> MoveKey:
    """Return the form in which the moves of sorts are compared."""
    return move.ref, move.field, comparable_value(move.before), comparable_value(move.after)


class Ledger:
    """A tracker, its plan as it is being changed, and the log entries so far."""

    def __init__(self, tracker: Tracker, when: datetime):
        self.tracker = tracker
        self.draft = PlanDraft(tracker.plan)
        self.entries: list[LogEntry] = []
        self.when = when
        self.names = names_of(tracker)
        """The former names of units; entries of the log are read with the present names."""
        self.heirs = successors(tracker.log)
        """The present rows of actions that were moved or merged."""
        self._cells = cells(in_present_rows(present_log(tracker.log, self.names), self.heirs))
        self._known: dict[CellKey, dict[str, LogEntry]] = {}
        self._sorts = dict.fromkeys(cell for cell in self._cells if is_sort(cell[1]))
        self._moves: dict[int, Mapping[MoveKey, tuple[LogEntry, LogEntry]]] = {}

    def waiting(self, cell: CellKey) -> tuple[Claim, ...]:
        """Return the claims on the cell that nobody has settled."""
        return tuple(map(as_claim, self._asked(cell)))

    def waits_for(self, cell: CellKey) -> set[str]:
        """Return the reason codes for which claims on the cell wait."""
        return {entry.reason for entry in self._asked(cell)}

    def _asked(self, cell: CellKey) -> tuple[LogEntry, ...]:
        return open_claims(open_entries(self._cells.get(cell, ())))

    def dealt_with(self, cell: CellKey, digest: str) -> LogEntry | None:
        """Return the last log entry for the cell from the return with that digest; None if it was never merged.

        What a return said of an action before that was merged into another one counts for the other's cell.
        """
        if not merged_ref(digest):
            return self._last(cell, digest)
        rows = [cell[0], *(ref for ref, heir in self.heirs.items() if heir.merged and heir.ref == cell[0])]
        known = (self._last((ref, cell[1]), digest) for ref in rows)
        return next(filter(None, known), None) or self._last((merged_ref(digest), cell[1]), unmarked(digest))

    def _last(self, cell: CellKey, digest: str) -> LogEntry | None:
        if cell not in self._known:
            self._known[cell] = {entry.digest: entry for entry in open_entries(self._cells.get(cell, ()))}
        return self._known[cell].get(digest)

    def decided_before(self, cell: CellKey, claim: Claim, revision: int) -> LogEntry | None:
        """Return the coordinator's earlier decision on the same words of the same person; None if the question is new.

        A claim from a copy written after the decision (a later `revision`) is new, except in columns that always ask.
        """
        entries = open_entries(self._cells.get(cell, ()))
        always_asks = cell[1] is None or rule_of(self.tracker.plan, cell[0], cell[1]) == "ask"
        for at, entry in enumerate(entries):
            if entry.outcome == "asked" and entry.who == claim.by and _says(entry, claim):
                after = (later for later in entries[at + 1 :] if later.digest == entry.digest)
                decision = next((later for later in after if later.outcome in _DECIDED), None)
                if decision is not None and (always_asks or revision < decision.revision):
                    return decision
        return self._decided_in_a_sort(cell, claim, revision)

    def _decided_in_a_sort(self, cell: CellKey, claim: Claim, revision: int) -> LogEntry | None:
        """Return the decision on a sort of the same person that moved this value, as one on the cell."""
        if not self._sorts or cell[1] is None:
            return None
        move = Move.model_construct(ref=cell[0], field=cell[1], before=claim.base, after=claim.value)
        asked, decision = self.moves(revision).get(move_key(move), (None, None))
        if asked is None or decision is None or decision is asked or asked.who != claim.by:
            return None
        about = {"ref": cell[0], "field": cell[1], "before": claim.base, "after": claim.value}
        return decision.model_copy(update=about)

    def taken_before(self, cell: CellKey, claim: Claim, revision: int) -> LogEntry | None:
        """Return the entry that took the same words before, if they are that person's last and the cell has changed
        since.

        Files merged together have no order: all words of a person's last merge count as their last. A claim from a copy
        written later is new, as in `decided_before`. A decision of the coordinator is not that person's later edit.
        """
        if cell[1] is None:
            return None
        brought: dict[str, LogEntry] = {}
        for entry in open_entries(self._cells.get(cell, ())):
            if entry.who == claim.by and entry.outcome != "decided":
                brought.setdefault(entry.digest, entry)  # later ones of that file are decisions on it
        last = max((entry.revision for entry in brought.values()), default=0)
        taken = (one for one in brought.values() if one.revision == last and one.outcome in ("taken", "agreed"))
        again = (one for one in taken if same(one.after, claim.value) or _adds(one, claim))
        return next(again, None) if revision < last else None

    def set_by(self, cell: CellKey) -> Claim:
        """Return the author of the cell's present value as a claim, without a time if the value was imported."""
        entries = (entry for entry in reversed(self._cells.get(cell, ())) if entry.outcome in APPLIED)
        entry = next(entries, None)
        value = self.draft.value(*cell)
        if entry is None or entry.outcome == "undone":
            return Claim(by="", value=value)
        return Claim(by=entry.who, file=entry.file, when=entry.saved or entry.when, value=value)

    def remarks(self) -> Iterator[tuple[CellKey, Sequence[LogEntry]]]:
        """Yield the cell of each remark that was ever asked about, with its entries that count."""
        named = ((cell, open_entries(entries)) for cell, entries in self._cells.items() if is_remark(cell[1]))
        return ((cell, entries) for cell, entries in named if entries)

    def moves(self, revision: int) -> Mapping[MoveKey, tuple[LogEntry, LogEntry]]:
        """Map each value that a sort moved to the entry that asked about it and the one that decided it, or asked
        again.

        A claim from a copy written after the decision (a later `revision`) is new.
        """
        if revision in self._moves:
            return self._moves[revision]
        known = self._moves[revision] = dict[MoveKey, tuple[LogEntry, LogEntry]]()
        for entries in (open_entries(self._cells[cell]) for cell in self._sorts):
            for at, entry in enumerate(entries):
                if entry.outcome == "asked":
                    later = (one for one in entries[at + 1 :] if one.digest == entry.digest)
                    decision = next((one for one in later if one.outcome in _DECIDED), None)
                    if decision is None or revision < decision.revision:
                        known |= dict.fromkeys(map(move_key, entry.moves), (entry, decision or entry))
        return known

    def line_authors(self, cell: CellKey) -> Mapping[str, str]:
        """Map each line of the cell's text to its author, as far as the log knows."""
        return line_authors(self._cells.get(cell, ()))

    def refs(self) -> set[str]:
        """Return all refs ever given."""
        refs = {entry.ref for entry in self.entries if entry.outcome == "added"}
        return refs | set(every_ref(self.tracker))

    def change(
        self, cell: CellKey, after: Value, outcome: Outcome, claim: Claim, *, who: str = "", reason: str = ""
    ) -> None:
        """Give the cell a value. Raises ValueError when the field cannot hold it."""
        ref, field = cell
        before = self.draft.value(ref, field)
        if field is not None and before != after:
            self.draft.set(ref, field, after)
        self._log(cell, outcome, claim, before, after, who, reason)

    def edit(self, cell: CellKey, after: Value, claim: Claim, *, reason: str) -> None:
        """Give the cell a value officially. Claims on the cell keep waiting; a claim for this very value is agreed."""
        waiting = self._asked(cell)
        self.change(cell, after, "edited", claim, reason=reason)
        for asked in waiting:
            agreed = same(asked.after, after)
            self.note(cell, "agreed" if agreed else "asked", as_claim(asked), reason=reason if agreed else asked.reason)

    def note(self, cell: CellKey, outcome: Outcome, claim: Claim, *, reason: str = "") -> None:
        """Log the outcome of a claim that leaves the cell as it is."""
        before = claim.base if outcome == "asked" else self.draft.value(*cell)
        row = claim.row if outcome == "asked" else None
        self._log(cell, outcome, claim, before, claim.value, "", reason, row or claim.recommendation)

    def open_cells(self, ref: str) -> list[CellKey]:
        """Return the cells of an action on which a claim waits."""
        return [cell for cell in self._cells if cell[0] == ref and not has_no_cell(cell[1]) and self._asked(cell)]

    def withdraw(self, row: KeyAction, into: str, claim: Claim, *, reason: str) -> None:
        """Remove a row from the plan because the row `into` has its action now."""
        self.draft.remove(row.ref)
        self._log((row.ref, None), "edited", claim, row.description, into, "", reason, row)

    def add(self, row: KeyAction, claim: Claim, *, who: str = "", reason: str = "") -> None:
        """Put a new row into the plan under its final ref."""
        self.draft.insert(row)
        self._log((row.ref, None), "added", claim, None, row.description, who, reason, row)

    def add_recommendation(self, rec: Recommendation, claim: Claim, *, who: str = "", reason: str = "") -> None:
        """Put a new recommendation and its actions into the plan, each with an entry of its own."""
        self.draft.insert_recommendation(rec)
        alone = rec.model_copy(update={"actions": ()})
        self._log((rec.ref, None), "added", claim, None, rec.text, who, reason, alone)
        for action in rec.actions:
            self.add(action, claim, who=who, reason=reason)

    def _log(
        self, cell: CellKey, outcome: Outcome, claim: Claim, before: Value, after: Value,
        who: str, reason: str, row: KeyAction | Recommendation | None = None,
    ) -> None:  # fmt: skip
        entry = LogEntry(
            revision=self.tracker.meta.revision + 1, when=self.when, who=who or claim.by, file=claim.file,
            ref=cell[0], field=cell[1], before=before, after=after, outcome=outcome, reason=reason,
            saved=claim.when, digest=claim.digest, because=claim.because,
            row=row if isinstance(row, KeyAction) else None,
            recommendation=row if isinstance(row, Recommendation) else None,
            remark=claim.remark if outcome == "asked" else None, moves=claim.moves,
        )  # fmt: skip
        self.entries.append(entry)
        self._cells.setdefault(cell, []).append(entry)
        self._known.pop(cell, None)
        if is_sort(cell[1]):
            self._sorts[cell] = None
            self._moves.clear()

    def close(self) -> Tracker:
        """Return the next revision; the tracker itself, the same object, when nothing was logged."""
        return commit(self.tracker, self.draft.plan(), self.entries) if self.entries else self.tracker


def _says(entry: LogEntry, claim: Claim) -> bool:
    """Return whether a claim repeats an earlier one, reason and whole row included."""
    if entry.row is not None and claim.row is not None:
        return entry.row.model_copy(update={"ref": ""}) == claim.row.model_copy(update={"ref": ""})
    return same(entry.after, claim.value) and same(entry.because, claim.because)


def _adds(entry: LogEntry, claim: Claim) -> bool:
    """Return whether an entry added to a text what a claim adds to it."""
    texts = (entry.before, entry.after, claim.base, claim.value)
    if not all(isinstance(text, str | None) for text in texts):
        return False
    then, now = appended(entry.before or "", entry.after or ""), appended(claim.base or "", claim.value or "")
    return bool(then and now) and holds(then or "", now or "", claim.by)
