"""The whole life of a tracker at random: send, edit, sort, return twice, merge, decide, undo, crash.

The oracle is the plan: after every step the master's file says what the model says, every edit that came back is in
the plan, waits, or was told, and every earlier state can be had again.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from unittest import mock

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.edits import edit_cells, read, with_parts
from tests.mutate import _ROW, _renumbered
from tests.scripts import lost_edits
from tests.tables import tracker
from xltrack.errors import SaveError
from xltrack.merging.decisions import Decision, resolve
from xltrack.merging.history import plan_at, undo
from xltrack.merging.merge import merge
from xltrack.model.fields import none_if_empty
from xltrack.model.plan import Plan
from xltrack.model.remark import is_remark
from xltrack.model.submission import Submission
from xltrack.model.tracker import Tracker
from xltrack.workbook.read import read_bytes, read_workbook
from xltrack.workbook.update import update_workbook
from xltrack.workbook.write import workbook_bytes
from xltrack.xlsx.sheet_editor import NewCell

DAY = date(2024, 6, 30)
SHEET = "xl/worksheets/sheet2.xml"
SENT = tracker("""
    ref   | responsible | deadline | status        | comments
    R1.A1 | CO          | 2022/12  | initiated     | Begun
    R1.A2 | RO          | 2024/12  | not_initiated |
    R2.A1 | HQ          | 2025/06  | not_initiated | Waits
