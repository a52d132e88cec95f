"""Whatever ends a run, and whenever: the old or the new master is there, whole, and the truth was told.

A few points of each kind; `python -m tests.crashes` tries every file call and 200 kills.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

pytest.importorskip("resource", reason="forks and kills as POSIX does")

from tests.command_line import xltrack
from tests.crashes import Scene, at_call, calls_of, disk_of, outcome, pair, run, scene
from tests.paths import opened, others_may_read
from xltrack.storage import atomic as save
from xltrack.storage import master as saving
from xltrack.storage.lock import host_mark, lock_path
from xltrack.workbook.read import read_workbook


@pytest.fixture(scope="module", params=["merge", "resolve", "undo"])
def one(request, tmp_path_factory) -> Scene:
    return scene(request.param, tmp_path_factory.mktemp("scene") / request.param)


@pytest.fixture(scope="module")
def merging(tmp_path_factory) -> Scene:
    return scene("merge", tmp_path_factory.mktemp("scene") / "merge")


@pytest.fixture(scope="module")
def points(merging, tmp_path_factory) -> int:
    return calls_of(merging, tmp_path_factory.mktemp("count"))


def test_a_fault_at_a_file_call_of_any_verb_leaves_the_old_or_the_new_master(one, tmp_path):
    for at, kind in [(12, "EIO"), (30, "EACCES"), (38, "kill"), (46, "ENOSPC"), (52, "kill")]:
        folder = tmp_path / f"{kind}{at}"
        one.copy(folder)
        assert outcome(one, folder, run(folder, one.arguments, at_call(at, kind))) == []


def test_the_last_file_calls_of_a_save_cannot_turn_success_into_failure(merging, points, tmp_path):
    """Found by injection: what fails after the new master is in place (tidying up) was told as a failed save."""
    for at in range(points - 4, points + 1):
        folder = tmp_path / str(at)
        merging.copy(folder)
        assert outcome(merging, folder, run(folder, merging.arguments, at_call(at, "EIO")), whole_only=True) == []


def test_what_a_kill_leaves_in_the_backup_folder_is_swept(merging, tmp_path):
    """Found by injection: only the master's own folder was swept."""
    master = merging.copy(tmp_path / "left")
    (master.parent / "backup").mkdir()
    litter = master.parent / "backup" / f".xltrack-{host_mark()}-{2**22 + 5}-abcdefgh.tmp"
    litter.write_bytes(b"x")
    assert run(master.parent, merging.arguments).code in (0, 1)
    assert not litter.exists()


def test_a_stale_lock_goes_even_when_the_next_run_has_nothing_to_save(merging, tmp_path):
    """Found by injection: a kill after the last file call left the lock, and a merge without news left it there."""
    master = merging.copy(tmp_path / "left")
    assert run(master.parent, merging.arguments).code in (0, 1)
    lock_path(master).write_text('{"host": "elsewhere", "process": 1, "since": 1}')
    assert run(master.parent, merging.arguments).code in (0, 1)
    assert not lock_path(master).exists()


@pytest.mark.parametrize("size", [0, 5_000, 20_000])
def test_a_disk_that_fills_while_the_master_is_written_leaves_the_old_one(merging, tmp_path, size):
    master = merging.copy(tmp_path / "full")
    ended = run(master.parent, merging.arguments, disk_of(size))
    assert (ended.code, read_workbook(master).current) == (2, merging.old)
    assert outcome(merging, master.parent, ended) == []


@pytest.mark.parametrize("sign, code", [(signal.SIGKILL, -9), (signal.SIGINT, 130)])
def test_a_run_that_is_ended_at_any_moment_leaves_a_whole_master(merging, tmp_path, sign, code):
    codes = set()
    for at in range(8):
        folder = tmp_path / str(at)
        merging.copy(folder)
        ended = run(folder, merging.arguments, after=0.01 + at * 0.02, sign=sign)
        assert outcome(merging, folder, ended, whole_only=at % 3 != 0) == []
        codes.add(ended.code)
        assert sign == signal.SIGKILL or ended.code != 130 or ended.said.endswith("nothing was left half-written.\n")
    assert code in codes


def test_of_two_coordinators_who_merge_at_once_neither_loses_anything(merging, tmp_path):
    for at in range(3):
        assert pair(merging, tmp_path / str(at))[0] == []


