"""At every moment of a save the old file or the new one is there, whole, and nobody's work is lost."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from xltrack.errors import SaveError
from xltrack.i18n.catalogue import LANGUAGES
from xltrack.storage import atomic as save
from xltrack.storage import master as saving
from xltrack.storage.atomic import atomic_write
from xltrack.storage.backups import outdated
from xltrack.storage.lock import lock_path, locked
from xltrack.storage.master import save_master

OLD, NEW = b"old" * 1000, b"new" * 1000


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def fine(_: bytes) -> None:
    """A verification that has nothing to say."""


@pytest.fixture
def master(tmp_path) -> Path:
    path = tmp_path / "master.xlsx"
    path.write_bytes(OLD)
    return path


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_the_master_is_replaced_and_the_old_state_kept(master):
    master.chmod(0o640)
    copy = save_master(master, NEW, digest(OLD), verify=fine)
    assert (master.read_bytes(), copy.read_bytes()) == (NEW, OLD)
    assert master.stat().st_mode & 0o777 == 0o640
    assert names(master.parent) == {"master.xlsx", "backup"}


def test_a_link_to_the_master_stays_a_link(master):
    link = master.with_name("link.xlsx")
    link.symlink_to(master)
    save_master(link, NEW, digest(OLD), verify=fine)
    assert link.is_symlink()
    assert master.read_bytes() == NEW


def test_only_the_last_backups_stay_and_other_files_are_left_alone(master):
    (master.parent / "backup").mkdir()
    (master.parent / "backup" / "master.notes.xlsx").write_bytes(b"mine")
    state = OLD
    for number in range(5):
        os.utime(master, (1_700_000_000 + number * 60, 1_700_000_000 + number * 60))
        new = b"%d" % number
        save_master(master, new, digest(state), verify=fine, keep=2)
        state = new
    kept = sorted((master.parent / "backup").iterdir())
    assert [path.read_bytes() for path in kept] == [b"2", b"3", b"mine"]


def test_of_states_with_one_time_the_newest_backup_is_kept_and_the_count_holds(master):
    state = OLD
    for number in range(8):
        os.utime(master, (1_700_000_000, 1_700_000_000))
        new = b"%d" % number
        copy = save_master(master, new, digest(state), verify=fine, keep=2)
        assert copy.read_bytes() == state
        assert len(names(master.parent / "backup")) == min(number + 1, 2)
        state = new


def test_a_master_that_others_changed_is_not_overwritten(master):
    with pytest.raises(SaveError, match="meanwhile"):
        save_master(master, NEW, digest(b"what was read"), verify=fine)
    assert master.read_bytes() == OLD
    assert names(master.parent) == {"master.xlsx"}


def test_a_change_during_the_save_is_noticed(master, monkeypatch):
    write = save.write_beside

    def slow(target, content):
        if target == master:
            master.write_bytes(b"theirs")
        return write(target, content)

    monkeypatch.setattr(saving, "write_beside", slow)
    with pytest.raises(SaveError, match="meanwhile"):
        save_master(master, NEW, digest(OLD), verify=fine)
    assert master.read_bytes() == b"theirs"
    assert names(master.parent) == {"master.xlsx", "backup"}


def test_bytes_that_cannot_be_read_back_are_never_saved(master):
    def wrong(_: bytes) -> None:
        raise SaveError("save_failed", file=master, reason="R1.A1 is gone")

    with pytest.raises(SaveError, match=r"R1\.A1 is gone"):
        save_master(master, NEW, digest(OLD), verify=wrong)
    assert master.read_bytes() == OLD
    assert names(master.parent) == {"master.xlsx"}


@pytest.mark.parametrize(
    "name, content, person",
    [
        ("~$master.xlsx", b"\x04Aida" + b" " * 50, "Aida"),
        (".~lock.master.xlsx#", b",Aida,pc,01.06.2024 10:00,file:///x;", "Aida"),
        ("~$master.xlsx", b"", r"\?"),
    ],
)
def test_a_master_that_is_open_in_an_office_program_is_left_alone(master, name, content, person):
    master.with_name(name).write_bytes(content)
    with pytest.raises(SaveError, match=rf"open in another program \({person}\)"):
        save_master(master, NEW, digest(OLD), verify=fine)
    assert master.read_bytes() == OLD


def test_a_read_only_master_is_left_alone(master):
    master.chmod(0o444)
    with pytest.raises(SaveError, match="read-only"):
        save_master(master, NEW, digest(OLD), verify=fine)
    assert master.read_bytes() == OLD


def test_a_lock_of_a_running_process_is_respected(master):
    owner = {"host": socket.gethostname(), "process": os.getppid(), "since": time.time()}
    lock_path(master).write_text(json.dumps(owner))
    with pytest.raises(SaveError, match=f"process {os.getppid()}"):
        save_master(master, NEW, digest(OLD), verify=fine)
    assert (master.read_bytes(), lock_path(master).exists()) == (OLD, True)


@pytest.mark.parametrize(
    "owner",
    [
        {"host": socket.gethostname(), "process": 2**22 + 5, "since": time.time()},
        {"host": "elsewhere", "process": 1, "since": time.time() - 3601},
    ],
    ids=["the process is gone", "an hour old"],
)
def test_a_stale_lock_is_taken_over(master, owner):
    lock_path(master).write_text(json.dumps(owner))
    save_master(master, NEW, digest(OLD), verify=fine)
    assert (master.read_bytes(), lock_path(master).exists()) == (NEW, False)


def test_one_at_a_time_has_the_lock_on_a_system_without_links(master, monkeypatch):
    monkeypatch.delattr(os, "link")
    with locked(master), pytest.raises(SaveError), locked(master):
        pass
    assert not lock_path(master).exists()


def test_a_lock_left_empty_by_a_kill_is_taken_over_after_a_moment(master):
    lock_path(master).touch()
    with pytest.raises(SaveError, match="does not say whose"), locked(master):
        pass
    os.utime(lock_path(master), (time.time() - 20, time.time() - 20))
    with locked(master):
        assert lock_path(master).read_text()


@pytest.mark.parametrize(
    "content",
    [
        "[" * 5000,
        '{"host": 3, "process": "x", "since": NaN}',
        '{"host": "a", "process": 1e400, "since": 1e400}',
        '{"host": "a", "process": 0, "since": 1.0}',
        '{"host": "a", "process": true, "since": 1.0}',
        '{"host": "a", "process": 1, "since": true}',
        "\0\1",
        "{}",
    ],
)
def test_a_lock_with_absurd_content_is_one_that_was_left_behind(master, content):
    lock_path(master).write_text(content)
    with pytest.raises(SaveError, match="does not say whose it is"), locked(master):
        pass
    os.utime(lock_path(master), (time.time() - 20, time.time() - 20))
    save_master(master, NEW, digest(OLD), verify=fine)
    assert (master.read_bytes(), lock_path(master).exists()) == (NEW, False)


def test_of_many_at_once_no_update_is_lost(master):
    master.write_bytes(b"0")

    def add(_: int) -> int:
        for _attempt in range(400):
            state = master.read_bytes()
            try:
                save_master(master, b"%d" % (int(state) + 1), digest(state), verify=fine, keep=0)
            except SaveError:
                time.sleep(0.005)
            else:
                return 1
        return 0

    with ThreadPoolExecutor(4) as pool:
        done = sum(pool.map(add, range(20)))
    assert int(master.read_bytes()) == done == 20


KILLED = """
import os, sys
from pathlib import Path
from xltrack.storage import atomic as save
from xltrack.storage import master as saving
calls, stop = [0], int(sys.argv[2])
def counted(work):
    def one(*args, **kwargs):
        calls[0] += 1
        if calls[0] == stop:
            os.kill(os.getpid(), 9)
        return work(*args, **kwargs)
    return one
