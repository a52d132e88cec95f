"""A master in a folder that OneDrive, Dropbox or Google Drive keeps alike on several machines."""

from __future__ import annotations

import errno
import json
import os
import shutil
import time
from pathlib import Path

import pytest

from tests.command_line import imported, returned, xltrack
from xltrack.errors import SaveError
from xltrack.storage import atomic as save
from xltrack.storage import master as saving
from xltrack.storage.atomic import atomic_write
from xltrack.storage.lock import host_mark, lock_path
from xltrack.workbook.read import read_workbook

DAY = ("--as-of", "2024-06-30")
COPIES = [
    "tracker (Aida's conflicted copy 2024-06-30).xlsx",  # Dropbox
    "tracker-LAPTOP7.xlsx",  # OneDrive
    "tracker (1).xlsx",  # Google Drive
]


@pytest.fixture
def tracker(tmp_path) -> Path:
    return imported(tmp_path)


@pytest.fixture
def back(tracker) -> Path:
    (tracker.parent / "in").mkdir()
    return returned(tracker, "in/back.xlsx", {("R1.A1", "evidence"): "Done"})


def _two_merged_at_once(tracker: Path, name: str) -> None:
    """Two merged on two machines: one state became the master, the other a copy beside it."""
    sent = tracker.read_bytes()
    mine, theirs = (returned(tracker, f"{ref}.xlsx", {(ref, "evidence"): "Begun"}) for ref in ("R1.A1", "R1.A2"))
    assert xltrack("merge", tracker, theirs, *DAY).code in (0, 1)
    tracker.rename(tracker.with_name(name))
    tracker.write_bytes(sent)
    assert xltrack("merge", tracker, mine, *DAY).code in (0, 1)


def _merged(tracker: Path) -> set[str]:
    return {ref for ref in ("R1.A1", "R1.A2") if read_workbook(tracker).current.by_ref[ref].evidence == "Begun"}


@pytest.mark.parametrize("name", COPIES)
def test_a_conflict_copy_that_holds_other_changes_is_named_with_what_to_do(tracker, name):
    _two_merged_at_once(tracker, name)
    told = xltrack("merge", tracker, tracker.with_name("R1.A1.xlsx"), *DAY)
    assert (told.code, name in told.out + told.err) == (1, True)
    assert xltrack("merge", tracker, tracker.with_name("R1.A2.xlsx"), *DAY).code in (0, 1)  # as the warning says
    assert _merged(tracker) == {"R1.A1", "R1.A2"}


@pytest.mark.parametrize("verb", [("resolve",), ("undo", "--dry-run"), ("distribute", "-o", "out", "--dry-run")])
def test_every_verb_that_changes_the_master_names_a_conflict_copy(tracker, verb):
    _two_merged_at_once(tracker, COPIES[1])
    told = xltrack(verb[0], tracker, *verb[1:], *DAY)
    assert (told.code, COPIES[1] in told.out + told.err) == (1, True)


def test_the_month_names_a_conflict_copy(tracker):
    _two_merged_at_once(tracker, COPIES[1])
    assert COPIES[1] in xltrack("month", tracker.parent, "--dry-run", *DAY).out


def test_an_older_copy_another_tracker_and_a_broken_file_beside_are_no_conflict_copies(tracker, back):
    shutil.copy(tracker, tracker.with_name("tracker (old).xlsx"))
    tracker.with_name("tracker-broken.xlsx").write_bytes(b"PK\x03\x04")
    assert xltrack("import", tracker, "-o", tracker.with_name("tracker-other.xlsx")).code in (0, 1)
    told = xltrack("merge", tracker, back, *DAY)
    assert [word for word in ("(old)", "-broken", "-other") if word in told.out + told.err] == []


def test_a_master_that_is_not_downloaded_yet_is_called_so_and_left_alone(tracker, back):
    """A placeholder: the name is there, the bytes are not."""
    tracker.write_bytes(b"")
    told = xltrack("merge", tracker, back, *DAY)
    assert (told.code, "wait until it is downloaded" in told.err) == (2, True)
    assert {path.name for path in tracker.parent.iterdir()} == {"tracker.xlsx", "in"}


def test_a_master_that_is_downloaded_in_part_is_refused_and_left_alone(tracker, back):
    half = tracker.read_bytes()[:9_000]
    tracker.write_bytes(half)
    assert xltrack("merge", tracker, back, *DAY).code == 2
    assert tracker.read_bytes() == half