def _held(monkeypatch, times: int, part: str) -> list[Path]:
    """Windows' answer while another program holds a file whose name holds `part`."""
    held: list[Path] = []
    replace = Path.replace

    def busy(self: Path, target: Path) -> Path:
        if part in Path(target).name and len(held) < times:
            held.append(Path(target))
            raise PermissionError(13, "The process cannot access the file because it is being used by another process")
        return replace(self, target)

    for module in (save, saving):
        monkeypatch.setattr(module, "WINDOWS", True)
    monkeypatch.setattr(save, "WAITS", (0.001,) * 4)
    monkeypatch.setattr(Path, "replace", busy)
    return held


def test_a_master_that_is_held_three_times_is_replaced_at_the_fourth(merging, tmp_path, monkeypatch):
    master = merging.copy(tmp_path / "held")
    held = _held(monkeypatch, 3, "master.xlsx")
    assert xltrack("merge", master, master.with_name("one.xlsx"), "--as-of", "2024-06-30").code in (0, 1)
    assert (len(held), read_workbook(master).current) == (3, merging.new)


def test_a_master_that_is_always_held_is_saved_beside_and_said_so(merging, tmp_path, monkeypatch):
    master = merging.copy(tmp_path / "held")
    _held(monkeypatch, 10**6, "master.xlsx")
    told = xltrack("merge", master, master.with_name("one.xlsx"), "--as-of", "2024-06-30")
    assert (told.code, "master (new).xlsx" in told.err) == (2, True)
    assert read_workbook(master).current == merging.old
    assert read_workbook(master.with_name("master (new).xlsx")).current == merging.new


def test_a_backup_that_is_always_held_stops_the_save_before_the_master(merging, tmp_path, monkeypatch):
    master = merging.copy(tmp_path / "held")
    _held(monkeypatch, 10**6, "master.2")
    told = xltrack("merge", master, master.with_name("one.xlsx"), "--as-of", "2024-06-30")
    assert (told.code, read_workbook(master).current) == (2, merging.old)
    assert {path.name for path in master.parent.iterdir()} == {"master.xlsx", "one.xlsx", "two.xlsx", "backup"}


def test_a_lock_that_cannot_be_removed_does_not_hide_the_success(merging, tmp_path, monkeypatch):
    master = merging.copy(tmp_path / "held")
    unlink = Path.unlink

    def held(self: Path, missing_ok: bool = False) -> None:
        if self == lock_path(master):
            raise PermissionError(13, "held")
        unlink(self, missing_ok)

    monkeypatch.setattr(Path, "unlink", held)
    assert xltrack("merge", master, master.with_name("one.xlsx"), "--as-of", "2024-06-30").code in (0, 1)
    assert read_workbook(master).current == merging.new


needs_others = pytest.mark.skipif(
    os.geteuid() != 0 or not others_may_read(),
    reason="only root can become somebody else, who must be able to read xltrack",
)


def _as_nobody() -> None:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)


@needs_others
@pytest.mark.parametrize(
    "of_folder, of_master, done", [(0o777, 0o666, True), (0o777, 0o644, False), (0o755, 0o666, False)]
)
def test_a_normal_user_saves_only_what_the_modes_allow(merging, tmp_path, of_folder, of_master, done):
    tmp_path.chmod(0o755)
    for parent in opened(tmp_path):
        parent.chmod(0o755)
    master = merging.copy(tmp_path / "shared")
    master.chmod(of_master)
    master.parent.chmod(of_folder)
    before = master.stat().st_mode
    ended = run(master.parent, merging.arguments, _as_nobody)
    assert (ended.code in (0, 1)) is done, ended.said
    assert "Traceback" not in ended.said
    assert read_workbook(master).current == (merging.new if done else merging.old)
    assert master.stat().st_mode == before
    assert not list(master.parent.glob(".xltrack*"))


@needs_others
@pytest.mark.parametrize(
    "verb", [("month", ".", "--tracker", "master.xlsx", "--yes"), ("merge", "master.xlsx", "returned")]
)
def test_a_folder_of_returns_that_may_not_be_looked_into_is_not_an_empty_one(tmp_path, verb):
    made = scene("month", tmp_path / "made")
    for folder in (tmp_path, *opened(tmp_path)):
        folder.chmod(0o755)
    for path in (made.folder, *made.folder.iterdir()):
        path.chmod(0o777)
    (made.folder / "returned").chmod(0)
    ended = run(made.folder, verb, _as_nobody)
    (made.folder / "returned").chmod(0o755)
    assert ended.code == 2
    assert "Permission denied" in ended.said or "is not readable" in ended.said
    assert read_workbook(made.folder / "master.xlsx").current == made.old