for name in ("open", "fsync", "fdopen", "chmod", "utime", "replace", "rename", "unlink", "mkdir", "stat"):
    setattr(os, name, counted(getattr(os, name)))
import hashlib
old = Path(sys.argv[1]).read_bytes()
saving.save_master(Path(sys.argv[1]), b"new" * 1000, hashlib.sha256(old).hexdigest(), verify=lambda data: None)
print(calls[0])
"""


@pytest.mark.skipif(os.name == "nt", reason="kills as POSIX does")
def test_a_kill_at_any_file_call_leaves_a_whole_master_and_no_lasting_litter(tmp_path):
    code = textwrap.dedent(KILLED)
    states = set()
    for stop in range(1, 60, 3):
        folder = tmp_path / str(stop)
        folder.mkdir()
        master = folder / "master.xlsx"
        master.write_bytes(OLD)
        ended = subprocess.run([sys.executable, "-c", code, str(master), str(stop)], capture_output=True, check=False)
        state = master.read_bytes()
        assert state in (OLD, NEW)
        states.add((ended.returncode == -signal.SIGKILL, state))
        if ended.returncode == 0:
            break
        save_master(master, b"next", digest(state), verify=fine)
        assert names(folder) == {"master.xlsx", "backup"}
    assert {(True, OLD), (False, NEW)} <= states


def test_a_full_disk_leaves_the_old_file_and_no_litter(tmp_path):
    target = tmp_path / "out.xlsx"
    target.write_bytes(OLD)

    def full(_):
        raise OSError(28, "No space left on device")

    with pytest.raises(SaveError, match="No space left"):
        atomic_write(target, full)
    assert (target.read_bytes(), names(tmp_path)) == (OLD, {"out.xlsx"})


def test_an_interrupted_write_leaves_no_litter(tmp_path):
    def interrupted(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        atomic_write(tmp_path / "out.xlsx", interrupted)
    assert names(tmp_path) == set()


def test_a_folder_that_is_not_there_is_said_clearly(tmp_path):
    with pytest.raises(SaveError, match=r"could not be written: there is no folder .*nowhere"):
        atomic_write(tmp_path / "nowhere" / "out.xlsx", b"x")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("earlier", [True, False])
def test_a_failed_save_speaks_of_an_earlier_file_only_where_there_is_one(tmp_path, earlier, language):
    target = tmp_path / "out.xlsx"
    if earlier:
        target.write_bytes(OLD)

    def full(_):
        raise OSError(28, "No space left on device")

    with pytest.raises(SaveError) as caught:
        atomic_write(target, full)
    spoken = caught.value.message(language)
    of_it = SaveError("save_failed", file=target, reason="No space left on device").message(language)
    assert (spoken == of_it) == earlier
    assert "No space left on device" in spoken


def test_a_program_that_holds_the_file_is_waited_for_on_windows(master, monkeypatch):
    tried = []

    replace = Path.replace

    def held(self, target):
        tried.append(target)
        if len(tried) < 4:
            raise PermissionError(13, "held")
        return replace(self, target)

    for module in (save, saving):
        monkeypatch.setattr(module, "WINDOWS", True)
    monkeypatch.setattr(save, "WAITS", (0.001,) * 5)
    monkeypatch.setattr(Path, "replace", held)
    atomic_write(master, NEW)
    assert (master.read_bytes(), len(tried)) == (NEW, 4)


def test_a_file_held_for_ever_on_windows_keeps_the_new_state_beside(master, monkeypatch):
    replace = Path.replace

    def held(self, target):
        if Path(target) == master:
            raise PermissionError(13, "held")
        return replace(self, target)

    for module in (save, saving):
        monkeypatch.setattr(module, "WINDOWS", True)
    monkeypatch.setattr(save, "WAITS", (0.001,))
    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(SaveError, match=r"saved as master \(new\)\.xlsx"):
        save_master(master, NEW, digest(OLD), verify=fine)
    assert (master.read_bytes(), master.with_name("master (new).xlsx").read_bytes()) == (OLD, NEW)


@pytest.mark.parametrize(
    "days, keep, gone",
    [
        (["20240601", "20240602", "20240603"], 2, []),
        (["20240101", "20240102", "20240601", "20240602"], 2, ["20240101", "20240102"]),
        (["20240101", "20240601"], 2, []),
        (["20240530", "20240501", "20240602"], 1, ["20240501"]),
        ([], 2, []),
    ],
)
def test_backups_are_kept_by_count_and_by_age(days, keep, gone):
    name = "tracker.{}-120000-000000-00000000.xlsx"
    assert outdated(map(name.format, days), keep) == [name.format(day) for day in gone]


def test_of_one_day_only_the_last_states_are_kept():
    names = [f"a.20240601-{hour:02}0000-000000-00000000.xlsx" for hour in range(10)]
    assert outdated(names, 3) == names[:-3]
