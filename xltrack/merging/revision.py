"""The next revision while it is being written: every change of a cell goes through here, so every one is logged."""

from __future__ import annotations

from datetime import datetime

from xltrack.merging.history import CellKey, as_claim, cells, commit, every_ref, open_claims, open_entries
from xltrack.merging.plan_editor import PlanDraft
from xltrack.model.plan import KeyAction
from xltrack.model.tracker import APPLIED, Claim, LogEntry, Outcome, Tracker


class Ledger:
    """A tracker, its plan as it is being changed, and the log entries so far."""

    def __init__(self, tracker: Tracker, when: datetime):
        self.tracker = tracker
        self.draft = PlanDraft(tracker.plan)
        self.entries: list[LogEntry] = []
        self._when = when
        self._cells = cells(tracker.log)
        self._known: dict[CellKey, dict[str, LogEntry]] = {}

    def waiting(self, cell: CellKey) -> tuple[Claim, ...]:
        """The claims on the cell that nobody has settled."""
        return tuple(map(as_claim, self._asked(cell)))

    def waits_for(self, cell: CellKey) -> set[str]:
        """The reasons for which those claims were asked."""
        return {entry.reason for entry in self._asked(cell)}

    def _asked(self, cell: CellKey) -> tuple[LogEntry, ...]:
        return open_claims(open_entries(self._cells.get(cell, ())))

    def dealt_with(self, cell: CellKey, digest: str) -> LogEntry | None:
        """What became of the cell's edit in the return of that key when it was merged before."""
        if cell not in self._known:
            self._known[cell] = {entry.digest: entry for entry in open_entries(self._cells.get(cell, ()))}
        return self._known[cell].get(digest)

    def set_by(self, cell: CellKey) -> Claim:
        """Who gave the cell the value it has; with no time when it is as imported."""
        found = (entry for entry in reversed(self._cells.get(cell, ())) if entry.outcome in APPLIED)
        entry = next(found, None)
        value = self.draft.value(*cell)
        if entry is None or entry.outcome == "undone":
            return Claim(by="", value=value)
        return Claim(by=entry.who, file=entry.file, when=entry.saved or entry.when, value=value)

    def refs(self) -> set[str]:
        """All refs ever given."""
        given = {entry.ref for entry in self.entries if entry.outcome == "added"}
        return given | set(every_ref(self.tracker))

    def change(
        self, cell: CellKey, after: str | None, outcome: Outcome, claim: Claim, *, who: str = "", reason: str = ""
    ) -> None:
        """Give the cell a value. Raises ValueError when the field cannot hold it."""
        ref, field = cell
        before = self.draft.value(ref, field)
        if field is not None and before != after:
            self.draft.set(ref, field, after)
        self._log(cell, outcome, claim, before, after, who, reason)

    def note(self, cell: CellKey, outcome: Outcome, claim: Claim, *, reason: str = "") -> None:
        """Say what became of a claim that leaves the cell as it is."""
        before = claim.base if outcome == "asked" else self.draft.value(*cell)
        self._log(cell, outcome, claim, before, claim.value, "", reason, claim.row if outcome == "asked" else None)

    def add(self, row: KeyAction, claim: Claim, *, who: str = "", reason: str = "") -> None:
        """Put a new row into the plan under its final ref."""
        self.draft.insert(row)
        self._log((row.ref, None), "added", claim, None, row.description, who, reason, row)

    def _log(
        self, cell: CellKey, outcome: Outcome, claim: Claim, before: str | None, after: str | None,
        who: str, reason: str, row: KeyAction | None = None,
    ) -> None:  # fmt: skip
        entry = LogEntry(
            revision=self.tracker.meta.revision + 1, when=self._when, who=who or claim.by, file=claim.file,
            ref=cell[0], field=cell[1], before=before, after=after, outcome=outcome, reason=reason,
            saved=claim.when, digest=claim.digest, row=row,
        )  # fmt: skip
        self.entries.append(entry)
        self._cells.setdefault(cell, []).append(entry)
        self._known.pop(cell, None)

    def close(self) -> Tracker:
        """The next revision; the tracker itself, the same object, when nothing was logged."""
        return commit(self.tracker, self.draft.plan(), self.entries) if self.entries else self.tracker
