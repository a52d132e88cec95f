"""Differences of other systems, simulated: each test names the system it stands for."""

from __future__ import annotations

import concurrent.futures.process
import ctypes
import io
import multiprocessing
import subprocess
import sys
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
import xlwt

from xltrack.cli.windows_arguments import expanded
from xltrack.grid.calamine import read_foreign
from xltrack.grid.limits import DEFAULT_LIMITS
from xltrack.grid.restrained import restrain
from xltrack.mail.copies import safe_name
from xltrack.rendering import programs
from xltrack.storage import lock
from xltrack.workflows.distribute import read_contacts
from xltrack.workflows.returns import _processes


def executable(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A computer without any program in the usual folders."""
    monkeypatch.setattr(programs, "_FOLDERS", ())
    monkeypatch.setenv("PATH", "")
    return tmp_path


@pytest.mark.parametrize("entries", ["", ".", ":", "bin:."])
def test_a_program_in_the_current_folder_is_never_started(bare, monkeypatch, entries):
    executable(bare / "chromium")
    executable(bare / "bin" / "chromium")
    monkeypatch.chdir(bare)
    monkeypatch.setenv("PATH", entries)
    assert programs.find_program(programs.BROWSERS) is None
    monkeypatch.setenv("PATH", str(bare / "bin"))
    assert programs.find_program(programs.BROWSERS) == str(bare / "bin" / "chromium")


def test_macos_finds_programs_among_the_applications(bare, monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(Path, "home", lambda: bare)
    office = executable(bare / "Applications" / "LibreOffice.app" / "Contents" / "MacOS" / "soffice")
    assert programs.find_program(programs.OFFICES) == str(office)


def test_windows_finds_programs_by_its_registry(bare, monkeypatch):
    edge = executable(bare / "Edge" / "msedge.exe")

    @contextmanager
    def open_key(root, name):
        if (root, name.rpartition("\\")[2]) != ("machine", "msedge.exe"):
            raise FileNotFoundError(name)
        yield "key"

    registry = SimpleNamespace(
        HKEY_CURRENT_USER="user", HKEY_LOCAL_MACHINE="machine", OpenKey=open_key, QueryValue=lambda *_: f'"{edge}"'
    )
    monkeypatch.setitem(sys.modules, "winreg", registry)
    monkeypatch.setattr(sys, "platform", "win32")
    assert programs.find_program(programs.BROWSERS) == str(edge)


def test_macos_may_refuse_the_limit_of_memory_and_the_others_hold(monkeypatch):
    resource = pytest.importorskip("resource")
    held = []

    def refusing(limit, values):
        if limit == resource.RLIMIT_AS:
            raise ValueError("current limit exceeds maximum limit")
        held.append((limit, values))

    monkeypatch.setattr(resource, "setrlimit", refusing)
    restrain(2**30, 9)
    assert held == [(resource.RLIMIT_CPU, (9, 10)), (resource.RLIMIT_CORE, (0, 0))]


def test_a_frozen_program_reads_other_formats_without_starting_an_interpreter(monkeypatch):
    book, out = xlwt.Workbook(), io.BytesIO()
    book.add_sheet("Actions").write(2, 1, "R1.A1")
    book.save(out)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(subprocess, "run", None)
    (sheet,) = read_foreign(out.getvalue(), "a.xls", DEFAULT_LIMITS).grid.sheets
    assert [(row.number, row.columns, row.values) for row in sheet.rows] == [(3, (2,), ("R1.A1",))]


@pytest.mark.parametrize(
    "handle, error, code, running",
    [(7, 0, 259, True), (7, 0, 1, False), (0, 87, 0, False), (0, 5, 0, True)],
    ids=["runs", "has ended", "is gone", "may not be asked"],
)
def test_windows_says_whether_the_process_of_a_lock_still_runs(monkeypatch, handle, error, code, running):
    def exit_code(_, place):
        place._obj.value = code
        return True

    kernel = SimpleNamespace(OpenProcess=lambda *_: handle, GetExitCodeProcess=exit_code, CloseHandle=lambda _: True)
    monkeypatch.setattr(ctypes, "WinDLL", lambda *_, **__: kernel, raising=False)
    monkeypatch.setattr(ctypes, "get_last_error", lambda: error, raising=False)
    assert lock._alive_on_windows(4711) is running


def test_windows_expands_stars_and_takes_brackets_as_they_are(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("t[1].xlsx", "t1.xlsx", "b.xlsx"):
        Path(name).touch()
    assert list(expanded(["merge", "t[1].xlsx", "t[1]*.xlsx", "*.xlsx", "*.ods", "--who=*"])) == [
        "merge", "t[1].xlsx", "t[1].xlsx", "b.xlsx", "t1.xlsx", "t[1].xlsx", "*.ods", "--who=*",
    ]  # fmt: skip


def test_a_contacts_table_in_ansi_is_read_and_the_guess_is_told(tmp_path):
    path = tmp_path / "contacts.csv"
    path.write_bytes("Unit;Name;E-mail\nBureau régional;Zoé;zoe@example.org\n".encode("windows-1252"))
    contacts, findings = read_contacts(path)
    assert [(one.unit, one.name) for one in contacts] == [("Bureau régional", "Zoé")]
    assert [(finding.code, finding.found) for finding in findings] == [("encoding_guessed", "windows-1252")]


@pytest.mark.parametrize("name", ["COM1", "com¹", "LPT³", "nul"])
def test_a_name_that_windows_keeps_for_a_device_is_never_a_file_name(name):
    assert safe_name(name) == f"{name}-"


def test_a_script_without_its_main_guard_is_told_where_processes_are_spawned(monkeypatch):
    def broken(_):
        raise BrokenProcessPool

    pool = SimpleNamespace(submit=broken, shutdown=lambda: None)
    monkeypatch.setattr(concurrent.futures.process, "ProcessPoolExecutor", lambda *_, **__: pool)
    monkeypatch.setattr(multiprocessing, "get_start_method", lambda: "spawn")
    with pytest.warns(RuntimeWarning, match='if __name__ == "__main__"'), _processes(1):
        pass
