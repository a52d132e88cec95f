"""The coordinator's tracker workbook, opened: what the command line, the page and a notebook do with it.

master = Master.open(Path("tracker.xlsx"))
result = master.merge(master.read_returns([Path("returned")]).submissions, when=now)
master.save(as_of=now.date())
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Self

from xltrack.findings import Finding
from xltrack.grid.limits import DEFAULT_LIMITS, OWN_LIMITS, Limits
from xltrack.grid.named_path import path_of
from xltrack.model.correspondence import SentCopy
from xltrack.model.expected import expect, expect_each
from xltrack.model.own_fields import OwnField
from xltrack.model.plan import Plan
from xltrack.model.submission import Submission
from xltrack.model.tracker import LogEntry, Tracker
from xltrack.storage.master import MasterFile, MasterStorage
from xltrack.workbook.read import read_bytes
from xltrack.workflows.opened_master import OpenedMaster, opened_master
from xltrack.workflows.resolution import Changed, Resolution
from xltrack.workflows.settings import Settings

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from xltrack.merging.corrections import Correction
    from xltrack.merging.decisions import Decision
    from xltrack.merging.history import UndoResult
    from xltrack.merging.merge_result import MergeResult
    from xltrack.merging.policy import Policy
    from xltrack.merging.undo_scope import UndoScope
    from xltrack.summary.activity import Since
    from xltrack.summary.figures import Summary
    from xltrack.workbook.sensitivity import SensitivityLabel
    from xltrack.workflows.return_files import FileInMemory, Returns


class Master:
    """A tracker workbook with its settings, and the state that its next save will write.

    `merge`, `resolve` and `undo` change `tracker`, any number of times, in memory; only `save` writes. Every step
    takes the edits that somebody made in the workbook's sheets into account, as `merge` does.
    """

    def __init__(
        self,
        storage: MasterStorage,
        opened: OpenedMaster,
        limits: Limits = OWN_LIMITS,
        return_limits: Limits = DEFAULT_LIMITS,
    ):
        """Prefer `Master.open`."""
        self.storage = storage
        self.sheets, self.settings, self._cache = opened
        self.limits = limits
        """The workbook as it was read or last saved: its base, and what its sheets say."""
        self.save_findings: tuple[Finding, ...] = ()
        """Findings of the last save: repairs, and parts of the office's own that followed the last action."""
        self._state = self.sheets
        self._adopted: dict[str, str] = {}
        self._return_limits = return_limits

    def __repr__(self) -> str:
        return f"<Master {self.storage.place!r}: {self.tracker!r}>"

    def _repr_html_(self) -> str:
        return self.tracker._repr_html_()

    @classmethod
    def open(
        cls,
        source: Path | str | MasterStorage,
        *,
        settings: Settings | None = None,
        limits: Limits = OWN_LIMITS,
        return_limits: Limits = DEFAULT_LIMITS,
    ) -> Self:
        """Read the tracker at a path, or from a storage: `MasterInMemory(name, data)` keeps its bytes.

        `settings` are those of xltrack.toml beside the file, the defaults for any other storage. `limits` are for the
        tracker, `return_limits` for what comes back, which may always be as large as the tracker. Raises BaseMissing
        for a workbook without its hidden base, MergeError for a copy that was sent to somebody, and as `read_workbook`.
        """
        expect("settings", settings, Settings, NoneType)
        expect("return_limits", return_limits, Limits)
        storage = source if isinstance(source, MasterStorage) else MasterFile(source)
        return cls(storage, opened_master(storage, settings, limits), limits, return_limits)

    @property
    def tracker(self) -> Tracker:
        """The state that `save` writes."""
        assert self._state.base is not None  # or `open` has refused it
        return self._state.base

    @property
    def plan(self) -> Plan:
        """The plan as it is now, with edits in the sheets that were not merged yet."""
        return self._state.current

    @property
    def by(self) -> str:
        """The person who saved the workbook last."""
        return self.sheets.by

    @property
    def changed(self) -> bool:
        """Whether `save` would write anything new into the plan, the log or the records."""
        return self.tracker != self.sheets.base

    @property
    def copies_beside(self) -> tuple[Finding, ...]:
        """A warning for each copy that a sync program left beside the file."""
        from xltrack.workflows.sync_copies import copies_beside

        return copies_beside(self.storage.path, self.sheets) if isinstance(self.storage, MasterFile) else ()

    def policy(self, options: Mapping[str, object] | None = None) -> Policy:
        """Return the merge policy of the settings, with what `options` name in their place. Raises SettingsError."""
        from xltrack.merging.policy import Policy

        expect("options", options, Mapping, NoneType)
        return Policy.from_settings({**self.settings.merge, **(options or {})})

    def read_returns(
        self,
        sources: Path | str | FileInMemory | Sequence[Path | str | FileInMemory],
        *,
        base: Tracker | None = None,
        executor: Executor | None = None,
        progress: Callable[[int, int], None] = lambda done, of: None,
    ) -> Returns:
        """Read everything that came back: files, folders and zip files on disk, or files in memory.

        See `read_returns`. A file that cannot be read is in `unreadable` and costs no other.
        """
        from xltrack.workflows.returns import read_returns

        own = self.storage.path if isinstance(self.storage, MasterFile) else None
        limits = self._return_limits.for_actions(len(self.plan.actions))
        cache, self._cache = self._cache, None  # the cache of these files is dropped with this call
        return read_returns(
            sources, master=own, base=base, known=self.tracker, limits=limits, cache=cache,
            executor=executor, progress=progress,
        )  # fmt: skip

    def merge(self, returns: Sequence[Submission] = (), *, when: datetime, policy: Policy | None = None) -> MergeResult:
        """Merge returns into the tracker and record who answered; without any, log the edits made in the sheets.

        `policy` is that of the settings if none is given. See `merge`.
        """
        from xltrack.merging.merge import merge

        result = merge(self._state, returns, when=when, policy=policy or self.policy())
        self._adopted |= result.adopted
        self._advance(result.tracker)
        return result

    def sensitivity_label(self) -> SensitivityLabel:
        """Read the label that the office's Microsoft 365 gave the workbook; copies carry it, too."""
        from xltrack.workbook.sensitivity import read_label

        return read_label(self.storage.read(self.limits), self.storage.name, self.limits)

    def picks(self) -> tuple[tuple[Decision, ...], tuple[Finding, ...]]:
        """Read the picks on the workbook's Decisions sheet, and a finding for each that cannot be understood."""
        from xltrack.workbook.log_and_decisions import read_decisions_in

        return read_decisions_in(self.storage.read(self.limits), self.storage.name, limits=self.limits)

    def resolve(
        self, decisions: Iterable[Decision | Correction] = (), *, when: datetime, who: str = "", from_sheet: bool = True
    ) -> Resolution:
        """Apply the picks on the Decisions sheet (unless `from_sheet` is False) and further decisions.

        Edits made in the sheets are logged first: on a cell that waits, such an edit is the decision. `who` decides,
        for the log; by default the person who saved the workbook last.
        """
        from xltrack.merging.added_fields import with_declarations
        from xltrack.merging.corrections import Correction
        from xltrack.merging.decisions import Decision, resolve
        from xltrack.workflows.added_columns import accepted_fields, with_values_of

        expect("from_sheet", from_sheet, bool)
        decisions = expect_each("each decision", decisions, Decision, Correction)
        by_hand = self.merge(when=when)
        picked, unread = self.picks() if from_sheet else ((), ())
        picks = (*picked, *decisions)
        fields = accepted_fields(self.sheets, self.tracker, picks)
        self._advance(with_declarations(self.tracker, fields))
        result = resolve(self.tracker, picks, when=when, who=who or self.by, filled=self.sheets.filled)
        self._advance(result.tracker)
        values: tuple[LogEntry, ...] = ()
        if fields:
            self.sheets = self._read_with(fields)
            self._state, values = with_values_of(self._state, self.sheets, fields, when)
        return Resolution(by_hand.changes, (*result.applied, *values), (*unread, *result.refused), self.tracker, fields)

    def _read_with(self, fields: Sequence[OwnField]) -> Submission:
        data = self.storage.read(self.limits)
        return read_bytes(data, self.storage.name, limits=self.limits, fields=fields, is_master=True)

    def undo(
        self, to: int | None = None, *, when: datetime, who: str = "", scope: UndoScope | None = None
    ) -> UndoResult:
        """Take back the last revision, all since revision `to`, or a `scope`. See `undo`. Raises MergeError."""
        from xltrack.merging.history import undo
        from xltrack.merging.undo_scope import UndoScope
        from xltrack.model.compare import apply, diff

        expect("scope", scope, UndoScope, NoneType)
        before, only, filled = self.tracker.plan, scope.cells if scope else None, self.sheets.filled
        result = undo(self.tracker, to, when=when, who=who or self.by, current=self.plan, filled=filled, only=only)
        after = result.tracker.plan
        kept = [edit for edit in diff(before, self.plan) if edit.kind != "added" and edit.ref in after.by_ref]
        self._state = replace(self._state, base=result.tracker, current=apply(after, kept))
        return result

    def change(self, step: Callable[[Tracker], Changed], *, when: datetime) -> Changed:
        """Log the edits in the sheets, then go on with the tracker in what a step of the core returns."""
        self.merge(when=when)
        result = step(self.tracker)
        self._advance(result.tracker)
        return result

    def history(self, ref: str | None = None) -> tuple[LogEntry, ...]:
        """Return the log, oldest first; with a ref, the life of one action. Raises MergeError for an unknown ref."""
        from xltrack.merging.history import life

        return self.tracker.log if ref is None else life(self.tracker, ref)

    def plan_at(self, at: int | date) -> Plan:
        """Return the plan of a revision, or at the end of a day. Raises MergeError."""
        from xltrack.merging.history import plan_at

        return plan_at(self.tracker, at)

    def summary(
        self, as_of: date, since: Since = None, findings: Sequence[Finding] = (), folder: Path | str | None = None
    ) -> Summary:
        """Summarize the tracker with its sheets' edits; published figures stay. `findings` are those of the returns.

        `folder` has the folders of earlier months; by default it is the tracker's own folder.
        """
        from xltrack.workflows.summary_sources import SummarySources, summary_sources

        folder = None if folder is None else path_of("folder", folder)
        findings = expect_each("each finding", findings, Finding)
        tracker, sources = summary_sources(self._state, as_of)
        if folder is None and isinstance(self.storage, MasterFile):
            folder = self.storage.path.parent
        return SummarySources([tracker], [*sources, *findings], folder=folder).summary(as_of, since)

    def declare(self, fields: Sequence[OwnField], *, when: datetime, who: str = "") -> tuple[LogEntry, ...]:
        """Add own fields; take and log the values of columns with their names. Raises like `Master.open`."""
        from xltrack.merging.declare import logged

        fields, former = expect_each("each field", fields, OwnField), self.tracker.plan.fields
        expect("who", who, str)
        self.sheets = self._state = read = self._read_with(fields)
        result = self.merge(when=when)
        assert read.base is not None  # or `open` has refused it
        self._advance(logged(read.base, result.tracker, fields, when=when, who=who or self.by, former=former))
        return result.changes

    def record_sent(self, copies: Iterable[SentCopy]) -> None:
        """Record copies that were written for units or persons."""
        sent = (*self.tracker.sent, *expect_each("each copy", copies, SentCopy))
        self._advance(self.tracker.model_copy(update={"sent": sent}))

    def save(self, *, as_of: date, output: Path | str | None = None) -> bool:
        """Write the state into the workbook, keeping all that is not ours; return False if nothing had to change.

        The workbook's results are computed for the day `as_of`. With `output`, the new workbook is written there, and
        this master stays as it was read. Raises SaveError when somebody else has saved it since, or has it open;
        WorkbookError when it cannot be updated. The old workbook is then untouched.
        """
        from xltrack.workbook.update import save_tracker  # most of what is loaded is for one verb only

        path = None if output is None else path_of("output", output)
        saved = save_tracker(
            self.storage, self.sheets, self.tracker, as_of=as_of, output=path, adopted=self._adopted, limits=self.limits
        )
        self.save_findings = saved.findings if saved is not None else ()
        if saved is not None and output is None:
            self.sheets = self._state = saved.state
            self._adopted = {}
        return saved is not None

    def _advance(self, tracker: Tracker) -> None:
        """Continue with a state that has the edits of the sheets in its log."""
        self._state = self._state.dealt_with(tracker)