""")
REFS = st.sampled_from([action.ref for action in SENT.plan.actions])
EDITS = st.one_of(
    st.tuples(st.just("status"), st.sampled_from(["Completed", "Initiated", "Not Initiated", "No Longer Applicable"])),
    st.tuples(st.just("comments"), st.sampled_from(["Begun\nDone", "Waits\nStill", "Other", "=1+1", ""])),
    st.tuples(st.just("evidence"), st.sampled_from(["Report", "http://x.org"])),
    st.tuples(st.just("proposed_deadline"), st.sampled_from(["2026/01", "2026/02"])),
)


def typed(data: bytes, ref: str, field: str, text: str) -> bytes:
    """A copy with a text typed into the cell of that action."""
    place = read_bytes(data, "copy.xlsx").cells[ref, field]
    cell = NewCell("str", text)
    return with_parts(data, {SHEET: edit_cells(read(data, SHEET), {place.row: {place.column: cell}})})


def turned(data: bytes) -> bytes:
    """A copy whose actions were sorted the other way round, as Excel moves whole rows."""
    xml = read(data, SHEET)
    rows = [
        match for match in _ROW.finditer(xml) if re.search(rb'<c r="O\d+"[^>]*t="s"', match[0]) and int(match[1]) > 5
    ]
    numbers = [int(match[1]) for match in rows]
    body = b"".join(_renumbered(row[0], number) for row, number in zip(reversed(rows), numbers, strict=True))
    return with_parts(data, {SHEET: xml[: rows[0].start()] + body + xml[rows[-1].end() :]})


class Life(RuleBasedStateMachine):
    """A coordinator with a master in a folder, and staff with copies of any earlier state."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.master = Path(self.folder.name) / "master.xlsx"
        self.master.write_bytes(workbook_bytes(SENT, as_of=DAY))
        self.state: Tracker = SENT
        self.plans: dict[int, Plan] = {1: SENT.plan}
        self.copies: list[bytes] = [self.master.read_bytes()]
        self.heard: set[str] = set()
        self.clock = datetime(2024, 7, 1, tzinfo=UTC)

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.folder.cleanup()

    def _now(self) -> datetime:
        self.clock += timedelta(hours=1)
        return self.clock

    def _save(self, master: Submission, new: Tracker) -> None:
        update_workbook(self.master, master, new, as_of=DAY)
        if new != self.state:
            assert new.meta.revision == self.state.meta.revision + 1
            self.plans[new.meta.revision] = new.plan
        self.state = new

    @rule()
    def send(self) -> None:
        self.copies.append(self.master.read_bytes())

    @rule(at=st.integers(0, 9), ref=REFS, edit=EDITS)
    def edit(self, at: int, ref: str, edit: tuple[str, str]) -> None:
        at %= len(self.copies)
        self.copies[at] = typed(self.copies[at], ref, *edit)

    @rule(at=st.integers(0, 9), ref=REFS, text=st.sampled_from(["Six more months.", "Ask the ministry."]))
    def remark(self, at: int, ref: str, text: str) -> None:
        """Somebody writes beside the table, in the row of an action."""
        at %= len(self.copies)
        place = read_bytes(self.copies[at], "copy.xlsx").cells[ref, "uid"]
        edit = {place.row: {place.column + 6: NewCell("str", text)}}
        self.copies[at] = with_parts(self.copies[at], {SHEET: edit_cells(read(self.copies[at], SHEET), edit)})
        assert text in [one.text for one in read_bytes(self.copies[at], "copy.xlsx").remarks if one.ref == ref]

    @rule(at=st.integers(0, 9))
    def sort(self, at: int) -> None:
        at %= len(self.copies)
        before = read_bytes(self.copies[at], "copy.xlsx")
        self.copies[at] = turned(self.copies[at])
        assert read_bytes(self.copies[at], "copy.xlsx").current == before.current

    @rule(picked=st.lists(st.integers(0, 9), min_size=1, max_size=3), crash=st.booleans())
    def merge(self, picked: list[int], crash: bool) -> None:
        """Some copies come back, perhaps one of them twice; the run may fail at the last moment and be repeated."""
        returns = [read_bytes(self.copies[at % len(self.copies)], f"{at}.xlsx") for at in picked]
        master = read_workbook(self.master)
        result = merge(master, returns, when=self._now())
        for one in returns:
            # What a file brought when it first came was settled then; a person may have decided against it since.
            assert one.digest in self.heard or lost_edits(one, result) == []
        fresh = [one for one in returns if one.digest not in self.heard]
        self.heard |= {one.digest for one in returns}
        asked = {one.field for one in result.conflicts} | {entry.field for entry in result.tracker.log}
        assert {remark.field for one in returns for remark in one.remarks} <= asked
        if crash and result.tracker != self.state:
            before = self.master.read_bytes()
            try:
                with mock.patch("xltrack.storage.atomic.replace", side_effect=OSError(5, "Input/output error")):
                    update_workbook(self.master, master, result.tracker, as_of=DAY)
            except SaveError:
                assert self.master.read_bytes() == before
        self._save(master, result.tracker)
        again = merge(read_workbook(self.master), returns, when=self._now())
        assert (again.tracker, again.changes) == (self.state, ())
        resaved = [replace(one, digest=f"again {one.digest}") for one in fresh]
        known = {one.id for one in self.state.conflicts}
        assert {one.id for one in merge(read_workbook(self.master), resaved, when=self.clock).conflicts} <= known

    @precondition(lambda self: self.state.conflicts)
    @rule(at=st.integers(0, 9), take=st.sampled_from(["keep", "1"]))
    def decide(self, at: int, take: str) -> None:
        conflict = self.state.conflicts[at % len(self.state.conflicts)]
        pick = take if take == "keep" else int(take)
        result = resolve(self.state, [Decision(conflict.id, pick)], when=self._now())
        assert result.refused == ()
        if pick == 1 and is_remark(conflict.field):
            assert conflict.claims[0].value in result.tracker.plan.by_ref[conflict.ref].comments
        elif pick == 1 and conflict.field != "proposed_deadline":
            row = result.tracker.plan.by_ref[conflict.ref]
            assert none_if_empty(getattr(row, conflict.field)) == conflict.claims[0].value
        self._save(read_workbook(self.master), result.tracker)
        assert conflict.id not in {one.id for one in self.state.conflicts}

    @precondition(lambda self: self.state.meta.revision > 1)
    @rule(back=st.integers(1, 3))
    def undo(self, back: int) -> None:
        to = max(1, self.state.meta.revision - back)
        result = undo(self.state, to, when=self._now())
        assert (result.refused, result.tracker.plan) == ((), self.plans[to])
        self._save(read_workbook(self.master), result.tracker)

    @invariant()
    def the_file_says_what_the_model_says(self) -> None:
        if hasattr(self, "master"):
            read = read_workbook(self.master)
            assert (read.base, read.current) == (self.state, self.state.plan)
            assert [finding for finding in read.findings if finding.is_error] == []
            assert {path.name for path in self.master.parent.iterdir()} <= {"master.xlsx", "backup"}

    @invariant()
    def every_earlier_state_can_be_had_again(self) -> None:
        for revision, plan in getattr(self, "plans", {}).items():
            assert plan_at(self.state, revision) == plan


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
)
