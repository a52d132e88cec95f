"""A tracker workbook is opened, merged into, decided, taken back and saved alike as a file and as bytes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.command_line import imported, returned, xltrack
from xltrack import Decision, read_workbook
from xltrack.errors import MergeError, SaveError
from xltrack.storage.master import MasterInMemory
from xltrack.workflows.master import Master
from xltrack.workflows.return_files import FileInMemory

DAY = date(2024, 6, 30)
NOW = datetime(2024, 7, 1, 9, 0, tzinfo=UTC)
LATER = datetime(2024, 7, 2, 9, 0, tzinfo=UTC)
ONE = {("R1.A3", "evidence"): "Minutes of 12 June", ("R3.A2", "status"): "Initiated"}
TWO = {("R3.A2", "status"): "Completed", ("R3.A2", "evidence"): "Report of 3 June", ("R1.A1", "evidence"): "Minutes"}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A tracker and two returns of it, written once."""
    folder = tmp_path_factory.mktemp("round")
    tracker = imported(folder)
    return tracker, returned(tracker, "one.xlsx", ONE), returned(tracker, "two.xlsx", TWO)


@pytest.fixture(params=["file", "memory"])
def opened(request, files, tmp_path):
    """The master in a file of its own or in memory, its returns likewise, and how to open it anew."""
    tracker, *sent = files
    if request.param == "memory":
        storage = MasterInMemory(tracker.name, tracker.read_bytes())
        sources = [FileInMemory(path.name, path.read_bytes()) for path in sent]
        return Master.open(storage), sources, lambda: Master.open(storage)
    own = tmp_path / tracker.name
    own.write_bytes(tracker.read_bytes())
    return Master.open(own), sent, lambda: Master.open(own)


def test_a_merge_a_decision_and_an_undo_are_saved_together(opened):
    master, sources, again = opened
    imported_plan = master.plan
    result = master.merge(master.read_returns(sources).submissions, when=NOW)
    assert [(conflict.ref, conflict.field) for conflict in result.conflicts] == [("R3.A2", "status")]
    picked = next(at for at, claim in enumerate(result.conflicts[0].claims, 1) if claim.value == "completed")
    resolution = master.resolve([Decision(result.conflicts[0].id, picked)], when=LATER, who="Dana")
    assert (resolution.still_open, resolution.findings) == ((), ())
    assert again().tracker.meta.revision == 1
    assert master.save(as_of=DAY)
    saved = again()
    assert saved.tracker == master.tracker
    assert saved.plan.by_ref["R3.A2"].status == "completed"
    assert [entry.who for entry in saved.history("R3.A2") if entry.outcome == "decided"] == ["Dana"]
    assert saved.plan_at(1) == imported_plan
    undone = saved.undo(1, when=LATER)
    assert len(undone.restored) == 4
    assert saved.plan == imported_plan
    assert saved.save(as_of=DAY)
    assert again().plan == imported_plan


def test_a_master_goes_on_after_it_was_saved(opened):
    master, sources, again = opened
    for at, source in enumerate(sources, 2):
        master.merge(master.read_returns([source]).submissions, when=NOW)
        assert master.save(as_of=DAY)
        assert again().tracker.meta.revision == at
    assert not master.merge(master.read_returns(sources).submissions, when=LATER).changes
    assert not master.save(as_of=DAY)


def test_a_summary_counts_what_was_merged_but_not_saved(opened):
    master, sources, _ = opened
    before = master.summary(DAY).counts
    master.merge(master.read_returns(sources).submissions, when=NOW)
    picked = master.tracker.conflicts[0]
    master.resolve([Decision(picked.id, [claim.value for claim in picked.claims].index("completed") + 1)], when=NOW)
    assert master.summary(DAY).counts.open == before.open - 1


def test_two_masters_of_one_tracker_never_overwrite_each_other(files, tmp_path):
    storage = MasterInMemory("tracker.xlsx", files[0].read_bytes())
    path = tmp_path / "tracker.xlsx"
    path.write_bytes(storage.data)
    for source in (storage, path):
        first, second = Master.open(source), Master.open(source)
        for master, sent in ((first, files[1]), (second, files[2])):
            master.merge(master.read_returns([sent]).submissions, when=NOW)
        assert first.save(as_of=DAY)
        with pytest.raises(SaveError) as refused:
            second.save(as_of=DAY)
        assert refused.value.code == "save_changed"
        assert Master.open(source).tracker == first.tracker