@pytest.mark.parametrize("theirs", [b"", b"PK\x03\x04 theirs"], ids=["a placeholder", "another state"])
def test_a_master_that_a_sync_replaces_between_reading_and_saving_is_not_overwritten(
    tracker, back, monkeypatch, theirs
):
    write = save.write_beside

    def synced(target, content):
        if target == tracker:
            tracker.with_name("arriving").write_bytes(theirs)
            tracker.with_name("arriving").replace(tracker)
        return write(target, content)

    monkeypatch.setattr(saving, "write_beside", synced)
    told = xltrack("merge", tracker, back, *DAY)
    assert (told.code, "Run the same command again" in told.err) == (2, True)
    assert tracker.read_bytes() == theirs


@pytest.mark.parametrize("moment", [0, 1_000_000_000, 4_000_000_000])
def test_a_sync_that_only_touches_the_times_does_not_stop_a_save(tracker, back, monkeypatch, moment):
    write = save.write_beside

    def touched(target, content):
        os.utime(tracker, (moment, moment))
        return write(target, content)

    os.utime(tracker, (moment, moment))
    monkeypatch.setattr(saving, "write_beside", touched)
    assert xltrack("merge", tracker, back, *DAY).code in (0, 1)
    assert read_workbook(tracker).current.by_ref["R1.A1"].evidence == "Done"


def test_a_mark_of_excel_on_another_machine_is_respected_and_named(tracker, back):
    mark = tracker.with_name("~$tracker.xlsx")
    mark.write_bytes(b"\x04Aida" + b" " * 160)
    before = tracker.read_bytes()
    told = xltrack("merge", tracker, back, *DAY)
    assert (told.code, tracker.read_bytes()) == (2, before)
    assert "(Aida)" in told.err
    assert "delete ~$tracker.xlsx" in told.err


@pytest.mark.parametrize("age, holds", [(60, True), (3_700, False), (-60, True), (-3_700, False)])
def test_a_lock_from_another_machine_holds_for_an_hour_whatever_its_clock_says(tracker, back, age, holds):
    owner = {"host": "laptop7", "process": 1, "since": time.time() - age}
    lock_path(tracker).write_text(json.dumps(owner))
    told = xltrack("merge", tracker, back, *DAY)
    assert (told.code == 2) is holds
    assert ("on laptop7" in told.err) is holds
    assert lock_path(tracker).exists() is holds


@pytest.mark.parametrize("error, windows", [(errno.EACCES, True), (errno.EBUSY, False)])
def test_a_replacement_that_a_sync_refuses_once_is_tried_again(tracker, back, monkeypatch, error, windows):
    refused: list[Path] = []
    replace = Path.replace

    def once(self, target):
        if Path(target) == tracker and not refused:
            refused.append(target)
            raise OSError(error, os.strerror(error))
        return replace(self, target)

    for module in (save, saving):
        monkeypatch.setattr(module, "WINDOWS", windows)
    monkeypatch.setattr(save, "WAITS", (0.001,))
    monkeypatch.setattr(Path, "replace", once)
    assert xltrack("merge", tracker, back, *DAY).code in (0, 1)
    assert (len(refused), read_workbook(tracker).current.by_ref["R1.A1"].evidence) == (1, "Done")


@pytest.mark.parametrize("error, saved", [(errno.EPERM, True), (errno.ENOTSUP, True), (errno.EIO, False)])
def test_a_drive_without_file_modes_is_written_to_and_a_broken_one_is_not(tmp_path, monkeypatch, error, saved):
    def refuses(*_):
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(Path, "chmod", refuses)
    target = tmp_path / "out.xlsx"
    if saved:
        atomic_write(target, b"new")
        assert target.read_bytes() == b"new"
    else:
        with pytest.raises(SaveError):
            atomic_write(target, b"new")
    assert [path.name for path in tmp_path.iterdir()] == (["out.xlsx"] if saved else [])


def test_what_a_killed_run_left_in_a_folder_of_results_goes_with_the_next_one(tmp_path):
    ours = tmp_path / f".xltrack-{host_mark()}-{2**22 + 5}-abcdefgh.tmp"
    old = tmp_path / ".xltrack-0a0a0a-7-abcdefgh.tmp"  # synced from another machine, hours ago
    for litter in (ours, old):
        litter.write_bytes(b"x")
    os.utime(old, (1, 1))
    atomic_write(tmp_path / "june.html", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["june.html"]