def test_edits_by_hand_survive_an_undo(files, tmp_path):
    path = tmp_path / "tracker.xlsx"
    path.write_bytes(files[0].read_bytes())
    assert xltrack("merge", path, files[1], files[2], "--as-of", DAY).code == 1
    edited = returned(path, "edited.xlsx", {("R1.A1", "evidence"): "By hand", ("R2.A1", "comments"): "Mine"})
    master = Master.open(edited)
    undone = master.undo(1, when=NOW)
    assert [finding.code for finding in undone.refused] == ["changed_since"]
    assert (master.plan.by_ref["R1.A1"].evidence, master.plan.by_ref["R2.A1"].comments) == ("By hand", "Mine")
    assert {(entry.ref, entry.field) for entry in master.merge(when=LATER).changes} == {
        ("R1.A1", "evidence"), ("R2.A1", "comments"),
    }  # fmt: skip
    assert master.save(as_of=DAY)
    assert Master.open(edited).plan == master.plan


def test_files_in_memory_are_read_as_those_on_a_disk(files):
    master = Master.open(files[0])
    packed = BytesIO()
    with ZipFile(packed, "w") as package:
        for path in files[1:]:
            package.write(path, f"some/folder/{path.name}")
    here = [
        FileInMemory("all.ZIP", packed.getvalue()),
        FileInMemory("photo.jpg", b"\xff\xd8"),
        FileInMemory("empty.xlsx", b""),
        FileInMemory("broken.zip", b"PK"),
        FileInMemory("notes.xlsx", b"nothing"),
    ]
    returns = master.read_returns(here)
    assert [one.file for one in returns.submissions] == ["all.ZIP: one.xlsx", "all.ZIP: two.xlsx"]
    assert [one.current for one in returns.submissions] == [read_workbook(path).current for path in files[1:]]
    assert [finding.found for finding in returns.findings] == ["photo.jpg"]
    assert len(returns.unreadable) == 3
    assert all(any(name in str(text) for text in returns.unreadable) for name in ("empty.xlsx", "broken.zip", "notes"))


def test_a_copy_that_was_sent_is_no_master(files, tmp_path):
    assert xltrack("distribute", files[0], "-o", tmp_path, "--as-of", DAY).code == 0
    copy = next(tmp_path.glob("*.xlsx"))
    with pytest.raises(MergeError) as refused:
        Master.open(copy)
    assert refused.value.code == "copy_as_master"


def test_merging_in_python_records_who_answered(files, tmp_path):
    tracker = tmp_path / "tracker.xlsx"
    tracker.write_bytes(files[0].read_bytes())
    assert xltrack("distribute", tracker, "-o", tmp_path / "out", "--as-of", DAY).code == 0
    copies = sorted((tmp_path / "out").glob("*.xlsx"))
    master = Master.open(tracker)
    result = master.merge(master.read_returns(copies[:1]).submissions, when=datetime.now(UTC))
    assert result.account.receipts[0].state == "nothing_new"
    assert result.account.receipts[0].to not in result.account.silent
    assert len(result.account.silent) == len(copies) - 1
    assert master.save(as_of=DAY)
    rows = {row["to"]: row["state"] for row in xltrack("status", tracker, "--as-of", DAY, "--json").json["copies"]}
    assert [to for to, state in rows.items() if state == "merged"] == [result.account.receipts[0].to]


def test_a_path_with_settings_beside_it_is_merged_by_them(files, tmp_path):
    tracker = tmp_path / "tracker.xlsx"
    tracker.write_bytes(files[0].read_bytes())
    (tmp_path / "xltrack.toml").write_text('[merge]\nprefer = "latest"\n', encoding="utf-8")
    assert Master.open(tracker).policy().prefer == "latest"
    assert Master.open(tracker).policy({"prefer": "unit-owner"}).prefer == "unit-owner"
    assert Master.open(MasterInMemory("tracker.xlsx", Path(tracker).read_bytes())).policy().prefer is None
